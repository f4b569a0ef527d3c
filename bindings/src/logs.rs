//! The core's log for a host: events with levels and without personal data, told on a thread of their own.

use std::sync::Arc;

use counterfoil_client::logs as core;

pub use self::core::LogLevel;
use crate::crossing::Shown;
use crate::error::CounterfoilError;
use crate::topics::ListenerError;

/// How much an event matters, the most first.
#[uniffi::remote(Enum)]
pub enum LogLevel {
    /// Something is broken; somebody should look.
    Error,
    /// Something failed and is met.
    Warn,
    /// What happened.
    Info,
    /// For who looks for a fault.
    Debug,
    /// Everything.
    Trace,
}

/// One thing that the core has to say. No name, number, place, waybill or secret is in it, at any level.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogEvent {
    /// How much it matters.
    pub level: LogLevel,
    /// Which part of the core: `counterfoil_client::syncing::engine`.
    pub target: String,
    /// What happened, always the same words for the same thing.
    pub text: String,
    /// Particulars.
    pub fields: Vec<LogField>,
}

/// A particular of an event.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogField {
    /// Its name.
    pub name: String,
    /// A code, a count, yes or no, as a text.
    pub value: String,
}

impl Shown<LogEvent> for core::LogEvent {
    fn shown(self) -> LogEvent {
        let value = |value: core::LogValue| match value {
            core::LogValue::Text(text) => text,
            core::LogValue::Number(number) => number.to_string(),
            core::LogValue::Float(number) => number.to_string(),
            core::LogValue::Flag(yes) => yes.to_string(),
        };
        let field = |(name, held)| LogField { name, value: value(held) };
        LogEvent {
            level: self.level,
            target: self.target,
            text: self.text,
            fields: self.fields.into_iter().map(field).collect(),
        }
    }
}

/// Hears what the core logs.
#[uniffi::export(with_foreign)]
pub trait LogListener: Send + Sync {
    /// One event. Called on one thread of this library, one event after the other; no call of the core waits for
    /// it. A listener that throws misses that event alone.
    fn heard(&self, event: LogEvent) -> Result<(), ListenerError>;
}

/// A host's listener, for the client.
struct Adapted(Arc<dyn LogListener>);

impl core::LogListener for Adapted {
    fn heard(&self, event: core::LogEvent) {
        // Nothing is logged of it: that would come here again.
        let _threw = self.0.heard(event.shown());
    }
}

/// Hands everything from `least` on to this listener, instead of whoever listened before. One listener for the whole
/// process, for every phone in it. When the listener is too slow events are dropped, counted, and it is told. Memory
/// alone, from any thread.
///
/// # Errors
/// `Internal` if this process has another `tracing` subscriber, or no thread is to be had.
#[uniffi::export]
pub fn listen_to_log(
    listener: Arc<dyn LogListener>,
    least: LogLevel,
) -> Result<(), CounterfoilError> {
    core::listen(Arc::new(Adapted(listener)), least)
        .map_err(|error| CounterfoilError::Internal { reason: error.to_string() })
}

/// Nobody listens to the log any more. May be called any number of times. Memory alone.
#[uniffi::export]
pub fn stop_listening_to_log() {
    core::stop_listening();
}

/// Events that were dropped so far because the listener was too slow. Memory alone.
#[uniffi::export]
#[must_use]
pub fn dropped_log_events() -> i64 {
    core::dropped_count().shown()
}
