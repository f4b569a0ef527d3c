//! Drafts: the envelopes that a command makes, before sequence numbers, salts and change frames are
//! known.

use crate::document::FieldValue;
use crate::envelope::{ActMode, BlobRef};
use crate::fact::Fact;
use crate::ids::Hash;
use crate::subject::Subject;

/// An edit of a shared note, as [`crate::document::Document::splice_note`] takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteEdit {
    /// The note's path.
    pub path: String,
    /// Character at which it begins.
    pub at: usize,
    /// Characters taken out.
    pub delete: usize,
    /// What is put in.
    pub insert: String,
}

/// The change that an envelope is to carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeDraft {
    /// Fields to set, as [`crate::document::Document::edit`] takes them.
    Sets(Vec<(String, FieldValue)>),
    /// A conflict to settle, as [`crate::document::Document::settle`] takes it.
    Settle {
        /// The path.
        path: String,
        /// The value that is to stand.
        value: FieldValue,
    },
    /// A note to edit.
    Note(NoteEdit),
}

/// One envelope to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeDraft {
    /// What it is about.
    pub subject: Subject,
    /// The audience.
    pub audience: String,
    /// The document that it changes, with the change; the name is `""` for the audience's main
    /// document.
    pub change: Option<(String, ChangeDraft)>,
    /// What happened, the leading fact first.
    pub facts: Vec<Fact>,
    /// Every blob that the facts name.
    pub blobs: Vec<BlobRef>,
    /// How the envelopes of the act depend on each other, and how many there are on this subject.
    pub act: Option<(ActMode, u32)>,
    /// The playbook version that the subject is pinned to.
    pub playbook: u32,
}

/// What a command makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The envelopes, in the order in which they take their places in the chain.
    pub envelopes: Vec<EnvelopeDraft>,
    /// The hub decides on the transition: what it depends on is not visible here.
    pub hub_decides: bool,
}

impl Planned {
    /// Makes this command part of one act over several subjects (one signature for five parcels):
    /// one answer for each subject, and what one of them forbids does not stop the others. Envelopes of one subject
    /// in several audiences stay a group that is taken whole or not at all.
    #[must_use]
    pub fn over_several(mut self) -> Self {
        if let [alone] = self.envelopes.as_mut_slice() {
            alone.act = Some((ActMode::Each, 1));
        }
        self
    }

    /// The hashes of all blobs that the envelopes name.
    pub fn blob_hashes(&self) -> impl Iterator<Item = Hash> {
        self.envelopes.iter().flat_map(|draft| draft.blobs.iter().map(|blob| blob.hash))
    }
}
