//! A text in one spelling, each character with the place that it came from.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::limits::MESSAGE_CHARS_MAX;

/// A part of a text: from, and up to but without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte of its UTF-8.
    pub byte_from: usize,
    /// Byte behind it.
    pub byte_to: usize,
    /// First character (Unicode scalar value).
    pub char_from: usize,
    /// Character behind it.
    pub char_to: usize,
}

/// Where one folded character came from.
#[derive(Debug, Clone, Copy)]
struct Origin {
    byte: usize,
    bytes: usize,
    at: usize,
    folded: bool,
}

/// A text with full width made half, invisible characters gone and dashes made one, in lower case.
pub(super) struct Folded {
    pub(super) chars: Vec<char>,
    origins: Vec<Origin>,
    taken: Vec<bool>,
    pub(super) cut: bool,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut made =
            Self { chars: Vec::new(), origins: Vec::new(), taken: Vec::new(), cut: false };
        for (at, (byte, c)) in text.char_indices().enumerate() {
            if at == MESSAGE_CHARS_MAX {
                made.cut = true;
                break;
            }
            if is_invisible(c) {
                continue;
            }
            let plain = fold(c);
            made.chars.push(plain.to_ascii_lowercase());
            let folded = plain != c;
            made.origins.push(Origin { byte, bytes: c.len_utf8(), at, folded });
        }
        made.taken = vec![false; made.chars.len()];
        made
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied()
    }

    /// The character before a place.
    pub(super) fn before(&self, place: usize) -> Option<char> {
        self.at(place.checked_sub(1)?)
    }

    pub(super) fn part(&self, from: usize, to: usize) -> &[char] {
        self.chars.get(from..to.min(self.len())).unwrap_or_default()
    }

    pub(super) fn text(&self, from: usize, to: usize) -> String {
        self.part(from, to).iter().collect()
    }

    /// Whether the text goes on with these characters.
    pub(super) fn has(&self, place: usize, word: &[char]) -> bool {
        self.chars.get(place..).is_some_and(|rest| rest.starts_with(word))
    }

    /// Length of the longest of the words that the text goes on with.
    pub(super) fn longest<'a>(
        &self,
        place: usize,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Option<usize> {
        let rest = self.chars.get(place..)?;
        let fits = |word: &str| {
            let mut count = 0;
            let same = word.chars().all(|c| {
                count += 1;
                rest.get(count - 1) == Some(&c)
            });
            same.then_some(count)
        };
        words.into_iter().filter_map(fits).max()
    }

    /// The span of folded characters; `to` is behind the last.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let last = to.saturating_sub(1).max(from);
        let (first, last) = (self.origins.get(from), self.origins.get(last));
        let (first, last) = (first.or(self.origins.last()), last.or(self.origins.last()));
        Span {
            byte_from: first.map_or(0, |one| one.byte),
            byte_to: last.map_or(0, |one| one.byte + one.bytes),
            char_from: first.map_or(0, |one| one.at),
            char_to: last.map_or(0, |one| one.at + 1),
        }
    }

    /// Whether a character of this part was written otherwise (full width).
    pub(super) fn was_folded(&self, from: usize, to: usize) -> bool {
        self.origins.get(from..to).is_some_and(|part| part.iter().any(|one| one.folded))
    }

    /// What was read as a number is not read again as another.
    pub(super) fn take(&mut self, from: usize, to: usize) {
        if let Some(part) = self.taken.get_mut(from..to) {
            part.fill(true);
        }
    }

    pub(super) fn is_taken(&self, place: usize) -> bool {
        self.taken.get(place).copied().unwrap_or(false)
    }
}

/// Zero width, direction marks, soft hyphens, byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF)
}

fn fold(c: char) -> char {
    match c {
        _ if c.is_ascii() => c,
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' => '-',
        '\u{3000}' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        '“' | '”' => '"',
        '’' | '‘' => '\'',
        _ if is_han(c) => c,
        _ => {
            let mut read = core::iter::once(c).nfkc();
            match (read.next(), read.next()) {
                (Some(plain), None) if plain.is_ascii() => plain,
                _ => c,
            }
        }
    }
}

/// A character of Chinese writing.
pub(super) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Where a sentence ends.
pub(super) fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | ';' | '\n' | '\r')
}

/// Where a part of a sentence ends.
pub(super) fn ends_clause(c: char) -> bool {
    ends_sentence(c) || matches!(c, ',' | '、' | '…' | '"' | '(' | ')' | '【' | '】' | '「' | '」')
}
