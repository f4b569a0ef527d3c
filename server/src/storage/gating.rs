//! Operations of the gate: load everything that a slice is judged against, and commit what was judged.

use std::collections::BTreeMap;

use async_trait::async_trait;
use counterfoil_domain::envelope::{Header, SaltedBody};
use counterfoil_domain::ids::{ChainId, Hash, Incarnation, PersonId, SubjectId, TenantId};
use counterfoil_domain::log::{Leaf, Statement};
use counterfoil_domain::shift::DutyLog;
use counterfoil_domain::subject::{Key, Subject};

use super::{AccessReason, Batch, Committed, DeviceRow, DocumentRow, LeavingRow, Stored, Tip};

/// What a slice needs to be judged.
#[derive(Debug, Clone, Default)]
pub struct LoadRequest {
    /// The subjects that its envelopes are about; the subjects joined with them come along.
    pub subjects: Vec<SubjectId>,
    /// The people who act; those who ever wrote about the subjects come along.
    pub persons: Vec<PersonId>,
    /// The keys that its facts name.
    pub keys: Vec<Key>,
    /// Whether what waits for the duty of those people comes along.
    pub duty: bool,
    /// People whose approvals are brought by others: their roles and stores come along.
    pub approvers: Vec<PersonId>,
    /// Whether open orders on which something waits come along, the latest first and a bounded number: a place may
    /// have brought what they lacked.
    pub waiting: bool,
}

/// What a slice is judged against, read at one instant.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The log's tip.
    pub tip: Tip,
    /// The subjects asked for and those joined with them; unknown ones are there without a row.
    pub subjects: BTreeMap<SubjectId, LoadedSubject>,
    /// Every role that each person ever had.
    pub roles: BTreeMap<PersonId, Vec<RoleSpan>>,
    /// The subjects that share each key, earliest first.
    pub keys: BTreeMap<Key, Vec<SubjectId>>,
    /// The office's own stores.
    pub office: Vec<DeviceRow>,
    /// The duty facts of those people, oldest first, no more than the newest of each.
    pub duty: BTreeMap<PersonId, DutyLog>,
    /// Their envelopes on shifts that are not judged yet.
    pub shifts_waiting: Vec<(ChainId, u64)>,
    /// The stores of the approvers asked for.
    pub stores: Vec<DeviceRow>,
}

/// One subject with all that happened to it.
#[derive(Debug, Clone, Default)]
pub struct LoadedSubject {
    /// Its row, once it is founded.
    pub row: Option<SubjectRow>,
    /// Index of the last entry about it.
    pub head: Option<u64>,
    /// Its entries in order.
    pub entries: Vec<StoredEntry>,
    /// Its documents, current generations.
    pub documents: Vec<DocumentRow>,
    /// Who had access, why and from when to when.
    pub access: Vec<AccessSpan>,
    /// Envelopes about it that wait, in the order of their arrival.
    pub held: Vec<HeldEnvelope>,
    /// Headers about it whose bodies have not come: those behind them on their chains wait.
    pub awaited: Vec<(ChainId, u64)>,
    /// Subjects of which evidence was moved to it; they come along.
    pub moved_here: Vec<SubjectId>,
}

/// What the tables say of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    /// What it is.
    pub subject: Subject,
    /// Its kind in the playbook.
    pub kind: String,
    /// The playbook version that it is pinned to.
    pub playbook: u32,
    /// Index of the entry that founded it.
    pub founded_at: u64,
    /// Whether the office made it.
    pub office: bool,
    /// Its stage.
    pub stage: String,
    /// Index of the entry that closed it.
    pub closed_at: Option<u64>,
    /// The subject whose documents lead it, after a join.
    pub lead: Option<SubjectId>,
}

/// An entry with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The leaf: index, hash, verdict, decision, time.
    pub leaf: Leaf,
    /// The envelope, if it is one.
    pub envelope: Option<StoredEnvelope>,
    /// The statement, if it is one.
    pub statement: Option<Statement>,
}

/// An envelope as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEnvelope {
    /// The chain that it is filed under; a fork's is not the one in its header.
    pub chain: ChainId,
    /// Its header's bytes.
    pub header: Vec<u8>,
    /// Its body, unless it was erased.
    pub body: Option<SaltedBody>,
}

impl StoredEnvelope {
    /// The incarnation under which it is filed and its facts are named, where its header names another.
    #[must_use]
    pub fn branch(&self, header: &Header) -> Option<Incarnation> {
        Some(self.chain.incarnation).filter(|own| *own != header.incarnation)
    }
}

/// Access of one person to one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessSpan {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub reason: AccessReason,
    /// Index of the entry that gave it.
    pub from: u64,
    /// Index of the entry that took it.
    pub to: Option<u64>,
}

impl AccessSpan {
    /// Whether it stood for somebody who had seen `size` entries: given by one of them, taken by none of them.
    #[must_use]
    pub fn stood_at(&self, size: u64) -> bool {
        self.from < size && self.to.is_none_or(|to| to >= size)
    }
}

/// Roles of one person from an entry on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleSpan {
    /// Index of the entry that gave them.
    pub from: u64,
    /// Role names; none took every access away.
    pub roles: Vec<String>,
}

/// An envelope that is kept and not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldEnvelope {
    /// The chain that it is filed under.
    pub chain: ChainId,
    /// Its place there.
    pub seq: u64,
    /// Its header's hash.
    pub hash: Hash,
    /// Why it waits: `access`, `update_hub`, `behind` …
    pub why: String,
    /// Its header's bytes.
    pub header: Vec<u8>,
    /// Its body.
    pub body: SaltedBody,
    /// The person whom its device is enrolled for.
    pub owner: PersonId,
    /// Whether the device's keys are good no longer.
    pub revoked: bool,
}

/// Operations of the gate.
#[async_trait]
pub trait GateStorage: Send + Sync {
    /// Everything that a slice is judged against.
    async fn load_for_gate(&self, tenant: TenantId, request: LoadRequest) -> Stored<Loaded>;

    /// The subjects on which envelopes wait, at most `limit`, those after `after` in the order of their ids.
    async fn subjects_waiting(
        &self,
        tenant: TenantId,
        after: Option<SubjectId>,
        limit: usize,
    ) -> Stored<Vec<SubjectId>>;

    /// Documents of which a value has to leave every phone and whose next generation has not begun, at most `limit`.
    async fn leaving(&self, tenant: TenantId, limit: usize) -> Stored<Vec<LeavingRow>>;

    /// Writes a batch in one transaction, or nothing of it if what it expects has moved.
    async fn commit(&self, tenant: TenantId, batch: Batch) -> Stored<Committed>;
}
