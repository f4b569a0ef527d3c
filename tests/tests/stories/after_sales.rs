//! Returns and quality cases go through several departments, each with its own phone: review, inspection, refund,
//! exchange; and the customer hears how it ended.

use counterfoil_domain::command::{Command, FieldSet};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{Assignment, ContactOutcome, Withdrawn};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::reckon::Standing;
use counterfoil_tests::harness::{Person, World, call, noted, refusal, scan};
use serde_json::json;

const HOUR_MS: u64 = 3_600_000;

fn sum(path: &str, minor: i64) -> Command {
    Command::SetFields(vec![FieldSet::new(path, FieldValue::Int(minor))])
}

async fn case(world: &World, kind: &str, title: &str) -> SubjectId {
    let fields = json!({"title": title, "contact/name": "李女士", "contact/phone": "19900006017"});
    world.order_with(kind, None, fields).await
}

/// Customer service, warehouse, inspector and finance.
async fn departments(world: &World) -> [Person; 4] {
    [
        world.phone("cai", &["customer_service"]).await,
        world.phone("wu", &["warehouse"]).await,
        world.phone("ling", &["inspector"]).await,
        world.phone("fei", &["finance"]).await,
    ]
}

#[tokio::test]
async fn a_return_is_reviewed_inspected_refunded_and_shelved_though_something_was_missing_twice() {
    let world = World::start().await;
    let [cai, wu, ling, fei] = departments(&world).await;
    let order = case(&world, "refund", "电饭煲").await;
    cai.sync().await;
    // 1. Nine days are not seven: the review does not pass. Cai asks for the date on the slip, and the clock stands.
    let review = [("why", "seven_days"), ("bought_on", "2026-09-11"), ("asked_on", "2026-09-20")];
    cai.fills_in(order, "refund_review", &review);
    let words = [("unused", "true"), ("who_pays", "customer"), ("words", "同意")];
    cai.fills_in(order, "refund_review", &words);
    let why = refusal(cai.tries(order, noted("approve", None, "看过照片", None)));
    assert_eq!(why, ["请填好“退货审核”,还有 1 项"]);
    cai.does(order, call(ContactOutcome::Reached));
    let tomorrow = Some(world.now_ms() + 24 * HOUR_MS);
    let asked = noted("ask_more", None, "请发签收单照片", tomorrow);
    assert_eq!(cai.brings(&world, order, asked).await, "more_asked");
    let due = cai.order_sheet(order).targets;
    assert!(due.iter().any(|one| one.id == "resolve" && one.standing == Standing::Paused));
    // 2. It was signed for on the 14th. Approved; the goods come, and Wu has no signal in the hall.
    cai.photographs(order, "document");
    cai.does(order, noted("more_in", None, "签收单", None));
    cai.fills_in(order, "refund_review", &[("bought_on", "2026-09-14")]);
    let approve = || noted("approve", None, "同意退货", None);
    assert_eq!(cai.brings(&world, order, approve()).await, "approved");
    wu.sync().await;
    wu.signal().off();
    wu.does(order, scan("TH2026092000017"));
    wu.goes(order, "receive", None);
    wu.signal().on();
    wu.sync().await;
    // 3. Ling finds no charger: no refund in full, and it goes back to review.
    inspects(&world, &ling, order).await;
    assert_eq!(cai.brings(&world, order, approve()).await, "approved");
    wu.sync().await;
    wu.does(order, scan("TH2026092000017"));
    wu.goes(order, "receive", None);
    wu.sync().await;
    // 4. The charger came with the next parcel.
    ling.sync().await;
    ling.photographs(order, "goods");
    ling.fills_in(order, "stock_inspection", &[("parts", "complete"), ("verdict", "pass")]);
    ling.goes(order, "pass", None);
    ling.sync().await;
    is_paid_once(&world, [&cai, &wu, &fei], order).await;
}

async fn inspects(world: &World, ling: &Person, order: SubjectId) {
    ling.sync().await;
    ling.photographs(order, "goods");
    let seen = [("matches", "true"), ("parts", "missing"), ("lacking", "充电器")];
    ling.fills_in(order, "stock_inspection", &seen);
    let found = [("state", "opened"), ("shelf", "sell"), ("verdict", "pass")];
    ling.fills_in(order, "stock_inspection", &found);
    assert_eq!(ling.may_not(order, "pass", None), ["请填好“入库检验”,还有 1 项"]);
    let back = noted("fail_inspection", Some("parts_missing"), "缺充电器", None);
    assert_eq!(ling.brings(world, order, back).await, "requested");
}

/// Without a sum nothing is paid; what was pressed too early is taken back with its reason; then it is shelved.
async fn is_paid_once(world: &World, [cai, wu, fei]: [&Person; 3], order: SubjectId) {
    fei.sync().await;
    let refund = || noted("refund", None, "原路退回,流水 8841", None);
    assert_eq!(refusal(fei.tries(order, refund())), ["请先填写应退金额"]);
    assert!(
        fei.tries(order, sum("refund_due_minor", 12_900)).is_err(),
        "the sum is not his to set"
    );
    cai.brings(world, order, sum("refund_due_minor", 12_900)).await;
    fei.sync().await;
    fei.signal().off();
    let early = fei.does(order, refund());
    let step = early.facts.iter().find(|(_, kind)| *kind == 1).expect("a step").0;
    let back = |reason: &str| Command::Withdraw(Withdrawn { fact: step, reason: reason.into() });
    let why = refusal(fei.tries(order, back("wrong_button"))).concat();
    assert!(why.contains("撤回原因"), "{why}");
    fei.does(order, back("pressed_wrongly"));
    assert_eq!(fei.sheet(order).card.stage, "refund_due");
    fei.signal().on();
    fei.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("refund_due", 0), "the hub agrees");
    assert_eq!(fei.brings(world, order, refund()).await, "refunded");
    wu.sync().await;
    wu.does(order, scan("TH2026092000017"));
    wu.goes(order, "stock_in", None);
    wu.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.card.terminal), ("stocked", true));
    assert!(hub.exceptions.is_empty(), "{:?}", hub.exceptions);
}

const REPORT: [(&str, &str); 5] = [
    ("complaint", "开机十分钟黑屏"),
    ("methods", "looks"),
    ("seen_again", "false"),
    ("verdict", "defect"),
    ("words", "主板电容鼓包"),
];

#[tokio::test]
async fn two_inspectors_judge_a_case_and_the_customer_hears_what_stands() {
    let world = World::start().await;
    let [cai, wu, ling, _] = departments(&world).await;
    let hu = world.phone("hu", &["inspector"]).await;
    let order = case(&world, "quality", "电视机").await;
    ling.sync().await;
    // 1. A defect that was neither seen again nor looked for inside is none; Ling opens it.
    ling.goes(order, "inspect", None);
    ling.fills_in(order, "quality_report", &REPORT);
    ling.photographs(order, "fault");
    let why = ling.may_not(order, "grant", Some("defect_function"));
    assert_eq!(why, ["请填好“质检报告”,还有 1 项"]);
    ling.fills_in(order, "quality_report", &[("methods", "looks open")]);
    let why = ling.may_not(order, "clear", Some("works_well"));
    assert!(why.iter().any(|words| words.contains("非质量问题")), "the report binds: {why:?}");
    ling.sync().await;
    // 2. Hu, without signal, takes it for sound; Ling's verdict comes first. Hu's stays, for everybody to see.
    hu.sync().await;
    hu.signal().off();
    hu.photographs(order, "goods");
    hu.fills_in(order, "quality_report", &[("verdict", "sound")]);
    hu.does(order, noted("clear", Some("works_well"), "开机两小时正常", None));
    ling.goes(order, "grant", Some("defect_function"));
    ling.sync().await;
    hu.signal().on();
    hu.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("exchange_granted", 1));
    assert!(hub.card.needs_attention());
    // 3. A new one goes out; the customer is told by the message for it, after a call.
    wu.sync().await;
    wu.does(order, scan("SF1200000000099"));
    wu.goes(order, "send", None);
    wu.sync().await;
    cai.sync().await;
    assert_eq!(cai.may_not(order, "inform", None).len(), 1, "nobody has called");
    let messages = cai.phone().orders().messages(order).expect("messages");
    let said = messages.iter().find(|one| one.template == "quality_confirmed").expect("there");
    let text = said.text.as_ref().expect("filled");
    assert!(text.zh.contains("电视机已质检,属质量问题"), "{text:?}");
    cai.does(order, call(ContactOutcome::NoAnswer));
    cai.goes(order, "inform", None);
    cai.sync().await;
    assert_eq!(world.stage(order).await, "exchanged");
}

#[tokio::test]
async fn an_exchange_is_refused_sent_out_again_by_the_outlet_and_made_with_a_disputed_old_one() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let dora = world.phone("dora", &["dispatcher"]).await;
    let order = world.order("exchange", &ann).await;
    ann.sync().await;
    // 1. The neighbour refuses. Ann cannot send herself out again, and the outlet only with a reason and somebody.
    ann.goes(order, "start", None);
    ann.photographs(order, "parcel");
    ann.goes(order, "refuse", Some("not_wanted"));
    assert!(ann.tries(order, Person::step("retry", None, Vec::new())).is_err());
    ann.sync().await;
    dora.sync().await;
    let to_ann = || Command::Assign(Assignment { to: Some(ann.id), reason: None });
    let again = |reason| Person::step("retry", reason, vec![to_ann()]);
    assert!(refusal(dora.tries(order, again(None))).concat().contains("再次派送原因"));
    dora.does(order, again(Some("refusal_mistaken")));
    dora.sync().await;
    ann.sync().await;
    assert_eq!(ann.sheet(order).card.stage, "out_for_delivery");
    // 2. At the door, without signal: both goods, a signature, and the old one looked over. "Can be returned" it cannot.
    ann.signal().off();
    ann.photographs(order, "goods");
    ann.photographs(order, "goods");
    ann.lets_sign(&[order], "customer");
    let old = [("matches", "true"), ("packing", "opened"), ("tags", "false"), ("used", "true")];
    ann.fills_in(order, "doorstep_inspection", &old);
    ann.fills_in(order, "doorstep_inspection", &[("verdict", "pass")]);
    assert_eq!(ann.may_not(order, "exchange", None), ["请填好“上门验货”,还有 1 项"]);
    let disputed = [("verdict", "dispute"), ("why", "屏幕有划痕")];
    ann.fills_in(order, "doorstep_inspection", &disputed);
    ann.goes(order, "exchange", None);
    ann.signal().on();
    ann.sync().await;
    assert_eq!(world.stage(order).await, "exchanged");
    assert!(!world.hub_sheet(order).await.card.terminal, "the old one is in her van");
    // 3. Handed in at the outlet.
    let code = scan("SF1200000000000");
    assert_eq!(ann.brings(&world, order, code).await, "exchanged");
    ann.goes(order, "hand_in", None);
    ann.sync().await;
    assert!(world.hub_sheet(order).await.card.terminal);
}
