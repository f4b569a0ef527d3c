//! Formulas: CEL within the fence of guards, with the questions of a form in the place of an order.
//!
//! `a.x` is the answer to question `x`, `a.parts.price` the answers to `price` in all items of the
//! repeat group `parts`, `size(a.parts)` how many items there are; `item.price` is this item's, and
//! `this` the answer that a constraint is about. The text passes the guards' scan and parser; the
//! tree becomes a smaller one of slots and types, so that judging neither looks up names nor fails
//! by a type. A number that is not given has no value, and neither has what is reckoned from it.

mod build;
mod calls;
mod evaluate;

use std::collections::{BTreeMap, BTreeSet};

use super::number::Number;
use super::value::{Type, Value};
use crate::limits;
use crate::playbook::guard::scan::{Fence, check_within};
use crate::playbook::guard::{GuardError, parse};

pub(crate) use evaluate::{Budget, Cell, Reading};

/// What a formula may call.
const FUNCTIONS: [&str; 15] = [
    "has",
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "sum",
    "min",
    "max",
    "round",
    "floor",
    "number",
    "text",
    "days",
    "coalesce",
    "trunc",
];

const FENCE: Fence = Fence {
    functions: &FUNCTIONS,
    decimals: true,
    tokens_max: limits::FORMULA_TOKENS_MAX,
    nesting_max: limits::GUARD_NESTING_MAX,
    choices_max: limits::FORMULA_CHOICES_MAX,
};

/// A formula that was checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Formula {
    pub(super) node: Node,
    /// The type of what it gives.
    pub(super) gives: Type,
    /// The questions that it reads, by slot.
    pub(super) reads: BTreeSet<usize>,
}

/// The names that formulas of a form can use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// Questions: slot, type, the repeat group they stand in.
    pub(super) questions: BTreeMap<String, (usize, Type, Option<usize>)>,
    /// Repeat groups.
    pub(super) repeats: BTreeMap<String, usize>,
}

/// Where a formula stands.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    /// In the items of this repeat group.
    pub(super) repeat: Option<usize>,
    /// At a question of this type, whose answer is `this`.
    pub(super) this: Option<Type>,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Differs,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// What is reckoned from two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Over,
    Rest,
}

/// What is looked for in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    Contains,
    Starts,
    Ends,
}

/// What is made of a list of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gather {
    Sum,
    Least,
    Most,
}

/// A formula's tree.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Constant(Value),
    List(Vec<Node>),
    Answer { slot: usize },
    OfItem { slot: usize },
    Column { slot: usize },
    Items { repeat: usize },
    This,
    Today,
    Has(Box<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Choose(Box<[Node; 3]>),
    Compare(Comparison, Box<Node>, Box<Node>),
    Reckon(Arithmetic, Box<Node>, Box<Node>),
    Join(Box<Node>, Box<Node>),
    Among(Box<Node>, Box<Node>),
    Find(Search, Box<Node>, Box<Node>),
    Size(Box<Node>),
    Gather(Gather, Box<Node>),
    Round(Box<Node>, usize),
    Floor(Box<Node>),
    Trunc(Box<Node>),
    ToNumber(Box<Node>),
    ToText(Box<Node>),
    Days(Box<Node>),
    Either(Box<Node>, Box<Node>),
}

impl Formula {
    /// Checks a formula: its size, its names, its types.
    pub(crate) fn compile(
        text: &str,
        names: &Names,
        place: Place,
        wanted: Option<Type>,
    ) -> Result<Self, GuardError> {
        if text.len() > limits::FORMULA_BYTES_MAX {
            return Err(GuardError::TooMuch { what: "bytes", max: limits::FORMULA_BYTES_MAX });
        }
        check_within(text, &FENCE)?;
        let tree = parse(text)?;
        let mut build = build::Build { names, place, reads: BTreeSet::new() };
        let (node, gives) = build.node(&tree)?;
        if let Some(wanted) = wanted.filter(|wanted| *wanted != gives) {
            return Err(build::wrong("the formula", gives, wanted.name()));
        }
        Ok(Self { node, gives, reads: build.reads })
    }

    /// A formula of our own making, for a condition that is written as a schema.
    pub(super) fn of(node: Node, reads: BTreeSet<usize>) -> Self {
        Self { node, gives: Type::Bool, reads }
    }

    /// What it gives; nothing where it needs a number that is not given.
    pub(crate) fn value(&self, reading: &Reading<'_>) -> Value {
        reading.value(&self.node)
    }

    /// Whether it holds; `None` where that cannot be said.
    pub(crate) fn holds(&self, reading: &Reading<'_>) -> Option<bool> {
        match self.value(reading) {
            Value::Bool(holds) => Some(holds),
            _ => None,
        }
    }
}

impl Node {
    /// A constant number.
    pub(super) fn number(number: Number) -> Self {
        Self::Constant(Value::Number(number))
    }
}

#[cfg(test)]
mod tests;
