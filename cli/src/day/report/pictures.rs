//! Small pictures for the page: what phones made as thumbnails, made smaller still where a day has many.

use std::collections::BTreeMap;
use std::io::Cursor;

use counterfoil_domain::ids::Hash;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use super::record::Picture;

/// Bytes of all pictures of a page, at most.
const PICTURES_BYTES_MAX: usize = 900_000;
/// Pixels a side of what is decoded here, at most: these are thumbnails.
const SIDE_PX_MAX: u32 = 4_096;
/// Bytes that decoding one may take.
const DECODE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Long sides that are tried, one after the other, until a day's pictures fit.
const SIDES_PX: [u32; 4] = [320, 240, 180, 120];
const QUALITY: u8 = 68;

/// A picture of bytes that came from a phone; `None` if they are not one.
pub(super) fn picture(bytes: Vec<u8>) -> Option<Picture> {
    let reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format().ok()?;
    let known = matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png));
    let (width_px, height_px) = if known { reader.into_dimensions().ok()? } else { return None };
    let sane = (1..=SIDE_PX_MAX).contains(&width_px) && (1..=SIDE_PX_MAX).contains(&height_px);
    sane.then_some(Picture { bytes, width_px, height_px })
}

/// Makes pictures smaller until all of them fit on a page; one that cannot be made smaller is left out.
pub(super) fn fit(mut pictures: BTreeMap<Hash, Picture>) -> BTreeMap<Hash, Picture> {
    for side_px in SIDES_PX {
        let bytes: usize = pictures.values().map(|picture| picture.bytes.len()).sum();
        if bytes <= PICTURES_BYTES_MAX {
            break;
        }
        pictures = pictures
            .into_iter()
            .filter_map(|(hash, picture)| Some((hash, smaller(picture, side_px)?)))
            .collect();
    }
    pictures
}

fn smaller(picture: Picture, side_px: u32) -> Option<Picture> {
    let mut reader = ImageReader::new(Cursor::new(&picture.bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PX_MAX);
    limits.max_image_height = Some(SIDE_PX_MAX);
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    reader.limits(limits);
    let is_png = reader.format() == Some(ImageFormat::Png);
    let shrunk = reader.decode().ok()?.thumbnail(side_px, side_px);
    let bytes = if is_png { png(&shrunk)? } else { jpeg(&shrunk)? };
    let made = Picture { bytes, width_px: shrunk.width(), height_px: shrunk.height() };
    Some(if made.bytes.len() < picture.bytes.len() { made } else { picture })
}

fn jpeg(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    picture
        .to_rgb8()
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))
        .ok()?;
    Some(bytes)
}

fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(picture.to_luma8()).write_to(&mut bytes, ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noisy(seed: u32) -> Picture {
        let noise = image::RgbImage::from_fn(320, 240, |x, y| {
            let mixed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503) ^ seed;
            image::Rgb(mixed.wrapping_mul(2_246_822_519).to_be_bytes()[..3].try_into().expect("3"))
        });
        let bytes = jpeg(&DynamicImage::ImageRgb8(noise)).expect("a picture");
        picture(bytes).expect("known")
    }

    #[test]
    fn a_day_of_many_photographs_fits_on_a_page() {
        let one = noisy(7);
        let hash = |n: u32| Hash(counterfoil_domain::hash::sha256(&n.to_be_bytes()).0);
        let many: BTreeMap<Hash, Picture> = (0..60).map(|n| (hash(n), one.clone())).collect();
        let before: usize = many.values().map(|picture| picture.bytes.len()).sum();
        assert!(before > PICTURES_BYTES_MAX, "{before} bytes are too many to begin with");
        let fitted = fit(many);
        let after: usize = fitted.values().map(|picture| picture.bytes.len()).sum();
        assert_eq!(fitted.len(), 60, "none is lost");
        assert!(after <= PICTURES_BYTES_MAX, "{after} bytes");
    }

    #[test]
    fn what_is_no_picture_is_none() {
        assert!(picture(b"<svg onload=alert(1)>".to_vec()).is_none());
        assert!(picture(Vec::new()).is_none());
        assert!(picture(vec![0xff, 0xd8, 0xff, 0xe0]).is_none());
    }
}
