//! Reports of a phone without network: what they say, that their text is text, and how large they are.

mod forms;
mod reading;
mod service;
mod square;

use std::path::{Path, PathBuf};

use counterfoil_domain::fact::Reading;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::words::Lang;

use self::reading::read;
use super::{Report, ReportAsk, evidence_digest};
use crate::captures::{PhotoSource, ShownOrder, SignatureInput};
use crate::error::ClientError;
use crate::media::signature::{Point, Signature};
use crate::phone::Phone;
use crate::phone::tests::{Device, found};

/// The font that the packages bring.
fn font() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bindings/fonts/NotoSansCJKsc-Report.otf")
}

fn day_photo(number: usize) -> PathBuf {
    let names = ["Landscape_1.jpg", "Landscape_6.jpg", "Portrait_3.jpg", "Portrait_8.jpg"];
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cli/data/day/photos").join(names[number % 4])
}

fn asked(language: Lang) -> ReportAsk {
    ReportAsk { language, utc_offset_minutes: 480, fonts: vec![font()] }
}

fn drawn() -> Signature {
    let point =
        |n: u16| Point { x: 10 * n, y: 40 + (n * 37) % 60, t_ms: u32::from(n) * 16, pressure: 128 };
    Signature::new(300, 150, vec![(0..25).map(point).collect()]).unwrap()
}

/// A cold parcel at the door: six photographs, three readings, money, a signature over what was shown.
fn delivered(phone: &Phone, photos: usize) -> SubjectId {
    let (parcel, _) = found(phone, "SF1234567890123");
    let captures = phone.captures();
    for number in 0..photos {
        let source = PhotoSource { path: day_photo(number), preview: None, role: "door".into() };
        captures.photo(parcel, &source).unwrap();
    }
    let reading = |value_milli, ago_ms| Reading {
        quantity: "temperature".into(),
        value_milli,
        unit: "cel".into(),
        sensor: Some("T-7".into()),
        ago_ms: Some(ago_ms),
    };
    let readings = vec![reading(2_100, 3_600_000), reading(4_600, 1_800_000), reading(3_000, 0)];
    captures.readings(parcel, readings).unwrap();
    let input = SignatureInput {
        orders: vec![ShownOrder { id: parcel, text: "一箱苹果,外包装完好".into() }],
        signature: drawn(),
        signer: "王女士".into(),
        role: "recipient".into(),
    };
    captures.sign(&input).unwrap();
    parcel
}

#[test]
fn ann_makes_a_report_of_six_photographs_without_network_and_its_text_is_text() {
    let device = Device::new();
    let phone = device.enrolled();
    let parcel = delivered(&phone, 6);
    let Report { pdf, evidence, photos_left_out } =
        phone.orders().report(parcel, &asked(Lang::Zh)).unwrap();
    if let Some(path) = std::env::var_os("COUNTERFOIL_REPORT_OUT") {
        std::fs::write(path, &pdf).unwrap();
    }
    assert!(pdf.len() <= 1_000_000, "{} bytes", pdf.len());
    assert_eq!(photos_left_out, 0);
    let said = read(&pdf);
    println!(
        "{} bytes, {} pages, {} pictures\n{}",
        pdf.len(),
        said.pages,
        said.pictures,
        said.text
    );
    assert_eq!(said.pictures, 6);
    for words in
        ["临江快运", "SF1234567890123", "王女士", "一箱苹果,外包装完好", "4.6", "签字", "照片"]
    {
        assert!(said.text.contains(words), "{words} is not in the report");
    }
    // 1. The fingerprint is the one over the listed headers, and the list is inside the file.
    assert_eq!(evidence.digest, evidence_digest(&evidence.headers));
    let list: serde_json::Value = serde_json::from_slice(&said.list).unwrap();
    assert_eq!(list["digest"], evidence.digest.to_string());
    assert_eq!(list["headers"].as_array().unwrap().len(), evidence.headers.len());
    assert!(evidence.headers.len() >= 9, "founding, six photographs, readings, signature");
    assert!(evidence.code().contains(&evidence.digest.to_string()));
    // 2. What is written later is another fingerprint.
    phone.captures().comment(parcel, "改口供不算").unwrap();
    let later = phone.orders().report(parcel, &asked(Lang::Zh)).unwrap();
    assert_ne!(later.evidence.digest, evidence.digest);
    // 3. Remarks between colleagues are not the customer's.
    assert!(!read(&later.pdf).text.contains("口供"));
}

#[test]
fn the_same_order_in_english_and_a_telephone_number_by_its_end_alone() {
    let device = Device::new();
    let phone = device.enrolled();
    let parcel = delivered(&phone, 1);
    let said = read(&phone.orders().report(parcel, &asked(Lang::En)).unwrap().pdf);
    for words in ["Signature", "Photographs", "What happened", "Evidence", "Scan to verify"] {
        assert!(said.text.contains(words), "{words} is not in {}", said.text);
    }
}

#[test]
fn a_report_of_a_hundred_events_goes_over_pages_and_no_photograph_is_needed() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    for number in 0..100 {
        phone.captures().scan(parcel, &format!("YT{number:013}"), "code128").unwrap();
    }
    let said = read(&phone.orders().report(parcel, &asked(Lang::Zh)).unwrap().pdf);
    assert!(said.pages >= 2, "{} pages", said.pages);
    assert_eq!(said.pictures, 0);
    assert!(said.text.contains("另有"), "how many events are left out is said");
}

#[test]
fn a_file_that_is_no_font_is_refused_and_an_unknown_order_is_not_found() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    for fonts in [vec![], vec![day_photo(0)], vec![PathBuf::from("/nowhere.otf")]] {
        let refused = phone.orders().report(parcel, &ReportAsk { fonts, ..asked(Lang::Zh) });
        let Err(ClientError::NotAllowed { reason }) = refused else {
            panic!("a report without a font")
        };
        assert_eq!(reason.code, "font");
    }
    let unknown = phone.orders().report(SubjectId([9; 16]), &asked(Lang::Zh));
    assert!(matches!(unknown, Err(ClientError::NotFound { .. })));
}
