//! Claims: each matter with both sides of it.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::state::OrderState;
use crate::fact::Fact;
use crate::ids::{FactId, PersonId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::words::Words;

/// A matter on which somebody has said something.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct MatterRow {
    /// The matter: the path of a field, or a name.
    #[n(0)]
    pub about: String,
    /// The same for people.
    #[n(1)]
    pub name: Words,
    /// Who says what, oldest first.
    #[n(2)]
    pub claims: Vec<ClaimRow>,
    /// Whether one says that it is so and another that it is not.
    #[n(3)]
    pub opposed: bool,
}

/// One side's word.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ClaimRow {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// Whether it is so.
    #[n(1)]
    pub holds: bool,
    /// Who says it.
    #[n(2)]
    pub who: String,
    /// Their words.
    #[n(3)]
    pub words: String,
    /// What shows it.
    #[n(4)]
    pub evidence: Vec<FactId>,
    /// Who wrote it down.
    #[n(5)]
    pub person: PersonId,
    /// When.
    #[n(6)]
    pub at: Interval,
}

impl OrderState {
    /// Matters on which two say opposite things.
    pub(super) fn opposed_count(&self, playbook: &Playbook) -> u32 {
        let opposed = self.matter_rows(playbook).iter().filter(|matter| matter.opposed).count();
        u32::try_from(opposed).unwrap_or(u32::MAX)
    }

    /// Every matter on which something stands, by name.
    #[must_use]
    pub fn matter_rows(&self, playbook: &Playbook) -> Vec<MatterRow> {
        let mut matters: BTreeMap<&str, Vec<ClaimRow>> = BTreeMap::new();
        for (row, fact) in self.standing() {
            let Fact::Claim(claim) = fact else { continue };
            let entry = self.entry_of(row);
            matters.entry(&claim.about).or_default().push(ClaimRow {
                fact: row.id,
                holds: claim.holds,
                who: claim.who.clone(),
                words: claim.words.clone(),
                evidence: claim.evidence.clone(),
                person: entry.person,
                at: entry.believed,
            });
        }
        let matter = |(about, claims): (&str, Vec<ClaimRow>)| {
            let named = playbook.field(about).map(|rule| rule.name.clone());
            let opposed = claims.iter().any(|one| one.holds) && claims.iter().any(|one| !one.holds);
            let name = named.unwrap_or_else(|| Words::new(about, about));
            MatterRow { about: about.to_owned(), name, claims, opposed }
        };
        matters.into_iter().map(matter).collect()
    }
}
