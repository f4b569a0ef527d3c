//! What went wrong, and what helps.

import Counterfoil
import SwiftUI

/// What went wrong, and what helps.
struct TroubleBanner: View {
    let trouble: Trouble
    let onClose: @MainActor () -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = troubleStrings(language)
        let said = trouble.said(strings)
        Banner(said.title, icon, trouble == .offline ? .quiet : .danger, words: said.words) {
            ForEach(missing, id: \.self) { Text("· " + $0.said(language)) }
            Answer(strings.close, .check, isWide: true, act: onClose)
        }
    }

    private var missing: [Words] {
        if case .notAllowed(_, let words) = trouble { words } else { [] }
    }

    private var icon: Icon {
        switch trouble {
        case .offline: .offline
        case .storageFull, .damaged: .disk
        case .locked, .signInAgain: .lock
        default: .warning
        }
    }
}

extension Trouble {
    /// What went wrong, and what a person can do about it.
    func said(_ strings: any TroubleStrings) -> (title: String, words: String?) {
        switch self {
        case .offline: (strings.offline, strings.offlineWords)
        case .signInAgain: (strings.signInAgain, strings.signInAgainWords)
        case .storageFull: (strings.storageFull, strings.storageFullWords)
        case .inUse: (strings.inUse, strings.inUseWords)
        case .gone: (strings.gone, strings.goneWords)
        case .damaged: (strings.damaged, strings.damagedWords)
        case .updateNeeded: (strings.updateNeeded, strings.updateNeededWords)
        case .locked: (strings.locked, strings.lockedWords)
        case .fault: (strings.fault, strings.faultWords)
        case .notAllowed: (strings.notAllowed, nil)
        }
    }
}
