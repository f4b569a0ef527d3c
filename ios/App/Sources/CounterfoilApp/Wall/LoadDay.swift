//! 小安's loading scan: material for previews and for tests of models. All invented.

import Counterfoil

/// 小安's loading scan.
enum LoadDay {
    static let unknown = "YT6099281734650"

    static let marks: [Named] = [
        FakeDay.named("freight_due", "到付", "freight due"), FakeDay.named("goods_due", "代收", "cash on delivery"),
        FakeDay.named("cold_chain", "冷链", "cold chain"),
    ]

    static func answer(
        _ verdict: LoadVerdict, _ card: Card?, marks: [String] = [], piece: Int64 = 1, pieces: Int64 = 1,
        candidates: [Candidate] = [], readAs: String? = nil
    ) -> LoadAnswer {
        LoadAnswer(
            verdict: verdict, order: card?.id, holder: card?.holder, title: card?.title, marks: marks, piece: piece,
            pieces: pieces, candidates: candidates, readAs: readAs, founded: false, taken: verdict == .here,
            repeated: false, done: Done(envelopes: [], facts: [], hubDecides: false))
    }

    static func line(
        _ card: Card?, _ code: String?, _ verdict: LoadVerdict?, read: Int64 = 1, pieces: Int64 = 1
    ) -> LoadLine {
        LoadLine(
            order: card?.id, code: code, title: card?.title, verdict: verdict, holder: card?.holder, marks: [],
            piecesRead: code == nil ? 0 : read, pieces: pieces)
    }

    /// What the lists are before anything was read.
    static func check() -> LoadCheck {
        LoadCheck(reads: 0, duplicates: 0, here: [], absent: [], another: [], unknown: [], doNotLoad: [])
    }

    /// What they are in the middle of it.
    static let middle: LoadCheck = {
        let cards = FakeDay.cards
        func read(_ card: Card, _ verdict: LoadVerdict, pieces: Int64 = 1) -> LoadLine {
            line(card, card.keys[0].value, verdict, pieces: pieces)
        }
        return LoadCheck(
            reads: 9, duplicates: 1, here: cards[0...2].map { read($0, .here) } + [read(cards[3], .here, pieces: 2)],
            absent: [line(cards[4], nil, nil)], another: [read(cards[6], .another)],
            unknown: [line(nil, unknown, .unknown), line(nil, "1990000", .unknown)],
            doNotLoad: [read(cards[5], .doNotLoad)])
    }()

    static func yuantong(_ code: String) -> Candidate {
        Candidate(
            key: Key(scheme: "waybill", value: code), carrier: "yto", name: FakeDay.words("圆通", "YTO"),
            reason: .pattern)
    }
}
