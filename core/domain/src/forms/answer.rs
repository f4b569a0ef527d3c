//! Answers as they are kept: texts in fields, one for each question, with a stable id for each item
//! of a repeat group.
//!
//! `a/<form>/<question>` holds an answer, `a/<form>/<question>/<item>` that of an item, and
//! `a/<form>/<repeat>/<item>` says that the item is there, by a number after which items are
//! sorted. Item ids are random, so that two phones that add an item each have added two. A cleared
//! field is no answer, a cleared item is taken out. `a/<form>/exception` holds the reason for which
//! the form may stay incomplete.

use crate::sorting::SortSmall as _;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::form::{Form, Kind};
use super::number::Number;
use super::problem::Problem;
use super::value::Value;
use crate::limits;
use crate::playbook::Playbook;
use crate::playbook::view::Scalar;
use crate::playbook::words::Words;

/// Where all answers stand.
pub const ANSWERS: &str = "a/";
/// In the place of a question: the reason for which the form may stay incomplete.
pub const EXCEPTION: &str = "exception";
/// What no question may be called: the exception's place, and words of CEL.
pub(super) const RESERVED: [&str; 22] = [
    EXCEPTION,
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "package",
    "namespace",
    "null",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// The answers to one form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// By question.
    pub(super) single: BTreeMap<String, String>,
    /// By repeat group, in the order of the items.
    pub(super) items: BTreeMap<String, Vec<Item>>,
    /// The reason for which it may stay incomplete.
    pub(super) exception: Option<String>,
}

/// One item of a repeat group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its stable id.
    pub id: String,
    /// After which items are sorted.
    pub(super) place: u64,
    pub(super) answers: BTreeMap<String, String>,
}

/// The path of an answer, or of a repeat group's item.
#[must_use]
pub fn path(form: &str, question: &str, item: Option<&str>) -> String {
    match item {
        None => format!("{ANSWERS}{form}/{question}"),
        Some(item) => format!("{ANSWERS}{form}/{question}/{item}"),
    }
}

/// Whether a text may be the id of an item: small letters and digits.
#[must_use]
pub fn is_item_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !text.is_empty() && text.len() <= limits::ITEM_ID_BYTES_MAX && text.bytes().all(plain)
}

impl Answers {
    /// The answers among the fields of an order's audience, by their paths. What the form does not
    /// ask is passed over.
    #[must_use]
    pub fn of_fields(form: &Form, fields: &BTreeMap<String, Scalar>) -> Self {
        let prefix = format!("{ANSWERS}{}/", form.id());
        let mut answers = Self::default();
        let mut loose: BTreeMap<(&str, &str), &Scalar> = BTreeMap::new();
        let own = fields.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        for (path, value) in own {
            let rest = path.get(prefix.len()..).unwrap_or_default();
            match rest.split_once('/') {
                None if rest == EXCEPTION => answers.exception = Some(text(value)),
                None => drop(answers.single.insert(rest.to_owned(), text(value))),
                Some((question, item)) => drop(loose.insert((question, item), value)),
            }
        }
        for repeat in form.repeats() {
            let marks = loose.range((repeat.id.as_str(), "")..);
            let marks = marks.take_while(|((id, _), _)| *id == repeat.id);
            let marks = marks.filter(|((_, item), _)| is_item_id(item));
            let mut items: Vec<Item> = marks
                .map(|((_, item), value)| Item {
                    id: (*item).to_owned(),
                    place: text(value).parse().unwrap_or(u64::MAX),
                    answers: BTreeMap::new(),
                })
                .collect();
            items.sort_small_by(|one, other| (one.place, &one.id).cmp(&(other.place, &other.id)));
            items.truncate(limits::REPEAT_ITEMS_MAX);
            for item in &mut items {
                for slot in &repeat.questions {
                    let Some(question) = form.questions.get(*slot) else { continue };
                    if let Some(value) = loose.get(&(question.id.as_str(), item.id.as_str())) {
                        item.answers.insert(question.id.clone(), text(value));
                    }
                }
            }
            answers.items.insert(repeat.id.clone(), items);
        }
        answers
    }

    /// The items of a repeat group.
    #[must_use]
    pub fn items(&self, repeat: &str) -> &[Item] {
        self.items.get(repeat).map(Vec::as_slice).unwrap_or_default()
    }

    /// The number after which the next item of a repeat group is sorted.
    #[must_use]
    pub fn next_place(&self, repeat: &str) -> u64 {
        let places = self.items(repeat).iter().map(|item| item.place);
        places.filter(|place| *place < u64::MAX).max().map_or(1, |last| last.saturating_add(1))
    }

    /// The reason for which the form may stay incomplete.
    #[must_use]
    pub fn exception(&self) -> Option<&str> {
        self.exception.as_deref()
    }
}

/// What people call an answer by its path: the form and the question.
#[must_use]
pub(crate) fn name(playbook: &Playbook, path: &str) -> Option<Words> {
    let (form, rest) = path.strip_prefix(ANSWERS)?.split_once('/')?;
    let form = playbook.form(form)?;
    let id = rest.split_once('/').map_or(rest, |(question, _)| question);
    let question = form.questions.iter().find(|question| question.id == id);
    let repeat = form.repeats.iter().find(|repeat| repeat.id == id);
    let title = match (question, repeat) {
        (Some(question), _) => question.title.clone(),
        (None, Some(repeat)) => repeat.title.clone(),
        (None, None) if id == EXCEPTION => Words::new("未填完的原因", "why it is incomplete"),
        (None, None) => return None,
    };
    Some(Words::new(
        format!("{}·{}", form.name.zh, title.zh),
        format!("{}: {}", form.name.en, title.en),
    ))
}

fn text(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Boolean(yes) => yes.to_string(),
    }
}

impl Kind {
    /// An answer as formulas read it.
    ///
    /// # Errors
    /// It is not of the question's type.
    pub(super) fn value(&self, answer: &str) -> Result<Value, Problem> {
        let date = |format: &str| {
            let found = chrono::NaiveDateTime::parse_from_str(answer, format);
            found.map(|_| Value::text(answer)).map_err(|_| ())
        };
        let value = match self {
            Self::Text { .. } => Ok(Value::text(answer)),
            Self::Choice(_) if !answer.contains(char::is_whitespace) => Ok(Value::text(answer)),
            Self::Choice(_) => Err(()),
            Self::Integer(_) => {
                let number = Number::parse(answer).filter(|number| number.is_whole());
                number.map(Value::Number).ok_or(())
            }
            Self::Decimal(_) => Number::parse(answer).map(Value::Number).ok_or(()),
            Self::Boolean => match answer {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(()),
            },
            Self::Date if answer.len() == 10 => {
                match chrono::NaiveDate::parse_from_str(answer, "%Y-%m-%d") {
                    Ok(_) => Ok(Value::text(answer)),
                    Err(_) => Err(()),
                }
            }
            Self::Time if answer.len() == 5 => {
                match chrono::NaiveTime::parse_from_str(answer, "%H:%M") {
                    Ok(_) => Ok(Value::text(answer)),
                    Err(_) => Err(()),
                }
            }
            Self::DateTime if answer.len() == 16 => date("%Y-%m-%dT%H:%M"),
            Self::Date | Self::Time | Self::DateTime => Err(()),
            Self::Choices { .. } | Self::Evidence { .. } => Ok(several(answer)),
        };
        value.map_err(|()| Problem::wrong_type(self))
    }
}

/// Several values, each once, in the order in which they were given.
fn several(answer: &str) -> Value {
    let mut seen = BTreeSet::new();
    let parts = answer.split_whitespace().filter(|part| seen.insert(*part));
    let values: Vec<Value> = parts.map(Value::text).collect();
    Value::List(Arc::from(values))
}
