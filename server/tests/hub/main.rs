//! The hub's core told as stories: storage, gate, scope and exchange, without HTTP.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails where it stands")]

mod acts;
mod care;
mod conformance;
mod fields;
mod gaps;
mod generations;
mod pages;
#[cfg(target_os = "linux")]
mod processes;
mod verdicts;
mod world;
