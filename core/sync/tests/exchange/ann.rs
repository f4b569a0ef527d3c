//! Ann: a courier's store that writes envelopes, seals its chain and packs sections.

use std::collections::HashMap;

use counterfoil_domain::envelope::{Body, Envelope, Header, SaltedBody, Seen};
use counterfoil_domain::fact::Fact;
use counterfoil_domain::hash::{body_commitment, body_salt, sha256};
use counterfoil_domain::ids::{
    ChainId, DeviceId, Hash, Incarnation, LineageId, PersonId, SubjectId, TenantId,
};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::moment::{Anchor, Clocks};
use counterfoil_domain::seal::{Seal, SealStatement};
use counterfoil_domain::subject::Subject;
use counterfoil_sync::wire::{Carrier, Section};

pub(crate) const TENANT: TenantId = TenantId([0x11; 16]);
pub(crate) const LINEAGE: LineageId = LineageId([0x99; 16]);
/// The version of the playbook that every order is pinned to where no hub judges it.
pub(crate) const PLAYBOOK: u32 = 1;
const MORNING_MS: u64 = 1_790_000_000_000;

/// A xorshift: bytes that look like hashes and ids, the same for one seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.roll() % n
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| (self.roll() >> 24) as u8)
    }

    pub(crate) fn hash(&mut self) -> Hash {
        Hash(self.bytes())
    }
}

/// A store on a phone, as far as the wire is concerned.
pub(crate) struct Store {
    pub(crate) chain: ChainId,
    pub(crate) person: PersonId,
    pub(crate) key: SoftwareKey,
    pub(crate) envelopes: Vec<Envelope>,
    pub(crate) frontier: Frontier,
    pub(crate) seals: Vec<Seal>,
    pub(crate) monotonic_ms: u64,
    /// Entries of the hub's log that had been seen when the day began.
    pub(crate) seen: u64,
    /// The version of the playbook that its work goes by.
    pub(crate) playbook: u32,
    ks: HashMap<(SubjectId, String), [u8; 16]>,
    pub(crate) dice: Dice,
}

/// What an envelope is to say.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) audience: &'static str,
    pub(crate) facts: Vec<Fact>,
    pub(crate) blobs: Vec<counterfoil_domain::envelope::BlobRef>,
    pub(crate) change: Option<Vec<u8>>,
}

impl Store {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let device = DeviceId(dice.bytes());
        let incarnation = Incarnation(dice.bytes());
        Self {
            chain: ChainId { device, incarnation },
            person: PersonId(dice.bytes()),
            key: SoftwareKey::ed25519(&dice.bytes()),
            envelopes: Vec::new(),
            frontier: Frontier::new(),
            seals: Vec::new(),
            monotonic_ms: 3_600_000,
            seen: 40_000,
            playbook: PLAYBOOK,
            ks: HashMap::new(),
            dice,
        }
    }

    pub(crate) fn carrier(&self) -> Carrier {
        Carrier { tenant: TENANT, device: self.chain.device }
    }

    pub(crate) fn clocks(&mut self, later_ms: u64) -> Clocks {
        self.monotonic_ms += later_ms;
        let jitter = self.dice.below(40) / 39;
        let wall_ms = (MORNING_MS + self.monotonic_ms + jitter) as i64;
        Clocks { wall_ms, boot: [0x42; 8], monotonic_ms: self.monotonic_ms }
    }

    /// Writes one envelope on an order.
    pub(crate) fn write(&mut self, order: SubjectId, later_ms: u64, draft: Draft) -> Hash {
        self.write_on(Subject::order(order), later_ms, draft)
    }

    /// Writes one envelope.
    pub(crate) fn write_on(&mut self, subject: Subject, later_ms: u64, draft: Draft) -> Hash {
        let place = (subject.id, draft.audience.to_owned());
        let fresh: [u8; 16] = self.dice.bytes();
        let first = !self.ks.contains_key(&place);
        let k = *self.ks.entry(place).or_insert(fresh);
        let kind = draft.facts.first().map_or(0, Fact::kind);
        let some = |present: bool| present.then_some(());
        let body = Body {
            blobs: some(!draft.blobs.is_empty()).map(|()| draft.blobs),
            k: first.then_some(k),
            facts: some(!draft.facts.is_empty())
                .map(|()| draft.facts.iter().map(Fact::to_record).collect()),
            change: draft.change,
        };
        let seq = self.envelopes.len() as u64;
        let salt = body_salt(&k, self.chain.incarnation, seq);
        let bytes = body.to_bytes();
        let header = Header {
            version: 1,
            tenant: TENANT,
            device: self.chain.device,
            incarnation: self.chain.incarnation,
            seq,
            person: self.person,
            subject,
            audience: draft.audience.to_owned(),
            document: body.change.as_ref().map(|_| String::new()),
            generation: body.change.as_ref().map(|_| 0),
            kind,
            kind_version: 1,
            playbook: self.playbook,
            clocks: self.clocks(later_ms),
            anchor: Some(self.anchor()),
            seen: Some(Seen { lineage: LINEAGE, index: self.seen + seq / 300 }),
            act: None,
            instead_of: None,
            predecessor: None,
            body_len: bytes.len() as u64,
            commitment: body_commitment(&salt, &bytes),
        };
        let header_bytes = header.to_bytes();
        let envelope = Envelope { header_bytes, body: Some(SaltedBody { salt, bytes }) };
        let hash = envelope.hash();
        self.frontier.push(hash);
        self.envelopes.push(envelope);
        hash
    }

    fn anchor(&self) -> Anchor {
        Anchor {
            hub_time_ms: MORNING_MS + 3_599_000,
            log_size: 40_000,
            log_root: sha256(b"root").short(),
            boot: [0x42; 8],
            sent_ms: 3_598_000,
            received_ms: 3_598_400,
        }
    }

    /// Seals the chain as it stands.
    pub(crate) fn seal(&mut self) {
        let statement = SealStatement {
            version: 1,
            tenant: TENANT,
            device: self.chain.device,
            incarnation: self.chain.incarnation,
            size: self.frontier.size(),
            root: self.frontier.root(),
            clocks: self.clocks(15),
        };
        let signature = self.key.sign(Purpose::Seal, &statement.to_bytes());
        self.seals.push(Seal { statement, signature });
    }

    /// What lies above `from`.
    pub(crate) fn section(&self, from: u64) -> Section {
        let seals = self.seals.iter().filter(|seal| seal.statement.size > from);
        Section {
            chain: self.chain,
            from,
            salted: false,
            envelopes: self.envelopes[from as usize..].to_vec(),
            seals: seals.cloned().collect(),
        }
    }
}
