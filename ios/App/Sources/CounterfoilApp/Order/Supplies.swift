//! What is missing for a step, and what of it a person can hand in here and now.

import Counterfoil

/// What a person can hand in here and now, so that a step becomes possible.
enum Supply: Sendable, Hashable {
    case photo(role: String)
    case sign(role: String)
    case pay(purpose: String, minor: Int64)
    case consent(kinds: [String])
    case form(String)
    case reason(group: String)
    case note

    /// Its turn, as a person does it at a door.
    fileprivate var turn: Int {
        switch self {
        case .consent: 0
        case .pay: 1
        case .form: 2
        case .photo: 3
        case .sign: 4
        case .reason: 5
        case .note: 6
        }
    }
}

/// What supplies something that is missing, by its stable code (`photo/door/1`); `nil` where nothing here does.
func supplyOf(_ code: String, hasCamera: Bool) -> Supply? {
    let parts = code.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    func part(_ at: Int) -> String { at < parts.count ? parts[at] : "" }
    switch parts[0] {
    case "photo": return hasCamera && !part(1).isEmpty ? .photo(role: part(1)) : nil
    case "signature": return .sign(role: part(1))
    case "payment":
        guard let due = Int64(part(2)), let paid = Int64(part(3)) else { return nil }
        return .pay(purpose: part(1), minor: due - paid)
    case "consent": return .consent(kinds: part(1).split(separator: "|").map(String.init))
    case "form": return part(1).isEmpty ? nil : .form(part(1))
    case "reason": return .reason(group: part(1))
    case "note": return .note
    case "any":
        let choices = code.dropFirst("any/".count).split(separator: ",")
        return choices.lazy.compactMap { supplyOf(String($0), hasCamera: hasCamera) }.first
    default: return nil
    }
}

/// A step as the screen shows it.
struct Step: Sendable, Hashable {
    var offer: Offer
    /// What is to be handed in for it, in the order in which a person does it at a door.
    var supplies: [Supply]
    /// What is missing and cannot be handed in here.
    var lacking: [MissingShown]

    /// Whether a tap on it leads on.
    var canGoOn: Bool { lacking.isEmpty }
    /// What a tap asks for next; `nil`: the step itself.
    var next: Supply? { supplies.first }
}

/// The offers as steps. `given`: a reason or a note that the person has already chosen for that step.
func steps(_ offers: [Offer], hasCamera: Bool, given: Given? = nil) -> [Step] {
    offers.map { offer in
        let own = given?.transition == offer.transition ? given : nil
        let open = offer.missing.map { (missing: $0, supply: supplyOf($0.code, hasCamera: hasCamera)) }
        var supplies: [Supply] = []
        for supply in open.compactMap(\.supply) + (offer.reasonGroup.map { [.reason(group: $0)] } ?? []) {
            switch supply {
            case .reason where own?.reason != nil: continue
            case .note where own?.note != nil: continue
            case _ where supplies.contains(supply): continue
            default: supplies.append(supply)
            }
        }
        // A stable sort: of two photographs the one that the playbook names first is taken first.
        let turns = supplies.enumerated().sorted { ($0.element.turn, $0.offset) < ($1.element.turn, $1.offset) }
        return Step(
            offer: offer, supplies: turns.map(\.element), lacking: open.filter { $0.supply == nil }.map(\.missing))
    }
}

/// The one thing to do next: the first step of the playbook that can be gone on with.
func primary(_ steps: [Step]) -> Step? { steps.first(where: \.canGoOn) }

/// What a person chose for a step before it was made.
struct Given: Sendable, Hashable {
    var transition: String
    var reason: String?
    var note: String?
}
