package dev.counterfoil.coil

import dev.counterfoil.Phone
import dev.counterfoil.Picture

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
 * @property order the order that names it: with it a picture that is not on this phone is fetched from the hub, as
 * far as this person may see it; `null` for what this phone holds alone
 */
public data class StorePicture @JvmOverloads constructor(
    val phone: Phone,
    val hash: String,
    val detail: PictureDetail = PictureDetail.THUMBNAIL,
    val order: String? = null,
)

/** A picture that this phone holds, as a model for Coil. */
@JvmOverloads
public fun Phone.picture(hash: String, detail: PictureDetail = PictureDetail.THUMBNAIL): StorePicture =
    StorePicture(this, hash, detail)

/** A picture of an order's list, also one that a colleague took: it is fetched from the hub when it is not here. */
@JvmOverloads
public fun Phone.picture(picture: Picture, detail: PictureDetail = PictureDetail.THUMBNAIL): StorePicture =
    StorePicture(this, picture.original, detail, picture.order)
