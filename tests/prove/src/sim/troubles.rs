//! What goes wrong between steps: phones that die, are set up again or live twice, hubs that are lost.

use std::collections::BTreeSet;

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{Money, Payment, PaymentMethod, PaymentPurpose};
use counterfoil_domain::older::lacking;
use serde_json::json;

use super::acts::Made;
use super::bad::Bad;
use super::phone::SimPhone;
use super::plan::Deed;
use super::world::World;
use crate::dice::Dice;

/// Requests of a session in one of which the app may die.
const REQUESTS: usize = 6;
const MONTH_MINUTES: u64 = 30 * 24 * 60;
const HOUR_MS: i64 = 3_600_000;
/// From a run's morning to 2099, ms.
const TO_2099_MS: i64 = 2_300_000_000_000;
/// Phones at most, clones and later ones among them.
const PHONES_MAX: usize = 6;

impl World {
    /// A trouble that is a step.
    pub(super) async fn trouble(&mut self, at: usize, deed: Deed, dice: &mut Dice) {
        match deed {
            Deed::Kill => self.opens_again(at, SimPhone::dies),
            Deed::KillInSync => self.dies_in_sync(at, dice).await,
            Deed::Reboot => {
                self.phones[at].moments.reboot();
                self.opens_again(at, SimPhone::dies);
            }
            Deed::Clock => self.clock(at, dice),
            Deed::Purge => {
                let dropped = self.phones[at].phone().syncing().drop_safe_blobs(i64::MAX);
                if let Err(why) = dropped {
                    self.is_wrong(&format!("phone {at} does not purge: {why}"));
                }
            }
            Deed::Copy => {
                self.phones[at].is_copied();
                self.ledger.copied(at);
            }
            Deed::Restore => self.restores(at).await,
            Deed::Clone => self.clones(at),
            Deed::Partition => {
                let wire = &self.phones[at].wire;
                wire.is_off(wire.has_signal());
            }
            Deed::Month => {
                self.phones[at].wire.is_off(true);
                self.passes(MONTH_MINUTES);
            }
            Deed::Die => self.falls_silent(at).await,
            Deed::Restart => {
                self.hub.restarts().await;
                self.air.leads_to(Some(self.hub.router()));
            }
            Deed::HubRestore => self.hub_is_lost().await,
            Deed::Revoke => self.revokes(at).await,
            Deed::Plant => self.plants(at, Bad::ALL[dice.below(Bad::ALL.len())]),
            Deed::Update => self.updates(at),
            Deed::HubUpdate => self.installs(&[]).await,
            _ => {}
        }
    }

    pub(super) fn opens_again(
        &mut self,
        at: usize,
        how: impl FnOnce(&mut SimPhone) -> Result<(), counterfoil_client::ClientError>,
    ) {
        if let Err(why) = how(&mut self.phones[at]) {
            self.is_wrong(&format!("phone {at} does not open: {why}"));
        }
    }

    async fn dies_in_sync(&mut self, at: usize, dice: &mut Dice) {
        let (requests, arrives) = (dice.below(REQUESTS), dice.coin());
        self.phones[at].wire.dies_after(requests, arrives);
        self.syncs(at, dice.throw()).await;
        self.phones[at].wire.lives();
        self.opens_again(at, SimPhone::dies);
    }

    fn clock(&mut self, at: usize, dice: &mut Dice) {
        let off = match dice.below(5) {
            0 => 0,
            1 => TO_2099_MS,
            2 => -400 * 24 * HOUR_MS,
            3 => HOUR_MS * (1 + dice.below(48) as i64),
            _ => -HOUR_MS * (1 + dice.below(48) as i64),
        };
        self.phones[at].sets_clock(off);
    }

    async fn restores(&mut self, at: usize) {
        if !self.phones[at].has_copy {
            return;
        }
        let at_hub = self.at_hub(self.ledger.at_stake(at)).await;
        let arrived = self.arrived().await;
        self.ledger.restored(at, &at_hub, &arrived);
        self.phones[at].had_another_life = true;
        self.opens_again(at, SimPhone::is_restored);
    }

    fn clones(&mut self, at: usize) {
        if self.phones.len() >= PHONES_MAX || self.phones[at].shares_clock {
            return;
        }
        let (person, role) = (self.phones[at].person, self.phones[at].role);
        let to = self.new_phone((person, role), None);
        let home = self.place(&format!("phone-{to}"));
        let secrets = self.phones[to].secrets().to_owned();
        self.phones[at].is_cloned_to(&home, &secrets);
        self.phones[to].device = self.phones[at].device;
        self.phones[to].lacks = self.phones[at].lacks;
        self.phones[at].had_another_life = true;
        self.phones[to].had_another_life = true;
        self.ledger.cloned(at, to);
        self.opens_again(to, SimPhone::opens);
        self.phones[to].wire.storms(&self.plan);
    }

    /// A phone falls silent. Its worker gets another one and enters the money that the first one has taken again, by
    /// the same slips.
    async fn falls_silent(&mut self, at: usize) {
        if self.phones.len() >= PHONES_MAX || self.phones[at].asleep {
            return;
        }
        let (person, role) = (self.phones[at].person, self.phones[at].role);
        let Ok(invitation) = self.invites(person).await else { return };
        self.phones[at].asleep = true;
        self.phones[at].wire.is_off(true);
        let to = self.new_phone((person, role), None);
        self.enrols(to, &invitation).await;
        self.syncs(to, 0).await;
        let again: Vec<_> = self.paid.iter().filter(|paid| paid.3 == at).cloned().collect();
        for (order, slip, minor, _) in again {
            let payment = Payment {
                purpose: PaymentPurpose::Goods,
                method: PaymentMethod::Cash,
                amount: Money::fen(minor),
                slip: slip.clone(),
            };
            let done = lacking(self.phones[to].lacks, || {
                self.phones[to].phone().orders().act(order, Command::Pay(payment), None)
            });
            let made = done.map(|done| {
                let paid = Some((slip, minor));
                Some(Made { paid, ..Made::of(order, done) })
            });
            self.takes_down(to, made);
        }
        self.phones[to].wire.storms(&self.plan);
    }

    async fn hub_is_lost(&mut self) {
        self.notes_access().await;
        self.hub.is_restored().await;
        self.air.leads_to(Some(self.hub.router()));
        let there = self.at_hub(self.ledger.only_at_hub()).await;
        let arrived = self.arrived().await;
        self.ledger.hub_restored(&there, &arrived);
        let mut still = Vec::new();
        for order in self.desk.orders.clone() {
            if self.hub.gets(&format!("/v1/office/orders/{order}")).await.is_ok() {
                still.push(order);
            } else {
                self.gone_orders.insert(order);
            }
        }
        self.desk.orders = still;
    }

    /// Plants a bad item in a phone's chain; it is acknowledged like any other.
    pub fn plants(&mut self, at: usize, bad: Bad) {
        match self.phones[at].plants(bad) {
            Ok(None) => {}
            Ok(Some((order, hash))) => {
                self.ledger.planted.insert(hash, order);
                let made = Made { order: Some(order), envelopes: vec![hash], ..Made::default() };
                self.takes_down(at, Ok(Some(made)));
            }
            Err(why) => self.is_wrong(&format!("phone {at} takes no bad item: {why}")),
        }
    }

    async fn revokes(&mut self, at: usize) {
        let Some(device) = self.phones[at].device else { return };
        let path = format!("/v1/office/devices/{device}/revoke");
        let _what_is_gone_is_gone = self.hub.posts(&path, &json!({})).await;
    }

    /// Photographs whose bytes the hub has.
    ///
    /// # Panics
    /// When the hub's storage cannot be read.
    pub async fn arrived(&self) -> BTreeSet<counterfoil_domain::ids::Hash> {
        let server = self.hub.server();
        let mut arrived = BTreeSet::new();
        for (original, envelope) in &self.ledger.photographs {
            let Some(entry) = self.ledger.entries.get(envelope) else { continue };
            let Some(device) = self.phones[entry.phone].device else { continue };
            let row = server.storage.blob(server.tenant(), device, *original).await;
            if row.expect("the hub's storage").is_some_and(|row| row.arrived_at.is_some()) {
                arrived.insert(*original);
            }
        }
        arrived
    }
}
