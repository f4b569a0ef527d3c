//! Every kind of order of the built-in playbook goes from its beginning to its end, by what people do.

use super::world::{Person, World, answers, order, person, photo, signature, step};
use crate::command::{Command, FoundOrder, OfferState, TransitionCommand, offers};
use crate::fact::{Assignment, ContactAttempt, ContactOutcome, Reading, Scan};
use crate::ids::SubjectId;
use crate::order::{Actor, Sight};

fn scan() -> Command {
    let (raw, symbology) = ("SF1234567890123".into(), "code128".into());
    Command::Scan(Scan { raw, symbology, matches: true })
}

fn reading(value_milli: i64) -> Command {
    let (quantity, unit) = ("temperature".into(), "cel".into());
    Command::Read(Reading { quantity, value_milli, unit, sensor: None, ago_ms: None })
}

fn call() -> Command {
    Command::ContactAttempt(ContactAttempt {
        channel: "phone".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 40_000,
        outcome: ContactOutcome::Reached,
        ended_ago_ms: None,
    })
}

/// A step with a note and a date, and what belongs to it.
fn noted(name: &str, reason: Option<&str>, with: Vec<Command>) -> Command {
    Command::Transition(TransitionCommand {
        name: name.into(),
        reason: reason.map(str::to_owned),
        note: Some("已核对".into()),
        until_ms: Some(1_790_300_000_000),
        with,
    })
}

struct Way {
    world: World,
    office: Person,
    worker: Person,
    id: SubjectId,
}

impl Way {
    fn of(kind: &str, role: &str) -> Self {
        let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
        let (mut worker, id) = (person(2, role), order(1));
        let new = FoundOrder { kind: kind.into(), keys: Vec::new(), fields: Vec::new() };
        world.does(&mut office, id, Command::FoundOrder(new));
        let assign = Assignment { to: Some(worker.id), reason: None };
        world.does(&mut office, id, Command::Assign(assign));
        world.push(&mut office);
        world.pull(&mut worker);
        Self { world, office, worker, id }
    }

    fn fills_in(&mut self, form: &str, given: &[(&str, &str)]) {
        self.world.does(&mut self.worker, self.id, answers(form, given));
        self.world.push(&mut self.worker);
        self.world.pull(&mut self.worker);
    }

    fn worker(&mut self, command: Command, stage: &str) {
        self.world.pull(&mut self.worker);
        self.world.does(&mut self.worker, self.id, command);
        self.world.push(&mut self.worker);
        assert_eq!(self.world.card(self.id).stage, stage);
    }

    fn office(&mut self, command: Command, stage: &str) {
        self.world.pull(&mut self.office);
        self.world.does(&mut self.office, self.id, command);
        self.world.push(&mut self.office);
        assert_eq!(self.world.card(self.id).stage, stage);
    }

    /// Whether a step could be made now with nothing else.
    fn is_ready(&self, name: &str) -> bool {
        let state = self.world.state(self.id);
        let actor = Actor::on(&state, self.worker.id, self.worker.roles.clone());
        let offers = offers(&self.world.playbook, &state, &actor, &Sight::All);
        let offer = offers.iter().find(|offer| offer.transition == name).expect("offered");
        offer.state == OfferState::Ready
    }

    fn is_over(&self) -> bool {
        self.world.card(self.id).terminal
    }
}

#[test]
fn a_cold_parcel_is_measured_at_the_door() {
    let mut way = Way::of("fresh", "courier");
    way.worker(step("start", None, Vec::new()), "out_for_delivery");
    way.worker(
        Command::All(vec![photo("door", "a door"), signature("recipient", "1")]),
        "out_for_delivery",
    );
    assert!(!way.is_ready("deliver"), "not without a reading");
    way.worker(reading(3_200), "out_for_delivery");
    assert!(way.is_ready("deliver"));
    way.worker(step("deliver", None, Vec::new()), "delivered");
    assert!(way.is_over());
}

#[test]
fn a_return_is_picked_up_and_handed_in() {
    let mut way = Way::of("pickup", "courier");
    way.worker(step("start", None, Vec::new()), "on_the_way");
    way.worker(step("fail", Some("not_packed"), Vec::new()), "attempted");
    way.worker(step("start", None, Vec::new()), "on_the_way");
    way.fills_in(
        "doorstep_inspection",
        &[("matches", "true"), ("packing", "complete"), ("tags", "true"), ("used", "false")],
    );
    let with = || vec![photo("goods", "the goods"), scan(), signature("customer", "1")];
    let lacks = way.world.try_plan(&way.worker, way.id, step("collect", None, with()));
    assert!(format!("{lacks:?}").contains("verdict"), "the form is not complete: {lacks:?}");
    way.fills_in("doorstep_inspection", &[("verdict", "pass")]);
    way.worker(step("collect", None, with()), "collected");
    assert!(!way.is_over(), "it is in his hands");
    way.worker(step("hand_in", None, Vec::new()), "handed_in");
    assert!(way.is_over());
}

#[test]
fn an_exchange_is_over_when_the_old_goods_are_in() {
    let mut way = Way::of("exchange", "courier");
    way.worker(step("load", None, Vec::new()), "loaded");
    let one = vec![photo("goods", "the new"), signature("customer", "1")];
    way.worker(Command::All(one), "loaded");
    assert!(!way.is_ready("exchange"), "both goods are photographed");
    let old = [("matches", "true"), ("packing", "opened"), ("tags", "false"), ("used", "true")];
    way.fills_in("doorstep_inspection", &old);
    way.fills_in("doorstep_inspection", &[("verdict", "dispute"), ("why", "屏幕有划痕")]);
    let with = vec![photo("goods", "the old")];
    way.worker(step("exchange", None, with), "exchanged");
    way.worker(step("hand_in", None, vec![scan()]), "handed_in");
    assert!(way.is_over());
}

#[test]
fn customs_hold_a_parcel_until_the_papers_are_there() {
    let mut way = Way::of("customs", "courier");
    assert!(way.world.card(way.id).waiting.expect("it is held").sla_paused);
    way.worker(noted("ask_papers", Some("papers_missing"), vec![call()]), "papers_asked");
    let waiting = way.world.card(way.id).waiting.expect("it waits");
    assert_eq!(waiting.until_ms, Some(1_790_300_000_000));
    assert_eq!(waiting.reason_name.expect("a reason").zh, "缺身份证或清关资料");
    way.worker(step("papers_in", None, vec![photo("document", "a card")]), "held");
    way.office(noted("release", None, Vec::new()), "ready");
    let with = vec![photo("door", "a door"), signature("recipient", "1")];
    way.worker(step("deliver", None, with), "delivered");
    assert_eq!(way.world.sheet(way.id).pauses.len(), 3, "held, waiting for papers, held");
    assert!(way.is_over());
}

#[test]
fn an_appliance_is_installed_and_accepted() {
    let mut way = Way::of("install", "technician");
    way.worker(step("travel", None, Vec::new()), "travelling");
    way.worker(step("begin", None, vec![photo("before", "a wall")]), "working");
    way.worker(noted("wait", Some("site_not_ready"), Vec::new()), "waiting");
    way.worker(step("begin", None, Vec::new()), "working");
    let with = vec![photo("after", "a hood"), photo("nameplate", "its plate")];
    let answers = [
        ("place", "厨房"),
        ("level", "true"),
        ("earthed", "true"),
        ("leaks", "false"),
        ("run_minutes", "15"),
        ("taught", "true"),
    ];
    way.fills_in("install_acceptance", &answers);
    way.worker(step("finish", Some("installed"), with), "done");
    way.worker(step("accept", None, vec![signature("customer", "1")]), "accepted");
    assert!(way.is_over());
}
