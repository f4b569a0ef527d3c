//! The wall over an open phone.

import Counterfoil
import Foundation

/// The wall over an open phone. `camera` takes photographs on this device, `scanner` reads codes with it; `feedback` is
/// heard and felt at a read; `device` tells what it alone knows.
@MainActor
struct PhoneWall: AppWall {
    let orders: any OrdersWall
    let order: any OrderWall
    let forms: any FormsWall
    let capture: any CaptureWall
    let signature: any SignatureWall
    let sync: any SyncWall
    let account: any AccountWall
    let load: any LoadWall

    init(
        _ phone: Phone, camera: (any Camera)? = nil, scanner: (any Scanner)? = nil, feedback: any Feedback = Silence(),
        device: @escaping @MainActor () -> DeviceNow = { DeviceNow() }
    ) {
        orders = OrdersOf(phone: phone, device: device)
        order = OrderOf(phone: phone)
        forms = PhoneForms(phone: phone)
        capture = CaptureOf(phone: phone, camera: camera)
        signature = SignatureOf(phone: phone)
        sync = SyncOf(phone: phone)
        account = AccountOf(phone: phone)
        load = LoadOf(phone: phone, scanner: scanner, feedback: feedback)
    }
}

/// The package's errors, in the words of the screens.
@MainActor
func plain<Value: Sendable>(_ call: @MainActor () async throws -> Value) async throws(WallError) -> Value {
    do { return try await call() } catch { throw WallError(error) }
}

/// A stream that is written by a task of its own, and ends with it. Of values that nobody took the newest is kept.
@MainActor
private func following<Value: Sendable>(
    _ tell: @escaping @MainActor (Following<Value>.Continuation) async throws -> Void
) -> Following<Value> {
    Following(bufferingPolicy: .bufferingNewest(1)) { continuation in
        let task = Task { @MainActor in
            do {
                try await tell(continuation)
                continuation.finish()
            } catch CounterfoilError.closed {
                continuation.finish()
            } catch CounterfoilError.cancelled {
                continuation.finish()
            } catch {
                continuation.finish(throwing: WallError(error))
            }
        }
        continuation.onTermination = { _ in task.cancel() }
    }
}

/// A stream of the package, with its errors in the words of the screens.
@MainActor
private func plain<Value>(_ updates: Updates<Value>) -> Following<Value> {
    following { continuation in
        for try await value in updates { continuation.yield(value) }
    }
}

extension Phone {
    /// Listener to stream, the one place: what `ask` gives, at once and after every one of these topics.
    @MainActor
    func asking<Value: Sendable & Equatable>(
        after isOurs: @escaping @MainActor (Topic) -> Bool, _ ask: @escaping @MainActor () async throws -> Value
    ) -> Following<Value> {
        let changes = changes()
        return following { continuation in
            var shown: Value?
            for await topic in changes where isOurs(topic) {
                let value = try await ask()
                if value != shown { continuation.yield(value) }
                shown = value
            }
        }
    }
}

private struct OrdersOf: OrdersWall {
    /// Cards that one call reads: some ms, so that a list of thousands does not wait for one transaction.
    static let page = 200

    let phone: Phone
    let device: @MainActor () -> DeviceNow

    func open(_ wanted: Int) -> Following<OrderPage> { pages(OrderFilter(isOpen: true, isMine: true), wanted) }

    func done(_ wanted: Int) -> Following<OrderPage> { pages(OrderFilter(isOpen: false, isMine: true), wanted) }

    private func pages(_ filter: OrderFilter, _ wanted: Int) -> Following<OrderPage> {
        phone.asking(after: { $0 == .orders }) {
            var all = OrderPage(cards: [], next: nil)
            repeat {
                let count = min(wanted - all.cards.count, Self.page)
                let page = try await phone.orders.list(filter, after: all.next, count: count)
                all = OrderPage(cards: all.cards + page.cards, next: page.next)
            } while all.next != nil && all.cards.count < wanted
            return all
        }
    }

    func stops() -> Following<[RouteStop]> {
        phone.asking(after: { $0 == .orders }) { try await phone.orders.stops() }
    }

    func search(_ typed: String) async throws(WallError) -> [Card] {
        try await plain { try await phone.orders.search(typed) }
    }

    func notices() -> Following<[Notice]> {
        phone.asking(after: { $0 == .orders }) { try await phone.orders.notices() }
    }

    func read(_ notice: Notice) async throws(WallError) {
        try await plain { try await phone.orders.read(notice) }
    }

    func urgeAnswers() async throws(WallError) -> [Named] {
        try await plain { try await phone.orders.newestPlaybook().urgeAnswers }
    }

    func answerUrge(_ order: String, _ answer: String) async throws(WallError) {
        _ = try await plain { try await phone.captures.answerUrges(order, answer) }
    }

    func ready() -> Following<ReadyToGo> {
        phone.asking(after: { _ in true }) { try await phone.account.readyToGo(device()) }
    }
}

private struct OrderOf: OrderWall {
    let phone: Phone

    func sheet(_ id: String) -> Following<OrderSheet> { plain(phone.orders.updates(ofSheet: id)) }

    func playbook(_ id: String) async throws(WallError) -> Playbook {
        try await plain { try await phone.orders.playbook(of: id) }
    }

    func step(_ id: String, _ step: TransitionStep, shown: String?) async throws(WallError) -> Done {
        try await plain { try await phone.orders.transition(id, step, shown: shown) }
    }

    func takeBack(_ id: String, fact: String, reason: String) async throws(WallError) {
        _ = try await plain { try await phone.orders.withdraw(id, fact: fact, reason: reason) }
    }

    func settle(_ id: String, _ settle: Settle) async throws(WallError) {
        _ = try await plain { try await phone.orders.settle(id, settle) }
    }

    func payment(_ id: String, _ payment: Payment) async throws(WallError) {
        _ = try await plain { try await phone.captures.payment(id, payment) }
    }

    func consent(_ id: String, _ consent: Consent) async throws(WallError) {
        _ = try await plain { try await phone.captures.consent(id, consent) }
    }

    func comment(_ id: String, _ text: String) async throws(WallError) {
        _ = try await plain { try await phone.captures.comment(id, text) }
    }
}

private struct CaptureOf: CaptureWall {
    let phone: Phone
    let camera: (any Camera)?

    func photo(_ order: String, _ file: URL, role: String) async throws(WallError) -> PhotoTaken {
        try await plain { try await phone.captures.photo(order, file: file, role: role) }
    }

    func thumbnail(_ original: String) async throws(WallError) -> Data {
        try await plain { try await phone.captures.thumbnail(of: original).bytes }
    }
}

private struct SignatureOf: SignatureWall {
    let phone: Phone

    func sign(_ order: String, _ input: SignatureInput, then: TransitionStep?) async throws(WallError) -> Done? {
        try await plain {
            guard var step = then else { return try await phone.captures.sign(input).first?.result.get() }
            let sealed = try await phone.captures.prepareSignature(input)
            step.with += sealed.map { .prepared(prepared: $0.prepared) }
            return try await phone.orders.transition(order, step)
        }
    }
}

private final class SyncOf: SyncWall {
    private let phone: Phone
    private let ends = Told<SessionEnd?>(nil)
    /// How far the work was when it was last looked at: it goes on by way of the hub alone.
    private var reached: [Int64?] = []

    init(phone: Phone) {
        self.phone = phone
    }

    func status() -> Following<SyncStatus> {
        let updates = phone.syncing.updates()
        return following { continuation in
            for try await status in updates {
                self.look(at: status)
                continuation.yield(status)
            }
        }
    }

    /// A live session tells no end. But what it brought to the hub, or from there, shows that there is signal again.
    private func look(at status: SyncStatus) {
        let before = reached
        reached = [status.stored, status.safe, status.seen]
        if before != reached, ends.value == .offline { ends.value = nil }
    }

    func lastEnd() -> Following<SessionEnd?> { ends.following() }

    func sendNow() async throws(WallError) -> SyncReport {
        let (report, status) = try await plain { (try await phone.syncing.run(), try await phone.syncing.status()) }
        look(at: status)
        ends.value = report.end
        return report
    }

    func waiting() async throws(WallError) -> [WaitingWork] {
        let mine = try await plain { try await phone.orders.list(OrderFilter(isMine: true), count: 500).cards }
        return mine.filter { $0.counts.unsent > 0 }.map { WaitingWork(card: $0, records: $0.counts.unsent) }
    }

    func refused() async throws(WallError) -> [RefusedWork] {
        try await plain {
            var refused: [RefusedWork] = []
            for one in try await phone.syncing.status().stuck where one.reason == .refused {
                guard let id = one.subject, !refused.contains(where: { $0.order == id }) else { continue }
                let sheet = try await sheet(id)?.sheet
                let rows = (sheet?.timeline ?? []).filter { $0.mark == "refused" }
                let code = one.code ?? rows.first?.markWhy
                refused.append(RefusedWork(order: id, card: sheet?.card, code: code, rows: rows))
            }
            return refused
        }
    }

    /// `nil` for an order that is no longer here.
    private func sheet(_ id: String) async throws -> OrderSheet? {
        do {
            return try await phone.orders.sheet(id)
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    func balances() async throws(WallError) -> Balances? {
        do {
            return try await plain { try await phone.account.balances() }
        } catch {
            switch error.trouble {
            // Before the first shift there is nothing to balance.
            case .gone, .notAllowed: return nil
            default: throw error
            }
        }
    }

    func cards(_ ids: [String]) async throws(WallError) -> [Card] {
        try await plain {
            var cards: [Card] = []
            for id in ids { if let card = try await sheet(id)?.sheet.card { cards.append(card) } }
            return cards
        }
    }

    func countCash(_ amount: Money) async throws(WallError) {
        let counted = Counted(list: "money", purpose: nil, method: .cash, amount: amount, pieces: nil, note: nil)
        _ = try await plain { try await phone.account.count(counted) }
    }

    func closeShift() async throws(WallError) {
        _ = try await plain { try await phone.account.closeShift() }
    }

    func certificate() async throws(WallError) -> CertificateOutcome {
        try await plain { try await phone.account.certificate() }
    }
}

private struct AccountOf: AccountWall {
    let phone: Phone

    func who() -> Following<AccountStatus> { plain(phone.account.updates()) }

    func enrol(_ invitation: String) async throws(WallError) {
        _ = try await plain { try await phone.account.enrol(with: invitation) }
    }

    func beginShift() async throws(WallError) {
        _ = try await plain { try await phone.account.beginShift() }
    }

    func beginBreak() async throws(WallError) {
        _ = try await plain { try await phone.account.beginBreak() }
    }

    func endBreak() async throws(WallError) {
        _ = try await plain { try await phone.account.endBreak() }
    }
}
