//! The fixed first change of a document: computed alike everywhere and never sent.

use std::collections::BTreeSet;
use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{ActorId, Change, ExpandedChange, ObjType};

use super::key::GENESIS_ACTOR;

/// The change that makes a text object for each path, in ascending order; `None` for none.
pub(super) fn change(note_paths: &BTreeSet<&str>) -> Option<Change> {
    if note_paths.is_empty() {
        return None;
    }
    let operations = note_paths.iter().map(|path| Op {
        action: OpType::Make(ObjType::Text),
        obj: ObjectId::Root,
        key: Key::Map((*path).into()),
        pred: Vec::new().into(),
        insert: false,
    });
    Some(Change::from(ExpandedChange {
        operations: operations.collect(),
        actor_id: ActorId::from(&GENESIS_ACTOR[..]),
        hash: None,
        seq: 1,
        start_op: NonZeroU64::MIN,
        time: 0,
        message: None,
        deps: Vec::new(),
        extra_bytes: Vec::new(),
        author: None,
    }))
}
