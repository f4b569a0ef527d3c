//! Telephone numbers in a text: mobile, landline, service and foreign ones, with extensions, also with digits hidden.

mod shapes;

use serde::{Deserialize, Serialize};

use super::cues;
use super::folded::{Folded, Span, ends_clause};
use super::private::Private;
use crate::limits::MESSAGE_FINDINGS_MAX;
use crate::playbook::extraction::{CueMeaning, ExtractionRules};
use crate::playbook::words::Words;

/// Words that stand before an extension.
const EXTENSIONS: [&str; 10] =
    ["转分机号", "转分机", "分机号", "分机", "转接", "转", "extension", "ext.", "ext", "#"];
/// Digits of an extension, at most.
const EXTENSION_DIGITS_MAX: usize = 8;
/// Characters between a number and the word that says that it is dead, at most.
const DEAD_CHARS_MAX: usize = 6;

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneHint {
    /// Where, with its extension.
    pub span: Span,
    /// The number in one spelling: `19900001234`, `199****1234`, `0571-86001234转802`, `400-820-0000`.
    pub value: Private,
    /// The extension alone.
    pub extension: Option<Private>,
    /// What kind of number it is.
    pub kind: PhoneKind,
    /// Whether digits of it are hidden: it stays as it is, and cannot be dialled.
    pub masked: bool,
    /// Why somebody should look, if somebody should.
    pub doubt: Option<PhoneDoubt>,
}

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// Eleven digits from 13 to 19.
    Mobile,
    /// With an area code, or eight digits without.
    Landline,
    /// 400 and 800, and short ones.
    Service,
    /// With another country's code.
    Abroad,
    /// The text says that it is one.
    Other,
}

/// Why somebody should look at a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneDoubt {
    /// It has too few or too many digits.
    WrongLength,
    /// The text says that nobody answers there any more (空号, 停机).
    NotInService,
}

impl PhoneDoubt {
    /// What is said of it.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::WrongLength => Words::new("位数不对,请核对", "the number of digits is wrong"),
            Self::NotInService => Words::new("文中说是空号或已停机", "said to be out of service"),
        }
    }
}

/// Numbers in the order of the text, each once. What they stand on is taken.
pub(super) fn find(rules: &ExtractionRules, folded: &mut Folded) -> Vec<PhoneHint> {
    let mut all: Vec<PhoneHint> = Vec::new();
    let mut at = 0;
    while at < folded.len() && all.len() < MESSAGE_FINDINGS_MAX {
        let Some((hint, end)) = begins(folded, at).then(|| one(rules, folded, at)).flatten() else {
            at += 1;
            continue;
        };
        folded.take(at, end);
        if all.iter().all(|known| known.value != hint.value) {
            all.push(hint);
        }
        at = end.max(at + 1);
    }
    all
}

/// Whether a number may begin here: not in the middle of another run of letters and digits.
fn begins(folded: &Folded, at: usize) -> bool {
    let first = folded.at(at).is_some_and(|c| c.is_ascii_digit() || c == '+' || c == '(');
    let middle = |c: char| c.is_ascii_alphanumeric() || "+*_@.".contains(c);
    let within = folded.before(at).is_some_and(middle)
        || (folded.before(at) == Some('-')
            && at.checked_sub(2).and_then(|two| folded.at(two)).is_some_and(middle));
    first && !within && !folded.is_taken(at)
}

fn one(rules: &ExtractionRules, folded: &Folded, at: usize) -> Option<(PhoneHint, usize)> {
    let said = cues::before(rules, folded, at) == Some(CueMeaning::Phone);
    let read = shapes::read(folded, at).or_else(|| shapes::as_said(folded, at).filter(|_| said))?;
    let (extension, end) = match extension(folded, &read) {
        Some((extension, end)) => (Some(extension), end),
        None => (None, read.end),
    };
    let dead = is_dead(rules, folded, at, end);
    let value = match &extension {
        Some(extension) => format!("{}转{extension}", read.value),
        None => read.value,
    };
    let doubt = match (read.fits, dead) {
        (false, _) => Some(PhoneDoubt::WrongLength),
        (true, true) => Some(PhoneDoubt::NotInService),
        (true, false) => None,
    };
    let hint = PhoneHint {
        span: folded.span(at, end),
        masked: value.contains('*'),
        value: Private::new(value),
        extension: extension.map(Private::new),
        kind: read.kind,
        doubt,
    };
    Some((hint, end))
}

/// The extension behind a number, and where it ends.
fn extension(folded: &Folded, read: &shapes::Read) -> Option<(String, usize)> {
    let spaces = |mut at: usize| {
        while folded.at(at).is_some_and(|c| " ,:.".contains(c)) && at < read.end + 8 {
            at += 1;
        }
        at
    };
    let word = spaces(read.end);
    let hyphen = read.kind == PhoneKind::Mobile && folded.at(read.end) == Some('-');
    let from = match folded.longest(word, EXTENSIONS) {
        Some(length) => spaces(word + length),
        // As some shops write virtual numbers: 17000001234-5678.
        None if hyphen => read.end + 1,
        None => return None,
    };
    let digits: String = folded.part(from, from + EXTENSION_DIGITS_MAX + 1).iter().collect();
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    let end = from + digits.len();
    let least = if hyphen { 3 } else { 1 };
    let whole = !folded.at(end).is_some_and(|c| c.is_ascii_alphanumeric());
    let fits = (least..=EXTENSION_DIGITS_MAX).contains(&digits.len()) && whole;
    fits.then_some((digits, end))
}

fn is_dead(rules: &ExtractionRules, folded: &Folded, from: usize, end: usize) -> bool {
    let words = || rules.dead_phone.iter().map(String::as_str);
    let behind = (end..end + DEAD_CHARS_MAX)
        .take_while(|at| folded.at(*at).is_some_and(|c| !ends_clause(c)))
        .any(|at| folded.longest(at, words()).is_some());
    let ahead = (from.saturating_sub(DEAD_CHARS_MAX)..from)
        .rev()
        .take_while(|at| folded.at(*at).is_some_and(|c| !ends_clause(c)))
        .any(|at| folded.longest(at, words()).is_some());
    behind || ahead
}
