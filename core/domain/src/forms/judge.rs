//! Judging a form: what shows, what may be answered, what is reckoned, and what is still wrong.
//!
//! One pass in the order of the plan gives every question its value, so that each formula is
//! evaluated once; a second says what is wrong. A question that does not show is not answered,
//! whatever its field holds: nothing is deleted, and it is back when the question is.

mod passes;
mod problems;

use std::collections::BTreeMap;

use super::answer::Answers;
use super::form::{EvidenceKind, Form};
use super::formula::{Budget, Cell, Reading};
use super::problem::Problem;
use super::value::Value;
use crate::playbook::view::OrderView;

/// The facts that a form may ask for: by kind and role, their ids as texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence(BTreeMap<(&'static str, String), Vec<String>>);

/// A form with its answers, judged.
#[derive(Debug, Clone)]
pub struct Judged<'a> {
    pub(super) form: &'a Form,
    pub(super) answers: &'a Answers,
    /// By slot and item; questions outside of repeat groups have one place.
    pub(super) outcomes: Vec<Vec<Outcome>>,
    pub(super) cells: Vec<Vec<Cell>>,
    /// By rule and item: whether its condition holds.
    pub(super) rules: Vec<Vec<bool>>,
    /// By repeat group: whether it shows, and what is wrong with the number of its items.
    pub(super) groups: Vec<(bool, Vec<Problem>)>,
    pub(super) item_counts: Vec<usize>,
    pub(super) today: Value,
    too_much: bool,
}

/// What became of a question in one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// It shows.
    pub shown: bool,
    /// It may be answered.
    pub enabled: bool,
    /// It must be answered.
    pub required: bool,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ProblemAt {
    /// The question or repeat group; empty for the whole form.
    pub question: String,
    /// The item that it stands in.
    pub item: Option<String>,
    /// What is wrong.
    #[serde(flatten)]
    pub problem: Problem,
}

impl Evidence {
    /// The evidence of an order.
    #[must_use]
    pub fn of(view: &OrderView) -> Self {
        let mut found = Self::default();
        let text = |fact: &Option<crate::ids::FactId>| {
            fact.as_ref().map(ToString::to_string).unwrap_or_default()
        };
        for photo in &view.photos {
            found.add(EvidenceKind::Photo, &photo.role, text(&photo.seen.fact));
        }
        for signature in &view.signatures {
            found.add(EvidenceKind::Signature, &signature.role, text(&signature.seen.fact));
        }
        for scan in view.others.iter().filter(|fact| fact.kind == "scan") {
            found.add(EvidenceKind::Scan, "", text(&scan.seen.fact));
        }
        found
    }

    /// One more fact.
    pub fn add(&mut self, kind: EvidenceKind, role: &str, fact: String) {
        self.0.entry((kind.name(), role.to_owned())).or_default().push(fact);
    }

    /// How many facts of a kind (`photo`, `signature`, `scan`) and role there are.
    #[must_use]
    pub fn count(&self, kind: &str, role: &str) -> usize {
        let mut found = self.0.iter();
        found.find(|((own, of), _)| *own == kind && of == role).map_or(0, |(_, facts)| facts.len())
    }

    fn facts(&self, kind: EvidenceKind, role: &str) -> &[String] {
        let found = self.0.get(&(kind.name(), role.to_owned()));
        found.map(Vec::as_slice).unwrap_or_default()
    }
}

/// Judges a form. Pure: the same inputs give the same answer on every machine. `today` is the date as
/// it is believed to be, `2026-11-22`.
#[must_use]
pub fn judge<'a>(
    form: &'a Form,
    answers: &'a Answers,
    evidence: &Evidence,
    today: Option<&str>,
) -> Judged<'a> {
    let counts = form.repeats.iter().map(|repeat| answers.items(&repeat.id).len()).collect();
    let mut judged = Judged {
        form,
        answers,
        outcomes: Vec::new(),
        cells: Vec::new(),
        rules: Vec::new(),
        groups: Vec::new(),
        item_counts: counts,
        today: Value::text(today.unwrap_or_default()),
        too_much: false,
    };
    let budget = Budget::full();
    judged.values(evidence, &budget);
    judged.validate(&budget);
    judged.too_much = budget.is_spent();
    judged
}

impl Judged<'_> {
    /// Whether nothing is wrong with it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let fine = |outcomes: &Vec<Outcome>| outcomes.iter().all(|one| one.problems.is_empty());
        let groups = self.groups.iter().all(|(_, problems)| problems.is_empty());
        !self.too_much && groups && self.outcomes.iter().all(fine)
    }

    /// Everything that is wrong, in the order of the pages.
    #[must_use]
    pub fn problems(&self) -> Vec<ProblemAt> {
        let mut all: Vec<ProblemAt> = Vec::new();
        if self.too_much {
            let problem = Problem::too_much();
            all.push(ProblemAt { question: String::new(), item: None, problem });
        }
        for page in &self.form.pages {
            self.problems_of(&page.lines, &mut all);
        }
        all
    }

    /// Whether it is there, of everything that shows and is needed: questions, evidence, repeat groups.
    pub(crate) fn needed(&self) -> impl Iterator<Item = bool> {
        let questions = self.outcomes.iter().flatten().filter(|one| one.shown && one.required);
        let repeats = self.form.repeats.iter().zip(&self.groups);
        let groups = repeats.filter(|(repeat, (shows, _))| *shows && repeat.items_min > 0);
        let groups = groups.map(|(_, (_, problems))| problems.is_empty());
        questions.map(|one| one.problems.is_empty()).chain(groups)
    }

    /// What became of a question; `item` is its place among the items of its repeat group.
    #[must_use]
    pub fn outcome(&self, slot: usize, item: usize) -> Option<&Outcome> {
        self.outcomes.get(slot)?.get(item)
    }

    /// What a question holds, as it is kept in a field.
    #[must_use]
    pub fn value(&self, slot: usize, item: usize) -> String {
        let cell = self.cells.get(slot).and_then(|cells| cells.get(item));
        cell.filter(|cell| cell.answered).map(|cell| cell.value.written()).unwrap_or_default()
    }

    /// How many places a question has.
    pub(super) fn places(&self, slot: usize) -> usize {
        let repeat = self.form.questions.get(slot).and_then(|question| question.repeat);
        repeat.map_or(1, |repeat| self.item_counts.get(repeat).copied().unwrap_or(0))
    }

    pub(super) fn reading<'r>(&'r self, item: usize, budget: &'r Budget) -> Reading<'r> {
        Reading {
            cells: &self.cells,
            items: &self.item_counts,
            item,
            this: None,
            today: &self.today,
            budget,
        }
    }
}

#[cfg(test)]
mod tests;
