//! The condition of a rule: a schema on one answer, as JSON Forms has it, or a formula.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::values::json_number;
use super::{Reader, below};
use crate::forms::formula::{Comparison, Formula, Node, Place};
use crate::forms::value::{Type, Value};

const TESTS: [&str; 10] = [
    "type",
    "const",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "not",
    "minLength",
    "contains",
];

/// The answer that a schema tests.
#[derive(Debug, Clone)]
struct Tested {
    node: Node,
    of: Type,
}

impl<'a> Reader<'a> {
    pub(super) fn condition(
        &mut self,
        at: &str,
        condition: &'a Json,
        repeat: Option<usize>,
    ) -> Option<Formula> {
        let known = ["scope", "schema", "failWhenUndefined", "x-cel"];
        let object = self.object(at, condition, &known)?;
        if let Some(text) = self.text(at, object, "x-cel") {
            let place = Place { repeat, this: None };
            return self.formula(&below(at, "x-cel"), text, place, Some(Type::Bool));
        }
        let scope = self.text(at, object, "scope").unwrap_or_default();
        let id = scope.strip_prefix("#/properties/").unwrap_or_default();
        let found = self.form.names.questions.get(id).copied();
        let (Some((slot, of, _)), Some(schema)) =
            (found.filter(|(_, _, own)| *own == repeat), object.get("schema"))
        else {
            self.fault(
                at,
                "条件须有 x-cel,或 scope(本处的题目)和 schema",
                "a condition is x-cel, or the scope of a question here with a schema",
            );
            return None;
        };
        let node = if repeat.is_some() { Node::OfItem { slot } } else { Node::Answer { slot } };
        let tested = Tested { node, of };
        let mut test = self.test(&below(at, "schema"), schema, &tested)?;
        if self.yes(at, object, "failWhenUndefined") {
            test = and(tested.has(), test);
        }
        Some(Formula::of(test, BTreeSet::from([slot])))
    }

    fn test(&mut self, at: &str, schema: &'a Json, tested: &Tested) -> Option<Node> {
        let object = self.object(at, schema, &TESTS)?;
        let mut all = Node::Constant(Value::Bool(true));
        for key in TESTS.iter().filter(|key| object.contains_key(**key)) {
            let test = self.keyword(&below(at, key), key, object, tested)?;
            all = and(all, test);
        }
        Some(all)
    }

    fn keyword(
        &mut self,
        at: &str,
        key: &str,
        object: &'a Map<String, Json>,
        tested: &Tested,
    ) -> Option<Node> {
        let value = object.get(key)?;
        let found = match (key, value) {
            ("type", _) => Some(Node::Constant(Value::Bool(true))),
            ("not", schema) => return Some(Node::Not(Box::new(self.test(at, schema, tested)?))),
            ("enum", Json::Array(values)) => {
                let each: Option<Vec<Node>> = values.iter().map(|one| tested.is(one)).collect();
                each.map(|each| each.into_iter().fold(Node::Constant(Value::Bool(false)), or))
            }
            ("const", value) => tested.is(value),
            ("contains", schema) => schema.get("const").and_then(|one| tested.holds(one)),
            ("minLength", value) => json_number(value).map(|least| {
                let size = Node::Size(Box::new(tested.node.clone()));
                tested.unless_unset(compare(Comparison::AtLeast, size, Node::number(least)))
            }),
            (key, value) => {
                json_number(value).filter(|_| tested.of == Type::Number).and_then(|n| {
                    let how = limit(key)?;
                    Some(tested.unless_unset(compare(how, tested.node.clone(), Node::number(n))))
                })
            }
        };
        if found.is_none() {
            self.fault(at, "与题目的类型不符", "this does not go with the question's type");
        }
        found
    }
}

impl Tested {
    fn has(&self) -> Node {
        Node::Has(Box::new(self.node.clone()))
    }

    /// Keywords about values of a type pass what is not there.
    fn unless_unset(&self, test: Node) -> Node {
        or(Node::Not(Box::new(self.has())), test)
    }

    fn constant(&self, value: &Json) -> Option<Node> {
        let constant = match (self.of, value) {
            (Type::Text | Type::Texts, Json::String(text)) => Value::text(text),
            (Type::Bool, Json::Bool(yes)) => Value::Bool(*yes),
            (Type::Number, value) => Value::Number(json_number(value)?),
            _ => return None,
        };
        Some(Node::Constant(constant))
    }

    /// What is not there is equal to nothing.
    fn is(&self, value: &Json) -> Option<Node> {
        if self.of == Type::Texts {
            return None;
        }
        let constant = self.constant(value)?;
        Some(and(self.has(), compare(Comparison::Equal, self.node.clone(), constant)))
    }

    fn holds(&self, value: &Json) -> Option<Node> {
        let among =
            || Some(Node::Among(Box::new(self.constant(value)?), Box::new(self.node.clone())));
        if self.of == Type::Texts { among() } else { None }
    }
}

fn limit(key: &str) -> Option<Comparison> {
    Some(match key {
        "minimum" => Comparison::AtLeast,
        "maximum" => Comparison::AtMost,
        "exclusiveMinimum" => Comparison::More,
        "exclusiveMaximum" => Comparison::Less,
        _ => return None,
    })
}

fn compare(how: Comparison, left: Node, right: Node) -> Node {
    Node::Compare(how, Box::new(left), Box::new(right))
}

fn and(left: Node, right: Node) -> Node {
    Node::And(Box::new(left), Box::new(right))
}

fn or(left: Node, right: Node) -> Node {
    Node::Or(Box::new(left), Box::new(right))
}
