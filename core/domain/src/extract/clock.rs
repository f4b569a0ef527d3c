//! By when something must have happened: `今天下午四点前`, `17:30前`, `by 4pm today`.

use serde::{Deserialize, Serialize};

use super::folded::{Folded, Span, ends_clause};
use super::repeats::numeral;

/// Days by their names, with how far ahead they are.
const DAYS: [(&str, u32); 11] = [
    ("今天", 0),
    ("今日", 0),
    ("今晚", 0),
    ("当天", 0),
    ("today", 0),
    ("tonight", 0),
    ("明天", 1),
    ("明早", 1),
    ("明日", 1),
    ("tomorrow", 1),
    ("后天", 2),
];
/// Parts of a day, with the hours that they add to the morning's.
const PARTS: [(&str, u32); 8] = [
    ("凌晨", 0),
    ("早上", 0),
    ("上午", 0),
    ("中午", 12),
    ("下午", 12),
    ("傍晚", 12),
    ("晚上", 12),
    ("晚", 12),
];
/// Ends of a working day, with their minute.
const ENDS: [(&str, u32); 3] = [("下班", 18 * 60), ("天黑", 18 * 60), ("中午", 12 * 60)];
/// What makes a time a deadline.
const BEFORE: [&str; 4] = ["之前", "以前", "前必须", "前"];
/// What `前` begins without meaning before.
const NOT_BEFORE: [&str; 6] = ["前台", "前面", "前门", "前天", "前后", "前往"];
/// What makes a day a deadline.
const MUST: [&str; 9] =
    ["必须", "务必", "一定要", "一定得", "得送到", "要用", "急用", "must", "needed"];
/// Characters behind a day in which such a word counts.
const MUST_CHARS_MAX: usize = 8;
const MINUTES_OF_DAY: i64 = 24 * 60;
const MINUTE_MS: u64 = 60_000;

/// What time it is where the text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalNow {
    /// Milliseconds since 1970, UTC.
    pub at_ms: u64,
    /// Minutes by which the local time is ahead of UTC.
    pub utc_offset_minutes: i32,
}

impl LocalNow {
    /// Minutes of the local day that have passed.
    fn minute_of_day(self) -> i64 {
        let minutes = i64::try_from(self.at_ms / MINUTE_MS).unwrap_or(0);
        (minutes + i64::from(self.utc_offset_minutes)).rem_euclid(MINUTES_OF_DAY)
    }

    /// The moment so many minutes of the local day ahead.
    fn moment(self, minutes_ahead: i64) -> u64 {
        let whole = self.at_ms - self.at_ms % MINUTE_MS;
        let ahead = minutes_ahead.saturating_mul(i64::try_from(MINUTE_MS).unwrap_or(0));
        whole.saturating_add_signed(ahead)
    }
}

/// By when something must have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Where the text says it.
    pub span: Span,
    /// Days from today.
    pub days_ahead: u32,
    /// Whether the text names the day; otherwise it is taken for today.
    pub day_named: bool,
    /// Minute of that day; absent for its end.
    pub minute: Option<u32>,
    /// The moment, ms since 1970 in UTC, where it is known what time it is.
    pub at_ms: Option<u64>,
    /// Minutes until then; below zero if it has passed.
    pub minutes_left: Option<i64>,
}

/// The first deadline of a text.
pub(super) fn deadline(folded: &Folded, now: Option<LocalNow>) -> Option<Deadline> {
    let (said, span) = (0..folded.len()).find_map(|at| said_at(folded, at))?;
    let mut found = Deadline {
        span,
        days_ahead: said.day.unwrap_or(0),
        day_named: said.day.is_some(),
        minute: said.minute,
        at_ms: None,
        minutes_left: None,
    };
    if let Some(now) = now {
        let minute = i64::from(said.minute.unwrap_or(24 * 60));
        let left = i64::from(found.days_ahead) * MINUTES_OF_DAY + minute - now.minute_of_day();
        (found.at_ms, found.minutes_left) = (Some(now.moment(left)), Some(left));
    }
    Some(found)
}

#[derive(Default, Clone, Copy)]
struct Said {
    day: Option<u32>,
    minute: Option<u32>,
}

fn said_at(folded: &Folded, from: usize) -> Option<(Said, Span)> {
    if let Some(found) = english(folded, from) {
        return Some(found);
    }
    let mut at = from;
    let mut said = Said::default();
    if let Some((days, length)) = word(folded, at, &DAYS) {
        said.day = Some(days);
        at = spaces(folded, at + length);
    }
    let evening = said.day.is_some() && folded.before(at) == Some('晚');
    let time = time(folded, at, if evening { 12 } else { 0 });
    if let Some((minute, end)) = time {
        said.minute = Some(minute);
        at = spaces(folded, end);
    }
    if said.day.is_none() && said.minute.is_none() {
        return None;
    }
    if let Some(length) = folded.longest(at, BEFORE)
        && folded.longest(at, NOT_BEFORE).is_none()
    {
        return Some((said, folded.span(from, at + length)));
    }
    let must = said.day.is_some()
        && (at..at + MUST_CHARS_MAX)
            .take_while(|at| folded.at(*at).is_some_and(|c| !ends_clause(c)))
            .any(|at| folded.longest(at, MUST).is_some());
    must.then(|| (said, folded.span(from, at)))
}

fn word(folded: &Folded, at: usize, words: &[(&str, u32)]) -> Option<(u32, usize)> {
    let fits = |(word, value): &(&str, u32)| Some((*value, folded.longest(at, [*word])?));
    words.iter().filter_map(fits).max_by_key(|(_, length)| *length)
}

fn spaces(folded: &Folded, mut at: usize) -> usize {
    while folded.at(at) == Some(' ') {
        at += 1;
    }
    at
}

/// A time of day: its minute, and where it ends. `added` are hours that the day's name adds.
fn time(folded: &Folded, at: usize, added: u32) -> Option<(u32, usize)> {
    let (added, at) = match word(folded, at, &PARTS) {
        Some((hours, length)) if !is_end(folded, at, length) => {
            (hours, spaces(folded, at + length))
        }
        _ => (added, at),
    };
    if let Some((minute, length)) = word(folded, at, &ENDS) {
        return Some((minute, at + length));
    }
    let (hour, behind) = number(folded, at)?;
    let hour = if added > 0 && hour < 12 { hour + added } else { hour };
    let sign = folded.at(behind)?;
    let (minute, end) = match sign {
        ':' => number(folded, behind + 1)?,
        '点' | '时' => match folded.at(behind + 1) {
            Some('半') => (30, behind + 2),
            Some('钟') => (0, behind + 2),
            _ => match number(folded, behind + 1) {
                Some((minute, end)) => (minute, end + usize::from(folded.at(end) == Some('分'))),
                None => (0, behind + 1),
            },
        },
        _ => return None,
    };
    (hour <= 24 && minute < 60).then_some((hour * 60 + minute, end))
}

/// `中午前` names a time by itself, `中午12点` does not.
fn is_end(folded: &Folded, at: usize, length: usize) -> bool {
    word(folded, at, &ENDS).is_some() && number(folded, at + length).is_none()
}

fn number(folded: &Folded, at: usize) -> Option<(u32, usize)> {
    let run = |fits: fn(char) -> bool| {
        let count = folded.part(at, (at + 3).min(folded.len()));
        let count = count.iter().take_while(|c| fits(**c)).count();
        let value = numeral(folded.part(at, at + count))?;
        (count > 0).then_some((value, at + count))
    };
    let within = folded.before(at).is_some_and(|c| c.is_ascii_digit());
    if within {
        return None;
    }
    run(|c| c.is_ascii_digit()).or_else(|| run(|c| "一二三四五六七八九十两".contains(c)))
}

/// `by 4pm today`, `before 10 am`, `today by 16:30`.
fn english(folded: &Folded, from: usize) -> Option<(Said, Span)> {
    let letter = |c: char| c.is_ascii_alphabetic();
    if folded.before(from).is_some_and(letter) {
        return None;
    }
    let day = |at: usize| word(folded, at, &DAYS);
    let ahead = day(from).map(|(days, length)| (days, spaces(folded, from + length)));
    let at = ahead.map_or(from, |(_, at)| at);
    let at = spaces(folded, at + folded.longest(at, ["by ", "before ", "until "])?);
    if ahead.is_none()
        && let Some((days, length)) = day(at)
    {
        return Some((Said { day: Some(days), minute: None }, folded.span(from, at + length)));
    }
    let (hour, behind) = number(folded, at)?;
    let (minute, end) = match folded.at(behind) {
        Some(':') => number(folded, behind + 1)?,
        _ => (0, behind),
    };
    let half = spaces(folded, end);
    let (hour, end) =
        match (folded.longest(half, ["pm", "p.m."]), folded.longest(half, ["am", "a.m."])) {
            (Some(length), _) => (if hour < 12 { hour + 12 } else { hour }, half + length),
            (_, Some(length)) => (hour % 12, half + length),
            _ if minute > 0
                || folded.at(behind) == Some(':')
                || folded.longest(half, ["o'clock"]).is_some() =>
            {
                (hour, end)
            }
            _ => return None,
        };
    let last = spaces(folded, end);
    let (days, end) = match (ahead, day(last)) {
        (Some((days, _)), _) => (Some(days), end),
        (None, Some((days, length))) => (Some(days), last + length),
        (None, None) => (None, end),
    };
    let said = Said { day: days, minute: Some(hour * 60 + minute) };
    (hour <= 24 && minute < 60).then(|| (said, folded.span(from, end)))
}
