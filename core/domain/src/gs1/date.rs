//! Days of GS1 codes: two digits of the year, and a day 00 that means the month's last.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

/// A day as a code has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gs1Date {
    /// The year's last two digits.
    pub year_of_century: u8,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31; 0 for the last of the month.
    pub day: u8,
}

impl Gs1Date {
    /// Six digits, `YYMMDD`; `None` if no century has such a day.
    #[must_use]
    pub fn of(digits: &str) -> Option<Self> {
        let two = |from: usize| digits.get(from..from + 2)?.parse::<u8>().ok();
        let read = Self { year_of_century: two(0)?, month: two(2)?, day: two(4)? };
        let leap = 2000 + i32::from(read.year_of_century);
        let first = NaiveDate::from_ymd_opt(leap, u32::from(read.month), 1)?;
        let day = u32::from(read.day);
        (day == 0 || first.with_day(day).is_some()).then_some(read)
    }

    /// The day in the century that lies nearest to this year: at most 49 years ago, at most 50 ahead (GS1 General
    /// Specifications, 7.12).
    #[must_use]
    pub fn near(self, year: i32) -> Option<NaiveDate> {
        let ahead = (i32::from(self.year_of_century) - year).rem_euclid(100);
        let full = if ahead > 50 { year + ahead - 100 } else { year + ahead };
        let first = NaiveDate::from_ymd_opt(full, u32::from(self.month), 1)?;
        match self.day {
            0 => first.checked_add_months(chrono::Months::new(1))?.pred_opt(),
            day => first.with_day(u32::from(day)),
        }
    }
}
