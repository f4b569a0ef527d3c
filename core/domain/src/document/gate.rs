//! The gate for what a phone sent: automerge must not see a byte of it first.
//!
//! The steps stand apart, in the order of their cost, so that a hub can put its policy between
//! them:
//!
//! 1. [`rebuild`]: frame to change, with the actor, dependencies and numbers that it has to have.
//! 2. [`super::gate::pre_scan`]: header and runs, by our own code.
//! 3. [`check_place`]: dependencies known, actor, sequence and operation numbers as derived.
//!    [`check_replaced`]: each field replaces what its author saw.
//! 4. [`decode`] and [`writes`]: every operation mapped to its path, for policy.
//! 5. [`Trial`]: applied on a copy; the caps; and the copy is saved and loaded, and has to be the
//!    same.
//!
//! [`judge_change`] does all of it. Nothing here starts a thread: the hub runs it on a worker
//! whose death costs only the change it held.

mod trial;
mod writes;

use automerge::Change;

use super::caught::caught;
use super::frame::{self, Following, Rebuilt};
use super::open::Document;
use super::refusal::GateRefusal;
use super::scan::ScannedOp;
use super::value::Write;
use crate::ids::ChainId;
use crate::limits;

pub use super::scan::{Scanned, pre_scan};
pub use trial::{Accepted, Trial};
pub(super) use writes::scanned_writes;
pub use writes::writes;

/// How large a document may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Operations since its generation began.
    pub ops: usize,
    /// Bytes when saved.
    pub bytes: usize,
    /// Concurrent heads.
    pub heads: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            ops: limits::DOCUMENT_OPS_MAX,
            bytes: limits::DOCUMENT_BYTES_MAX,
            heads: limits::DOCUMENT_HEADS_MAX,
        }
    }
}

/// A change that passed every step that needs no copy of the document.
#[derive(Debug, Clone)]
pub struct Examined {
    /// The change as it was rebuilt.
    pub rebuilt: Rebuilt,
    /// What it writes, for policy.
    pub writes: Vec<Write>,
    change: Change,
}

/// Puts a frame together again; only as the next change of its actor.
pub fn rebuild(frame: &[u8], chain: ChainId, doc: &Document) -> Result<Rebuilt, GateRefusal> {
    frame::rebuild(frame, chain, &doc.key, &doc.graph, Following::Latest)
}

/// Checks that a scanned change stands where its author's next change on `doc` has to stand.
pub fn check_place(
    scanned: &Scanned<'_>,
    actor: super::key::ActorBytes,
    doc: &Document,
) -> Result<(), GateRefusal> {
    if doc.graph.contains(&scanned.hash) {
        return Err(GateRefusal::AlreadyKnown);
    }
    if scanned.actor != actor {
        return Err(GateRefusal::WrongActor);
    }
    let past = doc.graph.past(&scanned.deps).ok_or(GateRefusal::UnknownDependency)?;
    let behind = past.actors.get(&actor).copied().unwrap_or(0);
    if scanned.seq != behind + 1 || behind != doc.graph.count_of(&actor) {
        return Err(GateRefusal::WrongSeq);
    }
    if scanned.start_op != past.max_op + 1 {
        return Err(GateRefusal::WrongStartOp);
    }
    // Else two changes would share the prefix by which a frame names them.
    let shared = doc.graph.with_prefix(&scanned.hash.0[..8]).next().is_some();
    if shared { Err(GateRefusal::NotCanonical) } else { Ok(()) }
}

/// Checks that each field written replaces exactly what stood there behind the change's
/// dependencies, as every honest edit does: no operation that does not exist, of another field,
/// or already replaced.
pub fn check_replaced(scanned: &Scanned<'_>, doc: &Document) -> Result<(), GateRefusal> {
    for op in &scanned.ops {
        if let ScannedOp::Put { path, replaces, .. } = op {
            if doc.notes.contains_key(*path) {
                return Err(GateRefusal::NotFlat);
            }
            let stood = doc.standing(path, &scanned.deps).ok_or(GateRefusal::WrongPredecessors)?;
            let same =
                stood.len() == replaces.len() && stood.iter().all(|op| replaces.contains(op));
            if !same {
                return Err(GateRefusal::WrongPredecessors);
            }
        }
    }
    Ok(())
}

/// Lets automerge read a change that passed the pre-scan.
pub fn decode(raw: &[u8]) -> Result<Change, GateRefusal> {
    let decoded = caught(|| Change::try_from(raw)).ok_or(GateRefusal::EnginePanicked)?;
    decoded.map_err(|_| GateRefusal::BadChange)
}

/// Steps 1 to 4 for a frame.
pub fn examine(doc: &Document, chain: ChainId, frame: &[u8]) -> Result<Examined, GateRefusal> {
    examine_raw(doc, rebuild(frame, chain, doc)?)
}

/// Steps 2 to 4 for a whole change with the author that it is said to have.
pub fn examine_raw(doc: &Document, rebuilt: Rebuilt) -> Result<Examined, GateRefusal> {
    let scanned = pre_scan(&rebuilt.raw)?;
    check_place(&scanned, rebuilt.author.actor(&doc.key), doc)?;
    check_replaced(&scanned, doc)?;
    let change = decode(&rebuilt.raw)?;
    let writes = writes(&change, doc)?;
    if writes != scanned_writes(&scanned, doc)? {
        // automerge reads the change otherwise than we do.
        return Err(GateRefusal::NotCanonical);
    }
    Ok(Examined { rebuilt, writes, change })
}

/// Every step for one frame, on its own copy of `doc`.
pub fn judge_change(
    doc: &Document,
    chain: ChainId,
    frame: &[u8],
    caps: Caps,
) -> Result<Accepted, GateRefusal> {
    judge_examined(doc, examine(doc, chain, frame)?, caps)
}

/// The same for a whole change, as attack tests and imports have it.
pub fn judge_raw(doc: &Document, rebuilt: Rebuilt, caps: Caps) -> Result<Accepted, GateRefusal> {
    judge_examined(doc, examine_raw(doc, rebuilt)?, caps)
}

fn judge_examined(doc: &Document, examined: Examined, caps: Caps) -> Result<Accepted, GateRefusal> {
    let mut trial = Trial::begin(doc.clone(), caps);
    trial.apply(examined)?;
    trial.finish()
}
