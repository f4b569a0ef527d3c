//! From the parser's tree to a formula's: names become slots, and every part has one type.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue, SelectExpr, operators};

use super::{Arithmetic, Comparison, Names, Node, Place};
use crate::forms::number::Number;
use crate::forms::value::{Type, Value};
use crate::playbook::guard::GuardError;

/// A part and its type.
pub(super) type Built = Result<(Node, Type), GuardError>;

pub(super) struct Build<'a> {
    pub(super) names: &'a Names,
    pub(super) place: Place,
    pub(super) reads: BTreeSet<usize>,
}

pub(super) fn wrong(what: &str, found: Type, wanted: &str) -> GuardError {
    GuardError::Type(format!("{what} is {}, where {wanted} is needed", found.name()))
}

fn unsupported(what: &str) -> GuardError {
    GuardError::Type(format!("formulas have no {what}"))
}

impl Build<'_> {
    pub(super) fn node(&mut self, tree: &IdedExpr) -> Built {
        match &tree.expr {
            Expr::Literal(literal) => constant(literal),
            Expr::Ident(name) => self.variable(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => self.list(&list.elements),
            _ => Err(unsupported("maps and no walks over lists")),
        }
    }

    fn variable(&mut self, name: &str) -> Built {
        match (name, self.place.this) {
            ("this", Some(of)) => Ok((Node::This, of)),
            ("today", _) => Ok((Node::Today, Type::Text)),
            _ => Err(GuardError::UnknownVariable(name.to_owned())),
        }
    }

    fn select(&mut self, select: &SelectExpr) -> Built {
        let (node, of) = self.answer(select)?;
        Ok(match select.test {
            true => (Node::Has(Box::new(node)), Type::Bool),
            false => (node, of),
        })
    }

    fn answer(&mut self, select: &SelectExpr) -> Built {
        let unknown = || GuardError::UnknownField {
            of: root(&select.operand).to_owned(),
            field: select.field.clone(),
        };
        let found = self.names.questions.get(&select.field).copied();
        let (slot, of, repeat) = found.ok_or_else(unknown)?;
        let built = match &select.operand.expr {
            Expr::Ident(name) if name == "a" && repeat.is_none() => (Node::Answer { slot }, of),
            Expr::Ident(name)
                if name == "item" && repeat.is_some() && repeat == self.place.repeat =>
            {
                (Node::OfItem { slot }, of)
            }
            Expr::Select(group) if root(&group.operand) == "a" => {
                let group = self.names.repeats.get(&group.field).copied();
                let column = match of {
                    Type::Number => Type::Numbers,
                    _ => Type::Texts,
                };
                if group.is_none() || group != repeat {
                    return Err(unknown());
                }
                (Node::Column { slot }, column)
            }
            _ => return Err(unknown()),
        };
        self.reads.insert(slot);
        Ok(built)
    }

    fn list(&mut self, elements: &[IdedExpr]) -> Built {
        let (mut nodes, mut of) = (Vec::new(), Type::Text);
        for (position, element) in elements.iter().enumerate() {
            let (node, found) = self.node(element)?;
            if position > 0 && found != of {
                return Err(wrong("a member of the list", found, of.name()));
            }
            of = found;
            nodes.push(node);
        }
        match of {
            Type::Text => Ok((Node::List(nodes), Type::Texts)),
            Type::Number => Ok((Node::List(nodes), Type::Numbers)),
            other => Err(wrong("a member of the list", other, "a text or a number")),
        }
    }

    fn call(&mut self, call: &CallExpr) -> Built {
        let name = call.func_name.as_str();
        if let Some(target) = &call.target {
            return self.of_target(name, target, &call.args);
        }
        match (name, call.args.as_slice()) {
            (operators::LOGICAL_AND, [left, right]) => {
                let (left, right) = self.pair(left, right, Type::Bool)?;
                Ok((Node::And(left, right), Type::Bool))
            }
            (operators::LOGICAL_OR, [left, right]) => {
                let (left, right) = self.pair(left, right, Type::Bool)?;
                Ok((Node::Or(left, right), Type::Bool))
            }
            (operators::LOGICAL_NOT, [of]) => {
                Ok((Node::Not(self.typed(of, Type::Bool)?), Type::Bool))
            }
            (operators::NEGATE, [of]) => {
                Ok((Node::Negate(self.typed(of, Type::Number)?), Type::Number))
            }
            (operators::CONDITIONAL, [condition, yes, no]) => self.choose(condition, yes, no),
            (operators::ADD, [left, right]) => self.add(left, right),
            (operators::IN, [member, list]) => self.among(member, list),
            (_, [left, right]) => match (arithmetic(name), comparison(name)) {
                (Some(how), _) => {
                    let (left, right) = self.pair(left, right, Type::Number)?;
                    Ok((Node::Reckon(how, left, right), Type::Number))
                }
                (None, Some(how)) => self.compare(how, left, right),
                (None, None) => self.function(name, &call.args),
            },
            _ => self.function(name, &call.args),
        }
    }

    pub(super) fn typed(&mut self, tree: &IdedExpr, wanted: Type) -> Result<Box<Node>, GuardError> {
        let (node, found) = self.node(tree)?;
        if found == wanted {
            Ok(Box::new(node))
        } else {
            Err(wrong("a part", found, wanted.name()))
        }
    }

    pub(super) fn pair(
        &mut self,
        left: &IdedExpr,
        right: &IdedExpr,
        wanted: Type,
    ) -> Result<(Box<Node>, Box<Node>), GuardError> {
        Ok((self.typed(left, wanted)?, self.typed(right, wanted)?))
    }

    fn choose(&mut self, condition: &IdedExpr, yes: &IdedExpr, no: &IdedExpr) -> Built {
        let condition = *self.typed(condition, Type::Bool)?;
        let (yes, of) = self.node(yes)?;
        let no = *self.typed(no, of)?;
        Ok((Node::Choose(Box::new([condition, yes, no])), of))
    }

    fn add(&mut self, left: &IdedExpr, right: &IdedExpr) -> Built {
        let (left, of) = self.node(left)?;
        let left = Box::new(left);
        match of {
            Type::Number => {
                let right = self.typed(right, of)?;
                Ok((Node::Reckon(Arithmetic::Plus, left, right), of))
            }
            Type::Text => Ok((Node::Join(left, self.typed(right, of)?), of)),
            other => Err(wrong("a part of the sum", other, "a number or a text")),
        }
    }

    fn among(&mut self, member: &IdedExpr, list: &IdedExpr) -> Built {
        let (list, of) = self.node(list)?;
        let member = match of {
            Type::Texts => self.typed(member, Type::Text)?,
            Type::Numbers => self.typed(member, Type::Number)?,
            other => return Err(wrong("what is searched", other, "a list")),
        };
        Ok((Node::Among(member, Box::new(list)), Type::Bool))
    }

    fn compare(&mut self, how: Comparison, left: &IdedExpr, right: &IdedExpr) -> Built {
        let (left, of) = self.node(left)?;
        let orders = !matches!(how, Comparison::Equal | Comparison::Differs);
        if matches!(of, Type::Texts | Type::Numbers) || (orders && of == Type::Bool) {
            return Err(wrong("what is compared", of, "a single value"));
        }
        let right = self.typed(right, of)?;
        Ok((Node::Compare(how, Box::new(left), right), Type::Bool))
    }

    /// The repeat group that a tree names: `a.parts`.
    pub(super) fn group(&self, tree: &IdedExpr) -> Option<usize> {
        let Expr::Select(select) = &tree.expr else { return None };
        let named = root(&select.operand) == "a" && !select.test;
        named.then(|| self.names.repeats.get(&select.field).copied()).flatten()
    }
}

fn root(tree: &IdedExpr) -> &str {
    match &tree.expr {
        Expr::Ident(name) => name,
        _ => "",
    }
}

fn constant(literal: &LiteralValue) -> Built {
    let too_large = || GuardError::Type("a number is too large".to_owned());
    Ok(match literal {
        LiteralValue::Boolean(yes) => (Node::Constant(Value::Bool(*yes.inner())), Type::Bool),
        LiteralValue::Int(whole) => {
            let number = Number::whole(*whole.inner()).ok_or_else(too_large)?;
            (Node::number(number), Type::Number)
        }
        LiteralValue::Double(number) => {
            let number = Number::parse(&number.inner().to_string()).ok_or_else(too_large)?;
            (Node::number(number), Type::Number)
        }
        LiteralValue::String(text) => (Node::Constant(Value::text(text.inner())), Type::Text),
        _ => return Err(unsupported("values but yes/no, numbers and texts")),
    })
}

fn arithmetic(name: &str) -> Option<Arithmetic> {
    Some(match name {
        operators::SUBSTRACT => Arithmetic::Minus,
        operators::MULTIPLY => Arithmetic::Times,
        operators::DIVIDE => Arithmetic::Over,
        operators::MODULO => Arithmetic::Rest,
        _ => return None,
    })
}

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::Differs,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::AtMost,
        operators::GREATER => Comparison::More,
        operators::GREATER_EQUALS => Comparison::AtLeast,
        _ => return None,
    })
}
