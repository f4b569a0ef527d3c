//! What screens may ask: small, by feature. Screens and their models know nothing else of the library; the values are
//! the library's plain ones.
//!
//! Every call may throw a `WallError`, a stream too. A stream gives its first value at once, the next whenever
//! something changed; it ends with the phone. Screens live on the main actor and ask there; the work is done elsewhere.

import Counterfoil
import Foundation

/// A value now, and again whenever it has changed.
typealias Following<Value: Sendable> = AsyncThrowingStream<Value, any Error>

/// The list.
@MainActor
protocol OrdersWall {
    /// The first `wanted` open orders of this person, what is due first in front.
    func open(_ wanted: Int) -> Following<OrderPage>

    /// The first `wanted` of those that are over.
    func done(_ wanted: Int) -> Following<OrderPage>

    /// The stops of the open ones.
    func stops() -> Following<[RouteStop]>

    /// What answers two Chinese characters, or the last four digits of a number.
    func search(_ typed: String) async throws(WallError) -> [Card]

    /// What this person was told and has not read, the gravest first.
    func notices() -> Following<[Notice]>

    /// It was read.
    func read(_ notice: Notice) async throws(WallError)

    /// The answers to an urge that take one tap.
    func urgeAnswers() async throws(WallError) -> [Named]

    /// Answers the urges of an order.
    func answerUrge(_ order: String, _ answer: String) async throws(WallError)

    /// Whether this person can drive off.
    func ready() -> Following<ReadyToGo>
}

/// One order.
@MainActor
protocol OrderWall {
    func sheet(_ id: String) -> Following<OrderSheet>

    /// The playbook in whose words the order is shown.
    func playbook(_ id: String) async throws(WallError) -> Playbook

    /// A step; `shown` is that of the sheet that the person was looking at.
    func step(_ id: String, _ step: TransitionStep, shown: String?) async throws(WallError) -> Done

    /// Takes a fact back.
    func takeBack(_ id: String, fact: String, reason: String) async throws(WallError)

    /// Picks one of several values.
    func settle(_ id: String, _ settle: Settle) async throws(WallError)

    func payment(_ id: String, _ payment: Payment) async throws(WallError)

    func consent(_ id: String, _ consent: Consent) async throws(WallError)

    func comment(_ id: String, _ text: String) async throws(WallError)
}

/// Takes a photograph: the phone's camera, or a file in tests.
@MainActor
public protocol Camera {
    /// A file as the camera wrote it; `nil` if the person went back.
    func take(_ role: String) async throws(WallError) -> URL?

    /// The store has what is in the file: it is no longer needed.
    func sealed(_ file: URL)
}

extension Camera {
    /// A file that somebody else keeps stays.
    public func sealed(_ file: URL) {}
}

/// Photographs.
@MainActor
protocol CaptureWall {
    /// `nil` where there is no camera: then no screen offers one.
    var camera: (any Camera)? { get }

    /// Takes a file into an order: durable when it returns.
    func photo(_ order: String, _ file: URL, role: String) async throws(WallError) -> PhotoTaken

    /// The bytes of a small copy.
    func thumbnail(_ original: String) async throws(WallError) -> Data
}

/// Signatures.
@MainActor
protocol SignatureWall {
    /// Writes a signature, and with it in one act the step that it was given for.
    func sign(_ order: String, _ input: SignatureInput, then: TransitionStep?) async throws(WallError) -> Done?
}

/// An order with work that the hub does not have, and how many records of it.
struct WaitingWork: Sendable, Hashable {
    var card: Card
    var records: Int64
}

/// Something that the hub refused.
struct RefusedWork: Sendable, Hashable {
    var order: String
    var card: Card?
    var code: String?
    var rows: [TimelineRow]
}

/// The way to the hub, and the end of the shift.
@MainActor
protocol SyncWall {
    func status() -> Following<SyncStatus>

    /// How the last session ended; `nil` before the first.
    func lastEnd() -> Following<SessionEnd?>

    /// A session, now.
    func sendNow() async throws(WallError) -> SyncReport

    /// The orders with work that the hub does not have.
    func waiting() async throws(WallError) -> [WaitingWork]

    func refused() async throws(WallError) -> [RefusedWork]

    /// Things, cash and work; `nil` where no shift was begun.
    func balances() async throws(WallError) -> Balances?

    /// The cards of these orders, as far as they are here.
    func cards(_ ids: [String]) async throws(WallError) -> [Card]

    func countCash(_ amount: Money) async throws(WallError)

    func closeShift() async throws(WallError)

    func certificate() async throws(WallError) -> CertificateOutcome
}

/// Whose phone this is.
@MainActor
protocol AccountWall {
    func who() -> Following<AccountStatus>

    func enrol(_ invitation: String) async throws(WallError)

    func beginShift() async throws(WallError)

    func beginBreak() async throws(WallError)

    func endBreak() async throws(WallError)
}

/// All of it.
@MainActor
protocol AppWall {
    var orders: any OrdersWall { get }
    var order: any OrderWall { get }
    var forms: any FormsWall { get }
    var capture: any CaptureWall { get }
    var signature: any SignatureWall { get }
    var sync: any SyncWall { get }
    var account: any AccountWall { get }
    var load: any LoadWall { get }
}
