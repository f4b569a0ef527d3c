package dev.counterfoil.app.capture

/** What a person does at the camera. */
sealed interface CaptureEvent {
    /** The button, or the key at the phone's side. */
    data object Shutter : CaptureEvent

    data object TakeAgain : CaptureEvent

    data object Keep : CaptureEvent

    data object CloseTrouble : CaptureEvent

    data object Back : CaptureEvent
}
