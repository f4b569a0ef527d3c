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
        override fun create(data: StorePicture, options: Options, imageLoader: ImageLoader): Fetcher =
            StorePictureFetcher(data)
    }
}

/** Names a picture in Coil's memory cache: its hash and detail, the same whichever phone is asked. */
public class StorePictureKeyer : Keyer<StorePicture> {
    override fun key(data: StorePicture, options: Options): String =
        "counterfoil:${data.detail.name.lowercase()}:${data.hash}"
}

/** Teaches an image loader the pictures of a store: `ImageLoader.Builder(context).components { addCounterfoil() }`. */
public fun ComponentRegistry.Builder.addCounterfoil(): ComponentRegistry.Builder =
    add(StorePictureKeyer()).add(StorePictureFetcher.Factory())
