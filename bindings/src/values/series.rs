//! Readings as series, held against their threshold.

use super::card::Interval;
use super::history::Length;
use super::words::Words;
use crate::crossing::shown;

shown! {
    /// All readings of one quantity by one sensor, in the order in which they were measured.
    SeriesRow from counterfoil_domain::order::series::SeriesRow {
        /// The quantity.
        quantity: String,
        /// The unit.
        unit: String,
        /// The sensor.
        sensor: Option<String>,
        /// The store that wrote them down, where no sensor is named.
        device: Option<String>,
        /// What they are held against.
        threshold: Option<ThresholdShown>,
        /// The lowest, thousandths of the unit.
        lowest_milli: i64,
        /// The highest.
        highest_milli: i64,
        /// The last.
        last_milli: i64,
        /// All of them.
        readings: Vec<ReadingRow>,
        /// The times outside, oldest first.
        excursions: Vec<ExcursionRow>,
    }
}

shown! {
    /// What readings are held against.
    ThresholdShown from counterfoil_domain::order::series::ThresholdShown {
        /// Its id in the playbook.
        id: String,
        /// The same for people.
        name: Words,
        /// Not lower, thousandths of the unit.
        min_milli: Option<i64>,
        /// Not higher.
        max_milli: Option<i64>,
    }
}

shown! {
    /// One reading.
    ReadingRow from counterfoil_domain::order::series::ReadingRow {
        /// Its fact.
        fact: String,
        /// The value, thousandths of the unit.
        value_milli: i64,
        /// When it was measured.
        at: Interval,
        /// Who wrote it down.
        person: String,
        /// Whether it lies outside.
        outside: bool,
    }
}

shown! {
    /// A run of readings outside.
    ExcursionRow from counterfoil_domain::order::series::ExcursionRow {
        /// The first reading outside.
        first: String,
        /// The last reading outside.
        last: String,
        /// Readings in it.
        count: i64,
        /// The lowest of them, thousandths of the unit.
        lowest_milli: i64,
        /// The highest of them.
        highest_milli: i64,
        /// When the first was measured.
        begun: Interval,
        /// When the next reading inside was measured; absent if there is none.
        ended: Option<Interval>,
        /// How long it was outside: at least from the first reading outside to the last, at most from the reading
        /// before to the one after. Without one of these nobody can tell how long at most.
        length: Length,
    }
}
