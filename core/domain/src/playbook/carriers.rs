//! Numbers of carriers: what a scanned or typed code may be, with the reason for each candidate.
//!
//! Patterns are data of the playbook; those of the built-in one stand in public tables of carriers' numbers (such as
//! github.com/BF-zh/Courier-Validation: 韵达 15 digits from 3 or 4, 申通 from 43 or 77, which overlap). Check digits are tested only where they are published: UPU S10
//! and SSCC. A misread letter (O for 0, I for 1) gives a candidate, never a silent correction.

use crate::sorting::SortSmall as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Playbook;
use super::words::Words;
use crate::limits::KEY_VALUE_BYTES_MAX;
use crate::subject::{Key, normalise_key};

/// What the numbers of one carrier look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Carrier {
    /// What candidates call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The scheme of the keys.
    pub scheme: String,
    /// What a number begins with.
    #[serde(default)]
    pub prefix: String,
    /// Digits behind that.
    #[serde(default)]
    pub digits: usize,
    /// A published form with a check digit, in place of prefix and digits.
    #[serde(default)]
    pub check: Option<CheckDigit>,
}

/// A published form with a check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckDigit {
    /// UPU S10: two letters, eight digits, the check digit (weights 8 6 4 2 3 5 9 7, modulus 11), the country.
    UpuS10,
    /// GS1 SSCC: 18 digits with modulus 10, behind the application identifier 00.
    Sscc,
}

/// What a code may be. Its `Debug` keeps the number to itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The key that it would be.
    pub key: Key,
    /// The carrier, by its id.
    pub carrier: String,
    /// The carrier, for people.
    pub name: Words,
    /// Why.
    pub reason: CandidateReason,
}

impl core::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut shown = f.debug_struct("Candidate");
        shown.field("scheme", &self.key.scheme).field("carrier", &self.carrier);
        shown.field("reason", &self.reason).finish_non_exhaustive()
    }
}

/// Why a code may be that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CandidateReason {
    /// Prefix and length fit.
    Pattern,
    /// The check digit is right.
    CheckDigit,
    /// It fits once letters that look like digits are read as digits: somebody has to look.
    Misread,
}

impl CandidateReason {
    /// The reason for people.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Pattern => Words::new("前缀和位数相符", "prefix and length fit"),
            Self::CheckDigit => Words::new("校验位正确", "the check digit is right"),
            Self::Misread => {
                Words::new("疑似字母误读(O/0、I/1)", "a letter may be misread (O/0, I/1)")
            }
        }
    }
}

/// What one code, scanned or typed alone, may be; surest first, none for mobile numbers.
#[must_use]
pub fn read(playbook: &Playbook, code: &str) -> Vec<Candidate> {
    let code = normalise_key(code);
    if code.len() > KEY_VALUE_BYTES_MAX || is_mobile_number(&code) {
        return Vec::new();
    }
    let fits = |carrier: &Carrier| {
        let (value, reason) = match carrier.check {
            Some(CheckDigit::UpuS10) => (upu_s10(&code)?, CandidateReason::CheckDigit),
            Some(CheckDigit::Sscc) => (sscc(&code)?, CandidateReason::CheckDigit),
            None => pattern(carrier, &code)?,
        };
        let key = Key { scheme: carrier.scheme.clone(), value };
        let (carrier, name) = (carrier.id.clone(), carrier.name.clone());
        Some(Candidate { key, carrier, name, reason })
    };
    let mut found: Vec<Candidate> = playbook.file().carriers.iter().filter_map(fits).collect();
    found.sort_small_by_key(|one| match one.reason {
        CandidateReason::CheckDigit => 0,
        CandidateReason::Pattern => 1,
        CandidateReason::Misread => 2,
    });
    found
}

/// The one key that a code is beyond doubt: every candidate names it, and none was misread.
#[must_use]
pub fn certain_key(candidates: &[Candidate]) -> Option<Key> {
    let first = candidates.first()?;
    let agree =
        candidates.iter().all(|one| one.key == first.key && one.reason != CandidateReason::Misread);
    agree.then(|| first.key.clone())
}

/// What may be numbers of carriers in a message that people wrote, each key once, in their order.
#[must_use]
pub fn read_message(playbook: &Playbook, message: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for hint in crate::extract::codes(playbook, message) {
        for one in hint.candidates {
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

/// Whether a code has a published form and a wrong check digit.
#[must_use]
pub fn may_be_damaged(playbook: &Playbook, code: &str) -> bool {
    damaged_form(playbook, &normalise_key(code), |_| true).is_some()
}

/// The carrier whose published form a normalised code has but for its check digit.
pub fn damaged_form<'a>(
    playbook: &'a Playbook,
    code: &str,
    of: impl Fn(&Carrier) -> bool,
) -> Option<&'a Carrier> {
    let has = |check| match check {
        CheckDigit::UpuS10 => has_s10_form(code) && upu_s10(code).is_none(),
        CheckDigit::Sscc => {
            let bare = code.replace(['(', ')'], "");
            let digits = bare.bytes().all(|byte| byte.is_ascii_digit());
            bare.len() == 20 && bare.starts_with("00") && digits && sscc(code).is_none()
        }
    };
    let mut all = playbook.file().carriers.iter().filter(|carrier| of(carrier));
    all.find(|carrier| carrier.check.is_some_and(has))
}

fn has_s10_form(code: &str) -> bool {
    let letters = |byte: &u8| byte.is_ascii_uppercase();
    code.len() == 13
        && code.bytes().enumerate().all(|(at, byte)| match at {
            0 | 1 | 11 | 12 => letters(&byte),
            _ => byte.is_ascii_digit(),
        })
}

/// Letters of one number that may have been misread for digits.
const MISREAD_LETTERS_MAX: usize = 3;

/// Eleven digits from 13 to 19: a mobile number, whatever pattern it would fit.
pub(crate) fn is_mobile_number(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && bytes[1] >= b'3'
}

/// A digit, or a letter that looks like one.
fn as_digit(c: char) -> Option<(char, bool)> {
    match c {
        '0'..='9' => Some((c, false)),
        'O' | 'Q' => Some(('0', true)),
        'I' | 'L' => Some(('1', true)),
        _ => None,
    }
}

fn pattern(carrier: &Carrier, code: &str) -> Option<(String, CandidateReason)> {
    let prefix: Vec<char> = carrier.prefix.chars().collect();
    if code.chars().count() != prefix.len().saturating_add(carrier.digits) {
        return None;
    }
    let (mut value, mut misread) = (String::new(), 0_usize);
    for (at, c) in code.chars().enumerate() {
        let wanted = prefix.get(at).copied();
        let (read, odd) = match wanted {
            Some(letter) if letter == c => (c, false),
            Some('O') if c == '0' => ('O', true),
            Some(digit) => as_digit(c).filter(|(read, _)| *read == digit)?,
            None => as_digit(c)?,
        };
        value.push(read);
        misread += usize::from(odd);
    }
    match misread {
        0 => Some((value, CandidateReason::Pattern)),
        1..=MISREAD_LETTERS_MAX => Some((value, CandidateReason::Misread)),
        _ => None,
    }
}

fn digits_of(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

fn upu_s10(code: &str) -> Option<String> {
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase());
    if !code.is_ascii() || code.len() != 13 || !letters(&code[..2]) || !letters(&code[11..]) {
        return None;
    }
    let digits = digits_of(&code[2..11])?;
    let weighted =
        digits.iter().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(digit, weight)| digit * weight);
    let check = match 11 - weighted.sum::<u32>() % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    (digits.last() == Some(&check)).then(|| code.to_owned())
}

fn sscc(code: &str) -> Option<String> {
    let bare = code.replace(['(', ')'], "");
    let value = bare.strip_prefix("00").filter(|value| value.len() == 18)?;
    let digits = digits_of(value)?;
    let weighted = digits.iter().take(17).zip([3, 1].iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| digit * weight).sum();
    (digits.last() == Some(&((10 - sum % 10) % 10))).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carriers(code: &str) -> Vec<(String, String, CandidateReason)> {
        let found = read(&Playbook::builtin(), code);
        found.into_iter().map(|one| (one.carrier, one.key.value, one.reason)).collect()
    }

    fn one(code: &str, carrier: &str, value: &str, reason: CandidateReason) {
        assert_eq!(carriers(code), [(carrier.into(), value.into(), reason)], "{code}");
    }

    #[test]
    fn numbers_of_a_day_are_read() {
        use CandidateReason::{CheckDigit, Misread, Pattern};
        one("SF1234567890123", "sf", "SF1234567890123", Pattern);
        one(" sf1 2345 6789 0123\n", "sf", "SF1234567890123", Pattern);
        one("ＳＦ１２３４５６７８９０１２３", "sf", "SF1234567890123", Pattern);
        one("YT8812345678901", "yt", "YT8812345678901", Pattern);
        one("JT3012345678901", "jt", "JT3012345678901", Pattern);
        one("JDVA12345678901", "jd", "JDVA12345678901", Pattern);
        one("DPK202212345678", "deppon", "DPK202212345678", Pattern);
        one("75312345678901", "zto", "75312345678901", Pattern);
        one("462123456789012", "yunda", "462123456789012", Pattern);
        one("EA123456785CN", "upu", "EA123456785CN", CheckDigit);
        one("(00)106141411234567897", "sscc", "106141411234567897", CheckDigit);
        one("SF12345678O0123", "sf", "SF1234567800123", Misread);
        one("SFI234567890123", "sf", "SF1234567890123", Misread);
    }

    #[test]
    fn what_is_wrong_or_a_telephone_gives_none() {
        for code in
            ["EA123456784CN", "(00)106141411234567890", "19900001234", "13800138000", "X1", ""]
        {
            assert!(carriers(code).is_empty(), "{code}");
        }
        assert!(carriers("某某单号一二三").is_empty());
    }

    #[test]
    fn an_ambiguous_number_names_both_carriers_and_is_still_one_key() {
        let both = read(&Playbook::builtin(), "431234567890123");
        let ids: Vec<&str> = both.iter().map(|one| one.carrier.as_str()).collect();
        assert_eq!(ids, ["yunda", "sto"]);
        let key = certain_key(&both).expect("one key");
        assert_eq!(key.value, "431234567890123");
        assert_eq!(certain_key(&read(&Playbook::builtin(), "SF12345678O0123")), None);
    }

    #[test]
    fn a_message_is_searched() {
        let text = "我那个榴莲快递两天了还没到,单号YT8812345678901,电话19900001234,另一个 SF1 2345 6789 0123!";
        let found = read_message(&Playbook::builtin(), text);
        let values: Vec<&str> = found.iter().map(|one| one.key.value.as_str()).collect();
        assert_eq!(values, ["YT8812345678901", "SF1234567890123"]);
    }
}
