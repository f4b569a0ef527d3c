//! Planted secrets, and a search for them in every way in which bytes are written down.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::dice::Dice;

/// Bytes that a spelling begins with, by which it is looked for.
const HEAD: usize = 4;
const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FOR_URLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A planted secret.
#[derive(Debug, Clone)]
pub struct Canary {
    /// What it is: `phone`, `photograph`, `key`.
    pub kind: &'static str,
    /// Its bytes; of a text its UTF-8.
    pub bytes: Vec<u8>,
}

/// A place where a canary was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// What it is.
    pub kind: &'static str,
    /// Which of them, in the order in which they were planted.
    pub canary: usize,
    /// How it was written.
    pub spelling: &'static str,
}

/// Planted secrets, ready to be looked for.
#[derive(Debug, Default)]
pub struct Flock {
    canaries: Vec<Canary>,
    spellings: Vec<(usize, &'static str, Vec<u8>)>,
    by_head: HashMap<[u8; HEAD], Vec<usize>>,
    /// Whether a spelling begins with these two bytes: most places are passed over by this alone.
    begins: Vec<bool>,
}

/// A text of so many rare Chinese characters.
#[must_use]
pub fn words(dice: &mut Dice, count: usize) -> String {
    let one =
        |dice: &mut Dice| u32::try_from(0x4e00 + dice.below(0x5000)).ok().and_then(char::from_u32);
    (0..count).filter_map(|_| one(dice)).collect()
}

/// So many digits.
#[must_use]
pub fn digits(dice: &mut Dice, count: usize) -> String {
    (0..count).filter_map(|_| char::from_digit(u32::try_from(dice.below(10)).ok()?, 10)).collect()
}

impl Flock {
    /// Plants one; one that is there already is not planted twice.
    pub fn plant(&mut self, kind: &'static str, bytes: impl Into<Vec<u8>>) {
        let bytes = bytes.into();
        assert!(bytes.len() >= 8, "a {kind} of {} bytes is found by chance", bytes.len());
        if self.canaries.iter().any(|canary| canary.bytes == bytes) {
            return;
        }
        let number = self.canaries.len();
        self.begins.resize(1 << 16, false);
        for (spelling, needle) in spellings(&bytes) {
            let mut head = [0; HEAD];
            head.copy_from_slice(&needle[..HEAD]);
            self.begins[usize::from(u16::from_be_bytes([head[0], head[1]]))] = true;
            self.by_head.entry(head).or_default().push(self.spellings.len());
            self.spellings.push((number, spelling, needle));
        }
        self.canaries.push(Canary { kind, bytes });
    }

    /// What was planted.
    #[must_use]
    pub fn canaries(&self) -> &[Canary] {
        &self.canaries
    }

    /// Which of them stand in these bytes, and how; each once.
    #[must_use]
    pub fn found_in(&self, bytes: &[u8]) -> Vec<Found> {
        let mut found = Vec::new();
        if self.canaries.is_empty() {
            return found;
        }
        for (at, pair) in bytes.windows(2).enumerate() {
            if !self.begins[usize::from(u16::from_be_bytes([pair[0], pair[1]]))] {
                continue;
            }
            let Some(head) = bytes[at..].first_chunk::<HEAD>() else { break };
            for spelling in self.by_head.get(head).into_iter().flatten() {
                let (canary, spelling, needle) = &self.spellings[*spelling];
                if bytes[at..].starts_with(needle) {
                    let kind = self.canaries[*canary].kind;
                    found.push(Found { kind, canary: *canary, spelling });
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Every way in which bytes are written down.
#[must_use]
pub fn spellings(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let hex = hex::encode(bytes);
    let mut all = vec![
        ("as it is", bytes.to_vec()),
        ("hex", hex.clone().into_bytes()),
        ("HEX", hex.to_uppercase().into_bytes()),
        ("numbers", numbers(bytes)),
    ];
    for (name, letters) in [("base64", STANDARD), ("base64 for URLs", FOR_URLS)] {
        all.extend((0..3).map(|shift| (name, base64(bytes, shift, letters))));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let units: Vec<u16> = text.encode_utf16().collect();
        all.push((
            "UTF-16, little end first",
            units.iter().flat_map(|one| one.to_le_bytes()).collect(),
        ));
        all.push((
            "UTF-16, big end first",
            units.iter().flat_map(|one| one.to_be_bytes()).collect(),
        ));
        if !text.is_ascii() {
            all.push(("percent", bytes.iter().fold(String::new(), percent).into_bytes()));
            all.push(("JSON escapes", units.iter().fold(String::new(), escape).into_bytes()));
        }
    }
    all
}

fn percent(mut text: String, byte: &u8) -> String {
    let _ = write!(text, "%{byte:02X}");
    text
}

fn escape(mut text: String, unit: &u16) -> String {
    let _ = write!(text, "\\u{unit:04x}");
    text
}

/// As a list of bytes is printed by who forgot to hide it.
fn numbers(bytes: &[u8]) -> Vec<u8> {
    let all: Vec<String> = bytes.iter().map(u8::to_string).collect();
    all.join(", ").into_bytes()
}

/// The letters that these bytes alone decide, where `shift` others stand before them in their group of three.
fn base64(bytes: &[u8], shift: usize, letters: &[u8; 64]) -> Vec<u8> {
    let all = [&[0; 3][..shift], bytes].concat();
    let bit = |at: usize| usize::from(all[at / 8] >> (7 - at % 8) & 1);
    let letter = |at: usize| (at * 6..at * 6 + 6).fold(0, |sum, at| sum * 2 + bit(at));
    let (first, end) = ((shift * 8).div_ceil(6), all.len() * 8 / 6);
    (first..end).map(|at| letters[letter(at)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_however_it_is_written_and_wherever_it_stands() {
        let (mut flock, secret) = (Flock::default(), "云栖花园3幢-1102");
        flock.plant("address", secret);
        for (spelling, needle) in spellings(secret.as_bytes()) {
            let hay = [b"..", &needle[..], b".."].concat();
            let found = flock.found_in(&hay);
            assert!(found.iter().any(|one| one.spelling == spelling), "{spelling}");
        }
        assert_eq!(base64(b"light work", 0, STANDARD), b"bGlnaHQgd29ya");
        // "a" and "ab" before it: the known letters of RFC 4648's alphabet, from the outside.
        for before in ["", "a", "ab"] {
            let whole = base64(format!("{before}{secret}zz").as_bytes(), 0, STANDARD);
            assert!(!flock.found_in(&whole).is_empty(), "behind {before:?}");
        }
        assert!(flock.found_in("云栖花园3幢-1103".as_bytes()).is_empty());
    }
}
