//! Step 6: the change of a document. What a phone made runs on the worker first.

use std::sync::Arc;

use counterfoil_domain::document::gate::{Caps, Trial};
use counterfoil_domain::document::{Document, GateRefusal};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::log::Statement;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::verdict::{BlockedBy, Verdict};

use super::access::Access;
use super::bench::Bench;
use super::desk::{Desk, DocumentName};
use super::readable::{Understood, refused};
use super::worker::{Answer, ChangeFault, ChangeWorker, PATIENCE, PATIENCE_ALONE, Start, What};
use super::{Care, Incoming, policy, rehearsal, replay};

/// What became of a change.
#[derive(Debug)]
pub(super) enum Changed {
    /// There was none.
    Nothing,
    /// It is taken, and stands in the open document of that name.
    Taken(DocumentName),
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
    let (worker, care) = (bench.worker, bench.care);
    let desk = bench.desk(one.header.subject.id);
    let mut trial = match document(desk, &place, one, playbook)? {
        Ok(trial) => trial,
        Err(blocked) => return Ok(Changed::Blocked(blocked)),
    };
    let start = rehearsal::start(desk, &place, &trial, || notes(&place, playbook));
    let by = Rehearsed { worker, care, start };
    let done = by.change(&mut trial, one, frame, (access, playbook));
    let lost =
        matches!(done, Err(ChangeFault::Died | ChangeFault::TooSlow | ChangeFault::NoWorker));
    let nobody = matches!(done, Err(ChangeFault::NoWorker));
    desk.open.insert(place.clone(), trial);
    bench.spoiled |= lost && (care == Care::Slice || nobody);
    match done {
        Ok(saved) => {
            let desk = bench.desk(one.header.subject.id);
            desk.kept.extend(saved.map(|saved| (place.clone(), saved)));
            Ok(Changed::Taken(place))
        }
        Err(ChangeFault::Gate(GateRefusal::UnknownDependency)) => {
            missing(bench.desk(one.header.subject.id), one, access)
        }
        // Whoever met a document without room is not refused: what else he did counts, and he writes the
        // change once more, or proposes what it says.
        Err(ChangeFault::Gate(GateRefusal::DocumentFull)) => {
            bench.full.insert((one.header.subject.id, place));
            Ok(Changed::Blocked(BlockedBy::Envelope(one.hash)))
        }
        Err(fault) => Err(refused(fault.code())),
    }
}

/// Reads a changed document anew. A value that was corrected and has to leave stands in its history only.
pub(super) fn taken(bench: &mut Bench<'_>, id: SubjectId, place: &DocumentName) {
    let playbook = bench.playbook(id);
    let held = |bench: &mut Bench<'_>| {
        playbook.as_ref().map(|book| bench.desk(id).to_forget(place, book)).unwrap_or_default()
    };
    let before = held(bench);
    bench.document_changed(id, place);
    let now = if before.is_empty() { Vec::new() } else { held(bench) };
    if before.iter().any(|value| !now.contains(value)) {
        bench.leaving.insert((id, place.clone()));
    }
}

/// The document as it stands, or a new one; or what blocks changes of an older generation.
fn document(
    desk: &mut Desk,
    place: &DocumentName,
    one: &Incoming,
    playbook: &Playbook,
) -> Result<Result<Trial, BlockedBy>, Verdict> {
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
    desk.opened(place);
    desk.open.remove(place).map(Ok).ok_or_else(|| refused("document_damaged"))
}

fn begin(desk: &mut Desk, place: &DocumentName, book: &Playbook) -> Result<Trial, Verdict> {
    let document = Document::genesis(desk.key(place, 0), &notes(place, book));
    Ok(Trial::begin(document.map_err(|_| refused("document"))?, Caps::default()))
}

/// Shared notes stand in an audience's main document.
fn notes(place: &DocumentName, book: &Playbook) -> Vec<String> {
    match place.1.as_str() {
        "" => book.notes_of(&place.0).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
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

/// The bytes of the document with the change, where it was examined to the end; or why the change is not taken.
type Examined = Result<Option<Vec<u8>>, ChangeFault>;

/// How a change comes to be rehearsed.
struct Rehearsed<'a> {
    worker: &'a dyn ChangeWorker,
    care: Care,
    start: Start,
}

impl Rehearsed<'_> {
    /// The work on one change: the worker applies it, and what it came through is repeated here. That the document can
    /// be saved and loaded again the worker shows for all changes of a slice together, or for this one alone where
    /// care is taken.
    fn change(
        self,
        trial: &mut Trial,
        one: &Incoming,
        frame: &[u8],
        (access, playbook): (&Access, &Playbook),
    ) -> Examined {
        let chain = one.header.chain();
        let careful = self.care == Care::EachChange;
        let what = What::Change { chain, frame: frame.to_vec().into(), careful };
        let patience = if careful { PATIENCE_ALONE } else { PATIENCE };
        let (saved, refusal) =
            match rehearsal::ask(self.worker, trial, (self.start, what), patience)? {
                Answer::Saved(saved) => (Some(saved.into()), None),
                Answer::Refused { refusal, examined: false } => return Err(refusal.into()),
                Answer::Refused { refusal, examined: true } => (None, Some(refusal)),
                _ => (None, None),
            };
        let examined = trial.examine(chain, frame)?;
        if !policy::writes(playbook, &access.now, &one.header.audience, &examined.writes) {
            return Err(ChangeFault::Policy);
        }
        if let Some(refusal) = refusal {
            return Err(refusal.into());
        }
        trial.apply(examined)?;
        if careful {
            *trial = Trial::begin(trial.document().clone(), Caps::default());
        }
        Ok(saved)
    }
}

/// A change that depends on what is not here: blocked, if that is an earlier one of its store that was not taken, or
/// was lost with a log that its author had seen, so that its facts count and it can be replayed; else refused, as
/// nothing is queued.
fn missing(desk: &Desk, one: &Incoming, access: &Access) -> Result<Changed, Verdict> {
    let by = replay::refused_before(desk, one).last().and_then(|entry| entry.header_hash);
    let by = by.or(access.odd_seen.then_some(one.hash));
    match by {
        Some(hash) => Ok(Changed::Blocked(BlockedBy::Envelope(hash))),
        None => Err(refused(GateRefusal::UnknownDependency.code())),
    }
}
