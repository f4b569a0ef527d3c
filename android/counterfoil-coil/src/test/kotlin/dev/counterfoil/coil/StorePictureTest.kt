package dev.counterfoil.coil

import coil3.Bitmap
import coil3.ImageLoader
import coil3.PlatformContext
import coil3.decode.DataSource
import coil3.fetch.SourceFetchResult
import coil3.memory.MemoryCache
import coil3.request.ErrorResult
import coil3.request.ImageRequest
import coil3.request.Options
import coil3.request.SuccessResult
import coil3.toBitmap
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.Phone
import dev.counterfoil.PhotoSource
import dev.counterfoil.SecretStore
import dev.counterfoil.testkit.TestWorld
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** Real Coil draws pictures of a real, encrypted store. */
class StorePictureTest {
    private val photographs = generateSequence(File("").absoluteFile) { it.parentFile }
        .map { File(it, "cli/data/day/photos") }.first { it.isDirectory }

    private fun loader() = ImageLoader.Builder(PlatformContext.INSTANCE)
        .components { addCounterfoil() }
        .memoryCache { MemoryCache.Builder().maxSizeBytes(64L * 1024 * 1024).build() }
        .build()

    private fun request(model: Any) = ImageRequest.Builder(PlatformContext.INSTANCE).data(model).build()

    private fun colours(bitmap: Bitmap): Int =
        (0 until bitmap.width step 7).flatMap { x -> (0 until bitmap.height step 7).map { bitmap.getColor(x, it) } }
            .distinct().size

    /** Files that are a JPEG, whatever their names. */
    private fun jpegs(folder: File): List<File> = folder.walk().filter { it.isFile && it.length() > 3 }
        .filter { file -> file.inputStream().use { it.readNBytes(3) }.contentEquals(JPEG) }.toList()

    /** A photograph of a parcel on a phone whose store lies in this folder; its hash. */
    private suspend fun photographed(world: TestWorld, folder: File): Pair<Phone, String> {
        val ann = world.hub.invite("小安", listOf("courier"))
        val order = world.hub.order("SF1203456789017", "{}", ann.person)
        val phone = world.strange { CounterfoilConfig(folder, SecretStore.inMemory()) }
        phone.account.enrol(ann.invitation)
        phone.syncing.run()
        val camera = File(world.folder(), "IMG_0001.jpg")
        File(photographs, "Landscape_1.jpg").copyTo(camera)
        assertEquals(listOf(camera), jpegs(camera.parentFile), "what is looked for is found")
        val hash = phone.captures.photo(order, PhotoSource(camera, "door")).original
        camera.delete()
        return phone to hash
    }

    @Test
    fun `thumbnail and original are drawn, and no plain file is left behind`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val folder = world.folder()
            val (phone, hash) = photographed(world, folder)

            val loader = loader()
            val small = assertIs<SuccessResult>(loader.execute(request(phone.picture(hash)))).image
            val whole = loader.execute(request(phone.picture(hash, PictureDetail.ORIGINAL)))
            val large = assertIs<SuccessResult>(whole, "$whole").image
            assertTrue(small.width < large.width && small.width in 64..1_024, "${small.width}, ${large.width}")
            assertTrue(colours(small.toBitmap()) > 50 && colours(large.toBitmap()) > 50, "real pictures")

            val cache = assertNotNull(loader.memoryCache)
            val key = MemoryCache.Key("counterfoil:${phone.openingNumber}:thumbnail:$hash")
            assertNotNull(cache[key])
            assertEquals(2, cache.keys.size, "thumbnail and original: ${cache.keys}")
            assertEquals(emptyList(), jpegs(folder), "the store")
            // This module's tests have a folder for temporary files of their own, see pom.xml.
            assertEquals(emptyList(), jpegs(File(System.getProperty("java.io.tmpdir"))), "temporary files")

            // Whoever opens the same store again finds nothing drawn before, and nothing stays in memory.
            phone.close()
            assertEquals(emptySet(), cache.keys, "with the phone what was decrypted goes")
        }
    }

    @Test
    fun `what a colleague photographed is fetched when it is drawn`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val bo = world.hub.invite("小波", listOf("courier"))
            val order = world.hub.order("SF1203456789017", "{}", ann.person)
            val hers = world.strange().also { it.account.enrol(ann.invitation) }
            val his = world.strange().also { it.account.enrol(bo.invitation) }
            hers.syncing.run()
            val camera = File(world.folder(), "IMG_0001.jpg")
            File(photographs, "Landscape_1.jpg").copyTo(camera)
            val hash = hers.captures.photo(order, PhotoSource(camera, "door")).original
            hers.syncing.run()
            world.hub.office("POST", "/v1/office/orders/$order/assign", """{"to": "${bo.person}"}""")
            his.syncing.run()
            val listed = his.captures.pictures(order).single()
            assertTrue(!listed.isHere && listed.order == order, "$listed")

            val loader = loader()
            world.hub.signalOff()
            val without = assertIs<ErrorResult>(loader.execute(request(his.picture(listed)))).throwable
            assertIs<dev.counterfoil.CounterfoilException.Offline>(without)
            world.hub.signalOn()
            // By its hash alone nothing is fetched.
            assertIs<ErrorResult>(loader.execute(request(his.picture(hash))))
            val small = assertIs<SuccessResult>(loader.execute(request(his.picture(listed))))
            assertEquals(DataSource.NETWORK, small.dataSource)
            world.hub.signalOff()
            val whole = loader.execute(request(his.picture(listed, PictureDetail.ORIGINAL)))
            assertEquals(DataSource.DISK, assertIs<SuccessResult>(whole, "$whole").dataSource)
            assertTrue(colours(small.image.toBitmap()) > 50, "a real picture")
            assertTrue(his.captures.pictures(order).single().isHere)
        }
    }

    @Test
    fun `a picture that is not here is an error`(): Unit =
        runBlocking {
            TestWorld.start().use { world ->
                val phone = world.phone()
                val absent = loader().execute(request(phone.picture("00".repeat(32))))
                assertIs<dev.counterfoil.CounterfoilException.NotFound>(assertIs<ErrorResult>(absent).throwable)
            }
        }

    @Test
    fun `a decoder that wants a plain file is refused`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val (phone, hash) = photographed(world, world.folder())
            val (loader, options) = loader() to Options(PlatformContext.INSTANCE)
            for (detail in PictureDetail.entries) {
                val fetcher = StorePictureFetcher.Factory().create(phone.picture(hash, detail), options, loader)
                val fetched = assertIs<SourceFetchResult>(fetcher.fetch())
                assertFailsWith<okio.IOException>("$detail") { fetched.source.file() }
                fetched.source.close()
            }
            assertEquals(emptyList(), jpegs(File(System.getProperty("java.io.tmpdir"))))
        }
    }

    private companion object {
        val JPEG = byteArrayOf(0xff.toByte(), 0xd8.toByte(), 0xff.toByte())
    }
}
