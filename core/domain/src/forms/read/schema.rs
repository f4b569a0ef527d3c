//! The schema: what is asked. Formulas are kept aside until every name is known.

use crate::sorting::CollectSmall as _;
use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::{Reader, below, is_name};
use crate::forms::answer::RESERVED;
use crate::forms::form::{Question, Repeat, Required};
use crate::forms::formula::Place;
use crate::forms::value::Type;
use crate::limits;
use crate::playbook::words::Words;

/// A formula that waits for the names of all questions.
#[derive(Debug, Clone)]
pub(super) struct Pending<'a> {
    pub(super) at: String,
    pub(super) text: &'a str,
    pub(super) slot: usize,
    pub(super) what: Wanted,
}

/// What a formula is for.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    Calculation,
    Required,
    Constraint(Words),
    Filter(String),
}

const ROOT: [&str; 9] = [
    "$schema",
    "$id",
    "$comment",
    "$defs",
    "type",
    "title",
    "description",
    "properties",
    "required",
];
const GROUP: [&str; 3] = ["type", "properties", "required"];
const REPEAT: [&str; 7] = ["type", "title", "x-title", "items", "minItems", "maxItems", "$comment"];

impl<'a> Reader<'a> {
    pub(super) fn schema(&mut self, schema: &'a Json) {
        let at = "/schema";
        let Some(root) = self.object(at, schema, &ROOT) else { return };
        if root.get("type").is_some_and(|of| of != "object") {
            self.fault("/schema/type", "须为 object", "a form is of type object");
        }
        self.properties(at, root, None);
    }

    fn properties(&mut self, at: &str, object: &'a Map<String, Json>, repeat: Option<usize>) {
        let required = self.required(at, object);
        let Some(properties) = object.get("properties").and_then(Json::as_object) else {
            self.fault(at, "没有题目(properties)", "it has no questions (properties)");
            return;
        };
        let at = below(at, "properties");
        for (id, value) in properties {
            let at = below(&at, id);
            self.name(&at, id);
            match is_group(value) {
                true if repeat.is_none() => self.repeat(&at, id, value),
                true => self.fault(
                    &at,
                    "重复组内不能再有重复组",
                    "a repeat group cannot stand in another",
                ),
                false => self.question(&at, id, value, (repeat, required.contains(id.as_str()))),
            }
        }
        for id in required.iter().filter(|id| !properties.contains_key(**id)) {
            self.fault(&at, format!("没有“{id}”这一题"), format!("there is no question '{id}'"));
        }
    }

    fn required(&mut self, at: &str, object: &'a Map<String, Json>) -> BTreeSet<&'a str> {
        match object.get("required") {
            None => BTreeSet::new(),
            Some(Json::Array(ids)) => ids.iter().filter_map(Json::as_str).collect_set(),
            Some(_) => {
                self.fault(&below(at, "required"), "须为列表", "a list is needed here");
                BTreeSet::new()
            }
        }
    }

    fn name(&mut self, at: &str, id: &str) {
        let names = &self.form.names;
        let taken = names.questions.contains_key(id) || names.repeats.contains_key(id);
        if taken {
            self.fault(at, format!("“{id}”出现两次"), format!("'{id}' is given twice"));
        }
        if !is_name(id, limits::QUESTION_ID_BYTES_MAX) || RESERVED.contains(&id) {
            let max = limits::QUESTION_ID_BYTES_MAX;
            self.fault(
                at,
                format!("“{id}”须以字母开头,只含字母、数字和 _,最长 {max} 字节,且不是保留字"),
                format!("'{id}': a letter, then letters, digits and _, {max} bytes, not reserved"),
            );
        }
    }

    fn repeat(&mut self, at: &str, id: &str, value: &'a Json) {
        let Some(object) = self.object(at, value, &REPEAT) else { return };
        let title = self.words(at, object, ("x-title", "title"));
        let items_min = self.count(at, object, "minItems").unwrap_or(0);
        let items_max = self.count(at, object, "maxItems").unwrap_or(limits::REPEAT_ITEMS_MAX);
        if items_max > limits::REPEAT_ITEMS_MAX {
            let max = limits::REPEAT_ITEMS_MAX;
            self.fault(at, format!("最多 {max} 项"), format!("at most {max} items"));
        }
        let position = self.form.repeats.len();
        self.form.names.repeats.insert(id.to_owned(), position);
        self.form.repeats.push(Repeat {
            id: id.to_owned(),
            title: title.unwrap_or_else(|| Words::new(id, id)),
            items_min,
            items_max,
            questions: Vec::new(),
            rules: Vec::new(),
        });
        let at = below(at, "items");
        let Some(items) = object.get("items") else { return };
        if let Some(items) = self.object(&at, items, &GROUP) {
            self.properties(&at, items, Some(position));
        }
    }

    fn question(
        &mut self,
        at: &str,
        id: &str,
        value: &'a Json,
        (repeat, required): (Option<usize>, bool),
    ) {
        let slot = self.form.questions.len();
        let Some((object, kind)) = self.kind(at, value, slot) else { return };
        let title = self.words(at, object, ("x-title", "title"));
        let hint = self.words(at, object, ("x-hint", "description"));
        let default = object.get("default").and_then(|value| self.default(at, value));
        self.form.names.questions.insert(id.to_owned(), (slot, kind.reads_as(), repeat));
        if let Some(repeat) = repeat.and_then(|position| self.form.repeats.get_mut(position)) {
            repeat.questions.push(slot);
        }
        self.form.questions.push(Question {
            id: id.to_owned(),
            title: title.unwrap_or_else(|| Words::new(id, id)),
            hint,
            kind,
            repeat,
            required: if required { Required::Yes } else { Required::No },
            calculate: None,
            constraint: None,
            default,
            rules: Vec::new(),
        });
        self.formulas_of(at, object, slot);
    }

    fn default(&mut self, at: &str, value: &'a Json) -> Option<String> {
        match value {
            Json::String(text) => Some(text.clone()),
            Json::Bool(yes) => Some(yes.to_string()),
            Json::Number(number) => Some(number.to_string()),
            Json::Array(values) if values.iter().all(Json::is_string) => {
                Some(values.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" "))
            }
            _ => {
                self.fault(&below(at, "default"), "不能作为默认值", "this cannot be a default");
                None
            }
        }
    }

    fn formulas_of(&mut self, at: &str, object: &'a Map<String, Json>, slot: usize) {
        for (key, what) in [("x-calculate", Wanted::Calculation), ("x-required", Wanted::Required)]
        {
            if let Some(text) = self.text(at, object, key) {
                self.pending.push(Pending { at: below(at, key), text, slot, what });
            }
        }
        let Some(constraint) = object.get("x-constraint") else { return };
        let at = below(at, "x-constraint");
        let Some(constraint) = self.object(&at, constraint, &["cel", "x-message", "message"])
        else {
            return;
        };
        let words = self.words(&at, constraint, ("x-message", "message"));
        let words = words.unwrap_or_else(|| Words::new("填写不符合要求", "not as it should be"));
        if let Some(text) = self.text(&at, constraint, "cel") {
            let what = Wanted::Constraint(words);
            self.pending.push(Pending { at: below(&at, "cel"), text, slot, what });
        }
    }

    pub(super) fn compile_pending(&mut self) {
        for Pending { at, text, slot, what } in std::mem::take(&mut self.pending) {
            let Some(question) = self.form.questions.get(slot) else { continue };
            let (own, mut place) = (question.kind.reads_as(), Place::default());
            place.repeat = question.repeat;
            let wanted = match &what {
                Wanted::Calculation => Some(own),
                Wanted::Required => Some(Type::Bool),
                Wanted::Constraint(_) => {
                    place.this = Some(own);
                    Some(Type::Bool)
                }
                Wanted::Filter(_) => None,
            };
            let Some(formula) = self.formula(&at, text, place, wanted) else { continue };
            let Some(question) = self.form.questions.get_mut(slot) else { continue };
            match what {
                Wanted::Calculation => question.calculate = Some(formula),
                Wanted::Required => question.required = Required::When(formula),
                Wanted::Constraint(words) => question.constraint = Some((formula, words)),
                Wanted::Filter(attribute) => question.kind.narrow(attribute, formula),
            }
        }
    }
}

/// Whether a property is a list of objects.
fn is_group(value: &Json) -> bool {
    let items = value.get("items");
    items.is_some_and(|items| items.get("properties").is_some())
}
