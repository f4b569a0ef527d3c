//! A pin as a field holds it: `30.1872,120.2014`.

use super::{Datum, Point};

/// Reads a pin: latitude and longitude in degrees, WGS-84, or of another datum when `gcj02:` or `bd09:` stands before
/// them. Where the first number can be no latitude the two were written the other way round.
#[must_use]
pub fn parse(text: &str) -> Option<Point> {
    let text = text.trim();
    let (datum, numbers) = match text.split_once(':') {
        None => (Datum::Wgs84, text),
        Some((name, numbers)) => (named(name.trim())?, numbers),
    };
    let mut parts = numbers.split([',', '\u{ff0c}', ' ', ';']).filter(|part| !part.is_empty());
    let (first, second) = (degrees(parts.next()?)?, degrees(parts.next()?)?);
    if parts.next().is_some() {
        return None;
    }
    match first.abs() > 90.0 {
        true => Point::read_from(datum, second, first),
        false => Point::read_from(datum, first, second),
    }
}

/// A pin's text: seven decimals.
#[must_use]
pub fn text(point: Point) -> String {
    format!("{:.7},{:.7}", point.latitude(), point.longitude())
}

fn named(name: &str) -> Option<Datum> {
    match name.to_ascii_lowercase().as_str() {
        "wgs84" | "gps" => Some(Datum::Wgs84),
        "gcj02" | "高德" | "腾讯" => Some(Datum::Gcj02),
        "bd09" | "百度" => Some(Datum::Bd09),
        _ => None,
    }
}

fn degrees(text: &str) -> Option<f64> {
    let plain = text.len() <= 24 && text.chars().all(|c| c.is_ascii_digit() || "+-.".contains(c));
    text.parse::<f64>().ok().filter(|degrees| plain && degrees.is_finite())
}
