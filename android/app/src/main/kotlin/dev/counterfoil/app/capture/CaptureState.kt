package dev.counterfoil.app.capture

import dev.counterfoil.Card
import dev.counterfoil.MissingShown
import dev.counterfoil.QualityWarning
import dev.counterfoil.Words
import dev.counterfoil.app.wall.Trouble

/** A photograph that is on disk, and what is the matter with it; [small] is its copy for lists, or empty. */
class Taken(val fact: String, val warnings: List<QualityWarning>, val small: ByteArray)

/**
 * What the camera's screen shows.
 *
 * @property owed what is still missing for the step that the person is about to make
 * @property taken the photograph that waits for "keep it" or "take again"
 */
data class CaptureState(
    val card: Card? = null,
    val roleName: Words? = null,
    val owed: List<MissingShown> = emptyList(),
    val isTaking: Boolean = false,
    val taken: Taken? = null,
    val trouble: Trouble? = null,
)
