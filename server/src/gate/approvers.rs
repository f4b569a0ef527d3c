//! Those who approve: whose answers came in another's envelope, and what the hub knows of them.

use std::collections::BTreeSet;

use counterfoil_domain::approval::SignedApproval;
use counterfoil_domain::envelope::Body;
use counterfoil_domain::fact::{Fact, kind_number};
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::order::Approvers;

use super::Incoming;
use super::bench::Bench;

/// The people whose stores have to be known: those whose signed answers others bring, and those who may answer in
/// another's stead from now on, as an answer of theirs may be here already.
pub(super) fn named(incoming: &[Incoming]) -> Vec<PersonId> {
    let people: BTreeSet<PersonId> = incoming.iter().flat_map(|one| named_in(&one.body)).collect();
    people.into_iter().collect()
}

/// The same of one body; what waits is judged with those who arrive.
pub(crate) fn named_in(body: &[u8]) -> BTreeSet<PersonId> {
    let kinds = [kind_number("approval"), kind_number("delegation")];
    let mut people = BTreeSet::new();
    let Ok(body) = Body::from_bytes(body) else { return people };
    let records = body.facts().iter().filter(|record| kinds.contains(&Some(record.kind)));
    for fact in records.filter_map(|record| record.fact().ok().flatten()) {
        match fact {
            Fact::Approval(word) => people.extend(signer(word.statement.as_deref())),
            Fact::Delegation(word) => drop(people.insert(word.to)),
            _ => {}
        }
    }
    people
}

fn signer(statement: Option<&[u8]>) -> Option<PersonId> {
    Some(SignedApproval::from_bytes(statement?).ok()?.statement.approver)
}

impl Bench<'_> {
    /// What the hub knows of those who approve: a key is good here as long as the log holds no revocation of it.
    pub(super) fn approvers(&self) -> Approvers {
        let stores = self.stores.iter();
        let stores = stores.map(|row| (row.device, (row.person, row.revoked_at.is_none())));
        let roles = self.roles.keys().map(|person| (*person, self.roles_now(*person)));
        Approvers { complete: true, stores: stores.collect(), roles: roles.collect() }
    }
}
