//! Drafts: what each row asks for, typed, with what is wrong in it. One bad row stops no other.

use std::collections::{BTreeMap, HashMap};

use counterfoil_domain::document::FieldValue;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::subject::Key;

use super::columns::{Column, Headers, Reads};
use super::grid::Line;
use super::remarks::Remarks;
use super::row;
use super::times::Now;

/// The scheme of keys that name a machine, not an order.
pub const MACHINE_SCHEME: &str = "serial";

/// One order that a row asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct RowDraft {
    /// The row's number in a spreadsheet.
    pub row: u32,
    /// Its kind in the playbook; empty if that is not known, which is said.
    pub kind: String,
    /// Its keys.
    pub keys: Vec<Key>,
    /// Its fields by path.
    pub fields: BTreeMap<String, FieldValue>,
    /// Who is to do it, by name.
    pub assign: Option<String>,
    /// Intercepted.
    pub stop: bool,
    /// What is said of it.
    pub remarks: Remarks,
    /// The row as it was written, but for whom it is assigned to: by it a row without keys is known again.
    pub content: Hash,
}

impl RowDraft {
    /// The keys by which the order is known; a machine has many orders.
    pub fn own_keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(|key| key.scheme != MACHINE_SCHEME)
    }
}

/// What rows are read with.
pub struct Context<'a> {
    /// What headers and kinds mean.
    pub headers: &'a Headers<'a>,
    /// When and where.
    pub now: Now,
    /// The kind of rows that name none.
    pub kind: Option<String>,
}

/// Reads all rows.
#[must_use]
pub fn all(columns: &[Column], lines: &[Line], context: &Context<'_>) -> Vec<RowDraft> {
    // Our own exports are taken letter by letter; the tables of others are sloppy.
    let exact = columns.iter().any(|column| column.reads == Some(Reads::Id));
    let one = |line: &Line| row::read(columns, line, context, exact);
    let mut drafts: Vec<RowDraft> = lines.iter().map(one).collect();
    refuse_repeated(&mut drafts);
    drafts
}

/// The second of two rows with one key, or with the same words, makes no second order.
fn refuse_repeated(drafts: &mut [RowDraft]) {
    let mut keys: HashMap<Key, u32> = HashMap::new();
    let mut contents: HashMap<Hash, u32> = HashMap::new();
    for draft in drafts {
        let by_key = draft.own_keys().find_map(|key| Some((key.clone(), *keys.get(key)?)));
        let same = contents.get(&draft.content).copied();
        if let Some(first) = same {
            let (zh, en) = (format!("与第 {first} 行完全相同"), format!("the same as row {first}"));
            draft.remarks.refuse("repeated", None, zh, en);
        } else if let Some((key, first)) = by_key {
            let value = key.value;
            let zh = format!("单号 {value} 与第 {first} 行重复,以第 {first} 行为准");
            let en = format!("{value} stands in row {first} already, which is taken");
            draft.remarks.refuse("repeated", None, zh, en);
        } else {
            contents.insert(draft.content, draft.row);
            let row = draft.row;
            keys.extend(draft.own_keys().map(|key| (key.clone(), row)).collect::<Vec<_>>());
        }
    }
}
