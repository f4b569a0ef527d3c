//! The pre-scan: what a change does, read by our own code before automerge sees a byte of it.
//!
//! Its cost is bounded by the change's bytes and [`limits::CHANGE_TEXT_RUN_CHARS_MAX`], whatever
//! the runs claim. What it lets through are only scalars under root paths, and insertions and
//! deletions of single characters in an object that another change made.

use std::collections::BTreeSet;

use super::columns::{all, at_most, booleans, deltas, rows};
use super::key::ActorBytes;
use super::leb::Reader;
use super::raw::RawChange;
use super::refusal::GateRefusal;
use super::value::{FieldValue, path_is_sound};
use crate::ids::Hash;
use crate::limits;

const ACTION_PUT: u64 = 1;
const ACTION_DELETE: u64 = 3;

/// An operation's name: its number and the actor that made it.
pub(super) type OpName = (u64, ActorBytes);

/// One operation that a flat document may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ScannedOp<'a> {
    /// A scalar under a root path, in place of what other operations put there.
    Put { path: &'a str, value: FieldValue, replaces: Vec<OpName> },
    /// A character put into a note.
    Insert { note: OpName, after: Option<OpName>, character: char },
    /// A character taken out of a note.
    Delete { note: OpName },
}

/// A change that passed the pre-scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned<'a> {
    /// The change's hash.
    pub hash: Hash,
    /// What it depends on, ascending.
    pub deps: Vec<Hash>,
    /// The actor that it claims.
    pub actor: ActorBytes,
    /// Its place among its actor's changes, from 1.
    pub seq: u64,
    /// The number of its first operation.
    pub start_op: u64,
    pub(super) ops: Vec<ScannedOp<'a>>,
}

impl Scanned<'_> {
    /// How many operations the change has; never none.
    #[must_use]
    pub fn op_count(&self) -> usize {
        self.ops.len()
    }

    /// The number of its last operation.
    #[must_use]
    pub fn max_op(&self) -> u64 {
        self.start_op + self.ops.len() as u64 - 1
    }
}

/// Checks one plain change without automerge: header, runs, counts, and that each operation is
/// flat.
pub fn pre_scan(raw: &[u8]) -> Result<Scanned<'_>, GateRefusal> {
    let (change, hash) = RawChange::parse(raw)?;
    scan(&change, hash)
}

/// The same for a change that is taken apart already.
pub(super) fn scan<'a>(change: &RawChange<'a>, hash: Hash) -> Result<Scanned<'a>, GateRefusal> {
    let ops = Table::read(change)?.ops(change)?;
    check_counts(&ops, change)?;
    Ok(Scanned {
        hash,
        deps: change.deps.clone(),
        actor: change.actor,
        seq: change.seq,
        start_op: change.start_op,
        ops,
    })
}

/// At most 256 operations, or one run of up to 512 characters in one note; no path twice.
fn check_counts(ops: &[ScannedOp<'_>], change: &RawChange<'_>) -> Result<(), GateRefusal> {
    if ops.len() > limits::CHANGE_OPS_MAX && !is_one_run(ops, change) {
        return Err(GateRefusal::TooManyOps);
    }
    let mut paths = BTreeSet::new();
    let twice = |op: &ScannedOp<'_>| match op {
        ScannedOp::Put { path, .. } => !paths.insert(path.to_string()),
        _ => false,
    };
    if ops.iter().any(twice) { Err(GateRefusal::BadPath) } else { Ok(()) }
}

fn is_one_run(ops: &[ScannedOp<'_>], change: &RawChange<'_>) -> bool {
    let Some(ScannedOp::Insert { note: first, .. }) = ops.first() else { return false };
    ops.iter().enumerate().skip(1).all(|(at, op)| {
        let before = Some((change.start_op + at as u64 - 1, change.actor));
        match op {
            ScannedOp::Insert { note, after, .. } => note == first && *after == before,
            _ => false,
        }
    })
}

/// The columns, expanded to rows.
struct Table<'a> {
    object: Vec<(Option<u64>, Option<u64>)>,
    key: Vec<(Option<u64>, Option<u64>)>,
    path: Vec<Option<&'a str>>,
    insert: Vec<bool>,
    action: Vec<u64>,
    meta: Vec<u64>,
    predecessors: Vec<Vec<OpName>>,
}

impl<'a> Table<'a> {
    fn read(change: &RawChange<'a>) -> Result<Self, GateRefusal> {
        let columns = &change.columns;
        // The action column says how many operations there are; it is bounded before anything is
        // expanded.
        let action: Vec<Option<u64>> = at_most(columns[6], limits::CHANGE_TEXT_RUN_CHARS_MAX)?;
        let action: Vec<u64> =
            action.into_iter().collect::<Option<_>>().ok_or(GateRefusal::BadChange)?;
        let count = action.len();
        if count == 0 {
            return Err(GateRefusal::BadChange);
        }
        Ok(Self {
            object: rows(columns[0], count)?.into_iter().zip(rows(columns[1], count)?).collect(),
            key: rows(columns[2], count)?.into_iter().zip(deltas(columns[3], count)?).collect(),
            path: rows(columns[4], count)?,
            insert: booleans(columns[5], count)?,
            meta: all(columns[7], count)?,
            action,
            predecessors: predecessors(change, &all(columns[9], count)?)?,
        })
    }

    fn ops(&self, change: &RawChange<'a>) -> Result<Vec<ScannedOp<'a>>, GateRefusal> {
        let mut values = Reader::new(change.columns[8]);
        let mut ops = Vec::with_capacity(self.action.len());
        for row in 0..self.action.len() {
            let value = read_value(self.meta[row], &mut values)?;
            ops.push(self.op(change, row, value)?);
        }
        if values.is_empty() { Ok(ops) } else { Err(GateRefusal::BadChange) }
    }

    fn op(
        &self,
        change: &RawChange<'a>,
        row: usize,
        value: FieldValue,
    ) -> Result<ScannedOp<'a>, GateRefusal> {
        let below = change.start_op + row as u64;
        let (object, path) = (self.object[row], self.path[row]);
        let put = self.action[row] == ACTION_PUT;
        if let ((None, None), Some(path), (None, None)) = (object, path, self.key[row]) {
            let flat = put && !self.insert[row];
            let replaces = self.predecessors[row].clone();
            return if flat {
                checked_put(path, value, replaces)
            } else {
                Err(GateRefusal::NotFlat)
            };
        }
        let (Some(actor), Some(counter)) = object else { return Err(GateRefusal::NotFlat) };
        let note = named(change, actor, counter, change.start_op)?;
        let element = match (self.key[row], path) {
            ((None, Some(0)), None) => None,
            ((Some(actor), Some(counter)), None) => Some(named(change, actor, counter, below)?),
            _ => return Err(GateRefusal::NotFlat),
        };
        match (self.insert[row], self.predecessors[row].len(), single(&value)) {
            (true, 0, Some(character)) if put => {
                Ok(ScannedOp::Insert { note, after: element, character })
            }
            (false, 1.., None)
                if self.action[row] == ACTION_DELETE
                    && self.meta[row] == 0
                    && element.as_slice() == self.predecessors[row].as_slice() =>
            {
                Ok(ScannedOp::Delete { note })
            }
            _ => Err(GateRefusal::NotFlat),
        }
    }
}

fn checked_put(
    path: &str,
    value: FieldValue,
    replaces: Vec<OpName>,
) -> Result<ScannedOp<'_>, GateRefusal> {
    if !path_is_sound(path) {
        return Err(GateRefusal::BadPath);
    }
    if value.weight_bytes() > limits::FIELD_VALUE_BYTES_MAX {
        return Err(GateRefusal::ValueTooLong);
    }
    Ok(ScannedOp::Put { path, value, replaces })
}

/// The one character of a text value of one character.
fn single(value: &FieldValue) -> Option<char> {
    let FieldValue::Text(text) = value else { return None };
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// An operation named by its place in the change's own table of actors, made before operation
/// `below`.
fn named(
    change: &RawChange<'_>,
    actor: u64,
    counter: u64,
    below: u64,
) -> Result<OpName, GateRefusal> {
    let place = usize::try_from(actor).map_err(|_| GateRefusal::BadChange)?;
    let actor = match place {
        0 => Some(change.actor),
        other => change.other_actors.get(other - 1).copied(),
    };
    let actor = actor.ok_or(GateRefusal::BadChange)?;
    if counter == 0 || counter >= below {
        return Err(GateRefusal::BadChange);
    }
    Ok((counter, actor))
}

/// The predecessors of each operation, bounded in all; each is an earlier operation of a named
/// actor.
fn predecessors(change: &RawChange<'_>, counts: &[u64]) -> Result<Vec<Vec<OpName>>, GateRefusal> {
    let max = counts.len() * limits::DOCUMENT_HEADS_MAX;
    let total = counts.iter().try_fold(0u64, |sum, count| sum.checked_add(*count));
    let total = total.and_then(|total| usize::try_from(total).ok()).filter(|total| *total <= max);
    let total = total.ok_or(GateRefusal::TooManyOps)?;
    let actors: Vec<u64> = all(change.columns[10], total)?;
    let mut named_by = actors.into_iter().zip(deltas(change.columns[11], total)?);
    let mut lists = Vec::with_capacity(counts.len());
    for (row, count) in counts.iter().enumerate() {
        let below = change.start_op + row as u64;
        let count = usize::try_from(*count).map_err(|_| GateRefusal::TooManyOps)?;
        let names = named_by.by_ref().take(count).map(|(actor, counter)| {
            named(change, actor, counter.ok_or(GateRefusal::BadChange)?, below)
        });
        lists.push(names.collect::<Result<Vec<OpName>, _>>()?);
    }
    Ok(lists)
}

/// One scalar by its type (low four bits) and length; only the four kinds that a field has.
fn read_value(meta: u64, values: &mut Reader<'_>) -> Result<FieldValue, GateRefusal> {
    let len = usize::try_from(meta >> 4).map_err(|_| GateRefusal::BadChange)?;
    let bytes = values.take(len)?;
    match (meta & 0x0f, len) {
        (0, 0) => Ok(FieldValue::Null),
        (1, 0) => Ok(FieldValue::Bool(false)),
        (2, 0) => Ok(FieldValue::Bool(true)),
        (4, _) => {
            let mut reader = Reader::new(bytes);
            let number = reader.signed()?;
            if reader.is_empty() {
                Ok(FieldValue::Int(number))
            } else {
                Err(GateRefusal::BadChange)
            }
        }
        (6, _) => {
            let text = core::str::from_utf8(bytes).map_err(|_| GateRefusal::BadChange)?;
            Ok(FieldValue::Text(text.to_owned()))
        }
        (0..=2, _) => Err(GateRefusal::BadChange),
        _ => Err(GateRefusal::NotFlat),
    }
}
