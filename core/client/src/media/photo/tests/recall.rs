//! How well blurred and dark photographs are told from good ones: on photographs of real cameras, which are at hand
//! beside the project or not, and on blurred and darkened copies of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use counterfoil_domain::playbook::quality::QualityCheck;
use image::GrayImage;

use super::super::quality::{PhotoQuality, measure_grey};
use super::super::raster::shrink;

/// Long side at which copies are blurred: that of the measure.
const LONG_SIDE_PX: u16 = 640;

#[test]
fn blurred_and_dark_copies_of_real_photographs_are_found_and_few_good_ones_are_accused() {
    let Some((_folder, originals)) = originals() else {
        println!("skipped: the photographs of real cameras are not at hand");
        return;
    };
    let blurs: [fn(&GrayImage) -> GrayImage; 4] = [
        |one| unfocused(one, 5),
        |one| unfocused(one, 10),
        |one| smeared(one, 13, false),
        |one| smeared(one, 9, true),
    ];
    let (mut accused, mut found, mut copies, mut dark, mut called_dark) = (0, 0, 0, 0, 0);
    for (at, original) in originals.iter().enumerate() {
        let quality = measure_grey(original).unwrap();
        accused += usize::from(is_blurred(&quality));
        called_dark += usize::from(is_dark(&quality));
        // Out of focus and moved, the little and the much by turns.
        for blur in [blurs[at % 2], blurs[2 + at / 2 % 2]] {
            found += usize::from(is_blurred(&measure_grey(&blur(original)).unwrap()));
            copies += 1;
        }
        dark += usize::from(is_dark(&measure_grey(&darkened(original)).unwrap()));
    }
    let of = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
    let (recall, alarms) = (of(found, copies), of(accused, originals.len()));
    let (dark_recall, dark_alarms) = (of(dark, originals.len()), of(called_dark, originals.len()));
    println!(
        "{} photographs: blur recall {recall:.1} %, false alarms {alarms:.1} %; \
         darkness recall {dark_recall:.1} %, false alarms {dark_alarms:.1} %",
        originals.len()
    );
    assert!(originals.len() >= 40, "{} photographs", originals.len());
    assert!(recall >= 95.0 && alarms <= 5.0, "blur: {recall:.1} % and {alarms:.1} %");
    assert!(dark_recall >= 95.0 && dark_alarms <= 5.0, "{dark_recall:.1} % and {dark_alarms:.1} %");
}

fn is_blurred(quality: &PhotoQuality) -> bool {
    let limit = QualityCheck::PhotoBlurred.limit().unwrap();
    quality.sharpness_milli.is_some_and(|sharpness| sharpness < limit)
}

fn is_dark(quality: &PhotoQuality) -> bool {
    u32::from(quality.light) < QualityCheck::PhotoDark.limit().unwrap()
}

/// A lens that is not in focus: a mean over `length_px` thrice along both axes is close to a bell.
fn unfocused(picture: &GrayImage, length_px: usize) -> GrayImage {
    let once = |one: &GrayImage| smeared(&smeared(one, length_px, false), length_px, true);
    once(&once(&once(picture)))
}

/// What a hand does that moves `length_px` across or down while the shutter is open.
fn smeared(picture: &GrayImage, length_px: usize, down: bool) -> GrayImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let (lines, length, step) = if down { (width, height, width) } else { (height, width, 1) };
    let (from, mut to) = (picture.as_raw(), picture.clone().into_raw());
    for line in 0..lines {
        let start = if down { line } else { line * width };
        let at = |place: usize| start + place.min(length - 1) * step;
        let mut sum: usize = (0..length_px).map(|place| usize::from(from[at(place)])).sum();
        for place in 0..length {
            to[at(place)] = (sum / length_px) as u8;
            sum += usize::from(from[at(place + length_px)]);
            sum -= usize::from(from[at(place)]);
        }
    }
    GrayImage::from_raw(picture.width(), picture.height(), to).unwrap()
}

fn darkened(picture: &GrayImage) -> GrayImage {
    let mut dark = picture.clone();
    dark.pixels_mut().for_each(|pixel| pixel.0[0] /= 8);
    dark
}

/// Photographs of cameras, one of each scene, upright or not, none without anything in it; with the folder in which
/// they lie while the test runs.
fn originals() -> Option<(tempfile::TempDir, Vec<GrayImage>)> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let archive = beside
        .map(|folder| folder.join("shared/data/photos/cameras/cameras.tar.gz"))
        .find(|archive| archive.exists())?;
    let folder = tempfile::tempdir().ok()?;
    let unpacked =
        Command::new("tar").arg("xzf").arg(archive).arg("-C").arg(folder.path()).status();
    if !unpacked.is_ok_and(|status| status.success()) {
        return None;
    }
    let pictures = jpegs(folder.path()).into_iter().filter_map(|path| opened(&path)).collect();
    Some((folder, pictures))
}

fn jpegs(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let extension = path.extension().map(|text| text.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            // Sixteen turned copies of two scenes.
            _ if path.ends_with("orientation") => {}
            _ if path.is_dir() => found.extend(jpegs(&path)),
            Some("jpg" | "jpeg") => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

/// At the size of the measure; none if it cannot be read, is small, or is all of one colour.
fn opened(path: &Path) -> Option<GrayImage> {
    let picture = image::load_from_memory(&std::fs::read(path).ok()?).ok()?.into_rgb8();
    let small = shrink(&picture, LONG_SIDE_PX).ok()?;
    let grey: GrayImage = image::DynamicImage::ImageRgb8(small).into_luma8();
    let (low, high) = (grey.as_raw().iter().min()?, grey.as_raw().iter().max()?);
    (grey.width().max(grey.height()) >= 320 && high - low > 16).then_some(grey)
}
