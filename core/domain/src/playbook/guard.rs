//! Conditions on orders in CEL, fenced: what cannot be bounded is refused when a playbook is read,
//! and evaluating what is left can neither overflow a stack, run long, nor read a clock.
//!
//! The text is scanned ([`scan`]: size, nesting, signs, functions) before the parser sees it; the
//! tree is checked for names and types ([`types`]); its steps are counted against the order's real
//! lists ([`cost`]) before it runs. Inputs that whoever judges may not see are unknown, which is
//! neither true nor false.

mod cost;
mod inputs;
pub(crate) mod scan;
mod types;

use crate::sorting::CollectSmall as _;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use cel::{Context, Env, IdedExpr, Value};

use super::Playbook;
use super::view::{Actor, OrderView, TransitionRequest};
use super::words::Words;
use crate::limits;

use inputs::Inputs;

/// Why a guard cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuardError {
    /// Longer than [`limits::GUARD_BYTES_MAX`].
    #[error("{0} bytes, more than {max}", max = limits::GUARD_BYTES_MAX)]
    TooLong(usize),
    /// Nested or strung together beyond the limits.
    #[error("more {what} than {max}")]
    TooMuch {
        /// Of what.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// A sign or literal that guards do not use.
    #[error("{what} at character {at} is not used in guards")]
    NotUsed {
        /// What stands there.
        what: String,
        /// Place in the text, in characters from 1.
        at: usize,
    },
    /// The parser does not understand it.
    #[error("not an expression: {0}")]
    Parse(String),
    /// A variable that no guard has.
    #[error("there is no variable '{0}'")]
    UnknownVariable(String),
    /// A field that the playbook or the record has not.
    #[error("'{of}' has no field '{field}'")]
    UnknownField {
        /// The variable.
        of: String,
        /// The field.
        field: String,
    },
    /// A function that guards may not call.
    #[error("there is no function '{0}'")]
    UnknownFunction(String),
    /// Values that do not go together.
    #[error("{0}")]
    Type(String),
}

impl GuardError {
    /// A stable short code, as the vectors have it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong(_) => "too_long",
            Self::TooMuch { .. } => "too_much",
            Self::NotUsed { .. } => "not_used",
            Self::Parse(_) => "parse",
            Self::UnknownVariable(_) => "unknown_variable",
            Self::UnknownField { .. } => "unknown_field",
            Self::UnknownFunction(_) => "unknown_function",
            Self::Type(_) => "type",
        }
    }

    /// The error for whoever edits the playbook.
    #[must_use]
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::TooLong(bytes) => format!("长 {bytes} 字节,超过 {}", limits::GUARD_BYTES_MAX),
            Self::TooMuch { what, max } => format!("{what} 超过 {max}"),
            Self::NotUsed { what, at } => format!("第 {at} 个字符处的 {what} 不可用于条件"),
            Self::Parse(why) => format!("不是表达式:{why}"),
            Self::UnknownVariable(name) => format!("没有变量“{name}”"),
            Self::UnknownField { of, field } => format!("“{of}”没有字段“{field}”"),
            Self::UnknownFunction(name) => format!("没有函数“{name}”"),
            Self::Type(why) => format!("类型不符:{why}"),
        };
        Words::new(zh, self.to_string())
    }
}

/// What a guard says of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// It depends on audiences that whoever asks does not hold.
    Unknown(BTreeSet<String>),
    /// Evaluating it failed: it does not hold, for this reason.
    Failed(String),
}

impl Truth {
    /// A stable short code, as the vectors have it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown(_) => "unknown",
            Self::Failed(_) => "failed",
        }
    }

    /// The audiences that it depends on and whoever asks does not hold.
    pub fn audiences(&self) -> impl Iterator<Item = &str> {
        let audiences = match self {
            Self::Unknown(audiences) => Some(audiences),
            _ => None,
        };
        audiences.into_iter().flatten().map(String::as_str)
    }
}

/// A guard that was checked.
#[derive(Debug, Clone)]
pub struct Guard {
    text: String,
    tree: IdedExpr,
    variables: BTreeSet<String>,
}

static ENV: LazyLock<Arc<Env>> =
    LazyLock::new(|| Arc::new(Env::stdlib().with_optional_support(false)));

impl Guard {
    /// Checks a guard of a playbook and keeps its tree.
    pub fn compile(playbook: &Playbook, text: &str) -> Result<Self, GuardError> {
        scan::check(text)?;
        let tree = parse(text)?;
        let variables = types::check(playbook, &tree)?;
        Ok(Self { text: text.to_owned(), tree, variables })
    }

    /// The text that it was compiled from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The audiences that it reads.
    #[must_use]
    pub fn audiences<'a>(&self, playbook: &'a Playbook) -> BTreeSet<&'a str> {
        let variables = self.variables.iter();
        variables.filter_map(|name| inputs::audience(playbook, name)).collect_set()
    }

    /// What it says of an order, an actor and a request.
    #[must_use]
    pub fn evaluate(
        &self,
        playbook: &Playbook,
        view: &OrderView,
        request: &TransitionRequest,
        actor: &Actor,
    ) -> Truth {
        let inputs = Inputs { playbook, view, request, actor };
        if let Some(root) = inputs.longest_list(&self.variables) {
            return Truth::Failed(format!("'{root}' has more members than a guard may walk"));
        }
        let steps = cost::steps(&self.tree, &inputs);
        if steps > limits::GUARD_STEPS_MAX {
            return Truth::Failed(format!("it would take {steps} steps, too many"));
        }
        let mut context = Context::with_env(Arc::clone(&ENV));
        for name in &self.variables {
            if let Some(value) = inputs.value(name) {
                context.add_variable_from_value(name.as_str(), value);
            }
        }
        let answer = catch_unwind(AssertUnwindSafe(|| Value::resolve(&self.tree, &context)));
        match answer {
            Ok(Ok(Value::Bool(true))) => Truth::Yes,
            Ok(Ok(Value::Bool(false))) => Truth::No,
            Ok(Ok(_)) => Truth::Failed("it is neither true nor false".to_owned()),
            Ok(Err(error)) => self.failed(&inputs, &error),
            Err(_) => Truth::Failed("the evaluator stopped".to_owned()),
        }
    }

    /// An error is the answer only if it can not come from an input that is unknown here.
    fn failed(&self, inputs: &Inputs<'_>, error: &cel::ExecutionError) -> Truth {
        let unseen = inputs.unseen(&self.variables);
        if !unseen.is_empty() {
            return Truth::Unknown(unseen);
        }
        Truth::Failed(match error {
            cel::ExecutionError::NoSuchKey(key) => format!("'{key}' has no value"),
            cel::ExecutionError::DivisionByZero(_) => "division by zero".to_owned(),
            cel::ExecutionError::RemainderByZero(_) => "division by zero".to_owned(),
            cel::ExecutionError::Overflow(..) => "a number is too large".to_owned(),
            cel::ExecutionError::IndexOutOfBounds(_) => "there is no such member".to_owned(),
            // The other errors print the values, which may be somebody's address.
            _ => "a value has another type than the playbook says".to_owned(),
        })
    }
}

/// The tree of a text that passed its fence.
pub(crate) fn parse(text: &str) -> Result<IdedExpr, GuardError> {
    let parser = ENV.parser().max_recursion_depth(32).error_recovery_limit(4);
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(text)));
    match parsed {
        Ok(Ok(tree)) => Ok(tree),
        Ok(Err(errors)) => {
            let first = errors.errors.first().map(|error| error.msg.clone());
            Err(GuardError::Parse(first.unwrap_or_default()))
        }
        Err(_) => Err(GuardError::Parse("the parser stopped".to_owned())),
    }
}

#[cfg(test)]
mod tests;
