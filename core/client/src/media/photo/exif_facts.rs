//! What EXIF says of a photograph: a claim of the camera, not yet a fact that anyone vouches for.
//!
//! Everything is read leniently and checked for range; what is odd is left out, and nothing that
//! EXIF says can fail a photograph.

use std::io::Cursor;

use chrono::NaiveDate;
use exif::{Exif, Field, In, Reader, Tag, Value};

use super::container::Container;
use super::decode::guarded;
use super::jpeg_head::JpegHead;
use super::raster::Orientation;
use crate::media::limits::CAMERA_NAME_CHARS_MAX;

/// What EXIF says, each part on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExifFacts {
    /// How the picture must be turned.
    pub orientation: Orientation,
    /// When the shutter was released, by the camera's clock.
    pub taken_at: Option<CameraTime>,
    /// Where, WGS-84.
    pub place: Option<ExifPlace>,
    /// Who made the camera.
    pub camera_make: Option<String>,
    /// Which camera.
    pub camera_model: Option<String>,
}

impl Default for ExifFacts {
    fn default() -> Self {
        Self {
            orientation: Orientation::UPRIGHT,
            taken_at: None,
            place: None,
            camera_make: None,
            camera_model: None,
        }
    }
}

/// A camera's calendar time; without an offset it is of no known zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameraTime {
    /// Milliseconds from 1970-01-01T00:00:00 to the calendar time shown, zone ignored.
    pub local_ms: i64,
    /// Minutes that the camera's zone is ahead of UTC, if it wrote them.
    pub offset_minutes: Option<i16>,
}

impl CameraTime {
    /// Milliseconds since the Unix epoch, if the zone is known.
    pub fn unix_ms(self) -> Option<i64> {
        self.offset_minutes.map(|offset| self.local_ms - i64::from(offset) * 60_000)
    }
}

/// A place in ten-millionths of a degree, WGS-84, about a centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExifPlace {
    /// Latitude, north positive, −90° to 90°.
    pub lat_e7: i32,
    /// Longitude, east positive, −180° to 180°.
    pub lon_e7: i32,
}

/// Reads what EXIF says in a JPEG, PNG, WebP or HEIF file; empty if it says nothing.
pub fn read_exif(bytes: &[u8]) -> ExifFacts {
    // The reader is not known to panic, but it reads hostile bytes.
    guarded(|| Ok(open(bytes).map(|exif| facts(&exif)).unwrap_or_default())).unwrap_or_default()
}

fn open(bytes: &[u8]) -> Option<Exif> {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = match Container::sniff(bytes) {
        Container::Jpeg => reader.read_raw(JpegHead::read(bytes).exif?.to_vec()),
        Container::Unknown => return None,
        _ => reader.read_from_container(&mut Cursor::new(bytes)),
    };
    match read {
        Ok(exif) => Some(exif),
        Err(exif::Error::PartialResult(partial)) => Some(partial.into_inner().0),
        Err(_) => None,
    }
}

fn facts(exif: &Exif) -> ExifFacts {
    let orientation = field(exif, Tag::Orientation).and_then(|f| f.value.get_uint(0));
    ExifFacts {
        orientation: orientation.map_or(Orientation::UPRIGHT, Orientation::from_exif),
        taken_at: taken_at(exif),
        place: place(exif),
        camera_make: name(exif, Tag::Make),
        camera_model: name(exif, Tag::Model),
    }
}

fn field(exif: &Exif, tag: Tag) -> Option<&Field> {
    exif.get_field(tag, In::PRIMARY)
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &field(exif, tag)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}

fn taken_at(exif: &Exif) -> Option<CameraTime> {
    let mut said = exif::DateTime::from_ascii(ascii(exif, Tag::DateTimeOriginal)?).ok()?;
    // Parts that cannot be read are as good as missing.
    if let Some(subsec) = ascii(exif, Tag::SubSecTimeOriginal) {
        let _ = said.parse_subsec(subsec);
    }
    if let Some(offset) = ascii(exif, Tag::OffsetTimeOriginal) {
        let _ = said.parse_offset(offset);
    }
    let date =
        NaiveDate::from_ymd_opt(i32::from(said.year), u32::from(said.month), u32::from(said.day))?;
    let time = date.and_hms_milli_opt(
        u32::from(said.hour),
        u32::from(said.minute),
        u32::from(said.second),
        said.nanosecond.unwrap_or(0).min(999_999_999) / 1_000_000,
    )?;
    // Zones in use lie between −12:00 and +14:00.
    let offset_minutes = said.offset.filter(|offset| (-720..=840).contains(offset));
    Some(CameraTime { local_ms: time.and_utc().timestamp_millis(), offset_minutes })
}

fn place(exif: &Exif) -> Option<ExifPlace> {
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, [b'N', b'S'])?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, [b'E', b'W'])?;
    let inside = lat.abs() <= 90.0 && lon.abs() <= 180.0;
    // Cameras without a fix write zeros; no order is carried out at sea off Ghana.
    let no_fix = lat == 0.0 && lon == 0.0;
    (inside && !no_fix).then(|| ExifPlace { lat_e7: e7(lat), lon_e7: e7(lon) })
}

/// Ten-millionths.
#[expect(clippy::cast_possible_truncation, reason = "the float was checked to lie within ±180")]
fn e7(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

/// Degrees, minutes and seconds as one number, signed by the letter beside it.
fn degrees(exif: &Exif, tag: Tag, side: Tag, [positive, negative]: [u8; 2]) -> Option<f64> {
    let Value::Rational(parts) = &field(exif, tag)?.value else { return None };
    parts.first()?;
    let mut sum = 0.0;
    for (part, unit) in parts.iter().zip([1.0, 60.0, 3600.0]) {
        // Zero by zero is how some cameras write "no fix"; for seconds alone it means none.
        if part.denom == 0 && (unit < 3600.0 || part.num != 0) {
            return None;
        }
        sum += if part.denom == 0 { 0.0 } else { part.to_f64() / unit };
    }
    match ascii(exif, side)?.first()?.to_ascii_uppercase() {
        letter if letter == positive => Some(sum),
        letter if letter == negative => Some(-sum),
        _ => None,
    }
}

/// A camera's name without padding and control characters, cut to the limit.
fn name(exif: &Exif, tag: Tag) -> Option<String> {
    let text = String::from_utf8_lossy(ascii(exif, tag)?);
    let kept: String = text.chars().filter(|c| !c.is_control()).collect();
    let cut: String = kept.trim().chars().take(CAMERA_NAME_CHARS_MAX).collect();
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests;
