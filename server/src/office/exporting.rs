//! Exporting orders as a table: the columns that imports read, so that what goes out comes in again unchanged,
//! and a few that only tell where an order stands. The facts of a day are a table of their own ([`events`]).

mod events;
mod facts;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterfoil_domain::cbor;
use counterfoil_domain::document::{Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::limits::EXPORT_ROWS_MAX;
use counterfoil_domain::order::{Card, DocumentView};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Lang;

use super::listing::{Filter, ListQuery};
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::tables::columns::{self, Known, Reads, Written};
use crate::tables::written::{self, Sheet, Value};
use crate::tables::{times, values};

/// Minutes by which the clocks of an export are ahead of UTC: China.
const UTC_OFFSET_MINUTES: i32 = 480;
/// Orders whose documents are read at once.
const READ_TOGETHER: usize = 500;
/// Fields that the hub makes from others.
const MADE_HERE: &str = "masked/";
const ADDRESS: &str = "address/text";
const INTERCEPTED: &str = "intercepted";

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// UTF-8 with the mark by which Excel knows it.
    Csv,
    /// A workbook.
    Xlsx,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
}

impl ExportFormat {
    /// By the name of the file that is asked for, which is `table` with an ending.
    #[must_use]
    pub fn named(file: &str, table: &str) -> Option<Self> {
        match file.strip_prefix(table)? {
            ".csv" => Some(Self::Csv),
            ".xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// What it is for whoever gets it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// An order as far as a row shows it.
struct Exported {
    card: Card,
    fields: BTreeMap<String, FieldValue>,
}

/// What rows are written with.
struct Context {
    lang: Lang,
    playbook: Arc<Playbook>,
    people: BTreeMap<PersonId, String>,
}

impl Server {
    /// The orders that a list would show, in the order of their making, as a file.
    pub async fn export_orders(
        &self,
        query: &ListQuery,
        lang: Lang,
        format: ExportFormat,
    ) -> Answer<ExportFile> {
        let filter = Filter::of(query)?;
        let since = self.storage.cards_since(self.tenant(), 0, EXPORT_ROWS_MAX).await?;
        let mut orders = Vec::new();
        for (_, _, bytes) in since.cards {
            let card: Card =
                cbor::decode(&bytes).map_err(|error| Problem::internal("cards", &error))?;
            if filter.wants(&card) {
                orders.push(Exported { card, fields: BTreeMap::new() });
            }
        }
        orders.sort_unstable_by_key(|order| order.card.id); // ids grow with time
        for part in orders.chunks_mut(READ_TOGETHER) {
            self.read_fields(part).await?;
        }
        let people = orders.iter().flat_map(|one| one.card.assigned.iter().chain(&one.card.holder));
        let people = self.names_of(people.copied().collect::<Vec<_>>()).await?;
        let context = Context { lang, playbook: self.newest_playbook().await?, people };
        let task = tokio::task::spawn_blocking(move || write(&orders, &context, format));
        task.await.map_err(|error| Problem::internal("exports", &error))?
    }

    async fn read_fields(&self, part: &mut [Exported]) -> Answer<()> {
        let ids = part.iter().map(|order| order.card.id).collect();
        let rows = self.storage.documents_of(self.tenant(), ids).await?;
        let load = move || -> BTreeMap<SubjectId, BTreeMap<String, FieldValue>> {
            let mut loaded: BTreeMap<_, BTreeMap<String, FieldValue>> = BTreeMap::new();
            for row in rows.into_iter().filter(|row| row.name.is_empty()) {
                let id =
                    DocumentId { subject: row.subject, audience: row.audience, name: row.name };
                let key = DocumentKey { id, generation: row.generation };
                let Ok(document) = Document::load(key, &row.saved) else { continue };
                let view = DocumentView::read(&document, &[]);
                loaded.entry(row.subject).or_default().extend(view.fields);
            }
            loaded
        };
        let loaded = tokio::task::spawn_blocking(load).await;
        let mut loaded = loaded.map_err(|error| Problem::internal("exports", &error))?;
        for order in part {
            order.fields = loaded.remove(&order.card.id).unwrap_or_default();
            order
                .fields
                .retain(|path, value| !path.starts_with(MADE_HERE) && *value != FieldValue::Null);
        }
        Ok(())
    }
}

fn write(orders: &[Exported], context: &Context, format: ExportFormat) -> Answer<ExportFile> {
    let sheet = sheet(orders, context);
    let failed = |error| Problem::internal("exports", &error);
    let bytes = match format {
        ExportFormat::Csv => written::csv(&sheet),
        ExportFormat::Xlsx => written::xlsx(&sheet, context.word("工单", "orders")),
    };
    Ok(ExportFile { bytes: bytes.map_err(failed)?, media_type: format.media_type() })
}

/// The known columns that say something, then every other field under its path.
fn sheet(orders: &[Exported], context: &Context) -> Sheet {
    let mut headers = Vec::new();
    let mut rows: Vec<Vec<Value>> = vec![Vec::new(); orders.len()];
    let mut told: BTreeSet<String> = BTreeSet::from([INTERCEPTED.to_owned()]);
    for known in columns::known() {
        match known.reads() {
            Reads::Field(path) => drop(told.insert(path)),
            Reads::Address(4) => drop(told.insert(ADDRESS.to_owned())),
            Reads::Address(_) | Reads::Window => continue,
            _ => {}
        }
        let cells: Vec<Value> = orders.iter().map(|order| cell(known, order, context)).collect();
        let always = matches!(known.reads(), Reads::Id | Reads::Kind);
        if always || cells.iter().any(|cell| *cell != Value::empty()) {
            headers.push(known.header(context.lang).to_owned());
            rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
        }
    }
    let paths = orders.iter().flat_map(|order| order.fields.keys());
    let others: BTreeSet<&String> = paths.filter(|path| !told.contains(*path)).collect();
    for path in others {
        headers.push(path.clone());
        for (row, order) in rows.iter_mut().zip(orders) {
            row.push(
                order.fields.get(path).map_or_else(Value::empty, |value| context.plain(value)),
            );
        }
    }
    Sheet { headers, rows }
}

fn cell(known: &Known, order: &Exported, context: &Context) -> Value {
    let card = &order.card;
    let text = match known.reads() {
        Reads::Id => card.id.to_string(),
        Reads::Kind => {
            let kind = context.playbook.kind(&card.kind);
            kind.map_or(card.kind.as_str(), |kind| kind.name.in_lang(context.lang)).to_owned()
        }
        Reads::Assign => context.names(&card.assigned),
        Reads::Key(scheme) => {
            let own = card.keys.iter().filter(|key| key.scheme == scheme);
            own.map(|key| key.value.as_str()).collect::<Vec<_>>().join(",")
        }
        Reads::Stop => match order.fields.get(INTERCEPTED) {
            Some(FieldValue::Bool(stop)) => context.yes(*stop).to_owned(),
            _ => String::new(),
        },
        Reads::State if known.header(Lang::En) == "stage" => {
            card.stage_name.in_lang(context.lang).to_owned()
        }
        Reads::State => context.names(card.holder.as_slice()),
        Reads::Address(_) => return field(known, ADDRESS, order, context),
        Reads::Field(path) => return field(known, &path, order, context),
        Reads::Window => String::new(),
    };
    Value::Text(text)
}

fn field(known: &Known, path: &str, order: &Exported, context: &Context) -> Value {
    match (order.fields.get(path), known.written()) {
        (None, _) => Value::empty(),
        (Some(FieldValue::Int(minor)), Written::Money) => Value::Number(values::money_text(*minor)),
        (Some(FieldValue::Int(ms)), Written::Moment) => {
            Value::Text(times::moment_text(*ms, UTC_OFFSET_MINUTES))
        }
        (Some(value), _) => context.plain(value),
    }
}

impl Context {
    fn word<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn yes(&self, yes: bool) -> &'static str {
        if yes { self.word("是", "yes") } else { self.word("否", "no") }
    }

    fn names(&self, people: &[PersonId]) -> String {
        let name = |person: &PersonId| {
            self.people.get(person).cloned().unwrap_or_else(|| person.to_string())
        };
        people.iter().map(name).collect::<Vec<_>>().join("、")
    }

    fn plain(&self, value: &FieldValue) -> Value {
        match value {
            FieldValue::Text(text) => Value::Text(text.clone()),
            FieldValue::Int(number) => Value::Number(number.to_string()),
            FieldValue::Bool(yes) => Value::Text(self.yes(*yes).to_owned()),
            FieldValue::Null => Value::empty(),
        }
    }
}
