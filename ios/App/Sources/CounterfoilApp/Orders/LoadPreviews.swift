//! Every state of the load check.

import Counterfoil

/// Every state of the load check.
enum LoadPreviews {
    private static func card(_ id: String) -> Card? { FakeDay.cards.first { $0.id == id } }

    private static func read(_ number: Int, _ card: Card?, _ answer: LoadAnswer?) -> LoadRead {
        LoadRead(number: number, code: card?.keys.first?.value ?? LoadDay.unknown, answer: answer, card: card)
    }

    private static func read(_ number: Int, _ id: String, _ verdict: LoadVerdict) -> LoadRead {
        read(number, card(id), LoadDay.answer(verdict, card(id)))
    }

    private static let empty = LoadState(isLoaded: true, check: LoadDay.check(), marks: LoadDay.marks)
    private static let before = [read(3, "o1", .here), read(2, "o6", .doNotLoad), read(1, "o4", .here)]
    private static let middle = changed(empty) {
        $0.check = LoadDay.middle
        $0.reads = before
    }

    private static func after(_ read: LoadRead) -> LoadState { changed(middle) { $0.reads.insert(read, at: 0) } }

    private static func code(_ raw: String) -> ScannedCode { ScannedCode(raw: raw, symbology: "code128") }

    private static func opened(_ list: LoadList) -> LoadState {
        changed(middle) {
            $0.opened = list
            $0.reads = []
            $0.rows = LoadDay.middle.lines(list).map { LoadRow(line: $0, card: $0.order.flatMap(card)) }
        }
    }

    private static let dear = LoadDay.answer(.here, card("o2"), marks: ["freight_due", "cold_chain"])
    private static let second = LoadDay.answer(.nextPiece, card("o3"), piece: 2, pieces: 2)
    private static let nobodys = LoadDay.answer(.unknown, nil, candidates: [LoadDay.yuantong(LoadDay.unknown)])

    static let all: [Preview<LoadState>] = [
        Preview("load-ready", empty),
        Preview("load-off-duty", changed(empty) { $0.check = nil }),
        Preview("load-good", after(changed(read(4, "o2", .here)) { $0.card = nil })),
        Preview("load-marks", after(read(4, card("o2"), dear))),
        Preview("load-two-pieces", after(read(4, card("o3"), second))),
        Preview("load-again", after(read(4, "o1", .duplicate))),
        Preview("load-anothers", after(read(4, "o7", .another))),
        Preview("load-stopped", after(read(4, "o6", .doNotLoad))),
        Preview("load-cancelled", after(read(4, "o5", .cancelled))),
        Preview("load-unknown", after(read(4, nil, nobodys))),
        Preview("load-storage-full", changed(after(read(4, card("o5"), nil))) { $0.trouble = .storageFull }),
        Preview(
            "load-typed",
            changed(middle) {
                $0.typed = "6017"
                $0.isLetters = true
                $0.hasScanner = true
            }),
        Preview(
            "load-tail",
            changed(middle) {
                $0.typed = "6017"
                $0.found = [card("o2"), card("o3")].compactMap { $0 }
            }),
        Preview(
            "load-nothing-found",
            changed(middle) {
                $0.typed = "9999"
                $0.found = []
            }),
        Preview(
            "load-camera",
            changed(middle) {
                $0.hasScanner = true
                $0.isLooking = true
                $0.several = [code("SF1203456789017"), code("YT0880027341991")]
            }),
        Preview("load-list", opened(.here)),
        Preview("load-unknowns", opened(.unknown)),
    ]
}
