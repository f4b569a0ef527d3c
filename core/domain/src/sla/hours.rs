//! Hours of a day as a playbook writes them: `08:30-18:00`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

/// From one minute of a day until another one, local time. What goes on past midnight is written as two: until
/// `24:00`, and from `00:00` on the day after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hours {
    from_minute: u16,
    to_minute: u16,
}

/// Why a text is no hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write hours as 08:30-18:00, the end after the beginning and 24:00 at most")]
pub struct HoursError;

impl Hours {
    /// From the first to the second minute of a day; `None` unless the end lies after the beginning and within it.
    #[must_use]
    pub fn new(from_minute: u16, to_minute: u16) -> Option<Self> {
        (from_minute < to_minute && to_minute <= DAY_MINUTES)
            .then_some(Self { from_minute, to_minute })
    }

    /// The minute of the day at which they begin.
    #[must_use]
    pub fn from_minute(self) -> u16 {
        self.from_minute
    }

    /// The minute of the day at which they end; 1,440 is midnight.
    #[must_use]
    pub fn to_minute(self) -> u16 {
        self.to_minute
    }
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let (from, to) = text.split_once('-').ok_or(HoursError)?;
        let hours = Self::new(minute(from)?, minute(to)?);
        hours.ok_or(HoursError)
    }
}

fn minute(text: &str) -> Result<u16, HoursError> {
    let (hour, minute) = text.split_once(':').ok_or(HoursError)?;
    let two = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if plain { digits.parse::<u16>().map_err(|_| HoursError) } else { Err(HoursError) }
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    if minute < 60 { Ok(hour * 60 + minute) } else { Err(HoursError) }
}

impl TryFrom<String> for Hours {
    type Error = HoursError;

    fn try_from(text: String) -> Result<Self, HoursError> {
        text.parse()
    }
}

impl From<Hours> for String {
    fn from(hours: Hours) -> Self {
        hours.to_string()
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from_minute, self.to_minute);
        write!(out, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl JsonSchema for Hours {
    fn schema_name() -> Cow<'static, str> {
        "Hours".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]:[0-5][0-9]|2[0-3]:[0-5][0-9]|24:00)$",
            "description": "Hours of a day in local time, such as 08:30-18:00; 24:00 is midnight."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_they_are_written() {
        for text in ["08:30-18:00", "00:00-24:00", "23:59-24:00"] {
            assert_eq!(text.parse::<Hours>().expect("hours").to_string(), text);
        }
        for text in
            ["8:30-18:00", "18:00-08:30", "12:00-12:00", "08:60-09:00", "20:00-24:01", "", "-"]
        {
            assert_eq!(text.parse::<Hours>(), Err(HoursError), "{text}");
        }
    }
}
