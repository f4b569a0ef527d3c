//! However the phone was held, the picture comes out the same.

use std::path::Path;

use image::GrayImage;

use super::{day_photo, photo_set};
use crate::media::photo::{PhotoPolicy, develop, hamming, read_exif};

/// A thumbnail in grey, and the perceptual hash.
fn seen(path: &Path) -> (GrayImage, u64) {
    let bytes = std::fs::read(path).unwrap();
    let orientation = read_exif(&bytes).orientation;
    let developed = develop(&bytes, orientation, &PhotoPolicy::default()).unwrap();
    let thumbnail = image::load_from_memory(&developed.thumbnail.jpeg).unwrap().into_luma8();
    (thumbnail, developed.quality.perceptual_hash)
}

/// Both show one scene: same size, alike pixel by pixel, and alike by hash.
fn assert_same_scene(one: &Path, other: &Path) {
    let ((a, a_hash), (b, b_hash)) = (seen(one), seen(other));
    let what = format!("{} and {}", one.display(), other.display());
    assert_eq!(a.dimensions(), b.dimensions(), "{what}");
    let differences = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b)));
    let mean = differences.sum::<u64>() as f64 / a.as_raw().len() as f64;
    assert!(mean < 6.0, "{what} differ by {mean} of 255 on average");
    assert!(hamming(a_hash, b_hash) <= 6, "{what} differ by {} bits", hamming(a_hash, b_hash));
}

#[test]
fn the_days_photographs_come_out_upright() {
    assert_same_scene(&day_photo("Landscape_1.jpg"), &day_photo("Landscape_6.jpg"));
    assert_same_scene(&day_photo("Portrait_3.jpg"), &day_photo("Portrait_8.jpg"));
}

#[test]
fn two_scenes_are_told_apart() {
    let (_, landscape) = seen(&day_photo("Landscape_1.jpg"));
    let (_, portrait) = seen(&day_photo("Portrait_3.jpg"));
    assert!(hamming(landscape, portrait) > 12, "{}", hamming(landscape, portrait));
}

#[test]
fn all_eight_orientations_come_out_the_same() {
    let Some(folder) = photo_set("orientation") else { return };
    for scene in ["Landscape", "Portrait"] {
        let upright = folder.join(format!("{scene}_1.jpg"));
        for orientation in 2..=8 {
            assert_same_scene(&upright, &folder.join(format!("{scene}_{orientation}.jpg")));
        }
    }
}
