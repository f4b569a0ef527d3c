//! The first pass: rules and values, in the order of the plan.

use super::{Evidence, Judged, Outcome};
use crate::forms::form::{Effect, Kind, Question};
use crate::forms::formula::{Budget, Cell};
use crate::forms::number::Number;
use crate::forms::value::Value;

impl Judged<'_> {
    pub(super) fn values(&mut self, evidence: &Evidence, budget: &Budget) {
        let form = self.form;
        for (slot, question) in form.questions.iter().enumerate() {
            let unset = Cell { value: Value::unset(question.kind.reads_as()), answered: false };
            let places = self.places(slot);
            self.cells.push(vec![unset; places]);
            self.outcomes.push(vec![Outcome::default(); places]);
        }
        self.rules = vec![Vec::new(); form.rules.len()];
        for slot in &form.order {
            let Some(question) = form.questions.get(*slot) else { continue };
            self.apply_rules(&question.rules, budget);
            for item in 0..self.places(*slot) {
                self.settle_place(*slot, question, item, (evidence, budget));
            }
        }
        // Rules of pages, headings and texts that stand over no question.
        let all: Vec<usize> = (0..form.rules.len()).collect();
        self.apply_rules(&all, budget);
    }

    /// Asks each rule once, when all that it reads is known.
    fn apply_rules(&mut self, rules: &[usize], budget: &Budget) {
        for at in rules {
            let Some(rule) = self.form.rules.get(*at) else { continue };
            if self.rules.get(*at).is_none_or(|known| !known.is_empty()) {
                continue;
            }
            let count = |repeat| self.item_counts.get(repeat).copied().unwrap_or(0);
            let places = rule.repeat.map_or(1, count);
            let holds = |item| rule.condition.holds(&self.reading(item, budget)) == Some(true);
            let held: Vec<bool> = (0..places).map(holds).collect();
            if let Some(known) = self.rules.get_mut(*at) {
                *known = held;
            }
        }
    }

    /// Whether what stands under these rules shows, and whether it may be answered.
    pub(in crate::forms) fn ruled(&self, rules: &[usize], item: usize) -> (bool, bool) {
        let (mut shown, mut enabled) = (true, true);
        for at in rules {
            let Some(rule) = self.form.rules.get(*at) else { continue };
            let place = if rule.repeat.is_some() { item } else { 0 };
            let known = self.rules.get(*at).and_then(|known| known.get(place));
            let holds = known.copied().unwrap_or(false);
            match rule.effect {
                Effect::Show => shown &= holds,
                Effect::Hide => shown &= !holds,
                Effect::Enable => enabled &= holds,
                Effect::Disable => enabled &= !holds,
            }
        }
        (shown, enabled)
    }

    fn settle_place(
        &mut self,
        slot: usize,
        question: &Question,
        item: usize,
        (evidence, budget): (&Evidence, &Budget),
    ) {
        let (shown, enabled) = self.ruled(&question.rules, item);
        let mut outcome = Outcome { shown, enabled, ..Outcome::default() };
        let mut cell = None;
        if let (true, Some(formula)) = (shown, &question.calculate) {
            let value = formula.value(&self.reading(item, budget));
            cell = Some(reckoned(&question.kind, value));
            outcome.enabled = false;
        } else if shown {
            match self.given(question, item).map(|text| question.kind.value(text)) {
                Some(Ok(value)) => cell = Some(answered(question, value, evidence)),
                Some(Err(problem)) => outcome.problems.push(problem),
                None => cell = without_answer(question, evidence),
            }
        }
        if let Some(place) = self.outcomes.get_mut(slot).and_then(|places| places.get_mut(item)) {
            *place = outcome;
        }
        let place = self.cells.get_mut(slot).and_then(|places| places.get_mut(item));
        if let (Some(place), Some(cell)) = (place, cell) {
            *place = cell;
        }
    }

    /// The answer that is kept, or the default.
    pub(in crate::forms) fn given<'s>(
        &'s self,
        question: &'s Question,
        item: usize,
    ) -> Option<&'s str> {
        let kept = match self.form.repeat_of(question) {
            None => self.answers.single.get(&question.id),
            Some(repeat) => {
                let item = self.answers.items(&repeat.id).get(item);
                item.and_then(|item| item.answers.get(&question.id))
            }
        };
        let kept = kept.map(String::as_str).filter(|text| !text.trim().is_empty());
        kept.or(question.default.as_deref())
    }
}

/// Evidence is a number: in a repeat group how many of the named facts there are, elsewhere all of
/// its role.
fn answered(question: &Question, value: Value, evidence: &Evidence) -> Cell {
    let Kind::Evidence { of, role, .. } = &question.kind else {
        let answered = !value.is_empty();
        return Cell { value, answered };
    };
    let facts = evidence.facts(*of, role);
    let is_known = |id: &&Value| match id {
        Value::Text(id) => facts.iter().any(|fact| **fact == **id),
        _ => false,
    };
    let named = match &value {
        Value::List(ids) => ids.iter().filter(is_known).count(),
        _ => 0,
    };
    counted(if question.repeat.is_some() { named } else { facts.len() })
}

/// Outside of repeat groups every fact of the role counts without being named.
fn without_answer(question: &Question, evidence: &Evidence) -> Option<Cell> {
    let Kind::Evidence { of, role, .. } = &question.kind else { return None };
    Some(counted(if question.repeat.is_some() { 0 } else { evidence.facts(*of, role).len() }))
}

fn counted(count: usize) -> Cell {
    Cell { value: Value::Number(Number::count(count)), answered: count > 0 }
}

/// What a calculation gave, as its question holds it: whole numbers are rounded.
fn reckoned(kind: &Kind, value: Value) -> Cell {
    let value = match (kind, value) {
        (Kind::Integer(_), Value::Number(number)) => Value::Number(number.rounded(0)),
        (_, value) => value,
    };
    let answered = !value.is_empty();
    let value = if value == Value::None { Value::unset(kind.reads_as()) } else { value };
    Cell { value, answered }
}
