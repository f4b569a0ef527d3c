//! What is said of photographs, scans and positions, by the built-in checks and by a tenant's own rules.

use super::{Look, QualityWarning, judge};
use crate::fact::{Fact, Fix, FixProvider, Photo, Scan};
use crate::ids::Hash;
use crate::playbook::Playbook;

/// Neither featureless nor near its own negative.
const LOOK: [u8; 8] = [0xf0, 0x0f, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc];

fn book(rules: &str) -> Playbook {
    let text = std::str::from_utf8(Playbook::builtin_bytes()).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
    file["quality"] = serde_json::from_str(rules).unwrap();
    Playbook::parse(&serde_json::to_vec(&file).unwrap()).unwrap()
}

fn photo(sharpness_milli: Option<u32>, light: Option<u8>, look: Option<[u8; 8]>) -> Fact {
    Fact::Photo(Photo {
        original: Hash([1; 32]),
        role: "door".into(),
        width_px: 3_000,
        height_px: 4_000,
        exif_taken_at: None,
        exif_latitude_e7: None,
        exif_longitude_e7: None,
        camera: None,
        look,
        unreadable: None,
        sharpness_milli,
        light,
    })
}

fn fix(age_ms: u64, accuracy_dm: u32, mock: bool) -> Fact {
    let (latitude_e7, longitude_e7, provider) = (312_000_000, 1_214_000_000, FixProvider::Fused);
    Fact::Fix(Fix { latitude_e7, longitude_e7, accuracy_dm, age_ms, provider, mock, of: None })
}

fn scan(matches: bool) -> Fact {
    Fact::Scan(Scan { raw: "SF1".into(), symbology: "code128".into(), matches })
}

fn codes(found: &[QualityWarning]) -> Vec<&'static str> {
    found.iter().map(|one| one.check.code()).collect()
}

fn said(fact: &Fact, rules: &str, looks: &[Look]) -> Vec<QualityWarning> {
    judge(fact, &book(rules), "parcel", looks)
}

#[test]
fn without_rules_every_check_warns_at_its_own_limit_and_requires_nothing() {
    let good = photo(Some(50), Some(45), Some(LOOK));
    assert!(said(&good, "[]", &[]).is_empty());
    let shaken = said(&photo(Some(49), Some(45), Some(LOOK)), "[]", &[]);
    assert_eq!(codes(&shaken), ["photo_blurred"]);
    let figures = shaken[0].figures.unwrap();
    assert_eq!((figures.measured, figures.limit, shaken[0].required), (49, 50, false));
    // In the dark nothing is sharp: that it is dark is what helps.
    assert_eq!(codes(&said(&photo(Some(10), Some(44), None), "[]", &[])), ["photo_dark"]);
    // What could not be measured is not held against anybody.
    assert!(said(&photo(None, None, None), "[]", &[]).is_empty());
}

#[test]
fn a_photograph_of_the_same_thing_is_named_with_where_the_other_one_is() {
    let near = [0xf0, 0x0f, 0x12, 0x34, 0x56, 0x78, 0x9a, 0x83];
    let far = [0xf0, 0x0f, 0x12, 0x34, 0x56, 0x78, 0x65, 0x43];
    let new = photo(Some(200), Some(200), Some(LOOK));
    let seen = |hash, same_order| Look { hash, same_order };
    let again = said(&new, "[]", &[seen(far, true), seen(near, false)]);
    assert_eq!(codes(&again), ["photo_duplicate"]);
    assert_eq!(again[0].figures.unwrap().measured, 6);
    assert!(again[0].words.en.contains("another order"), "{}", again[0].words.en);
    let both = said(&new, "[]", &[seen(LOOK, false), seen(LOOK, true)]);
    assert!(both[0].words.en.contains("of this order;"), "{}", both[0].words.en);
    assert!(said(&new, "[]", &[seen(far, true)]).is_empty());
    // Two pictures of nothing share a hash.
    let wall = photo(None, Some(200), Some([0; 8]));
    assert!(said(&wall, "[]", &[seen([0; 8], true)]).is_empty());
}

#[test]
fn a_position_and_a_scan_say_what_is_wrong_with_them() {
    assert!(said(&fix(60_000, 1_000, false), "[]", &[]).is_empty());
    assert_eq!(codes(&said(&fix(60_001, 1_000, false), "[]", &[])), ["fix_stale"]);
    let bad = said(&fix(3_600_000, 30_000, true), "[]", &[]);
    assert_eq!(codes(&bad), ["fix_stale", "fix_coarse", "fix_mock"]);
    assert!(bad[1].words.zh.contains("3000 米"), "{}", bad[1].words.zh);
    assert!(said(&scan(true), "[]", &[]).is_empty());
    assert_eq!(codes(&said(&scan(false), "[]", &[])), ["scan_other"]);
}

#[test]
fn a_rule_requires_switches_off_and_moves_the_limit_for_what_it_is_for() {
    let rules = r#"[
        {"id": "doors", "check": "photo_blurred", "act": "require", "limit": 150, "photo_roles": ["door"]},
        {"id": "repair", "check": "photo_blurred", "act": "off", "kinds": ["repair"]},
        {"id": "wrong", "check": "scan_other", "act": "require", "kinds": ["parcel"]},
        {"id": "wide", "check": "fix_coarse", "limit": 5000}]"#;
    let shaken = photo(Some(149), Some(200), None);
    let required = said(&shaken, rules, &[]);
    assert!(required[0].required);
    assert_eq!(required[0].rule.as_deref(), Some("doors"));
    let Fact::Photo(door) = shaken else { panic!("a photo") };
    let nameplate = Fact::Photo(Photo { role: "nameplate".into(), ..door });
    assert!(judge(&nameplate, &book(rules), "repair", &[]).is_empty());
    assert!(said(&nameplate, rules, &[]).is_empty(), "the check's own limit is 50");
    assert!(said(&scan(false), rules, &[])[0].required);
    assert!(!judge(&scan(false), &book(rules), "repair", &[])[0].required);
    assert!(said(&fix(0, 30_000, false), rules, &[]).is_empty());
}
