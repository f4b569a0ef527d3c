//! What happened, and what was measured.

use counterfoil_domain::order::series::{ReadingRow, SeriesRow};
use counterfoil_domain::order::telling::told;
use counterfoil_domain::order::timeline::TimelineRow;
use counterfoil_domain::playbook::words::Lang;

use super::super::paper::{Chart, Event};
use super::{Teller, join};

/// Kinds of row that a customer is told of.
const TOLD: [&str; 17] = [
    "transition",
    "photo",
    "signature",
    "unsigned",
    "consent",
    "refusal",
    "contact_attempt",
    "payment",
    "confirmed",
    "quote",
    "part",
    "visit",
    "custody",
    "approval",
    "claim",
    "scan",
    "found",
];
/// Events of one report; of more the first ones stand there, and how many are left out.
const EVENTS_MAX: usize = 60;

impl Teller<'_> {
    /// What happened, oldest first.
    pub(super) fn events(&self) -> Vec<Event> {
        let rows = self.sheet.timeline.iter().filter(|row| TOLD.contains(&row.kind.as_str()));
        let rows: Vec<&TimelineRow> = rows.filter(|row| row.moved_to.is_none()).collect();
        let mut events: Vec<Event> =
            rows.iter().take(EVENTS_MAX).map(|row| self.event(row)).collect();
        let left = rows.len().saturating_sub(events.len());
        if left > 0 {
            let title = match self.ask.language {
                Lang::Zh => format!("另有 {left} 条记录"),
                Lang::En => format!("and {left} more"),
            };
            events.push(Event { title, ..Event::default() });
        }
        events
    }

    fn event(&self, row: &TimelineRow) -> Event {
        let name_of = |id: &str| Some(self.by.name_of(id));
        let told = told(row, &self.view.playbook, &self.sheet.card.kind, &name_of);
        let part = |part: &counterfoil_domain::order::telling::ToldPart| {
            let (name, text) = (self.of(&part.name), self.of(&part.text).replace('\n', " · "));
            match self.ask.language {
                Lang::Zh => format!("{name}:{text}"),
                Lang::En => format!("{name}: {text}"),
            }
        };
        let parts: Vec<String> = told.parts.iter().map(part).collect();
        let warnings: Vec<&str> = row.warnings.iter().map(|one| self.of(&one.words)).collect();
        // That the phone has not sent it yet is said once, below.
        let mark =
            told.mark.as_ref().filter(|_| row.mark != "unsent").map_or("", |mark| self.of(mark));
        Event {
            time: self.time(row.believed),
            title: self.of(&told.title).to_owned(),
            text: parts.join(self.say(";", "; ")),
            struck: row.struck_by.is_some(),
            is_step: row.kind == "transition",
            warning: join(std::iter::once(mark).chain(warnings)),
        }
    }

    /// A chart for each series of readings.
    pub(super) fn charts(&self) -> Vec<Chart> {
        self.sheet.readings.iter().filter_map(|row| self.chart(row)).collect()
    }

    fn chart(&self, row: &SeriesRow) -> Option<Chart> {
        let (first, last) = (row.readings.first()?, row.readings.last()?);
        let known = row.readings.iter().map(|reading| middle(reading.at));
        let known: Option<Vec<u64>> = known.collect();
        // Where nobody can say when, the readings stand one after the other.
        let at = |place: usize| match &known {
            Some(times) => times.get(place).zip(times.first()).map_or(0, |(at, first)| {
                i64::try_from(at.saturating_sub(*first) / 60_000).unwrap_or(i64::MAX)
            }),
            None => i64::try_from(place).unwrap_or(i64::MAX),
        };
        let point = |(place, reading): (usize, &ReadingRow)| {
            (as_figure(at(place)), as_figure(reading.value_milli) / 1_000.0)
        };
        let limit = |milli: Option<i64>| milli.map(|milli| as_figure(milli) / 1_000.0);
        let threshold = row.threshold.as_ref();
        let what = match row.quantity.as_str() {
            "temperature" => self.say("温度", "Temperature"),
            other => other,
        };
        let unit = if row.unit == "cel" { "℃" } else { &row.unit };
        let held = threshold.map_or("", |threshold| self.of(&threshold.name));
        Some(Chart {
            title: join([format!("{what} {unit}").as_str(), held]),
            points: row.readings.iter().enumerate().map(point).collect(),
            min: limit(threshold.and_then(|one| one.min_milli)),
            max: limit(threshold.and_then(|one| one.max_milli)),
            times: (self.time(first.at), self.time(last.at)),
            note: self.excursions(row, unit),
        })
    }

    fn excursions(&self, row: &SeriesRow, unit: &str) -> String {
        let (low, high) = (tenths(row.lowest_milli), tenths(row.highest_milli));
        let (count, readings) = (row.excursions.len(), row.readings.len());
        match (self.ask.language, count) {
            (Lang::Zh, 0) => format!("{readings} 次读数,{low} 至 {high} {unit},全程未超限"),
            (Lang::Zh, _) => format!("{readings} 次读数,{low} 至 {high} {unit},超限 {count} 次"),
            (Lang::En, 0) => format!("{readings} readings, {low} to {high} {unit}, none outside"),
            (Lang::En, _) => {
                format!("{readings} readings, {low} to {high} {unit}, outside {count} times")
            }
        }
    }
}

/// The middle of when something was, as far as it is known, ms since 1970.
fn middle(at: counterfoil_domain::moment::Interval) -> Option<u64> {
    match (at.earliest_ms, at.latest_ms) {
        (Some(from), Some(to)) => Some(from.midpoint(to)),
        (from, to) => from.or(to),
    }
}

fn tenths(milli: i64) -> String {
    format!("{:.1}", as_figure(milli) / 1_000.0)
}

/// A number as a place on paper, where no more than three digits can be told apart.
fn as_figure(number: i64) -> f32 {
    number as f32
}
