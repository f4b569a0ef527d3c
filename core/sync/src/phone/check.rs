//! What the phone checks in an answer beyond its signature.

use counterfoil_domain::ids::{ChainId, Hash, Incarnation, LineageId};
use counterfoil_domain::log::Digest;
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::receipt::{LogPoint, Receipt, SignedAnswer};

use super::event::SentRun;
use crate::wire::{Cursor, OpenedAnswer, Problem};

/// Something that a person or a later repair must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noticed {
    /// The hub's log began another life: it lost entries.
    LineageChanged {
        /// The life that this phone knows.
        was: LineageId,
        /// The life that answered.
        is: LineageId,
    },
    /// The hub's log is shorter than what this phone has seen of it.
    LogShorter {
        /// What this phone has seen.
        seen: u64,
        /// What the hub has.
        size: u64,
    },
    /// At the same size the hub's log has another root.
    RootDiffers {
        /// The size.
        size: u64,
    },
    /// The new cursor lies before the old one.
    CursorBackwards,
    /// After the last page the phone's digest is not the hub's: the hub's copy must replace the phone's.
    DigestDiffers {
        /// The phone's.
        here: Digest,
        /// The hub's.
        there: Digest,
    },
    /// The hub holds less of a chain than it said before; it gets it again.
    ChainShorter {
        /// The chain.
        chain: ChainId,
        /// What it holds.
        size: u64,
    },
    /// The chain was written on two phones; this store must begin a new incarnation.
    Forked {
        /// The chain.
        chain: ChainId,
        /// Where the hub filed this phone's branch.
        filed: Incarnation,
    },
    /// The hub cannot rebuild what this phone sent.
    Unreadable {
        /// The chain.
        chain: ChainId,
    },
    /// The hub could not file it. If it is kept, the hub judges it by itself once the store is enrolled, sealed
    /// it, or what lies below it has come.
    Quarantined {
        /// The chain.
        chain: ChainId,
        /// Whether the hub has the bytes and says so in its receipt.
        kept: bool,
    },
    /// Envelopes are stored that no seal covers: make one.
    Unsealed {
        /// The chain.
        chain: ChainId,
    },
    /// The answer is not the hub's, or not the one to this request.
    NotTrusted,
}

/// Whether the log that answered is the one that the phone knows.
pub(super) fn log_is_known(
    log: &LogPoint,
    lineage: Option<LineageId>,
    asked: Option<&Cursor>,
) -> Result<(), Noticed> {
    if let Some(was) = lineage.filter(|was| *was != log.lineage) {
        return Err(Noticed::LineageChanged { was, is: log.lineage });
    }
    let Some(asked) = asked else { return Ok(()) };
    if log.size < asked.index {
        return Err(Noticed::LogShorter { seen: asked.index, size: log.size });
    }
    if log.size == asked.index && log.root.short() != asked.root {
        return Err(Noticed::RootDiffers { size: log.size });
    }
    Ok(())
}

/// Whether the new cursor goes on from the old one.
pub(super) fn cursor_goes_on(answer: &OpenedAnswer, asked: Option<&Cursor>) -> Result<(), Noticed> {
    let Some(new) = &answer.payload.cursor else { return Ok(()) };
    let log = &answer.signed.statement.log;
    let tip_root = new.index != log.size || new.root == log.root.short();
    let onward = asked.is_none_or(|old| {
        let same_place = old.snapshot.zip(new.snapshot);
        new.index > old.index
            || new.index == old.index
                && same_place.is_none_or(|(old, new)| old.at != new.at || old.after <= new.after)
    });
    if new.index <= log.size && tip_root && onward { Ok(()) } else { Err(Noticed::CursorBackwards) }
}

/// Whether the hub holds less of a chain than it has said: it lost entries that no cursor tells of.
pub(super) fn is_shorter(answer: &OpenedAnswer, held: &[(ChainId, u64)]) -> Option<Noticed> {
    let receipts = &answer.signed.statement.receipts;
    held.iter().find_map(|(chain, held)| {
        let section = answer.payload.sections.iter().any(|section| section.chain == *chain);
        let receipt = receipts.iter().find(|receipt| receipt.chain == *chain);
        let size = receipt.map_or(0, |receipt| receipt.size);
        (!section && size < *held).then_some(Noticed::ChainShorter { chain: *chain, size })
    })
}

/// Whether the hub keeps a run that it could not file.
pub(super) fn is_kept(signed: &SignedAnswer, run: &SentRun) -> bool {
    let mut receipts = signed.statement.receipts.iter();
    receipts.any(|receipt| receipt.chain == run.chain && receipt.keeps(run.from, run.to))
}

/// What the sections' problems say to people.
pub(super) fn problems(answer: &OpenedAnswer, sent: &[SentRun]) -> Vec<Noticed> {
    let mut found = Vec::new();
    for section in &answer.payload.sections {
        let chain = section.chain;
        let run = sent.iter().find(|run| run.chain == chain);
        let from = run.map(|run| run.from);
        let kept = run.is_some_and(|run| is_kept(&answer.signed, run));
        let others = chain.device != answer.signed.statement.device;
        match section.problem {
            Some(Problem::Gap) if others => found.push(Noticed::Quarantined { chain, kept }),
            Some(Problem::Gap) if from.is_some_and(|from| section.size < from) => {
                found.push(Noticed::ChainShorter { chain, size: section.size });
            }
            Some(Problem::Forked(filed)) => found.push(Noticed::Forked { chain, filed }),
            Some(Problem::Unreadable) => found.push(Noticed::Unreadable { chain }),
            Some(Problem::Quarantined) => found.push(Noticed::Quarantined { chain, kept }),
            Some(Problem::Unsealed) => found.push(Noticed::Unsealed { chain }),
            _ => {}
        }
    }
    found
}

/// Whether a receipt is about the chain that this phone holds: `leaves` are its header hashes from the first.
#[must_use]
pub fn receipt_matches(receipt: &Receipt, leaves: &[Hash]) -> bool {
    let size = usize::try_from(receipt.size).ok().and_then(|size| leaves.get(..size));
    size.is_some_and(|leaves| {
        let mut edge = Frontier::new();
        leaves.iter().for_each(|leaf| edge.push(*leaf));
        edge.root() == receipt.root && receipt.sealed_size <= receipt.size
    })
}
