//! The functions of formulas.

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue};

use super::build::{Build, Built, wrong};
use super::{Gather, Node, Search};
use crate::forms::value::Type;
use crate::playbook::guard::GuardError;

impl Build<'_> {
    pub(super) fn of_target(&mut self, name: &str, target: &IdedExpr, args: &[IdedExpr]) -> Built {
        let search = match name {
            "contains" => Search::Contains,
            "startsWith" => Search::Starts,
            "endsWith" => Search::Ends,
            _ => return Err(GuardError::UnknownFunction(name.to_owned())),
        };
        let [sought] = args else { return Err(GuardError::UnknownFunction(name.to_owned())) };
        let (within, sought) = self.pair(target, sought, Type::Text)?;
        Ok((Node::Find(search, within, sought), Type::Bool))
    }

    pub(super) fn function(&mut self, name: &str, args: &[IdedExpr]) -> Built {
        match (name, args) {
            ("size", [of]) => self.size(of),
            ("sum", [of]) => self.gather(Gather::Sum, of),
            ("min", [of]) => self.gather(Gather::Least, of),
            ("max", [of]) => self.gather(Gather::Most, of),
            ("round", [of]) => Ok((Node::Round(self.typed(of, Type::Number)?, 0), Type::Number)),
            ("round", [of, places]) => {
                let of = self.typed(of, Type::Number)?;
                Ok((Node::Round(of, literal_places(places)?), Type::Number))
            }
            ("floor", [of]) => Ok((Node::Floor(self.typed(of, Type::Number)?), Type::Number)),
            ("trunc", [of]) => Ok((Node::Trunc(self.typed(of, Type::Number)?), Type::Number)),
            ("number", [of]) => self.as_number(of),
            ("text", [of]) => self.as_text(of),
            ("days", [of]) => Ok((Node::Days(self.typed(of, Type::Text)?), Type::Number)),
            ("coalesce", [first, second]) => {
                let (first, of) = self.node(first)?;
                let second = self.typed(second, of)?;
                Ok((Node::Either(Box::new(first), second), of))
            }
            _ => Err(GuardError::UnknownFunction(name.to_owned())),
        }
    }

    fn size(&mut self, of: &IdedExpr) -> Built {
        if let Some(repeat) = self.group(of) {
            return Ok((Node::Items { repeat }, Type::Number));
        }
        match self.node(of)? {
            (node, Type::Text | Type::Texts | Type::Numbers) => {
                Ok((Node::Size(Box::new(node)), Type::Number))
            }
            (_, other) => Err(wrong("what is counted", other, "a text or a list")),
        }
    }

    fn gather(&mut self, how: Gather, of: &IdedExpr) -> Built {
        Ok((Node::Gather(how, self.typed(of, Type::Numbers)?), Type::Number))
    }

    fn as_number(&mut self, of: &IdedExpr) -> Built {
        match self.node(of)? {
            (node, Type::Number) => Ok((node, Type::Number)),
            (node, Type::Text | Type::Bool) => Ok((Node::ToNumber(Box::new(node)), Type::Number)),
            (_, other) => Err(wrong("what becomes a number", other, "a single value")),
        }
    }

    fn as_text(&mut self, of: &IdedExpr) -> Built {
        match self.node(of)? {
            (node, Type::Text) => Ok((node, Type::Text)),
            (node, _) => Ok((Node::ToText(Box::new(node)), Type::Text)),
        }
    }
}

fn literal_places(tree: &IdedExpr) -> Result<usize, GuardError> {
    let found = match &tree.expr {
        Expr::Literal(LiteralValue::Int(places)) => usize::try_from(*places.inner()).ok(),
        _ => None,
    };
    let written_out = || GuardError::Type("the places of round() must be 0 to 9".to_owned());
    found.filter(|places| *places <= 9).ok_or_else(written_out)
}
