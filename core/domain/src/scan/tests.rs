//! Labels of a morning: which key each has, which of several counts, and a minute of continuous scanning.

use super::*;

fn certain(raw: &str) -> Option<(String, String)> {
    let key = read(&Playbook::builtin(), raw).certain()?;
    Some((key.scheme, key.value))
}

#[test]
fn a_crate_is_one_key_in_every_form_that_a_scanner_gives() {
    let expected = Some(("sscc".to_owned(), "106141411234567897".to_owned()));
    for raw in [
        "00106141411234567897",
        "(00)106141411234567897",
        "(00) 106141411234567897",
        "]C100106141411234567897",
        "]C100106141411234567897\u{1D}10LOT7",
        "(00)106141411234567897(37)24",
        "https://id.gs1.org/00/106141411234567897",
    ] {
        assert_eq!(certain(raw), expected, "{raw}");
    }
}

#[test]
fn a_waybill_is_found_in_a_link_and_in_a_line() {
    let expected = Some(("waybill".to_owned(), "SF1234567890123".to_owned()));
    for raw in [
        "SF1234567890123",
        "https://example.com/track?no=SF1234567890123",
        "SF1234567890123|101|上海",
        "]C1401SF1234567890123",
    ] {
        assert_eq!(certain(raw), expected, "{raw}");
    }
    assert_eq!(certain("https://example.com/menu"), None);
    assert_eq!(certain("19900001234"), None);
}

#[test]
fn a_damaged_code_says_why_and_gives_no_key() {
    let read = read(&Playbook::builtin(), "]C100106141411234567890");
    assert_eq!(read.refused, Some(Gs1Error::CheckDigit { ai: "00".to_owned() }));
    assert!(read.candidates.is_empty());
}

#[test]
fn of_a_label_with_many_codes_the_waybill_counts() {
    let playbook = Playbook::builtin();
    let one = |codes: &[&str], at| assert_eq!(pick(&playbook, codes), Picked::One { at });
    one(&["https://example.com/join-us", "690123456789", "SF1234567890123"], 2);
    one(&["(00)106141411234567897", "SF1234567890123"], 1);
    one(&["SF1234567890123", "SF1234567890123", "https://a.b/?n=SF1234567890123"], 0);
    one(&["SF12345678O0123", "YT8812345678901"], 1);
    let two = pick(&playbook, &["SF1234567890123", "YT8812345678901", "hello"]);
    assert_eq!(two, Picked::Several { at: vec![0, 1] });
    assert_eq!(pick(&playbook, &["hello", "19900001234"]), Picked::None);
    assert_eq!(pick(&playbook, &[]), Picked::None);
}

/// Two hundred labels pass in a minute, thirty pictures a second: each is seen some nine times, with its neighbours
/// in the picture before and after it, and some come back for a moment.
#[test]
fn two_hundred_labels_in_a_minute_are_two_hundred_reads() {
    const PICTURE_MS: u64 = 33;
    let boot = [7; 8];
    let mut recent: RecentReads<usize> = RecentReads::default();
    let mut counted: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut at_ms = 0;
    while at_ms < 60_000 {
        let here = usize::try_from(at_ms / 300).expect("small");
        let flicker = at_ms % 7 == 0;
        let neighbour = at_ms % 300 > 250;
        let mut seen = vec![here];
        seen.extend((neighbour && here + 1 < 200).then_some(here + 1));
        seen.extend((flicker && here > 2).then(|| here - 2));
        for label in seen {
            let code = format!("SF1{label:012}");
            match recent.again(&code, boot, at_ms) {
                Some(first) => assert_eq!(first, label),
                None => {
                    *counted.entry(label).or_default() += 1;
                    recent.keep(&code, boot, at_ms, label);
                }
            }
        }
        at_ms += PICTURE_MS;
    }
    assert_eq!(counted.len(), 200, "labels were dropped");
    assert!(counted.values().all(|times| *times == 1), "labels were counted twice");
}

#[test]
fn a_label_that_comes_back_later_or_after_a_restart_is_a_new_read() {
    let (boot, other) = ([1; 8], [2; 8]);
    let mut recent: RecentReads<u8> = RecentReads::default();
    recent.keep("A", boot, 1_000, 1);
    assert_eq!(recent.again("A", boot, 3_999), Some(1));
    assert_eq!(recent.again("A", boot, 6_500), Some(1), "it never left");
    assert_eq!(recent.again("A", boot, 9_600), None);
    recent.keep("A", boot, 9_600, 2);
    assert_eq!(recent.again("A", other, 9_700), None);
    recent.keep("B", boot, 9_700, 3);
    assert_eq!(recent.again("B", boot, 100), None, "a clock that ran back tells nothing");
}

#[test]
fn one_label_is_one_piece_however_its_code_was_read() {
    let sscc = "369275530455402185";
    let marked = format!("]C100{sscc}");
    for other in [format!("(00){sscc}"), format!("\u{1d}00{sscc}"), format!(" ]C100{sscc}\n")] {
        assert_eq!(label_of(&other), label_of(&marked), "{other}");
    }
    // Pieces of one article differ by their serial number.
    let piece = |serial: &str| label_of(&format!("(01)09521234543213(21){serial}"));
    assert_ne!(piece("A1"), piece("A2"));
    assert_eq!(label_of("sf12 0345-6789017"), "SF1203456789017");
}
