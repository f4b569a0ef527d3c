//! Continuous scanning: a label that stays in sight, alone or beside others, is one read.

use std::collections::VecDeque;

use crate::limits::{LOAD_DEBOUNCE_MS, RECENT_READS_MAX};
use crate::moment::BootId;

/// One label, as it was seen last.
#[derive(Debug, Clone)]
struct Seen<T> {
    code: String,
    boot: BootId,
    monotonic_ms: u64,
    answer: T,
}

/// The labels of the last seconds with what was said of each. A label that is seen again within [`LOAD_DEBOUNCE_MS`] of its
/// last sight is the same read, however long it stays; after that it is a new one.
#[derive(Debug, Clone)]
pub struct RecentReads<T> {
    seen: VecDeque<Seen<T>>,
}

impl<T> Default for RecentReads<T> {
    fn default() -> Self {
        Self { seen: VecDeque::new() }
    }
}

impl<T: Clone> RecentReads<T> {
    /// What was said of this label, if it is still the same read; then its time begins anew.
    pub fn again(&mut self, code: &str, boot: BootId, monotonic_ms: u64) -> Option<T> {
        let fresh = |one: &Seen<T>| {
            let passed = monotonic_ms.checked_sub(one.monotonic_ms);
            one.boot == boot && passed.is_some_and(|passed| passed < LOAD_DEBOUNCE_MS)
        };
        self.seen.retain(fresh);
        let one = self.seen.iter_mut().find(|one| one.code == code)?;
        one.monotonic_ms = monotonic_ms;
        Some(one.answer.clone())
    }

    /// Keeps what was said of a label.
    pub fn keep(&mut self, code: &str, boot: BootId, monotonic_ms: u64, answer: T) {
        self.seen.retain(|one| one.code != code);
        if self.seen.len() >= RECENT_READS_MAX {
            self.seen.pop_front();
        }
        self.seen.push_back(Seen { code: code.to_owned(), boot, monotonic_ms, answer });
    }
}
