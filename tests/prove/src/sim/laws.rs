//! What must be true when all troubles have stopped and everybody has synced. Each law gives what it found, in words
//! that hold no content of anybody's work.

mod alone;
pub mod papers;
mod sheets;
mod sight;

use std::collections::BTreeSet;

use counterfoil_client::syncing::StuckReason;
use serde_json::json;

use super::world::{Standing, World};

/// Hours that pass when troubles have stopped.
const CALM_MINUTES: u64 = 60;
/// Rounds in which everybody syncs, at most.
const ROUNDS_MAX: usize = 12;
/// Sessions of one phone in a round, at most.
const SESSIONS_MAX: usize = 12;

impl World {
    /// All troubles stop: phones wake up, clocks are set right, what is on its way arrives, and everybody syncs until
    /// nobody has anything to do.
    ///
    /// # Panics
    /// When the hub's storage cannot be read.
    pub async fn settles(&mut self) {
        for phone in &mut self.phones {
            phone.wire.calms();
            phone.asleep = false;
            phone.sets_clock(0);
            phone.lacks = &[];
            // Files that were sealed for an act that never came leave when the app is opened.
            phone.closes();
            if let Err(why) = phone.opens() {
                self.wrong.push(format!("a phone does not open: {why}"));
            }
        }
        if !self.hub.lacks.is_empty() {
            self.installs(&[]).await;
        }
        self.air.clears().await;
        self.passes(CALM_MINUTES);
        let mut quiet = 0;
        for _ in 0..ROUNDS_MAX {
            let mut all = true;
            for at in 0..self.phones.len() {
                all &= self.drains(at).await;
            }
            quiet = if all { quiet + 1 } else { 0 };
            if quiet == 2 {
                return;
            }
            self.passes(CALM_MINUTES);
        }
    }

    /// One phone syncs until nothing is left; whether there was nothing to do from the beginning.
    async fn drains(&mut self, at: usize) -> bool {
        for session in 0..SESSIONS_MAX {
            self.signs_in_again(at).await;
            self.tally.syncs += 1;
            match self.phones[at].syncs().await {
                Some(Ok(report)) if report.is_done() || report.sign_in_again => {
                    let left = report.unsent > 0 || report.blobs_left.0 > 0;
                    if !left {
                        return session == 0 && report.pushed == 0 && report.pulled == 0;
                    }
                }
                Some(Err(why)) => {
                    self.is_wrong(&format!("phone {at} does not sync: {why}"));
                    return false;
                }
                _ => {}
            }
        }
        false
    }

    /// A phone that a restored hub does not know gets a fresh invitation, and so does one that asks for it: its chain
    /// was written on two phones.
    async fn signs_in_again(&mut self, at: usize) {
        let asks = self.phones[at].phone().syncing().status().is_ok_and(|one| one.sign_in_again);
        match self.standing(at).await {
            Standing::Unknown => {}
            Standing::Good if asks => {}
            _ => return,
        }
        let Ok(invitation) = self.invites(self.phones[at].person).await else { return };
        match self.phones[at].phone().account().enrol(&invitation).await {
            Ok(status) => self.phones[at].device = status.enrolled.map(|one| one.device),
            Err(why) => self.is_wrong(&format!("phone {at} does not enrol again: {why}")),
        }
    }

    /// All laws.
    pub async fn laws(&mut self) -> Vec<String> {
        let mut found = std::mem::take(&mut self.wrong);
        found.extend(self.everything_drained().await);
        found.extend(self.nothing_is_lost().await);
        found.extend(self.photographs_arrived().await);
        found.extend(self.bad_items_stand_alone().await);
        found.extend(self.nothing_waits_for_an_update().await);
        found.extend(self.everybody_sees_the_same().await);
        found.extend(self.money_stands_once().await);
        found.extend(self.receipts_verify().await);
        found.extend(self.nobody_holds_what_was_never_theirs().await);
        found.extend(self.nothing_of_strangers());
        found
    }

    /// The queue drains when troubles stop, and a bad item blocks only itself: what is stuck is named one by one, and
    /// nothing else waits.
    async fn everything_drained(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, phone) in self.phones.iter().enumerate() {
            let status = match phone.phone().syncing().status() {
                Ok(status) => status,
                Err(why) => {
                    found.push(format!("drains: phone {at} gives no status: {why}"));
                    continue;
                }
            };
            let apart = |reason: &StuckReason| matches!(reason, StuckReason::Quarantined(_));
            let apart = status.stuck.iter().filter(|one| apart(&one.reason)).count();
            let uploads =
                status.stuck.iter().filter(|one| one.reason == StuckReason::Upload).count();
            let standing = self.standing(at).await;
            let again = status.sign_in_again && standing == Standing::Good;
            if status.on_phone > 0 || status.blobs_waiting > uploads as u64 || again {
                let (left, blobs) = (status.on_phone, status.blobs_waiting);
                found.push(format!(
                    "drains: phone {at} ({standing:?}) keeps {left} envelopes, {blobs} blobs, {again}"
                ));
            }
            if apart > 0 {
                found.push(format!("drains: phone {at} has set {apart} things of the hub's apart"));
            }
        }
        found
    }

    /// What a phone acknowledged is at the hub, and the hub says what became of it: taken, flagged, late, blocked,
    /// refused or held.
    async fn nothing_is_lost(&self) -> Vec<String> {
        let server = self.hub.server();
        let hashes: Vec<_> = self.ledger.entries.keys().copied().collect();
        let known = server.storage.known(server.tenant(), hashes).await.expect("the hub's storage");
        let mut found = Vec::new();
        let mut there = BTreeSet::new();
        for one in &known {
            if !there.insert(one.hash) {
                found.push(format!("lost: envelope {} is there twice", one.hash));
            }
            if one.verdict.is_none() {
                found.push(format!("lost: the hub has no word on envelope {}", one.hash));
            }
        }
        for (hash, entry) in &self.ledger.entries {
            if !there.contains(hash) && !self.ledger.excused.contains(hash) {
                found.push(format!(
                    "lost: envelope {hash} of phone {}, acknowledged in step {}, is not at the hub",
                    entry.phone, entry.step
                ));
            }
        }
        found
    }

    async fn photographs_arrived(&self) -> Vec<String> {
        let arrived = self.arrived().await;
        let excused = &self.ledger.excused;
        let missing = self.ledger.photographs.iter().filter(|(original, envelope)| {
            let excused = excused.contains(*original) || excused.contains(*envelope);
            !excused && !arrived.contains(*original)
        });
        missing.map(|(original, _)| format!("lost: photograph {original} did not arrive")).collect()
    }

    /// Money that was entered on two phones by one slip is one deed.
    async fn money_stands_once(&mut self) -> Vec<String> {
        let mut found = Vec::new();
        let deeds: BTreeSet<_> = self
            .paid
            .iter()
            .map(|(order, slip, minor, _)| (*order, slip.clone(), *minor))
            .collect();
        for (order, slip, minor) in deeds {
            let path = format!("/v1/office/orders/{order}");
            let Ok(shown) = self.hub.gets(&path).await else { continue };
            let rows = shown["sheet"]["payments"].as_array().cloned().unwrap_or_default();
            let rows: Vec<_> = rows.iter().filter(|row| row["slip"] == json!(slip)).collect();
            let sums = rows.iter().all(|row| row["minor"] == json!(minor));
            if rows.len() > 1 || !sums {
                found.push(format!("money: slip {slip} stands {} times", rows.len()));
            }
        }
        found
    }

    fn nothing_of_strangers(&self) -> Vec<String> {
        let leaks = self.air.told().leaks;
        match leaks {
            0 => Vec::new(),
            _ => vec![format!("tenants: {leaks} answers held something of another tenant")],
        }
    }
}
