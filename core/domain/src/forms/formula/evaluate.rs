//! Evaluating a formula: it always ends, never fails, and counts its steps.

use std::cell::Cell as Counter;
use std::sync::Arc;

use super::{Arithmetic, Comparison, Gather, Node, Search};
use crate::forms::number::Number;
use crate::forms::value::Value;
use crate::limits;

/// What a question holds in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// As formulas read it.
    pub(crate) value: Value,
    /// Whether it was answered, or reckoned.
    pub(crate) answered: bool,
}

/// The steps that are left.
#[derive(Debug)]
pub(crate) struct Budget(Counter<u64>);

impl Budget {
    /// All steps that one judging may take.
    pub(crate) fn full() -> Self {
        Self(Counter::new(limits::FORM_STEPS_MAX))
    }

    fn spend(&self, steps: usize) -> bool {
        let left = self.0.get().checked_sub(steps as u64);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Whether they were not enough.
    pub(crate) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// What a formula is evaluated on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// Every question's cells: one, or one for each item.
    pub(crate) cells: &'a [Vec<Cell>],
    /// Items of each repeat group.
    pub(crate) items: &'a [usize],
    /// The item that the formula stands in.
    pub(crate) item: usize,
    /// The answer that a constraint is about.
    pub(crate) this: Option<&'a Cell>,
    /// The date, as it is believed to be.
    pub(crate) today: &'a Value,
    /// The steps that are left.
    pub(crate) budget: &'a Budget,
}

impl Reading<'_> {
    fn cell(&self, node: &Node) -> Option<&Cell> {
        match node {
            Node::Answer { slot } => self.cells.get(*slot)?.first(),
            Node::OfItem { slot } => self.cells.get(*slot)?.get(self.item),
            Node::This => self.this,
            _ => None,
        }
    }

    pub(super) fn value(&self, node: &Node) -> Value {
        if !self.budget.spend(1) {
            return Value::None;
        }
        match node {
            Node::Constant(value) => value.clone(),
            Node::List(nodes) => Value::List(nodes.iter().map(|node| self.value(node)).collect()),
            Node::Answer { .. } | Node::OfItem { .. } | Node::This => {
                self.cell(node).map_or(Value::None, |cell| cell.value.clone())
            }
            Node::Column { slot } => self.column(*slot),
            Node::Items { repeat } => {
                let items = self.items.get(*repeat).copied();
                Value::Number(Number::count(items.unwrap_or(0)))
            }
            Node::Today => self.today.clone(),
            Node::Has(of) => Value::Bool(self.has(of)),
            Node::Not(of) => self.bool(of).map_or(Value::None, |yes| Value::Bool(!yes)),
            Node::And(left, right) => self.both(left, right, false),
            Node::Or(left, right) => self.both(left, right, true),
            Node::Choose(parts) => self.choose(parts),
            Node::Either(first, second) => {
                let value = self.value(first);
                if value.is_empty() { self.value(second) } else { value }
            }
            Node::Compare(how, left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                let reads = self.reads(bytes(&left).min(bytes(&right)));
                if reads { compare(*how, &left, &right) } else { Value::None }
            }
            Node::Join(left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                let reads = self.reads(bytes(&left).saturating_add(bytes(&right)));
                if reads { join(&left, &right) } else { Value::None }
            }
            Node::Among(member, list) => self.among(member, list),
            Node::Find(how, within, sought) => self.find(*how, within, sought),
            other => self.number(other).map_or_else(|| self.written(other), Value::Number),
        }
    }

    /// Spends what it takes to read a text through, however long: 256 bytes are a step.
    fn reads(&self, bytes: usize) -> bool {
        self.budget.spend(bytes / 256)
    }

    fn has(&self, of: &Node) -> bool {
        match self.cell(of) {
            Some(cell) => cell.answered,
            None => !self.value(of).is_empty(),
        }
    }

    fn column(&self, slot: usize) -> Value {
        let cells = self.cells.get(slot).map(Vec::as_slice).unwrap_or_default();
        if !self.budget.spend(cells.len()) {
            return Value::None;
        }
        let given = cells.iter().filter(|cell| cell.answered);
        Value::List(given.map(|cell| plain(&cell.value)).collect())
    }

    fn bool(&self, node: &Node) -> Option<bool> {
        match self.value(node) {
            Value::Bool(yes) => Some(yes),
            _ => None,
        }
    }

    /// One side decides if it can, whatever the other is.
    fn both(&self, left: &Node, right: &Node, decides: bool) -> Value {
        let left = self.bool(left);
        if left == Some(decides) {
            return Value::Bool(decides);
        }
        match (left, self.bool(right)) {
            (_, Some(right)) if right == decides => Value::Bool(decides),
            (Some(_), Some(_)) => Value::Bool(!decides),
            _ => Value::None,
        }
    }

    fn choose(&self, [condition, yes, no]: &[Node; 3]) -> Value {
        match self.bool(condition) {
            Some(true) => self.value(yes),
            Some(false) => self.value(no),
            None => Value::None,
        }
    }

    fn among(&self, member: &Node, list: &Node) -> Value {
        let (member, list) = (self.value(member), self.value(list));
        match (&member, list) {
            (Value::None, _) | (_, Value::None) => Value::None,
            (member, Value::List(members)) if self.budget.spend(members.len()) => {
                Value::Bool(members.contains(member))
            }
            _ => Value::None,
        }
    }

    fn find(&self, how: Search, within: &Node, sought: &Node) -> Value {
        let (Value::Text(within), Value::Text(sought)) = (self.value(within), self.value(sought))
        else {
            return Value::None;
        };
        if !self.reads(within.len()) {
            return Value::None;
        }
        Value::Bool(match how {
            Search::Contains => within.contains(&*sought),
            Search::Starts => within.starts_with(&*sought),
            Search::Ends => within.ends_with(&*sought),
        })
    }

    fn written(&self, node: &Node) -> Value {
        match node {
            Node::ToText(of) => {
                let value = self.value(of);
                if self.reads(bytes(&value)) { Value::text(&value.written()) } else { Value::None }
            }
            _ => Value::None,
        }
    }

    /// What only a number can come of.
    fn number(&self, node: &Node) -> Option<Number> {
        let of = |node: &Node| match self.value(node) {
            Value::Number(number) => Some(number),
            _ => None,
        };
        match node {
            Node::Negate(part) => of(part).map(Number::negated),
            Node::Reckon(how, left, right) => reckon(*how, of(left)?, of(right)?),
            Node::Size(part) => match self.value(part) {
                Value::Text(text) if self.reads(text.len()) => {
                    Some(Number::count(text.chars().count()))
                }
                Value::List(members) => Some(Number::count(members.len())),
                _ => None,
            },
            Node::Gather(how, part) => gather(*how, &self.value(part)),
            Node::Round(part, places) => of(part).map(|number| number.rounded(*places)),
            Node::Floor(part) => of(part).map(Number::floor),
            Node::Trunc(part) => of(part).map(Number::truncated),
            Node::ToNumber(part) => match self.value(part) {
                Value::Text(text) => Number::parse(&text),
                Value::Bool(yes) => Some(Number::count(usize::from(yes))),
                _ => None,
            },
            Node::Days(part) => match self.value(part) {
                Value::Text(text) => days(&text),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Bytes of a text; what is none is read at once.
fn bytes(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::List(members) => members.iter().map(bytes).sum(),
        _ => 0,
    }
}

/// A member of a column: yes and no are texts there.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(_) | Value::Text(_) => value.clone(),
        other => Value::text(&other.written()),
    }
}

fn reckon(how: Arithmetic, left: Number, right: Number) -> Option<Number> {
    match how {
        Arithmetic::Plus => left.plus(right),
        Arithmetic::Minus => left.minus(right),
        Arithmetic::Times => left.times(right),
        Arithmetic::Over => left.over(right),
        Arithmetic::Rest => left.rest(right),
    }
}

/// Nothing to add is 0; nothing to choose from is nothing.
fn gather(how: Gather, list: &Value) -> Option<Number> {
    let Value::List(members) = list else { return None };
    let mut numbers = members.iter().filter_map(|member| match member {
        Value::Number(number) => Some(*number),
        _ => None,
    });
    match how {
        Gather::Sum => numbers.try_fold(Number::default(), Number::plus),
        Gather::Least => numbers.min(),
        Gather::Most => numbers.max(),
    }
}

fn compare(how: Comparison, left: &Value, right: &Value) -> Value {
    let order = match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        _ => return Value::None,
    };
    // An empty text is neither before nor after another: dates that are not given compare with none.
    let open = |value: &Value| matches!(value, Value::Text(text) if text.is_empty());
    Value::Bool(match how {
        Comparison::Equal => order.is_eq(),
        Comparison::Differs => order.is_ne(),
        _ if open(left) || open(right) => return Value::None,
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::More => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    })
}

fn join(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Text(left), Value::Text(right))
            if left.len() + right.len() <= limits::FIELD_VALUE_BYTES_MAX =>
        {
            Value::Text(Arc::from(format!("{left}{right}")))
        }
        _ => Value::None,
    }
}

/// Days since 1970 of a date, or of the date in a date and time.
fn days(text: &str) -> Option<Number> {
    let date = chrono::NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
    Number::whole(date.signed_duration_since(chrono::NaiveDate::default()).num_days())
}
