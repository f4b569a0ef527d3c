package dev.counterfoil.coil

import coil3.ComponentRegistry
import coil3.ImageLoader
import coil3.decode.DataSource
import coil3.decode.ImageSource
import coil3.fetch.FetchResult
import coil3.fetch.Fetcher
import coil3.fetch.SourceFetchResult
import coil3.key.Keyer
import coil3.request.Options
import dev.counterfoil.CounterfoilException
import dev.counterfoil.Phone
import java.util.Collections
import java.util.WeakHashMap
import okio.Buffer
import okio.BufferedSource
import okio.buffer
import okio.source

/**
 * Gives Coil the pictures of an encrypted store. They are decrypted in memory only: neither this fetcher nor a decoder
 * behind it can write a plain file, and Coil's disk cache is not used for them. A picture of an order that is not on
 * this phone is fetched from the hub first; it lies sealed in the store then.
 */
public class StorePictureFetcher private constructor(private val picture: StorePicture) : Fetcher {

    override suspend fun fetch(): FetchResult {
        val order = picture.order ?: return held(DataSource.DISK)
        return try {
            held(DataSource.DISK)
        } catch (_: CounterfoilException.NotFound) {
            picture.phone.captures.fetch(order, picture.hash)
            held(DataSource.NETWORK)
        }
    }

    /** The picture as this phone holds it. */
    private suspend fun held(from: DataSource): FetchResult {
        val captures = picture.phone.captures
        return when (picture.detail) {
            PictureDetail.THUMBNAIL -> captures.thumbnail(picture.hash).let {
                result(Buffer().write(it.bytes), it.mediaType, from)
            }
            PictureDetail.ORIGINAL -> captures.open(picture.hash).let {
                result(it.source().buffer(), it.mediaType, from)
            }
        }
    }

    private fun result(source: BufferedSource, mediaType: String, from: DataSource): FetchResult {
        val image = ImageSource(source, NoPlainFiles)
        return SourceFetchResult(image, mediaType.ifEmpty { null }, from)
    }

    /** Makes fetchers; register it with [addCounterfoil]. */
    public class Factory : Fetcher.Factory<StorePicture> {
        override fun create(data: StorePicture, options: Options, imageLoader: ImageLoader): Fetcher {
            Drawn.forgetWithItsPhone(data.phone, imageLoader)
            return StorePictureFetcher(data)
        }
    }
}

/**
 * Names a picture in Coil's memory cache: the opened phone, detail and hash. Another person's phone, or the same one
 * opened again, finds nothing of it.
 */
public class StorePictureKeyer : Keyer<StorePicture> {
    override fun key(data: StorePicture, options: Options): String =
        "${Drawn.prefix(data.phone)}${data.detail.name.lowercase()}:${data.hash}"
}

/** What was decrypted and drawn goes from memory when its phone is closed. */
internal object Drawn {
    /** The loaders that hold pictures of a phone, weakly both. */
    private val loaders = WeakHashMap<Phone, MutableSet<ImageLoader>>()

    fun prefix(phone: Phone): String = "counterfoil:${phone.openingNumber}:"

    fun forgetWithItsPhone(phone: Phone, loader: ImageLoader) {
        val isFirst = synchronized(loaders) {
            val known = loaders.getOrPut(phone) { Collections.newSetFromMap(WeakHashMap()) }
            known.isEmpty().also { known += loader }
        }
        if (isFirst) phone.whenClosed { forget(phone) }
    }

    private fun forget(phone: Phone) {
        val known = synchronized(loaders) { loaders.remove(phone) }.orEmpty()
        for (cache in known.mapNotNull { it.memoryCache }) {
            cache.keys.filter { it.key.startsWith(prefix(phone)) }.forEach { cache.remove(it) }
        }
    }
}

/** Teaches an image loader the pictures of a store: `ImageLoader.Builder(context).components { addCounterfoil() }`. */
public fun ComponentRegistry.Builder.addCounterfoil(): ComponentRegistry.Builder =
    add(StorePictureKeyer()).add(StorePictureFetcher.Factory())
