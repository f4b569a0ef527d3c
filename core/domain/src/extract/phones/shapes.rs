//! The shapes that telephone numbers are written in.

use super::PhoneKind;
use crate::extract::folded::Folded;

/// Groups of one number, at most.
const GROUPS_MAX: usize = 5;
/// Characters of one group that are looked at.
const GROUP_CHARS_MAX: usize = 16;
/// Letters `x` in a row that hide digits, at least.
const HIDING_MIN: usize = 3;
/// Digits of what a text calls a number without its having the shape of one.
const SAID_DIGITS: core::ops::RangeInclusive<usize> = 5..=15;

/// A number that was read.
pub(super) struct Read {
    pub(super) value: String,
    pub(super) kind: PhoneKind,
    /// Behind its last digit.
    pub(super) end: usize,
    /// Whether it has as many digits as it should.
    pub(super) fits: bool,
}

/// Digits and hidden digits in a row, as `*`.
struct Group {
    text: String,
    end: usize,
}

/// The groups from here on, parted by one space, hyphen or closing bracket.
fn groups(folded: &Folded, at: usize) -> Vec<Group> {
    let (mut all, mut at) = (Vec::new(), at);
    while all.len() < GROUPS_MAX {
        let Some(group) = group(folded, at) else { break };
        at = group.end;
        all.push(group);
        if folded.is_taken(at + 1) || !matches!(folded.at(at), Some(' ' | '-' | ')')) {
            break;
        }
        at += 1;
    }
    all
}

fn group(folded: &Folded, at: usize) -> Option<Group> {
    let mut text = String::new();
    let mut end = at;
    while text.len() < GROUP_CHARS_MAX {
        match folded.at(end) {
            Some(c) if c.is_ascii_digit() => text.push(c),
            Some('*' | '●' | '•' | '×') => text.push('*'),
            Some('x') if hides(folded, end) => text.push('*'),
            _ => break,
        }
        end += 1;
    }
    (!text.is_empty()).then_some(Group { text, end })
}

/// Whether this `x` is one of several in a row.
fn hides(folded: &Folded, at: usize) -> bool {
    let x = |place: usize| folded.at(place) == Some('x');
    let from = (0..HIDING_MIN).filter_map(|back| at.checked_sub(back));
    from.filter(|from| *from <= at).any(|from| (from..from + HIDING_MIN).all(x))
}

/// A number by its own shape.
pub(super) fn read(folded: &Folded, at: usize) -> Option<Read> {
    if folded.at(at) == Some('+') {
        return abroad(folded, at);
    }
    if folded.at(at) == Some('(') {
        let area = group(folded, at + 1).filter(|area| folded.at(area.end) == Some(')'))?;
        let space = usize::from(folded.at(area.end + 1) == Some(' '));
        let rest = groups(folded, area.end + 1 + space);
        return landline(folded, &area.text, &rest);
    }
    let all = groups(folded, at);
    mobile(folded, &all, "").or_else(|| fixed(folded, &all)).or_else(|| service(folded, &all))
}

/// Nothing that could belong to the number stands behind it.
fn is_whole(folded: &Folded, end: usize) -> bool {
    match folded.at(end) {
        Some('e') => folded.longest(end, ["ext"]).is_some(),
        Some(c) => !c.is_ascii_alphanumeric() && c != '*' && c != '_',
        None => true,
    }
}

/// The first groups that have together so many characters; how they may be cut does not matter but for a first group
/// of at least three.
fn joined(folded: &Folded, all: &[Group], length: usize) -> Option<(String, usize)> {
    let mut text = String::new();
    for group in all {
        text.push_str(&group.text);
        if text.len() >= length {
            let fits = text.len() == length && is_whole(folded, group.end);
            return fits.then_some((text, group.end));
        }
        if group.text.len() < 3 {
            return None;
        }
    }
    None
}

fn is_mobile(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'1') && bytes.next().is_some_and(|byte| (b'3'..=b'9').contains(&byte))
}

fn mobile(folded: &Folded, all: &[Group], country: &str) -> Option<Read> {
    let first = all.first().filter(|first| is_mobile(&first.text))?;
    let kind = PhoneKind::Mobile;
    if let Some((text, end)) = joined(folded, all, 11) {
        return Some(Read { value: format!("{country}{text}"), kind, end, fits: true });
    }
    // Hidden digits are counted by nobody.
    let hidden = first.text.contains('*') && (8..=13).contains(&first.text.len());
    let value = format!("{country}{}", first.text);
    let whole = is_whole(folded, first.end);
    (hidden && whole).then_some(Read { value, kind, end: first.end, fits: true })
}

/// Digits of the area code that a number with a leading zero begins with.
fn area_digits(text: &str) -> usize {
    match text.as_bytes() {
        [b'0', b'1' | b'2', ..] => 3,
        _ => 4,
    }
}

fn fixed(folded: &Folded, all: &[Group]) -> Option<Read> {
    let first = all.first().filter(|first| first.text.starts_with('0'))?;
    if let Some(rest) = first.text.strip_prefix("0086") {
        let own = Group { text: rest.to_owned(), end: first.end };
        return match rest.is_empty() {
            true => mobile(folded, all.get(1..)?, "+86"),
            false => mobile(folded, &[own], "+86"),
        };
    }
    let digits = area_digits(&first.text);
    if first.text.len() == digits {
        return landline(folded, &first.text, all.get(1..)?);
    }
    let (area, rest) = first.text.split_at_checked(digits)?;
    let own = Group { text: rest.to_owned(), end: first.end };
    landline(folded, area, &[own])
}

fn landline(folded: &Folded, area: &str, rest: &[Group]) -> Option<Read> {
    if !area.starts_with('0') || area.len() != area_digits(area) {
        return None;
    }
    let begins = rest.first().is_some_and(|first| !first.text.starts_with(['0', '1']));
    let (text, end) = joined(folded, rest, 8).or_else(|| joined(folded, rest, 7))?;
    let value = format!("{area}-{text}");
    begins.then_some(Read { value, kind: PhoneKind::Landline, end, fits: true })
}

fn service(folded: &Folded, all: &[Group]) -> Option<Read> {
    let first = all.first()?;
    if !(first.text.starts_with("400") || first.text.starts_with("800")) {
        return None;
    }
    let (text, end) = joined(folded, all, 10)?;
    // Ten digits in one piece are as often something else.
    let written = all.len() > 1 || first.text.starts_with("400");
    let value = format!("{}-{}-{}", text.get(..3)?, text.get(3..6)?, text.get(6..)?);
    written.then_some(Read { value, kind: PhoneKind::Service, end, fits: true })
}

fn abroad(folded: &Folded, at: usize) -> Option<Read> {
    let all = groups(folded, at + 1);
    let first = all.first()?;
    if let Some(rest) = first.text.strip_prefix("86") {
        let own = Group { text: rest.to_owned(), end: first.end };
        let home = match rest.is_empty() {
            true => mobile(folded, all.get(1..)?, "+86"),
            false => mobile(folded, &[own], "+86"),
        };
        if home.is_some() {
            return home;
        }
    }
    let text: String = all.iter().map(|group| group.text.as_str()).collect();
    let end = all.last()?.end;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = digits && (8..=15).contains(&text.len()) && is_whole(folded, end);
    let value = format!("+{text}");
    fits.then_some(Read { value, kind: PhoneKind::Abroad, end, fits: true })
}

/// What the text calls a telephone number, whatever it looks like.
pub(super) fn as_said(folded: &Folded, at: usize) -> Option<Read> {
    let all = groups(folded, at);
    let text: String = all.iter().map(|group| group.text.as_str()).collect();
    let end = all.last()?.end;
    let (short, local) = match text.as_bytes() {
        [b'9' | b'1', ..] => (text.len() == 5, false),
        [b'2'..=b'8', ..] => (false, matches!(text.len(), 7 | 8)),
        _ => (false, false),
    };
    let kind = match (short, local) {
        (true, _) => PhoneKind::Service,
        (_, true) => PhoneKind::Landline,
        _ => PhoneKind::Other,
    };
    let fits = short || local;
    let counted = SAID_DIGITS.contains(&text.len()) && is_whole(folded, end);
    counted.then_some(Read { value: text, kind, end, fits })
}
