//! Benches: what Counterfoil promises about time and bytes, each beside its limit measured in the same run.
//!
//! A figure alone says more about the machine than about the program; a ratio to the limit (one durable
//! commit, the same rows by plain SQL, the decoder alone, the same orders as JSON) says what the program
//! adds. Each part gives rows of one table; a part that cannot be measured is a row that says why.

mod bytes;
mod cards;
mod commit;
mod forms;
mod import;
mod lists;
mod logger;
mod machine;
mod photo;
mod push;
mod report;
mod route;
mod scan;
mod scratch;
mod table;
mod timing;

use std::error::Error;
use std::path::PathBuf;

pub use table::NOT_MET;

/// What the bench is told when it is to be a worker process of the gate.
pub const GATE_WORKER: &str = "gate-worker";
use table::Row;

/// What measuring gives: whatever fails is said in the table.
pub(crate) type Measured<T> = Result<T, Box<dyn Error>>;

/// One part of the benches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A durable command beside one raw commit and one fsync.
    Commit,
    /// Lists, scans and search over 10,000 cards beside plain SQL.
    Lists,
    /// A read of the loading scan among 10,000 orders.
    Scan,
    /// A photograph made ready beside its decoding alone.
    Photo,
    /// Bytes of an exchange.
    Bytes,
    /// Processor time of 2,000 visits in one push, on the phone and on the hub.
    Push,
    /// A table of 5,000 orders imported.
    Import,
    /// A form of 500 questions and 5,000 choices.
    Forms,
    /// Stops, routes and outlets on the phone.
    Route,
    /// The report of an order with six photographs.
    Report,
    /// The day of a data logger.
    Logger,
}

impl Part {
    /// All parts, in the table's order.
    pub const ALL: [Self; 11] = [
        Self::Commit,
        Self::Lists,
        Self::Scan,
        Self::Photo,
        Self::Bytes,
        Self::Push,
        Self::Import,
        Self::Forms,
        Self::Route,
        Self::Report,
        Self::Logger,
    ];

    /// The part of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// The names of all parts.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|part| part.name()).collect()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Lists => "lists",
            Self::Scan => "scan",
            Self::Photo => "photo",
            Self::Bytes => "bytes",
            Self::Push => "push",
            Self::Import => "import",
            Self::Forms => "forms",
            Self::Route => "route",
            Self::Report => "report",
            Self::Logger => "logger",
        }
    }

    fn measure(self) -> Measured<Vec<Row>> {
        match self {
            Self::Commit => commit::measure(),
            Self::Lists => lists::measure(),
            Self::Scan => scan::measure(),
            Self::Photo => photo::measure(),
            Self::Bytes => bytes::measure(),
            Self::Push => push::measure(),
            Self::Import => import::measure(),
            Self::Forms => forms::measure(),
            Self::Route => route::measure(),
            Self::Report => report::measure(),
            Self::Logger => logger::measure(),
        }
    }
}

/// Measures the parts one after another and gives the page, as Markdown.
#[must_use]
pub fn run(parts: &[Part]) -> String {
    let mut rows = Vec::new();
    for part in parts {
        eprintln!("measuring {} …", part.name());
        match part.measure() {
            Ok(measured) => rows.extend(measured),
            Err(error) => rows.push(Row::failed(part.name(), &*error)),
        }
    }
    table::page(&machine::describe(), &rows)
}

/// Writes the page to `docs/bench.md`.
///
/// # Errors
/// The file cannot be written.
pub fn write_page(page: &str) -> std::io::Result<()> {
    std::fs::write(project().join("docs/bench.md"), page)
}

/// The project's folder: Cargo says where this package stands; without Cargo it is the current folder.
pub(crate) fn project() -> PathBuf {
    match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(package) => PathBuf::from(package).join(".."),
        None => PathBuf::from("."),
    }
}
