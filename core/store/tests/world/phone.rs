//! Ann's phone for the stories: a store in a temporary folder, and envelopes as her client would
//! make them.
#![expect(dead_code, reason = "no story uses all of it")]

use std::path::PathBuf;

use counterfoil_domain::envelope::{
    BlobRef, Body, Envelope, Header, Predecessor, SaltedBody, Seen,
};
use counterfoil_domain::hash::{body_commitment, body_salt, sha256};
use counterfoil_domain::ids::{
    DeviceId, Hash, Incarnation, LineageId, PersonId, SubjectId, TenantId,
};
use counterfoil_domain::log::EntryKind;
use counterfoil_domain::moment::Clocks;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::blobs::{BlobRow, BlobState};
use counterfoil_store::outbox::{Answered, EnvelopeRow};
use counterfoil_store::pages::{EntryRow, Page, SubjectPage};
use counterfoil_store::progress::Progress;
use counterfoil_store::vault::Identity;
use counterfoil_store::{Opening, SegmentKeys, Store, StoreError, StoreKey, StoreSecrets};
use counterfoil_store::{blobs, capture, chain, outbox, pages};
use rusqlite::Transaction;

pub(crate) const NOW_MS: i64 = 1_767_225_600_000;
pub(crate) const DEVICE: DeviceId = DeviceId([0xd0; 16]);
/// The key of her store.
pub(crate) const KEY: [u8; 32] = [0x41; 32];
pub(crate) const LINEAGE: LineageId = LineageId([0x11; 16]);

/// A phone that can be switched off and on.
pub(crate) struct Phone {
    pub(crate) store: Option<Store>,
    pub(crate) folder: PathBuf,
    /// The key of her database.
    pub(crate) key: [u8; 32],
    identity: Identity,
    /// Who else may read her outbox file; nobody, unless a story says so before she switches on.
    pub(crate) segments: SegmentKeys,
    _kept: Option<tempfile::TempDir>,
}

pub(crate) fn order(n: u8) -> SubjectId {
    SubjectId([n; 16])
}

impl Phone {
    /// A new phone with its first chain begun.
    pub(crate) fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path().join("store");
        let mut phone = Self { _kept: Some(kept), ..Self::at(folder, Identity::generate()) };
        phone.switch_on();
        phone.begins();
        phone
    }

    /// A phone on a folder that somebody else keeps, switched off.
    pub(crate) fn at(folder: PathBuf, identity: Identity) -> Self {
        Self {
            store: None,
            folder,
            key: KEY,
            identity,
            segments: SegmentKeys::default(),
            _kept: None,
        }
    }

    pub(crate) fn switch_on(&mut self) -> Opening {
        self.try_switch_on().unwrap()
    }

    pub(crate) fn try_switch_on(&mut self) -> Result<Opening, StoreError> {
        self.store = None;
        let secrets = StoreSecrets {
            key: StoreKey::from_bytes(self.key),
            identity: self.identity.clone(),
            recipients: vec![],
            segments: self.segments.clone(),
        };
        let (store, opening) = Store::open(&self.folder, secrets)?;
        self.store = Some(store);
        Ok(opening)
    }

    /// Begins the first chain.
    pub(crate) fn begins(&self) {
        self.write(begin);
    }

    pub(crate) fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    pub(crate) fn write<T>(
        &self,
        work: impl FnMut(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> T {
        self.store().write(work).unwrap()
    }

    /// A comment on an order.
    pub(crate) fn comment(&self, subject: SubjectId) -> Hash {
        self.store().capture(|tx| append(tx, subject, vec![], None)).unwrap()
    }

    /// A photograph: its file sealed, its row noted, an envelope that names it.
    pub(crate) fn photo(&self, subject: SubjectId, bytes: &[u8]) -> (Hash, Hash) {
        let hash = self.draft(bytes).sealed.hash;
        (self.names(subject, hash), hash)
    }

    /// An envelope that names a photograph which is here already.
    pub(crate) fn names(&self, subject: SubjectId, hash: Hash) -> Hash {
        let blob = self.store().read(|c| blobs::get(c, hash)).unwrap().unwrap();
        let named = named(&blob);
        self.store().capture(|tx| append(tx, subject, vec![named.clone()], None)).unwrap()
    }

    /// A photograph that no envelope names yet.
    pub(crate) fn draft(&self, bytes: &[u8]) -> BlobRow {
        let blob = BlobRow {
            sealed: self.store().vault().put_bytes(bytes).unwrap(),
            media_type: "image/jpeg".into(),
            derived: None,
            urgency: 9,
            offset_bytes: 0,
            state: BlobState::Local,
            made_at_ms: NOW_MS,
        };
        self.write(|tx| blobs::put(tx, &blob));
        blob
    }

    pub(crate) fn to_send(&self) -> Vec<Hash> {
        hashes(&self.store().read(|c| outbox::to_send(c, NOW_MS, 1_000, 1 << 20)).unwrap())
    }

    pub(crate) fn overlay(&self, subject: SubjectId) -> Vec<Hash> {
        hashes(&self.store().read(|c| outbox::overlay(c, subject)).unwrap())
    }

    pub(crate) fn answer(&self, hash: Hash, verdict: Verdict, index: Option<u64>) {
        let answer = [Answered { hash, verdict, index }];
        assert_eq!(self.write(|tx| outbox::apply_verdicts(tx, &answer, NOW_MS)), 1);
    }

    /// A page that brings nothing but the cursor.
    pub(crate) fn seen(&self, size: u64) {
        self.apply(vec![], vec![], size);
    }

    pub(crate) fn apply(&self, subjects: Vec<SubjectPage>, gone: Vec<SubjectId>, size: u64) {
        let page = Page { subjects, gone, progress: progress(size) };
        self.write(|tx| pages::apply(tx, &page));
    }
}

/// Begins the first chain of a store.
pub(crate) fn begin(tx: &Transaction<'_>) -> Result<(), StoreError> {
    chain::begin(tx, Incarnation([1; 8]), None)
}

/// A photograph as a fact names it.
pub(crate) fn named(blob: &BlobRow) -> BlobRef {
    BlobRef {
        hash: blob.sealed.hash,
        size_bytes: blob.sealed.size,
        media_type: blob.media_type.clone(),
        role: "door".into(),
    }
}

pub(crate) fn progress(size: u64) -> Progress {
    let seen = Seen { lineage: LINEAGE, index: size };
    Progress { seen, cursor: format!("cursor {size}").into_bytes() }
}

pub(crate) fn hashes(rows: &[EnvelopeRow]) -> Vec<Hash> {
    rows.iter().map(|row| row.hash).collect()
}

/// Builds the next envelope and appends it.
pub(crate) fn append(
    tx: &Transaction<'_>,
    subject: SubjectId,
    named: Vec<BlobRef>,
    instead_of: Option<Hash>,
) -> Result<Hash, StoreError> {
    let place = capture::next_place(tx, subject, "work")?;
    let k = place.salt_root.unwrap_or([0x6b; 16]);
    let body = Body {
        blobs: (!named.is_empty()).then_some(named),
        k: place.salt_root.is_none().then_some(k),
        ..Body::default()
    };
    let bytes = body.to_bytes();
    let salt = body_salt(&k, place.incarnation, place.seq);
    let mut header = header(subject, place.incarnation, place.seq, place.predecessor);
    header.instead_of = instead_of;
    header.body_len = bytes.len() as u64;
    header.commitment = body_commitment(&salt, &bytes);
    let body = Some(SaltedBody { salt, bytes });
    capture::append(tx, &Envelope { header_bytes: header.to_bytes(), body })
}

fn header(
    subject: SubjectId,
    incarnation: Incarnation,
    seq: u64,
    predecessor: Option<Predecessor>,
) -> Header {
    Header {
        version: 1,
        tenant: TenantId([7; 16]),
        device: DEVICE,
        incarnation,
        seq,
        person: PersonId([8; 16]),
        subject: Subject::order(subject),
        audience: "work".into(),
        document: None,
        generation: None,
        kind: 1,
        kind_version: 1,
        playbook: 0,
        clocks: Clocks { wall_ms: NOW_MS, boot: [0; 8], monotonic_ms: seq },
        anchor: None,
        seen: None,
        act: None,
        instead_of: None,
        predecessor,
        body_len: 0,
        commitment: Hash::ZERO,
    }
}

/// An entry of the hub's log about something that an office colleague wrote.
pub(crate) fn entry(index: u64) -> EntryRow {
    EntryRow {
        index,
        kind: EntryKind::Envelope,
        hash: sha256(&index.to_be_bytes()),
        content: Some(format!("header {index}").into_bytes()),
        body: Some(SaltedBody { salt: [5; 16], bytes: format!("body {index}").into_bytes() }),
        verdict: Some(Verdict::Accepted),
        decision: None,
        hub_time_ms: NOW_MS as u64 + index,
        branch: None,
    }
}

pub(crate) fn brings(subject: SubjectId, indices: &[u64]) -> SubjectPage {
    SubjectPage {
        subject: Subject::order(subject),
        is_snapshot: false,
        entries: indices.iter().map(|index| entry(*index)).collect(),
        documents: vec![],
        digest: None,
    }
}
