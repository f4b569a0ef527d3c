//! Every operation of a change, mapped to its path. Policy judges these, not what became visible:
//! a write that loses is a write.

use automerge::Change;
use automerge::legacy::{Key, ObjectId, Op, OpType};

use crate::document::caught::caught;
use crate::document::key::ActorBytes;
use crate::document::open::Document;
use crate::document::refusal::GateRefusal;
use crate::document::scan::{OpName, Scanned, ScannedOp};
use crate::document::value::{FieldValue, Write, Written};

/// What a change writes, as automerge reads it; refuses every operation that a flat document does
/// not have.
pub fn writes(change: &Change, doc: &Document) -> Result<Vec<Write>, GateRefusal> {
    let decoded = caught(|| change.decode()).ok_or(GateRefusal::EnginePanicked)?;
    let mut list = List { doc, writes: Vec::new() };
    for op in decoded.operations {
        list.decoded(op)?;
    }
    Ok(list.writes)
}

/// What a change writes, as our own pre-scan reads it.
pub(in crate::document) fn scanned_writes(
    scanned: &Scanned<'_>,
    doc: &Document,
) -> Result<Vec<Write>, GateRefusal> {
    let mut list = List { doc, writes: Vec::new() };
    for op in &scanned.ops {
        match op {
            ScannedOp::Put { path, value, .. } => list.put(path, value.clone())?,
            ScannedOp::Insert { note, character, .. } => list.note(*note, Some(*character))?,
            ScannedOp::Delete { note } => list.note(*note, None)?,
        }
    }
    Ok(list.writes)
}

struct List<'a> {
    doc: &'a Document,
    writes: Vec<Write>,
}

impl List<'_> {
    fn decoded(&mut self, op: Op) -> Result<(), GateRefusal> {
        match (op.obj, op.key, op.action, op.insert) {
            (ObjectId::Root, Key::Map(path), OpType::Put(value), false) => {
                let value = FieldValue::from_scalar(&value).ok_or(GateRefusal::NotFlat)?;
                self.put(&path, value)
            }
            (ObjectId::Id(note), Key::Seq(_), OpType::Put(value), true) => {
                let text = FieldValue::from_scalar(&value);
                let Some(FieldValue::Text(text)) = text else { return Err(GateRefusal::NotFlat) };
                let mut characters = text.chars();
                let (one, more) = (characters.next(), characters.next());
                let one = one.filter(|_| more.is_none()).ok_or(GateRefusal::NotFlat)?;
                self.note(op_name(&note)?, Some(one))
            }
            (ObjectId::Id(note), Key::Seq(_), OpType::Delete, false) => {
                self.note(op_name(&note)?, None)
            }
            _ => Err(GateRefusal::NotFlat),
        }
    }

    fn put(&mut self, path: &str, value: FieldValue) -> Result<(), GateRefusal> {
        if self.doc.notes.contains_key(path) {
            return Err(GateRefusal::NotFlat);
        }
        self.writes.push(Write { path: path.to_owned(), value: Written::Field(value) });
        Ok(())
    }

    /// Adds a character, or takes one out, in the note that `name` made.
    fn note(&mut self, name: OpName, put_in: Option<char>) -> Result<(), GateRefusal> {
        let path = note_path(self.doc, name).ok_or(GateRefusal::NotFlat)?;
        let known = self.writes.iter_mut().find(|write| write.path == path);
        if let Some(Write { value: Written::Note { inserted, deleted }, .. }) = known {
            match put_in {
                Some(character) => inserted.push(character),
                None => *deleted += 1,
            }
            return Ok(());
        }
        let inserted = put_in.map(String::from).unwrap_or_default();
        let value = Written::Note { inserted, deleted: usize::from(put_in.is_none()) };
        self.writes.push(Write { path: path.to_owned(), value });
        Ok(())
    }
}

fn op_name(op: &automerge::legacy::OpId) -> Result<OpName, GateRefusal> {
    let actor: ActorBytes = op.1.to_bytes().try_into().map_err(|_| GateRefusal::NotFlat)?;
    Ok((op.0, actor))
}

fn note_path(doc: &Document, (counter, actor): OpName) -> Option<&str> {
    let made = |id: &automerge::ObjId| match id {
        automerge::ObjId::Id(number, maker, _) => {
            *number == counter && maker.to_bytes() == actor.as_slice()
        }
        automerge::ObjId::Root => false,
    };
    doc.notes.iter().find(|(_, id)| made(id)).map(|(path, _)| path.as_str())
}
