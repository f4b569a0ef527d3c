package dev.counterfoil.app.capture

import dev.counterfoil.QualityWarning
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.words

/** Every state of the camera's screen. */
object CapturePreviews {
    private val card = FakeDay.cards.first { it.id == "o2" }
    private val owed = FakeDay.offers().first().missing
    private val ready = CaptureState(card, words("门口", "door"), owed)
    private val blurred = QualityWarning("photo_blurred", words("照片可能糊了", "the picture may be blurred"), 40, 120)
    private val dark = QualityWarning("photo_dark", words("照片太暗", "the picture is dark"), 12, 30)

    private val states = mapOf(
        "ready" to ready,
        "taking" to ready.copy(isTaking = true),
        "blurred" to ready.copy(taken = Taken("f", listOf(blurred, dark), ByteArray(0))),
        "storage-full" to ready.copy(trouble = Trouble.StorageFull),
    )

    val all: List<Preview> = states.map { (name, state) -> Preview("capture-$name") { CaptureView(state) {} } }
}
