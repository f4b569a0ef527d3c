//! The bench: everything that one slice is judged on, and the batch that grows on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterfoil_domain::decision::Decision;
use counterfoil_domain::ids::{ChainId, DeviceId, PersonId, SubjectId};
use counterfoil_domain::log::{Enrolled, Statement};
use counterfoil_domain::order::{Entry, Material, OrderState, StatementEntry};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::shift::DutyLog;
use counterfoil_domain::subject::Key;
use counterfoil_domain::verdict::Verdict;

use super::desk::{Desk, DocumentName};
use super::{Care, ChangeWorker, Shelf};
use crate::storage::{Batch, DeviceRow, Expected, Judged, Loaded, LoadedSubject, RoleSpan, Tip};

/// What somebody should be told at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The dispatcher: a dispute, or two who took one thing.
    Alarm(SubjectId),
    /// Whoever sees the subject: there is something new.
    Changed(SubjectId),
}

/// Everything that one slice is judged on.
pub(super) struct Bench<'a> {
    pub(super) shelf: &'a Shelf,
    pub(super) worker: &'a dyn ChangeWorker,
    pub(super) now_ms: u64,
    pub(super) care: Care,
    /// A document was lost with the worker that had it: everything is judged again with more care.
    pub(super) spoiled: bool,
    pub(super) tip: Tip,
    pub(super) desks: BTreeMap<SubjectId, Desk>,
    pub(super) roles: BTreeMap<PersonId, Vec<RoleSpan>>,
    pub(super) keys: BTreeMap<Key, Vec<SubjectId>>,
    /// The duty facts of everybody who acts here.
    pub(super) duty: BTreeMap<PersonId, DutyLog>,
    /// Envelopes on shifts that are not judged yet.
    pub(super) shifts_waiting: Vec<(ChainId, u64)>,
    /// Whether an envelope on a shift was judged, so that positions may be judged again.
    pub(super) duty_news: bool,
    pub(super) office: Vec<StatementEntry>,
    /// The stores of those whose approvals others bring.
    pub(super) stores: Vec<DeviceRow>,
    pub(super) batch: Batch,
    pub(super) verdicts: Vec<(ChainId, u64, Verdict)>,
    pub(super) told: Vec<Told>,
    /// The transitions of the act that is judged as one.
    pub(super) steps: Vec<String>,
    /// Documents in whose history a value stands that has to leave every phone.
    pub(super) leaving: BTreeSet<(SubjectId, DocumentName)>,
    /// Documents that had no room for a change.
    pub(super) full: BTreeSet<(SubjectId, DocumentName)>,
    /// Places that were not loaded and may hold a consent that was missing.
    pub(super) wanted: BTreeSet<SubjectId>,
}

/// What [`Bench::go_back`] goes back to.
pub(super) struct Mark {
    desks: Vec<(SubjectId, Option<Desk>)>,
    keys: BTreeMap<Key, Vec<SubjectId>>,
    duty: BTreeMap<PersonId, DutyLog>,
    shifts_waiting: Vec<(ChainId, u64)>,
    entries: usize,
    notices: usize,
    judged: Vec<Judged>,
    verdicts: Vec<(ChainId, u64, Verdict)>,
    told: usize,
    leaving: BTreeSet<(SubjectId, DocumentName)>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(
        loaded: Loaded,
        shelf: &'a Shelf,
        worker: &'a dyn ChangeWorker,
        (now_ms, care): (u64, Care),
    ) -> Self {
        let expected = Expected {
            lineage: Some(loaded.tip.lineage),
            rules: Some(loaded.tip.rules),
            subjects: Vec::new(),
            chains: Vec::new(),
            keys: loaded.keys.iter().map(|(key, held)| (key.clone(), held.clone())).collect(),
        };
        let office = loaded.office.iter().map(|device| StatementEntry {
            index: device.enrolled_at,
            statement: Statement::Enrolled(Enrolled {
                device: device.device,
                person: device.person,
                seal_key: device.seal_key.clone(),
                session_key: device.session_key.clone(),
                recipient: device.recipient.clone(),
                office: true,
                ticket: None,
            }),
            decision: None,
            hub_time_ms: 0,
        });
        let mut bench = Self {
            shelf,
            worker,
            now_ms,
            care,
            spoiled: false,
            tip: loaded.tip,
            desks: BTreeMap::new(),
            roles: loaded.roles,
            keys: loaded.keys,
            duty: loaded.duty,
            shifts_waiting: loaded.shifts_waiting,
            duty_news: false,
            office: office.collect(),
            stores: loaded.stores,
            batch: Batch { expected, hub_time_ms: now_ms, ..Batch::default() },
            verdicts: Vec::new(),
            told: Vec::new(),
            steps: Vec::new(),
            leaving: BTreeSet::new(),
            full: BTreeSet::new(),
            wanted: BTreeSet::new(),
        };
        let subjects: Vec<SubjectId> = loaded.subjects.keys().copied().collect();
        for (id, subject) in loaded.subjects {
            bench.desks.insert(id, Desk::new(id, subject));
        }
        for id in subjects {
            bench.refold(id);
        }
        bench
    }

    /// The index that the next entry will have, unless other subjects get entries meanwhile: then it is
    /// higher, which nothing that is compared with it notices.
    pub(super) fn next_index(&self) -> u64 {
        self.tip.size + self.batch.entries.len() as u64
    }

    /// The desk of a subject; an empty one if nothing is known of it.
    pub(super) fn desk(&mut self, id: SubjectId) -> &mut Desk {
        self.desks.entry(id).or_insert_with(|| Desk::new(id, LoadedSubject::default()))
    }

    /// The subject whose state decides: the lead, where one leads.
    pub(super) fn lead_of(&self, id: SubjectId) -> SubjectId {
        let row = self.desks.get(&id).and_then(|desk| desk.row.as_ref());
        let lead = row.and_then(|row| row.lead).filter(|lead| self.desks.contains_key(lead));
        lead.unwrap_or(id)
    }

    /// Folds a subject anew, with those that are joined with it.
    pub(super) fn refold(&mut self, id: SubjectId) {
        let joined: Vec<SubjectId> = self
            .desks
            .values()
            .filter(|desk| desk.row.as_ref().is_some_and(|row| row.lead == Some(id)))
            .map(|desk| desk.id)
            .collect();
        let (mut entries, mut statements) = (Vec::<Entry>::new(), self.office.clone());
        let mut documents = Vec::new();
        let own = self.desks.get(&id).map(|desk| desk.moved_here.clone()).unwrap_or_default();
        let moved = own.into_iter().filter(|from| !joined.contains(from));
        let moved: Vec<SubjectId> = moved.collect();
        for part in joined.into_iter().chain(moved).chain([id]) {
            let Some(desk) = self.desks.get_mut(&part) else { continue };
            documents.extend(desk.views());
            entries.extend(desk.entries.iter().cloned());
            statements.extend(desk.statements.iter().cloned());
        }
        let material = Material {
            subject: id,
            entries: &entries,
            statements: &statements,
            documents: &documents,
        };
        let state = OrderState::fold(&material);
        if let Some(desk) = self.desks.get_mut(&id) {
            desk.state = state;
        }
    }

    /// Puts a new entry on the subject's state, and on its lead's.
    pub(super) fn take(&mut self, id: SubjectId, entry: Entry) {
        let Some(desk) = self.desks.get_mut(&id) else { return };
        if desk.state.stands_alone() && desk.moved_here.is_empty() {
            desk.state.apply(&entry);
            desk.entries.push(entry);
            return;
        }
        desk.entries.push(entry);
        let lead = self.lead_of(id);
        self.refold(id);
        if lead != id {
            self.refold(lead);
        }
    }

    /// Puts a statement of the hub with its decision on the desks of all that it is about; gives its index.
    pub(super) fn state(
        &mut self,
        about: &[SubjectId],
        statement: &Statement,
        decision: Option<&Decision>,
    ) -> u64 {
        let (index, hub_time_ms) = (self.next_index(), self.now_ms);
        for id in about {
            let entry = StatementEntry {
                index,
                statement: statement.clone(),
                decision: decision.cloned(),
                hub_time_ms,
            };
            let desk = self.desk(*id);
            desk.statements.push(entry);
            desk.touched = true;
        }
        index
    }

    /// Reads a changed document anew, into the subject's state and its lead's.
    pub(super) fn document_changed(&mut self, id: SubjectId, place: &DocumentName) {
        let Some(desk) = self.desks.get_mut(&id) else { return };
        desk.document_changed(place);
        if desk.state.stands_alone() {
            let views = desk.views();
            desk.state.set_documents(&views);
        } else {
            self.refold(self.lead_of(id));
        }
    }

    /// The playbook that a subject is judged by.
    pub(super) fn playbook(&self, id: SubjectId) -> Option<Arc<Playbook>> {
        let row = self.desks.get(&id)?.row.as_ref()?;
        self.shelf.pinned(row.playbook).cloned()
    }

    /// A person's roles today.
    pub(super) fn roles_now(&self, person: PersonId) -> Vec<String> {
        let spans = self.roles.get(&person).map(Vec::as_slice).unwrap_or_default();
        spans.last().map(|span| span.roles.clone()).unwrap_or_default()
    }

    /// A person's roles when `size` entries had been seen.
    pub(super) fn roles_at(&self, person: PersonId, size: u64) -> Vec<String> {
        let spans = self.roles.get(&person).map(Vec::as_slice).unwrap_or_default();
        let then = spans.iter().rev().find(|span| span.from < size);
        then.map(|span| span.roles.clone()).unwrap_or_default()
    }

    /// Whether a store is the office's own.
    pub(super) fn is_office(&self, device: DeviceId) -> bool {
        let own = |entry: &StatementEntry| match &entry.statement {
            Statement::Enrolled(enrolled) => enrolled.device == device,
            _ => false,
        };
        self.office.iter().any(own)
    }

    /// Remembers all that judging envelopes on these subjects can change.
    pub(super) fn mark(&self, subjects: &BTreeSet<SubjectId>) -> Mark {
        let mut touched: BTreeSet<SubjectId> = subjects.clone();
        touched.extend(subjects.iter().map(|id| self.lead_of(*id)));
        let sharing = self.keys.values().filter(|held| held.iter().any(|id| touched.contains(id)));
        let sharing: Vec<SubjectId> = sharing.flatten().copied().collect();
        touched.extend(sharing.iter().map(|id| self.lead_of(*id)));
        touched.extend(sharing);
        let desks = touched.into_iter().map(|id| (id, self.desks.get(&id).cloned()));
        Mark {
            desks: desks.collect(),
            keys: self.keys.clone(),
            duty: self.duty.clone(),
            shifts_waiting: self.shifts_waiting.clone(),
            entries: self.batch.entries.len(),
            notices: self.batch.notices.len(),
            judged: self.batch.judged.clone(),
            verdicts: self.verdicts.clone(),
            told: self.told.len(),
            leaving: self.leaving.clone(),
        }
    }

    /// Undoes everything since `mark`.
    pub(super) fn go_back(&mut self, mark: Mark) {
        for (id, desk) in mark.desks {
            match desk {
                Some(desk) => drop(self.desks.insert(id, desk)),
                None => drop(self.desks.remove(&id)),
            }
        }
        self.keys = mark.keys;
        self.duty = mark.duty;
        self.shifts_waiting = mark.shifts_waiting;
        self.batch.entries.truncate(mark.entries);
        self.batch.notices.truncate(mark.notices);
        self.batch.judged = mark.judged;
        self.verdicts = mark.verdicts;
        self.told.truncate(mark.told);
        self.leaving = mark.leaving;
    }
}
