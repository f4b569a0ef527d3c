//! Photographs for stories: small real JPEG files, each different from all others; and what a pen does.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use counterfoil_client::media::signature::{Point, Signature};
use image::{ImageFormat, Rgb, RgbImage};

/// A sharp, bright picture whose content follows from `seed`.
#[must_use]
pub fn picture(seed: u32, width_px: u32, height_px: u32) -> Vec<u8> {
    let paint = |x: u32, y: u32| {
        let mixed = (x / 8).wrapping_mul(2_654_435_761) ^ (y / 8).wrapping_mul(40_503) ^ seed;
        let mixed = mixed.wrapping_mul(2_246_822_519);
        Rgb([(mixed >> 24) as u8, (mixed >> 16) as u8 | 0x40, (mixed >> 8) as u8])
    };
    let drawn = RgbImage::from_fn(width_px, height_px, paint);
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, ImageFormat::Jpeg).expect("memory");
    bytes.into_inner()
}

/// A picture as large as a camera's: noise hardly shrinks, so that its file is some megabytes.
#[must_use]
pub fn large_picture(seed: u32) -> Vec<u8> {
    let mut state = seed | 1;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let drawn = RgbImage::from_fn(1_600, 1_200, |_, _| Rgb([noise(), noise(), noise()]));
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, ImageFormat::Jpeg).expect("memory");
    bytes.into_inner()
}

/// Puts a picture where the camera would; gives the file's path.
#[must_use]
pub fn photograph(folder: &Path, seed: u32) -> PathBuf {
    std::fs::create_dir_all(folder).expect("the camera's folder");
    let path = folder.join(format!("IMG_{seed:04}.jpg"));
    std::fs::write(&path, picture(seed, 480, 640)).expect("a file");
    path
}

/// What a pen did: a line that rises and falls.
#[must_use]
pub fn pen() -> Signature {
    let point = |n: u16| Point {
        x: 500 + n * 240,
        y: 4_000 + (n % 7) * 500,
        t_ms: u32::from(n) * 16,
        pressure: 128,
    };
    Signature::new(10_000, 8_000, vec![(0..36).map(point).collect()]).expect("a signature")
}
