//! What a scanned code is: a carrier's number, a GS1 code with its keys, or a text that holds one; which code of a
//! picture counts; and when a label that is seen again is the same read.

mod recent;

use crate::sorting::SortSmall as _;
use serde::{Deserialize, Serialize};

use crate::extract;
use crate::gs1::{self, Gs1, Gs1Element, Gs1Error};
use crate::limits::{FRAME_CODES_MAX, SCAN_BYTES_MAX};
use crate::playbook::Playbook;
use crate::playbook::carriers::{self, Candidate, CandidateReason, certain_key};
use crate::subject::{Key, normalise_key};

pub use recent::RecentReads;

/// What candidates of GS1 keys call their carrier.
const GS1: &str = "gs1";

/// A code, understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanRead {
    /// What it may be, the surest first.
    pub candidates: Vec<Candidate>,
    /// What it says as a GS1 code.
    pub gs1: Option<Gs1>,
    /// Why it cannot be read as the GS1 code that it claims to be.
    pub refused: Option<Gs1Error>,
}

impl ScanRead {
    /// The one key that it is beyond doubt. Of a GS1 code with several keys it is that of the preferred scheme.
    #[must_use]
    pub fn certain(&self) -> Option<Key> {
        match self.gs1 {
            Some(_) => self.candidates.first().map(|one| one.key.clone()),
            None => certain_key(&self.candidates),
        }
    }
}

/// Reads one code, scanned or typed.
#[must_use]
pub fn read(playbook: &Playbook, raw: &str) -> ScanRead {
    let none = |refused| ScanRead { candidates: Vec::new(), gs1: None, refused };
    if raw.len() > SCAN_BYTES_MAX {
        return none(Some(Gs1Error::TooLong));
    }
    let alone = carriers::read(playbook, raw);
    if !alone.is_empty() {
        let gs1 = gs1::read(raw).ok().flatten();
        return ScanRead { candidates: alone, gs1, refused: None };
    }
    match gs1::read(raw) {
        Err(refused) => none(Some(refused)),
        Ok(Some(gs1)) => {
            ScanRead { candidates: keys(playbook, &gs1), gs1: Some(gs1), refused: None }
        }
        Ok(None) => ScanRead { candidates: within(playbook, raw), gs1: None, refused: None },
    }
}

/// One spelling for one label: the same GS1 code read with a scanner's mark (`]C1`), with brackets or as a link is one
/// label, and one piece; any other code is spelt as keys are.
#[must_use]
pub fn label_of(raw: &str) -> String {
    match gs1::read(raw) {
        Ok(Some(gs1)) => {
            let element = |one: &Gs1Element| format!("({}){}", one.ai, one.value);
            gs1.elements.iter().map(element).collect()
        }
        Ok(None) | Err(_) => normalise_key(raw),
    }
}

/// The keys of a GS1 code, those of the preferred schemes first.
fn keys(playbook: &Playbook, gs1: &Gs1) -> Vec<Candidate> {
    let rules = &playbook.file().scanning;
    let candidate = |element: &Gs1Element| {
        let rule = rules.gs1_keys.iter().find(|rule| rule.ai == element.ai)?;
        Some(Candidate {
            key: Key::new(&rule.scheme, &element.value),
            carrier: GS1.to_owned(),
            name: element.name.clone(),
            reason: match gs1::is_checked(&element.ai) {
                true => CandidateReason::CheckDigit,
                false => CandidateReason::Pattern,
            },
        })
    };
    let mut found: Vec<Candidate> = gs1.elements.iter().filter_map(candidate).collect();
    found.sort_small_by_key(|one| rank(playbook, &one.key));
    found
}

/// A carrier's number in a text that a label holds: an address of the web, a line with a name.
fn within(playbook: &Playbook, raw: &str) -> Vec<Candidate> {
    // Digits alone are as often the number of a page or a shop.
    let sure = |one: &Candidate| match one.reason {
        CandidateReason::CheckDigit => true,
        CandidateReason::Pattern => one.key.value.starts_with(|c: char| c.is_ascii_alphabetic()),
        CandidateReason::Misread => false,
    };
    let hints = extract::codes(playbook, raw).into_iter();
    hints.flat_map(|hint| hint.candidates).filter(sure).collect()
}

/// How much a scheme counts; less is more.
fn rank(playbook: &Playbook, key: &Key) -> usize {
    let prefer = &playbook.file().scanning.prefer;
    prefer.iter().position(|scheme| *scheme == key.scheme).unwrap_or(prefer.len())
}

/// Which code of one picture counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "picked")]
pub enum Picked {
    /// This one; the others say the same, or less.
    One {
        /// Its place in the picture's list.
        at: usize,
    },
    /// These are as good as each other and name different things: the person points at one.
    Several {
        /// Their places.
        at: Vec<usize>,
    },
    /// None of them names anything.
    None,
}

/// Picks of the codes that a scanner saw in one picture, looking at the first [`FRAME_CODES_MAX`]. A code with a sure
/// key goes before one with a doubtful key, then the preferred scheme, then a check digit before a pattern. Two labels with
/// the same key are one.
#[must_use]
pub fn pick(playbook: &Playbook, codes: &[&str]) -> Picked {
    let graded = codes.iter().take(FRAME_CODES_MAX).enumerate().filter_map(|(at, raw)| {
        let read = read(playbook, raw);
        let (sure, key) = match read.certain() {
            Some(key) => (0, key),
            None => (1, read.candidates.first()?.key.clone()),
        };
        let reason = read.candidates.iter().map(|one| doubt(one.reason)).min().unwrap_or(2);
        Some(((sure, rank(playbook, &key), reason), at, key))
    });
    let graded: Vec<_> = graded.collect();
    let Some(best) = graded.iter().map(|(grade, ..)| *grade).min() else { return Picked::None };
    let mut kept: Vec<(usize, &Key)> = Vec::new();
    for (grade, at, key) in &graded {
        if *grade == best && kept.iter().all(|(_, known)| *known != key) {
            kept.push((*at, key));
        }
    }
    match kept.as_slice() {
        [(at, _)] => Picked::One { at: *at },
        several => Picked::Several { at: several.iter().map(|(at, _)| *at).collect() },
    }
}

fn doubt(reason: CandidateReason) -> u8 {
    match reason {
        CandidateReason::CheckDigit => 0,
        CandidateReason::Pattern => 1,
        CandidateReason::Misread => 2,
    }
}

#[cfg(test)]
mod tests;
