//! What travels: the types of request and answer, and their bytes.
//!
//! `column` takes CBOR values apart into columns that compress well, `thin` leaves out of a header what the
//! receiver can derive, `frame` is the one zstd stream with its caps. Nothing outside this room knows how
//! values lie in a frame.

pub mod answer;
mod chain;
mod column;
mod error;
pub mod frame;
mod page;
pub mod request;
mod row;
pub mod section;
pub(crate) mod signed;
mod thin;
mod verdicts;

pub use answer::{
    AnswerPayload, BlobWord, Content, DocumentSnapshot, Group, GroupMode, KeysRow, Page,
    PlaybookFile, Row,
};
pub use error::WireError;
pub use request::{Asked, Carrier, Cursor, OpenedRequest, Request, SnapshotPlace};
pub(crate) use section::slim_body;
pub use section::{OpenedEnvelope, OpenedSeal, OpenedSection, Section};
pub use signed::{Expected, OpenedAnswer};
pub use verdicts::{Judged, Problem, SectionVerdicts};
