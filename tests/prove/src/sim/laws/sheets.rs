//! Everybody who sees an order sees what the hub sees of it.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::ids::{DeviceId, Hash, Incarnation, PersonId, SubjectId};
use counterfoil_domain::order::Sheet;
use counterfoil_domain::order::timeline::TimelineRow;
use counterfoil_domain::verdict::Verdict;
use serde_json::Value;

use crate::sim::acts::listed;
use crate::sim::world::{Standing, World};
use counterfoil_domain::limits::CLOSED_DAYS;

impl World {
    /// The same projection on each phone as at the hub: whole where the phone's person sees everything, else for each
    /// field and fact that they see; and no fact twice.
    pub(super) async fn everybody_sees_the_same(&mut self) -> Vec<String> {
        let mut found = Vec::new();
        let mut held = self.held().await;
        for at in 0..self.phones.len() {
            // A store whose keys were taken away hears of nothing any more.
            if self.standing(at).await != Standing::Good {
                continue;
            }
            let told = self.phones[at].phone().syncing().status();
            held.told = told.is_ok_and(|status| status.hub_changed_at_ms.is_some());
            held.own = self.held_by_own_names(at).await;
            let orders = match listed(self.phones[at].phone()) {
                Ok(orders) => orders,
                Err(why) => {
                    found.push(format!("same: phone {at} lists nothing: {why}"));
                    continue;
                }
            };
            for order in orders {
                found.extend(self.same(at, order, &held).await);
            }
        }
        found
    }

    async fn same(&mut self, at: usize, order: SubjectId, held: &Elsewhere) -> Vec<String> {
        let here = self.phones[at].phone().orders().sheet(order);
        let there = self.hub.gets(&format!("/v1/office/orders/{order}")).await;
        let (here, there) = match (here, there) {
            (Ok(here), Ok(there)) => (here.sheet, there["sheet"].clone()),
            // What the office made after the backup that its hub was set up from is gone; nobody can bring it again.
            (Ok(_), Err(_)) if self.gone_orders.contains(&order) => return Vec::new(),
            (here, there) => {
                let (here, there) = (here.is_ok(), there.is_ok());
                return vec![format!("same: order {order}: phone {at} {here}, hub {there}")];
            }
        };
        let Ok(there) = serde_json::from_value::<Sheet>(there) else {
            return vec!["same: the hub's sheet is none".to_owned()];
        };
        let mut parts = twice(&there);
        match self.phones[at].role {
            // What waits for its verdict stands on its author's sheet alone, and counts there.
            _ if has_left(&there, self.now_ms()) || held.waits_on(&here) => {
                parts.extend(strangers(&here, &there, held));
            }
            "outlet_manager" => parts.extend(whole(&here, &there)),
            _ => parts.extend(seen(&here, &there, self.phones[at].person, held)),
        }
        let role = self.phones[at].role;
        parts
            .into_iter()
            .map(|part| format!("same: phone {at} ({role}), order {order}: {part} differs"))
            .collect()
    }
}

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// A place on a chain.
type Place = (DeviceId, Incarnation, u64);

/// What a phone may show although the hub's order does not.
struct Elsewhere {
    /// Envelopes of phones that the hub keeps and has not judged yet: their authors see them, and nobody else does.
    held: BTreeSet<Place>,
    /// The same by the names of a phone that lives twice: of a branch of a branch it knows the hub's last name alone.
    own: BTreeSet<Place>,
    /// The office's store.
    office: DeviceId,
    /// How much the hub has of each chain of it.
    office_has: BTreeMap<Incarnation, u64>,
    /// Whether the phone tells its person that the hub has lost something.
    told: bool,
}

impl Elsewhere {
    /// Whether the hub has not judged yet all that stands on a sheet.
    fn waits_on(&self, sheet: &Sheet) -> bool {
        let facts = facts(sheet);
        facts.iter().any(|(device, life, seq, _)| self.held.contains(&(*device, *life, *seq)))
    }

    /// Whether there is a reason to show what stands at this place.
    fn explains(&self, place: &Place) -> bool {
        let (device, incarnation, seq) = place;
        let size = self.office_has.get(incarnation).copied().unwrap_or(0);
        // What the office wrote after the backup is gone with the hub's machine: nobody can offer it again. Who has seen
        // it keeps it until the order leaves his phone, and is told.
        let lost = *device == self.office && *seq >= size;
        self.held.contains(place) || self.own.contains(place) || self.told && lost
    }
}

impl World {
    async fn held(&self) -> Elsewhere {
        let server = self.hub.server();
        let (storage, tenant) = (&server.storage, server.tenant());
        let office = server.keyring.office_device();
        let chains = storage.chains(tenant, office).await.expect("the hub's storage");
        let sizes = chains.iter().map(|(chain, row)| (chain.incarnation, row.edge.size()));
        let office_has = sizes.collect();
        let mut held = BTreeSet::new();
        for device in self.phones.iter().filter_map(|phone| phone.device) {
            let chains = storage.chains(tenant, device).await.expect("the hub's storage");
            for (chain, _) in chains {
                let here = storage.envelopes(tenant, chain, 0, usize::from(u16::MAX)).await;
                let here = here.expect("the hub's storage").into_iter();
                let waits = here.filter(|one| matches!(one.verdict, Some(Verdict::Held { .. })));
                held.extend(waits.map(|one| (chain.device, chain.incarnation, one.seq)));
            }
        }
        Elsewhere { held, own: BTreeSet::new(), office, office_has, told: false }
    }

    /// Places in a phone's own chains whose very envelopes the hub keeps and has not judged yet.
    async fn held_by_own_names(&mut self, at: usize) -> BTreeSet<Place> {
        let phone = &mut self.phones[at];
        let (Some(device), true) = (phone.device, phone.had_another_life) else {
            return BTreeSet::new();
        };
        let chains = phone.papers().map(|papers| papers.chains).unwrap_or_default();
        let server = self.hub.server();
        let mut own = BTreeSet::new();
        for (life, leaves) in chains {
            let known = server.storage.known(server.tenant(), leaves.clone()).await;
            let held = known.expect("the hub's storage").into_iter();
            let held = held.filter(|one| matches!(one.verdict, Some(Verdict::Held { .. })));
            let held: BTreeSet<Hash> = held.map(|one| one.hash).collect();
            let places = leaves.iter().enumerate().filter(|(_, leaf)| held.contains(leaf));
            own.extend(places.map(|(seq, _)| (device, Incarnation(life), seq as u64)));
        }
        own
    }
}

fn facts(sheet: &Sheet) -> BTreeSet<(DeviceId, Incarnation, u64, u32)> {
    let named = sheet.timeline.iter().filter(|row| row.kind != "decided");
    let named = named.filter_map(|row| row.fact);
    named.map(|one| (one.device, one.incarnation, one.seq, one.position)).collect()
}

/// Facts here that are not there and need not be: each by its kind and its mark.
fn strangers(here: &Sheet, there: &Sheet, held: &Elsewhere) -> Vec<String> {
    let theirs = facts(there);
    let mut found = Vec::new();
    for row in here.timeline.iter().filter(|row| row.kind != "decided") {
        let Some(fact) = row.fact else { continue };
        let place = (fact.device, fact.incarnation, fact.seq);
        let known = theirs.contains(&(place.0, place.1, place.2, fact.position));
        if !known && !held.explains(&place) {
            let (kind, mark, seq) = (&row.kind, &row.mark, fact.seq);
            found.push(format!("a fact ({kind}, {mark}, {}/{seq})", fact.incarnation));
        }
    }
    found
}

/// Facts that stand twice.
fn twice(sheet: &Sheet) -> Vec<String> {
    let named = |row: &&TimelineRow| row.fact.is_some() && row.kind != "decided";
    let rows = sheet.timeline.iter().filter(named).count();
    if facts(sheet).len() == rows { Vec::new() } else { vec!["a fact stands twice:".to_owned()] }
}

/// Whether an order was closed so long ago that phones are told of it no more. What is theirs of it they show on.
fn has_left(order: &Sheet, now_ms: u64) -> bool {
    let stages = order.timeline.iter().filter(|row| row.stage_after.is_some());
    let closed = stages.filter_map(|row| row.hub_time_ms).max().unwrap_or(0);
    order.card.terminal && now_ms.saturating_sub(closed) > (CLOSED_DAYS - 1) * DAY_MS
}

/// Names of the parts in which two sheets differ.
fn whole(here: &Sheet, there: &Sheet) -> Vec<String> {
    let value = |sheet: &Sheet| serde_json::to_value(sheet).unwrap_or_default();
    let (here, there) = (value(here), value(there));
    let mut parts = Vec::new();
    for (name, theirs) in there.as_object().into_iter().flatten() {
        let mine = &here[name.as_str()];
        match name.as_str() {
            "card" => parts.extend(card(mine, theirs)),
            _ if mine != theirs => parts.push(name.clone()),
            _ => {}
        }
    }
    parts
}

fn card(here: &Value, there: &Value) -> Vec<String> {
    let names = there.as_object().into_iter().flatten();
    let differ = names.filter(|(name, theirs)| here[name.as_str()] != **theirs);
    differ.map(|(name, _)| format!("card.{name}")).collect()
}

/// The same for who sees a part of an order.
fn seen(here: &Sheet, there: &Sheet, who: PersonId, held: &Elsewhere) -> Vec<String> {
    let mut parts = strangers(here, there, held);
    let (mine, theirs) = (&here.card, &there.card);
    // Of what is somebody else's he sees the keys.
    if !theirs.assigned.contains(&who) {
        return parts;
    }
    let same = [
        ("stage", mine.stage == theirs.stage),
        ("disputed", mine.disputed == theirs.disputed),
        ("assigned", mine.assigned == theirs.assigned),
        ("predicted", !mine.predicted),
    ];
    parts.extend(same.iter().filter(|(_, same)| !same).map(|(name, _)| (*name).to_owned()));
    for row in &here.fields {
        let other = there.fields.iter().find(|other| other.path == row.path);
        if other != Some(row) {
            parts.push("a field".to_owned());
        }
    }
    parts
}
