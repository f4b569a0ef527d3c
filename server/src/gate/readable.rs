//! Step 1: header and body fit together, and this program understands them.

use counterfoil_domain::envelope::header::{HEADER_VERSION, KIND_FIELDS};
use counterfoil_domain::envelope::{Body, BodyError};
use counterfoil_domain::fact::Fact;
use counterfoil_domain::limits::{
    APPROVAL_STATEMENT_BYTES_MAX, CLOCK_STOP_NAMES_MAX, FACT_TEXT_CHARS_MAX, KEY_VALUE_BYTES_MAX,
    NAME_BYTES_MAX, PATH_BYTES_MAX,
};
use counterfoil_domain::subject::Key;
use counterfoil_domain::verdict::Verdict;

use super::Incoming;

/// An envelope that was understood.
#[derive(Debug, Clone)]
pub(super) struct Understood {
    pub(super) body: Body,
    pub(super) facts: Vec<Fact>,
}

pub(super) fn refused(code: &str) -> Verdict {
    Verdict::Refused { code: code.to_owned() }
}

pub(super) fn held(why: &str) -> Verdict {
    Verdict::Held { why: why.to_owned() }
}

/// Reads the body, or says why it is refused or has to wait.
pub(super) fn read(one: &Incoming) -> Result<Understood, Verdict> {
    if one.revoked {
        return Err(held("revoked"));
    }
    if one.header.person != one.owner {
        return Err(held("person"));
    }
    if one.header.version > HEADER_VERSION {
        return Err(held("update_hub"));
    }
    let body = Body::from_bytes(&one.body).map_err(|error| match error {
        // A newer kind of envelope may have a body of another shape.
        BodyError::Cbor(_) if one.header.kind_version > 1 => held("update_hub"),
        BodyError::Cbor(_) | BodyError::TooLong => refused("bad_body"),
        BodyError::Bounds(_) => refused("body_bounds"),
    })?;
    let mut facts = Vec::new();
    for record in body.facts() {
        match record.fact() {
            Ok(Some(fact)) => facts.push(fact),
            Ok(None) => return Err(held("update_hub")),
            Err(_) => return Err(refused("bad_fact")),
        }
    }
    fits(one, &body, &facts)?;
    Ok(Understood { body, facts })
}

fn fits(one: &Incoming, body: &Body, facts: &[Fact]) -> Result<(), Verdict> {
    let leading = facts.first().map_or(KIND_FIELDS, Fact::kind);
    if one.header.kind != leading {
        return Err(refused("kind"));
    }
    if body.change.is_some() != one.header.document.is_some() {
        return Err(refused("document"));
    }
    if facts.is_empty() && body.change.is_none() {
        return Err(refused("empty"));
    }
    if facts.iter().any(too_long) {
        return Err(refused("text_too_long"));
    }
    if !facts.iter().all(|fact| blob_is_listed(body, fact)) {
        return Err(refused("blob_not_listed"));
    }
    Ok(())
}

fn text(text: &str) -> bool {
    text.chars().count() > FACT_TEXT_CHARS_MAX
}

fn maybe(word: Option<&String>) -> bool {
    word.is_some_and(|word| text(word))
}

fn name(name: &str) -> bool {
    name.len() > NAME_BYTES_MAX
}

fn key(key: &Key) -> bool {
    name(&key.scheme) || key.value.len() > KEY_VALUE_BYTES_MAX
}

/// Whether a text of a fact is longer than any screen lets people write.
fn too_long(fact: &Fact) -> bool {
    match fact {
        Fact::Transition(step) => name(&step.name) || name(&step.from) || maybe(step.note.as_ref()),
        Fact::Comment(comment) => text(&comment.text),
        Fact::Found(found) => name(&found.kind) || name(&found.stage) || found.keys.iter().any(key),
        Fact::Keyed(keyed) => key(&keyed.key),
        Fact::Withdrawn(word) => text(&word.reason),
        Fact::Moved(word) => text(&word.reason),
        Fact::Proposed(word) => word.path.len() > PATH_BYTES_MAX || text(&word.value),
        Fact::Approval(word) => {
            let statement = word.statement.as_ref();
            maybe(word.note.as_ref())
                || statement.is_some_and(|bytes| bytes.len() > APPROVAL_STATEMENT_BYTES_MAX)
        }
        Fact::ApprovalRequest(word) => name(&word.transition) || maybe(word.note.as_ref()),
        Fact::Delegation(word) => maybe(word.note.as_ref()),
        Fact::Consent(consent) => text(&consent.words) || text(&consent.who),
        Fact::Refusal(refusal) => text(&refusal.reason) || maybe(refusal.note.as_ref()),
        Fact::Unsigned(word) => text(&word.reason) || maybe(word.note.as_ref()),
        Fact::Urge(word) => maybe(word.reason.as_ref()),
        Fact::UrgeAnswer(word) => text(&word.answer),
        Fact::ClockStop(word) => {
            let lists = [&word.areas, &word.kinds];
            lists.iter().any(|list| list.len() > CLOCK_STOP_NAMES_MAX)
                || lists.into_iter().flatten().any(|one| text(one))
                || name(&word.reason)
                || maybe(word.note.as_ref())
        }
        _ => false,
    }
}

/// A fact names originals that the body lists under key 1, so that whoever keeps bodies knows their blobs.
fn blob_is_listed(body: &Body, fact: &Fact) -> bool {
    let listed = |hash| body.blobs().iter().any(|blob| blob.hash == hash);
    match fact {
        Fact::Photo(photo) => listed(photo.original),
        Fact::Signature(signature) => listed(signature.strokes),
        _ => true,
    }
}
