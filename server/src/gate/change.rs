//! Step 6: the change of a document. Everything that touches automerge runs on the worker.

use std::sync::Arc;

use counterfoil_domain::document::gate::{Accepted, Caps, Trial};
use counterfoil_domain::document::{Document, GateRefusal};
use counterfoil_domain::log::Statement;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::verdict::{BlockedBy, Verdict};

use super::access::Access;
use super::bench::Bench;
use super::desk::{Desk, DocumentName};
use super::readable::{Understood, refused};
use super::worker::{ChangeFault, ChangeJob};
use super::{Incoming, policy, replay};

/// What became of a change.
#[derive(Debug)]
pub(super) enum Changed {
    /// There was none.
    Nothing,
    /// It is taken: the document with it.
    Taken(DocumentName, Box<Accepted>),
    /// It waits for a replay; the facts are taken.
    Blocked(BlockedBy),
}

pub(super) fn judge(
    bench: &mut Bench<'_>,
    one: &Incoming,
    understood: &Understood,
    access: &Access,
    playbook: &Arc<Playbook>,
) -> Result<Changed, Verdict> {
    let Some(frame) = &understood.body.change else { return Ok(Changed::Nothing) };
    if access.late {
        return Ok(Changed::Nothing); // late work moves no field
    }
    if one.forked() {
        return Ok(Changed::Blocked(BlockedBy::Envelope(one.hash)));
    }
    let (audience, name) = (one.header.audience.clone(), one.header.document.clone());
    let place: DocumentName = (audience, name.unwrap_or_default());
    let worker = bench.worker;
    let desk = bench.desk(one.header.subject.id);
    let document = match document(desk, &place, one, playbook)? {
        Ok(document) => document,
        Err(blocked) => return Ok(Changed::Blocked(blocked)),
    };
    let job = job(document, one, frame.clone(), access, playbook);
    match worker.run(job) {
        Ok(accepted) => Ok(Changed::Taken(place, Box::new(accepted))),
        Err(ChangeFault::Gate(GateRefusal::UnknownDependency)) => missing(desk, one),
        Err(fault) => Err(refused(fault.code())),
    }
}

/// The document as it stands, or a new one; or what blocks changes of an older generation.
fn document(
    desk: &mut Desk,
    place: &DocumentName,
    one: &Incoming,
    playbook: &Playbook,
) -> Result<Result<Document, BlockedBy>, Verdict> {
    let wanted = one.header.generation.unwrap_or(0);
    let Some(present) = desk.documents.get(place).map(|row| row.generation) else {
        return match wanted {
            0 => begin(desk, place, playbook).map(Ok),
            _ => Err(refused("generation_unknown")),
        };
    };
    if wanted > present {
        return Err(refused("generation_unknown"));
    }
    if wanted < present {
        let by = generation_entry(desk, place, present).map(BlockedBy::Entry);
        return by.map(Err).ok_or_else(|| refused("generation_unknown"));
    }
    let document = desk.opened(place).cloned();
    document.map(Ok).ok_or_else(|| refused("document_damaged"))
}

fn begin(desk: &mut Desk, place: &DocumentName, book: &Playbook) -> Result<Document, Verdict> {
    // Shared notes stand in an audience's main document.
    let notes: Vec<String> = match place.1.as_str() {
        "" => book.notes_of(&place.0).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    Document::genesis(desk.key(place, 0), &notes).map_err(|_| refused("document"))
}

/// The entry that began a generation.
fn generation_entry(desk: &Desk, place: &DocumentName, generation: u32) -> Option<u64> {
    let began = desk.statements.iter().rev().find(|entry| match &entry.statement {
        Statement::Generation(begun) => {
            begun.audience == place.0 && begun.document == place.1 && begun.generation == generation
        }
        _ => false,
    });
    began.map(|entry| entry.index)
}

fn job(
    document: Document,
    one: &Incoming,
    frame: Vec<u8>,
    access: &Access,
    playbook: &Arc<Playbook>,
) -> ChangeJob {
    let (chain, audience) = (one.header.chain(), one.header.audience.clone());
    let (now, playbook) = (access.now.clone(), playbook.clone());
    Box::new(move || {
        let mut trial = Trial::begin(&document, Caps::default());
        let examined = trial.examine(chain, &frame)?;
        if !policy::writes(&playbook, &now, &audience, &examined.writes) {
            return Err(ChangeFault::Policy);
        }
        trial.apply(examined)?;
        Ok(trial.finish()?)
    })
}

/// A change that depends on what is not here: blocked, if that is an earlier one of its store that was not
/// taken, so that its facts count and it can be replayed; else refused, as nothing is queued.
fn missing(desk: &Desk, one: &Incoming) -> Result<Changed, Verdict> {
    let by = replay::refused_before(desk, one).last().and_then(|entry| entry.header_hash);
    match by {
        Some(hash) => Ok(Changed::Blocked(BlockedBy::Envelope(hash))),
        None => Err(refused(GateRefusal::UnknownDependency.code())),
    }
}
