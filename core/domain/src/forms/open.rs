//! Forms at an order: which there are, one of them opened, and what an answer writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::answer::{self, Answers, EXCEPTION};
use super::form::Form;
use super::judge::{Evidence, Judged, judge};
use super::problem::Problem;
use crate::playbook::Playbook;
use crate::playbook::steps::Need;
use crate::playbook::view::OrderView;
use crate::playbook::words::Words;

/// A form of an order, with its answers and the evidence that it may ask for.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The form.
    pub form: Arc<Form>,
    /// Its answers.
    pub answers: Answers,
    /// The order's evidence.
    pub evidence: Evidence,
}

/// One form in the list of an order's forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormRow {
    /// Which form.
    pub form: String,
    /// What people call it.
    pub name: Words,
    /// Nothing is wrong with it.
    pub complete: bool,
    /// How many things are wrong with it.
    pub problems: usize,
    /// The steps that need it.
    pub needed_by: Vec<String>,
    /// The group of reasons for which it may stay incomplete.
    pub exceptions: Option<String>,
    /// The reason for which it does.
    pub exception: Option<String>,
}

/// An answer that somebody gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The question.
    pub question: String,
    /// The item of its repeat group.
    pub item: Option<String>,
    /// The answer as it is kept; empty takes it back.
    pub text: String,
}

/// Why an answer is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerError {
    /// The form does not ask this there.
    NoSuchQuestion,
    /// It is reckoned, not answered.
    Reckoned,
    /// It is not of the question's type.
    Wrong(Problem),
}

impl Opened {
    /// A form at an order; `None` where it does not exist, is broken, or its answers are not visible.
    #[must_use]
    pub fn at(playbook: &Playbook, view: &OrderView, id: &str) -> Option<Self> {
        let form = Arc::clone(playbook.form(id)?);
        let audience = playbook.audience_of_path(&answer::path(id, "", None))?;
        if !view.audiences.contains(audience) {
            return None;
        }
        let none = BTreeMap::new();
        let fields = view.fields.get(audience).unwrap_or(&none);
        let answers = Answers::of_fields(&form, fields);
        Some(Self { answers, evidence: Evidence::of(view), form })
    }

    /// The form, judged.
    #[must_use]
    pub fn judged(&self, today: Option<&str>) -> Judged<'_> {
        judge(&self.form, &self.answers, &self.evidence, today)
    }

    /// The fields that answers write: path and text, none for one that is taken back.
    ///
    /// # Errors
    /// One of them does not fit the form; then none is written.
    pub fn writes(&self, given: &[Given]) -> Result<Vec<(String, Option<String>)>, AnswerError> {
        given.iter().map(|one| self.write(one)).collect()
    }

    fn write(&self, given: &Given) -> Result<(String, Option<String>), AnswerError> {
        let found = self.form.questions().iter().find(|question| question.id == given.question);
        let question = found.ok_or(AnswerError::NoSuchQuestion)?;
        let item = given.item.as_deref();
        let fits = match self.form.repeat_of(question) {
            None => item.is_none(),
            Some(repeat) => {
                self.answers.items(&repeat.id).iter().any(|one| Some(one.id.as_str()) == item)
            }
        };
        if !fits {
            return Err(AnswerError::NoSuchQuestion);
        }
        if question.calculate.is_some() {
            return Err(AnswerError::Reckoned);
        }
        let path = answer::path(self.form.id(), &question.id, item);
        if given.text.trim().is_empty() {
            return Ok((path, None));
        }
        question.kind.value(&given.text).map_err(AnswerError::Wrong)?;
        Ok((path, Some(given.text.clone())))
    }

    /// The field that adds an item with a new id to a repeat group: path and text.
    ///
    /// # Errors
    /// The form has no such group, or the id is none.
    pub fn new_item(&self, repeat: &str, id: &str) -> Result<(String, String), AnswerError> {
        let known = self.form.repeats().iter().any(|own| own.id == repeat);
        if !known || !answer::is_item_id(id) {
            return Err(AnswerError::NoSuchQuestion);
        }
        let place = self.answers.next_place(repeat).to_string();
        Ok((answer::path(self.form.id(), repeat, Some(id)), place))
    }

    /// The path of the field that says an item is there; clearing it takes the item out.
    ///
    /// # Errors
    /// There is no such item.
    pub fn item_path(&self, repeat: &str, id: &str) -> Result<String, AnswerError> {
        let known = self.answers.items(repeat).iter().any(|item| item.id == id);
        match known {
            true => Ok(answer::path(self.form.id(), repeat, Some(id))),
            false => Err(AnswerError::NoSuchQuestion),
        }
    }

    /// The place of an item among those of its question's repeat group.
    #[must_use]
    pub fn place_of(&self, question: &str, item: &str) -> Option<usize> {
        let question = self.form.questions().iter().find(|own| own.id == question)?;
        let repeat = self.form.repeat_of(question)?;
        self.answers.items(&repeat.id).iter().position(|own| own.id == item)
    }

    /// The path of the field that holds the reason for which the form may stay incomplete.
    #[must_use]
    pub fn exception_path(&self) -> String {
        answer::path(self.form.id(), EXCEPTION, None)
    }
}

/// The forms of an order: those of its kind, and those that its steps need.
#[must_use]
pub fn rows(playbook: &Playbook, view: &OrderView, today: Option<&str>) -> Vec<FormRow> {
    let row = |id: &str| {
        let (needed_by, exceptions) = needed(playbook, &view.kind, id);
        let own = playbook.file().forms.iter().find(|form| form.id == id)?;
        if needed_by.is_empty() && !own.kinds.contains(&view.kind) {
            return None;
        }
        let opened = Opened::at(playbook, view, id)?;
        let problems = opened.judged(today).problems().len();
        Some(FormRow {
            form: id.to_owned(),
            name: opened.form.name().clone(),
            complete: problems == 0,
            problems,
            needed_by,
            exceptions,
            exception: opened.answers.exception().map(str::to_owned),
        })
    };
    playbook.file().forms.iter().filter_map(|form| row(&form.id)).collect()
}

/// The steps of a kind that need a form, and the reasons that they take in its place.
#[must_use]
pub fn needed(playbook: &Playbook, kind: &str, form: &str) -> (Vec<String>, Option<String>) {
    let (mut steps, mut reasons) = (Vec::new(), None);
    let transitions = playbook.workflow_of(kind).map(|flow| flow.transitions.as_slice());
    for step in transitions.unwrap_or_default() {
        let nested = step.needs.iter().flat_map(|need| match need {
            Need::AnyOf { of } => of.as_slice(),
            other => std::slice::from_ref(other),
        });
        for need in nested {
            if let Need::Form { form: own, exceptions } = need
                && own == form
            {
                steps.push(step.id.clone());
                reasons = reasons.or_else(|| exceptions.clone());
            }
        }
    }
    (steps, reasons)
}
