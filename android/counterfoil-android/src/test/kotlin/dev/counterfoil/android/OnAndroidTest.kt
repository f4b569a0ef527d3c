package dev.counterfoil.android

import android.content.Context
import android.os.SystemClock
import android.os.UserManager
import android.provider.Settings
import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilException
import dev.counterfoil.SecretStoreException
import dev.counterfoil.SecretStoreException.Why
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.security.KeyFactory
import java.security.Security
import java.security.Signature
import java.security.spec.X509EncodedKeySpec
import java.time.Duration
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowSystemClock

/** What Android brings to a store: the framework's own code runs here, with a Keystore of the test. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], manifest = Config.NONE)
class OnAndroidTest {
    private val context: Context get() = RuntimeEnvironment.getApplication()
    private val keystore = Keystore()
    private val secrets get() = KeystoreSecrets(context)

    @Before
    fun aDevice() {
        Security.addProvider(keystore)
        Settings.Global.putInt(context.contentResolver, Settings.Global.BOOT_COUNT, 41)
    }

    @After
    fun isGone() {
        Security.removeProvider(keystore.name)
        Keystore.hasStrongBox = true
        Keystore.keys.keys.toList().forEach(Keystore::forget)
    }

    private fun files(): List<File> = context.noBackupFilesDir.walk().filter { it.isFile }.toList()

    @Test
    fun `a secret is sealed, outlives its object, and is gone when it is removed`() {
        val key = "the key of a store".toByteArray()
        assertNull(secrets.get("store/key"))
        secrets.put("store/key", key)
        secrets.put("install-marker", byteArrayOf(7))
        assertContentEquals(key, secrets.get("store/key"))
        assertEquals(2, files().size)
        for (file in files()) assertFalse(String(file.readBytes(), Charsets.ISO_8859_1).contains("key of"), "$file")
        secrets.put("store/key", byteArrayOf(1, 2))
        assertContentEquals(byteArrayOf(1, 2), secrets.get("store/key"))
        repeat(2) { secrets.remove("store/key") }
        assertNull(secrets.get("store/key"))
        assertContentEquals(byteArrayOf(7), secrets.get("install-marker"))
        assertFalse(Keystore.specs.getValue("counterfoil").isUserAuthenticationRequired, "work goes on in the background")
    }

    @Test
    fun `a secret under another's name is none`() {
        secrets.put("a", byteArrayOf(1))
        val one = files().single()
        secrets.put("b", byteArrayOf(2))
        one.copyTo(files().single { it != one }, overwrite = true)
        assertEquals(Why.INVALIDATED, assertFailsWith<SecretStoreException> { secrets.get("b") }.why)
        assertContentEquals(byteArrayOf(1), secrets.get("a"))
    }

    @Test
    fun `without its key a secret is lost and said to be, and a new one can be kept`() {
        secrets.put("store/key", byteArrayOf(1))
        Keystore.forget("counterfoil")
        assertEquals(Why.INVALIDATED, assertFailsWith<SecretStoreException> { secrets.get("store/key") }.why)
        secrets.put("other", byteArrayOf(2))
        assertEquals(Why.INVALIDATED, assertFailsWith<SecretStoreException> { secrets.get("store/key") }.why)
        secrets.put("store/key", byteArrayOf(3))
        assertContentEquals(byteArrayOf(3), secrets.get("store/key"))
    }

    @Test
    fun `before the first unlock secrets are locked, not lost`() {
        secrets.put("store/key", byteArrayOf(1))
        val people = shadowOf(context.getSystemService(UserManager::class.java))
        people.setUserUnlocked(false)
        val locked = assertFailsWith<SecretStoreException> { secrets.get("store/key") }
        assertEquals(Why.LOCKED_BEFORE_FIRST_UNLOCK, locked.why)
        people.setUserUnlocked(true)
        assertContentEquals(byteArrayOf(1), secrets.get("store/key"))
    }

    @Test
    fun `clocks tell the boot and the time since, and throw where no boots are counted`() {
        val moments = AndroidMoments(context)
        val first = moments.clocks()
        assertEquals(41, first.boot)
        assertEquals(SystemClock.elapsedRealtime(), first.monotonicMs)
        assertTrue(kotlin.math.abs(System.currentTimeMillis() - first.wallMs) < 60_000)
        ShadowSystemClock.advanceBy(Duration.ofMinutes(3))
        assertEquals(180_000, moments.clocks().monotonicMs - first.monotonicMs)
        context.contentResolver.run { Settings.Global.putString(this, Settings.Global.BOOT_COUNT, null) }
        assertFailsWith<Exception> { AndroidMoments(context).clocks() }
        assertEquals(41, moments.clocks().boot, "a process does not outlive its boot")
    }

    @Test
    fun `the key that seals is in StrongBox where there is one, and the same at every opening`() {
        for (hasOne in listOf(true, false)) {
            val alias = "signer-$hasOne"
            Keystore.hasStrongBox = hasOne
            val signer = KeystoreSigner.open(alias)
            assertEquals(hasOne, Keystore.specs.getValue(alias).isStrongBoxBacked)
            assertContentEquals(signer.publicKey().bytes, KeystoreSigner.open(alias).publicKey().bytes)
            val public = KeyFactory.getInstance("EC").generatePublic(X509EncodedKeySpec(signer.publicKey().bytes))
            val checks = Signature.getInstance("SHA256withECDSA").run {
                initVerify(public)
                update(byteArrayOf(1, 2, 3))
                verify(signer.sign(byteArrayOf(1, 2, 3)))
            }
            assertTrue(checks)
        }
    }

    @Test
    fun `a store on Android is enrolled, closed and opened again`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val order = world.hub.order("SF1203456789017", """{"title": "一箱苹果"}""", ann.person)
            val config = context.counterfoil(signer = KeystoreSigner.open())
            Counterfoil.open(config).use { phone ->
                phone.account.enrol(ann.invitation)
                phone.syncing.run()
                phone.captures.comment(order, "门口有狗")
                assertTrue(phone.syncing.run().isDone)
                phone.closeAndWait()
            }
            Counterfoil.open(context.counterfoil(signer = KeystoreSigner.open())).use { phone ->
                assertEquals(1, phone.orders.sheet(order).sheet.card.counts.comments)
                phone.closeAndWait()
            }
            val held = files().map { it.parentFile?.name }
            assertTrue("counterfoil-secrets" in held && "counterfoil" in held, "secrets and the install marker: $held")
            // The same files with another Keystore, as on another device: the store says so and opens nothing.
            Keystore.forget("counterfoil")
            assertFailsWith<CounterfoilException> { Counterfoil.open(context.counterfoil()) }
        }
    }

    @Test
    fun `a report is written with the font that comes with the package`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val bo = world.hub.invite("小博", listOf("technician"))
            val order = world.hub.order("SF1203456789017", """{"title": "空调不制冷"}""", bo.person, "repair")
            val phone = world.strange().also { it.account.enrol(bo.invitation) }
            phone.syncing.run()
            val fonts = context.reportFonts()
            val written = fonts.first().lastModified()
            assertEquals(1_538_324L, fonts.first().length())
            assertEquals(fonts, context.reportFonts())
            assertEquals(written, context.reportFonts().first().lastModified(), "it is written once")
            val pdf = phone.orders.report(order, fonts).pdf
            assertEquals("%PDF-", pdf.copyOf(5).decodeToString())
            assertTrue("SIL OPEN FONT LICENSE" in reportFontLicence())
            fonts.first().writeBytes(byteArrayOf(1))
            assertEquals(1_538_324L, context.reportFonts().first().length(), "what a crash left half is written anew")
        }
    }
}
