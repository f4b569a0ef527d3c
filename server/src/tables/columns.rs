//! Headers: which column means what. The words are data (`data/columns.json`); a playbook's own fields are known
//! by their path and by their names as well.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use counterfoil_domain::limits;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::file::ValueType;
use counterfoil_domain::playbook::words::{Lang, Words};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::TableError;
use super::grid::{Grid, Line};

/// What a column is read as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reads {
    /// The order's own id, in our own exports: not imported, but it marks them.
    Id,
    /// The kind of order.
    Kind,
    /// Who is to do it, by name.
    Assign,
    /// A key of this scheme.
    Key(String),
    /// A field.
    Field(String),
    /// A part of the address, in order.
    Address(u8),
    /// A window of time in one cell.
    Window,
    /// Intercepted: must not be loaded.
    Stop,
    /// Where an order stands, in our own exports: not imported.
    State,
}

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// As a text.
    #[default]
    Text,
    /// As a telephone number.
    Phone,
    /// As a sum with its decimals.
    Money,
    /// As a whole number.
    Integer,
    /// As yes or no.
    Yes,
    /// As a date with a clock.
    Moment,
}

/// One entry of the catalogue.
#[derive(Debug, Deserialize)]
pub struct Known {
    reads: String,
    #[serde(default)]
    value: Written,
    zh: Vec<String>,
    en: Vec<String>,
    #[serde(default)]
    says: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct KindWords {
    kinds: Vec<String>,
    says: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Catalogue {
    columns: Vec<Known>,
    kinds: Vec<KindWords>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    // A catalogue that does not parse fails the first test; no bytes of others come here.
    let read = serde_json::from_str(include_str!("../../data/columns.json"));
    read.unwrap_or(Catalogue { columns: Vec::new(), kinds: Vec::new() })
});

/// A column of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its header as it stands in the file.
    pub header: String,
    /// What it is read as; absent if nobody knows it, or the playbook has no such field.
    pub reads: Option<Reads>,
    /// How its values are written.
    pub written: Written,
    says: BTreeMap<String, String>,
}

/// A column, for the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnShown {
    /// Its header.
    pub header: String,
    /// What it is read as; absent if it is left out.
    pub reads: Option<String>,
}

impl Known {
    /// What it is read as.
    #[must_use]
    pub fn reads(&self) -> Reads {
        let (what, of) = self.reads.split_once(':').unwrap_or((&self.reads, ""));
        match what {
            "kind" => Reads::Kind,
            "assign" => Reads::Assign,
            "key" => Reads::Key(of.to_owned()),
            "field" => Reads::Field(of.to_owned()),
            "address" => Reads::Address(of.parse().unwrap_or(u8::MAX)),
            "window" => Reads::Window,
            "stop" => Reads::Stop,
            "state" => Reads::State,
            _ => Reads::Id,
        }
    }

    /// How its values are written.
    #[must_use]
    pub fn written(&self) -> Written {
        self.value
    }

    /// The header that exports give it.
    #[must_use]
    pub fn header(&self, lang: Lang) -> &str {
        let names = match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        };
        names.first().map_or("", String::as_str)
    }

    fn says(&self) -> BTreeMap<String, String> {
        let each = |(id, words): (&String, &Vec<String>)| {
            words.iter().map(|word| (folded(word), id.clone())).collect::<Vec<_>>()
        };
        self.says.iter().flat_map(each).collect()
    }
}

/// Every column that is known, in the order of exports.
#[must_use]
pub fn known() -> &'static [Known] {
    &CATALOGUE.columns
}

/// One spelling for a header: NFKC, lower case, no white space, nothing in brackets, no marks of "required".
#[must_use]
pub fn folded(header: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in header.nfkc().flat_map(char::to_lowercase) {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            '*' | ':' | '_' | '#' | '.' => {}
            c if depth > 0 || super::grid::is_space(c) => {}
            c => kept.push(c),
        }
    }
    kept
}

/// What headers mean under one playbook.
pub struct Headers<'a> {
    playbook: &'a Playbook,
    words: BTreeMap<String, usize>,
}

impl<'a> Headers<'a> {
    /// The catalogue's words.
    #[must_use]
    pub fn of(playbook: &'a Playbook) -> Self {
        let mut words = BTreeMap::new();
        for (at, known) in known().iter().enumerate() {
            for word in known.zh.iter().chain(&known.en) {
                words.entry(folded(word)).or_insert(at);
            }
        }
        Self { playbook, words }
    }

    /// The playbook under which they mean it.
    #[must_use]
    pub fn playbook(&self) -> &Playbook {
        self.playbook
    }

    /// How many of these are headers that are known.
    #[must_use]
    pub fn count(&self, cells: &[&str]) -> usize {
        cells.iter().filter(|cell| self.column(cell).reads.is_some()).count()
    }

    /// What one header means.
    #[must_use]
    pub fn column(&self, header: &str) -> Column {
        let header = header.trim_matches(super::grid::is_space);
        let none = Column {
            header: header.to_owned(),
            reads: None,
            written: Written::Text,
            says: BTreeMap::new(),
        };
        if let Some(known) = self.words.get(&folded(header)).and_then(|at| known().get(*at)) {
            let reads = Some(known.reads()).filter(|reads| self.has(reads));
            return Column { reads, written: known.value, says: known.says(), ..none };
        }
        match self.field(header) {
            Some((path, written)) => Column { reads: Some(Reads::Field(path)), written, ..none },
            None => none,
        }
    }

    /// Whether the playbook knows the field or key that a column is read as.
    fn has(&self, reads: &Reads) -> bool {
        match reads {
            Reads::Field(path) => self.playbook.field(path).is_some(),
            Reads::Key(scheme) => self.playbook.file().keys.iter().any(|key| key.id == *scheme),
            _ => true,
        }
    }

    /// A field by its path, or by one of its names.
    fn field(&self, header: &str) -> Option<(String, Written)> {
        let written = |value| match value {
            ValueType::Text => Written::Text,
            ValueType::Integer => Written::Integer,
            ValueType::Boolean => Written::Yes,
        };
        let is_path = !header.ends_with(['*', '/']);
        if let Some(rule) = self.playbook.field(header).filter(|_| is_path) {
            return Some((header.to_owned(), written(rule.value)));
        }
        let same = |name: &str| folded(name) == folded(header);
        let fields = self.playbook.file().fields.iter();
        let named = fields.filter(|rule| !rule.path.ends_with('*'));
        let rule = named.into_iter().find(|rule| same(&rule.name.zh) || same(&rule.name.en))?;
        Some((rule.path.clone(), written(rule.value)))
    }

    /// Takes the headers off a grid: the first of its rows in which most are known.
    pub fn take(&self, grid: Grid) -> Result<(Vec<Column>, Vec<Line>), TableError> {
        let count = |line: &Line| {
            let cells: Vec<&str> = line.cells.iter().map(|cell| cell.text.as_str()).collect();
            self.count(&cells)
        };
        let head = grid.lines.iter().take(limits::TABLE_ROWS_ABOVE_HEADERS_MAX).enumerate();
        let best = head.map(|(at, line)| (count(line), usize::MAX - at)).max();
        let at = match best {
            Some((known, at)) if known > 0 => usize::MAX - at,
            _ => return Err(TableError::NoHeaders),
        };
        let mut lines = grid.lines.into_iter().skip(at);
        let line = lines.next().ok_or(TableError::NoHeaders)?;
        let columns = line.cells.iter().map(|cell| self.column(&cell.text)).collect();
        Ok((columns, lines.collect()))
    }

    /// The kind that a word means: the playbook's own id or name, or the first known one of the catalogue's.
    #[must_use]
    pub fn kind(&self, word: &str) -> Option<String> {
        let word = folded(word);
        let orders = |id: &str| self.playbook.workflow_of(id).is_some();
        let same = |one: &str| folded(one) == word;
        let kinds = &self.playbook.file().kinds;
        let own = kinds.iter().filter(|kind| orders(&kind.id));
        let named = own
            .into_iter()
            .find(|kind| same(&kind.id) || same(&kind.name.zh) || same(&kind.name.en));
        if let Some(kind) = named {
            return Some(kind.id.clone());
        }
        let said = CATALOGUE.kinds.iter().find(|one| one.says.iter().any(|say| same(say)))?;
        said.kinds.iter().find(|id| orders(id)).cloned()
    }

    /// The kinds of order that the playbook has, by name.
    #[must_use]
    pub fn kind_names(&self) -> Words {
        let kinds = self.playbook.file().kinds.iter();
        let orders = kinds.filter(|kind| self.playbook.workflow_of(&kind.id).is_some());
        let (zh, en): (Vec<_>, Vec<_>) =
            orders.map(|kind| (kind.name.zh.as_str(), kind.name.en.as_str())).unzip();
        Words::new(zh.join("、"), en.join(", "))
    }
}

impl Column {
    /// What the catalogue takes a value for, where it knows several ways to say it.
    #[must_use]
    pub fn said(&self, value: &str) -> Option<&str> {
        self.says.get(&folded(value)).map(String::as_str)
    }

    /// The column for a report.
    #[must_use]
    pub fn shown(&self) -> ColumnShown {
        let reads = self.reads.as_ref().map(|reads| match reads {
            Reads::Id => "id".to_owned(),
            Reads::Kind => "kind".to_owned(),
            Reads::Assign => "assign".to_owned(),
            Reads::Key(scheme) => format!("key {scheme}"),
            Reads::Field(path) => path.clone(),
            Reads::Address(_) => "address/text".to_owned(),
            Reads::Window => "window/from_ms window/to_ms".to_owned(),
            Reads::Stop => "intercepted".to_owned(),
            Reads::State => "-".to_owned(),
        });
        ColumnShown { header: self.header.clone(), reads }
    }
}
