//! What a read means, to be seen at arm's length.

import Counterfoil
import SwiftUI

/// How a verdict is shown: a word and an icon, and what to do where that is not plain.
struct VerdictLook: Equatable {
    let word: String
    let icon: Icon
    let tone: Tone
    var words: String?

    init(_ word: String, _ icon: Icon, _ tone: Tone, _ words: String? = nil) {
        self.word = word
        self.icon = icon
        self.tone = tone
        self.words = words
    }
}

func look(_ read: LoadRead, _ strings: any LoadStrings) -> VerdictLook {
    guard let answer = read.answer else { return VerdictLook(strings.failed, .warning, .danger, strings.failedWords) }
    return switch answer.verdict {
    case .here: VerdictLook(strings.good, .check, .good)
    case .nextPiece: VerdictLook(strings.nextPiece(answer.piece), .parcel, .good)
    case .duplicate: VerdictLook(strings.again, .sync, .quiet, strings.againWords)
    case .another: VerdictLook(strings.notYours, .person, .warn, strings.notYoursWords)
    case .doNotLoad: VerdictLook(strings.stopped, .stop, .danger, strings.stays)
    case .cancelled: VerdictLook(strings.cancelled, .close, .danger, strings.stays)
    case .unknown: VerdictLook(strings.unknown, .search, .warn, strings.unknownWords)
    }
}

/// What is worth saying of a read: 到付 with its amount, 冷链, which of the pieces.
func badges(of read: LoadRead, marks: [Named], _ strings: any LoadStrings, _ language: Language) -> [BadgeWords] {
    guard let answer = read.answer else { return [] }
    var badges: [BadgeWords] = []
    if answer.pieces > 1 {
        badges.append(BadgeWords(strings.pieces(read: answer.piece, all: answer.pieces), .parcel, .quiet))
    }
    for mark in marks where answer.marks.contains(mark.id) {
        // A mark that money is due is named like what it is due for.
        let due = read.card?.due.first { mark.id == $0.purpose + "_due" }
        let amount = due.map { " " + moneyText($0.minor, $0.currency) } ?? ""
        let icon: Icon = mark.id.hasSuffix("_due") ? .money : mark.id.hasPrefix("cold") ? .cold : .note
        badges.append(BadgeWords(mark.name.titled(language) + amount, icon, .accent))
    }
    return badges
}

/// The order by its name, or what was read.
func name(of read: LoadRead, _ language: Language) -> String {
    guard let card = read.card, card.title != nil else { return beside(read.answer?.title, read.code, in: language) }
    return name(of: card, language)
}

/// The last verdict.
struct Verdict: View {
    let read: LoadRead
    let marks: [Named]
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette
    @Environment(\.isLargeText) private var isLargeText

    var body: some View {
        let strings = loadStrings(language)
        let look = CounterfoilApp.look(read, strings)
        PaperCard(tone: look.tone) {
            HStack(spacing: Space.m) {
                Sign(look.icon, palette.tone(look.tone).on, font: Writing.verdict)
                // Large text is large enough: a word must not break.
                Text(look.word).font(isLargeText ? Writing.title : Writing.verdict)
            }
            if let words = look.words { Text(words) }
            Badges(badges(of: read, marks: marks, strings, language))
            Text(CounterfoilApp.name(of: read, language)).font(Writing.strong)
            if let readAs = read.answer?.readAs { Text(strings.readAs(readAs)) }
            if let likely { Text(strings.likely(likely.said(language))) }
        }
        .accessibilityElement(children: .combine)
    }

    /// Which carrier's a code looks like that nobody knows.
    private var likely: Words? {
        guard let answer = read.answer, answer.order == nil || answer.founded else { return nil }
        return answer.candidates.first?.name
    }
}

/// One of the reads before.
struct ReadLine: View {
    let read: LoadRead
    @Environment(\.language) private var language

    var body: some View {
        let look = CounterfoilApp.look(read, loadStrings(language))
        HStack(spacing: Space.s) {
            Badge(look.word, look.icon, look.tone)
            Text(CounterfoilApp.name(of: read, language))
                .font(Writing.small)
                .frame(maxWidth: .infinity, alignment: .leading)
        }
        .accessibilityElement(children: .combine)
    }
}
