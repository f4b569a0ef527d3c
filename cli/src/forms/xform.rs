//! An XForm, as the rows of the XLSForm that it was or could have been made of.

use std::collections::BTreeMap;

use super::table::{Row, WORKBOOK_BYTES_MAX, Workbook};
use super::xml::{self, Element};

/// Texts by their ids and languages.
type Texts = BTreeMap<String, Vec<(String, String)>>;
type Cells = Vec<(String, String)>;

/// A form while it is read.
#[derive(Debug, Default)]
struct Reader {
    /// What the model says of each path.
    binds: BTreeMap<String, Element>,
    texts: Texts,
    /// Paths that have their row.
    asked: Vec<String>,
    survey: Vec<Row>,
    choices: Vec<Row>,
}

/// Reads an XForm.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, String> {
    if bytes.len() > WORKBOOK_BYTES_MAX {
        return Err(format!("the file has more than {WORKBOOK_BYTES_MAX} bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "the file is not UTF-8".to_owned())?;
    let root = xml::read(text)?;
    let (Some(head), Some(body)) = (root.child("head"), root.child("body")) else {
        return Err("it has no head and body: it is no XForm".to_owned());
    };
    if has_actions(&root) {
        return Err("setvalue: answers that events set are not supported".to_owned());
    }
    let model = head.child("model").ok_or("it has no model: it is no XForm")?;
    let mut reader = Reader { texts: texts(model), ..Reader::default() };
    for bind in model.each("bind") {
        let path = bind.attribute("nodeset").unwrap_or_default();
        reader.binds.insert(path.to_owned(), bind.clone());
    }
    let Some(primary) = model.child("instance") else {
        return Err("it has no instance: it is no XForm".to_owned());
    };
    reader.secondary(model);
    for element in &body.children {
        reader.control(element);
    }
    reader.reckoned("", None);
    reader.defaults(primary);
    let title = head.child("title").map(|title| title.text.trim().to_owned());
    let settings = Row::new(1, vec![("form_title".to_owned(), title.unwrap_or_default())]);
    Ok(Workbook { survey: reader.survey, choices: reader.choices, settings })
}

fn texts(model: &Element) -> Texts {
    let mut texts = Texts::new();
    for translation in model.child("itext").into_iter().flat_map(|all| all.each("translation")) {
        let language = translation.attribute("lang").unwrap_or("default");
        for text in translation.each("text") {
            let plain = text.each("value").find(|value| value.attribute("form").is_none());
            let words = plain.map(|value| value.text.trim().to_owned()).unwrap_or_default();
            let id = text.attribute("id").unwrap_or_default().to_owned();
            texts.entry(id).or_default().push((language.to_owned(), words));
        }
    }
    texts
}

fn last(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

impl Reader {
    fn row(&mut self, cells: Cells) {
        let number = self.survey.len() + 1;
        self.survey.push(Row::new(number, cells));
    }

    /// A label, a hint: written out, or an id of the translations.
    fn words(&self, of: Option<&Element>, column: &str) -> Cells {
        let Some(of) = of else { return Cells::new() };
        let reference = of.attribute("ref").unwrap_or_default();
        match reference.strip_prefix("jr:itext('").and_then(|id| id.strip_suffix("')")) {
            Some(id) => self.translated(id, column),
            None => vec![(column.to_owned(), of.text.trim().to_owned())],
        }
    }

    fn translated(&self, id: &str, column: &str) -> Cells {
        let found = self.texts.get(id).map(Vec::as_slice).unwrap_or_default();
        match found {
            [(_, only)] => vec![(column.to_owned(), only.clone())],
            several => several
                .iter()
                .map(|(language, words)| (format!("{column}::{language}"), words.clone()))
                .collect(),
        }
    }

    fn bind(&self, path: &str, name: &str) -> String {
        let bind = self.binds.get(path).and_then(|bind| bind.attribute(name));
        bind.unwrap_or_default().to_owned()
    }

    fn control(&mut self, element: &Element) {
        let reference = element.attribute("ref").or(element.attribute("nodeset"));
        let reference = reference.or_else(|| {
            let bind = element.attribute("bind")?;
            let found = self.binds.iter().find(|(_, own)| own.attribute("id") == Some(bind));
            found.map(|(path, _)| path.as_str())
        });
        let path = reference.unwrap_or_default().to_owned();
        match element.name.as_str() {
            "group" => self.group(element, &path),
            "repeat" => self.repeat(element, &path),
            "input" | "secret" | "select1" | "select" | "upload" | "trigger" | "range" | "rank" => {
                self.question(element, &path);
            }
            _ => {}
        }
    }

    fn group(&mut self, element: &Element, path: &str) {
        let mut cells = self.words(element.child("label"), "label");
        cells.push(("type".to_owned(), "begin_group".to_owned()));
        cells.push(("name".to_owned(), last(path).to_owned()));
        cells.push(("relevant".to_owned(), self.bind(path, "relevant")));
        self.row(cells);
        for child in &element.children {
            self.control(child);
        }
        self.row(vec![("type".to_owned(), "end_group".to_owned())]);
    }

    fn repeat(&mut self, element: &Element, path: &str) {
        let count = element.attribute("count").map(|count| self.counted(count));
        self.row(vec![
            ("type".to_owned(), "begin_repeat".to_owned()),
            ("name".to_owned(), last(path).to_owned()),
            ("relevant".to_owned(), self.bind(path, "relevant")),
            ("repeat_count".to_owned(), count.unwrap_or_default()),
        ]);
        for child in &element.children {
            self.control(child);
        }
        self.reckoned(path, Some(path));
        self.row(vec![("type".to_owned(), "end_repeat".to_owned())]);
    }

    /// A number, or the calculation behind the path that counts.
    fn counted(&self, count: &str) -> String {
        let reckoned = self.bind(count, "calculate");
        if reckoned.is_empty() { count.to_owned() } else { reckoned }
    }

    fn question(&mut self, element: &Element, path: &str) {
        self.asked.push(path.to_owned());
        let name = last(path).to_owned();
        let kind = self.kind(element, path, &name);
        let mut cells = self.words(element.child("label"), "label");
        cells.extend(self.words(element.child("hint"), "hint"));
        cells.push(("type".to_owned(), kind));
        cells.push(("name".to_owned(), name));
        for (column, attribute) in [
            ("required", "required"),
            ("relevant", "relevant"),
            ("constraint", "constraint"),
            ("calculation", "calculate"),
        ] {
            cells.push((column.to_owned(), self.bind(path, attribute)));
        }
        cells.push(("constraint_message".to_owned(), self.bind(path, "constraintMsg")));
        cells.push((
            "appearance".to_owned(),
            element.attribute("appearance").unwrap_or("").to_owned(),
        ));
        let range = ["start", "end", "step"].map(|name| {
            element.attribute(name).map(|value| format!("{name}={value}")).unwrap_or_default()
        });
        cells.push(("parameters".to_owned(), range.join(" ").trim().to_owned()));
        if let Some(filter) = filter(element) {
            cells.push(("choice_filter".to_owned(), filter));
        }
        self.row(cells);
    }

    fn kind(&mut self, element: &Element, path: &str, name: &str) -> String {
        let of = self.bind(path, "type");
        let of = of.rsplit(':').next().unwrap_or_default();
        let read_only = matches!(self.bind(path, "readonly").as_str(), "true()" | "true");
        match element.name.as_str() {
            "select1" => format!("select_one {}", self.list(element, name)),
            "select" => format!("select_multiple {}", self.list(element, name)),
            "rank" => "rank".to_owned(),
            "trigger" => "trigger".to_owned(),
            "range" => "range".to_owned(),
            "upload" => match element.attribute("mediatype").unwrap_or_default() {
                image if image.starts_with("image") => "image".to_owned(),
                audio if audio.starts_with("audio") => "audio".to_owned(),
                video if video.starts_with("video") => "video".to_owned(),
                _ => "file".to_owned(),
            },
            _ if read_only && self.bind(path, "calculate").is_empty() => "note".to_owned(),
            _ => match of {
                "" | "string" | "select" | "select1" | "note" => "text".to_owned(),
                "int" => "integer".to_owned(),
                other => other.to_owned(),
            },
        }
    }

    /// The list that a control chooses from: items of its own, or those of another instance.
    fn list(&mut self, element: &Element, name: &str) -> String {
        let Some(set) = element.child("itemset") else {
            for item in element.each("item") {
                let mut cells = self.words(item.child("label"), "label");
                let value = item.child("value").map(|value| value.text.trim().to_owned());
                cells.push(("list_name".to_owned(), name.to_owned()));
                cells.push(("name".to_owned(), value.unwrap_or_default()));
                let number = self.choices.len() + 1;
                self.choices.push(Row::new(number, cells));
            }
            return name.to_owned();
        };
        let nodeset = set.attribute("nodeset").unwrap_or_default().trim();
        let id = nodeset.strip_prefix("instance('").and_then(|rest| rest.split_once('\''));
        match id {
            Some((id, _)) => id.to_owned(),
            None => format!("of the answers {}", nodeset.split('[').next().unwrap_or_default()),
        }
    }

    /// Instances besides the first are lists of choices; those of files are not here.
    fn secondary(&mut self, model: &Element) {
        for instance in model.each("instance").skip(1) {
            let id = instance.attribute("id").unwrap_or_default();
            for item in instance.child("root").into_iter().flat_map(|root| &root.children) {
                let mut cells = vec![("list_name".to_owned(), id.to_owned())];
                for part in &item.children {
                    let text = part.text.trim();
                    match part.name.as_str() {
                        "itextId" => cells.extend(self.translated(text, "label")),
                        "value" if item.child("name").is_none() => {
                            cells.push(("name".to_owned(), text.to_owned()));
                        }
                        other => cells.push((other.to_owned(), text.to_owned())),
                    }
                }
                let number = self.choices.len() + 1;
                self.choices.push(Row::new(number, cells));
            }
        }
    }

    /// Calculations that no control shows: those of a repeat group in it, the others at the end.
    fn reckoned(&mut self, below: &str, repeat: Option<&str>) {
        let mut rows = Vec::new();
        for (path, bind) in &self.binds {
            let Some(calculation) = bind.attribute("calculate") else { continue };
            let within = repeat.is_none_or(|repeat| path.starts_with(&format!("{repeat}/")));
            let meta = path.contains("/meta/") || path.ends_with("_count");
            if !path.starts_with(below) || !within || meta || self.asked.contains(path) {
                continue;
            }
            rows.push((path.clone(), calculation.to_owned()));
        }
        for (path, calculation) in rows {
            self.asked.push(path.clone());
            self.row(vec![
                ("type".to_owned(), "calculate".to_owned()),
                ("name".to_owned(), last(&path).to_owned()),
                ("calculation".to_owned(), calculation),
            ]);
        }
    }

    /// What the first instance holds before anybody answers.
    fn defaults(&mut self, primary: &Element) {
        let mut found = BTreeMap::new();
        held(primary, &mut found);
        for row in &mut self.survey {
            if let Some(text) = found.get(row.cell("name")) {
                row.set("default", text);
            }
        }
    }
}

fn has_actions(element: &Element) -> bool {
    let own = matches!(element.name.as_str(), "setvalue" | "setgeopoint" | "recordaudio");
    own || element.children.iter().any(has_actions)
}

fn held(element: &Element, found: &mut BTreeMap<String, String>) {
    let text = element.text.trim();
    if element.children.is_empty() && !text.is_empty() {
        found.insert(element.name.clone(), text.to_owned());
    }
    element.children.iter().for_each(|child| held(child, found));
}

/// What stands in the brackets of an itemset: `town = ../town`.
fn filter(element: &Element) -> Option<String> {
    let nodeset = element.child("itemset")?.attribute("nodeset")?;
    let (_, filter) = nodeset.split_once('[')?;
    Some(filter.trim().trim_end_matches(']').to_owned())
}
