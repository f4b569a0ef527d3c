//! However the phone was held, the picture comes out the same.

use counterfoil_domain::quality::hamming;
use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
use image::{GrayImage, RgbImage};

use super::{day_photo, jpeg};
use crate::media::photo::{PhotoPolicy, develop, read_exif};

/// A thumbnail in grey, and the perceptual hash.
fn seen(bytes: &[u8]) -> (GrayImage, [u8; 8]) {
    let orientation = read_exif(bytes).orientation;
    let developed = develop(bytes, orientation, &PhotoPolicy::default()).unwrap();
    let thumbnail = image::load_from_memory(&developed.thumbnail.jpeg).unwrap().into_luma8();
    (thumbnail, developed.quality.look())
}

/// Both show one scene: same size, alike pixel by pixel, and alike by hash.
fn assert_same_scene(one: &[u8], other: &[u8], what: &str) {
    let ((a, a_hash), (b, b_hash)) = (seen(one), seen(other));
    assert_eq!(a.dimensions(), b.dimensions(), "{what}");
    let differences = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b)));
    let mean = differences.sum::<u64>() as f64 / a.as_raw().len() as f64;
    assert!(mean < 6.0, "{what} differ by {mean} of 255 on average");
    assert!(hamming(a_hash, b_hash) <= 6, "{what} differ by {} bits", hamming(a_hash, b_hash));
}

fn day(name: &str) -> Vec<u8> {
    std::fs::read(day_photo(name)).unwrap()
}

#[test]
fn the_days_photographs_come_out_upright() {
    for [one, other] in
        [["Landscape_1.jpg", "Landscape_6.jpg"], ["Portrait_3.jpg", "Portrait_8.jpg"]]
    {
        assert_same_scene(&day(one), &day(other), one);
    }
}

#[test]
fn two_scenes_are_told_apart() {
    let (_, landscape) = seen(&day("Landscape_1.jpg"));
    let (_, portrait) = seen(&day("Portrait_3.jpg"));
    assert!(hamming(landscape, portrait) > 12, "{}", hamming(landscape, portrait));
}

/// The picture as a sensor held this way has it: what undoes the turn that EXIF's number asks for.
fn held(upright: &RgbImage, orientation: u8) -> RgbImage {
    match orientation {
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => flip_horizontal(&rotate90(upright)),
        6 => rotate270(upright),
        7 => flip_horizontal(&rotate270(upright)),
        8 => rotate90(upright),
        _ => upright.clone(),
    }
}

/// An EXIF block with one tag, the orientation: TIFF, big-endian, one entry of type SHORT.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

#[test]
fn all_eight_orientations_come_out_the_same() {
    // Landscape_1 and Portrait_3 are turned by the image crate, whose turns are not ours.
    for (name, turn) in [("Landscape_1.jpg", 1), ("Portrait_3.jpg", 3)] {
        let stored = image::load_from_memory(&day(name)).unwrap().thumbnail(900, 900).into_rgb8();
        let upright = if turn == 3 { rotate180(&stored) } else { stored };
        for orientation in 1..=8 {
            let turned = jpeg(&held(&upright, orientation), Some(&exif(orientation)));
            assert_eq!(read_exif(&turned).orientation.to_exif(), orientation);
            assert_same_scene(&day(name), &turned, &format!("{name} held as {orientation}"));
        }
    }
}
