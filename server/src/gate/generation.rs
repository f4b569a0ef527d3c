//! Generations: a document that is full, or nearly, or of which a value has to leave the phones that have it (another
//! customer's number), goes on with its values and without its history. The hub
//! alone begins one, as an entry of its own; changes of the one before are blocked by that entry, and their
//! authors write them once more.

use counterfoil_domain::document::gate::{Caps, Trial};
use counterfoil_domain::document::{Document, DocumentKey};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::log::{GenerationBegun, Statement};

use super::bench::Bench;
use super::desk::{Desk, DocumentName};
use super::enter::refold_group;
use super::worker::{Answer, PATIENCE_ALONE, What};
use super::{Care, ChangeWorker, Shelf, Slice, Spoiled, rehearsal};
use crate::storage::{EntryOf, LeavingRow, Loaded, NewEntry};

/// A document whose next generation is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullDocument {
    /// Its subject.
    pub subject: SubjectId,
    /// Its audience and name.
    pub document: DocumentName,
    /// The generation that is full.
    pub generation: u32,
    /// Whether a change did not fit into it; else there is still room for what is on its way.
    pub refused: bool,
    /// Whether a value that has to leave every phone stands in its history, however much room there is.
    pub leaves: bool,
}

impl LeavingRow {
    /// What is kept of a document of which a value leaves.
    pub(super) fn of(full: &FullDocument) -> Self {
        let (audience, name) = full.document.clone();
        Self { subject: full.subject, audience, name, generation: full.generation }
    }
}

impl From<LeavingRow> for FullDocument {
    fn from(row: LeavingRow) -> Self {
        let document = (row.audience, row.name);
        let (refused, leaves) = (false, true);
        Self { subject: row.subject, document, generation: row.generation, refused, leaves }
    }
}

/// A document of a desk, as one whose next generation is due.
pub(super) fn full_document(
    desk: &Desk,
    name: &DocumentName,
    refused: bool,
) -> Option<FullDocument> {
    let generation = desk.documents.get(name)?.generation;
    let (subject, document) = (desk.id, name.clone());
    Some(FullDocument { subject, document, generation, refused, leaves: false })
}

/// Begins the next generation of those documents that are still as full as somebody found them.
pub fn begin_generations(
    loaded: Loaded,
    shelf: &Shelf,
    worker: &dyn ChangeWorker,
    how: (u64, Care),
    full: &[FullDocument],
) -> Result<Slice, Spoiled> {
    let mut bench = Bench::new(loaded, shelf, worker, how);
    for one in full {
        begin(&mut bench, one);
    }
    bench.finish()
}

fn begin(bench: &mut Bench<'_>, full: &FullDocument) {
    let (id, place) = (full.subject, &full.document);
    let worker = bench.worker;
    let desk = bench.desk(id);
    if desk.opened(place).is_none() {
        return;
    }
    let Some(open) = desk.open.get(place) else { return };
    let document = open.document();
    // Changes that did not fit may have stood behind others of their slice, which are not here yet.
    let written = document.ops_since_genesis() > 0;
    let due = document.is_nearly_full() || (full.refused || full.leaves) && written;
    if !due || document.key().generation != full.generation {
        return;
    }
    let (desk, key) = (&*desk, document.key());
    let start = rehearsal::start(desk, place, open, Vec::new);
    let next = DocumentKey { generation: key.generation.saturating_add(1), ..key.clone() };
    let made = rehearsal::ask(worker, open, (start, What::Next), PATIENCE_ALONE);
    let made = made.ok().and_then(|answer| match answer {
        Answer::Saved(saved) => Some(Vec::from(saved)),
        _ => None,
    });
    match made.and_then(|saved| Some((Document::load(next, &saved).ok()?, saved))) {
        Some((next, saved)) => enter(bench, id, place, next, saved),
        None => tracing::warn!(order = %id, "a full document cannot go on"),
    }
}

fn enter(
    bench: &mut Bench<'_>,
    id: SubjectId,
    place: &DocumentName,
    next: Document,
    saved: Vec<u8>,
) {
    let statement = Statement::Generation(GenerationBegun {
        subject: id,
        audience: place.0.clone(),
        document: place.1.clone(),
        generation: next.key().generation,
    });
    bench.state(&[id], &statement, None);
    let desk = bench.desk(id);
    desk.open.insert(place.clone(), Trial::begin(next, Caps::default()));
    desk.kept.insert(place.clone(), saved);
    desk.document_changed(place);
    bench.batch.entries.push(NewEntry {
        of: EntryOf::Statement(statement),
        subjects: vec![id],
        decision: None,
        effects: Vec::new(),
    });
    refold_group(bench, id);
}
