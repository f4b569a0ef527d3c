//! Codes from labels: what they hold, and what is wrong with those that are damaged.

use super::*;

fn elements(code: &str) -> Vec<(String, String)> {
    let read = read(code).expect("well formed").expect("a GS1 code");
    read.elements.into_iter().map(|one| (one.ai, one.value)).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(ai, value)| ((*ai).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_label_says_the_same_in_every_form() {
    let expected =
        pairs(&[("01", "09506000134352"), ("17", "271231"), ("10", "L8/2"), ("21", "7A")]);
    for code in [
        "]C101095060001343521727123110L8/2\u{1D}217A",
        "]d201095060001343521727123110L8/2\u{1D}217A",
        "]Q301095060001343521727123110L8/2<GS>217A",
        "\u{1D}01095060001343521727123110L8/2\u{1D}217A",
        "(01)09506000134352(17)271231(10)L8/2(21)7A",
        "]C1(01)09506000134352(17)271231(10)L8/2(21)7A",
    ] {
        assert_eq!(elements(code), expected, "{code}");
    }
    let link = "https://id.gs1.org/01/9506000134352/10/L8%2F2/21/7A?17=271231&linkType=all";
    let mut read = elements(link);
    read.sort();
    let mut sorted = expected;
    sorted.sort();
    assert_eq!(read, sorted);
}

#[test]
fn a_crate_has_its_sscc_and_a_measure_its_decimals() {
    let read = read("]C100106141411234567897\u{1D}3103000195").expect("read").expect("GS1");
    assert_eq!(read.value("00"), Some("106141411234567897"));
    assert_eq!(read.elements[1].decimals, Some(3));
    let stem = elements("https://example.com/some/shelf/00/106141411234567897");
    assert_eq!(stem, pairs(&[("00", "106141411234567897")]));
}

#[test]
fn what_is_no_gs1_code_gives_none() {
    for code in [
        "SF1234567890123",
        "00106141411234567897",
        "https://example.com/track?no=SF1234567890123",
        "https://example.com/01",
        "https://example.com/2026/11/22",
        "(很急)请尽快",
        "",
        "😀",
    ] {
        assert_eq!(read(code), Ok(None), "{code}");
    }
}

#[test]
fn what_is_wrong_is_named_and_never_quoted() {
    let ai = |ai: &str| ai.to_owned();
    for (code, error) in [
        ("]C1", Gs1Error::Empty),
        ("]C100106141411234567890", Gs1Error::CheckDigit { ai: ai("00") }),
        ("]C10010614141123456789", Gs1Error::Length { ai: ai("00") }),
        ("(01)09506000134353", Gs1Error::CheckDigit { ai: ai("01") }),
        ("(17)270230", Gs1Error::Date { ai: ai("17") }),
        ("(10)批号", Gs1Error::Character { ai: ai("10") }),
        ("(10)123456789012345678901", Gs1Error::Length { ai: ai("10") }),
        ("]C105123", Gs1Error::UnknownIdentifier { at: 0 }),
        ("]C110AB\u{1D}05123", Gs1Error::UnknownIdentifier { at: 5 }),
        ("(21)A(21)B", Gs1Error::Twice { ai: ai("21") }),
        ("https://id.gs1.org/01/09506000134352/10/%G1", Gs1Error::Escape { at: 0 }),
        ("(37)12A", Gs1Error::Character { ai: ai("37") }),
    ] {
        let refused = read(code).expect_err(code);
        assert_eq!(refused, error, "{code}");
        assert!(!refused.words().zh.is_empty() && !refused.words().en.is_empty());
    }
}

#[test]
fn a_date_is_in_the_nearest_century_and_day_nought_is_the_last() {
    let date =
        |text: &str| Gs1Date::of(text).expect("a date").near(2026).expect("a day").to_string();
    assert_eq!(date("261122"), "2026-11-22");
    assert_eq!(date("280200"), "2028-02-29");
    assert_eq!(date("760101"), "2076-01-01");
    assert_eq!(date("770101"), "1977-01-01");
    assert_eq!(Gs1Date::of("261301"), None);
    assert_eq!(Gs1Date::of("260431"), None);
}

#[test]
fn check_digits_are_those_of_the_specification() {
    assert_eq!(check_digit("10614141123456789"), Some(7));
    assert_eq!(check_digit("0950600013435"), Some(2));
    assert_eq!(check_digit("629104150021"), Some(3));
    assert_eq!(check_digit("12x"), None);
}

#[test]
fn nothing_scanned_stands_in_a_debug() {
    let shown = format!("{:?}", read("(400)PO-77123(21)7A").expect("read"));
    assert!(!shown.contains("77123") && !shown.contains("7A"), "{shown}");
}
