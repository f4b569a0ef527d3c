//! Photographs that want harm, and photographs that are merely odd: all are kept, none panics.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::{jpeg, scene};
use crate::media::photo::{
    Container, DecodeError, Orientation, PhotoError, PhotoPolicy, develop, prepare_photo,
};

fn policy(two_threads: bool) -> PhotoPolicy {
    PhotoPolicy { two_threads, ..PhotoPolicy::default() }
}

/// Hostile files by name: those of a public fuzzing corpus that have at most 1,024 bytes, see NOTICE.
fn hostile_files() -> Vec<(&'static str, Vec<u8>)> {
    let lines = include_str!("hostile.txt").lines();
    let files = lines.map(|line| line.split_once(' ').unwrap());
    files.map(|(name, digits)| (name, hex::decode(digits).unwrap())).collect()
}

#[test]
fn every_hostile_file_is_kept_or_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let (mut developed, mut kept, mut empty) = (0, 0, 0);
    for (index, (name, bytes)) in hostile_files().into_iter().enumerate() {
        let file = folder.path().join(name.replace('/', "-"));
        std::fs::write(&file, &bytes).unwrap();
        match prepare_photo(&file, &policy(index % 2 == 0)) {
            Ok(photo) => {
                assert_eq!(photo.original.sha256[..], Sha256::digest(&bytes)[..], "{name}");
                match photo.derivatives {
                    Ok(_) => developed += 1,
                    Err(_) => kept += 1,
                }
            }
            Err(PhotoError::Empty) => empty += 1,
            Err(error) => panic!("{name}: {error}"),
        }
    }
    assert_eq!((developed, kept, empty), (41, 581, 3), "developed, kept as they are, empty");
}

#[test]
fn a_header_that_claims_too_much_is_refused_before_anything_is_allocated() {
    let mut bytes = jpeg(&scene(64, 48), None);
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    // 1. A side beyond the limit.
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x00, 0x30, 0xFF, 0xFF]);
    let refused = develop(&bytes, Orientation::UPRIGHT, &policy(false)).unwrap_err();
    assert_eq!(refused, DecodeError::TooManyPixels { width_px: 65_535, height_px: 48 });
    // 2. Sides within it, but too many pixels: 12,000 × 12,000.
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x2E, 0xE0, 0x2E, 0xE0]);
    let refused = develop(&bytes, Orientation::UPRIGHT, &policy(false)).unwrap_err();
    assert!(matches!(refused, DecodeError::TooManyPixels { .. }), "{refused}");
    // 3. 8,000 × 8,000 would do, but not if progressive: coefficients need twice as much again.
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x1F, 0x40, 0x1F, 0x40]);
    bytes[frame + 1] = 0xC2;
    let refused = develop(&bytes, Orientation::UPRIGHT, &policy(false)).unwrap_err();
    assert!(matches!(refused, DecodeError::TooMuchMemory { needed_bytes: 268_435_457.. }));
}

#[test]
fn a_photograph_of_another_kind_is_kept_with_the_shells_preview() {
    let folder = tempfile::tempdir().unwrap();
    let (heic, preview) = (folder.path().join("door.heic"), folder.path().join("preview.jpg"));
    let original = b"\0\0\0\x18ftypheic\0\0\0\0mif1heicand the rest";
    std::fs::write(&heic, original).unwrap();
    std::fs::write(&preview, jpeg(&scene(400, 300), None)).unwrap();
    // 1. Without a preview: kept, no copies, and the reason.
    let photo = prepare_photo(&heic, &policy(true)).unwrap();
    assert_eq!(photo.original.container, Container::Heic);
    assert_eq!(photo.original.sha256[..], Sha256::digest(original)[..]);
    assert_eq!(photo.original.width_px, None);
    assert_eq!(photo.derivatives.unwrap_err(), DecodeError::NotDecodedKind);
    // 2. With one: copies that say where they come from; the hash stays that of the original.
    let photo = super::super::prepare_photo_with_preview(&heic, Some(&preview), &policy(true));
    let photo = photo.unwrap();
    assert_eq!(photo.original.sha256[..], Sha256::digest(original)[..]);
    let copies = photo.derivatives.unwrap();
    assert!(copies.from_preview);
    assert_eq!(copies.scaled.recipe, "scaled/2048/q80/preview");
    assert_eq!((copies.thumbnail.width_px, copies.thumbnail.height_px), (320, 240));
}

#[test]
fn what_is_no_file_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let taken = |path: &Path| prepare_photo(path, &policy(false));
    let missing = taken(&folder.path().join("gone.jpg"));
    assert!(matches!(missing, Err(PhotoError::Unreadable(_))));
    assert!(matches!(taken(folder.path()), Err(PhotoError::Unreadable(_))));
    let empty = folder.path().join("empty.jpg");
    std::fs::write(&empty, b"").unwrap();
    assert!(matches!(taken(&empty), Err(PhotoError::Empty)));
    // A sparse file of one byte too many takes no room on the disk.
    let large = folder.path().join("large.jpg");
    std::fs::File::create(&large).unwrap().set_len(64 * 1024 * 1024 + 1).unwrap();
    assert!(matches!(taken(&large), Err(PhotoError::TooLarge { limit_bytes: 67_108_864 })));
}
