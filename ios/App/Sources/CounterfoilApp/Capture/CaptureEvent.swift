//! What a person does at the camera.

/// What a person does at the camera.
enum CaptureEvent: Sendable, Equatable {
    /// The button, or the key at the phone's side.
    case shutter
    case takeAgain
    case keep
    case closeTrouble
    case back
}
