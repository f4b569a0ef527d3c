//! Forms: what is asked at an order, page by page, and whether the answers will do.
//!
//! A form is a JSON Schema 2020-12 with a JSON Forms UI schema, both in a documented subset
//! (`docs/forms.md`), with our own keywords for calculations, evidence and both languages. It is
//! read once ([`Form::read`]), which names everything that is wrong with it; [`judge()`] is a pure
//! function of the form, the answers, the evidence and the day.

pub mod answer;
mod form;
mod formula;
mod judge;
mod number;
mod open;
mod page;
mod pattern;
mod plan;
mod problem;
mod read;
mod summary;
mod value;

use chrono::{DateTime, FixedOffset};

pub use answer::Answers;
pub use form::{Choosing, EvidenceKind, Form, Kind, Question, Repeat, Span};
pub use judge::{Evidence, Judged, Outcome, ProblemAt, judge};
pub use number::Number;
pub use open::{AnswerError, FormRow, Given, Opened, needed, rows};
pub use page::{ChoiceShown, EvidenceShown, LineShown, PageRow, PageSheet, QuestionShown};
pub use pattern::Pattern;
pub use problem::Problem;
pub use read::Fault;
pub use summary::Summary;
pub use value::Type;

/// Dates are those of the first market, seconds east of UTC.
const ZONE_SECONDS: i32 = 8 * 60 * 60;

/// The date at a moment, in milliseconds since 1970, as formulas read it: `2026-11-22`.
#[must_use]
pub fn today(at_ms: i64) -> Option<String> {
    let zone = FixedOffset::east_opt(ZONE_SECONDS)?;
    let at = DateTime::from_timestamp_millis(at_ms)?.with_timezone(&zone);
    Some(at.format("%Y-%m-%d").to_string())
}
