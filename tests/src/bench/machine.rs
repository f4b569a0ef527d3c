//! The machine by its class, the day, and the versions: enough to read the figures, nothing that names anybody.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::Connection;

/// One sentence about where and when the figures were measured.
pub(crate) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let profile = if cfg!(debug_assertions) { "unoptimised build" } else { "release build" };
    format!(
        "Measured on {} on {cores} cores with {}, {}; Counterfoil {}, {profile}, {}, {}.",
        today(),
        memory_class(),
        std::env::consts::ARCH,
        env!("CARGO_PKG_VERSION"),
        compiler(),
        database(),
    )
}

/// Memory rounded up to the next power of two, in GiB.
fn memory_class() -> String {
    let total_kib = std::fs::read_to_string("/proc/meminfo").ok().and_then(|info| {
        let line = info.lines().find(|line| line.starts_with("MemTotal:"))?.to_owned();
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    });
    match total_kib {
        Some(kib) => format!("{} GiB class memory", (kib >> 20).max(1).next_power_of_two()),
        None => "memory of unknown size".to_owned(),
    }
}

fn compiler() -> String {
    let asked = Command::new("rustc").arg("--version").output().ok();
    let said = asked.and_then(|output| String::from_utf8(output.stdout).ok());
    let said = said.unwrap_or_default();
    said.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

fn database() -> String {
    let asked = || -> rusqlite::Result<(String, Option<String>)> {
        let connection = Connection::open_in_memory()?;
        let sqlite = connection.query_row("SELECT sqlite_version()", [], |row| row.get(0))?;
        let cipher = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
        Ok((sqlite, cipher))
    };
    match asked() {
        Ok((sqlite, Some(cipher))) => format!("SQLite {sqlite}, SQLCipher {cipher}"),
        Ok((sqlite, None)) => format!("SQLite {sqlite} without SQLCipher"),
        Err(_) => "SQLite of unknown version".to_owned(),
    }
}

/// Today in UTC, as `2026-11-22`.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    format!("{year}-{month:02}-{day:02}")
}

/// Year, month and day of a count of days since 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    // Counted in years that begin in March, so that a leap day is a year's last.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_779), (2026, 11, 22));
    }
}
