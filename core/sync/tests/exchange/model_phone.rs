//! A phone in memory: a store with an outbox and an acknowledged layer, and the machine that syncs it.

use std::collections::BTreeMap;

use counterfoil_domain::envelope::header_hash;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::keys::PublicKey;
use counterfoil_domain::log::Digest;
use counterfoil_sync::phone::{
    Budget, Commit, Effect, Event, Finished, Noticed, Now, Outbox, PhoneState, PhoneSync,
    receipt_matches,
};
use counterfoil_sync::wire::{Content, Cursor};

use crate::ann::{LINEAGE, Store};
use crate::pushing::comment;

/// What a planted bug does when an answer is lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bug {
    None,
    /// Takes what was sent for stored.
    ForgetsWhatWasSent,
}

/// The phone.
pub(crate) struct ModelPhone {
    pub(crate) store: Store,
    pub(crate) hub_size: u64,
    pub(crate) acknowledged: BTreeMap<u64, Hash>,
    pub(crate) digest: Digest,
    pub(crate) noticed: Vec<Noticed>,
    pub(crate) finished: Option<Finished>,
    pub(crate) wake_at_ms: Option<u64>,
    /// A request that waits for its answer.
    pub(crate) on_its_way: Option<Vec<u8>>,
    cursor: Option<Cursor>,
    keys: Vec<PublicKey>,
    sync: PhoneSync,
    bug: Bug,
}

impl ModelPhone {
    pub(crate) fn new(seed: u64, hub: PublicKey, bug: Bug) -> Self {
        let store = Store::new(seed);
        let keys = vec![hub];
        let sync = PhoneSync::new(state(&store, &keys, None, Digest::default()));
        Self {
            store,
            hub_size: 0,
            acknowledged: BTreeMap::new(),
            digest: Digest::default(),
            noticed: Vec::new(),
            finished: None,
            wake_at_ms: None,
            on_its_way: None,
            cursor: None,
            keys,
            sync,
            bug,
        }
    }

    /// The person works: some envelopes, mostly a seal.
    pub(crate) fn work(&mut self) {
        for _ in 0..1 + self.store.dice.below(4) {
            let order = SubjectId([self.store.dice.below(6) as u8; 16]);
            let audience = if self.store.dice.below(3) == 0 { "money" } else { "work" };
            let draft = crate::ann::Draft { audience, ..comment("已联系客户") };
            self.store.write(order, 500, draft);
        }
        if self.store.dice.below(4) > 0 {
            self.store.seal();
        }
    }

    /// The process dies and starts again from what the store holds.
    pub(crate) fn restart(&mut self) {
        self.sync =
            PhoneSync::new(state(&self.store, &self.keys, self.cursor.clone(), self.digest));
        self.on_its_way = None;
        self.wake_at_ms = None;
        self.finished = None;
    }

    pub(crate) fn begin(&mut self, now: Now) {
        self.finished = None;
        self.store.seal();
        let budget = Budget { bytes: u64::MAX, until_ms: now.ms + 60_000, pull: true };
        self.happen(Event::Begin(budget), now);
    }

    /// Gives the machine an event and does what it asks, until it waits for the network.
    pub(crate) fn happen(&mut self, event: Event, now: Now) {
        if let (Event::TransportFailed(_), Bug::ForgetsWhatWasSent) = (&event, self.bug) {
            self.hub_size = self.store.envelopes.len() as u64;
        }
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for effect in self.sync.handle(event, now) {
                events.extend(self.perform(effect));
            }
        }
    }

    fn perform(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::LoadOutbox { .. } => return Some(Event::Outbox(self.outbox())),
            Effect::Send { bytes, .. } => self.on_its_way = Some(bytes),
            Effect::Commit(commit) => return Some(self.commit(*commit)),
            Effect::WakeAt { at_ms } => self.wake_at_ms = Some(at_ms),
            Effect::Report(noticed) => self.noticed.push(noticed),
            Effect::Finished(finished) => self.finished = Some(finished),
        }
        None
    }

    /// At most five envelopes at once, so that sessions take several exchanges.
    fn outbox(&self) -> Outbox {
        let mut section = self.store.section(self.hub_size);
        let left = section.envelopes.len().saturating_sub(5);
        section.envelopes.truncate(5);
        let size = section.size_after();
        section.seals.retain(|seal| seal.statement.size <= size);
        let something = !section.envelopes.is_empty();
        Outbox {
            sections: if something { vec![section] } else { Vec::new() },
            left: left as u64,
            receipts_for: vec![self.store.chain],
            blobs: Vec::new(),
            held: if something { Vec::new() } else { vec![(self.store.chain, self.hub_size)] },
        }
    }

    /// One transaction; sometimes the disk is full.
    fn commit(&mut self, commit: Commit) -> Event {
        if self.store.dice.below(12) == 0 {
            return Event::ApplyFailed;
        }
        let leaves: Vec<Hash> =
            self.store.envelopes.iter().map(|envelope| envelope.hash()).collect();
        for receipt in &commit.signed.statement.receipts {
            assert!(receipt_matches(receipt, &leaves), "a receipt about another chain");
        }
        for section in &commit.payload.sections {
            assert_eq!(section.chain, self.store.chain);
            self.hub_size = section.size;
        }
        for group in &commit.payload.page.groups {
            for row in &group.rows {
                let hash = match &row.content {
                    Content::Own { seq, .. } => leaves[*seq as usize],
                    Content::Envelope(envelope) => header_hash(&envelope.header_bytes),
                    other => panic!("this hub sends no {other:?}"),
                };
                if self.acknowledged.insert(row.index, hash).is_none() {
                    self.digest.add(row.index, &hash, None);
                }
            }
        }
        self.cursor = commit.payload.cursor.or(self.cursor.take());
        Event::Applied(self.digest)
    }
}

fn state(
    store: &Store,
    keys: &[PublicKey],
    cursor: Option<Cursor>,
    scope_digest: Digest,
) -> PhoneState {
    PhoneState {
        carrier: store.carrier(),
        answer_keys: keys.to_vec(),
        lineage: cursor.as_ref().map(|_| LINEAGE),
        cursor,
        scope_digest,
    }
}
