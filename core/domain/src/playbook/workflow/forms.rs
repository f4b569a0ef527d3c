//! Whether a form that a transition needs is filled in.

use super::needs::Asked;
use super::{Answer, Missing};
use crate::forms::{self, Opened, answer};
use crate::limits;

impl Asked<'_> {
    /// A form is filled in when nothing is wrong with it, or when a reason of `exceptions` was
    /// recorded with it.
    pub(super) fn filled_in(&self, id: &str, exceptions: Option<&str>) -> Answer {
        let Some(opened) = Opened::at(self.playbook, self.view, id) else {
            let audience = self.playbook.audience_of_path(&answer::path(id, "", None));
            return match (self.playbook.form(id), audience) {
                (Some(_), Some(audience)) => Answer::unknown(audience),
                _ => lacks(id, Vec::new()),
            };
        };
        if self.is_excepted(&opened, exceptions) {
            return Answer::met();
        }
        let zone = self.playbook.zone();
        let today = self.view.at.and_then(|at| forms::today(&zone, at.latest_ms));
        let judged = opened.judged(today.as_deref());
        if judged.is_complete() {
            return Answer::met();
        }
        let mut questions: Vec<String> = Vec::new();
        for one in judged.problems() {
            if !questions.contains(&one.question) {
                questions.push(one.question);
            }
        }
        lacks(id, questions)
    }

    fn is_excepted(&self, opened: &Opened, exceptions: Option<&str>) -> bool {
        let (Some(group), Some(given)) = (exceptions, opened.answers.exception()) else {
            return false;
        };
        self.playbook.reasons_in(group).any(|reason| reason.id == given)
    }
}

fn lacks(form: &str, mut questions: Vec<String>) -> Answer {
    let count = u32::try_from(questions.len()).unwrap_or(u32::MAX);
    questions.truncate(limits::FORM_PROBLEMS_TOLD_MAX);
    Answer::Lacks { missing: Missing::Form { form: form.to_owned(), count, questions } }
}
