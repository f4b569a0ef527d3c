//! What the day is made of: the outlet's tables of orders, a camera's photographs, a real drive, a hand that signs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::CliError;

/// The morning's table, 220 orders, as the outlet exports it.
pub const ORDERS: &str = include_str!("../../data/day/orders.csv");
/// What came in after the phones had pulled.
pub const LATE: &str = include_str!("../../data/day/late.csv");
/// The middle of the town in which the day's orders are.
const TOWN: (f64, f64) = (30.214_8, 120.169_2);
const TRACK: &[u8] = include_bytes!("../../data/day/track.gpx");
const PHOTOS: [&[u8]; 4] = [
    include_bytes!("../../data/day/photos/Landscape_1.jpg"),
    include_bytes!("../../data/day/photos/Landscape_6.jpg"),
    include_bytes!("../../data/day/photos/Portrait_3.jpg"),
    include_bytes!("../../data/day/photos/Portrait_8.jpg"),
];

/// A row of a table: its cells by the words above them.
pub type Row = BTreeMap<String, String>;

/// The rows of one of the day's own tables.
#[must_use]
pub fn rows(table: &str) -> Vec<Row> {
    let mut lines = grid(table.trim_start_matches('\u{feff}')).into_iter();
    let heads = lines.next().unwrap_or_default();
    lines.map(|line| heads.iter().cloned().zip(line).collect()).collect()
}

/// Cells by line; a comma or a line break in quotation marks is part of its cell.
fn grid(table: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell, mut quoted) = (vec![], vec![], String::new(), false);
    for character in table.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            other => cell.push(other),
        }
    }
    lines
}

/// The camera: each photograph is a file of its own.
#[derive(Debug)]
pub struct Camera {
    folder: PathBuf,
    taken: usize,
}

impl Camera {
    /// A camera that writes into a folder.
    pub fn new(folder: PathBuf) -> Result<Self, CliError> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, taken: 0 })
    }

    /// Takes a photograph; gives its file. The pictures repeat, the files do not: each carries its number.
    pub fn take(&mut self) -> Result<PathBuf, CliError> {
        let picture = PHOTOS[self.taken % PHOTOS.len()];
        self.taken += 1;
        let name = format!("IMG_{:04}.jpg", self.taken);
        let path = self.folder.join(&name);
        std::fs::write(&path, with_comment(picture, name.as_bytes()))?;
        Ok(path)
    }
}

/// The same JPEG with a comment segment behind its application segments.
fn with_comment(jpeg: &[u8], comment: &[u8]) -> Vec<u8> {
    let mut at = 2;
    while jpeg.len() > at + 4 && jpeg[at] == 0xff && (0xe0..=0xef).contains(&jpeg[at + 1]) {
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    let (head, tail) = jpeg.split_at(at.min(jpeg.len()));
    let length = (comment.len() + 2) as u16;
    [head, &[0xff, 0xfe], &length.to_be_bytes(), comment, tail].concat()
}

/// Latitude and longitude of a real drive, laid into the town of the day's orders: its shape is what counts.
pub fn track() -> Result<Vec<(f64, f64)>, CliError> {
    let read = gpx::read(TRACK)?;
    let segments = read.tracks.iter().flat_map(|track| &track.segments);
    let points = segments.flat_map(|segment| &segment.points);
    let driven: Vec<(f64, f64)> =
        points.map(|point| (point.point().y(), point.point().x())).collect();
    let count = driven.len().max(1) as f64;
    let sum = driven.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let (north, east) = (sum.0 / count, sum.1 / count);
    // Degrees of longitude are wider in the south.
    let narrower = north.to_radians().cos() / TOWN.0.to_radians().cos();
    let moved = driven.into_iter().map(|(latitude, longitude)| {
        (TOWN.0 + latitude - north, TOWN.1 + (longitude - east) * narrower)
    });
    Ok(moved.collect())
}

/// Strokes of a hand: x, y in 0..65535 of the pad, ms since the first touch, pressure.
#[must_use]
pub fn strokes(turn: u64) -> Value {
    let point = |step: u64| {
        let angle = (step + turn) as f64 / 5.0;
        let x = 6_000.0 + 1_300.0 * step as f64;
        let y = 30_000.0 + 14_000.0 * angle.sin();
        json!([x as u64, y as u64, step * 16, 90 + (step * 7 + turn) % 120])
    };
    json!([(0..24).map(point).collect::<Vec<_>>(), (24..40).map(point).collect::<Vec<_>>()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_orders_of_three_people() {
        let rows = rows(ORDERS);
        let of = |name: &str| rows.iter().filter(|row| row["派给"] == name).count();
        assert_eq!((of("Ann"), of("Bo"), of("Chen")), (180, 10, 30));
        assert_eq!(
            rows[0]["备注"], "放门口鞋柜上,不要按门铃,宝宝在睡",
            "a comma in quotation marks"
        );
        assert!(rows.iter().all(|row| row.len() == 26), "no row is short");
    }

    #[test]
    fn two_shots_of_one_picture_are_two_files_that_both_are_pictures() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut camera = Camera::new(folder.path().to_owned()).expect("a camera");
        let shots: Vec<Vec<u8>> = (0..5)
            .map(|_| {
                std::fs::read(camera.take().expect(
                    "a \
             shot",
                ))
                .expect("bytes")
            })
            .collect();
        assert_ne!(shots[0], shots[4]);
        assert_eq!(shots[0][..2], [0xff, 0xd8]);
        assert_eq!(shots[0].len(), PHOTOS[0].len() + 4 + "IMG_0001.jpg".len());
    }
}
