//! The clock of a service level: it runs during business hours, and stands still while an order waits.

use super::calendar::Calendar;
use super::span::{Span, union, without};
use crate::limits::SLA_HORIZON_DAYS;

const DAY_MS: u64 = 86_400_000;
/// Days that are looked at together for a due time; most are due within one.
const STRIDE_DAYS: u64 = 14;

/// A time during which the clock stood still, ms since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub from_ms: u64,
    /// Until when; absent while it lasts.
    pub to_ms: Option<u64>,
}

/// The clock of one service level on one order.
#[derive(Debug, Clone)]
pub struct ServiceClock<'a> {
    calendar: &'a Calendar,
    pauses: Vec<Span>,
}

impl<'a> ServiceClock<'a> {
    /// A clock that runs while `calendar` is open, and not during `pauses`.
    #[must_use]
    pub fn new(calendar: &'a Calendar, pauses: &[Pause]) -> Self {
        let spans = pauses
            .iter()
            .filter_map(|pause| Span::new(pause.from_ms, pause.to_ms.unwrap_or(u64::MAX)));
        Self { calendar, pauses: union(spans.collect()) }
    }

    /// How long it ran between two instants, ms. Only the first [`SLA_HORIZON_DAYS`] count.
    #[must_use]
    pub fn ran_ms(&self, from_ms: u64, to_ms: u64) -> u64 {
        let horizon_ms = from_ms.saturating_add(SLA_HORIZON_DAYS * DAY_MS);
        Span::new(from_ms, to_ms.min(horizon_ms))
            .map_or(0, |span| self.running(span).iter().map(|span| span.length_ms()).sum())
    }

    /// The first instant at which it has run for `length_ms` since `from_ms`. `None` if that does not come within
    /// [`SLA_HORIZON_DAYS`]: a pause lasts, or the calendar is closed.
    #[must_use]
    pub fn due_ms(&self, from_ms: u64, length_ms: u64) -> Option<u64> {
        if length_ms == 0 {
            return Some(from_ms);
        }
        let end = from_ms.checked_add(SLA_HORIZON_DAYS * DAY_MS)?;
        let (mut here, mut left) = (from_ms, length_ms);
        while let Some(span) = Span::new(here, end.min(here.saturating_add(STRIDE_DAYS * DAY_MS))) {
            for running in self.running(span) {
                if running.length_ms() >= left {
                    return Some(running.from_ms + left);
                }
                left -= running.length_ms();
            }
            here = span.to_ms;
        }
        None
    }

    fn running(&self, span: Span) -> Vec<Span> {
        without(&self.calendar.open(span), &self.pauses)
    }
}
