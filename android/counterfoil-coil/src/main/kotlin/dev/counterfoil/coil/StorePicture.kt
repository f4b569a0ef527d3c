package dev.counterfoil.coil

import dev.counterfoil.Phone

/** How much of a picture is asked for. */
public enum class PictureDetail {
    /** A small JPEG that was made when the photograph was taken: for lists. A few KB, decrypted in memory. */
    THUMBNAIL,

    /** The bytes as the camera wrote them, decrypted piece by piece while they are decoded. */
    ORIGINAL,
}

/**
 * A picture of an encrypted store, as a model for Coil: `AsyncImage(model = phone.picture(hash), …)`.
 *
 * @property phone the open phone that holds it
 * @property hash the original's hash, such as `PhotoTaken.original` or `BlobRef.hash`
 * @property detail thumbnail or original
 */
public data class StorePicture(
    val phone: Phone,
    val hash: String,
    val detail: PictureDetail = PictureDetail.THUMBNAIL,
)

/** A picture that this phone holds, as a model for Coil. */
@JvmOverloads
public fun Phone.picture(hash: String, detail: PictureDetail = PictureDetail.THUMBNAIL): StorePicture =
    StorePicture(this, hash, detail)
