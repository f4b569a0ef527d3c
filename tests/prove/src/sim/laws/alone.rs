//! A bad item blocks only itself: what was written before and behind it goes on as if it were not there.

use std::collections::BTreeMap;

use counterfoil_domain::ids::Hash;
use counterfoil_domain::verdict::{BlockedBy, Verdict};

use crate::sim::ledger::Entry;
use crate::sim::world::World;

impl World {
    /// No bad item was taken, and of all else nothing waits that has no bad item before it on its own order; a change is
    /// held up by a bad one of its own document alone.
    pub(super) async fn bad_items_stand_alone(&self) -> Vec<String> {
        let ledger = &self.ledger;
        let verdicts = self.verdicts().await;
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
                        why == "behind" && beside && !self.waits_on(entry, &verdicts)
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

    /// Whether something else of an envelope's phone waits on its order.
    fn waits_on(&self, entry: &Entry, verdicts: &BTreeMap<Hash, Verdict>) -> bool {
        // A store that lives on several phones is one to the hub.
        let store = |entry: &Entry| self.phones[entry.phone].device;
        let mut others = self.ledger.entries.iter();
        others.any(|(hash, other)| {
            let held = verdicts.get(hash);
            let waits =
                held.is_some_and(|one| matches!(one, Verdict::Held { why } if why != "behind"));
            other.order == entry.order && store(other) == store(entry) && waits
        })
    }

    async fn verdicts(&self) -> BTreeMap<Hash, Verdict> {
        let server = self.hub.server();
        let hashes: Vec<Hash> = self.ledger.entries.keys().copied().collect();
        let known = server.storage.known(server.tenant(), hashes).await.expect("the hub's storage");
        known.into_iter().filter_map(|one| Some((one.hash, one.verdict?))).collect()
    }
}
