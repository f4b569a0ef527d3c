//! A whole number, scanned or typed, opens its order.

import Counterfoil
import SwiftUI

/// What a code is whose order was not opened at once; `likely`: which carrier's it looks like.
struct CodeSaid: Sendable, Hashable {
    var code: String
    var verdict: ScanVerdict
    var likely: Words?
}

/// What somebody meant with a code.
enum Meant: Sendable {
    /// This order: it opens.
    case one(String)
    /// These, and what is to be said of the code.
    case found([Card], said: CodeSaid?)
}

extension AppWall {
    /// A whole number opens its order; otherwise it is said what it is.
    func meant(_ code: String) async throws(WallError) -> Meant {
        let verdict = try await load.lookup(code)
        switch verdict {
        case .known(let known):
            if known.count == 1 { return .one(known[0]) }
            return .found(try await load.cardsOf(known), said: nil)
        case .doNotLoad(let order), .anotherPersons(let order, _):
            let said = CodeSaid(code: code, verdict: verdict)
            return .found(try await load.cardsOf([order]), said: said)
        case .unknown:
            // A telephone number is a whole number, too.
            let found = try await orders.search(code)
            let likely = try await load.likely(code).first?.name
            return .found(found, said: found.isEmpty ? CodeSaid(code: code, verdict: verdict, likely: likely) : nil)
        }
    }
}

/// Whether this is a number as it stands on a label, and not the end of one or a name.
func isWholeNumber(_ typed: String) -> Bool {
    /// The shortest number of a label.
    let whole = 8
    let plain = typed.filter { $0 != " " && $0 != "-" }
    let digits = plain.filter { ("0"..."9").contains($0) }
    return plain.count >= whole && digits.count >= whole / 2
        && plain.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
}

/// What a code is.
struct CodeBanner: View {
    let said: CodeSaid
    @Environment(\.language) private var language

    var body: some View {
        let strings = ordersStrings(language)
        switch said.verdict {
        case .doNotLoad: Banner(strings.codeStays, .stop, .danger, words: strings.codeStaysWords)
        case .anotherPersons: Banner(strings.codeAnothers, .person, .warn, words: strings.codeAnothersWords)
        case .unknown, .known:
            let likely = said.likely.map { strings.codeLikely($0.said(language)) + "\n" } ?? ""
            Banner(strings.codeUnknown, .search, .warn, words: likely + strings.codeUnknownWords)
        }
    }
}
