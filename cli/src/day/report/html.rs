//! A page under construction. Only literals of the program go in as they are; every other text is escaped on its
//! way in, so hostile words stay words.

use counterfoil_domain::playbook::words::Words;

use super::words::Say;

/// HTML that is being written.
#[derive(Debug, Default)]
pub(super) struct Html(String);

/// Puts `text` where HTML expects text or the value of an attribute.
pub(super) fn escape(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            // What could turn the direction of the words after it, or is no text at all.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\0' => into.push('\u{fffd}'),
            control if control.is_control() && control != '\n' && control != '\t' => {
                into.push('\u{fffd}');
            }
            other => into.push(other),
        }
    }
}

impl Html {
    /// The finished text.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// Whether nothing was written yet.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was written apart.
    pub(super) fn append(&mut self, other: Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// A literal of the program, as it is.
    pub(super) fn raw(&mut self, literal: &'static str) -> &mut Self {
        self.0.push_str(literal);
        self
    }

    /// Any text, escaped.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.0);
        self
    }

    /// A number with its thousands apart.
    pub(super) fn number(&mut self, number: u64) -> &mut Self {
        self.0.push_str(&thousands(number));
        self
    }

    /// An opening tag; every value of an attribute is escaped, an empty attribute stays away.
    pub(super) fn open(&mut self, tag: &'static str, attrs: &[(&'static str, &str)]) -> &mut Self {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attrs.iter().filter(|(_, value)| !value.is_empty()) {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            escape(value, &mut self.0);
            self.0.push('"');
        }
        self.0.push('>');
        self
    }

    /// A closing tag.
    pub(super) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
        self
    }

    /// An element of a class, with what it holds.
    pub(super) fn el(
        &mut self,
        tag: &'static str,
        class: &str,
        inner: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.open(tag, &[("class", class)]);
        inner(self);
        self.close(tag)
    }

    /// Words of the table, in both languages; the page shows one.
    pub(super) fn say(&mut self, say: Say) -> &mut Self {
        let (zh, en) = say.words();
        self.pair(zh, en)
    }

    /// Words of the table with `{0}`, `{1}` … filled in.
    pub(super) fn say_with(&mut self, say: Say, with: &[Words]) -> &mut Self {
        let (zh, en) = say.words();
        let zh = fill(zh, with.iter().map(|words| words.zh.as_str()));
        let en = fill(en, with.iter().map(|words| words.en.as_str()));
        self.pair(&zh, &en)
    }

    /// Words that came from the playbook or from the core.
    pub(super) fn words(&mut self, words: &Words) -> &mut Self {
        self.pair(&words.zh, &words.en)
    }

    fn pair(&mut self, zh: &str, en: &str) -> &mut Self {
        if zh == en {
            return self.text(zh);
        }
        self.raw("<span lang=zh>").text(zh).raw("</span><span lang=en>").text(en).raw("</span>")
    }

    /// The beginning of a hash, the whole of it when one points at it.
    pub(super) fn hash(&mut self, hash: &str) -> &mut Self {
        let short: String = hash.chars().take(12).collect();
        self.open("code", &[("title", hash)]).text(&short).close("code")
    }
}

fn fill<'a>(pattern: &str, with: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<&str> = with.collect();
    let mut filled = String::with_capacity(pattern.len());
    let mut rest = pattern;
    // In one pass: braces inside a value are words, not places.
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((place, behind)) = after.split_once('}') else { break };
        let value = place.parse::<usize>().ok().and_then(|place| values.get(place));
        filled.push_str(value.copied().unwrap_or_default());
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// The same words in both languages: numbers, names, codes.
pub(super) fn same(text: impl Into<String>) -> Words {
    let text = text.into();
    Words { zh: text.clone(), en: text }
}

/// A number with its thousands apart.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut apart = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

/// Minor units as an amount: `1,234.50`.
pub(super) fn money(minor: i64) -> String {
    let sign = if minor < 0 { "−" } else { "" };
    let size = minor.unsigned_abs();
    format!("{sign}{}.{:02}", thousands(size / 100), size % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_words_stay_words() {
        let mut html = Html::default();
        html.open("p", &[("title", "\" onload=\"x")]).text("<script>'&\u{202e}\0").close("p");
        let text = html.into_text();
        assert_eq!(
            text,
            "<p title=\"&quot; onload=&quot;x\">&lt;script&gt;&#39;&amp;\u{fffd}\u{fffd}</p>"
        );
    }

    #[test]
    fn places_are_filled_once() {
        let values = [same("{1}"), same("b")];
        let filled = fill("{0} and {1}", values.iter().map(|words| words.zh.as_str()));
        assert_eq!(filled, "{1} and b");
    }

    #[test]
    fn numbers_are_apart_by_thousands() {
        assert_eq!([0, 999, 1_000, 12_345_678].map(thousands), ["0", "999", "1,000", "12,345,678"]);
        assert_eq!([5, -123_450].map(money), ["0.05", "−1,234.50"]);
    }
}
