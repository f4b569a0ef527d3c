//! The world of a run: a hub, its office, a stranger's hub, and phones; and one step after the other.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use counterfoil_client::ClientError;
use counterfoil_client::ports::SettableMoments;
use counterfoil_domain::ids::{Hash, PersonId, SubjectId};
use counterfoil_domain::older::lacking;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::acts::{self, Made};
use super::air::{Air, Wire};
use super::desk::Desk;
use super::hub::Hub;
use super::ledger::{Entry, Ledger};
use super::phone::SimPhone;
use super::plan::{Deed, Plan, Step};
use super::versions::is_new;
use crate::dice::Dice;
use crate::power::fast_folder;

/// Where every run begins, ms since 1970.
const MORNING_MS: u64 = 1_790_000_000_000;
const MINUTE_MS: u64 = 60_000;
/// What phones' workers are, in turn.
const ROLES: [&str; 4] = ["outlet_manager", "courier", "technician", "courier"];
/// What stands at the stranger's hub, and may stand nowhere else.
pub const STRANGERS: [&str; 3] = ["陌生租户的秘密甲", "陌生租户的秘密乙", "陌生租户的秘密丙"];

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Acts that phones said yes to.
    pub acts: u64,
    /// Acts that phones said no to, with reason.
    pub refused: u64,
    /// Sessions.
    pub syncs: u64,
    /// Sessions that ended with an answer that was none.
    pub garbled: u64,
    /// Minutes that passed, summed over phones.
    pub device_minutes: u64,
}

/// What the hub thinks of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has never seen it: its enrolment was lost with the hub's machine.
    Unknown,
    /// Its keys were taken away: it hands in what it has and gets nothing.
    Revoked,
    /// It is in order.
    Good,
}

/// A world in which a plan happens.
pub struct World {
    /// What is to happen.
    pub plan: Plan,
    /// The hub.
    pub hub: Hub,
    /// Another tenant's.
    pub stranger: Hub,
    /// The dispatcher.
    pub desk: Desk,
    /// Phones, the cloned ones and those that came later among them.
    pub phones: Vec<SimPhone>,
    /// What was acknowledged.
    pub ledger: Ledger,
    /// Money that was entered: order, slip, sum, phone.
    pub paid: Vec<(SubjectId, String, i64, usize)>,
    /// Orders of the office that were lost with the hub's machine.
    pub gone_orders: BTreeSet<SubjectId>,
    /// Who ever had access of their own to an order.
    pub had: BTreeSet<(SubjectId, PersonId)>,
    /// What may not have happened, as it was seen.
    pub wrong: Vec<String>,
    /// What was done.
    pub tally: Tally,
    /// The way between all of them.
    pub air: Air,
    at_step: usize,
    passed_ms: u64,
    folder: TempDir,
}

impl World {
    /// A world as a plan begins: a hub with an office, enrolled phones, a few orders and a first backup.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn begins(plan: Plan) -> Self {
        let folder = tempfile::Builder::new().prefix("simulator").tempdir_in(fast_folder());
        let folder = folder.expect("a folder");
        let hub = Hub::begins(&folder.path().join("hub"), "网点", MORNING_MS).await;
        let mut stranger =
            Hub::begins(&folder.path().join("other"), STRANGERS[0], MORNING_MS).await;
        let secrets =
            json!({"kind": "parcel", "fields": {"title": STRANGERS[1], "a/note": STRANGERS[2]}});
        stranger.posts("/v1/office/orders", &secrets).await.expect("an order");
        let air = Air::default();
        air.leads_to(Some(hub.router()));
        let needles = STRANGERS.map(|text| text.as_bytes().to_vec()).to_vec();
        air.has_stranger(stranger.router(), needles);
        let mut world = Self {
            hub,
            stranger,
            desk: Desk::default(),
            phones: Vec::new(),
            ledger: Ledger::default(),
            paid: Vec::new(),
            gone_orders: BTreeSet::new(),
            had: BTreeSet::new(),
            wrong: Vec::new(),
            tally: Tally::default(),
            air,
            at_step: 0,
            passed_ms: 0,
            folder,
            plan,
        };
        world.begins_older().await;
        world.hires().await;
        world
    }

    async fn hires(&mut self) {
        let mut dice = Dice::new(self.plan.seed);
        for number in 0..self.plan.phones {
            let role = ROLES[number % ROLES.len()];
            let body = json!({"name": format!("工{number}"), "roles": [role]});
            let made = self.hub.posts("/v1/office/people", &body).await.expect("a person");
            let person: PersonId = text(&made, "person").parse().expect("an id");
            self.desk.people.push((person, role));
            // The last worker of three or more uses the first one's phone: a store beside the other, one key store.
            let shares = number > 1 && number + 1 == self.plan.phones;
            let at = self.new_phone((person, role), shares.then_some(0));
            self.enrols(at, &text(&made, "invitation")).await;
        }
        for number in 0..3 {
            self.desk.orders(&mut self.hub, 900_000 + number, &mut dice).await.expect("an order");
        }
        for at in 0..self.phones.len() {
            self.syncs(at, 0).await;
        }
        self.hub.backs_up().await;
        self.phones.iter().for_each(|phone| phone.wire.storms(&self.plan));
    }

    /// A phone for somebody, perhaps on the same device as another one.
    pub(super) fn new_phone(
        &mut self,
        whose: (PersonId, &'static str),
        beside: Option<usize>,
    ) -> usize {
        let at = self.phones.len();
        let home = self.place(&format!("phone-{at}"));
        let wire = Arc::new(Wire::new(&self.air));
        let (secrets, moments) = match beside {
            Some(other) => {
                let other = &self.phones[other];
                (other.secrets().to_owned(), other.moments.clone())
            }
            None => (self.place(&format!("secrets-{at}")), Arc::new(self.moments())),
        };
        let mut phone = SimPhone::new(&home, &secrets, whose, (wire, moments));
        phone.shares_clock = beside.is_some();
        phone.lacks = self.first_version(at, beside);
        self.phones.push(phone);
        at
    }

    /// Clocks that are right now.
    pub(super) fn moments(&self) -> SettableMoments {
        let moments = SettableMoments::at(i64::try_from(MORNING_MS).unwrap_or(i64::MAX));
        moments.pass(self.passed_ms);
        moments
    }

    /// A folder of the world.
    #[must_use]
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens a phone and enrols it.
    pub(super) async fn enrols(&mut self, at: usize, invitation: &str) {
        let phone = &mut self.phones[at];
        phone.opens().expect("a new phone opens");
        let enrolled = phone.phone().account().enrol(invitation).await.expect("it enrols");
        phone.device = enrolled.enrolled.map(|one| one.device);
    }

    /// Another invitation for somebody.
    pub(super) async fn invites(&mut self, person: PersonId) -> Result<String, String> {
        let path = format!("/v1/office/people/{person}/invitations");
        let made = self.hub.posts(&path, &json!({})).await?;
        made["invitation"].as_str().map(str::to_owned).ok_or_else(|| "no invitation".to_owned())
    }

    /// Time passes for everybody.
    pub fn passes(&mut self, minutes: u64) {
        let ms = minutes * MINUTE_MS;
        self.passed_ms += ms;
        self.hub.clock.pass(ms);
        self.stranger.clock.pass(ms);
        self.phones.iter().filter(|phone| !phone.shares_clock).for_each(|one| one.moments.pass(ms));
        self.tally.device_minutes += minutes * self.phones.len() as u64;
    }

    /// The hub's time, ms since 1970.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        MORNING_MS + self.passed_ms
    }

    /// Everything that the plan says.
    pub async fn happens(&mut self) {
        for number in 0..self.plan.steps.len() {
            self.step(number).await;
        }
    }

    /// One step of the plan.
    pub async fn step(&mut self, number: usize) {
        let Step { deed, who, chance, minutes } = self.plan.steps[number];
        self.at_step = number;
        self.passes(minutes);
        let (at, mut dice) = (who % self.phones.len(), Dice::new(chance));
        match deed {
            Deed::Word if !self.hub.lacks.is_empty() => {}
            Deed::Sync => self.syncs(at, chance).await,
            Deed::Backup => self.hub.backs_up().await,
            Deed::Order | Deed::Assign | Deed::Edit | Deed::Settle | Deed::Word | Deed::Cancel => {
                let done = self.desk.does(&mut self.hub, deed, number, &mut dice).await;
                done.unwrap_or_else(|why| self.is_wrong(&format!("the office: {why}")));
            }
            _ if deed.is_work() => self.works(at, deed, number, &mut dice),
            _ => self.trouble(at, deed, &mut dice).await,
        }
    }

    /// Somebody works on a phone.
    pub fn works(&mut self, at: usize, deed: Deed, number: usize, dice: &mut Dice) {
        let phone = &self.phones[at];
        if phone.asleep || (!phone.lacks.is_empty() && is_new(deed)) {
            return;
        }
        let done = lacking(phone.lacks, || acts::act(phone, deed, number, dice));
        self.takes_down(at, done);
    }

    /// Writes down what a phone said.
    pub(super) fn takes_down(&mut self, at: usize, done: Result<Option<Made>, ClientError>) {
        match done {
            Ok(None) => {}
            Ok(Some(made)) => {
                self.tally.acts += 1;
                let entry = Entry { phone: at, order: made.order, step: self.at_step };
                self.ledger.acknowledged(&made.envelopes, &entry);
                if let (Some(original), Some(envelope)) = (made.photograph, made.envelopes.first())
                {
                    self.ledger.photographs.insert(original, *envelope);
                }
                if let (Some(order), Some((slip, minor))) = (made.order, made.paid) {
                    self.paid.push((order, slip, minor, at));
                }
            }
            Err(ClientError::NotAllowed { .. } | ClientError::NotFound { .. }) => {
                self.tally.refused += 1;
            }
            Err(other) => self.is_wrong(&format!("phone {at} does not work: {other}")),
        }
    }

    /// One session of a phone, with the weather of a step.
    pub(super) async fn syncs(&mut self, at: usize, chance: u64) {
        self.phones[at].wire.begins(chance);
        self.tally.syncs += 1;
        match self.phones[at].syncs().await {
            // An answer that is none: the weather was in it.
            Some(Err(ClientError::Internal { .. })) => self.tally.garbled += 1,
            Some(Err(why)) => self.is_wrong(&format!("phone {at} does not sync: {why}")),
            _ => {}
        }
    }

    /// Something that may not be.
    pub(super) fn is_wrong(&mut self, what: &str) {
        self.wrong.push(format!("step {}: {what}", self.at_step));
    }

    /// Whether the hub gives a phone order data: it knows its keys, and nobody has taken them away.
    ///
    /// # Panics
    /// When the hub's storage cannot be read.
    pub async fn standing(&self, at: usize) -> Standing {
        let Some(device) = self.phones[at].device else { return Standing::Unknown };
        let server = self.hub.server();
        let row = server.storage.device(server.tenant(), device).await.expect("the hub's storage");
        match row {
            None => Standing::Unknown,
            Some(row) if row.revoked_at.is_some() => Standing::Revoked,
            Some(_) => Standing::Good,
        }
    }

    /// Those of these envelopes that the hub has.
    ///
    /// # Panics
    /// When the hub's storage cannot be read.
    pub async fn at_hub(&self, hashes: Vec<Hash>) -> BTreeSet<Hash> {
        let server = self.hub.server();
        let known = server.storage.known(server.tenant(), hashes).await.expect("the hub's storage");
        known.into_iter().map(|one| one.hash).collect()
    }
}

/// A text of an answer; a person comes with their invitation, each as an object of its own.
fn text(value: &Value, name: &str) -> String {
    let inner = value[name].as_str().or_else(|| value[name][name].as_str());
    inner.unwrap_or_default().to_owned()
}
