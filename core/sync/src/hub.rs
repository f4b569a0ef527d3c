//! The hub's end: pure functions from bytes and what the storage knows to what the storage is to do.
//!
//! [`crate::wire::OpenedRequest::from_bytes`] opens a request whose proof held; [`accept_section`] rebuilds
//! a section's headers, tells what is new, what was there already and what is a fork, and checks its seals;
//! [`build_answer`] puts the answer together and has it signed.

mod accept;
mod answer;
mod slim;

pub use accept::{
    AcceptedSection, ChainKeys, Fork, KnownChain, Overlap, Pushed, SectionRefusal, accept_section,
};
pub use answer::{AnswerDraft, build_answer};
pub use slim::{slim, slim_with_change};
