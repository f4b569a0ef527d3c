//! Lists of choices: `oneOf` of constants, `enum`, or a `$ref` to a list below `$defs`.

use serde_json::{Map, Value as Json};

use super::{Reader, below};
use crate::forms::form::{Choice, ChoiceList};
use crate::playbook::words::Words;

impl<'a> Reader<'a> {
    /// The list that a property names or writes out.
    pub(super) fn list(&mut self, at: &str, object: &'a Map<String, Json>) -> Option<usize> {
        let Some(name) = self.text(at, object, "$ref") else {
            return self.own_list(at, object);
        };
        if let Some(known) = self.lists.get(name) {
            return Some(*known);
        }
        let id = name.strip_prefix("#/$defs/");
        let defs = self.root.get("$defs").and_then(Json::as_object);
        let Some((id, found)) = id.and_then(|id| Some((id, defs?.get(id)?))) else {
            self.fault(
                &below(at, "$ref"),
                format!("找不到“{name}”,只能引用本表单 $defs 中的选项表"),
                format!("'{name}' is not a list of this form's $defs"),
            );
            return None;
        };
        let at = below("/schema/$defs", id);
        let object = self.object(&at, found, &["type", "title", "oneOf", "enum", "$comment"])?;
        let list = self.own_list(&at, object)?;
        self.lists.insert(name.to_owned(), list);
        Some(list)
    }

    fn own_list(&mut self, at: &str, object: &'a Map<String, Json>) -> Option<usize> {
        let mut list = ChoiceList::default();
        match (object.get("oneOf"), object.get("enum")) {
            (Some(Json::Array(choices)), None) => {
                let at = below(at, "oneOf");
                for (position, choice) in choices.iter().enumerate() {
                    self.choice(&below(&at, &position.to_string()), choice, &mut list);
                }
            }
            (None, Some(Json::Array(values))) => {
                for (position, value) in values.iter().enumerate() {
                    let at = below(&below(at, "enum"), &position.to_string());
                    let text = value.as_str().unwrap_or_default();
                    self.add(&at, text, Words::new(text, text), &mut list);
                }
            }
            _ => {
                self.fault(at, "须有 oneOf 或 enum 列表", "needs a list: oneOf or enum");
                return None;
            }
        }
        self.form.lists.push(list);
        Some(self.form.lists.len() - 1)
    }

    fn choice(&mut self, at: &str, choice: &'a Json, list: &mut ChoiceList) {
        let known = ["const", "title", "x-title", "x-attributes"];
        let Some(object) = self.object(at, choice, &known) else { return };
        let value = self.text(at, object, "const").unwrap_or_default();
        let name = self.words(at, object, ("x-title", "title"));
        let position = list.choices.len();
        self.add(at, value, name.unwrap_or_else(|| Words::new(value, value)), list);
        let Some(attributes) = object.get("x-attributes").and_then(Json::as_object) else { return };
        for (attribute, its) in attributes {
            let its = match its {
                Json::String(text) => text.clone(),
                other => other.to_string(),
            };
            list.by_attribute.entry((attribute.clone(), its)).or_default().push(position);
        }
    }

    /// Values are kept in one field with blanks between them.
    fn add(&mut self, at: &str, value: &str, name: Words, list: &mut ChoiceList) {
        if value.is_empty() || value.chars().any(|c| c.is_whitespace() || c.is_control()) {
            self.fault(
                at,
                "选项的值须为不含空格的文字",
                "the value of a choice is a text without blanks",
            );
        }
        if list.by_value.insert(value.to_owned(), list.choices.len()).is_some() {
            self.fault(at, format!("选项“{value}”出现两次"), format!("'{value}' is given twice"));
        }
        list.choices.push(Choice { value: value.to_owned(), name });
    }
}
