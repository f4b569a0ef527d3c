//! Branches: a chain of this store that another phone wrote as well. The hub files this one's part of it under another
//! incarnation; by that it is asked for, and by that everybody names its facts.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation};
use counterfoil_store::{Connection, Transaction, chain, progress};
use counterfoil_sync::phone::{Commit, receipt_matches};
use counterfoil_sync::wire::Problem;
use minicbor::{Decode, Encode};

use crate::error::Caused;

const BRANCH: &str = "syncing/branch/";

/// One branch.
#[derive(Debug, Clone, Copy, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Branch {
    /// As this store signs it.
    #[n(0)]
    own: Incarnation,
    /// As the hub files it.
    #[n(1)]
    filed: Incarnation,
    /// From here on it has to be sent, or the hub does not see that it is the branch that goes on.
    #[n(2)]
    pub(super) from: u64,
    /// The first place that differs.
    #[n(3)]
    at: u64,
}

/// All branches of this store.
#[derive(Debug, Default)]
pub(crate) struct Branches(Vec<Branch>);

impl Branches {
    pub(crate) fn of(connection: &Connection) -> Caused<Self> {
        let notes = progress::notes(connection, BRANCH)?;
        Ok(Self(notes.iter().filter_map(|(_, bytes)| cbor::decode(bytes).ok()).collect()))
    }

    /// Whether the hub files any of this store's chains apart.
    pub(super) fn are_any(&self) -> bool {
        !self.0.is_empty()
    }

    /// The branch of an own chain, if it has one.
    pub(super) fn on(&self, own: Incarnation) -> Option<&Branch> {
        self.0.iter().find(|branch| branch.own == own)
    }

    /// The incarnation under which the hub files an envelope of this store, where it is not its own.
    pub(crate) fn filed(&self, own: Incarnation, seq: u64) -> Option<Incarnation> {
        self.on(own).filter(|branch| branch.at <= seq).map(|branch| branch.filed)
    }

    /// The own chain that the hub means at a place; `None` if it is the other phone's part.
    pub(super) fn own(&self, named: Incarnation, seq: u64) -> Option<Incarnation> {
        let filed = self.0.iter().find(|branch| branch.filed == named);
        match (filed, self.on(named)) {
            (Some(branch), _) => Some(branch.own),
            // Below where it was told all is shared. The first place that differs may lie below `at`: a branch of a branch.
            (None, Some(branch)) => Some(named).filter(|_| seq < branch.from),
            (None, None) => Some(named),
        }
    }
}

fn note_of(own: Incarnation) -> String {
    format!("{BRANCH}{own}")
}

/// Notes what an answer says of branches: that the hub files one apart, or that it goes on with this store's part.
pub(super) fn learn(tx: &Transaction<'_>, commit: &Commit, device: DeviceId) -> Caused<Branches> {
    let known = Branches::of(tx)?;
    for section in commit.payload.sections.iter().filter(|one| one.chain.device == device) {
        let own = section.chain.incarnation;
        let sent = commit.sent.iter().find(|run| run.chain == section.chain);
        let from = sent.map_or(0, |run| run.from);
        match section.problem {
            Some(Problem::Forked(filed)) => {
                let leaves = chain::leaves(tx, own, from, u64::MAX)?;
                let differs = leaves.iter().position(|leaf| leaf.0.starts_with(&filed.0));
                // A hub that names none of this chain's envelopes speaks of nothing that is here.
                let Some(differs) = differs else { continue };
                let branch = Branch { own, filed, from, at: from + differs as u64 };
                progress::set_note(tx, &note_of(own), &cbor::encode(&branch))?;
            }
            // After it lost entries the hub may have begun with this branch.
            None | Some(Problem::Unsealed)
                if known.on(own).is_some() && is_this(tx, commit, section.chain)? =>
            {
                progress::clear_note(tx, &note_of(own))?;
            }
            _ => {}
        }
    }
    Branches::of(tx)
}

/// Whether the hub's receipt for a chain shows what this store wrote on it, all of it.
fn is_this(tx: &Transaction<'_>, commit: &Commit, chain: ChainId) -> Caused<bool> {
    let leaves = chain::leaves(tx, chain.incarnation, 0, u64::MAX)?;
    let mut receipts = commit.signed.statement.receipts.iter();
    let own = receipts.find(|receipt| receipt.chain == chain);
    Ok(own.is_some_and(|one| one.size == leaves.len() as u64 && receipt_matches(one, &leaves)))
}
