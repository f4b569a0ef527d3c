//! An address in one width of characters, cut at its commas, with what stood in brackets apart.

use unicode_normalization::UnicodeNormalization;

use crate::limits::{ADDRESS_CHARS_MAX, ADDRESS_SEGMENTS_MAX};

/// An address ready to be taken apart.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    /// Between commas. Never empty texts.
    pub(super) segments: Vec<Vec<char>>,
    /// What stood in brackets, and what was too long.
    pub(super) asides: Vec<String>,
}

/// Cleans a text. Marks that only steer how text runs are dropped: they would make two spellings of one door.
pub(super) fn clean(text: &str) -> Cleaned {
    let mut made = Cleaned::default();
    let (mut main, mut aside) = (Vec::new(), String::new());
    let (mut depth, mut taken) = (0_usize, 0);
    let mut rest = text.nfkc().map(one).filter(|c| !is_mark(*c));
    for c in rest.by_ref().take(ADDRESS_CHARS_MAX) {
        taken += 1;
        match c {
            '(' | '[' | '{' | '【' | '〔' | '「' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '」' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    made.aside(&mut aside);
                }
            }
            _ if depth > 0 => aside.push(c),
            ',' | ';' | '。' | '、' | '\n' | '|' => made.segment(&mut main),
            _ => main.push(c),
        }
    }
    made.segment(&mut main);
    made.aside(&mut aside);
    if taken == ADDRESS_CHARS_MAX {
        let mut rest: String = rest.take(ADDRESS_CHARS_MAX).collect();
        made.aside(&mut rest);
    }
    made
}

impl Cleaned {
    fn segment(&mut self, text: &mut Vec<char>) {
        let text = std::mem::take(text);
        let joined = without_spaces(&text);
        if joined.is_empty() {
            return;
        }
        match self.segments.len() < ADDRESS_SEGMENTS_MAX {
            true => self.segments.push(joined),
            false => self.asides.push(joined.into_iter().collect()),
        }
    }

    fn aside(&mut self, text: &mut String) {
        let text = std::mem::take(text);
        let text = text.trim();
        if !text.is_empty() {
            self.asides.push(text.to_owned());
        }
    }
}

/// A blank counts only between Latin letters and digits.
fn without_spaces(text: &[char]) -> Vec<char> {
    let mut kept: Vec<char> = Vec::with_capacity(text.len());
    let mut words = text.split(|c| c.is_whitespace()).filter(|word| !word.is_empty());
    kept.extend(words.next().unwrap_or_default());
    for word in words {
        let latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
        if latin(kept.last()) && latin(word.first()) {
            kept.push(' ');
        }
        kept.extend(word);
    }
    kept
}

fn one(c: char) -> char {
    match c {
        '—' | '–' | '‐' | '‑' | '−' | '─' | '―' | '~' => '-',
        '〇' | '○' => '〇',
        '兩' => '两',
        '樓' => '楼',
        '號' => '号',
        '棟' => '栋',
        '單' => '单',
        '層' => '层',
        other => other,
    }
}

fn is_mark(c: char) -> bool {
    let steers = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    steers || c == '·' || c == '"' || c == '\'' || (c.is_control() && c != '\n')
}
