//! The quality gate at the door: what Ann is told before she leaves, and what her company requires of her.

use std::path::PathBuf;

use counterfoil_domain::fact::FixProvider;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::quality::QualityWarning;
use counterfoil_store::signed;
use image::RgbImage;

use super::{Device, found};
use crate::captures::{PhotoSource, PhotoTaken, Position};
use crate::error::ClientError;
use crate::phone::Phone;

fn day_picture(name: &str) -> RgbImage {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path.join("../../cli/data/day/photos").join(name)).unwrap();
    image::load_from_memory(&bytes).unwrap().into_rgb8()
}

fn kept(device: &Device, name: &str, picture: &RgbImage) -> PhotoSource {
    let path: PathBuf = device.folder.path().join(name);
    picture.save(&path).unwrap();
    PhotoSource { path, preview: None, role: "door".into() }
}

fn codes(found: &[QualityWarning]) -> Vec<&'static str> {
    found.iter().map(|one| one.check.code()).collect()
}

/// The company's own playbook, with these rules of quality.
fn require(phone: &Phone, rules: &str) {
    let text = std::str::from_utf8(Playbook::builtin_bytes()).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
    file["quality"] = serde_json::from_str(rules).unwrap();
    let version = Playbook::builtin().version() + 1;
    file["version"] = serde_json::json!(version);
    let bytes = serde_json::to_vec(&file).unwrap();
    phone.core.write(|tx| Ok(signed::put_playbook(tx, version, &bytes).map(|_| ())?)).unwrap();
}

fn photo(phone: &Phone, id: SubjectId, source: &PhotoSource) -> Result<PhotoTaken, ClientError> {
    phone.captures().photo(id, source)
}

#[test]
fn ann_is_told_that_a_photograph_is_blurred_dark_or_taken_twice() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let (next, _) = found(&phone, "SF1234567890124");
    let door = day_picture("Landscape_1.jpg");
    let said = |id, source: &PhotoSource| codes(&photo(&phone, id, source).unwrap().done.warnings);
    // 1. A good one: nothing is said.
    let good = kept(&device, "good.png", &door);
    assert!(said(parcel, &good).is_empty());
    // 2. The same door again on the same order, shaken.
    let shaken = kept(&device, "shaken.png", &image::imageops::fast_blur(&door, 6.0));
    assert_eq!(said(parcel, &shaken), ["photo_blurred", "photo_duplicate"]);
    // 3. The photograph of one parcel used for another.
    let twice = photo(&phone, next, &good).unwrap().done.warnings;
    assert_eq!(codes(&twice), ["photo_duplicate"]);
    assert!(twice[0].words.zh.contains("另一单"), "{}", twice[0].words.zh);
    // 4. Another scene in the cellar.
    let other = day_picture("Portrait_3.jpg");
    let dark = RgbImage::from_fn(other.width(), other.height(), |x, y| {
        image::Rgb(other.get_pixel(x, y).0.map(|channel| channel / 12))
    });
    assert_eq!(said(next, &kept(&device, "dark.png", &dark)), ["photo_dark"]);
}

#[test]
fn one_photograph_of_two_parcels_is_no_copy_of_itself() {
    let device = Device::new();
    let phone = device.enrolled();
    let parcels = [found(&phone, "SF1234567890123").0, found(&phone, "SF1234567890124").0];
    let source = kept(&device, "good.png", &day_picture("Landscape_1.jpg"));
    let done = phone.captures().photo_for_several(&parcels, &source).unwrap();
    assert_eq!(done.len(), 2);
    for (_, one) in done {
        assert!(one.unwrap().warnings.is_empty());
    }
}

#[test]
fn what_the_company_requires_is_refused_and_what_cannot_be_taken_again_is_kept() {
    let device = Device::new();
    let phone = device.enrolled();
    require(
        &phone,
        r#"[{"id": "sharp", "check": "photo_blurred", "act": "require"},
            {"id": "own", "check": "scan_other", "act": "require"},
            {"id": "any", "check": "photo_duplicate", "act": "off"}]"#,
    );
    let (parcel, _) = found(&phone, "SF1234567890123");
    let door = day_picture("Landscape_1.jpg");
    let shaken = kept(&device, "shaken.png", &image::imageops::fast_blur(&door, 6.0));
    let refused = photo(&phone, parcel, &shaken);
    let Err(ClientError::NotAllowed { reason }) = refused else { panic!("{refused:?}") };
    assert_eq!((reason.code, reason.words_zh.len()), ("quality", 1));
    assert!(shaken.path.exists() && phone.core.store().unwrap().vault().list().unwrap().is_empty());
    let refused = phone.captures().scan(parcel, "YT1234567890123", "code128");
    assert!(matches!(refused, Err(ClientError::NotAllowed { .. })), "{refused:?}");
    // The same photograph, but its process was killed and the shell's file is gone: it is kept.
    crate::captures::begin_for_tests(&phone.core, parcel, &shaken, true).unwrap();
    std::fs::remove_file(&shaken.path).unwrap();
    drop(phone);
    let phone = device.open();
    assert_eq!((phone.opening().drafts_continued, phone.opening().drafts_left), (1, 0));
}

#[test]
fn a_position_says_that_it_is_old_coarse_and_mocked_and_a_scan_that_it_is_another_parcel() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    phone.account().begin_shift(None, None).unwrap();
    let position = Position {
        latitude: 31.23,
        longitude: 121.47,
        accuracy_m: 3_000.0,
        age_ms: 90_000,
        provider: FixProvider::Network,
        mock: true,
        of: None,
    };
    let done = phone.captures().fix(parcel, &position).unwrap();
    assert_eq!(codes(&done.warnings), ["fix_stale", "fix_coarse", "fix_mock"]);
    assert!(done.warnings.iter().all(|one| !one.required));
    let scanned = phone.captures().scan(parcel, "YT1234567890123", "code128").unwrap();
    assert_eq!(codes(&scanned.done.warnings), ["scan_other"]);
    let scanned = phone.captures().scan(parcel, "SF1234567890123", "code128").unwrap();
    assert!(scanned.matches && scanned.done.warnings.is_empty());
}
