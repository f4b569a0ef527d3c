//! Orders that several departments carry on: refunds, quality cases, repairs at the outlet, claims.

use super::world::{Person, World, answers, order, person, photo, signature, step};
use crate::command::{Command, FieldSet, FoundOrder, TransitionCommand};
use crate::document::FieldValue;
use crate::fact::{ContactAttempt, ContactOutcome, Part, Scan};
use crate::ids::SubjectId;
use crate::order::sheet::PartRow;
use crate::playbook::workflow::Missing;

fn scan() -> Command {
    let (raw, symbology) = ("TH2026112200017".into(), "code128".into());
    Command::Scan(Scan { raw, symbology, matches: true })
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

fn part(word: &str) -> Command {
    Command::UsePart(Part {
        sku: "PUMP-E2".into(),
        name: "排水泵".into(),
        step: word.into(),
        quantity: 1,
        serial: None,
        slip: "P-1".into(),
        place: None,
    })
}

/// A step with its reason, a few words and a date.
fn noted(name: &str, reason: Option<&str>, with: Vec<Command>) -> Command {
    Command::Transition(TransitionCommand {
        name: name.into(),
        reason: reason.map(str::to_owned),
        note: Some("已核对".into()),
        until_ms: Some(1_790_300_000_000),
        with,
    })
}

/// One order and the departments through whose hands it goes.
struct Case {
    world: World,
    people: Vec<Person>,
    id: SubjectId,
}

impl Case {
    fn of(kind: &str, roles: &[&str]) -> Self {
        let (mut world, mut office, id) = (World::new(), person(1, "dispatcher"), order(1));
        let new = FoundOrder { kind: kind.into(), keys: Vec::new(), fields: Vec::new() };
        world.does(&mut office, id, Command::FoundOrder(new));
        world.push(&mut office);
        let people = roles.iter().zip(2..).map(|(role, number)| person(number, role)).collect();
        Self { world, people, id }
    }

    fn who(&mut self, role: &str) -> Person {
        let at = self.people.iter().position(|one| one.roles == [role]).expect("a role of it");
        let mut who = self.people.swap_remove(at);
        self.world.pull(&mut who);
        who
    }

    fn does(&mut self, role: &str, command: Command, stage: &str) {
        let mut who = self.who(role);
        self.world.does(&mut who, self.id, command);
        self.world.push(&mut who);
        self.people.push(who);
        assert_eq!(self.world.card(self.id).stage, stage);
    }

    /// What stops a role from doing it now.
    fn stops(&mut self, role: &str, command: Command) -> Vec<Missing> {
        let who = self.who(role);
        let missing = super::world::lacks(self.world.try_plan(&who, self.id, command));
        self.people.push(who);
        missing
    }

    fn part(&self) -> PartRow {
        self.world.sheet(self.id).parts.remove(0)
    }
}

fn amount(path: &str, minor: i64) -> Command {
    Command::SetFields(vec![FieldSet::new(path, FieldValue::Int(minor))])
}

#[test]
fn a_return_is_reviewed_refunded_and_shelved_each_by_its_department() {
    let mut case = Case::of("refund", &["customer_service", "warehouse", "inspector", "finance"]);
    case.does("customer_service", noted("ask_more", None, vec![call()]), "more_asked");
    assert!(case.world.card(case.id).waiting.expect("it waits").sla_paused);
    case.does("customer_service", noted("more_in", None, Vec::new()), "requested");
    let form = case.stops("customer_service", noted("approve", None, Vec::new()));
    assert!(matches!(form[0], Missing::Form { .. }), "{form:?}");
    let review = [
        ("why", "seven_days"),
        ("bought_on", "2026-11-18"),
        ("asked_on", "2026-11-22"),
        ("unused", "true"),
        ("who_pays", "customer"),
        ("words", "同意"),
    ];
    case.does("customer_service", answers("refund_review", &review), "requested");
    case.does("customer_service", noted("approve", None, Vec::new()), "approved");
    case.does("warehouse", step("receive", None, vec![scan()]), "received");
    let checked = [
        ("matches", "true"),
        ("parts", "complete"),
        ("state", "opened"),
        ("shelf", "sell"),
        ("verdict", "pass"),
    ];
    case.does("inspector", answers("stock_inspection", &checked), "received");
    // The money is not for who inspects, and not before there is a sum.
    case.does("inspector", step("pass", None, vec![photo("goods", "goods")]), "refund_due");
    let role = case.stops("warehouse", noted("refund", None, Vec::new()));
    assert!(matches!(role[0], Missing::Role { .. }), "{role:?}");
    let sum = case.stops("finance", noted("refund", None, Vec::new()));
    assert!(matches!(sum[0], Missing::Guard { .. }), "{sum:?}");
    case.does("customer_service", amount("refund_due_minor", 12_900), "refund_due");
    case.does("finance", noted("refund", None, Vec::new()), "refunded");
    case.does("warehouse", step("stock_in", None, vec![scan()]), "stocked");
    assert!(case.world.card(case.id).terminal);
}

#[test]
fn a_quality_case_ends_when_the_customer_was_told() {
    let mut case = Case::of("quality", &["inspector", "warehouse", "customer_service"]);
    case.does("inspector", step("inspect", None, Vec::new()), "inspecting");
    let report = [
        ("complaint", "开机就黑屏"),
        ("methods", "power"),
        ("seen_again", "true"),
        ("verdict", "sound"),
        ("words", "通电十分钟后黑屏"),
    ];
    case.does("inspector", answers("quality_report", &report), "inspecting");
    let with = || vec![photo("fault", "a crack")];
    let not_so = case.stops("inspector", step("grant", Some("defect_function"), with()));
    assert!(not_so.iter().any(|one| matches!(one, Missing::Guard { .. })), "{not_so:?}");
    case.does("inspector", answers("quality_report", &[("verdict", "defect")]), "inspecting");
    let with = with();
    case.does("inspector", step("grant", Some("defect_function"), with), "exchange_granted");
    case.does("warehouse", step("send", None, vec![scan()]), "sent");
    let call_first = case.stops("customer_service", step("inform", None, Vec::new()));
    assert_eq!(call_first.len(), 1, "{call_first:?}");
    case.does("customer_service", step("inform", None, vec![call()]), "exchanged");
    assert!(case.world.card(case.id).terminal);
}

#[test]
fn a_repair_at_the_outlet_waits_for_its_part() {
    let mut case = Case::of("outlet_repair", &["customer_service", "warehouse", "technician"]);
    case.does("customer_service", step("diagnose", None, Vec::new()), "diagnosing");
    case.does("customer_service", noted("prepare", None, vec![part("asked")]), "preparing");
    assert!(case.world.card(case.id).waiting.expect("it waits").sla_paused);
    for word in ["short", "reserved", "sent"] {
        case.does("warehouse", part(word), "preparing");
    }
    let row = case.part();
    assert_eq!((row.asked, row.short, row.reserved, row.sent, row.received), (1, 1, 1, 1, 0));
    case.does("warehouse", step("parts_in", None, vec![scan()]), "expected");
}

#[test]
fn a_claim_is_paid_once_the_customer_agreed_to_the_sum() {
    let mut case = Case::of("compensation", &["customer_service", "finance"]);
    let with = vec![
        photo("damage", "a wet box"),
        photo("damage", "what was in it"),
        photo("waybill", "its label"),
    ];
    let filed = [
        ("what", "damaged"),
        ("found_on", "2026-09-20"),
        ("outer", "wet"),
        ("insured", "false"),
        ("goods/k1", "1"),
        ("thing/k1", "碗"),
        ("worth/k1", "65"),
        ("words", "外箱全湿,碗碎了两只"),
    ];
    case.does("customer_service", answers("claim", &filed), "filed");
    case.does("customer_service", step("assess", None, with), "assessing");
    let sum = case.stops("customer_service", noted("offer", None, Vec::new()));
    assert!(matches!(sum[0], Missing::Guard { .. }), "{sum:?}");
    case.does("customer_service", amount("claim_offer_minor", 20_000), "assessing");
    case.does("customer_service", noted("offer", None, Vec::new()), "offered");
    let dear = step("decline", Some("offer_too_low"), Vec::new());
    case.does("customer_service", dear, "assessing");
    case.does("customer_service", noted("offer", None, Vec::new()), "offered");
    case.does("customer_service", step("agree", None, vec![call()]), "agreed");
    let role = case.stops("customer_service", noted("pay", None, Vec::new()));
    assert!(matches!(role[0], Missing::Role { .. }), "{role:?}");
    case.does("finance", noted("pay", None, Vec::new()), "paid");
    assert!(case.world.card(case.id).terminal);
}

#[test]
fn an_order_of_three_pieces_may_end_in_part() {
    let (mut world, mut ann) = (World::new(), person(2, "courier"));
    let pieces = vec![FieldSet::new("pieces", FieldValue::Int(3))];
    let id = super::world::founded(&mut world, "parcel", 1, &ann, pieces);
    world.pull(&mut ann);
    let with = vec![scan(), photo("door", "a door"), signature("recipient", "2 of 3")];
    world.does(&mut ann, id, noted("deliver_part", None, with));
    world.push(&mut ann);
    assert_eq!(world.card(id).stage, "part_delivered");
    assert!(!world.card(id).terminal, "one piece is still on its way");
    world.does(&mut ann, id, noted("return_rest", Some("return_asked"), Vec::new()));
    world.push(&mut ann);
    assert_eq!(world.card(id).stage, "ended_in_part");
    assert!(world.card(id).terminal);
    // One piece cannot be delivered in part.
    let one = super::world::founded(&mut world, "parcel", 3, &ann, Vec::new());
    world.pull(&mut ann);
    let with = vec![scan(), photo("door", "a door"), signature("recipient", "1 of 1")];
    let refused = world.try_plan(&ann, one, noted("deliver_part", None, with));
    assert!(matches!(super::world::lacks(refused)[0], Missing::Guard { .. }));
}
