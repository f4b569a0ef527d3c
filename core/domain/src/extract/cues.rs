//! What stands before a number and says what it is.

use super::folded::Folded;
use crate::playbook::extraction::{CueMeaning, ExtractionRules};

/// Characters between a cue and its number, at most.
const BETWEEN_CHARS_MAX: usize = 6;

/// What the words before a place say of the number there; the longest cue counts.
pub(super) fn before(rules: &ExtractionRules, folded: &Folded, place: usize) -> Option<CueMeaning> {
    let mut end = place;
    while place - end < BETWEEN_CHARS_MAX && folded.before(end).is_some_and(is_between) {
        end -= 1;
    }
    let mut best: Option<(usize, CueMeaning)> = None;
    for cue in &rules.cues {
        for word in &cue.words {
            let length = word.chars().count();
            if best.is_none_or(|(longest, _)| length > longest) && ends_with(folded, end, word) {
                best = Some((length, cue.means));
            }
        }
    }
    best.map(|(_, means)| means)
}

fn is_between(c: char) -> bool {
    matches!(c, ' ' | ':' | '#' | '=' | '.' | '(' | '[' | '【' | '是' | '为' | '"' | '\'' | '№')
}

/// Whether the text up to a place ends with a word; a Latin word begins where no letter stands before it.
fn ends_with(folded: &Folded, end: usize, word: &str) -> bool {
    let length = word.chars().count();
    let Some(from) = end.checked_sub(length) else { return false };
    let same = word.chars().zip(folded.part(from, end)).all(|(a, b)| a == *b);
    let latin = word.starts_with(|c: char| c.is_ascii_alphanumeric());
    same && !(latin && folded.before(from).is_some_and(|c| c.is_ascii_alphanumeric()))
}
