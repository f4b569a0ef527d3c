//! Finishing: what the bench grew becomes a batch, with documents saved, cards made anew, and what is still to be done.

use counterfoil_domain::cbor;
use counterfoil_domain::document::gate::Trial;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Card;
use counterfoil_domain::subject::SubjectKind;

use super::bench::{Bench, Told};
use super::desk::DocumentName;
use super::generation::full_document;
use super::worker::{Answer, PATIENCE_ALONE, Start, What};
use super::{ChangeWorker, FullDocument, Slice, Spoiled, rehearsal, stocked};
use crate::scope::KeysCard;
use crate::storage::{CardRow, DocumentRow, Effect, LeavingRow};

impl Bench<'_> {
    /// The batch, with documents saved and cards made anew; unless a document, with all changes of the slice,
    /// is not one that can be kept.
    pub(super) fn finish(mut self) -> Result<Slice, Spoiled> {
        if self.spoiled {
            return Err(Spoiled);
        }
        let touched: Vec<SubjectId> =
            self.desks.values().filter(|desk| desk.touched).map(|desk| desk.id).collect();
        let mut full: Vec<FullDocument> = Vec::new();
        let wanted = std::mem::take(&mut self.wanted).into_iter().collect();
        for desk in self.desks.values_mut() {
            self.batch.expected.subjects.push((desk.id, desk.head));
            let refused = self.full.iter().filter(|(subject, _)| *subject == desk.id);
            full.extend(refused.filter_map(|(_, name)| full_document(desk, name, true)));
            let leaving = self.leaving.iter().filter(|(subject, _)| *subject == desk.id);
            full.extend(leaving.filter_map(|(_, name)| {
                let leaves = true;
                Some(FullDocument { leaves, ..full_document(desk, name, false)? })
            }));
            // Should the hub end before it begins the next generation, this is what it finds.
            let left = full.iter().filter(|one| one.leaves && one.subject == desk.id);
            self.batch.leaving.extend(left.map(LeavingRow::of));
            for name in std::mem::take(&mut desk.changed) {
                let Some(open) = desk.open.remove(&name) else { continue };
                if open.document().is_nearly_full() {
                    full.extend(full_document(desk, &name, false));
                }
                let kept = desk.kept.remove(&name);
                self.batch.documents.push(saved(self.worker, desk.id, name, (open, kept))?);
            }
        }
        self.note_sites(&touched);
        let mut carded = touched;
        let leads: Vec<SubjectId> = carded.iter().map(|id| self.lead_of(*id)).collect();
        carded.extend(leads);
        carded.sort_unstable();
        carded.dedup();
        for id in carded {
            self.batch.cards.extend(self.card(id));
            self.told.push(Told::Changed(id));
        }
        Ok(Slice { batch: self.batch, verdicts: self.verdicts, told: self.told, full, wanted })
    }

    /// Where the orders that were touched are now: whoever has one of them has its places.
    fn note_sites(&mut self, touched: &[SubjectId]) {
        let sites = touched.iter().filter_map(|id| stocked::sites(self.desks.get(id)?));
        let sites: Vec<Effect> = sites.collect();
        if let Some(last) = self.batch.entries.last_mut() {
            last.effects.extend(sites);
        }
    }

    fn card(&self, id: SubjectId) -> Option<CardRow> {
        let desk = self.desks.get(&id)?;
        let is_order = desk.row.as_ref()?.subject.kind == SubjectKind::Order;
        let playbook = self.playbook(id)?;
        let card = is_order.then(|| Card::from(&desk.state, &playbook).to_bytes());
        let keys = KeysCard {
            holder: desk.state.custody.holder,
            do_not_load: desk.state.do_not_load(),
            keys: desk.state.keys(),
            kind: desk.row.as_ref().map(|row| row.kind.clone()),
            assigned: (!desk.state.assigned.is_empty()).then_some(true),
        };
        Some(CardRow { subject: id, card, keys: cbor::encode(&keys) })
    }
}

/// A document that was changed, as it is kept: saved by the worker, and loaded once there to see that it can be. Where each change
/// was examined to the end, that was done, and no worker can fail over it any more.
fn saved(
    worker: &dyn ChangeWorker,
    subject: SubjectId,
    (audience, name): DocumentName,
    (open, kept): (Trial, Option<Vec<u8>>),
) -> Result<DocumentRow, Spoiled> {
    let (generation, heads) = (open.document().key().generation, open.document().heads());
    if let Some(saved) = kept {
        return Ok(DocumentRow { subject, audience, name, generation, heads, saved });
    }
    let saved = if open.is_changed() {
        match rehearsal::ask(worker, &open, (Start::Warm, What::Finish), PATIENCE_ALONE) {
            Ok(Answer::Saved(saved)) => saved.into(),
            _ => return Err(Spoiled),
        }
    } else {
        open.document().save()
    };
    Ok(DocumentRow { subject, audience, name, generation, heads, saved })
}
