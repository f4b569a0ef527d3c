//! Waybills, codes of crates and order numbers in a text.

use serde::{Deserialize, Serialize};

use super::cues;
use super::folded::{Folded, Span};
use super::private::Private;
use crate::limits::{KEY_VALUE_BYTES_MAX, MESSAGE_FINDINGS_MAX};
use crate::playbook::Playbook;
use crate::playbook::carriers::{
    self, Candidate, CandidateReason, certain_key, is_mobile_number, may_be_damaged,
};
use crate::playbook::extraction::CueMeaning;
use crate::playbook::words::Words;
use crate::subject::{Key, normalise_key};

/// Groups that one number may be written in.
const GROUPS_MAX: usize = 6;
/// Characters between two groups, at most.
const GAP_CHARS_MAX: usize = 2;
/// Characters of the shortest and the longest number of a carrier.
const CODE_CHARS: core::ops::RangeInclusive<usize> = 8..=40;
/// Digits that a number behind a cue has at least.
const DIGITS_MIN: usize = 4;

/// A number of an order, as the text calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderNumberHint {
    /// Where.
    pub span: Span,
    /// The number, spelt as keys are.
    pub value: Private,
}

/// A code that is or may be a waybill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeHint {
    /// Where.
    pub span: Span,
    /// The code, spelt as keys are; healed where a letter was misread.
    pub value: Private,
    /// What it may be, the surest first; none for an unknown format, which is kept all the same.
    pub candidates: Vec<Candidate>,
    /// What was put right to read it.
    pub healed: Vec<Healing>,
    /// Why somebody should look, if somebody should.
    pub doubt: Option<CodeDoubt>,
}

impl CodeHint {
    /// The one key that it is beyond doubt.
    #[must_use]
    pub fn certain(&self) -> Option<Key> {
        certain_key(&self.candidates)
    }
}

/// What was put right to read a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Healing {
    /// Full-width characters were made half.
    FullWidth,
    /// Spaces or hyphens between groups were left out.
    Grouped,
    /// A letter was read as the digit that it looks like.
    Letters,
}

impl Healing {
    /// What is said of it.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::FullWidth => Words::new("全角已转半角", "full width was made half"),
            Self::Grouped => Words::new("已去掉空格和横线", "spaces and hyphens were left out"),
            Self::Letters => CandidateReason::Misread.words(),
        }
    }
}

/// Why somebody should look at a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeDoubt {
    /// Several carriers have such numbers.
    Ambiguous,
    /// It fits only once letters are read as digits.
    Misread,
    /// It has a published form, and its check digit is wrong.
    BadCheck,
    /// No carrier of the playbook has such numbers.
    UnknownFormat,
}

impl CodeDoubt {
    /// What is said of it.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Ambiguous => {
                Words::new("多家快递都有这种单号,请选择", "several carriers have such numbers")
            }
            Self::Misread => CandidateReason::Misread.words(),
            Self::BadCheck => Words::new("校验位不对,请核对", "the check digit is wrong"),
            Self::UnknownFormat => {
                Words::new("不认识的单号格式,已保留", "an unknown format; it is kept")
            }
        }
    }
}

/// A run of letters and digits.
#[derive(Clone, Copy)]
struct Token {
    from: usize,
    to: usize,
}

/// What was found so far.
struct Search<'a> {
    playbook: &'a Playbook,
    folded: &'a mut Folded,
    orders: Vec<OrderNumberHint>,
    codes: Vec<CodeHint>,
}

/// Order numbers and codes, in the order of the text, each value once. What they stand on is taken.
pub(super) fn find(
    playbook: &Playbook,
    folded: &mut Folded,
) -> (Vec<OrderNumberHint>, Vec<CodeHint>) {
    let tokens = tokens(folded);
    let mut search = Search { playbook, folded, orders: Vec::new(), codes: Vec::new() };
    let mut at = 0;
    while at < tokens.len() && search.codes.len() + search.orders.len() < MESSAGE_FINDINGS_MAX {
        at += search.step(tokens.get(at..).unwrap_or_default()).max(1);
    }
    (search.orders, search.codes)
}

fn tokens(folded: &Folded) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    for (at, c) in folded.chars.iter().enumerate().filter(|(_, c)| c.is_ascii_alphanumeric()) {
        let _ = c;
        match all.last_mut().filter(|last| last.to == at) {
            Some(last) => last.to = at + 1,
            None => all.push(Token { from: at, to: at + 1 }),
        }
    }
    all
}

impl Search<'_> {
    /// Reads what begins at the first token; tokens that it used.
    fn step(&mut self, tokens: &[Token]) -> usize {
        let Some(first) = tokens.first().copied() else { return 1 };
        let rules = &self.playbook.file().extraction;
        let cue = cues::before(rules, self.folded, first.from);
        if cue == Some(CueMeaning::Other) {
            return self.skip(tokens);
        }
        let fits = self.carriers_number(tokens);
        if cue == Some(CueMeaning::OrderNo) {
            let lettered = fits.as_ref().is_some_and(|(_, read)| is_lettered(read));
            if !lettered && let Some((used, value)) = self.named(tokens) {
                return self.order_number(tokens, used, value);
            }
        }
        if cue == Some(CueMeaning::Phone) {
            let lettered = fits.as_ref().is_some_and(|(_, read)| is_lettered(read));
            if !lettered {
                return 1;
            }
        }
        if let Some((used, read)) = fits {
            return self.code(tokens, used, read);
        }
        let damaged = may_be_damaged(self.playbook, &self.joined(tokens, 1).unwrap_or_default());
        let used = match cue {
            Some(CueMeaning::Waybill) => self.named(tokens),
            _ => damaged.then(|| self.joined(tokens, 1).map(|value| (1, value))).flatten(),
        };
        used.map_or(1, |(used, value)| self.unknown(tokens, used, value))
    }

    /// What no number is looked for in: up to the next space, sign or Chinese character.
    fn skip(&mut self, tokens: &[Token]) -> usize {
        let mut used = 1;
        while let [one, next] = tokens.get(used - 1..=used).unwrap_or_default()
            && self.folded.part(one.to, next.from).iter().all(|c| "-_./:".contains(*c))
        {
            used += 1;
        }
        if let (Some(first), Some(last)) = (tokens.first(), tokens.get(used - 1)) {
            self.folded.take(first.from, last.to);
        }
        used
    }

    /// The first `count` tokens as one number, if only what groups a number stands between them.
    fn joined(&self, tokens: &[Token], count: usize) -> Option<String> {
        let group = tokens.get(..count)?;
        for pair in group.windows(2) {
            let [one, next] = pair else { continue };
            let gap = self.folded.part(one.to, next.from);
            let bracket = gap == [')'] && self.folded.part(one.from, one.to) == ['0', '0'];
            let plain = gap.len() <= GAP_CHARS_MAX && gap.iter().all(|c| matches!(c, ' ' | '-'));
            if !(bracket || plain && self.is_group(next)) {
                return None;
            }
        }
        Some(group.iter().map(|one| self.folded.text(one.from, one.to)).collect())
    }

    /// Whether a token may be a later group of a number: it has digits, or is the country at the end.
    fn is_group(&self, token: &Token) -> bool {
        let part = self.folded.part(token.from, token.to);
        part.len() <= 2 || part.iter().any(char::is_ascii_digit)
    }

    /// Whether a group behind the first has letters alone.
    fn has_word(&self, tokens: &[Token], count: usize) -> bool {
        tokens
            .get(1..count)
            .unwrap_or_default()
            .iter()
            .any(|one| self.folded.part(one.from, one.to).iter().all(char::is_ascii_alphabetic))
    }

    /// The longest join of tokens that a carrier has such numbers of.
    fn carriers_number(&self, tokens: &[Token]) -> Option<(usize, Vec<Candidate>)> {
        let longest = GROUPS_MAX.min(tokens.len());
        (1..=longest).rev().find_map(|count| {
            let value = self.joined(tokens, count).filter(|one| CODE_CHARS.contains(&one.len()))?;
            if count > 1 && self.goes_on(tokens, count) {
                return None;
            }
            let mut read = carriers::read(self.playbook, &value);
            if self.has_word(tokens, count) {
                read.retain(|one| one.reason == CandidateReason::CheckDigit);
            }
            (!read.is_empty()).then_some((count, read))
        })
    }

    /// Whether another short group of digits follows: then the groups before it are not the whole number.
    fn goes_on(&self, tokens: &[Token], count: usize) -> bool {
        let [last, next] = tokens.get(count - 1..=count).unwrap_or_default() else { return false };
        let group = self.folded.part(next.from, next.to);
        let digits = group.len() <= 4 && group.iter().all(char::is_ascii_digit);
        let ends = self.folded.at(next.to) != Some('-');
        digits && ends && matches!(self.folded.part(last.to, next.from), [' ' | '-'])
    }

    /// The number that a cue names, of whatever form.
    fn named(&self, tokens: &[Token]) -> Option<(usize, String)> {
        let (mut used, mut spaced) = (1, true);
        while let [one, next] = tokens.get(used - 1..=used).unwrap_or_default() {
            let gap = self.folded.part(one.to, next.from);
            let digits = |token: &Token| {
                let part = self.folded.part(token.from, token.to);
                part.iter().all(char::is_ascii_digit) && (3..=6).contains(&part.len())
            };
            let goes_on = match gap {
                ['-' | '_' | '/'] => true,
                [' '] => spaced && digits(one) && digits(next),
                _ => false,
            };
            if !goes_on {
                break;
            }
            spaced &= gap == [' '];
            used += 1;
        }
        let group = tokens.get(..used)?;
        let value: String = group.iter().map(|one| self.folded.text(one.from, one.to)).collect();
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let fits = digits >= DIGITS_MIN
            && (DIGITS_MIN + 1..=KEY_VALUE_BYTES_MAX).contains(&value.len())
            && !is_mobile_number(&value);
        fits.then_some((used, value))
    }

    fn bounds(tokens: &[Token], used: usize) -> (usize, usize) {
        let from = tokens.first().map_or(0, |one| one.from);
        (from, tokens.get(used - 1).map_or(from, |one| one.to))
    }

    fn order_number(&mut self, tokens: &[Token], used: usize, value: String) -> usize {
        let (from, to) = Self::bounds(tokens, used);
        let value = Private::new(normalise_key(&value));
        if self.orders.iter().all(|known| known.value != value) {
            self.orders.push(OrderNumberHint { span: self.folded.span(from, to), value });
        }
        self.folded.take(from, to);
        used
    }

    fn code(&mut self, tokens: &[Token], used: usize, candidates: Vec<Candidate>) -> usize {
        let misread = candidates.iter().all(|one| one.reason == CandidateReason::Misread);
        let doubt = match candidates.len() {
            _ if misread => Some(CodeDoubt::Misread),
            0 | 1 => None,
            _ => Some(CodeDoubt::Ambiguous),
        };
        let value = candidates.first().map(|one| one.key.value.clone()).unwrap_or_default();
        let hint = (value, candidates, doubt);
        self.keep(tokens, used, hint)
    }

    fn unknown(&mut self, tokens: &[Token], used: usize, value: String) -> usize {
        let value = normalise_key(&value);
        let doubt = match may_be_damaged(self.playbook, &value) {
            true => CodeDoubt::BadCheck,
            false => CodeDoubt::UnknownFormat,
        };
        self.keep(tokens, used, (value, Vec::new(), Some(doubt)))
    }

    fn keep(
        &mut self,
        tokens: &[Token],
        used: usize,
        (value, candidates, doubt): (String, Vec<Candidate>, Option<CodeDoubt>),
    ) -> usize {
        let (from, to) = Self::bounds(tokens, used);
        let mut healed = Vec::new();
        if self.folded.was_folded(from, to) {
            healed.push(Healing::FullWidth);
        }
        if used > 1 && self.folded.at(from + 2) != Some(')') {
            healed.push(Healing::Grouped);
        }
        if doubt == Some(CodeDoubt::Misread) {
            healed.push(Healing::Letters);
        }
        let value = Private::new(value);
        if self.codes.iter().all(|known| known.value != value) {
            let span = self.folded.span(from, to);
            self.codes.push(CodeHint { span, value, candidates, healed, doubt });
        }
        self.folded.take(from, to);
        used
    }
}

/// Whether letters or a check digit make a number a carrier's, whatever a cue before it says.
fn is_lettered(read: &[Candidate]) -> bool {
    read.iter().any(|one| {
        one.reason == CandidateReason::CheckDigit
            || one.key.value.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}
