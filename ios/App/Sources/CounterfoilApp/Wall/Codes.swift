//! Codes: who reads them, what they mean, and how that is told without a screen.

import Counterfoil
import Foundation

/// A code as it was read. `symbology`: as the scanner names it, `code128`, `qr`; `typed` by a finger.
public struct ScannedCode: Sendable, Hashable {
    public var raw: String
    public var symbology: String

    public init(raw: String, symbology: String) {
        self.raw = raw
        self.symbology = symbology
    }
}

/// Reads codes with the camera.
@MainActor
public protocol Scanner {
    /// The codes of each picture, as long as somebody listens; it ends when the person leaves the camera.
    func pictures() -> AsyncThrowingStream<[ScannedCode], any Error>
}

/// What a read means to who does not look at the screen.
public enum ReadSignal: Sendable, Hashable, CaseIterable {
    case good
    case goodBut
    case nextPiece
    case again
    case notYours
    case stays
    case unknown
    case failed
}

/// Tells what a read means without a screen: a sound and a vibration of its own for each.
@MainActor
public protocol Feedback {
    func tell(_ signal: ReadSignal)
}

/// Says nothing.
struct Silence: Feedback {
    func tell(_ signal: ReadSignal) {}
}

/// Codes: the load check, and what a code means.
@MainActor
protocol LoadWall {
    /// `nil` where no camera reads codes: then no screen offers one.
    var scanner: (any Scanner)? { get }

    var feedback: any Feedback { get }

    /// One read of the loading scan: durable when it returns.
    func load(_ code: ScannedCode) async throws(WallError) -> LoadAnswer

    /// The five lists of the open shift; `nil` without one.
    func check() -> Following<LoadCheck?>

    /// What the playbook says is worth saying of a read: 到付, 冷链.
    func marks() async throws(WallError) -> [Named]

    /// Which of the codes of one picture counts.
    func pick(_ codes: [ScannedCode]) async throws(WallError) -> PickedCode

    /// What a code means to this person.
    func lookup(_ code: String) async throws(WallError) -> ScanVerdict

    /// What a code may be that nobody here knows.
    func likely(_ code: String) async throws(WallError) -> [Candidate]

    /// The cards of these orders, as far as they are here.
    func cardsOf(_ orders: [String]) async throws(WallError) -> [Card]
}
