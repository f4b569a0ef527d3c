//! What the workflows of a playbook call their steps; the rest of the playbook has its own values.

import Counterfoil
import Foundation

/// The names of a playbook's steps.
struct PlaybookWords: Sendable, Equatable {
    static let none = PlaybookWords(steps: [:])

    private let steps: [String: Words]

    private init(steps: [String: Words]) {
        self.steps = steps
    }

    /// Of a playbook's file, for orders of a kind. A file that cannot be read names nothing.
    init(of playbook: Playbook, kind: String) {
        let file = (try? JSONSerialization.jsonObject(with: Data(playbook.json.utf8))) as? [String: Any] ?? [:]
        let workflow = all("kinds", of: file).first { $0["id"] as? String == kind }?["workflow"] as? String
        // Steps of other kinds stand in the history of an order that was joined; its own kind's names go before.
        let workflows = all("workflows", of: file)
        let own = workflows.filter { $0["id"] as? String == workflow }
        var steps: [String: Words] = [:]
        for transition in (workflows + own).flatMap({ all("transitions", of: $0) }) {
            guard let id = transition["id"] as? String, let name = transition["name"] as? [String: Any] else {
                continue
            }
            steps[id] = Words(zh: name["zh"] as? String ?? "", en: name["en"] as? String ?? "")
        }
        self.init(steps: steps)
    }

    /// The name of a step; `nil` for one of another version.
    func step(_ id: String) -> Words? { steps[id] }
}

private func all(_ name: String, of object: [String: Any]) -> [[String: Any]] {
    (object[name] as? [Any] ?? []).compactMap { $0 as? [String: Any] }
}
