//! Names and types of a guard, checked on its tree when a playbook is read: what passes here can
//! only fail at an order by a value that is not set, a number too large, or a field that holds
//! another type.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue, SelectExpr, operators};

use super::GuardError;
use super::inputs::{Record, record};
use crate::limits;
use crate::playbook::Playbook;
use crate::playbook::file::ValueType;

#[derive(Debug, Clone, PartialEq)]
enum Type {
    Bool,
    Int,
    Text,
    Record(&'static Record),
    List(Box<Type>),
    EmptyList,
    Audience(String),
}

impl Type {
    fn of(value: ValueType) -> Self {
        match value {
            ValueType::Boolean => Self::Bool,
            ValueType::Integer => Self::Int,
            ValueType::Text => Self::Text,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Bool => "yes/no".to_owned(),
            Self::Int => "number".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Record(record) => record.name.to_owned(),
            Self::List(of) => format!("list of {}", of.name()),
            Self::EmptyList => "list".to_owned(),
            Self::Audience(name) => name.clone(),
        }
    }
}

struct Checker<'a> {
    playbook: &'a Playbook,
    variables: BTreeSet<String>,
    bound: Vec<(String, Type)>,
    depth: usize,
}

type Answer = Result<Type, GuardError>;

/// The variables that a guard reads, if every name in it exists and its values go together.
pub(super) fn check(playbook: &Playbook, tree: &IdedExpr) -> Result<BTreeSet<String>, GuardError> {
    let mut checker = Checker { playbook, variables: BTreeSet::new(), bound: Vec::new(), depth: 0 };
    let found = checker.infer(tree)?;
    same(&found, &Type::Bool, "a guard")?;
    Ok(checker.variables)
}

fn wrong(what: &str, found: &Type, wanted: &str) -> GuardError {
    GuardError::Type(format!("{what} is {}, where {wanted} is needed", found.name()))
}

fn same(found: &Type, wanted: &Type, what: &str) -> Result<(), GuardError> {
    if found == wanted { Ok(()) } else { Err(wrong(what, found, &wanted.name())) }
}

impl Checker<'_> {
    fn infer(&mut self, tree: &IdedExpr) -> Answer {
        match &tree.expr {
            Expr::Literal(literal) => literal_type(literal),
            Expr::Ident(name) => self.variable(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => self.list(&list.elements),
            Expr::Comprehension(comprehension) => self.comprehension(comprehension),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                Err(GuardError::Type("guards have no maps".to_owned()))
            }
        }
    }

    fn variable(&mut self, name: &str) -> Answer {
        if let Some((_, found)) = self.bound.iter().rev().find(|(bound, _)| bound == name) {
            return Ok(found.clone());
        }
        let found = self.root(name)?;
        self.variables.insert(name.to_owned());
        Ok(found)
    }

    fn root(&self, name: &str) -> Answer {
        if let Some(record) = record(name) {
            let one = Type::Record(record);
            return Ok(if record.facts.is_some() { Type::List(Box::new(one)) } else { one });
        }
        if self.playbook.audiences().any(|audience| audience == name) {
            return Ok(Type::Audience(name.to_owned()));
        }
        Err(GuardError::UnknownVariable(name.to_owned()))
    }

    fn select(&mut self, select: &SelectExpr) -> Answer {
        let of = self.infer(&select.operand)?;
        let found = self.field(&of, &select.field)?;
        Ok(if select.test { Type::Bool } else { found })
    }

    fn field(&self, of: &Type, field: &str) -> Answer {
        let unknown =
            |name: &str| GuardError::UnknownField { of: name.into(), field: field.into() };
        match of {
            Type::Record(record) => {
                let found = record.fields.iter().find(|(name, _)| *name == field);
                found.map(|(_, value)| Type::of(*value)).ok_or_else(|| unknown(record.name))
            }
            Type::Audience(audience) => {
                let rule = self.playbook.field(field).filter(|rule| rule.audience == *audience);
                rule.map(|rule| Type::of(rule.value)).ok_or_else(|| unknown(audience))
            }
            other => Err(unknown(&other.name())),
        }
    }

    fn list(&mut self, elements: &[IdedExpr]) -> Answer {
        let mut members: Option<Type> = None;
        for element in elements {
            let found = self.infer(element)?;
            match &members {
                Some(first) => same(&found, first, "a member of the list")?,
                None => members = Some(found),
            }
        }
        Ok(members.map_or(Type::EmptyList, |of| Type::List(Box::new(of))))
    }

    fn comprehension(&mut self, walk: &ComprehensionExpr) -> Answer {
        let range = self.infer(&walk.iter_range)?;
        let Type::List(member) = range.clone() else {
            return Err(wrong("what is walked", &range, "a list"));
        };
        if self.root(&walk.iter_var).is_ok()
            || self.bound.iter().any(|(name, _)| *name == walk.iter_var)
        {
            let taken = format!("'{}' is a variable already", walk.iter_var);
            return Err(GuardError::Type(taken));
        }
        self.depth += 1;
        if self.depth > limits::GUARD_COMPREHENSION_DEPTH_MAX {
            let max = limits::GUARD_COMPREHENSION_DEPTH_MAX;
            return Err(GuardError::TooMuch { what: "lists walked in each other", max });
        }
        let mut sum = self.infer(&walk.accu_init)?;
        if sum == Type::EmptyList {
            sum = range;
        }
        self.bound.push((walk.iter_var.clone(), *member));
        self.bound.push((walk.accu_var.clone(), sum.clone()));
        self.infer(&walk.loop_cond)?;
        let step = self.infer(&walk.loop_step)?;
        same(&step, &sum, "what is asked of each member")?;
        let result = self.infer(&walk.result)?;
        self.bound.truncate(self.bound.len() - 2);
        self.depth -= 1;
        Ok(result)
    }

    fn call(&mut self, call: &CallExpr) -> Answer {
        let name = call.func_name.as_str();
        if let Some(target) = &call.target {
            return self.member_call(name, target, &call.args);
        }
        match (name, call.args.as_slice()) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR, [left, right]) => {
                self.each(&[left, right], &Type::Bool)
            }
            (operators::LOGICAL_NOT | operators::NOT_STRICTLY_FALSE, [of]) => {
                self.each(&[of], &Type::Bool)
            }
            (operators::NEGATE, [of]) => self.each(&[of], &Type::Int),
            (operators::CONDITIONAL, [condition, yes, no]) => self.choice(condition, yes, no),
            (operators::EQUALS | operators::NOT_EQUALS, [left, right]) => self.equal(left, right),
            (
                operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS,
                [left, right],
            ) => self.each(&[left, right], &Type::Int).map(|_| Type::Bool),
            (operators::ADD, [left, right]) => self.add(left, right),
            (
                operators::SUBSTRACT | operators::MULTIPLY | operators::DIVIDE | operators::MODULO,
                [left, right],
            ) => self.each(&[left, right], &Type::Int),
            (operators::IN, [member, list]) => self.member_of(member, list),
            (operators::INDEX, [of, at]) => self.index(of, at),
            ("size", [of]) => self.size(of),
            _ => Err(GuardError::UnknownFunction(name.to_owned())),
        }
    }

    fn member_call(&mut self, name: &str, target: &IdedExpr, args: &[IdedExpr]) -> Answer {
        match (name, args) {
            ("size", []) => self.size(target),
            ("contains" | "startsWith" | "endsWith", [of]) => {
                self.each(&[target, of], &Type::Text).map(|_| Type::Bool)
            }
            _ => Err(GuardError::UnknownFunction(name.to_owned())),
        }
    }

    fn each(&mut self, parts: &[&IdedExpr], wanted: &Type) -> Answer {
        for part in parts {
            let found = self.infer(part)?;
            same(&found, wanted, "a part")?;
        }
        Ok(wanted.clone())
    }

    fn choice(&mut self, condition: &IdedExpr, yes: &IdedExpr, no: &IdedExpr) -> Answer {
        self.each(&[condition], &Type::Bool)?;
        let found = self.infer(yes)?;
        let other = self.infer(no)?;
        same(&other, &found, "the other choice")?;
        Ok(found)
    }

    fn equal(&mut self, left: &IdedExpr, right: &IdedExpr) -> Answer {
        let found = self.infer(left)?;
        if !matches!(found, Type::Bool | Type::Int | Type::Text) {
            return Err(wrong("what is compared", &found, "a single value"));
        }
        self.each(&[right], &found)?;
        Ok(Type::Bool)
    }

    /// Numbers; and the list that a filter builds, which only its macro can write.
    fn add(&mut self, left: &IdedExpr, right: &IdedExpr) -> Answer {
        let found = self.infer(left)?;
        let built = matches!(&left.expr, Expr::Ident(name) if name.starts_with('@'));
        if found != Type::Int && !built {
            return Err(wrong("a part of the sum", &found, "a number"));
        }
        self.each(&[right], &found)
    }

    fn member_of(&mut self, member: &IdedExpr, list: &IdedExpr) -> Answer {
        match self.infer(list)? {
            Type::List(of) => self.each(&[member], &of).map(|_| Type::Bool),
            Type::Audience(audience) => {
                self.path(&audience, member)?;
                Ok(Type::Bool)
            }
            other => Err(wrong("what is searched", &other, "a list")),
        }
    }

    fn index(&mut self, of: &IdedExpr, at: &IdedExpr) -> Answer {
        match self.infer(of)? {
            Type::Audience(audience) => self.path(&audience, at),
            Type::List(member) => self.each(&[at], &Type::Int).map(|_| *member),
            other => Err(wrong("what is indexed", &other, "a list or an audience")),
        }
    }

    fn path(&mut self, audience: &str, path: &IdedExpr) -> Answer {
        match &path.expr {
            Expr::Literal(LiteralValue::String(path)) => {
                self.field(&Type::Audience(audience.to_owned()), path.inner())
            }
            _ => Err(GuardError::Type("a path must be written out".to_owned())),
        }
    }

    fn size(&mut self, of: &IdedExpr) -> Answer {
        match self.infer(of)? {
            Type::List(_) | Type::EmptyList | Type::Text => Ok(Type::Int),
            other => Err(wrong("what is counted", &other, "a list or a text")),
        }
    }
}

fn literal_type(literal: &LiteralValue) -> Answer {
    match literal {
        LiteralValue::Boolean(_) => Ok(Type::Bool),
        LiteralValue::Int(_) => Ok(Type::Int),
        LiteralValue::String(_) => Ok(Type::Text),
        _ => Err(GuardError::Type("guards know yes/no, whole numbers and texts".to_owned())),
    }
}
