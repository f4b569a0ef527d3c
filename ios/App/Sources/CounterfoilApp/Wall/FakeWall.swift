//! The day by heart behind the wall: for previews, and for tests of models. What the core really says is tested over a
//! real phone and a real hub.

import Counterfoil
import Foundation

/// The day of `FakeDay` behind the wall: it answers at once, remembers what was done, and can be told to refuse.
@MainActor
final class FakeWall: AppWall {
    private let all: Told<[Card]>
    private let told = Told(FakeDay.notices)
    private let mine = Told(FakeDay.account)
    private let calls = Told(FakeDay.stops)
    private let readiness = Told(FakeDay.ready)
    private let way = Told(FakeDay.status())
    private let ends = Told<SessionEnd?>(nil)

    /// What was asked of it, in words, in order.
    var asked: [String] = []
    /// What the next write says instead of doing it.
    var refuses: Trouble?
    /// What the next photographs are warned of.
    var warnings: [QualityWarning] = []
    var camera: (any Camera)?
    /// The loading scan.
    let scan = FakeLoad()
    /// The form of every order.
    private(set) lazy var visit = FakeForms { [unowned self] (what) throws(WallError) in try self.write(what) }

    var orders: any OrdersWall { self }
    var order: any OrderWall { self }
    var forms: any FormsWall { visit }
    var capture: any CaptureWall { self }
    var signature: any SignatureWall { self }
    var sync: any SyncWall { self }
    var account: any AccountWall { self }
    var load: any LoadWall { scan }

    init(_ cards: [Card] = FakeDay.cards + FakeDay.waiting + FakeDay.done, camera: (any Camera)? = nil) {
        all = Told(cards)
        self.camera = camera
        scan.cards = { [unowned self] in all.value }
        scan.write = { [unowned self] (what) throws(WallError) in try write(what) }
    }

    private func write(_ what: String) throws(WallError) {
        asked.append(what)
        if let refuses { throw WallError(refuses) }
    }

    private func edit(_ id: String, _ change: (inout Card) -> Void) {
        all.value = all.value.map { $0.id == id ? changed($0, change) : $0 }
    }
}

extension FakeWall: OrdersWall {
    private func page(_ wanted: Int, isOver: Bool) -> Following<OrderPage> {
        all.following { cards in
            self.asked.append("page of \(wanted)")
            let fitting = cards.filter { $0.terminal == isOver }
            return OrderPage(cards: Array(fitting.prefix(wanted)), next: fitting.count > wanted ? "\(wanted)" : nil)
        }
    }

    func open(_ wanted: Int) -> Following<OrderPage> { page(wanted, isOver: false) }
    func done(_ wanted: Int) -> Following<OrderPage> { page(wanted, isOver: true) }
    func stops() -> Following<[RouteStop]> { calls.following() }
    func notices() -> Following<[Notice]> { told.following() }
    func ready() -> Following<ReadyToGo> { readiness.following() }
    func urgeAnswers() async throws(WallError) -> [Named] { FakeDay.urgeAnswers }

    func search(_ typed: String) async throws(WallError) -> [Card] {
        all.value.filter { card in
            (card.contactName ?? "").contains(typed) || card.keys.contains { $0.value.hasSuffix(typed) }
        }
    }

    func read(_ notice: Notice) async throws(WallError) {
        try write("read \(notice.told.id)")
        told.value.removeAll { $0 == notice }
    }

    func answerUrge(_ order: String, _ answer: String) async throws(WallError) {
        try write("answer \(order) \(answer)")
        edit(order) {
            $0.urge = nil
            $0.urges = 0
        }
    }
}

extension FakeWall: OrderWall {
    func sheet(_ id: String) -> Following<OrderSheet> {
        all.following { cards in
            guard let card = cards.first(where: { $0.id == id }) else { throw WallError(.gone) }
            let counts = card.counts
            let offers = FakeDay.offers(photo: counts.photos == 0, signature: counts.signatures == 0)
            return FakeDay.order(card, card.terminal ? [] : offers)
        }
    }

    func playbook(_ id: String) async throws(WallError) -> Playbook { FakeDay.playbook }

    func step(_ id: String, _ step: TransitionStep, shown: String?) async throws(WallError) -> Done {
        try write("step \(id) \(step.name) \(step.reason ?? "-")")
        if let stage = FakeDay.offers().first(where: { $0.transition == step.name })?.to {
            edit(id) {
                $0.stage = stage
                $0.stageName = FakeDay.stageNames[stage] ?? $0.stageName
                $0.terminal = stage == "delivered"
            }
        }
        let made = FactMade(fact: "fact-of-\(step.name)", kind: "transition")
        return Done(envelopes: [], facts: [made], hubDecides: false)
    }

    func takeBack(_ id: String, fact: String, reason: String) async throws(WallError) {
        try write("take back \(fact) \(reason)")
    }

    func settle(_ id: String, _ settle: Settle) async throws(WallError) { try write("settle \(settle.field.path)") }

    func payment(_ id: String, _ payment: Payment) async throws(WallError) {
        try write("pay \(payment.amount.minor) \(payment.slip)")
    }

    func consent(_ id: String, _ consent: Consent) async throws(WallError) {
        try write("consent \(consent.to) \(consent.channel)")
    }

    func comment(_ id: String, _ text: String) async throws(WallError) { try write("comment \(text)") }
}

extension FakeWall: CaptureWall, SignatureWall {
    func photo(_ order: String, _ file: URL, role: String) async throws(WallError) -> PhotoTaken {
        try write("photo \(order) \(role)")
        edit(order) { $0.counts.photos = 1 }
        let done = Done(envelopes: [], facts: [], hubDecides: false, warnings: warnings)
        return PhotoTaken(fact: "photo-1", original: "hash", sharpness: nil, meanLuminance: nil, done: done)
    }

    func thumbnail(_ original: String) async throws(WallError) -> Data { Data() }

    func sign(_ order: String, _ input: SignatureInput, then: TransitionStep?) async throws(WallError) -> Done? {
        let lines = input.orders.first?.text.split(separator: "\n") ?? []
        try write("sign \(order) \(input.signer) \(lines.first ?? "")")
        guard let then else { return nil }
        return try await step(order, then, shown: nil)
    }
}

extension FakeWall: SyncWall {
    func status() -> Following<SyncStatus> { way.following() }
    func lastEnd() -> Following<SessionEnd?> { ends.following() }

    func sendNow() async throws(WallError) -> SyncReport {
        try write("send")
        ends.value = .offline
        return SyncReport(
            end: .offline, isDone: false, pushed: 0, pulled: 0, uploaded: 0, traffic: nil, unsent: 7, more: false,
            blobsLeft: 2, blobBytesLeft: 1_840_000, heldBack: 0, signInAgain: false)
    }

    func waiting() async throws(WallError) -> [WaitingWork] {
        all.value.filter { $0.counts.unsent > 0 }.map { WaitingWork(card: $0, records: $0.counts.unsent) }
    }

    func refused() async throws(WallError) -> [RefusedWork] { [] }
    func balances() async throws(WallError) -> Balances? { nil }

    func cards(_ ids: [String]) async throws(WallError) -> [Card] {
        ids.compactMap { id in all.value.first { $0.id == id } }
    }

    func countCash(_ amount: Money) async throws(WallError) { try write("count \(amount.minor)") }
    func closeShift() async throws(WallError) { try write("close the shift") }
    func certificate() async throws(WallError) -> CertificateOutcome { .left(left: [.unsent(count: 7)]) }
}

extension FakeWall: AccountWall {
    func who() -> Following<AccountStatus> { mine.following() }
    func enrol(_ invitation: String) async throws(WallError) { try write("enrol") }

    func beginShift() async throws(WallError) {
        try write("begin the shift")
        mine.value.shift = "shift-1"
    }

    func beginBreak() async throws(WallError) { mine.value.inBreak = true }
    func endBreak() async throws(WallError) { mine.value.inBreak = false }
}
