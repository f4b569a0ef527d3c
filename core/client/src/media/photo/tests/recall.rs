//! How well blurred and dark photographs are told from good ones: on photographs of real cameras, which are at hand
//! beside the project or not, and on blurred and darkened copies of them.
//!
//! The limit of sharpness was chosen on every other photograph, in the middle between the number below which 98 % of
//! their copies lie and that of the least sharp of them. What is asserted is measured on the other half, and on a
//! whole series of one camera, on none of which it was chosen.

use std::path::{Path, PathBuf};
use std::process::Command;

use counterfoil_domain::playbook::quality::QualityCheck;
use image::GrayImage;

use self::blurs::{Hand, darkened, kinds};
use super::super::quality::{PhotoQuality, measure_grey};
use super::super::raster::shrink;

mod blurs;

/// Long side at which copies are blurred: that of the measure.
const LONG_SIDE_PX: u16 = 640;
/// Families of blurs: of the first two and of the last two each photograph has one copy, by turns.
const FAMILIES: usize = 4;

/// What was found in one part of the photographs.
#[derive(Debug, Default)]
struct Found {
    photos: usize,
    accused: usize,
    called_dark: usize,
    copies: usize,
    blurred: usize,
    dark: usize,
}

impl Found {
    fn look_at(&mut self, original: &GrayImage, turn: usize) {
        let quality = measure_grey(original).unwrap();
        self.photos += 1;
        self.accused += usize::from(is_blurred(&quality));
        self.called_dark += usize::from(is_dark(&quality));
        let kinds = kinds();
        let of_a_family = kinds.len() / FAMILIES;
        for family in [turn % 2, 2 + turn / 2 % 2] {
            let kind = &kinds[family * of_a_family + (turn * 3 + family) % of_a_family];
            let copy = Hand::new(turn as u64).takes(original, kind);
            self.copies += 1;
            self.blurred += usize::from(is_blurred(&measure_grey(&copy).unwrap()));
        }
        self.dark += usize::from(is_dark(&measure_grey(&darkened(original)).unwrap()));
    }

    fn shares(&self) -> [f64; 4] {
        let of = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
        let (photos, copies) = (self.photos, self.copies);
        [
            of(self.blurred, copies),
            of(self.accused, photos),
            of(self.dark, photos),
            of(self.called_dark, photos),
        ]
    }

    fn say(&self, part: &str) {
        let [recall, alarms, dark, dark_alarms] = self.shares();
        println!(
            "{part}: {} photographs, {} blurred copies; blur recall {recall:.1} %, false alarms \
             {alarms:.1} %; darkness recall {dark:.1} %, false alarms {dark_alarms:.1} %",
            self.photos, self.copies
        );
    }
}

#[test]
fn blurred_and_dark_copies_of_real_photographs_are_found_and_few_good_ones_are_accused() {
    let Some((_folder, originals)) = originals() else {
        println!("skipped: the photographs of real cameras are not at hand");
        return;
    };
    let (mut chosen_on, mut held_out, mut number) = (Found::default(), Found::default(), 0);
    for (turn, (path, original)) in originals.iter().enumerate() {
        let is_of_the_series = path.to_string_lossy().contains("DSCN");
        number += usize::from(!is_of_the_series);
        let part = match is_of_the_series || number % 2 == 0 {
            true => &mut held_out,
            false => &mut chosen_on,
        };
        part.look_at(original, turn);
    }
    chosen_on.say("the half on which the limit was chosen");
    held_out.say("held out");
    assert!(chosen_on.photos >= 15 && held_out.photos >= 20, "{chosen_on:?} {held_out:?}");
    let [recall, alarms, dark, dark_alarms] = held_out.shares();
    assert!(recall >= 95.0 && alarms <= 5.0, "blur: {recall:.1} % and {alarms:.1} %");
    assert!(dark >= 95.0 && dark_alarms <= 5.0, "darkness: {dark:.1} % and {dark_alarms:.1} %");
}

fn is_blurred(quality: &PhotoQuality) -> bool {
    let limit = QualityCheck::PhotoBlurred.limit().unwrap();
    quality.sharpness_milli.is_some_and(|sharpness| sharpness < limit)
}

fn is_dark(quality: &PhotoQuality) -> bool {
    u32::from(quality.light) < QualityCheck::PhotoDark.limit().unwrap()
}

/// Photographs of cameras, one of each scene, upright or not, none without anything in it; with the folder in which
/// they lie while the test runs.
fn originals() -> Option<(tempfile::TempDir, Vec<(PathBuf, GrayImage)>)> {
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
    let found = jpegs(folder.path()).into_iter();
    let pictures = found.filter_map(|path| opened(&path).map(|one| (path, one))).collect();
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

/// At the size of the measure; none if it cannot be read, is small, a strip, or all of one colour.
fn opened(path: &Path) -> Option<GrayImage> {
    let picture = image::load_from_memory(&std::fs::read(path).ok()?).ok()?.into_rgb8();
    let small = shrink(&picture, LONG_SIDE_PX).ok()?;
    let grey: GrayImage = image::DynamicImage::ImageRgb8(small).into_luma8();
    let (low, high) = (grey.as_raw().iter().min()?, grey.as_raw().iter().max()?);
    let (long, short) = (grey.width().max(grey.height()), grey.width().min(grey.height()));
    (long >= 320 && short >= 120 && high - low > 16).then_some(grey)
}
