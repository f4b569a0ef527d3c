//! A pushed section against what the hub holds of its chain.

use std::collections::{HashMap, HashSet};

use counterfoil_domain::envelope::{Header, SaltedBody, header_hash};
use counterfoil_domain::hash::{body_commitment, body_salt};
use counterfoil_domain::ids::{ChainId, Hash, Incarnation, SubjectId, TenantId};
use counterfoil_domain::keys::{PublicKey, Signature};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::seal::{Seal, SealStatement};

use crate::wire::section::read_header;
use crate::wire::{OpenedEnvelope, OpenedSeal, OpenedSection, Problem, WireError};

/// The k of each (subject, audience) on which a chain writes.
pub type ChainKeys = HashMap<(SubjectId, String), [u8; 16]>;

/// What the hub holds of a chain.
#[derive(Debug, Clone, Default)]
pub struct KnownChain {
    /// Envelopes of it.
    pub size: u64,
    /// The edge of its Merkle log at that size.
    pub frontier: Frontier,
    /// Size up to which a seal covers it.
    pub sealed_size: u64,
    /// The seal keys that are enrolled for its device, the newest first.
    pub seal_keys: Vec<PublicKey>,
    /// Every k that its bodies brought. Those for the section's subjects are enough.
    pub keys: ChainKeys,
    /// Needed only if the section begins below `size`: a push that comes again.
    pub overlap: Option<Overlap>,
}

/// What lies below `size` and above the section's beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The edge at the section's beginning.
    pub before: Frontier,
    /// Header hashes from there to the chain's size.
    pub hashes: Vec<Hash>,
}

impl Overlap {
    /// From the hashes of a whole chain.
    #[must_use]
    pub fn new(chain: &[Hash], from: u64) -> Self {
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(chain.len());
        let mut before = Frontier::new();
        chain[..from].iter().for_each(|hash| before.push(*hash));
        Self { before, hashes: chain[from..].to_vec() }
    }
}

/// An envelope, rebuilt byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The header as far as this program knows it; of a newer version it may say more.
    pub header: Header,
    /// Its exact bytes.
    pub header_bytes: Vec<u8>,
    /// Its hash.
    pub hash: Hash,
    /// The body, if it came; it is what the header commits to.
    pub body: Option<SaltedBody>,
}

/// What a section brings.
#[derive(Debug, Clone)]
pub struct AcceptedSection {
    /// The chain under which it is filed: the fork's if it is one.
    pub chain: ChainId,
    /// Place of the first new envelope: the size that was known.
    pub from: u64,
    /// New envelopes.
    pub envelopes: Vec<Pushed>,
    /// Envelopes that the hub has already, for bodies that it may still lack.
    pub repeated: Vec<Pushed>,
    /// The edge after the last envelope.
    pub frontier: Frontier,
    /// Seals that hold, ascending.
    pub seals: Vec<Seal>,
    /// Size up to which a seal covers the chain now. Below the size means *unsealed*, not refused.
    pub sealed_size: u64,
    /// Seals that did not hold: another root, another key, or a size outside the run.
    pub seals_failed: usize,
    /// The k of bodies that came first on their subject and audience.
    pub keys: ChainKeys,
}

/// Why a section cannot be taken as it is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SectionRefusal {
    /// It begins above what the hub holds; the run can wait in quarantine until that is filled.
    #[error("the section begins above size {size} of its chain")]
    Gap {
        /// The size that the hub holds.
        size: u64,
        /// Place of the run's first envelope.
        from: u64,
        /// The run, rebuilt; empty if a salt is not known.
        run: Vec<Pushed>,
    },
    /// A salt follows from a k that the hub lacks.
    #[error("a salt is not known")]
    SaltUnknown,
    /// It contradicts what the hub holds: [`Fork::accept`] files it.
    #[error("another envelope stands at place {}", .0.at)]
    Forked(Box<Fork>),
    /// It cannot be rebuilt.
    #[error(transparent)]
    Unreadable(#[from] WireError),
    /// The storage gave no overlap for a section that begins below the chain's size.
    #[error("the overlap was not loaded")]
    OverlapMissing,
}

impl SectionRefusal {
    /// What the answer says of it.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::Gap { .. } => Problem::Gap,
            Self::SaltUnknown => Problem::SaltUnknown,
            Self::Forked(fork) => Problem::Forked(fork.branch.incarnation),
            Self::Unreadable(_) => Problem::Unreadable,
            Self::OverlapMissing => Problem::Busy(0),
        }
    }
}

/// The second branch of a chain.
#[derive(Debug, Clone)]
pub struct Fork {
    /// Where it is filed: incarnation′ is the first 8 bytes of the first header hash that differs.
    pub branch: ChainId,
    /// Place of the first envelope that differs.
    pub at: u64,
    /// What stood below it in the run and is on both branches: the hub has it already.
    pub shared: Vec<Pushed>,
    run: Run,
}

/// A run of rebuilt envelopes with the edge below it.
#[derive(Debug, Clone)]
struct Run {
    tenant: TenantId,
    chain: ChainId,
    from: u64,
    before: Frontier,
    envelopes: Vec<Pushed>,
    seals: Vec<OpenedSeal>,
    keys: ChainKeys,
}

/// Rebuilds a section and holds it against what the hub has.
pub fn accept_section(
    section: OpenedSection,
    tenant: TenantId,
    known: &KnownChain,
) -> Result<AcceptedSection, SectionRefusal> {
    let from = section.from;
    let mut keys = ChainKeys::new();
    let held = known.overlap.as_ref().filter(|_| from < known.size);
    let mut held = held.into_iter().flat_map(|overlap| &overlap.hashes);
    let mut on_branch = false;
    let rebuilt = section.envelopes.into_iter().map(|envelope| {
        // What differs from what is held may be another branch, which drew its own k: that one is tried as well.
        let held = held.next().filter(|_| !on_branch);
        let again = held.and_then(|_| envelope.k().map(|_| envelope.clone()));
        let author = (tenant, section.chain);
        let first = rebuild(envelope, author, (known, on_branch), &mut keys);
        on_branch |= first.as_ref().is_ok_and(|first| held.is_some_and(|held| first.hash != *held));
        match again {
            Some(again) if on_branch => rebuild(again, author, (known, true), &mut keys),
            _ => first,
        }
    });
    let rebuilt: Result<Vec<Pushed>, SectionRefusal> = rebuilt.collect();
    if from > known.size {
        // The k of a salt may lie in the gap; the size is what the phone must know first.
        let run = match rebuilt {
            Err(SectionRefusal::SaltUnknown) => Vec::new(),
            run => run?,
        };
        return Err(SectionRefusal::Gap { size: known.size, from, run });
    }
    let envelopes = rebuilt?;
    let overlap = overlap(from, known)?;
    let run = Run {
        tenant,
        chain: section.chain,
        from,
        before: overlap.before,
        envelopes,
        seals: section.seals,
        keys,
    };
    run.settle(section.chain, &overlap.hashes, known)
}

fn overlap(from: u64, known: &KnownChain) -> Result<Overlap, SectionRefusal> {
    if from == known.size {
        return Ok(Overlap { before: known.frontier.clone(), hashes: Vec::new() });
    }
    let overlap = known.overlap.clone().ok_or(SectionRefusal::OverlapMissing)?;
    let fits = overlap.before.size() == from && from + overlap.hashes.len() as u64 == known.size;
    if fits { Ok(overlap) } else { Err(SectionRefusal::OverlapMissing) }
}

fn rebuild(
    envelope: OpenedEnvelope,
    (tenant, chain): (TenantId, ChainId),
    (known, on_branch): (&KnownChain, bool),
    keys: &mut ChainKeys,
) -> Result<Pushed, SectionRefusal> {
    let salt = salt_of(&envelope, chain.incarnation, (known, on_branch), keys)?;
    let commitment = match (&envelope.body, salt) {
        (Some(body), Some(salt)) => Some(body_commitment(&salt, body)),
        _ => None,
    };
    let header_bytes = envelope.header_bytes(commitment)?;
    let header = read_header(&header_bytes)?;
    if header.tenant != tenant {
        return Err(WireError::Shape("an envelope of another tenant").into());
    }
    let body = envelope.body.zip(salt).map(|(bytes, salt)| SaltedBody { salt, bytes });
    Ok(Pushed { hash: header_hash(&header_bytes), header, header_bytes, body })
}

/// The salt of a body that is present: stated, or from the first k on its subject and audience. On the second branch
/// of a fork a k of its own goes before one of the other branch, with which it would get a hash that nobody signed.
fn salt_of(
    envelope: &OpenedEnvelope,
    incarnation: Incarnation,
    (known, on_branch): (&KnownChain, bool),
    keys: &mut ChainKeys,
) -> Result<Option<[u8; 16]>, SectionRefusal> {
    if envelope.body.is_none() {
        return Ok(None);
    }
    let place = (envelope.subject, envelope.audience.clone());
    let elsewhere = known.keys.get(&place).copied();
    let mut k = elsewhere.filter(|_| !on_branch).or_else(|| keys.get(&place).copied());
    if k.is_none() {
        k = envelope.k();
        keys.extend(k.map(|k| (place, k)));
    }
    let k = k.or(elsewhere);
    if envelope.salt.is_some() {
        return Ok(envelope.salt);
    }
    let k = k.ok_or(SectionRefusal::SaltUnknown)?;
    Ok(Some(body_salt(&k, incarnation, envelope.seq())))
}

impl Run {
    fn settle(
        mut self,
        filed: ChainId,
        held: &[Hash],
        known: &KnownChain,
    ) -> Result<AcceptedSection, SectionRefusal> {
        let differs = self.envelopes.iter().zip(held).position(|(new, old)| new.hash != *old);
        if let Some(place) = differs {
            return Err(SectionRefusal::Forked(Box::new(self.fork(place))));
        }
        let (seals, seals_failed) = self.check_seals(&known.seal_keys);
        let sealed = seals.iter().map(|seal| seal.statement.size);
        let sealed_size = sealed.fold(known.sealed_size, u64::max);
        let fresh = self.envelopes.split_off(held.len().min(self.envelopes.len()));
        let mut frontier = known.frontier.clone();
        fresh.iter().for_each(|envelope| frontier.push(envelope.hash));
        Ok(AcceptedSection {
            chain: filed,
            from: known.size,
            envelopes: fresh,
            repeated: self.envelopes,
            frontier,
            seals,
            sealed_size,
            seals_failed,
            keys: self.keys,
        })
    }

    /// Cuts off what stood on both branches.
    fn fork(mut self, place: usize) -> Fork {
        let branch_run = self.envelopes.split_off(place);
        self.envelopes.iter().for_each(|envelope| self.before.push(envelope.hash));
        let at = self.from + place as u64;
        let mut incarnation = [0; 8];
        if let Some(first) = branch_run.first() {
            incarnation.copy_from_slice(&first.hash.0[..8]);
        }
        let branch = ChainId { device: self.chain.device, incarnation: Incarnation(incarnation) };
        let shared = std::mem::take(&mut self.envelopes);
        Fork { branch, at, shared, run: Self { from: at, envelopes: branch_run, ..self } }
    }

    /// The seals that hold, and how many do not.
    fn check_seals(&self, seal_keys: &[PublicKey]) -> (Vec<Seal>, usize) {
        let mut edge = self.before.clone();
        let mut roots = HashMap::from([(self.from, edge.root())]);
        let wanted: HashSet<u64> = self.seals.iter().map(|seal| seal.size).collect();
        for (size, envelope) in (self.from + 1..).zip(&self.envelopes) {
            edge.push(envelope.hash);
            if wanted.contains(&size) {
                roots.insert(size, edge.root());
            }
        }
        let held = self.seals.iter().filter_map(|seal| {
            let seal = self.whole_seal(seal, *roots.get(&seal.size)?);
            seal_keys.iter().find_map(|key| signed_by(seal.clone(), key))
        });
        let mut held: Vec<Seal> = held.collect();
        held.sort_by_key(|seal| seal.statement.size);
        let failed = self.seals.len() - held.len();
        (held, failed)
    }

    fn whole_seal(&self, seal: &OpenedSeal, root: Hash) -> (SealStatement, Vec<u8>) {
        let statement = SealStatement {
            version: 1,
            tenant: self.tenant,
            device: self.chain.device,
            incarnation: self.chain.incarnation,
            size: seal.size,
            root,
            clocks: seal.clocks,
        };
        (statement, seal.signature.clone())
    }
}

fn signed_by((statement, bytes): (SealStatement, Vec<u8>), key: &PublicKey) -> Option<Seal> {
    let signature = Signature { algorithm: key.algorithm, key: key.id(), bytes };
    let seal = Seal { statement, signature };
    seal.verify(key).ok().map(|()| seal)
}

impl Fork {
    /// The chain under which its author sends it.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        self.run.chain
    }

    /// The edge below the first envelope that differs: what both branches share.
    #[must_use]
    pub fn below(&self) -> &Frontier {
        &self.run.before
    }

    /// Files the branch. `known` is what the hub holds under [`Fork::branch`], with its overlap from
    /// [`Fork::at`] on; `None` if it is new there. A branch may have branched off again: that is refused as another
    /// fork.
    pub fn accept(
        self,
        known: Option<&KnownChain>,
        seal_keys: Vec<PublicKey>,
    ) -> Result<AcceptedSection, SectionRefusal> {
        let fresh = KnownChain {
            size: self.at,
            frontier: self.run.before.clone(),
            seal_keys,
            ..KnownChain::default()
        };
        let known = known.unwrap_or(&fresh);
        let held = overlap(self.at, known)?.hashes;
        self.run.settle(self.branch, &held, known)
    }
}
