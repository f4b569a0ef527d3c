//! Stories of photographs: taken, hashed, turned, measured; and the hostile ones.

mod hostile;
mod orientation;
mod recall;
mod story;

use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage};

/// The repository's own photographs, of two scenes in two orientations each.
fn day_photo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cli/data/day/photos").join(name)
}

/// A made-up scene with enough shape to be told from others.
fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (x * 256 / width, y * 256 / height);
        let spot = if (x / 32 + y / 48) % 3 == 0 { 90 } else { 0 };
        Rgb([(255 - x).min(255) as u8, (y / 2 + spot) as u8, ((x * y) / 256) as u8])
    })
}

/// The picture as a JPEG, with a TIFF block as its EXIF if given.
fn jpeg(picture: &RgbImage, exif: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    if let Some(exif) = exif {
        encoder.add_exif_metadata(exif).unwrap();
    }
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder.encode(picture.as_raw(), width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}
