//! Codes of parcels: whose they can be, and what a table has done to them. Patterns are data (`data/codes.json`);
//! check digits are looked at only where they are published. An unknown format is flagged, never refused.

use std::sync::LazyLock;

use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::normalise_key;
use serde::Deserialize;

/// Zeros that a table is believed to have lost at the front, at most.
const ZEROS_LOST_MAX: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Check {
    UpuS10,
    Sscc,
}

/// The form of one carrier's codes.
#[derive(Debug, Deserialize)]
struct Pattern {
    name: Words,
    scheme: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    digits: usize,
    check: Option<Check>,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/codes.json")).unwrap_or_default()
});

/// What a code looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looks {
    /// One carrier's, or of a scheme without patterns.
    Good,
    /// Several carriers'.
    Ambiguous(Vec<Words>),
    /// Its check digit does not fit.
    BadCheck(Words),
    /// A letter was read for a digit; this is what it would be.
    Misread(String),
    /// Zeros at the front are gone; this is what it would be.
    ZerosLost(String),
    /// A mobile number.
    Phone,
    /// Of no format that is known.
    Unknown,
}

enum Fit {
    Yes,
    BadCheck,
    No,
}

impl Pattern {
    fn fit(&self, code: &str) -> Fit {
        match self.check {
            None => {
                let rest = code.strip_prefix(&self.prefix);
                let fits = rest.is_some_and(|rest| rest.len() == self.digits && digits(rest));
                if fits { Fit::Yes } else { Fit::No }
            }
            Some(Check::UpuS10) => match upu_s10(code) {
                Some(true) => Fit::Yes,
                Some(false) => Fit::BadCheck,
                None => Fit::No,
            },
            Some(Check::Sscc) => match sscc(code) {
                Some(true) => Fit::Yes,
                Some(false) => Fit::BadCheck,
                None => Fit::No,
            },
        }
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn value(byte: u8) -> u32 {
    u32::from(byte - b'0')
}

/// Two letters, eight digits, a check digit, two letters; `None` if it is not of this form.
fn upu_s10(code: &str) -> Option<bool> {
    let bytes: &[u8; 13] = code.as_bytes().try_into().ok()?;
    let letters = [0, 1, 11, 12].iter().all(|at| bytes[*at].is_ascii_uppercase());
    let numbers = &bytes[2..11];
    (letters && numbers.iter().all(u8::is_ascii_digit)).then_some(())?;
    let weights = [8, 6, 4, 2, 3, 5, 9, 7];
    let sum: u32 = weights.iter().zip(numbers).map(|(weight, byte)| weight * value(*byte)).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    Some(value(numbers[8]) == check)
}

/// `00` and 18 digits, the last by modulo 10; `None` if it is not of this form.
fn sscc(code: &str) -> Option<bool> {
    let rest = code.strip_prefix("00").filter(|rest| rest.len() == 18 && digits(rest))?;
    let sum: u32 = rest
        .bytes()
        .take(17)
        .enumerate()
        .map(|(at, byte)| value(byte) * if at % 2 == 0 { 3 } else { 1 })
        .sum();
    Some(rest.bytes().next_back().map(value) == Some((10 - sum % 10) % 10))
}

/// Whether any pattern fits outright.
fn fits(scheme: &str, code: &str) -> bool {
    let own = PATTERNS.iter().filter(|pattern| pattern.scheme == scheme);
    own.into_iter().any(|pattern| matches!(pattern.fit(code), Fit::Yes))
}

/// What a code of a scheme looks like.
#[must_use]
pub fn looks(scheme: &str, code: &str) -> Looks {
    let code = normalise_key(code);
    let own: Vec<&Pattern> = PATTERNS.iter().filter(|pattern| pattern.scheme == scheme).collect();
    if own.is_empty() {
        return Looks::Good;
    }
    let mut names = Vec::new();
    let mut bad = None;
    for pattern in own {
        match pattern.fit(&code) {
            Fit::Yes => names.push(pattern.name.clone()),
            Fit::BadCheck => bad = Some(pattern.name.clone()),
            Fit::No => {}
        }
    }
    match (names.len(), bad) {
        (1, _) => Looks::Good,
        (0, Some(name)) => Looks::BadCheck(name),
        (0, None) => damaged(scheme, &code),
        _ => Looks::Ambiguous(names),
    }
}

fn damaged(scheme: &str, code: &str) -> Looks {
    if code.len() == 11 && code.starts_with('1') && digits(code) {
        return Looks::Phone;
    }
    for zeros in 1..=ZEROS_LOST_MAX {
        let whole = format!("{}{code}", "0".repeat(zeros));
        if digits(code) && fits(scheme, &whole) {
            return Looks::ZerosLost(whole);
        }
    }
    // Letters at the front may be a carrier's; behind them they are digits that were misread.
    let read = |from: usize| -> String {
        let as_digit = |(at, c): (usize, char)| match c {
            'O' | 'Q' if at >= from => '0',
            'I' | 'L' if at >= from => '1',
            other => other,
        };
        code.chars().enumerate().map(as_digit).collect()
    };
    let readings = [2, 3, 4, 0].into_iter().map(read);
    let whole = readings.into_iter().find(|read| read != code && fits(scheme, read));
    whole.map_or(Looks::Unknown, Looks::Misread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_trade_are_known_and_damaged_ones_are_told() {
        for good in [
            "SF1203456789017",
            "YT8801234567890",
            "JDVA00123456789",
            "DPK012345678901",
            "77123456789012",
            "401234567890123",
            "EA123456785CN",
            "SF1 4072 9638 5106",
        ] {
            assert_eq!(looks("waybill", good), Looks::Good, "{good}");
        }
        assert!(
            matches!(looks("waybill", "431052698740163"), Looks::Ambiguous(names) if names.len() == 2)
        );
        assert_eq!(looks("waybill", "SF12O3846571902"), Looks::Misread("SF1203846571902".into()));
        assert!(matches!(looks("waybill", "EA123456786CN"), Looks::BadCheck(_)));
        assert_eq!(looks("waybill", "19900006017"), Looks::Phone);
        assert_eq!(looks("waybill", "LJTC-20261122-07"), Looks::Unknown);
        assert_eq!(looks("order_no", "anything"), Looks::Good);
    }

    #[test]
    fn an_sscc_without_its_zeros_is_told_from_a_wrong_one() {
        let whole = "00369012340767517872";
        assert_eq!(looks("sscc", whole), Looks::Good);
        assert_eq!(looks("sscc", &whole[2..]), Looks::ZerosLost(whole.into()));
        assert!(matches!(looks("sscc", "00369012340767517870"), Looks::BadCheck(_)));
    }
}
