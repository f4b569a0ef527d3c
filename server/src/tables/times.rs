//! Times as people write them in a table: a clock, a day with a clock, a window. What is absent is taken from the
//! day of the import, in the time zone that the import names.

use unicode_normalization::UnicodeNormalization as _;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Parts of a day, as courier stations mean them: hours from and to.
const PARTS: [(&str, i64, i64); 8] = [
    ("上午", 9, 12),
    ("中午", 12, 14),
    ("下午", 13, 18),
    ("晚上", 18, 21),
    ("全天", 9, 21),
    ("morning", 9, 12),
    ("afternoon", 13, 18),
    ("evening", 18, 21),
];
const DAYS: [(&str, i64); 6] =
    [("今天", 0), ("明天", 1), ("后天", 2), ("today", 0), ("tomorrow", 1), ("今日", 0)];

/// When and where a table is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The hub's time, ms since 1970.
    pub now_ms: u64,
    /// Minutes by which the tables' clocks are ahead of UTC: 480 in China.
    pub utc_offset_minutes: i32,
}

impl Now {
    /// The first moment of today there, in ms since 1970 UTC.
    fn midnight_ms(self) -> i64 {
        let offset = i64::from(self.utc_offset_minutes) * MINUTE_MS;
        let local = i64::try_from(self.now_ms).unwrap_or(i64::MAX).saturating_add(offset);
        local.div_euclid(DAY_MS) * DAY_MS - offset
    }

    /// The first moment of a day there.
    fn day_ms(self, year: i32, month: u32, day: u32) -> Option<i64> {
        let date = chrono::NaiveDate::from_ymd_opt(year, month, day)?;
        let utc = date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis();
        Some(utc - i64::from(self.utc_offset_minutes) * MINUTE_MS)
    }

    fn year(self) -> i32 {
        use chrono::Datelike as _;
        let offset = i64::from(self.utc_offset_minutes) * MINUTE_MS;
        let local = chrono::DateTime::from_timestamp_millis(self.midnight_ms() + offset);
        local.map_or(1970, |date| date.year())
    }
}

fn folded(text: &str) -> String {
    let kept = text.nfkc().flat_map(char::to_lowercase);
    let text: String = kept.map(|c| if super::grid::is_space(c) { ' ' } else { c }).collect();
    text.replace(['~', '–', '—', '−', '至', '到'], "-").replace('t', " ").trim().to_owned()
}

/// A moment, ms since 1970.
#[must_use]
pub fn moment_ms(text: &str, now: Now) -> Option<i64> {
    let text = folded(text);
    let (day, rest) = day(&text, now);
    let clock = if rest.is_empty() { Some(0) } else { clock_ms(rest) };
    Some(day + clock?)
}

/// A window: its first and last moment, ms since 1970.
#[must_use]
pub fn window_ms(text: &str, now: Now) -> Option<(i64, i64)> {
    let text = folded(text).replace("today", "今天");
    let (first_day, rest) = day(&text, now);
    if let Some((_, from, to)) = PARTS.iter().find(|(word, ..)| *word == rest) {
        return Some((first_day + from * 60 * MINUTE_MS, first_day + to * 60 * MINUTE_MS));
    }
    let (from, to) = rest.split_once('-')?;
    let (last_day, to) = match day(to.trim(), now) {
        (_, unchanged) if unchanged.len() == to.trim().len() => (first_day, unchanged),
        dated => dated,
    };
    let from = first_day + clock_ms(from.trim())?;
    let to = last_day + clock_ms(to.trim())?;
    (from <= to).then_some((from, to))
}

/// The day that a text begins with, or today, and what is left of the text.
fn day(text: &str, now: Now) -> (i64, &str) {
    for (word, days) in DAYS {
        if let Some(rest) = text.strip_prefix(word) {
            return (now.midnight_ms() + days * DAY_MS, rest.trim_start());
        }
    }
    match date(text, now) {
        Some((day_ms, rest)) => (day_ms, rest),
        None => (now.midnight_ms(), text),
    }
}

/// `2026-11-22`, `2026/11/22`, `2026.11.22`, `2026年11月22日`, `11月22日`, and what follows.
fn date(text: &str, now: Now) -> Option<(i64, &str)> {
    let (first, after_first, rest) = number(text)?;
    let (year, rest) = match after_first {
        '-' | '/' | '.' | '年' if first >= 1_000 => (i32::try_from(first).ok()?, rest),
        '月' => (now.year(), text),
        _ => return None,
    };
    let (month, _, rest) = number(rest).filter(|(_, after, _)| "-/.月".contains(*after))?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, rest) = rest.split_at(digits);
    let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    let day_ms = now.day_ms(year, u32::try_from(month).ok()?, day.parse().ok()?)?;
    Some((day_ms, rest.trim_start()))
}

/// A number, the sign behind it and what follows that.
fn number(text: &str) -> Option<(i64, char, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let sign = rest.chars().next()?;
    Some((number.parse().ok()?, sign, &rest[sign.len_utf8()..]))
}

/// Milliseconds since midnight: `9`, `9点`, `9点半`, `9:30`, `09:30:00`, `09:30:00.250`, `24:00`.
fn clock_ms(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches(['点', '时']);
    let text = text.replace("点半", ":30").replace(['点', '时'], ":").replace('分', "");
    let mut parts = text.split(':');
    let hours: i64 = parts.next()?.trim().parse().ok()?;
    let minutes: i64 = parts.next().map_or(Some(0), |minutes| minutes.trim().parse().ok())?;
    let ms = parts.next().map_or(Some(0), seconds_ms)?;
    if !(0..=24).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let all = (hours * 60 + minutes) * MINUTE_MS + ms;
    (all <= DAY_MS).then_some(all)
}

fn seconds_ms(text: &str) -> Option<i64> {
    let (seconds, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let seconds: i64 = seconds.parse().ok().filter(|seconds| (0..60).contains(seconds))?;
    let part: i64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    Some(seconds * 1_000 + part)
}

/// A moment as a table shows it, to the minute where it is a whole one.
#[must_use]
pub fn moment_text(ms: i64, utc_offset_minutes: i32) -> String {
    let local = ms.saturating_add(i64::from(utc_offset_minutes) * MINUTE_MS);
    let Some(time) = chrono::DateTime::from_timestamp_millis(local) else { return ms.to_string() };
    let form = if ms % MINUTE_MS == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S%.3f" };
    time.format(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22 17:00 in Hangzhou.
    const NOW: Now = Now { now_ms: 1_795_338_000_000, utc_offset_minutes: 480 };

    fn shown(window: Option<(i64, i64)>) -> String {
        let text = |ms: i64| {
            let local =
                chrono::DateTime::from_timestamp_millis(ms + 480 * MINUTE_MS).expect("a time");
            local.format("%m-%d %H:%M").to_string()
        };
        window.map_or_else(|| "-".to_owned(), |(from, to)| format!("{} {}", text(from), text(to)))
    }

    #[test]
    fn windows_as_people_write_them() {
        for (written, meant) in [
            ("10:00-12:00", "11-22 10:00 11-22 12:00"),
            ("14-16点", "11-22 14:00 11-22 16:00"),
            ("９：００～１２：００", "11-22 09:00 11-22 12:00"),
            ("9点半到11点", "11-22 09:30 11-22 11:00"),
            ("上午", "11-22 09:00 11-22 12:00"),
            ("明天下午", "11-23 13:00 11-23 18:00"),
            ("2026-11-24 09:00-12:00", "11-24 09:00 11-24 12:00"),
            ("11月25日 18:00-20:00", "11-25 18:00 11-25 20:00"),
            ("2026/11/24 09:00 - 2026/11/25 18:00", "11-24 09:00 11-25 18:00"),
            ("12:00-10:00", "-"),
            ("有空再送", "-"),
            ("25:00-26:00", "-"),
            ("9223372036854775807:00-10:00", "-"),
            ("-9223372036854775808-10:00", "-"),
        ] {
            assert_eq!(shown(window_ms(written, NOW)), meant, "{written}");
        }
    }

    #[test]
    fn a_moment_has_a_day_and_a_clock() {
        let at = |text| shown(moment_ms(text, NOW).map(|ms| (ms, ms)));
        assert_eq!(at("2026-11-22 09:00"), "11-22 09:00 11-22 09:00");
        assert_eq!(at("2026-11-23"), "11-23 00:00 11-23 00:00");
        assert_eq!(at("18:30"), "11-22 18:30 11-22 18:30");
        assert_eq!(at("soon"), "-");
        for ms in [1_795_338_000_000, 1_795_338_061_007] {
            assert_eq!(moment_ms(&moment_text(ms, 480), NOW), Some(ms));
        }
    }
}
