//! The core's log for an app that embeds it: events with levels, handed to one listener a process.
//!
//! An event has a stable English text and typed fields: codes, counts, sizes, ids that say nothing about anybody.
//! Names, numbers, places, waybills and secrets are in none of them, at any level; a story of a whole day proves
//! it. What other libraries log is not passed on: it may hold addresses of hosts and more.
//!
//! A call of the core never waits for the listener: events go through a bounded queue to a thread of their own.
//! When it is full, events are dropped and counted, and the listener is told how many.

mod collector;
mod event;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use self::collector::{Collector, Shared};
pub use self::event::{LogEvent, LogLevel, LogValue};

/// Events that wait for the listener, at most.
pub const LOG_QUEUE_MAX: usize = 1_024;
/// Characters of one text value, at most; the rest is cut.
pub const LOG_TEXT_CHARS_MAX: usize = 300;

/// Hears what the core logs. Called on a thread of the log's own, one event after the other; a listener that
/// panics misses that event alone.
pub trait LogListener: Send + Sync {
    /// One event.
    fn heard(&self, event: LogEvent);
}

/// Why nobody can listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The process has a `tracing` subscriber that is not this one: it hears the core's events already.
    #[error("this process has another tracing subscriber")]
    OtherSubscriber,
    /// The system gives no thread.
    #[error("no thread for the log")]
    NoThread,
}

static INSTALLED: OnceLock<Arc<Shared>> = OnceLock::new();
static INSTALLING: Mutex<()> = Mutex::new(());

/// Hands everything from `least` on to `listener`, instead of whoever listened before; the first call of a process
/// installs the log.
///
/// # Errors
/// [`LogError`].
pub fn listen(listener: Arc<dyn LogListener>, least: LogLevel) -> Result<(), LogError> {
    installed()?.listen(Some(listener), Some(least));
    Ok(())
}

/// Nobody listens any more.
pub fn stop_listening() {
    if let Some(shared) = INSTALLED.get() {
        shared.listen(None, None);
    }
}

/// Events that were dropped so far because the listener was too slow.
#[must_use]
pub fn dropped_count() -> u64 {
    INSTALLED.get().map_or(0, |shared| shared.dropped_in_all.load(Ordering::Relaxed))
}

fn installed() -> Result<&'static Arc<Shared>, LogError> {
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shared) = INSTALLED.get() {
        return Ok(shared);
    }
    let shared = Shared::start().map_err(|_| LogError::NoThread)?;
    tracing::subscriber::set_global_default(Collector::new(shared.clone()))
        .map_err(|_| LogError::OtherSubscriber)?;
    Ok(INSTALLED.get_or_init(|| shared))
}

#[cfg(test)]
mod tests;
