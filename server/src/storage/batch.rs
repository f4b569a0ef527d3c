//! What the gate hands over to be committed in one transaction.

use counterfoil_domain::decision::Decision;
use counterfoil_domain::envelope::SaltedBody;
use counterfoil_domain::ids::{ChainId, Hash, LineageId, PersonId, SubjectId};
use counterfoil_domain::log::Statement;
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::seal::Seal;
use counterfoil_domain::shift::DutyMark;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_domain::verdict::Verdict;

use super::notices::NoticeRow;

/// One transaction: everything or nothing.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// What must still be so.
    pub expected: Expected,
    /// Headers that become leaves of their chains, with their bodies.
    pub filings: Vec<Filing>,
    /// Bodies of headers that were filed earlier.
    pub late_bodies: Vec<LateBody>,
    /// Verdicts, final or held.
    pub judged: Vec<Judged>,
    /// Entries in the order in which they get their indexes.
    pub entries: Vec<NewEntry>,
    /// Documents as they are after the entries.
    pub documents: Vec<DocumentRow>,
    /// k of a chain on a subject and audience, kept for the salts that follow.
    pub salt_keys: Vec<(ChainId, SubjectId, String, [u8; 16])>,
    /// What lists and loading scans read of a subject, as the projection made it.
    pub cards: Vec<CardRow>,
    /// What people are told at once.
    pub notices: Vec<NoticeRow>,
    /// Documents whose next generation has to begin for the sake of a value that leaves every phone.
    pub leaving: Vec<LeavingRow>,
    /// The hub's time, ms since 1970.
    pub hub_time_ms: u64,
}

/// What a batch was judged against; a commit fails with [`super::StorageError::Moved`] if it moved.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The life of the log.
    pub lineage: Option<LineageId>,
    /// [`super::Tip::rules`] as it was loaded.
    pub rules: Option<u64>,
    /// The last entry about each subject; a document's heads move only with an entry.
    pub subjects: Vec<(SubjectId, Option<u64>)>,
    /// Envelopes of each chain.
    pub chains: Vec<(ChainId, u64)>,
    /// Who had each key: none, or the subjects that share it.
    pub keys: Vec<(Key, Vec<SubjectId>)>,
}

/// A run of headers that a chain grows by.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The chain that it is filed under: the author's, or a fork's.
    pub chain: ChainId,
    /// The chain from which this one branched off.
    pub fork_of: Option<ChainId>,
    /// The predecessor that the chain's first envelope names.
    pub predecessor: Option<ChainId>,
    /// Place of the first header.
    pub from: u64,
    /// The headers in order.
    pub headers: Vec<FiledHeader>,
    /// The chain's right edge after them.
    pub edge: Frontier,
    /// Seals over sizes up to that edge, ascending.
    pub seals: Vec<Seal>,
    /// Size up to which they cover the chain.
    pub sealed_size: u64,
}

/// One header with its body.
#[derive(Debug, Clone)]
pub struct FiledHeader {
    /// The header's hash.
    pub hash: Hash,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is about.
    pub subject: SubjectId,
    /// Who acted.
    pub person: PersonId,
    /// Its body, if it is here and kept.
    pub body: Option<SaltedBody>,
}

/// A body that came after its header.
#[derive(Debug, Clone)]
pub struct LateBody {
    /// The header's hash.
    pub hash: Hash,
    /// The body.
    pub body: SaltedBody,
}

/// The code of a refusal whose body is not kept: a position from outside a shift.
pub const OFF_DUTY: &str = "off_duty";

/// What became of an envelope.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The chain that it is filed under.
    pub chain: ChainId,
    /// Its place there.
    pub seq: u64,
    /// The verdict; never `retry`.
    pub verdict: Verdict,
    /// Which of the batch's entries it is; absent for held ones.
    pub entry: Option<usize>,
}

/// An entry without its index.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// What it is.
    pub of: EntryOf,
    /// The subjects that it is about; whoever sees one of them gets it.
    pub subjects: Vec<SubjectId>,
    /// What follows from it.
    pub decision: Option<Decision>,
    /// What it changes in the tables that scope and gate read.
    pub effects: Vec<Effect>,
}

/// What an entry is.
#[derive(Debug, Clone)]
pub enum EntryOf {
    /// An envelope with a final verdict.
    Envelope {
        /// The chain that it is filed under.
        chain: ChainId,
        /// Its place there.
        seq: u64,
        /// Its header's hash.
        hash: Hash,
        /// Its audience.
        audience: String,
        /// Its verdict.
        verdict: Verdict,
    },
    /// The hub's own.
    Statement(Statement),
}

/// Why somebody has access to a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccessReason {
    /// Assigned to it.
    Assigned = 1,
    /// Holds the thing, or is to receive it.
    Custody = 2,
    /// Founded it: an order, or his own shift.
    Founded = 3,
    /// Has an open order at this place; never written down, but found from the orders.
    Site = 4,
}

/// What an entry changes in the tables that scope and gate read, at the entry's index.
#[derive(Debug, Clone)]
pub enum Effect {
    /// The subject begins.
    Founded {
        /// Which.
        subject: Subject,
        /// Its kind in the playbook.
        kind: String,
        /// The playbook version that it is pinned to.
        playbook: u32,
        /// The stage in which it begins.
        stage: String,
        /// Whether the office made it: such an order leads a join.
        office: bool,
    },
    /// The subject stands at another stage.
    Stage {
        /// Which.
        subject: SubjectId,
        /// The stage's name.
        stage: String,
        /// Whether it is over there.
        closed: bool,
    },
    /// Somebody gets or loses access.
    Access {
        /// To which subject.
        subject: SubjectId,
        /// Who.
        person: PersonId,
        /// Why.
        reason: AccessReason,
        /// Whether it begins; else it ends.
        begins: bool,
    },
    /// The subject is known by a key.
    Keyed {
        /// Which subject.
        subject: SubjectId,
        /// Which key.
        key: Key,
    },
    /// Somebody's duty or break begins or ends.
    Duty {
        /// Whose.
        person: PersonId,
        /// Where in the chain, and what.
        mark: DutyMark,
    },
    /// Evidence of one subject was moved to another.
    Moved {
        /// The one that it was written for.
        from: SubjectId,
        /// The one that it belongs to.
        to: SubjectId,
    },
    /// The places at which an order is to be done or lies.
    Sites {
        /// The order.
        order: SubjectId,
        /// All of them.
        places: Vec<SubjectId>,
    },
    /// Something was counted on a shelf, or an order took from it.
    Stocked {
        /// The shelf, a place.
        place: SubjectId,
        /// The order, or the shelf itself.
        subject: SubjectId,
    },
    /// The subject follows another one's documents, or no longer.
    Lead {
        /// Which.
        subject: SubjectId,
        /// Its lead.
        lead: Option<SubjectId>,
    },
}

/// A document as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its subject.
    pub subject: SubjectId,
    /// Its audience.
    pub audience: String,
    /// Its name within the audience, `""` for the main one.
    pub name: String,
    /// Its generation.
    pub generation: u32,
    /// Its heads, ascending.
    pub heads: Vec<Hash>,
    /// Its saved bytes.
    pub saved: Vec<u8>,
}

/// A document in whose history a value stands that has to leave every phone: kept until a later generation is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeavingRow {
    /// Its subject.
    pub subject: SubjectId,
    /// Its audience.
    pub audience: String,
    /// Its name within the audience.
    pub name: String,
    /// The generation in which the value stands.
    pub generation: u32,
}

/// What lists and loading scans read of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// Which subject.
    pub subject: SubjectId,
    /// Its card, for orders.
    pub card: Option<Vec<u8>>,
    /// What the `keys` audience learns of it, see [`crate::scope::KeysCard`].
    pub keys: Vec<u8>,
}

/// What a commit gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Index of the batch's first entry.
    pub first: u64,
    /// Entries in the log now.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}
