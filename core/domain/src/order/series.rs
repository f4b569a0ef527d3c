//! Readings as series (cold chain): each held against the order's threshold, with every excursion.

use crate::sorting::SortSmall as _;
use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::length::{Instant, Length};
use super::state::OrderState;
use crate::fact::{Fact, Reading};
use crate::ids::{ChainId, DeviceId, FactId, PersonId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::measures::Threshold;
use crate::playbook::words::Words;

/// All readings of one quantity by one sensor, in the order in which they were measured.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct SeriesRow {
    /// The quantity.
    #[n(0)]
    pub quantity: String,
    /// The unit.
    #[n(1)]
    pub unit: String,
    /// The sensor.
    #[n(2)]
    pub sensor: Option<String>,
    /// The store that wrote them down, where no sensor is named.
    #[n(3)]
    pub device: Option<DeviceId>,
    /// What they are held against.
    #[n(4)]
    pub threshold: Option<ThresholdShown>,
    /// The lowest, thousandths of the unit.
    #[n(5)]
    pub lowest_milli: i64,
    /// The highest.
    #[n(6)]
    pub highest_milli: i64,
    /// The last.
    #[n(7)]
    pub last_milli: i64,
    /// All of them.
    #[n(8)]
    pub readings: Vec<ReadingRow>,
    /// The times outside, oldest first.
    #[n(9)]
    pub excursions: Vec<ExcursionRow>,
}

/// What readings are held against.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ThresholdShown {
    /// Its id in the playbook.
    #[n(0)]
    pub id: String,
    /// The same for people.
    #[n(1)]
    pub name: Words,
    /// Not lower, thousandths of the unit.
    #[n(2)]
    pub min_milli: Option<i64>,
    /// Not higher.
    #[n(3)]
    pub max_milli: Option<i64>,
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ReadingRow {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// The value, thousandths of the unit.
    #[n(1)]
    pub value_milli: i64,
    /// When it was measured.
    #[n(2)]
    pub at: Interval,
    /// Who wrote it down.
    #[n(3)]
    pub person: PersonId,
    /// Whether it lies outside.
    #[n(4)]
    pub outside: bool,
}

/// A run of readings outside.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ExcursionRow {
    /// The first reading outside.
    #[n(0)]
    pub first: FactId,
    /// The last reading outside.
    #[n(1)]
    pub last: FactId,
    /// Readings in it.
    #[n(2)]
    pub count: u32,
    /// The lowest of them, thousandths of the unit.
    #[n(3)]
    pub lowest_milli: i64,
    /// The highest of them.
    #[n(4)]
    pub highest_milli: i64,
    /// When the first was measured.
    #[n(5)]
    pub begun: Interval,
    /// When the next reading inside was measured; absent if there is none.
    #[n(6)]
    pub ended: Option<Interval>,
    /// How long it was outside: at least from the first reading outside to the last, at most from the reading
    /// before to the one after. Without one of these nobody can tell how long at most.
    #[n(7)]
    pub length: Length,
}

/// A reading with where it stands among the others.
struct Measured<'a> {
    fact: FactId,
    reading: &'a Reading,
    person: PersonId,
    at: Instant,
    /// By when, chain and place in it: no clock that somebody sets has a say.
    order: (i64, ChainId, u64, u32),
}

type SeriesKey<'a> = (&'a str, &'a str, Option<&'a str>, Option<DeviceId>);

impl OrderState {
    /// The threshold of this order, by its kind and its field.
    #[must_use]
    pub fn threshold<'a>(&self, playbook: &'a Playbook) -> Option<&'a Threshold> {
        let choice = playbook.kind(self.kind())?.threshold.as_ref()?;
        let named = self.text_field(&choice.field);
        let named = named.as_deref().and_then(|id| playbook.threshold(id));
        named.or_else(|| playbook.threshold(choice.default.as_deref()?))
    }

    /// Every series of readings, by quantity, unit and sensor.
    #[must_use]
    pub fn series_rows(&self, playbook: &Playbook) -> Vec<SeriesRow> {
        let threshold = self.threshold(playbook);
        let series =
            self.measured().into_iter().map(|((quantity, unit, sensor, device), mut all)| {
                all.sort_small_by_key(|one| one.order);
                let of = |one: &&Threshold| one.quantity == quantity && one.unit == unit;
                let threshold = threshold.filter(of);
                let values = || all.iter().map(|one| one.reading.value_milli);
                SeriesRow {
                    quantity: quantity.to_owned(),
                    unit: unit.to_owned(),
                    sensor: sensor.map(str::to_owned),
                    device,
                    threshold: threshold.map(shown),
                    lowest_milli: values().min().unwrap_or_default(),
                    highest_milli: values().max().unwrap_or_default(),
                    last_milli: values().next_back().unwrap_or_default(),
                    readings: all.iter().map(|one| one.row(threshold)).collect(),
                    excursions: threshold.map(|one| excursions(&all, one)).unwrap_or_default(),
                }
            });
        series.collect()
    }

    /// How many times readings lay outside, over all series.
    #[must_use]
    pub fn excursion_count(&self, playbook: &Playbook) -> u32 {
        let series = self.series_rows(playbook);
        u32::try_from(series.iter().map(|one| one.excursions.len()).sum::<usize>())
            .unwrap_or(u32::MAX)
    }

    fn measured(&self) -> BTreeMap<SeriesKey<'_>, Vec<Measured<'_>>> {
        let mut series: BTreeMap<SeriesKey<'_>, Vec<Measured<'_>>> = BTreeMap::new();
        // Along one chain time only goes on, whatever is believed of single moments.
        let mut reached: BTreeMap<ChainId, u64> = BTreeMap::new();
        for (row, fact) in self.standing() {
            let Fact::Reading(reading) = fact else { continue };
            let entry = self.entry_of(row);
            let at = Instant::of(entry, reading.ago_ms.unwrap_or(0));
            let written = reached.entry(entry.chain).or_default();
            *written = (*written).max(entry.believed.earliest_ms.unwrap_or(0));
            let ms = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
            let when = ms(*written).saturating_sub(ms(at.ago_ms));
            let sensor = reading.sensor.as_deref();
            let device = sensor.is_none().then_some(entry.chain.device);
            let key = (reading.quantity.as_str(), reading.unit.as_str(), sensor, device);
            series.entry(key).or_default().push(Measured {
                fact: row.id,
                reading,
                person: entry.person,
                at,
                order: (when, entry.chain, entry.seq, row.id.position),
            });
        }
        series
    }
}

impl Measured<'_> {
    fn row(&self, threshold: Option<&Threshold>) -> ReadingRow {
        ReadingRow {
            fact: self.fact,
            value_milli: self.reading.value_milli,
            at: self.at.believed,
            person: self.person,
            outside: self.is_outside(threshold),
        }
    }

    fn is_outside(&self, threshold: Option<&Threshold>) -> bool {
        threshold.is_some_and(|one| one.is_outside(self.reading.value_milli))
    }
}

fn shown(threshold: &Threshold) -> ThresholdShown {
    ThresholdShown {
        id: threshold.id.clone(),
        name: threshold.name.clone(),
        min_milli: threshold.min_milli,
        max_milli: threshold.max_milli,
    }
}

/// The maximal runs of readings outside.
fn excursions(all: &[Measured<'_>], threshold: &Threshold) -> Vec<ExcursionRow> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < all.len() {
        if !all[from].is_outside(Some(threshold)) {
            from += 1;
            continue;
        }
        let outside = |one: &&Measured<'_>| one.is_outside(Some(threshold));
        let to = from + all[from..].iter().take_while(outside).count();
        found.push(excursion(all, from, to));
        from = to;
    }
    found
}

/// The run of readings outside from one place up to, and without, another.
fn excursion(all: &[Measured<'_>], from: usize, to: usize) -> ExcursionRow {
    let run = &all[from..to];
    let (first, last) = (&run[0], &run[run.len() - 1]);
    let values = || run.iter().map(|one| one.reading.value_milli);
    let before = from.checked_sub(1).and_then(|at| all.get(at));
    let after = all.get(to);
    let longest =
        before.zip(after).and_then(|(before, after)| before.at.until(&after.at).at_most_ms);
    ExcursionRow {
        first: first.fact,
        last: last.fact,
        count: u32::try_from(run.len()).unwrap_or(u32::MAX),
        lowest_milli: values().min().unwrap_or_default(),
        highest_milli: values().max().unwrap_or_default(),
        begun: first.at.believed,
        ended: after.map(|one| one.at.believed),
        length: Length { at_least_ms: first.at.until(&last.at).at_least_ms, at_most_ms: longest },
    }
}
