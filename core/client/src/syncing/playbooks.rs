//! Playbooks that come with an answer: kept where the office's signature stands, refused and told where not.
//! Work goes on under what is held.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::playbook::bundle::{BundleError, Offered, Trust, accept};
use counterfoil_domain::receipt::KeyRole;
use counterfoil_store::{Connection, Transaction, progress, signed};
use counterfoil_sync::wire::PlaybookFile;

use super::status::{Stuck, StuckReason};
use crate::error::{CauseError, Caused};
use crate::phone::core::Core;

/// Notes of playbooks that were refused, by version: hash of the bytes, then the reason's code.
const REFUSED: &str = "syncing/playbook-refused/";

/// Keeps a playbook, or notes why not.
pub(super) fn keep(core: &Core, tx: &Transaction<'_>, file: &PlaybookFile) -> Caused<()> {
    let note = format!("{REFUSED}{}", file.version);
    let held = signed::playbook(tx, file.version)?;
    match judged(core, file, held.as_deref())? {
        Ok(()) => {
            signed::put_playbook(tx, file.version, &file.bytes)?;
            progress::clear_note(tx, &note)?;
        }
        Err(why) => {
            let mut said = sha256(&file.bytes).0.to_vec();
            said.extend_from_slice(why.code().as_bytes());
            progress::set_note(tx, &note, &said)?;
        }
    }
    Ok(())
}

fn judged(
    core: &Core,
    file: &PlaybookFile,
    held: Option<&[u8]>,
) -> Caused<Result<(), BundleError>> {
    let enrolment = core.enrolment()?;
    let answer = &enrolment.answer;
    let office = answer.keys.signing_key(KeyRole::Office);
    let office = office.map_err(|_| CauseError::Answer("a hub without an office key"))?;
    let offered =
        Offered { version: file.version, bytes: &file.bytes, signed: file.signed.as_ref() };
    Ok(accept(offered, Trust { tenant: answer.tenant, office }, held))
}

/// Playbooks that were refused and have not come rightly since.
pub(super) fn refused(connection: &Connection) -> Caused<Vec<Stuck>> {
    let notes = progress::notes(connection, REFUSED)?;
    let stuck = notes.into_iter().map(|(_, said)| {
        let (hash, code) = said.split_at_checked(32).unwrap_or_default();
        let hash = <[u8; 32]>::try_from(hash).ok().map(counterfoil_domain::ids::Hash);
        let code = String::from_utf8_lossy(code).into_owned();
        Stuck { subject: None, hash, reason: StuckReason::Quarantined(code) }
    });
    Ok(stuck.collect())
}
