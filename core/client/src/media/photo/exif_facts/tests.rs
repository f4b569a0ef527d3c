//! EXIF as cameras write it, well and badly.

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};

use super::{ExifFacts, ExifPlace, read_exif};

fn ascii(text: &str) -> Value {
    Value::Ascii(vec![text.as_bytes().to_vec()])
}

fn rationals(parts: &[(u32, u32)]) -> Value {
    Value::Rational(
        parts.iter().map(|(num, denom)| Rational { num: *num, denom: *denom }).collect(),
    )
}

/// What is read of a JPEG whose EXIF has these fields.
fn read(fields: &[(Tag, Value)]) -> ExifFacts {
    let fields: Vec<Field> = fields
        .iter()
        .map(|(tag, value)| Field { tag: *tag, ifd_num: In::PRIMARY, value: value.clone() })
        .collect();
    let (mut writer, mut tiff) = (Writer::new(), std::io::Cursor::new(Vec::new()));
    fields.iter().for_each(|field| writer.push_field(field));
    writer.write(&mut tiff, false).unwrap();
    let body = [b"Exif\0\0", &tiff.into_inner()[..]].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    read_exif(&[&[0xFF, 0xD8, 0xFF, 0xE1], &length[..], &body].concat())
}

fn at(lat: &[(u32, u32)], lat_ref: &str, lon: &[(u32, u32)], lon_ref: &str) -> Option<ExifPlace> {
    let fields = [
        (Tag::GPSLatitude, rationals(lat)),
        (Tag::GPSLatitudeRef, ascii(lat_ref)),
        (Tag::GPSLongitude, rationals(lon)),
        (Tag::GPSLongitudeRef, ascii(lon_ref)),
    ];
    read(&fields).place
}

#[test]
fn a_time_with_its_zone_is_a_moment() {
    let taken = (Tag::DateTimeOriginal, ascii("2026:03:01 08:30:00"));
    let subsec = (Tag::SubSecTimeOriginal, ascii("25"));
    let offset = (Tag::OffsetTimeOriginal, ascii("+08:00"));
    let whole = read(&[taken.clone(), subsec, offset]).taken_at.unwrap();
    assert_eq!(whole.local_ms, 1_772_353_800_250);
    assert_eq!(whole.offset_minutes, Some(480));
    assert_eq!(whole.unix_ms(), Some(1_772_325_000_250));
    // Without its zone it is a calendar time and no moment.
    let bare = read(&[taken]).taken_at.unwrap();
    assert_eq!((bare.local_ms, bare.unix_ms()), (1_772_353_800_000, None));
}

#[test]
fn times_that_never_were_are_left_out() {
    for text in ["2026:13:01 08:30:00", "2026:02:30 08:30:00", "0000:00:00 00:00:00", "    ", "x"] {
        assert_eq!(read(&[(Tag::DateTimeOriginal, ascii(text))]).taken_at, None, "{text}");
    }
    let taken = (Tag::DateTimeOriginal, ascii("2026:03:01 08:30:00"));
    let zone = (Tag::OffsetTimeOriginal, ascii("+99:00"));
    assert_eq!(read(&[taken, zone]).taken_at.unwrap().offset_minutes, None);
}

#[test]
fn places_are_signed_by_their_letters() {
    let (lat, lon) = (&[(33, 1), (51, 1), (2_172, 100)], &[(151, 1), (12, 1), (30, 1)]);
    let sydney = ExifPlace { lat_e7: -338_560_333, lon_e7: 1_512_083_333 };
    assert_eq!(at(lat, "S", lon, "E"), Some(sydney));
    // Decimal degrees in one part, or seconds left empty.
    let decimal = at(&[(3_025, 100)], "N", &[(12_016, 100), (0, 1), (0, 0)], "W");
    assert_eq!(decimal, Some(ExifPlace { lat_e7: 302_500_000, lon_e7: -1_201_600_000 }));
}

#[test]
fn places_that_are_none_are_left_out() {
    let good = &[(10, 1), (0, 1), (0, 1)];
    assert_eq!(at(&[(91, 1)], "N", good, "E"), None);
    assert_eq!(at(good, "N", &[(181, 1)], "E"), None);
    assert_eq!(at(good, "Q", good, "E"), None);
    assert_eq!(at(good, "", good, "E"), None);
    assert_eq!(at(&[(0, 0), (0, 0), (0, 0)], "N", good, "E"), None);
    assert_eq!(at(&[(0, 1)], "N", &[(0, 1)], "E"), None, "no fix");
    assert_eq!(at(&[(u32::MAX, 1)], "N", good, "E"), None);
    assert_eq!(at(&[], "N", good, "E"), None, "half a place is none");
}

#[test]
fn camera_names_are_trimmed_and_held_short() {
    let named = |text: &str| read(&[(Tag::Model, ascii(text))]).camera_model;
    assert_eq!(named(" Pixel 9 \0").as_deref(), Some("Pixel 9"));
    assert_eq!(named("\u{1b}[31mX\n").as_deref(), Some("[31mX"));
    assert_eq!(named(&"m".repeat(500)).map(|name| name.len()), Some(64));
    assert_eq!(named("   "), None);
}

#[test]
fn orientations_are_read_whatever_their_type() {
    let turned = |value| read(&[(Tag::Orientation, value)]).orientation.to_exif();
    assert_eq!(turned(Value::Short(vec![6])), 6);
    assert_eq!(turned(Value::Long(vec![3])), 3);
    assert_eq!(turned(Value::Short(vec![9])), 1);
    assert_eq!(turned(ascii("6")), 1);
}
