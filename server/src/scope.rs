//! Scope: who gets what. A pure function of a view and of a subject's state at a size of the log.
//!
//! A [`View`] is what a person's scope depends on besides the log: the person, the roles, the version of the
//! policy matrix, and the size of the log at which closed orders begin to be kept. Cursors name it by hash;
//! the hub keeps definitions, so that it can say what left a scope when the view changed.

use std::collections::BTreeSet;

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::limits::CLOSED_DAYS;
use counterfoil_domain::log::Digest;
use counterfoil_domain::playbook::policy::{self, Standing};
use counterfoil_domain::subject::Key;
use minicbor::{Decode, Encode};

use crate::gate::Shelf;
use crate::storage::erasures::ERASED_STAGE;
use crate::storage::{DigestPart, RoleSpan, SubjectState};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The audience that everybody on duty sees of the outlet's open orders.
pub const KEYS: &str = "keys";

/// What a person's scope depends on besides the log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct View {
    /// The person.
    #[n(0)]
    pub person: PersonId,
    /// The roles, sorted.
    #[n(1)]
    pub roles: Vec<String>,
    /// The newest playbook version.
    #[n(2)]
    pub matrix: u32,
    /// Orders that were closed by an entry below this index have left.
    #[n(3)]
    pub closed_before: u64,
    /// The person's outlet; one a tenant for now.
    #[n(4)]
    pub outlet: Option<String>,
}

/// What the `keys` audience learns of an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct KeysCard {
    /// Who has it.
    #[n(0)]
    pub holder: Option<PersonId>,
    /// Intercepted.
    #[n(1)]
    pub do_not_load: bool,
    /// Its keys.
    #[n(2)]
    pub keys: Vec<Key>,
    /// Its kind in the playbook.
    #[n(3)]
    pub kind: Option<String>,
    /// Whether somebody is to do it; not who.
    #[n(4)]
    pub assigned: Option<bool>,
}

/// How much of a subject somebody gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Nothing.
    Out,
    /// Its keys, for loading scans.
    Keys,
    /// Its entries and documents of these audiences.
    Audiences(BTreeSet<String>),
}

impl Part {
    /// What is in both.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Audiences(mine), Self::Audiences(theirs)) => {
                let both: BTreeSet<String> = mine.intersection(theirs).cloned().collect();
                if both.is_empty() { Self::Out } else { Self::Audiences(both) }
            }
            (Self::Keys, Self::Keys | Self::Audiences(_)) | (Self::Audiences(_), Self::Keys) => {
                Self::Keys
            }
            _ => Self::Out,
        }
    }
}

impl View {
    /// The view of a person at `size`, with the day's horizon for closed orders.
    #[must_use]
    pub fn new(
        person: PersonId,
        roles: &[RoleSpan],
        size: u64,
        shelf: &Shelf,
        closed_before: u64,
    ) -> Self {
        let then = roles.iter().rev().find(|span| span.from < size);
        let mut roles = then.map(|span| span.roles.clone()).unwrap_or_default();
        roles.sort_unstable();
        roles.dedup();
        Self { person, roles, matrix: shelf.newest_version(), closed_before, outlet: None }
    }

    /// Closed orders older than this leave today, ms since 1970; whole days, so that a view lasts one.
    #[must_use]
    pub fn horizon_ms(now_ms: u64) -> u64 {
        (now_ms / DAY_MS).saturating_sub(CLOSED_DAYS) * DAY_MS
    }

    /// The bytes that are kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// As cursors name it.
    #[must_use]
    pub fn hash(&self) -> [u8; 16] {
        sha256(&self.to_bytes()).short()
    }

    /// Whether scope differs from another view's by the closing of orders alone.
    #[must_use]
    pub fn same_but_time(&self, other: &Self) -> bool {
        Self { closed_before: other.closed_before, ..self.clone() } == *other
    }

    /// What the person gets of a subject in this state.
    #[must_use]
    pub fn part(&self, state: Option<&SubjectState>, shelf: &Shelf) -> Part {
        let Some(state) = state else { return Part::Out };
        let erased = state.stage == ERASED_STAGE;
        if erased || state.closed_at.is_some_and(|closed| closed < self.closed_before) {
            return Part::Out;
        }
        let Some(playbook) = shelf.pinned(state.playbook) else { return Part::Out };
        let mut seen = BTreeSet::new();
        for role in &self.roles {
            let standing =
                Standing { role, kind: &state.kind, stage: &state.stage, assigned: state.own };
            seen.extend(policy::sees(playbook, &standing).into_iter().map(str::to_owned));
        }
        let only_keys = seen.len() == 1 && seen.contains(KEYS) && !state.own;
        match seen.is_empty() {
            true => Part::Out,
            false if only_keys && state.closed_at.is_some() => Part::Out,
            false if only_keys => Part::Keys,
            false => Part::Audiences(seen),
        }
    }
}

/// Whether an entry of this audience goes to somebody who sees these: statements and decisions go to all.
#[must_use]
pub fn goes_to(seen: &BTreeSet<String>, audience: Option<&str>, decided: bool) -> bool {
    decided || audience.is_none_or(|audience| seen.contains(audience))
}

/// A subject's digest for a set of audiences.
#[must_use]
pub fn digest_for(parts: &[DigestPart], seen: &BTreeSet<String>) -> Digest {
    parts.iter().fold(Digest::default(), |sum, part| {
        let sum = sum.plus(part.decided);
        if seen.contains(&part.audience) { sum.plus(part.plain) } else { sum }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_both_is_never_more_than_either() {
        let set =
            |names: &[&str]| Part::Audiences(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(set(&["keys", "work"]).and(&set(&["work", "plan"])), set(&["work"]));
        assert_eq!(set(&["work"]).and(&set(&["plan"])), Part::Out);
        assert_eq!(set(&["work"]).and(&Part::Keys), Part::Keys);
        assert_eq!(Part::Keys.and(&Part::Out), Part::Out);
    }

    #[test]
    fn a_view_lasts_a_day() {
        let noon = 20_000 * DAY_MS + DAY_MS / 2;
        assert_eq!(View::horizon_ms(noon), View::horizon_ms(noon + 3_600_000));
        assert_ne!(View::horizon_ms(noon), View::horizon_ms(noon + DAY_MS));
    }
}
