//! A photograph of nine megapixels made ready, beside the decoding of the same bytes alone; and what of it the gate at
//! the door takes, until its warnings are there.
//!
//! It is made from a photograph of the day: scaled to a camera's size, with a sensor's noise, because smooth
//! pixels would be cheap to code; encoded as cameras do (4:2:0, quality 90).

use std::path::Path;

use counterfoil_client::media::photo::{PhotoPolicy, prepare_photo};
use counterfoil_domain::fact::{Fact, Photo};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::quality::{Look, judge};
use image::imageops::FilterType;
use image::{ImageFormat, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::scratch::Scratch;
use super::table::{Row, ms};
use super::{Measured, project, timing};
use crate::ann::Dice;

/// Photographs that are counted.
const ROUNDS: usize = 30;
/// Width and height of the camera's picture: nine megapixels.
const CAMERA_PX: (u32, u32) = (3_464, 2_598);
const CAMERA_QUALITY: u8 = 90;
/// Half the span of the sensor's noise.
const NOISE: i16 = 4;
/// How many times as long as decoding alone a photograph may take.
const RATIO_MAX: f64 = 2.5;
/// Milliseconds from the camera's file to the warnings.
const GATE_MS_MAX: f64 = 150.0;
/// Photographs of the day that a new one is compared with.
const LOOKS: u64 = 600;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let scratch = Scratch::new()?;
    let jpeg = camera_jpeg("Landscape_1.jpg", 9)?;
    let source = scratch.path("camera.jpg");
    std::fs::write(&source, &jpeg)?;
    let (playbook, looks) = (Playbook::builtin(), looks());
    let [two, one, decoding, gate] = timing::medians(
        ROUNDS,
        [
            &mut || prepare(&source, true),
            &mut || prepare(&source, false),
            &mut || decode(&jpeg),
            &mut || pass_gate(&source, &playbook, &looks),
        ],
    )?;
    let size = format!("{:.1} MP, {:.1} MB", megapixels(), jpeg.len() as f64 / 1e6);
    let row = |threads: &str, time: f64| {
        let what = format!("photo of {size} to 2,048 px, thumbnail, hashes, {threads}");
        Row::new(what, ms(time), format!("{} for decoding alone", ms(decoding)))
            .ratio(time, decoding)
            .target("≤ 2.5 × decoding", time <= RATIO_MAX * decoding)
    };
    Ok(vec![
        Row::physical(format!("JPEG decoding alone of {size}"), ms(decoding)),
        row("two threads as on a phone", two),
        row("one thread", one),
        Row::new(
            format!(
                "quality gate: from the file of a photo of {size} to its warnings, {LOOKS} photos of the day"
            ),
            ms(gate),
            format!("{} to make it ready", ms(two)),
        )
        .ratio(gate, two)
        .target("< 150 ms", gate < GATE_MS_MAX),
    ])
}

/// All that a person waits for before he is told that a photograph is blurred, dark or a copy.
fn pass_gate(source: &Path, playbook: &Playbook, looks: &[Look]) -> Measured<()> {
    let prepared = prepare_photo(source, &PhotoPolicy::default())?;
    let quality = prepared.derivatives?.quality;
    let photo = Photo {
        original: Hash(prepared.original.sha256),
        role: "door".to_owned(),
        width_px: prepared.original.width_px.ok_or("no width")?,
        height_px: prepared.original.height_px.ok_or("no height")?,
        exif_taken_at: None,
        exif_latitude_e7: None,
        exif_longitude_e7: None,
        camera: None,
        look: Some(quality.look()),
        unreadable: None,
        sharpness_milli: quality.sharpness_milli,
        light: Some(quality.light),
    };
    let warnings = judge(&Fact::Photo(photo), playbook, "parcel", looks);
    if quality.sharpness_milli.is_none() {
        return Err("the picture was not judged".into());
    }
    std::hint::black_box(warnings);
    Ok(())
}

fn looks() -> Vec<Look> {
    let mut dice = Dice::new(77);
    let look = |n: u64| Look { hash: dice.roll().to_be_bytes(), same_order: n.is_multiple_of(100) };
    (0..LOOKS).map(look).collect()
}

fn megapixels() -> f64 {
    f64::from(CAMERA_PX.0) * f64::from(CAMERA_PX.1) / 1e6
}

fn prepare(source: &Path, two_threads: bool) -> Measured<()> {
    let policy = PhotoPolicy { two_threads, ..PhotoPolicy::default() };
    let derived = prepare_photo(source, &policy)?.derivatives?;
    for copy in [&derived.scaled, &derived.thumbnail] {
        std::hint::black_box(sha256(&copy.jpeg));
    }
    let long_side = derived.scaled.width_px.max(derived.scaled.height_px);
    if long_side == 2_048 { Ok(()) } else { Err("the copy has another size".into()) }
}

fn decode(jpeg: &[u8]) -> Measured<()> {
    let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg)?;
    let size = (picture.width(), picture.height());
    if size == CAMERA_PX { Ok(()) } else { Err("the picture has another size".into()) }
}

/// A photograph of the day as a camera of nine megapixels would have taken it.
pub(super) fn camera_jpeg(name: &str, seed: u64) -> Measured<Vec<u8>> {
    let photo = project().join("cli/data/day/photos").join(name);
    let photo = image::load_from_memory_with_format(&std::fs::read(photo)?, ImageFormat::Jpeg)?;
    let (width, height) = CAMERA_PX;
    let mut picture = photo.resize_to_fill(width, height, FilterType::CatmullRom).into_rgb8();
    add_noise(&mut picture, seed);
    let (width, height) = (u16::try_from(width)?, u16::try_from(height)?);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, CAMERA_QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(picture.as_raw(), width, height, ColorType::Rgb)?;
    Ok(jpeg)
}

/// The same noise on the three colours of a pixel, as most of a sensor's noise is in its brightness.
fn add_noise(picture: &mut RgbImage, seed: u64) {
    let mut dice = Dice::new(seed);
    for pixel in picture.pixels_mut() {
        let span = 2 * NOISE + 1;
        let noise = (dice.roll() >> 33) as i16;
        let noise = noise.rem_euclid(span) - NOISE;
        for channel in &mut pixel.0 {
            *channel = (i16::from(*channel) + noise).clamp(0, 255) as u8;
        }
    }
}
