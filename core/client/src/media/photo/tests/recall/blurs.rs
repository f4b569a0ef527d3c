//! How photographs come out blurred: out of focus, by a soft lens, by a hand that moves in one direction, and by one
//! that trembles; and what the sensor adds to all of them.

use std::collections::BTreeMap;

use image::GrayImage;

/// Of a path, points for each pixel.
const STEPS_A_PIXEL: f64 = 3.0;

/// A blur.
#[derive(Debug, Clone, Copy)]
pub(super) enum Blur {
    /// Out of focus: every point becomes a disc of this radius, tenths of a pixel.
    Disc(i32),
    /// A soft lens: a mean over this many pixels, thrice along both axes, is close to a bell.
    Bell(usize),
    /// The hand moves so many pixels, in this direction, degrees.
    Moved(f64, f64),
    /// The hand trembles along a path of so many pixels.
    Trembled(f64),
}

/// Four families of eight, the little and the much.
pub(super) fn kinds() -> Vec<Blur> {
    let discs = [30, 32, 35, 38, 40, 42, 45, 50].map(Blur::Disc);
    let bells = [5, 6, 7, 8, 9, 10, 11, 12].map(Blur::Bell);
    let moved = [
        (8.0, 0.0),
        (13.0, 30.0),
        (20.0, 45.0),
        (8.0, 90.0),
        (13.0, 120.0),
        (20.0, 135.0),
        (13.0, 0.0),
        (8.0, 45.0),
    ];
    let moved = moved.map(|(length, degrees)| Blur::Moved(length, degrees));
    let trembled = [12.0, 14.0, 16.0, 18.0, 20.0, 22.0, 24.0, 26.0].map(Blur::Trembled);
    [discs, bells, moved, trembled].concat()
}

/// A hand with a camera; the same seed trembles alike.
pub(super) struct Hand(u64);

impl Hand {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// 0 to 1.
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The picture blurred, with what a sensor adds.
    pub(super) fn takes(&mut self, picture: &GrayImage, blur: &Blur) -> GrayImage {
        let mut taken = match *blur {
            Blur::Bell(length_px) => bell(picture, length_px),
            Blur::Disc(radius) => mean_over(picture, &disc(radius)),
            Blur::Moved(length_px, degrees) => mean_over(picture, &line(length_px, degrees)),
            Blur::Trembled(length_px) => mean_over(picture, &self.path(length_px)),
        };
        for pixel in taken.as_mut() {
            let noise = self.roll() + self.roll() + self.roll() - 1.5;
            *pixel = (f64::from(*pixel) + 1.4 * noise).round().clamp(0.0, 255.0) as u8;
        }
        taken
    }

    fn path(&mut self, length_px: f64) -> Vec<(i32, i32, u32)> {
        let (mut heading, mut at) = (self.roll() * std::f64::consts::TAU, (0.0_f64, 0.0_f64));
        let step = |_| {
            heading += (self.roll() - 0.5) * 0.5;
            at = (at.0 + heading.cos() / STEPS_A_PIXEL, at.1 + heading.sin() / STEPS_A_PIXEL);
            at
        };
        spread((0..(length_px * STEPS_A_PIXEL) as usize).map(step))
    }
}

fn line(length_px: f64, degrees: f64) -> Vec<(i32, i32, u32)> {
    let (down, across) = degrees.to_radians().sin_cos();
    let steps = (length_px * STEPS_A_PIXEL) as usize;
    let from_middle = |step: usize| step as f64 / STEPS_A_PIXEL - length_px / 2.0;
    spread((0..steps).map(from_middle).map(|at| (at * across, at * down)))
}

/// How much of the light of points between pixels each pixel gets, in hundredths.
fn spread(points: impl Iterator<Item = (f64, f64)>) -> Vec<(i32, i32, u32)> {
    let mut shares = BTreeMap::<(i32, i32), f64>::new();
    for (x, y) in points {
        let (left, top) = (x.floor(), y.floor());
        for (column, wide) in [(left, 1.0 - (x - left)), (left + 1.0, x - left)] {
            for (row, high) in [(top, 1.0 - (y - top)), (top + 1.0, y - top)] {
                *shares.entry((column as i32, row as i32)).or_default() += wide * high;
            }
        }
    }
    let hundredths = |((x, y), share): ((i32, i32), f64)| (x, y, (share * 100.0).round() as u32);
    shares.into_iter().map(hundredths).filter(|(_, _, share)| *share > 0).collect()
}

fn disc(radius_tenths: i32) -> Vec<(i32, i32, u32)> {
    let reach = radius_tenths / 10 + 1;
    let all = (-reach..=reach).flat_map(|y| (-reach..=reach).map(move |x| (x, y, 1)));
    all.filter(|(x, y, _)| (x * x + y * y) * 100 <= radius_tenths * radius_tenths).collect()
}

/// The weighted mean of the pixels at these places from each; the edge goes on for ever.
fn mean_over(picture: &GrayImage, places: &[(i32, i32, u32)]) -> GrayImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let rows: Vec<&[u8]> = picture.as_raw().chunks_exact(width).collect();
    let whole: u32 = places.iter().map(|(_, _, weight)| weight).sum();
    let mut blurred = Vec::with_capacity(width * height);
    let mut sums = vec![0_u32; width];
    for y in 0..height {
        sums.fill(0);
        for (across, down, weight) in places {
            let from = (y as i32 + down).clamp(0, height as i32 - 1) as usize;
            add_shifted(&mut sums, rows[from], *across, *weight);
        }
        blurred.extend(sums.iter().map(|sum| (sum / whole) as u8));
    }
    GrayImage::from_raw(picture.width(), picture.height(), blurred).unwrap()
}

fn add_shifted(sums: &mut [u32], row: &[u8], across: i32, weight: u32) {
    let shift = across.unsigned_abs() as usize;
    let (first, last) = (row[0], row[row.len() - 1]);
    let edge = std::iter::repeat_n(if across < 0 { first } else { last }, shift);
    let add = |(sum, pixel): (&mut u32, u8)| *sum += u32::from(pixel) * weight;
    if across < 0 {
        sums.iter_mut().zip(edge.chain(row.iter().copied())).for_each(add);
    } else {
        sums.iter_mut().zip(row[shift..].iter().copied().chain(edge)).for_each(add);
    }
}

fn bell(picture: &GrayImage, length_px: usize) -> GrayImage {
    let reach = length_px as i32;
    let across: Vec<(i32, i32, u32)> = (0..reach).map(|x| (x - reach / 2, 0, 1)).collect();
    let down: Vec<(i32, i32, u32)> = (0..reach).map(|y| (0, y - reach / 2, 1)).collect();
    let once = |one: &GrayImage| mean_over(&mean_over(one, &across), &down);
    once(&once(&once(picture)))
}

pub(super) fn darkened(picture: &GrayImage) -> GrayImage {
    let mut dark = picture.clone();
    dark.pixels_mut().for_each(|pixel| pixel.0[0] /= 8);
    dark
}
