//! Questions that choose, and the lists that they choose from.

use serde_json::{Map, Value, json};

use super::build::Builder;
use super::formula::{self, Kind, Names, Place};
use super::table::Row;
use super::xpath;

impl Builder {
    pub(super) fn choosing(
        &mut self,
        row: &Row,
        (list, several, other): (&str, bool, bool),
        repeat: Option<&str>,
    ) -> Option<Map<String, Value>> {
        if !self.lists.contains_key(list) {
            self.refuse(row, format_args!("there is no list '{list}'"));
            return None;
        }
        if other {
            self.refuse(row, "or_other: write the choice and its question out");
            return None;
        }
        self.used.insert(list.to_owned());
        let reference = format!("#/$defs/{list}");
        let mut property = match several {
            true => json!({"type": "array", "uniqueItems": true, "items": {"$ref": reference}}),
            false => json!({"$ref": reference}),
        };
        let filter = row.cell("choice_filter");
        if !filter.is_empty() {
            let mut parts = Map::new();
            let place = Place { repeat, this: None };
            let tree = xpath::parse(filter);
            match tree.and_then(|tree| narrowed(&tree, &self.names, place, &mut parts)) {
                Ok(()) => property["x-filter"] = Value::Object(parts),
                Err(why) => self.refuse(row, format_args!("choice_filter: {why}")),
            }
        }
        property.as_object().cloned()
    }

    /// A list with the columns that are neither names nor labels as attributes.
    pub(super) fn list(&mut self, list: &str) -> Value {
        let rows = self.lists.get(list).cloned().unwrap_or_default();
        let mut choices = Vec::new();
        for row in &rows {
            let mut choice = json!({ "const": row.cell("name") });
            if let Some(words) = self.languages.words(row, "label") {
                choice["x-title"] = words;
            }
            let own = |header: &str| {
                let known = ["list_name", "list", "name", "label", "image", "audio", "video"];
                !known.contains(&header) && !header.contains("::")
            };
            let attributes: Map<String, Value> = row
                .cells()
                .filter(|(header, _)| own(header))
                .map(|(header, text)| (header.to_owned(), text.into()))
                .collect();
            if !attributes.is_empty() {
                choice["x-attributes"] = Value::Object(attributes);
            }
            choices.push(choice);
        }
        json!({ "oneOf": choices })
    }
}

/// `region = ${region} and kind = 'x'`: attributes of the choices with the values that they must have.
fn narrowed(
    tree: &xpath::XPath,
    names: &Names,
    place: Place<'_>,
    into: &mut Map<String, Value>,
) -> Result<(), String> {
    use xpath::XPath;
    match tree {
        XPath::Both("and", left, right) => {
            narrowed(left, names, place, into)?;
            narrowed(right, names, place, into)
        }
        XPath::Both("=", left, right) => {
            let (attribute, value) = match (&**left, &**right) {
                (XPath::Name(attribute), value) | (value, XPath::Name(attribute)) => {
                    (attribute, value)
                }
                _ => return Err("it compares no attribute of the choices".to_owned()),
            };
            let cel = formula::as_kind(value, names, place, Kind::Text)?;
            into.insert(attribute.clone(), cel.into());
            Ok(())
        }
        _ => Err("only attributes that are equal to something, joined by 'and'".to_owned()),
    }
}
