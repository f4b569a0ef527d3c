//! An event of the log as a listener gets it.

use core::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Event, Level};

use super::LOG_TEXT_CHARS_MAX;

/// How much an event matters, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl LogLevel {
    pub(super) fn of(level: Level) -> Self {
        match level {
            Level::ERROR => Self::Error,
            Level::WARN => Self::Warn,
            Level::INFO => Self::Info,
            Level::DEBUG => Self::Debug,
            Level::TRACE => Self::Trace,
        }
    }

    pub(super) fn number(self) -> u8 {
        match self {
            Self::Error => 1,
            Self::Warn => 2,
            Self::Info => 3,
            Self::Debug => 4,
            Self::Trace => 5,
        }
    }
}

/// A value of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum LogValue {
    /// A code, or what an error says of itself.
    Text(String),
    /// A count or size.
    Number(i64),
    /// A measure.
    Float(f64),
    /// Yes or no.
    Flag(bool),
}

/// One thing that the core has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEvent {
    /// How much it matters.
    pub level: LogLevel,
    /// Which part of the core: `counterfoil_client::syncing::engine`.
    pub target: String,
    /// What happened, always the same words for the same thing.
    pub text: String,
    /// Particulars, by name.
    pub fields: Vec<(String, LogValue)>,
}

impl LogEvent {
    pub(super) fn of(event: &Event<'_>) -> Self {
        let metadata = event.metadata();
        let mut made = Self {
            level: LogLevel::of(*metadata.level()),
            target: metadata.target().to_owned(),
            text: String::new(),
            fields: Vec::new(),
        };
        event.record(&mut made);
        made
    }

    pub(super) fn dropped(count: u64) -> Self {
        let count = LogValue::Number(i64::try_from(count).unwrap_or(i64::MAX));
        Self {
            level: LogLevel::Warn,
            target: module_path!().to_owned(),
            text: "events were dropped: the listener is too slow".to_owned(),
            fields: vec![("count".to_owned(), count)],
        }
    }

    fn keep(&mut self, field: &Field, value: LogValue) {
        self.fields.push((field.name().to_owned(), value));
    }

    fn keep_text(&mut self, field: &Field, text: String) {
        if field.name() == "message" {
            self.text = text;
        } else {
            self.keep(field, LogValue::Text(text));
        }
    }
}

impl fmt::Display for LogEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}: {}", self.level, self.target, self.text)?;
        for (name, value) in &self.fields {
            match value {
                LogValue::Text(text) => write!(f, " {name}={text}")?,
                LogValue::Number(number) => write!(f, " {name}={number}")?,
                LogValue::Float(number) => write!(f, " {name}={number}")?,
                LogValue::Flag(flag) => write!(f, " {name}={flag}")?,
            }
        }
        Ok(())
    }
}

impl Visit for LogEvent {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = Cut { text: String::new(), left: LOG_TEXT_CHARS_MAX };
        // A cut text ends the writing early, which is no error.
        let _ = write!(text, "{value:?}");
        self.keep_text(field, text.text);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep_text(field, value.chars().take(LOG_TEXT_CHARS_MAX).collect());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, LogValue::Number(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, LogValue::Number(i64::try_from(value).unwrap_or(i64::MAX)));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.keep(field, LogValue::Float(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, LogValue::Flag(value));
    }
}

/// Takes so many characters and no more, however much is written.
struct Cut {
    text: String,
    left: usize,
}

impl fmt::Write for Cut {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        for letter in more.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(letter);
        }
        Ok(())
    }
}
