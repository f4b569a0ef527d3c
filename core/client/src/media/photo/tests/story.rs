//! A photograph is taken: what is hashed, what is derived, and what is left behind.

use counterfoil_domain::playbook::quality::QualityCheck;
use counterfoil_domain::quality::hamming;
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::RgbImage;
use sha2::{Digest, Sha256};

use super::{day_photo, jpeg, scene};
use crate::media::photo::{
    Orientation, PhotoError, PhotoPolicy, PhotoQuality, develop, prepare_photo, read_exif,
};

/// A TIFF block that turns the picture and says where Ms Li stood.
fn exif_at_the_door() -> Vec<u8> {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let ascii = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let degrees =
        |parts: [u32; 3]| Value::Rational(parts.map(|num| Rational { num, denom: 1 }).to_vec());
    let fields = [
        field(Tag::Orientation, Value::Short(vec![6])),
        field(Tag::Make, ascii("SecretCamera")),
        field(Tag::DateTimeOriginal, ascii("2026:03:01 08:30:00")),
        field(Tag::GPSLatitudeRef, ascii("N")),
        field(Tag::GPSLatitude, degrees([30, 15, 0])),
        field(Tag::GPSLongitudeRef, ascii("E")),
        field(Tag::GPSLongitude, degrees([120, 9, 36])),
    ];
    let (mut writer, mut tiff) = (Writer::new(), std::io::Cursor::new(Vec::new()));
    fields.iter().for_each(|field| writer.push_field(field));
    writer.write(&mut tiff, true).unwrap();
    tiff.into_inner()
}

#[test]
fn a_photo_is_taken_at_the_door() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("IMG_0001.JPG");
    let bytes = jpeg(&scene(1600, 1200), Some(&exif_at_the_door()));
    std::fs::write(&source, &bytes).unwrap();
    let policy = PhotoPolicy { long_side_px: 1024, ..PhotoPolicy::default() };
    // 1. The original is named by its bytes as they came, and left as it was.
    let photo = prepare_photo(&source, &policy).unwrap();
    assert_eq!(photo.original.sha256[..], Sha256::digest(&bytes)[..]);
    assert_eq!(photo.original.size_bytes, bytes.len() as u64);
    assert_eq!(std::fs::read(&source).unwrap(), bytes);
    // 2. Its size is as a person sees it, its facts are read.
    assert_eq!((photo.original.width_px, photo.original.height_px), (Some(1200), Some(1600)));
    assert_eq!(photo.exif.place.unwrap().lat_e7, 302_500_000);
    // 3. Copies are upright and sized by the policy.
    let copies = photo.derivatives.unwrap();
    assert_eq!(copies.scaled.recipe, "scaled/1024/q80");
    assert_eq!((copies.scaled.width_px, copies.scaled.height_px), (768, 1024));
    assert_eq!(copies.thumbnail.recipe, "thumb/320/q75");
    assert_eq!((copies.thumbnail.width_px, copies.thumbnail.height_px), (240, 320));
    for copy in [&copies.scaled, &copies.thumbnail] {
        // 4. Nobody learns from a copy where it was taken, when, or with what.
        let bytes = &copy.jpeg;
        assert_eq!(read_exif(bytes), Default::default());
        for secret in [&b"Exif"[..], b"SecretCamera", b"2026:03"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
    // 5. Nothing was written.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_second_thread_changes_no_byte() {
    let bytes = std::fs::read(day_photo("Landscape_6.jpg")).unwrap();
    let made = |two_threads| {
        let policy = PhotoPolicy { long_side_px: 640, two_threads, ..PhotoPolicy::default() };
        develop(&bytes, Orientation::from_exif(6), &policy).unwrap()
    };
    assert_eq!(made(true), made(false));
}

#[test]
fn a_small_picture_is_never_made_larger() {
    let bytes = jpeg(&scene(100, 50), None);
    let developed = develop(&bytes, Orientation::UPRIGHT, &PhotoPolicy::default()).unwrap();
    assert_eq!((developed.scaled.width_px, developed.scaled.height_px), (100, 50));
    assert_eq!((developed.thumbnail.width_px, developed.thumbnail.height_px), (100, 50));
}

#[test]
fn png_and_webp_are_developed_whatever_their_depth() {
    let rgb = image::DynamicImage::ImageRgb8(scene(700, 500));
    let pictures =
        [rgb.clone(), rgb.to_luma8().into(), rgb.to_rgba8().into(), rgb.to_rgb16().into()];
    let of_jpeg = develop(&jpeg(&scene(700, 500), None), Orientation::UPRIGHT, &policy()).unwrap();
    for picture in pictures {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        let of_png = develop(bytes.get_ref(), Orientation::UPRIGHT, &policy()).unwrap();
        let bits = hamming(of_png.quality.look(), of_jpeg.quality.look());
        assert!(bits <= 2, "{:?} differs by {bits} bits", picture.color());
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    rgb.write_to(&mut bytes, image::ImageFormat::WebP).unwrap();
    let of_webp = develop(bytes.get_ref(), Orientation::UPRIGHT, &policy()).unwrap();
    assert!(hamming(of_webp.quality.look(), of_jpeg.quality.look()) <= 6);
}

#[test]
fn a_shaken_photo_and_a_dark_photo_are_told_from_a_good_one() {
    let bytes = std::fs::read(day_photo("Landscape_1.jpg")).unwrap();
    let good = image::load_from_memory(&bytes).unwrap().into_rgb8();
    let measured = |picture: &RgbImage| {
        develop(&jpeg(picture, None), Orientation::UPRIGHT, &policy()).unwrap().quality
    };
    let shaken = image::imageops::fast_blur(&good, 6.0);
    let dark = RgbImage::from_fn(good.width(), good.height(), |x, y| {
        image::Rgb(good.get_pixel(x, y).0.map(|channel| channel / 12))
    });
    let (good, shaken, dark) = (measured(&good), measured(&shaken), measured(&dark));
    println!("good {good:?}\nshaken {shaken:?}\ndark {dark:?}");
    let limit = |check: QualityCheck| check.limit().unwrap();
    let (sharp, light) = (limit(QualityCheck::PhotoBlurred), limit(QualityCheck::PhotoDark));
    let of = |quality: PhotoQuality| (quality.sharpness_milli.unwrap(), u32::from(quality.light));
    assert!(of(good).0 > sharp && of(good).1 > light);
    assert!(of(shaken).0 < sharp && of(shaken).1 > light);
    // In the dark there may be nothing to be sharp.
    assert!(u32::from(dark.light) < light);
    // Shaken or not, it is the same door.
    assert!(hamming(good.look(), shaken.look()) <= 6);
}

#[test]
fn a_policy_outside_the_limits_is_refused() {
    let refused = |policy: PhotoPolicy| {
        let photo = prepare_photo(&day_photo("Landscape_1.jpg"), &policy);
        matches!(photo, Err(PhotoError::Policy(_)))
    };
    assert!(refused(PhotoPolicy { long_side_px: 639, ..policy() }));
    assert!(refused(PhotoPolicy { long_side_px: 3_073, ..policy() }));
    assert!(refused(PhotoPolicy { quality: 100, ..policy() }));
}

fn policy() -> PhotoPolicy {
    PhotoPolicy { long_side_px: 640, ..PhotoPolicy::default() }
}
