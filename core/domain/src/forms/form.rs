//! A form that was read: its questions by slot, its lists of choices, its pages, its rules.

use std::collections::BTreeMap;

use super::formula::{Formula, Names};
use super::number::Number;
use super::pattern::Pattern;
use super::value::Type;
use crate::playbook::words::Words;

/// A form, ready to be judged.
#[derive(Debug, Clone)]
pub struct Form {
    pub(super) id: String,
    pub(super) name: Words,
    pub(super) questions: Vec<Question>,
    pub(super) repeats: Vec<Repeat>,
    pub(super) lists: Vec<ChoiceList>,
    pub(super) rules: Vec<Rule>,
    pub(super) pages: Vec<Page>,
    pub(super) names: Names,
    /// In which order questions get their values: each after all that it is made of.
    pub(super) order: Vec<usize>,
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What formulas and fields call it.
    pub id: String,
    /// What it asks; `${id}` in it stands for the answer to another question.
    pub title: Words,
    /// What helps to answer it.
    pub hint: Option<Words>,
    /// What its answers are.
    pub kind: Kind,
    /// The repeat group that it stands in.
    pub(super) repeat: Option<usize>,
    pub(super) required: Required,
    pub(super) calculate: Option<Formula>,
    pub(super) constraint: Option<(Formula, Words)>,
    pub(super) default: Option<String>,
    /// Every rule that it stands under: its own, its groups', its page's.
    pub(super) rules: Vec<usize>,
}

/// Whether a question must be answered.
#[derive(Debug, Clone)]
pub(super) enum Required {
    No,
    Yes,
    When(Formula),
}

/// What the answers to a question are.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A text.
    Text {
        /// Characters, at least.
        chars_min: usize,
        /// Characters, at most.
        chars_max: usize,
        /// What it has to match.
        pattern: Option<Box<Pattern>>,
    },
    /// A whole number.
    Integer(Span),
    /// A number.
    Decimal(Span),
    /// Yes or no.
    Boolean,
    /// A date, `2026-11-22`.
    Date,
    /// A time of day, `09:30`.
    Time,
    /// A date and a time of day, `2026-11-22T09:30`.
    DateTime,
    /// One of a list.
    Choice(Choosing),
    /// Some of a list.
    Choices {
        /// Of which.
        of: Choosing,
        /// How many, at least.
        count_min: usize,
        /// How many, at most.
        count_max: usize,
    },
    /// Facts of the order: how many there are.
    Evidence {
        /// Of which kind.
        of: EvidenceKind,
        /// What a photo shows, or as whom somebody signs.
        role: String,
        /// How many are needed.
        count: usize,
    },
}

/// Between what values a number may lie; both ends are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Not less.
    pub min: Option<Number>,
    /// Not more.
    pub max: Option<Number>,
}

/// Which list is chosen from, and what narrows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Choosing {
    pub(super) list: usize,
    /// Attributes that a choice must have, each with the formula of its value.
    pub(super) filter: Vec<(String, Formula)>,
}

/// What a question may ask to be captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceKind {
    /// Photographs of a role.
    Photo,
    /// A signature of a role.
    Signature,
    /// Scans of a code.
    Scan,
}

impl EvidenceKind {
    /// What forms and facts call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Signature => "signature",
            Self::Scan => "scan",
        }
    }
}

/// A group of questions that is answered several times.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// What formulas and fields call it.
    pub id: String,
    /// What it is a list of.
    pub title: Words,
    /// Items, at least.
    pub items_min: usize,
    /// Items, at most.
    pub items_max: usize,
    pub(super) questions: Vec<usize>,
    pub(super) rules: Vec<usize>,
}

/// A list of choices.
#[derive(Debug, Clone, Default)]
pub(super) struct ChoiceList {
    pub(super) choices: Vec<Choice>,
    pub(super) by_value: BTreeMap<String, usize>,
    /// Attribute and value to the choices that have it, in the order of the list.
    pub(super) by_attribute: BTreeMap<(String, String), Vec<usize>>,
}

/// A choice.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: Words,
}

/// What a rule does where its condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Show,
    Hide,
    Enable,
    Disable,
}

/// A rule of JSON Forms.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) effect: Effect,
    pub(super) condition: Formula,
    /// The repeat group in whose items it is asked.
    pub(super) repeat: Option<usize>,
}

/// A page.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) title: Words,
    pub(super) rules: Vec<usize>,
    pub(super) lines: Vec<Line>,
}

/// What stands on a page, from top to bottom.
#[derive(Debug, Clone)]
pub(super) enum Line {
    /// The heading of a group, at this depth from 1.
    Heading { words: Words, depth: usize, rules: Vec<usize> },
    /// A text to read.
    Text { words: Words, rules: Vec<usize> },
    /// A question.
    Question(usize),
    /// A repeat group, with what stands in each item.
    Repeat { repeat: usize, lines: Vec<Line> },
}

impl Form {
    /// Which form this is.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &Words {
        &self.name
    }

    /// Its questions, those of repeat groups among them.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Its repeat groups.
    #[must_use]
    pub fn repeats(&self) -> &[Repeat] {
        &self.repeats
    }

    /// How many choices all its lists have.
    #[must_use]
    pub fn choice_count(&self) -> usize {
        self.lists.iter().map(|list| list.choices.len()).sum()
    }

    /// How many pages it has, hidden ones among them.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The slot of a question.
    #[must_use]
    pub fn slot(&self, id: &str) -> Option<usize> {
        self.names.questions.get(id).map(|(slot, ..)| *slot)
    }

    /// The repeat group that a question stands in.
    #[must_use]
    pub fn repeat_of(&self, question: &Question) -> Option<&Repeat> {
        self.repeats.get(question.repeat?)
    }
}

impl Kind {
    /// What formulas read of it.
    #[must_use]
    pub fn reads_as(&self) -> Type {
        match self {
            Self::Integer(_) | Self::Decimal(_) | Self::Evidence { .. } => Type::Number,
            Self::Boolean => Type::Bool,
            Self::Choices { .. } => Type::Texts,
            Self::Text { .. } | Self::Date | Self::Time | Self::DateTime | Self::Choice(_) => {
                Type::Text
            }
        }
    }

    /// A stable short name, as shells know it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Integer(_) => "integer",
            Self::Decimal(_) => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "date_time",
            Self::Choice(_) => "choice",
            Self::Choices { .. } => "choices",
            Self::Evidence { .. } => "evidence",
        }
    }

    /// The list that it chooses from.
    pub(super) fn choosing(&self) -> Option<&Choosing> {
        match self {
            Self::Choice(of) | Self::Choices { of, .. } => Some(of),
            _ => None,
        }
    }
}
