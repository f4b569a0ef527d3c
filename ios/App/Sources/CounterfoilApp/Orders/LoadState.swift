//! What the load check shows, as a value.

import Counterfoil

/// The five lists of the load check.
enum LoadList: Sendable, Hashable, CaseIterable {
    case here
    case absent
    case another
    case unknown
    case doNotLoad
}

/// One read, with what it means.
struct LoadRead: Sendable, Hashable {
    /// Counts up, so that each is another.
    var number: Int
    var code: String
    /// `nil` if it could not be kept.
    var answer: LoadAnswer?
    /// The order, as soon as it was looked up.
    var card: Card?
}

/// One thing of a list; `card` where the order is on this phone.
struct LoadRow: Sendable, Hashable {
    var line: LoadLine
    var card: Card?
}

/// What the load check shows.
struct LoadState: Sendable, Equatable {
    /// Whether the lists were read from the disk.
    var isLoaded = false
    /// The five lists; `nil` without a shift.
    var check: LoadCheck?
    /// What the playbook says is worth saying of a read.
    var marks: [Named] = []
    /// The last ones, newest first.
    var reads: [LoadRead] = []
    var typed = ""
    /// Whether the keyboard has letters; else it has digits.
    var isLetters = false
    /// What answers the last digits; `nil` while nothing is searched.
    var found: [Card]?
    /// Codes of one picture that are as good as each other.
    var several: [ScannedCode] = []
    /// The list that is shown.
    var opened: LoadList?
    /// Of that list.
    var rows: [LoadRow] = []
    /// Whether a camera reads codes here.
    var hasScanner = false
    /// Whether it does just now.
    var isLooking = false
    var trouble: Trouble?
}

extension LoadCheck {
    /// The lines of one list.
    func lines(_ list: LoadList) -> [LoadLine] {
        switch list {
        case .here: here
        case .absent: absent
        case .another: another
        case .unknown: unknown
        case .doNotLoad: doNotLoad
        }
    }

    /// Orders of which some pieces are here and some are not.
    var incomplete: Int64 { Int64(here.filter { $0.piecesRead < $0.pieces }.count) }
}
