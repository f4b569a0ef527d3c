//! The day's report: one page that compares what each phone made with what the hub holds, and shows the day.
//!
//! [`record`] is what the day collected ([`collect`]); [`write_report`] makes one self-contained file of it, in
//! Chinese and English, that asks nobody for anything.

pub mod collect;
pub mod record;

mod balances;
mod book;
mod disputes;
mod first;
mod flow;
mod gallery;
mod html;
mod map;
mod orders;
mod page;
mod people;
mod pictures;
mod reckoning;
mod saying;
mod syncs;
mod words;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use record::DayRecord;

use crate::CliError;
use crate::args::Lang;

/// Writes the report of a day; `lang` is the language in which it opens.
///
/// # Errors
/// The file system's.
pub fn write_report(record: &DayRecord, path: &Path, lang: Lang) -> Result<(), CliError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, page::page(record, lang))?)
}

/// Whether the record shows every envelope and file of every phone at the hub, equal by hash.
#[must_use]
pub fn nothing_lost(record: &DayRecord) -> bool {
    reckoning::nothing_lost(&reckoning::compare(record))
}
