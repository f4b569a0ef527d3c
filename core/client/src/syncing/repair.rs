//! Repair goes one way: the hub's copy replaces the acknowledged layer; what this store wrote stays, and what the
//! hub lost of it is offered again.

use counterfoil_domain::ids::ChainId;
use counterfoil_store::{Transaction, blobs, chain, outbox, pages, progress};
use counterfoil_sync::phone::Noticed;

use super::apply::safe_size;
use super::branches::Branches;
use super::engine::LINEAGE;
use super::outgoing::{RECHECK, unsealed_note};
use crate::error::Caused;
use crate::layers::keys;
use crate::phone::core::Core;
use crate::phone::keys::random;
use crate::phone::opening::begin_after_last;

/// The hub's log is not the one that this phone knew.
pub(super) const HUB_CHANGED: &str = "syncing/hub-changed";
const REPAIRED_AT: &str = "syncing/repaired-at";
/// At most one repair for a difference in this time, ms.
const REPAIR_PAUSE_MS: i64 = 60 * 60 * 1_000;

/// Whether the session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repair {
    /// Once more, from the beginning.
    Again,
    /// Nothing to repair.
    Nothing,
}

/// Does what the notices of an exchange ask for.
pub(super) fn after(core: &Core, noticed: &[Noticed]) -> Caused<Repair> {
    let mut repair = Repair::Nothing;
    for notice in noticed {
        match notice {
            Noticed::LineageChanged { .. }
            | Noticed::LogShorter { .. }
            | Noticed::RootDiffers { .. } => {
                start_over(core)?;
                repair = Repair::Again;
            }
            Noticed::ChainShorter { chain, size } => {
                start_over(core)?;
                core.write(|tx| holds_less(tx, chain, *size))?;
                repair = Repair::Again;
            }
            Noticed::DigestDiffers { .. } if may_repair(core)? => {
                core.write(doubt_everything)?;
                repair = Repair::Again;
            }
            Noticed::Forked { chain, .. } => leave_chain(core, chain)?,
            Noticed::Unsealed { chain } => {
                core.write(|tx| Ok(progress::set_note(tx, &unsealed_note(chain), &[])?))?;
            }
            _ => {}
        }
    }
    Ok(repair)
}

/// The hub lost entries, or is another one of this tenant: nothing here is deleted but the copy of what it said.
fn start_over(core: &Core) -> Caused<()> {
    core.write(|tx| {
        let safe = safe_size(tx)?;
        // What was safe outlived the loss. The rest goes again, whatever the hub still has of it: a chain's size
        // does not tell whose envelopes it counts when two phones wrote it.
        outbox::offer_again(tx, safe)?;
        blobs::offer_again(tx, safe)?;
        doubt_everything(tx)?;
        progress::forget_seen(tx)?;
        progress::clear_note(tx, LINEAGE)?;
        progress::set_note(tx, RECHECK, &[])?;
        Ok(progress::set_note(tx, HUB_CHANGED, &core.wall_ms().to_be_bytes())?)
    })
}

/// What the hub holds of a chain, as it says now; of what it called safe it may have lost some as well.
fn holds_less(tx: &Transaction<'_>, chain: &ChainId, size: u64) -> Caused<()> {
    let own = Branches::of(tx)?.own(chain.incarnation, u64::MAX);
    if let Some(own) = own.and_then(|own| chain::named(tx, own).ok()) {
        offer_again(tx, &own, size)?;
        chain::note_hub_size(tx, own.incarnation, size)?;
    }
    Ok(())
}

/// The hub's copy is to replace what it said before, which stays on the screens until then.
fn doubt_everything(tx: &Transaction<'_>) -> Caused<()> {
    keys::doubt(tx)?;
    Ok(pages::doubt_everything(tx)?)
}

fn may_repair(core: &Core) -> Caused<bool> {
    let now_ms = core.wall_ms();
    core.write(|tx| {
        let last = progress::note(tx, REPAIRED_AT)?;
        let last = last.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
        let paused = last.is_some_and(|last| (0..REPAIR_PAUSE_MS).contains(&(now_ms - last)));
        if !paused {
            progress::set_note(tx, REPAIRED_AT, &now_ms.to_be_bytes())?;
        }
        Ok(!paused)
    })
}

/// The chain was written on two phones: this store goes on under a new name.
fn leave_chain(core: &Core, forked: &ChainId) -> Caused<()> {
    let incarnation = counterfoil_domain::ids::Incarnation(random()?);
    core.write(|tx| {
        if chain::current(tx)?.incarnation == forked.incarnation {
            begin_after_last(tx, &core.keys, incarnation)?;
        }
        Ok(())
    })
}

/// The hub holds less of a chain than it said: what lies behind is offered again.
pub(super) fn offer_again(tx: &Transaction<'_>, chain: &chain::Chain, size: u64) -> Caused<()> {
    if size < chain.hub_size {
        outbox::offer_again_from(tx, chain.incarnation, size)?;
    }
    Ok(())
}
