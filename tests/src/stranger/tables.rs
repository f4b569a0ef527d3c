//! The tables of the format's documents, and a reader that knows nothing but them: what a record is called, which
//! keys it has, of what type each is, and whether it may be absent.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Item, Node};

/// One row of a record's table.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key.
    pub key: i128,
    /// What the table calls it.
    pub name: String,
    /// Its type.
    pub of: String,
    /// Whether it is always there.
    pub always: bool,
}

/// All tables of several documents: records under their headings, types under their names.
#[derive(Debug, Default)]
pub struct Tables {
    records: BTreeMap<String, Vec<Field>>,
    types: BTreeMap<String, String>,
}

/// Why bytes are not what a table says.
pub type Mismatch = String;

impl Tables {
    /// Reads the tables of documents.
    #[must_use]
    pub fn read(documents: &[String]) -> Self {
        let mut tables = Self::default();
        for text in documents {
            let mut heading = String::new();
            for line in text.lines() {
                if let Some(title) = line.strip_prefix("### ") {
                    heading = title.to_owned();
                } else if let Some(title) = line.strip_prefix("## ") {
                    let words = title.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
                    heading = words.to_lowercase();
                } else {
                    tables.take_row(&heading, line);
                }
            }
        }
        tables
    }

    fn take_row(&mut self, heading: &str, line: &str) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        match cells[..] {
            ["", key, name, of, there @ ("1" | "?"), _, ""] => {
                let key = key.parse().expect("a key is a number");
                let (name, of) = (name.to_owned(), of.to_owned());
                let rows = self.records.entry(heading.to_owned()).or_default();
                assert!(rows.iter().all(|row| row.key != key), "{heading} has key {key} twice");
                rows.push(Field { key, name, of, always: there == "1" });
            }
            ["", name, is, _, ""] if quoted(name).is_some() && quoted(is).is_some() => {
                let (name, is) = (quoted(name).expect("quoted"), quoted(is).expect("quoted"));
                self.types.insert(name.to_owned(), is.to_owned());
            }
            _ => {}
        }
    }

    /// The table under a heading.
    pub fn record(&self, name: &str) -> Result<&[Field], Mismatch> {
        let found = self.records.get(name).map(Vec::as_slice);
        found.ok_or_else(|| format!("no table is called {name:?}"))
    }

    /// The headings that have tables.
    pub fn record_names(&self) -> impl Iterator<Item = &str> {
        self.records.keys().map(String::as_str)
    }

    /// What a value says if it is of a type: maps under the tables' names, byte strings in hexadecimal digits.
    pub fn says(&self, of: &str, node: &Node) -> Result<Value, Mismatch> {
        if let Some((first, rest)) = of.split_once(" or ") {
            return self.says(first, node).or_else(|_| self.says(rest, node));
        }
        if let Some(inside) = of.strip_prefix('[').and_then(|of| of.strip_suffix(']')) {
            return self.list(inside, node);
        }
        match (plain(of, node), self.types.get(of)) {
            (Some(said), _) => said.ok_or_else(|| format!("{of} is not {:?}", node.item)),
            (None, Some(is)) => {
                self.says(is, node)?;
                within(of, node)?;
                self.says(is, node)
            }
            (None, None) => self.map(of, node),
        }
    }

    fn list(&self, inside: &str, node: &Node) -> Result<Value, Mismatch> {
        let Item::List(items) = &node.item else { return Err(format!("no list: {node:?}")) };
        if let Some(each) = inside.strip_suffix('…') {
            let said: Result<Vec<Value>, _> =
                items.iter().map(|one| self.says(each, one)).collect();
            return said.map(Value::from);
        }
        let types = parts(inside);
        let least = types.iter().filter(|of| !of.ends_with('?')).count();
        if items.len() < least || items.len() > types.len() {
            return Err(format!("[{inside}] has not {} parts", items.len()));
        }
        let each = types.iter().zip(items).map(|(of, one)| match of.strip_suffix('?') {
            Some(_) if matches!(one.item, Item::Simple(22)) => Ok(Value::Null),
            Some(of) => self.says(of, one),
            None => self.says(of, one),
        });
        each.collect::<Result<Vec<Value>, _>>().map(Value::from)
    }

    fn map(&self, name: &str, node: &Node) -> Result<Value, Mismatch> {
        let rows = self.record(name)?;
        let Item::Map(pairs) = &node.item else { return Err(format!("{name} is no map")) };
        let mut said = Map::new();
        for (key, value) in pairs {
            let row = rows.iter().find(|row| row.key == *key);
            let row = row.ok_or_else(|| format!("{name} has a key {key} that no table names"))?;
            let value = self.says(&row.of, value);
            said.insert(row.name.clone(), value.map_err(|e| format!("{name}/{}: {e}", row.name))?);
        }
        match rows.iter().find(|row| row.always && !said.contains_key(&row.name)) {
            Some(missing) => Err(format!("{name} lacks {}", missing.name)),
            None => Ok(Value::Object(said)),
        }
    }
}

/// The text between backticks.
fn quoted(cell: &str) -> Option<&str> {
    cell.strip_prefix('`')?.strip_suffix('`')
}

/// The types of CBOR's own: `None` for another name, `Some(None)` for another value.
fn plain(of: &str, node: &Node) -> Option<Option<Value>> {
    let length = of.strip_prefix("bytes ").and_then(|len| len.parse::<usize>().ok());
    let range = of.split_once('–').map_or((of, of), |ends| ends);
    let range = (range.0.parse::<i128>().ok()).zip(range.1.parse::<i128>().ok());
    Some(match (of, &node.item) {
        ("any", _) => Some(json!(hex::encode(&node.raw))),
        ("uint", Item::Number(n)) => u64::try_from(*n).ok().map(Value::from),
        ("int", Item::Number(n)) => i64::try_from(*n).ok().map(Value::from),
        ("bool", Item::Simple(value @ (20 | 21))) => Some(json!(*value == 21)),
        ("text", Item::Text(text)) => Some(json!(text)),
        ("bytes", Item::Bytes(bytes)) => Some(json!(hex::encode(bytes))),
        ("uint" | "int" | "bool" | "text" | "bytes", _) => None,
        (_, Item::Bytes(bytes)) if length.is_some() => {
            (Some(bytes.len()) == length).then(|| json!(hex::encode(bytes)))
        }
        (_, Item::Number(n)) if range.is_some() => {
            let within = range.is_some_and(|(low, high)| (low..=high).contains(n));
            if within { u64::try_from(*n).ok().map(Value::from) } else { None }
        }
        _ if length.is_some() || range.is_some() => None,
        _ => return None,
    })
}

/// The bounds that the types' table states in words.
fn within(of: &str, node: &Node) -> Result<(), Mismatch> {
    let fits = match (of, &node.item) {
        ("name", Item::Text(text)) => (1..=64).contains(&text.len()),
        ("words", Item::Text(text)) => text.chars().count() <= 4_000,
        _ => true,
    };
    if fits { Ok(()) } else { Err(format!("{of} is out of its bounds")) }
}

/// Splits at the commas that stand in no brackets.
fn parts(inside: &str) -> Vec<&str> {
    let (mut depth, mut from, mut found) = (0, 0, Vec::new());
    for (at, sign) in inside.char_indices() {
        match sign {
            '[' => depth += 1,
            ']' => depth -= 1,
            ',' if depth == 0 => {
                found.push(inside[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(inside[from..].trim());
    found
}
