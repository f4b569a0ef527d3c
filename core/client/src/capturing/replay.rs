//! Replays: a change that was blocked, or that no longer fits what the hub has, is written once more upon what
//! stands there now. It keeps the moment of the original and names it.

use counterfoil_domain::command::EnvelopeDraft;
use counterfoil_domain::document::EditError;
use counterfoil_domain::envelope::Header;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::verdict::{BlockedBy, Verdict};
use counterfoil_store::documents::DocumentName;
use counterfoil_store::{Connection, Transaction, outbox, progress};

use super::{Bond, Done, append, kept};
use crate::error::{CauseError, Caused};
use crate::layers::documents::{self, Shown};
use crate::layers::{name_of, read_header};
use crate::phone::core::Core;

/// Blocked envelopes that are looked at in one go.
const STUCK_MAX: usize = 1_000;

/// Envelopes whose change needs no replay any more: what they wanted stands there already, or cannot be known.
const SETTLED: &str = "settled/";

/// Whether nothing is left to do about a blocked envelope.
pub(crate) fn is_settled(connection: &Connection, hash: Hash) -> Caused<bool> {
    Ok(progress::note(connection, &format!("{SETTLED}{hash}"))?.is_some())
}

/// Writes the changes of blocked envelopes once more. Gives the headers of the originals.
pub(crate) fn replay_blocked(core: &Core, tx: &Transaction<'_>) -> Caused<Vec<Header>> {
    let mut replayed = Vec::new();
    for row in outbox::stuck(tx, STUCK_MAX)? {
        let blocked = matches!(row.verdict, Some(Verdict::Blocked { .. }));
        if !blocked || is_settled(tx, row.hash)? {
            continue;
        }
        if let Some(header) = read_header(&row.envelope.header_bytes) {
            replay(core, tx, row.hash, &header)?;
            replayed.push(header);
        }
    }
    Ok(replayed)
}

/// Writes the change of one envelope once more.
pub(crate) fn replay(core: &Core, tx: &Transaction<'_>, hash: Hash, header: &Header) -> Caused<()> {
    let meant = kept::recall(tx, header.subject.id, hash)?;
    let (Some(meant), Some(name)) = (meant, name_of(header)) else {
        return settle(tx, hash);
    };
    // It was written once more already and met a full document again: then what it says is proposed.
    let propose = header.instead_of.is_some() && was_full(tx, hash)?;
    let playbook = core.playbook(tx, header.playbook)?;
    let present = documents::visible(tx, &name, &playbook)?;
    // What somebody else wrote meanwhile was not seen: both values stand.
    let nothing_seen = meant.is_overtaken(&present).then(Shown::default);
    let (document, change) = (meant.document, documents::again(meant.change, &present));
    let DocumentName { audience, .. } = name;
    let draft = EnvelopeDraft {
        subject: header.subject,
        audience,
        change: Some((document, change)),
        facts: Vec::new(),
        blobs: Vec::new(),
        act: None,
        playbook: header.playbook,
    };
    let moment = header.moment();
    let shown = nothing_seen.as_ref();
    let bond = Bond { moment: &moment, act: None, instead_of: Some(hash), shown, propose };
    let mut done = Done::default();
    match append(core, tx, draft, &playbook, &bond, &mut done) {
        Ok(()) => kept::forget(tx, header.subject.id, hash),
        Err(CauseError::Edit(EditError::NothingToDo)) => {
            kept::forget(tx, header.subject.id, hash)?;
            settle(tx, hash)
        }
        // Words that were to be deleted, in a note that is another by now: nothing to write and nothing to propose.
        Err(CauseError::Edit(error)) => {
            tracing::warn!(%error, "a blocked change could not be written once more");
            settle(tx, hash)
        }
        Err(other) => Err(other),
    }
}

/// Whether the hub found the document full that an envelope changes.
fn was_full(connection: &Connection, hash: Hash) -> Caused<bool> {
    let by = BlockedBy::Envelope(hash);
    let row = outbox::by_hash(connection, hash)?;
    Ok(row.is_some_and(|row| row.verdict == Some(Verdict::Blocked { by })))
}

fn settle(tx: &Transaction<'_>, hash: Hash) -> Caused<()> {
    Ok(progress::set_note(tx, &format!("{SETTLED}{hash}"), &[])?)
}
