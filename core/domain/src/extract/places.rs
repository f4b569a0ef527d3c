//! Where a text speaks of a place. Only the span is given: what an address says in it is read elsewhere.

use serde::{Deserialize, Serialize};

use super::folded::{Folded, Span, ends_clause, is_han};
use super::private::Private;
use super::repeats::numeral_before;
use crate::limits::MESSAGE_FINDINGS_MAX;
use crate::playbook::extraction::{ExtractionRules, NumberSide, PlaceWords};
use crate::playbook::words::Words;

/// Characters of one place, at most.
const PLACE_CHARS_MAX: usize = 80;
/// Words in front of an address that are no part of it.
const LEADS: [&str; 16] = [
    "地址改为",
    "地址改成",
    "地址是",
    "地址:",
    "地址",
    "改到",
    "送到",
    "送至",
    "寄到",
    "放到",
    "放在",
    "住在",
    "搬到",
    "放",
    "在",
    "到",
];

/// Words behind a place that say which part of it: `大学城南区`, `云栖花园北门`.
const PARTS_OF_PLACES: [&str; 16] = [
    "南区",
    "北区",
    "东区",
    "西区",
    "一期",
    "二期",
    "三期",
    "南门",
    "北门",
    "东门",
    "西门",
    "正门",
    "后门",
    "地下车库",
    "地下室",
    "口",
];

/// Words that name a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceHint {
    /// Where in the text.
    pub span: Span,
    /// Which sort, by its id in the playbook.
    pub place: String,
    /// The sort, for people.
    pub name: Words,
    /// Whether the words around belong to it, as those of an address.
    pub is_address: bool,
    /// The words as they were written, in half width and lower case.
    pub text: Private,
}

/// Places in the order of the text.
pub(super) fn find(rules: &ExtractionRules, folded: &Folded) -> Vec<PlaceHint> {
    let mut all = Vec::new();
    let mut from = 0;
    while from < folded.len() && all.len() < MESSAGE_FINDINGS_MAX {
        let to = (from..folded.len()).find(|at| parts(folded, *at)).unwrap_or(folded.len());
        if to > from {
            clause(rules, folded, (from, to.min(from + PLACE_CHARS_MAX)), &mut all);
        }
        from = to + 1;
    }
    all
}

/// Whether a character ends a place: a sign, a number that was read, a space not within Latin words.
fn parts(folded: &Folded, at: usize) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
    let within = || latin(folded.before(at)) && latin(folded.at(at + 1));
    folded.at(at).is_some_and(|c| ends_clause(c) || c.is_whitespace() && !within())
        || folded.is_taken(at)
}

fn clause(
    rules: &ExtractionRules,
    folded: &Folded,
    (from, to): (usize, usize),
    all: &mut Vec<PlaceHint>,
) {
    let extent = |place: &PlaceWords| {
        let words = place.words.iter().flat_map(|word| found(folded, (from, to), place, word));
        words.reduce(|(a, b), (from, to)| (a.min(from), b.max(to)))
    };
    let mut address: Option<(&PlaceWords, usize, usize)> = None;
    for place in &rules.places {
        let Some((first, last)) = extent(place) else { continue };
        if place.whole_clause {
            let (named, a, b) = address.unwrap_or((place, first, last));
            address = Some((named, a.min(first), b.max(last)));
        } else {
            all.push(hint(folded, place, (first, last)));
        }
    }
    if let Some((place, first, last)) = address {
        let span = (after_leads(folded, from, first), trailing(folded, last, to));
        all.push(hint(folded, place, span));
    }
}

fn hint(folded: &Folded, place: &PlaceWords, (from, to): (usize, usize)) -> PlaceHint {
    let space = |at: usize| folded.at(at).is_some_and(char::is_whitespace);
    let first = (from..to).find(|at| !space(*at)).unwrap_or(from);
    let last = (first..to).rev().find(|at| !space(*at)).map_or(to, |at| at + 1);
    PlaceHint {
        span: folded.span(first, last),
        place: place.id.clone(),
        name: place.name.clone(),
        is_address: place.whole_clause,
        text: Private::new(folded.text(first, last)),
    }
}

/// Where a word stands in a clause with its number, as spans.
fn found(
    folded: &Folded,
    (from, to): (usize, usize),
    place: &PlaceWords,
    word: &str,
) -> Vec<(usize, usize)> {
    let word: Vec<char> = word.chars().collect();
    let number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let fits = |at: usize| {
        let end = at + word.len();
        if end > to || !folded.has(at, &word) || cuts_latin(folded, at, end) {
            return None;
        }
        match place.number {
            None => Some((at, end)),
            Some(NumberSide::Before) => numeral_before(folded, at).map(|first| (first, end)),
            Some(NumberSide::After) => {
                number(folded.at(end)).then(|| (at, trailing(folded, end, to)))
            }
        }
    };
    (from..to).filter_map(fits).collect()
}

/// Whether a Latin word is only a part of a longer one here.
fn cuts_latin(folded: &Folded, at: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    letter(folded.at(at)) && letter(folded.before(at))
        || letter(folded.before(end)) && letter(folded.at(end))
}

/// Where an address begins in its clause: behind words such as `送到`.
fn after_leads(folded: &Folded, from: usize, first: usize) -> usize {
    let ends = (from..first).rev().find_map(|at| {
        let length = folded.longest(at, LEADS)?;
        (at + length <= first).then_some(at + length)
    });
    ends.unwrap_or(from)
}

/// The digits, letters and `室`, `号` behind the last word, and which part of the place it is: `3栋2-1102`, `南区`.
fn trailing(folded: &Folded, end: usize, to: usize) -> usize {
    let mut at = end;
    while at < to {
        let sign = |c: char| c.is_ascii_alphanumeric() || "-#室号".contains(c);
        match folded.longest(at, PARTS_OF_PLACES) {
            _ if folded.at(at).is_some_and(sign) => at += 1,
            Some(length) if at + length <= to => at += length,
            _ => break,
        }
    }
    match folded.at(at) {
        Some(c) if at < to && is_han(c) && folded.before(at) == Some('-') => at - 1,
        _ => at,
    }
}
