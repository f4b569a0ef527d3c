//! Building: from a draft to the exact bytes of an envelope.

use super::draft::EnvelopeDraft;
use crate::envelope::header::KIND_FIELDS;
use crate::envelope::{
    Act, Body, BodyError, Envelope, HEADER_VERSION, Header, HeaderError, Predecessor, SaltedBody,
    Seen,
};
use crate::fact::{Fact, FactRecord};
use crate::hash::{body_commitment, body_salt};
use crate::ids::{ActId, ChainId, Hash, PersonId, TenantId};
use crate::moment::Moment;

/// Who writes, where in his chain, and what he knew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorContext {
    /// The tenant.
    pub tenant: TenantId,
    /// The chain.
    pub chain: ChainId,
    /// The envelope's place in it.
    pub seq: u64,
    /// Who acts.
    pub person: PersonId,
    /// When he acts; the same for every envelope of an act.
    pub moment: Moment,
    /// How far he had seen.
    pub seen: Option<Seen>,
    /// The act, where the draft belongs to one.
    pub act: Option<ActId>,
    /// The blocked or refused envelope that this one replays.
    pub instead_of: Option<Hash>,
    /// The earlier chain, for the first envelope of a chain.
    pub predecessor: Option<Predecessor>,
    /// The chain's 16 random bytes for this subject and audience.
    pub k: [u8; 16],
    /// Whether the chain writes there for the first time, so that the body has to carry `k`.
    pub k_is_new: bool,
}

/// A change as a thin frame, made by [`crate::document::Document`] for the draft's document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeFrame {
    /// The document's generation.
    pub generation: u32,
    /// The frame.
    pub frame: Vec<u8>,
}

/// Why no envelope was built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The draft has a change and no frame came with it, or the other way round.
    #[error("a draft's change and its frame come together")]
    Change,
    /// The draft belongs to an act and the context names none.
    #[error("the draft belongs to an act that has no id")]
    Act,
    /// The body is out of bounds.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// The header is out of bounds.
    #[error(transparent)]
    Header(#[from] HeaderError),
}

/// Makes the bytes of one envelope. Pure: the same inputs give the same bytes.
pub fn build_envelope(
    draft: &EnvelopeDraft,
    author: &AuthorContext,
    change: Option<ChangeFrame>,
) -> Result<Envelope, BuildError> {
    if draft.change.is_some() != change.is_some() {
        return Err(BuildError::Change);
    }
    let generation = change.as_ref().map(|change| change.generation);
    let body = body_bytes(draft, author, change)?;
    let incarnation = author.chain.incarnation;
    let salt = body_salt(&author.k, incarnation, author.seq);
    let act = match (draft.act, author.act) {
        (None, _) => None,
        (Some(_), None) => return Err(BuildError::Act),
        (Some((mode, count)), Some(id)) => Some(Act { id, mode, count }),
    };
    let header = Header {
        version: HEADER_VERSION,
        tenant: author.tenant,
        device: author.chain.device,
        incarnation,
        seq: author.seq,
        person: author.person,
        subject: draft.subject,
        audience: draft.audience.clone(),
        document: draft.change.as_ref().map(|(name, _)| name.clone()),
        generation,
        kind: draft.facts.first().map_or(KIND_FIELDS, Fact::kind),
        kind_version: 1,
        playbook: draft.playbook,
        clocks: author.moment.clocks,
        anchor: author.moment.anchor.clone(),
        seen: author.seen,
        act,
        instead_of: author.instead_of,
        predecessor: author.predecessor,
        body_len: body.len() as u64,
        commitment: body_commitment(&salt, &body),
    };
    let header_bytes = header.to_bytes();
    Header::from_bytes(&header_bytes)?;
    Ok(Envelope { header_bytes, body: Some(SaltedBody { salt, bytes: body }) })
}

fn body_bytes(
    draft: &EnvelopeDraft,
    author: &AuthorContext,
    change: Option<ChangeFrame>,
) -> Result<Vec<u8>, BuildError> {
    let facts: Vec<FactRecord> = draft.facts.iter().map(Fact::to_record).collect();
    let body = Body {
        blobs: Some(draft.blobs.clone()).filter(|blobs| !blobs.is_empty()),
        k: author.k_is_new.then_some(author.k),
        facts: Some(facts).filter(|facts| !facts.is_empty()),
        change: change.map(|change| change.frame),
    };
    let bytes = body.to_bytes();
    Body::from_bytes(&bytes)?;
    Ok(bytes)
}
