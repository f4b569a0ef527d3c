//! A bad item blocks only itself: what was written before and behind it goes on as if it were not there.

use std::collections::BTreeMap;

use counterfoil_domain::ids::Hash;
use counterfoil_domain::verdict::{BlockedBy, Verdict};
use counterfoil_server::storage::safety::WaitingRow;

use crate::sim::world::World;

/// Why an envelope is held that stands behind another one.
const BEHIND: &str = "behind";
/// Why one is held that a newer program wrote.
const UPDATE_HUB: &str = "update_hub";

impl World {
    /// No bad item was taken, and of all else nothing waits that has no bad item before it on its own order; a change is
    /// held up by a bad one of its own document alone.
    pub(super) async fn bad_items_stand_alone(&self) -> Vec<String> {
        let ledger = &self.ledger;
        let (verdicts, waiting) = (self.verdicts().await, self.waiting().await);
        let mut found = Vec::new();
        for (bad, on) in &ledger.planted {
            if verdicts.get(bad).is_some_and(|verdict| *verdict == Verdict::Accepted) {
                found.push(format!("alone: bad item {bad} was accepted"));
            }
            for (hash, entry) in &ledger.entries {
                // Of a shift's envelopes the ledger does not know the subject: bad items stand on orders.
                let beside = entry.order.is_some_and(|order| order != *on);
                let hindered = match verdicts.get(hash) {
                    // It did not get through to the hub at all.
                    None => {
                        entry.phone == ledger.entries[bad].phone && !ledger.excused.contains(hash)
                    }
                    Some(Verdict::Blocked { by }) => beside && *by == BlockedBy::Envelope(*bad),
                    Some(Verdict::Held { why }) => {
                        why == BEHIND && is_behind_nothing(*hash, &waiting)
                    }
                    Some(_) => false,
                };
                if hindered {
                    let why = verdicts.get(hash);
                    found
                        .push(format!("alone: envelope {hash} ({why:?}) waits for bad item {bad}"));
                }
            }
        }
        found
    }

    /// When everybody is up to date, only what no release knows waits for one.
    pub(super) async fn nothing_waits_for_an_update(&self) -> Vec<String> {
        let verdicts = self.verdicts().await;
        let waits = verdicts.into_iter().filter(|(hash, verdict)| {
            let waits = matches!(verdict, Verdict::Held { why } if why == UPDATE_HUB);
            waits && !self.ledger.planted.contains_key(hash)
        });
        waits.map(|(hash, _)| format!("versions: envelope {hash} waits for an update")).collect()
    }

    /// What waits at the hub: of several orders that one act was about the hub alone knows which envelope is on which.
    async fn waiting(&self) -> BTreeMap<Hash, WaitingRow> {
        let server = self.hub.server();
        let rows = server.storage.waiting(server.tenant(), usize::MAX >> 1).await;
        rows.expect("the hub's storage").into_iter().map(|row| (row.hash, row)).collect()
    }

    async fn verdicts(&self) -> BTreeMap<Hash, Verdict> {
        let server = self.hub.server();
        let hashes: Vec<Hash> = self.ledger.entries.keys().copied().collect();
        let known = server.storage.known(server.tenant(), hashes).await.expect("the hub's storage");
        known.into_iter().filter_map(|one| Some((one.hash, one.verdict?))).collect()
    }
}

/// Whether an envelope stands behind others though nothing of its store waits for another reason on its order.
fn is_behind_nothing(hash: Hash, waiting: &BTreeMap<Hash, WaitingRow>) -> bool {
    let Some(own) = waiting.get(&hash) else { return true };
    !waiting.values().any(|other| {
        let why = other.why.as_deref();
        (other.device, other.subject) == (own.device, own.subject) && why != Some(BEHIND)
    })
}

#[cfg(test)]
mod tests {
    use counterfoil_domain::ids::{DeviceId, SubjectId};

    use super::*;

    fn waits(hash: u8, device: u8, order: u8, why: &str) -> (Hash, WaitingRow) {
        let (hash, device) = (Hash([hash; 32]), DeviceId([device; 16]));
        let (subject, why) = (SubjectId([order; 16]), Some(why.to_owned()));
        (hash, WaitingRow { device, hash, subject, why, received_at_ms: 0 })
    }

    #[test]
    fn what_stands_behind_nothing_of_its_own_store_on_its_own_order_is_found_out() {
        let own = waits(1, 1, 1, BEHIND);
        let others =
            [waits(2, 2, 1, "update_hub"), waits(3, 1, 2, "update_hub"), waits(4, 1, 1, BEHIND)];
        let mut waiting = BTreeMap::from_iter(others.into_iter().chain([own]));
        assert!(is_behind_nothing(Hash([1; 32]), &waiting), "another's, another order's, behind");
        waiting.extend([waits(5, 1, 1, "update_hub")]);
        assert!(!is_behind_nothing(Hash([1; 32]), &waiting));
    }
}
