//! Documents: the fields that people edit. Every call of automerge in the project stands in this
//! room.
//!
//! A document is **flat**: one root map of scalars under path keys, and shared notes (text) that
//! only the genesis change makes. A cleared field is null; nothing is deleted. Two people who
//! wrote the same field without seeing each other both keep their value ([`Document::conflicts`])
//! until somebody settles it.
//!
//! * [`Document`]: open, read, save.
//! * [`Document::edit`], [`Document::settle`], [`Document::splice_note`]: what a person does;
//!   each gives one change as a thin frame.
//! * [`Document::next_generation`]: the values of now without the history, when a document is full.
//! * [`Document::apply`]: what the hub accepted.
//! * [`gate`]: what a phone sent, which nobody trusts.
//!
//! The genesis change is fixed: actor of 16 zero bytes, time 0, no message, one text object for
//! each note path in ascending order, operation numbers from 1. A document without notes has no
//! genesis change.

mod caught;
mod columns;
mod edit;
mod frame;
pub mod gate;
mod generation;
mod genesis;
mod graph;
mod key;
mod leb;
mod open;
mod raw;
mod read;
mod refusal;
mod scan;
mod value;

pub use caught::is_catching;
pub use edit::{Edit, EditError};
pub use frame::{Rebuilt, fields_of};
pub use key::{ActorBytes, Author, DocumentId, DocumentKey, GENESIS_ACTOR, actor};
pub use open::{Applied, Document, DocumentError};
pub use refusal::GateRefusal;
pub use value::{Candidate, Conflict, FieldValue, Write, Written, path_is_sound};
