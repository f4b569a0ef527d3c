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

use crate::sla::zone::Zone;

/// The date at a moment, in milliseconds since 1970, where the tenant is ([`Playbook::zone`]), as formulas read it:
/// `2026-11-22`.
///
/// [`Playbook::zone`]: crate::playbook::Playbook::zone
#[must_use]
pub fn today(zone: &Zone, at_ms: i64) -> Option<String> {
    Some(zone.local(at_ms.div_euclid(1_000))?.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_the_tenant_s_midnight() {
        // 2026-11-22 16:30 UTC: past midnight in China, noon in New York; and in summer time an hour more.
        let at_ms = 1_795_365_000_000;
        let zone = |name| Zone::named(name).expect("a zone");
        let day = |name, at_ms| today(&zone(name), at_ms).expect("a date");
        assert_eq!(day("Asia/Shanghai", at_ms), "2026-11-23");
        assert_eq!(day("America/New_York", at_ms), "2026-11-22");
        // 2026-07-01 22:30 UTC.
        let summer_ms = 1_782_945_000_000;
        assert_eq!(day("Europe/Berlin", summer_ms), "2026-07-02");
        assert_eq!(day("Europe/London", summer_ms), "2026-07-01");
    }
}
