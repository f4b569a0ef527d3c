//! The answer: verdicts, a page of the log or of snapshots, and the cursor after it.

use counterfoil_domain::decision::Decision;
use counterfoil_domain::envelope::{Envelope, Header};
use counterfoil_domain::ids::{ChainId, Hash, Incarnation, PersonId, SubjectId};
use counterfoil_domain::log::Digest;
use counterfoil_domain::playbook::bundle::SignedPlaybook;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_domain::verdict::Verdict;

use super::{Cursor, SectionVerdicts};

/// What the hub answers, under its signature.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AnswerPayload {
    /// One for each section of the request, and for chains whose held envelopes have been judged since.
    pub sections: Vec<SectionVerdicts>,
    /// What the phone is to take over, in one transaction with the cursor.
    pub page: Page,
    /// The cursor after the page; absent if the request did not pull. Its lineage is the statement's.
    pub cursor: Option<Cursor>,
    /// The digest over what the phone should hold after the page; given only if `more` is false.
    pub scope_digest: Option<Digest>,
    /// Whether there is another page.
    pub more: bool,
    /// A word on each blob after which the request asked, in its order.
    pub blobs: Vec<BlobWord>,
}

/// Where a blob of the asking store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobWord {
    /// Not at the hub: it never arrived, or was lost with the hub's machine.
    Missing,
    /// At the hub, and in no backup yet.
    Stored,
    /// Below the safe horizon.
    Safe,
}

impl BlobWord {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Stored => 1,
            Self::Safe => 2,
        }
    }

    /// Nothing follows from a word that is not known here: it is still stored.
    pub(crate) fn of(number: u8) -> Self {
        match number {
            0 => Self::Missing,
            2 => Self::Safe,
            _ => Self::Stored,
        }
    }
}

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Playbook versions that the groups pin and the phone may lack, before the groups.
    pub playbooks: Vec<PlaybookFile>,
    /// Subjects with what is new on them.
    pub groups: Vec<Group>,
    /// Subjects that left the phone's scope.
    pub gone: Vec<SubjectId>,
    /// The `keys` audience: orders that a loading scan must know.
    pub keys: Vec<KeysRow>,
    /// Orders that a loading scan need not know any more.
    pub keys_gone: Vec<SubjectId>,
}

/// A published playbook version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaybookFile {
    /// The version.
    pub version: u32,
    /// SHA-256 of the file; the receiver computes it.
    pub hash: Hash,
    /// The file.
    pub bytes: Vec<u8>,
    /// The office's signature over it; absent from a hub of the first release.
    pub signed: Option<SignedPlaybook>,
}

/// How a group is to be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupMode {
    /// Its rows come after what the phone has.
    Entries,
    /// It replaces the phone's acknowledged layer of that subject.
    Snapshot,
}

/// What is new on one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The subject.
    pub subject: Subject,
    /// How to apply it.
    pub mode: GroupMode,
    /// In a snapshot the audiences that the phone's person sees on this subject; else empty.
    pub audiences: Vec<String>,
    /// Entries by ascending index.
    pub rows: Vec<Row>,
    /// In a snapshot the documents whose changes the rows do not carry; else those that began a new generation.
    pub documents: Vec<DocumentSnapshot>,
    /// The subject's digest after this group, in a snapshot.
    pub digest: Option<Digest>,
}

/// One entry of the hub's log, as a phone gets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Place in the log.
    pub index: u64,
    /// The hub's time at commit, ms since 1970.
    pub hub_time_ms: u64,
    /// The verdict; absent for the hub's own statements.
    pub verdict: Option<Verdict>,
    /// What follows from it.
    pub decision: Option<Decision>,
    /// What it is.
    pub content: Content,
    /// Of the second branch of a forked chain: the incarnation under which it is filed and its facts are named.
    pub branch: Option<Incarnation>,
}

/// What a row holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// An envelope of a chain that the phone said it holds: by name alone.
    Own {
        /// The chain.
        chain: ChainId,
        /// Place in it.
        seq: u64,
    },
    /// An envelope, byte for byte; its body may be withheld.
    Envelope(Envelope),
    /// In a snapshot: what a reader needs and no verifier does. The header's commitment is zero and its length
    /// that of `body`, which has no k, and a change only if the group does not hold its document; its hash is
    /// not known here.
    Slim {
        /// The header.
        header: Header,
        /// The body; absent if withheld.
        body: Option<Vec<u8>>,
    },
    /// An envelope of an audience that the person does not see: its hash, for the digest, and its decision.
    Hidden {
        /// The header's hash.
        hash: Hash,
    },
    /// A statement of the hub.
    Statement {
        /// Its bytes, see [`counterfoil_domain::log::Statement`].
        bytes: Vec<u8>,
    },
}

impl Content {
    /// The hash that the log's leaf names, where it follows from the row alone.
    #[must_use]
    pub fn hash(&self) -> Option<Hash> {
        match self {
            Self::Own { .. } | Self::Slim { .. } => None,
            Self::Envelope(envelope) => Some(envelope.hash()),
            Self::Hidden { hash } => Some(*hash),
            Self::Statement { bytes } => Some(counterfoil_domain::hash::sha256(bytes)),
        }
    }
}

/// A document as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSnapshot {
    /// The audience.
    pub audience: String,
    /// The document's name within it, `""` for the main one.
    pub name: String,
    /// Its generation.
    pub generation: u32,
    /// As the domain's `Document` saves it.
    pub saved: Vec<u8>,
}

/// One order in the `keys` audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysRow {
    /// The order.
    pub subject: SubjectId,
    /// Who has it; absent while it is at the outlet.
    pub holder: Option<PersonId>,
    /// Intercepted: must not be loaded.
    pub do_not_load: bool,
    /// Its keys.
    pub keys: Vec<Key>,
    /// Its kind in the playbook; absent from an older hub.
    pub kind: Option<String>,
    /// Whether somebody is to do it.
    pub assigned: bool,
}
