//! The second pass: what is wrong with what was answered, and what was not.

use super::{Judged, ProblemAt};
use crate::forms::form::{Choosing, Kind, Line, Question, Required, Span};
use crate::forms::formula::{Budget, Cell};
use crate::forms::problem::Problem;
use crate::forms::value::Value;

impl Judged<'_> {
    pub(super) fn validate(&mut self, budget: &Budget) {
        let form = self.form;
        for (slot, question) in form.questions.iter().enumerate() {
            for item in 0..self.places(slot) {
                if !self.outcome(slot, item).is_some_and(|one| one.shown) {
                    continue;
                }
                let required = self.is_required(question, item, budget);
                let found = self.faults(slot, question, item, (required, budget));
                let outcome = self.outcomes.get_mut(slot).and_then(|all| all.get_mut(item));
                if let Some(outcome) = outcome {
                    outcome.required = required;
                    // What is not of its type has no value to find fault with.
                    if outcome.problems.is_empty() {
                        outcome.problems = found;
                    }
                }
            }
        }
        for (position, repeat) in form.repeats.iter().enumerate() {
            let (shown, _) = self.ruled(&repeat.rules, 0);
            let count = self.item_counts.get(position).copied().unwrap_or(0);
            let mut problems = Vec::new();
            if shown && count < repeat.items_min {
                problems.push(Problem::items_too_few(repeat.items_min));
            }
            if shown && count > repeat.items_max {
                problems.push(Problem::items_too_many(repeat.items_max));
            }
            self.groups.push((shown, problems));
        }
    }

    fn is_required(&self, question: &Question, item: usize, budget: &Budget) -> bool {
        match &question.required {
            Required::No => false,
            Required::Yes => true,
            Required::When(formula) => formula.holds(&self.reading(item, budget)) == Some(true),
        }
    }

    fn faults(
        &self,
        slot: usize,
        question: &Question,
        item: usize,
        (required, budget): (bool, &Budget),
    ) -> Vec<Problem> {
        let Some(cell) = self.cells.get(slot).and_then(|cells| cells.get(item)) else {
            return Vec::new();
        };
        // What may not be answered is nobody's fault; what is reckoned is that of what it is made of.
        let enabled = self.outcome(slot, item).is_some_and(|outcome| outcome.enabled);
        if let Kind::Evidence { of, count, .. } = &question.kind {
            let lacking = count.saturating_sub(have(cell));
            let missing = required && enabled && lacking > 0;
            return missing.then(|| Problem::evidence(*of, lacking)).into_iter().collect();
        }
        if !cell.answered {
            let missing = required && enabled;
            return missing.then(Problem::required).into_iter().collect();
        }
        let mut found = self.faults_of_value(question, &cell.value, (item, budget));
        if let Some((formula, words)) = &question.constraint {
            let mut reading = self.reading(item, budget);
            reading.this = Some(cell);
            if formula.holds(&reading) == Some(false) {
                found.push(Problem::constraint(words));
            }
        }
        found
    }

    fn faults_of_value(
        &self,
        question: &Question,
        value: &Value,
        (item, budget): (usize, &Budget),
    ) -> Vec<Problem> {
        let fault = match (&question.kind, value) {
            (Kind::Text { chars_min, chars_max, pattern }, Value::Text(text)) => {
                let unfit = || pattern.as_ref().filter(|one| !one.fits(text));
                let unfit = || unfit().map(|one| Problem::pattern(one.message()));
                text_fault(text, *chars_min, *chars_max).or_else(unfit)
            }
            (Kind::Integer(span) | Kind::Decimal(span), value) => span_fault(span, value),
            (Kind::Choice(of), Value::Text(chosen)) => {
                (!self.is_offered(of, chosen, (item, budget))).then(Problem::not_offered)
            }
            (Kind::Choices { of, count_min, count_max }, Value::List(chosen)) => {
                let offered = |one: &Value| match one {
                    Value::Text(one) => self.is_offered(of, one, (item, budget)),
                    _ => false,
                };
                match chosen.len() {
                    count if count < *count_min => Some(Problem::too_few(*count_min)),
                    count if count > *count_max => Some(Problem::too_many(*count_max)),
                    _ => (!chosen.iter().all(offered)).then(Problem::not_offered),
                }
            }
            _ => None,
        };
        fault.into_iter().collect()
    }

    /// Whether a choice is in the list and has what the filter asks.
    fn is_offered(&self, of: &Choosing, value: &str, (item, budget): (usize, &Budget)) -> bool {
        let Some(list) = self.form.lists.get(of.list) else { return false };
        let Some(position) = list.by_value.get(value) else { return false };
        of.filter.iter().all(|(attribute, formula)| {
            let wanted = formula.value(&self.reading(item, budget)).written();
            let having = list.by_attribute.get(&(attribute.clone(), wanted));
            having.is_some_and(|having| having.binary_search(position).is_ok())
        })
    }

    /// The choices that a question offers, as places in its list.
    pub(in crate::forms) fn offered(&self, of: &Choosing, item: usize) -> Vec<usize> {
        let Some(list) = self.form.lists.get(of.list) else { return Vec::new() };
        let budget = Budget::full();
        let mut offered: Option<Vec<usize>> = None;
        for (attribute, formula) in &of.filter {
            let wanted = formula.value(&self.reading(item, &budget)).written();
            let having = list.by_attribute.get(&(attribute.clone(), wanted));
            let having = having.map(Vec::as_slice).unwrap_or_default();
            offered = Some(match offered {
                None => having.to_vec(),
                Some(mut left) => {
                    left.retain(|one| having.binary_search(one).is_ok());
                    left
                }
            });
        }
        offered.unwrap_or_else(|| (0..list.choices.len()).collect())
    }

    pub(in crate::forms) fn problems_of(&self, lines: &[Line], all: &mut Vec<ProblemAt>) {
        for line in lines {
            match line {
                Line::Question(slot) => self.problems_at(*slot, 0, None, all),
                Line::Repeat { repeat, lines } => self.problems_in(*repeat, lines, all),
                Line::Heading { .. } | Line::Text { .. } => {}
            }
        }
    }

    fn problems_in(&self, repeat: usize, lines: &[Line], all: &mut Vec<ProblemAt>) {
        let (Some(group), Some((_, problems))) =
            (self.form.repeats.get(repeat), self.groups.get(repeat))
        else {
            return;
        };
        let at = |problem: &Problem| ProblemAt {
            question: group.id.clone(),
            item: None,
            problem: problem.clone(),
        };
        all.extend(problems.iter().map(at));
        for (place, item) in self.answers.items(&group.id).iter().enumerate() {
            for line in lines {
                if let Line::Question(slot) = line {
                    self.problems_at(*slot, place, Some(&item.id), all);
                }
            }
        }
    }

    fn problems_at(&self, slot: usize, place: usize, item: Option<&str>, all: &mut Vec<ProblemAt>) {
        let Some(question) = self.form.questions.get(slot) else { return };
        let problems = self.outcome(slot, place).map(|outcome| outcome.problems.as_slice());
        all.extend(problems.unwrap_or_default().iter().map(|problem| ProblemAt {
            question: question.id.clone(),
            item: item.map(str::to_owned),
            problem: problem.clone(),
        }));
    }
}

/// How many pieces of evidence there are.
fn have(cell: &Cell) -> usize {
    let whole = match &cell.value {
        Value::Number(have) => have.as_whole(),
        _ => None,
    };
    whole.and_then(|have| usize::try_from(have).ok()).unwrap_or(0)
}

fn text_fault(text: &str, min: usize, max: usize) -> Option<Problem> {
    let chars = text.chars().count();
    if chars < min {
        return Some(Problem::too_short(min));
    }
    (chars > max).then(|| Problem::too_long(max))
}

fn span_fault(span: &Span, value: &Value) -> Option<Problem> {
    let Value::Number(number) = value else { return None };
    let small = span.min.filter(|min| number < min).map(Problem::too_small);
    small.or_else(|| span.max.filter(|max| number > max).map(Problem::too_large))
}
