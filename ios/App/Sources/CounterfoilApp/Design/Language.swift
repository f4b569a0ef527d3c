//! The languages that the app speaks. Every string is there in both: one that is missing does not compile.

import Counterfoil

/// A language of the app.
public enum Language: Sendable, Hashable, CaseIterable {
    case zh
    case en

    /// One of two sets of strings.
    func choose<Strings>(_ zh: Strings, _ en: Strings) -> Strings { self == .zh ? zh : en }
}

extension Words {
    /// Words of the playbook in a language.
    func said(_ language: Language) -> String { language.choose(zh, en) }

    /// The same at the head of a line or on a button: English begins with a capital.
    func titled(_ language: Language) -> String {
        let said = said(language)
        return said.prefix(1).uppercased() + said.dropFirst()
    }
}

/// Short words beside each other. Chinese takes no spaces around the dot, which is as wide as a character.
func beside(_ words: String?..., in language: Language) -> String {
    words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: language.choose("·", " · "))
}
