//! Codes of parcels: whose they can be by the playbook's carriers, and what a table has done to them. An unknown
//! format is flagged, never refused.

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::carriers::{self, Candidate, CandidateReason};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::{Key, normalise_key};

/// Zeros that a table is believed to have lost at the front, at most.
const ZEROS_LOST_MAX: usize = 3;

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

/// The key of a code under a scheme, and what the code looks like. The key is the one that a scan gives; a code
/// that is in doubt keeps its own letters.
#[must_use]
pub fn read(playbook: &Playbook, scheme: &str, code: &str) -> (Key, Looks) {
    let own = Key::new(scheme, code);
    if !playbook.file().carriers.iter().any(|carrier| carrier.scheme == scheme) {
        return (own, Looks::Good);
    }
    let found = candidates(playbook, scheme, code);
    let (sure, misread): (Vec<&Candidate>, Vec<&Candidate>) =
        found.iter().partition(|one| one.reason != CandidateReason::Misread);
    match (sure.as_slice(), misread.first()) {
        ([one], _) => (one.key.clone(), Looks::Good),
        ([], Some(read)) => (own, Looks::Misread(read.key.value.clone())),
        ([], None) => damaged(playbook, own),
        (several, _) => {
            let names = several.iter().map(|one| one.name.clone()).collect();
            (several[0].key.clone(), Looks::Ambiguous(names))
        }
    }
}

fn candidates(playbook: &Playbook, scheme: &str, code: &str) -> Vec<Candidate> {
    let found = carriers::read(playbook, code).into_iter();
    found.filter(|one| one.key.scheme == scheme).collect()
}

fn damaged(playbook: &Playbook, own: Key) -> (Key, Looks) {
    let code = own.value.clone();
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    if digits && code.len() == 11 && code.starts_with('1') {
        return (own, Looks::Phone);
    }
    if let Some(name) = bad_check(playbook, &own) {
        return (own, Looks::BadCheck(name));
    }
    for zeros in (1..=ZEROS_LOST_MAX).filter(|_| digits) {
        let whole = format!("{}{code}", "0".repeat(zeros));
        let sure = |one: &Candidate| one.reason != CandidateReason::Misread;
        if candidates(playbook, &own.scheme, &whole).iter().any(sure) {
            return (own, Looks::ZerosLost(whole));
        }
    }
    (own, Looks::Unknown)
}

/// The carrier whose form a code has but for the check digit.
fn bad_check(playbook: &Playbook, own: &Key) -> Option<Words> {
    let code = normalise_key(&own.value);
    let of_scheme = |carrier: &carriers::Carrier| carrier.scheme == own.scheme;
    carriers::damaged_form(playbook, &code, of_scheme).map(|carrier| carrier.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(scheme: &str, code: &str) -> Looks {
        read(&Playbook::builtin(), scheme, code).1
    }

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
        let ambiguous = looks("waybill", "431052698740163");
        assert!(matches!(ambiguous, Looks::Ambiguous(names) if names.len() == 2));
        assert_eq!(looks("waybill", "SF12O3846571902"), Looks::Misread("SF1203846571902".into()));
        assert!(matches!(looks("waybill", "EA123456786CN"), Looks::BadCheck(_)));
        assert_eq!(looks("waybill", "19900006017"), Looks::Phone);
        assert_eq!(looks("waybill", "LJTC-20261122-07"), Looks::Unknown);
        assert_eq!(looks("order_no", "anything"), Looks::Good);
    }

    #[test]
    fn an_sscc_has_the_key_that_its_scan_gives_even_without_its_zeros() {
        let whole = "00369012340767517872";
        let key = Key::new("sscc", &whole[2..]);
        assert_eq!(read(&Playbook::builtin(), "sscc", whole), (key.clone(), Looks::Good));
        let lost = read(&Playbook::builtin(), "sscc", &whole[2..]);
        assert_eq!(lost, (key, Looks::ZerosLost(whole.into())));
        assert!(matches!(looks("sscc", "00369012340767517870"), Looks::BadCheck(_)));
    }
}
