//! What the day is made of: a dozen orders, four photographs, a real drive, a signature.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::CliError;

const ORDERS: &str = include_str!("../../data/day/orders.json");
const TRACK: &[u8] = include_bytes!("../../data/day/track.gpx");
const PHOTOS: [(&str, &[u8]); 4] = [
    ("IMG_0001.jpg", include_bytes!("../../data/day/photos/Landscape_1.jpg")),
    ("IMG_0002.jpg", include_bytes!("../../data/day/photos/Landscape_6.jpg")),
    ("IMG_0003.jpg", include_bytes!("../../data/day/photos/Portrait_3.jpg")),
    ("IMG_0004.jpg", include_bytes!("../../data/day/photos/Portrait_8.jpg")),
];

/// The orders as the office has them: `{"for", "kind", "keys", "fields"}`.
pub fn orders() -> Result<Vec<Value>, CliError> {
    Ok(serde_json::from_str(ORDERS)?)
}

/// Puts the camera's files into a folder, as the camera would; gives their paths.
pub fn photos(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    std::fs::create_dir_all(folder)?;
    let put = |(name, bytes): &(&str, &[u8])| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map(|()| path)
    };
    Ok(PHOTOS.iter().map(put).collect::<Result<_, _>>()?)
}

/// Latitude and longitude of a real drive.
pub fn track() -> Result<Vec<(f64, f64)>, CliError> {
    let read = gpx::read(TRACK)?;
    let segments = read.tracks.iter().flat_map(|track| &track.segments);
    let points = segments.flat_map(|segment| &segment.points);
    Ok(points.map(|point| (point.point().y(), point.point().x())).collect())
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
