//! Sub-orders (子单): a repair at home of which a part is done at the outlet. Who sees one of them knows of the other;
//! the customer signs for the whole only when the part is done, and what came too early is judged again then. And what
//! the hub does by itself: it urges, and leaves work to whoever has a role.

use counterfoil_client::ClientError;
use counterfoil_domain::command::{Command, FoundOrder, TransitionCommand};
use counterfoil_domain::fact::UrgeAnswer;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::urges::THE_HUB;
use counterfoil_domain::playbook::Playbook;
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

/// The built-in rules, but a repair is accepted only when its parts are done.
fn with_parts(triggers: Value) -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    file["version"] = json!(Playbook::builtin().version() + 1);
    let flows = file["workflows"].as_array_mut().expect("workflows");
    let flow = flows.iter_mut().find(|flow| flow["id"] == "repair").expect("ours");
    let steps = flow["transitions"].as_array_mut().expect("transitions");
    let accept = steps.iter_mut().find(|step| step["id"] == "accept").expect("ours");
    let need = json!({"need": "sub_orders", "kinds": ["outlet_repair"]});
    accept["needs"].as_array_mut().expect("needs").push(need);
    file["triggers"]
        .as_array_mut()
        .expect("triggers")
        .extend(triggers.as_array().expect("triggers").clone());
    serde_json::to_vec_pretty(&file).expect("JSON")
}

fn outlet_repair() -> FoundOrder {
    FoundOrder { kind: "outlet_repair".into(), keys: Vec::new(), fields: Vec::new() }
}

/// Bo repairs and photographs what he has done.
fn mends(bo: &Person, order: SubjectId) {
    bo.does(order, Person::step("begin", None, Vec::new()));
    bo.photographs(order, "after");
    bo.does(order, Person::step("finish", Some("fixed"), Vec::new()));
}

fn accepts(bo: &Person, order: SubjectId) -> Result<(), Vec<String>> {
    bo.lets_sign(&[order], "customer");
    match bo.tries(order, Person::step("accept", None, Vec::new())) {
        Ok(_) => Ok(()),
        Err(ClientError::NotAllowed { reason }) => Err(reason.words_zh),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_repair_is_accepted_when_the_part_at_the_outlet_is_done() {
    let world = World::start().await;
    world.publish(&with_parts(json!([]))).await.expect("published");
    let bo = world.phone("bo", &["technician"]).await;
    let order = world.order("repair", &bo).await;
    bo.sync().await;
    // 1. Without signal Bo takes the mainboard along: the outlet mends it, as a part of this order.
    bo.signal().off();
    let (part, _) = bo.phone().orders().found_part(order, outlet_repair()).expect("a part");
    mends(&bo, order);
    bo.signal().on();
    bo.sync().await;
    bo.sync().await;
    // 2. Both orders tell of each other, on his phone and at the hub.
    let (own, hubs) = (bo.sheet(order), world.hub_sheet(order).await);
    assert_eq!(own.sub_orders, hubs.sub_orders);
    let [row] = hubs.sub_orders.as_slice() else { panic!("{:?}", hubs.sub_orders) };
    assert_eq!((row.order, row.kind_name.zh.as_str(), row.ended), (part, "网点维修", false));
    assert_eq!(bo.sheet(part).card.parent, Some(order));
    assert_eq!(world.hub_sheet(part).await.card.parent, Some(order));
    let shown = hubs.card.sub_orders.expect("how many");
    assert_eq!((shown.count, shown.open), (1, 1));
    // 3. The customer would sign; Bo's phone says what is missing, without asking anybody.
    bo.signal().off();
    let why = accepts(&bo, order).expect_err("the part is open");
    assert!(why.iter().any(|words| words.contains("1 张子单未完成")), "{why:?}");
    bo.signal().on();
    // 4. The outlet is done with it: now it goes.
    world.cancel(part).await;
    bo.sync().await;
    assert!(bo.sheet(order).sub_orders[0].ended);
    assert_eq!(accepts(&bo, order), Ok(()));
    bo.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.stage, "accepted");
}

#[tokio::test]
async fn what_came_before_its_part_was_done_is_judged_again_when_it_is() {
    let mut world = World::start().await;
    world.publish(&with_parts(json!([]))).await.expect("published");
    let bo = world.phone("bo", &["technician"]).await;
    let order = world.order("repair", &bo).await;
    bo.sync().await;
    // 1. The office begins a part; Bo, in a cellar, does not know and lets the customer sign.
    bo.signal().off();
    let made = world
        .post("/v1/office/orders", &json!({"kind": "outlet_repair", "parent": order.to_string()}))
        .await;
    let part: SubjectId = made["order"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    mends(&bo, order);
    assert_eq!(accepts(&bo, order), Ok(()), "as far as he knows");
    bo.signal().on();
    bo.sync().await;
    let sheet = world.hub_sheet(order).await;
    assert_eq!(sheet.card.stage, "done");
    let [lacks] = sheet.exceptions.as_slice() else { panic!("{:?}", sheet.exceptions) };
    assert!(lacks.waits && lacks.missing[0].code == "sub_orders/1/0/outlet_repair", "{lacks:?}");
    // 2. The part ends, after the hub was started anew: what Bo did counts now, and only once.
    world.restart_hub().await;
    world.cancel(part).await;
    let sheet = world.hub_sheet(order).await;
    assert_eq!((sheet.card.stage.as_str(), sheet.exceptions.len()), ("accepted", 0));
    bo.sync().await;
    assert_eq!(bo.sheet(order).to_bytes(), sheet.to_bytes());
    // 3. A part of an order that is not there is refused; a phone cannot begin one of an order that it has not.
    let nowhere = json!({"kind": "outlet_repair", "parent": SubjectId([9; 16]).to_string()});
    assert!(world.try_post("/v1/office/orders", &nowhere).await.is_err());
    let unknown = bo.phone().orders().found_part(SubjectId([9; 16]), outlet_repair());
    assert!(matches!(unknown, Err(ClientError::NotFound { .. })), "{unknown:?}");
}

#[tokio::test]
async fn nobody_hangs_a_part_on_an_order_that_he_does_not_see() {
    let world = World::start().await;
    let (ann, bo) =
        (world.phone("ann", &["technician"]).await, world.phone("bo", &["technician"]).await);
    let hers = world.order("repair", &ann).await;
    ann.sync().await;
    bo.sync().await;
    // Ann has it, gives it away, and begins a part of it before she hears: it is an order like any other.
    ann.signal().off();
    let (part, _) = ann.phone().orders().found_part(hers, outlet_repair()).expect("a part");
    world.assign(hers, Some(bo.id)).await;
    ann.signal().on();
    ann.sync().await;
    assert_eq!(world.hub_sheet(hers).await.sub_orders, []);
    assert_eq!(world.hub_sheet(part).await.card.parent, None);
}

#[tokio::test]
async fn the_hub_urges_once_and_leaves_work_to_a_role() {
    let mut world = World::start().await;
    let name = |id: &str| json!({"zh": id, "en": id});
    let triggers = json!([
        {"id": "hurry", "name": name("催备件"), "kinds": ["repair"], "on": {"stages": ["waiting_part"]},
         "do": {"act": "urge", "reason": "备件在等"}},
        {"id": "pool", "name": name("退回班组"), "kinds": ["repair"], "on": {"facts": ["comment"]},
         "do": {"act": "assign", "to": {"role": "technician"}}}
    ]);
    let published = world.publish(&with_parts(triggers)).await.expect("published");
    assert_eq!(published["warnings"], json!([]));
    let bo = world.phone("bo", &["technician"]).await;
    let order = world.order("repair", &bo).await;
    bo.sync().await;
    // 1. Bo waits for a part; the hub urges, once, however often anything is sent or folded again.
    bo.does(order, Person::step("begin", None, Vec::new()));
    let waits = TransitionCommand {
        name: "wait_part".into(),
        reason: Some("two_people".into()),
        until_ms: Some(world.now_ms() + 86_400_000),
        ..TransitionCommand::default()
    };
    bo.does(order, Command::Transition(waits));
    bo.way().lose_answers(1);
    let _ = bo.try_sync().await;
    bo.sync().await;
    world.restart_hub().await;
    bo.sync().await;
    let [urge] = world.hub_sheet(order).await.urges.try_into().expect("one urge");
    assert_eq!((urge.person, urge.count(), urge.reason.as_deref()), (THE_HUB, 1, Some("备件在等")));
    assert_eq!(bo.sheet(order).urges, std::slice::from_ref(&urge));
    // 2. He answers it as anybody's.
    let answer = bo.order_sheet(order).playbook.file().urge_answers[0].id.clone();
    let answer = UrgeAnswer { urge: urge.fact, answer, minutes: None };
    bo.does(order, Command::AnswerUrge(answer));
    bo.sync().await;
    assert_eq!(world.hub_sheet(order).await.urges[0].answers.len(), 1);
    // 3. A remark of the office gives it back to whoever is a technician; then it is somebody's again.
    world.comment(order, "换人去").await;
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.assigned, card.for_role.as_deref()), (Vec::new(), Some("technician")));
    world.assign(order, Some(bo.id)).await;
    let sheet = world.hub_sheet(order).await;
    assert_eq!((sheet.card.assigned, sheet.card.for_role), (vec![bo.id], None));
    let ids: Vec<&str> = sheet.triggered.iter().map(|row| row.trigger.as_str()).collect();
    assert_eq!(ids, ["hurry", "pool"]);
}
