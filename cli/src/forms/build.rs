//! From a workbook to a form: what can be asked here is, and everything that cannot is named with its row.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::forms::Form;
use counterfoil_domain::playbook::forms::FormFile;
use counterfoil_domain::playbook::words::Words;
use serde_json::{Map, Value, json};

use super::formula::{self, Kind, Named, Names, Place};
use super::kinds::{Asked, asked};
use super::pages;
use super::survey::{Item, tree};
use super::table::{Row, Workbook};
use super::words::Languages;
use super::xpath;

/// What became of an import.
#[derive(Debug)]
pub(super) struct Imported {
    /// The form, unless something could not be imported.
    pub(super) form: Option<FormFile>,
    /// Why not, each with its row.
    pub(super) refused: Vec<String>,
    /// What was left out or changed and does not matter to the answers.
    pub(super) notes: Vec<String>,
    /// Questions that it asks.
    pub(super) questions: usize,
    /// Choices of all its lists.
    pub(super) choices: usize,
}

/// A form while it is made.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) names: Names,
    pub(super) languages: Languages,
    pub(super) lists: BTreeMap<String, Vec<Row>>,
    pub(super) used: BTreeSet<String>,
    properties: Map<String, Value>,
    required: Vec<String>,
    pub(super) refused: Vec<String>,
    pub(super) notes: BTreeSet<String>,
}

/// Makes a form of a workbook.
pub(super) fn import(book: &Workbook, id: &str) -> Imported {
    let mut builder = Builder {
        languages: Languages::of(book.survey.iter().chain(&book.choices)),
        ..Builder::default()
    };
    for row in &book.choices {
        let list = match row.cell("list_name") {
            "" => row.cell("list"),
            name => name,
        };
        builder.lists.entry(list.to_owned()).or_default().push(row.clone());
    }
    let form = match tree(&book.survey) {
        Ok(items) => Some(builder.form(&items, book, id)),
        Err(why) => {
            builder.refused.push(why);
            None
        }
    };
    builder.finish(form)
}

impl Builder {
    fn form(&mut self, items: &[Item], book: &Workbook, id: &str) -> FormFile {
        self.name_all(items, None);
        self.infer(items);
        if !self.languages.has_chinese() {
            self.notes.insert("no Chinese labels: its one language stands for both".to_owned());
        }
        for item in items {
            self.item(item, None);
        }
        let ui = pages::layout(self, items);
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object", "required": self.required, "properties": self.properties,
        });
        let lists: Map<String, Value> =
            self.used.clone().into_iter().map(|list| (list.clone(), self.list(&list))).collect();
        if let (Some(schema), false) = (schema.as_object_mut(), lists.is_empty()) {
            schema.insert("$defs".to_owned(), Value::Object(lists));
        }
        let title = Some(book.settings.cell("form_title")).filter(|title| !title.is_empty());
        let title = title.unwrap_or(id);
        let name = Words::new(title, title);
        FormFile { id: id.to_owned(), name, kinds: Vec::new(), schema, ui }
    }

    fn finish(mut self, form: Option<FormFile>) -> Imported {
        let (mut questions, mut choices) = (0, 0);
        if let (Some(form), true) = (&form, self.refused.is_empty()) {
            match Form::read(form) {
                Ok(read) => (questions, choices) = (read.questions().len(), read.choice_count()),
                Err(faults) => {
                    let told = |fault: counterfoil_domain::forms::Fault| {
                        format!("{}: {}", fault.pointer, fault.words.en)
                    };
                    self.refused.extend(faults.into_iter().map(told));
                }
            }
        }
        let form = form.filter(|_| self.refused.is_empty());
        let notes = self.notes.into_iter().collect();
        Imported { form, refused: self.refused, notes, questions, choices }
    }

    pub(super) fn refuse(&mut self, row: &Row, why: impl std::fmt::Display) {
        let name = row.cell("name");
        let name = if name.is_empty() { row.cell("type") } else { name };
        self.refused.push(format!("row {} ({name}): {why}", row.number));
    }

    /// Every question with what it gives; calculations follow when all are known.
    fn name_all(&mut self, items: &[Item], repeat: Option<&str>) {
        for item in items {
            match item {
                Item::Group(_, items) => self.name_all(items, repeat),
                Item::Repeat(row, items) => {
                    self.names.repeats.push(row.cell("name").to_owned());
                    self.name_all(items, Some(row.cell("name")));
                }
                Item::Question(row) => self.name(row, repeat),
            }
        }
    }

    fn name(&mut self, row: &Row, repeat: Option<&str>) {
        let kind = match asked(row) {
            Ok(Asked::Question(_, kind)) => kind,
            Ok(Asked::Choosing { several: true, .. }) => Kind::Several,
            Ok(Asked::Choosing { .. }) => Kind::Text,
            _ => return,
        };
        let name = row.cell("name").to_owned();
        let named = Named { kind, repeat: repeat.map(str::to_owned) };
        if self.names.questions.insert(name, named).is_some() {
            self.refuse(row, "the name is given twice");
        }
    }

    /// What calculations give, as far as it follows from what they read: again until nothing is new.
    fn infer(&mut self, items: &[Item]) {
        let mut waiting: Vec<(Row, Option<String>)> = Vec::new();
        calculations(items, None, &mut waiting);
        loop {
            let before = waiting.len();
            waiting.retain(|(row, repeat)| {
                let place = Place { repeat: repeat.as_deref(), this: None };
                let tree = xpath::parse(calculation(row));
                let made = tree.and_then(|tree| formula::formula(&tree, &self.names, place));
                let Ok((_, kind)) = made else { return true };
                let named = Named { kind, repeat: repeat.clone() };
                self.names.questions.insert(row.cell("name").to_owned(), named);
                false
            });
            if waiting.is_empty() || waiting.len() == before {
                return;
            }
        }
    }

    fn item(&mut self, item: &Item, repeat: Option<&str>) {
        match item {
            Item::Question(row) => {
                if let Some((name, property, needed)) = self.property(row, repeat) {
                    if needed {
                        self.required.push(name.clone());
                    }
                    self.properties.insert(name, property);
                }
            }
            Item::Group(_, items) => items.iter().for_each(|item| self.item(item, repeat)),
            Item::Repeat(row, items) => self.repeat(row, items, repeat),
        }
    }

    fn repeat(&mut self, row: &Row, items: &[Item], within: Option<&str>) {
        if within.is_some() {
            self.refuse(row, "a repeat group cannot stand in another");
            return;
        }
        let outer = (std::mem::take(&mut self.properties), std::mem::take(&mut self.required));
        for item in items {
            self.item(item, Some(row.cell("name")));
        }
        let (properties, required) = (
            std::mem::replace(&mut self.properties, outer.0),
            std::mem::replace(&mut self.required, outer.1),
        );
        let mut group = json!({"type": "array", "items": {
            "type": "object", "required": required, "properties": properties,
        }});
        if let Some(words) = self.languages.words(row, "label") {
            group["x-title"] = words;
        }
        match row.cell("repeat_count").parse::<usize>() {
            Ok(count) => (group["minItems"], group["maxItems"]) = (count.into(), count.into()),
            Err(_) if row.cell("repeat_count").is_empty() => {}
            Err(_) => self.refuse(row, "repeat_count: items are added by hand, or are so many"),
        }
        self.properties.insert(row.cell("name").to_owned(), group);
    }

    /// The property of a row, and whether it must be answered.
    fn property(&mut self, row: &Row, repeat: Option<&str>) -> Option<(String, Value, bool)> {
        let name = row.cell("name").to_owned();
        let mut property = match asked(row) {
            Err(why) => {
                self.refuse(row, why);
                return None;
            }
            Ok(Asked::Note) => return None,
            Ok(Asked::Metadata) => {
                let kind = row.cell("type");
                self.notes.insert(format!("{kind}: kept with every answer anyway, not asked"));
                return None;
            }
            Ok(Asked::Calculate) => {
                let property = self.reckoned(row, repeat)?;
                return Some((name, Value::Object(property), false));
            }
            Ok(Asked::Question(keywords, _)) => keywords,
            Ok(Asked::Choosing { list, several, other }) => {
                self.choosing(row, (&list, several, other), repeat)?
            }
        };
        for (column, keyword) in [("label", "x-title"), ("hint", "x-hint")] {
            if let Some(words) = self.languages.words(row, column) {
                property.insert(keyword.to_owned(), words);
            }
        }
        if !row.cell("calculation").is_empty() {
            let reckoned = self.reckoned(row, repeat)?;
            property.extend(reckoned.into_iter().filter(|(key, _)| key == "x-calculate"));
        }
        let needed = self.needed(row, repeat, &mut property);
        self.constraint(row, repeat, &mut property);
        self.preset(row, &mut property);
        if !row.cell("appearance").is_empty() {
            self.notes
                .insert("appearances: a shell shows each kind of question its own way".to_owned());
        }
        Some((name, Value::Object(property), needed))
    }

    fn reckoned(&mut self, row: &Row, repeat: Option<&str>) -> Option<Map<String, Value>> {
        let place = Place { repeat, this: None };
        let tree = xpath::parse(calculation(row));
        let made = tree.and_then(|tree| {
            let (_, kind) = formula::formula(&tree, &self.names, place)?;
            Ok((formula::as_kind(&tree, &self.names, place, kind)?, kind))
        });
        match made {
            Err(why) => {
                self.refuse(row, format_args!("calculation: {why}"));
                None
            }
            Ok((cel, kind)) => {
                let of = match kind {
                    Kind::Bool => "boolean",
                    Kind::Number => "number",
                    _ => "string",
                };
                json!({"type": of, "x-calculate": cel}).as_object().cloned()
            }
        }
    }

    fn needed(&mut self, row: &Row, repeat: Option<&str>, into: &mut Map<String, Value>) -> bool {
        match row.cell("required").to_lowercase().as_str() {
            "" | "no" | "false" | "false()" | "0" => false,
            "yes" | "true" | "true()" | "1" => true,
            _ => {
                let place = Place { repeat, this: None };
                if let Some(cel) = self.condition(row, "required", place) {
                    into.insert("x-required".to_owned(), cel.into());
                }
                false
            }
        }
    }

    /// The formula of a cell that holds a condition.
    pub(super) fn condition(
        &mut self,
        row: &Row,
        column: &str,
        place: Place<'_>,
    ) -> Option<String> {
        let text = row.cell(column);
        if text.is_empty() {
            return None;
        }
        let made = xpath::parse(text);
        let made = made.and_then(|tree| formula::condition(&tree, &self.names, place));
        made.map_err(|why| self.refuse(row, format_args!("{column}: {why}"))).ok()
    }

    fn constraint(&mut self, row: &Row, repeat: Option<&str>, into: &mut Map<String, Value>) {
        let this = self.names.questions.get(row.cell("name")).map(|named| named.kind);
        let place = Place { repeat, this };
        let message = self.languages.words(row, "constraint_message");
        let rest = match xpath::parse(row.cell("constraint")).map(xpath::patterns) {
            Ok((patterns, rest)) if !patterns.is_empty() && this == Some(Kind::Text) => {
                let [pattern] = patterns.as_slice() else {
                    self.refuse(row, "constraint: one pattern for each question");
                    return;
                };
                // A pattern of XPath is that of the whole text.
                into.insert("pattern".to_owned(), format!("^(?:{pattern})$").into());
                if let Some(words) = &message {
                    into.insert("x-pattern-message".to_owned(), words.clone());
                }
                let Some(rest) = rest else { return };
                let made = formula::condition(&rest, &self.names, place);
                made.map_err(|why| self.refuse(row, format_args!("constraint: {why}"))).ok()
            }
            _ => self.condition(row, "constraint", place),
        };
        let Some(cel) = rest else { return };
        let mut constraint = json!({ "cel": cel });
        if let Some(words) = message {
            constraint["x-message"] = words;
        }
        into.insert("x-constraint".to_owned(), constraint);
    }

    fn preset(&mut self, row: &Row, into: &mut Map<String, Value>) {
        let text = row.cell("default");
        let is_formula = text.contains("${") || text.contains("()") || text.contains('/');
        if text.is_empty() || into.contains_key("x-evidence") {
            return;
        }
        if is_formula {
            self.notes.insert("defaults that are reckoned or name a file are left out".to_owned());
            return;
        }
        into.insert("default".to_owned(), text.into());
    }
}

/// `today` is a calculation of its own.
fn calculation(row: &Row) -> &str {
    match row.cell("type") {
        "today" => "today()",
        _ => row.cell("calculation"),
    }
}

fn calculations(items: &[Item], repeat: Option<&str>, found: &mut Vec<(Row, Option<String>)>) {
    for item in items {
        match item {
            Item::Question(row) if asked(row) == Ok(Asked::Calculate) => {
                found.push((row.clone(), repeat.map(str::to_owned)));
            }
            Item::Question(_) => {}
            Item::Group(_, items) => calculations(items, repeat, found),
            Item::Repeat(row, items) => calculations(items, Some(row.cell("name")), found),
        }
    }
}
