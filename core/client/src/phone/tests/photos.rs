//! Photographs: whole or not at all, whenever the process ends.

use std::path::PathBuf;

use counterfoil_domain::ids::SubjectId;
use image::{ImageFormat, RgbImage};

use super::{Device, found};
use crate::captures::PhotoSource;
use crate::error::ClientError;
use crate::phone::Phone;

fn picture(device: &Device, name: &str, seed: u8) -> PhotoSource {
    let paint = |x: u32, y: u32| image::Rgb([(x * 3) as u8, (y * 5) as u8 ^ seed, seed]);
    let picture = RgbImage::from_fn(320, 240, paint);
    let path: PathBuf = device.folder.path().join(name);
    picture.save_with_format(&path, ImageFormat::Png).unwrap();
    PhotoSource { path, preview: None, role: "door".into() }
}

fn photos(phone: &Phone, id: SubjectId) -> u32 {
    phone.orders().sheet(id).unwrap().sheet.card.counts.photos
}

#[test]
fn a_photograph_is_kept_as_it_came_with_its_copies() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let source = picture(&device, "door.png", 1);
    let taken = phone.captures().photo(parcel, &source).unwrap();
    assert_eq!(photos(&phone, parcel), 1);
    assert_eq!(
        phone.captures().blob(taken.original).unwrap(),
        std::fs::read(&source.path).unwrap()
    );
    let status = phone.syncing().status().unwrap();
    assert_eq!((status.blobs_waiting, status.drafts), (3, 0));
    // Nothing plain of it was written: beside the vault there is only the install's own marker.
    let beside = std::fs::read_dir(&phone.core.config.unbacked_folder).unwrap();
    let names: Vec<_> = beside.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["install.marker"]);
}

#[test]
fn a_photograph_that_may_not_be_taken_leaves_nothing_behind() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let source = PhotoSource { role: "selfie".into(), ..picture(&device, "door.png", 2) };
    let refused = phone.captures().photo(parcel, &source);
    assert!(matches!(refused, Err(ClientError::NotAllowed { .. })), "{refused:?}");
    assert!(phone.core.store().unwrap().vault().list().unwrap().is_empty());
    assert_eq!(phone.syncing().status().unwrap().drafts, 0);
    assert!(source.path.exists(), "the shell's file is the shell's");
}

#[test]
fn a_capture_that_was_killed_goes_on_at_the_next_opening() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let core = &phone.core;
    // Killed after the original was sealed; the shell's file is gone.
    let first = picture(&device, "first.png", 3);
    let begun = crate::captures::begin_for_tests(core, parcel, &first, true).unwrap();
    std::fs::remove_file(&first.path).unwrap();
    // Killed before anything was sealed; the file is still there.
    let second = picture(&device, "second.png", 4);
    crate::captures::begin_for_tests(core, parcel, &second, false).unwrap();
    // Killed before anything was sealed, and the file is gone: nothing was acknowledged.
    let third = picture(&device, "third.png", 5);
    crate::captures::begin_for_tests(core, parcel, &third, false).unwrap();
    std::fs::remove_file(&third.path).unwrap();
    // A file that was sealed for an act that never came.
    phone.captures().prepare_photo(&picture(&device, "fourth.png", 6)).unwrap();
    assert_eq!(photos(&phone, parcel), 0, "nothing half is visible");
    drop((begun, phone));
    let phone = device.open();
    assert_eq!((phone.opening().drafts_continued, phone.opening().drafts_left), (2, 0));
    assert_eq!(photos(&phone, parcel), 2);
    let status = phone.syncing().status().unwrap();
    assert_eq!((status.blobs_waiting, status.drafts), (6, 0), "the fourth was swept");
}
