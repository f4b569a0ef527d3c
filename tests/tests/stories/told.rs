//! What people are told at once: a refusal and a danger reach the outlet before anything else, and stay until somebody
//! has read them; what a rule says reaches those whom it names, once.

use std::time::Duration;

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Withdrawn;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_tests::harness::office::Office;
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

/// The outlet knows within this, once the hub has it.
const KNOWN_WITHIN: Duration = Duration::from_secs(5);

/// Listens to the office's events; ready when the first has come.
async fn listens(world: &World) -> reqwest::Response {
    let office = Office::sign_in(&world.hub_url(), &world.server().keyring.office_secret);
    let mut live = office.listen("/v1/office/live").await;
    live.chunk().await.expect("an event").expect("the first comes at once");
    live
}

/// Waits for the alarm on an order.
async fn alarmed(live: &mut reqwest::Response, order: SubjectId) {
    let mut heard = String::new();
    let alarm = async {
        while !(heard.contains("event: alarm") && heard.contains(&order.to_string())) {
            let bytes = live.chunk().await.expect("an event").expect("it goes on");
            heard.push_str(&String::from_utf8_lossy(&bytes));
        }
    };
    let came = tokio::time::timeout(KNOWN_WITHIN, alarm).await;
    came.unwrap_or_else(|_| panic!("nothing within {KNOWN_WITHIN:?}"));
}

/// The notices that nobody at the office has read: which, what it says, how grave.
async fn unseen(world: &World) -> Vec<Value> {
    let list = world.get("/v1/office/notices?unseen=true").await;
    list["notices"].as_array().expect("notices").clone()
}

async fn has_flag(world: &World, order: SubjectId) -> bool {
    let listed = world.get("/v1/office/orders?flag=told").await;
    let rows = listed["orders"].as_array().expect("orders");
    let here = rows.iter().any(|row| row["id"] == json!(order));
    let shown = world.shown(order).await;
    let flags = shown["flags"].as_array().expect("flags");
    assert_eq!(flags.contains(&json!("told")), here, "list and page say the same");
    here
}

/// What a phone rings for now.
fn rings(who: &Person) -> Vec<(String, u8)> {
    let list = who.phone().orders().due_moments().expect("moments");
    let told = list.moments.into_iter().filter(|one| one.in_ms == 0);
    told.map(|one| (one.name.zh, one.level)).collect()
}

#[tokio::test]
async fn the_outlet_knows_of_a_refusal_within_five_seconds_and_until_somebody_has_read_it() {
    let mut world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let lin = world.phone("lin", &["outlet_manager"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    lin.sync().await;
    assert_eq!(rings(&lin), []);
    // 1. Ann, without signal, writes down that the customer does not want it. Nobody can know.
    ann.signal().off();
    ann.photographs(order, "parcel");
    ann.does(order, Person::step("refuse", Some("not_wanted"), Vec::new()));
    let mut live = listens(&world).await;
    ann.signal().on();
    // 2. Her next sync brings it: the desk hears an alarm, the notice stands in front, the order has a flag.
    let sync = ann.sync();
    let ((), _) = tokio::join!(alarmed(&mut live, order), sync);
    let told = unseen(&world).await;
    let [notice] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(notice["name"]["zh"], "客户不要了");
    assert_eq!((&notice["target"], &notice["warning"]), (&json!("step"), &json!("refuse")));
    assert_eq!(notice["level"], 2);
    assert_eq!(notice["to"], json!(["dispatcher", "outlet_manager", "holder"]));
    assert!(has_flag(&world, order).await);
    // 3. The outlet manager's phone rings with its next sync; Ann is not told what she did herself.
    lin.sync().await;
    assert_eq!(rings(&lin), [("客户不要了".to_owned(), 2)]);
    assert_eq!(lin.sheet(order).card.unread, Some(1));
    assert_eq!(rings(&ann), []);
    let [own] = &*lin.phone().orders().notices().expect("notices") else { panic!("one") };
    lin.phone().orders().read_notice(own.told.id).expect("read");
    lin.sync().await;
    assert_eq!((rings(&lin), lin.sheet(order).card.unread), (vec![], None));
    // 4. At the office it stays, over a restart of the hub too, until somebody there has read it; then it is over.
    world.restart_hub().await;
    assert!(has_flag(&world, order).await);
    let id = notice["id"].as_str().expect("an id");
    assert_eq!(own.told.id.to_string(), id, "one id everywhere");
    world.post(&format!("/v1/office/notices/{id}/seen"), &json!({})).await;
    assert!(!has_flag(&world, order).await);
    assert_eq!(unseen(&world).await, Vec::<Value>::new());
}

#[tokio::test]
async fn who_is_in_danger_leaves_at_once_and_the_outlet_hears_of_that_first() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let first = world.order("parcel", &ann).await;
    let second = world.order("parcel", &ann).await;
    ann.sync().await;
    let mut live = listens(&world).await;
    // 1. A parcel is refused; at the next door a dog comes at her. She asks for nothing and leaves.
    ann.photographs(first, "parcel");
    ann.does(first, Person::step("refuse", Some("not_wanted"), Vec::new()));
    ann.does(second, Person::step("fail", Some("dog_or_danger"), Vec::new()));
    let ((), _) = tokio::join!(alarmed(&mut live, second), ann.sync());
    // 2. Both are told; the danger is the graver one.
    let told = unseen(&world).await;
    let mut said: Vec<_> = told
        .iter()
        .map(|one| (one["level"].as_u64().expect("a level"), one["name"]["zh"].clone()))
        .collect();
    said.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
    assert_eq!(said, [(3, json!("恶犬/人身安全")), (2, json!("客户不要了"))]);
    // 3. Dora's phone has it in front of all else.
    let dora = world.phone("dora", &["dispatcher"]).await;
    dora.sync().await;
    let notices = dora.phone().orders().notices().expect("notices");
    assert_eq!(notices[0].told.level, 3);
    assert_eq!(notices[0].order, second);
}

/// The built-in rules with others of ours.
fn with(triggers: Vec<Value>) -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    file["version"] = json!(Playbook::builtin().version() + 1);
    file["triggers"].as_array_mut().expect("triggers").extend(triggers);
    serde_json::to_vec_pretty(&file).expect("JSON")
}

fn trigger(id: &str, on: Value, does: Value) -> Value {
    json!({"id": id, "name": {"zh": id, "en": id}, "kinds": ["parcel"], "on": on, "do": does})
}

#[tokio::test]
async fn a_rule_tells_those_whom_it_names_once_for_one_arrival_and_its_failure_is_its_own() {
    let mut world = World::start().await;
    let words = json!({"zh": "件已装车,请备好代收款", "en": "it is loaded: have the cash ready"});
    let says = json!({"act": "notify", "roles": ["outlet_manager"], "words": words});
    let too_early = json!({"act": "move", "transition": "deliver"});
    let file = with(vec![
        trigger("loaded", json!({"stages": ["loaded"]}), says),
        trigger("gone", json!({"stages": ["out_for_delivery"]}), too_early),
    ]);
    world.publish(&file).await.expect("published");
    let ann = world.phone("ann", &["courier"]).await;
    let lin = world.phone("lin", &["outlet_manager"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. She loads it: the rule's words stand on the timeline, among the notices, and on the manager's phone.
    ann.does(order, Person::step("load", None, Vec::new()));
    ann.sync().await;
    lin.sync().await;
    let shown = world.hub_sheet(order).await;
    let row = shown.timeline.iter().find(|row| row.kind == "triggered").expect("a row");
    assert_eq!(row.trigger.as_deref(), Some("loaded"));
    assert_eq!(row.words.as_ref().map(|words| &*words.zh), Some("件已装车,请备好代收款"));
    assert_eq!(unseen(&world).await.len(), 1);
    assert_eq!(rings(&lin), [("件已装车,请备好代收款".to_owned(), 2)]);
    assert!(has_flag(&world, order).await);
    // 2. She starts: the second rule cannot deliver. That is not her step's failure.
    let done = ann.does(order, Person::step("start", None, Vec::new()));
    ann.sync().await;
    let shown = world.hub_sheet(order).await;
    assert_eq!((&*shown.card.stage, shown.card.counts.exceptions), ("out_for_delivery", 0));
    assert_eq!(shown.exceptions, []);
    let failed = shown.triggered.iter().find(|row| row.trigger == "gone").expect("a row");
    assert!(failed.missing.as_ref().is_some_and(|codes| !codes.is_empty()), "{failed:?}");
    // 3. She takes that back: it stands where it was loaded, and did not arrive there a second time.
    let (fact, reason) = (done.facts[0].0, "pressed_wrongly".to_owned());
    ann.does(order, Command::Withdraw(Withdrawn { fact, reason }));
    ann.sync().await;
    world.restart_hub().await;
    let shown = world.hub_sheet(order).await;
    assert_eq!(&*shown.card.stage, "loaded");
    let fired = shown.triggered.iter().filter(|row| row.trigger == "loaded").count();
    assert_eq!((fired, unseen(&world).await.len()), (1, 1));
    // 4. Phone and hub say the same, whoever folds it.
    lin.sync().await;
    let (own, hubs) = (lin.sheet(order), world.hub_sheet(order).await);
    assert_eq!(own.timeline, hubs.timeline);
}

#[tokio::test]
async fn a_rule_too_many_leaves_its_trace_in_the_log() {
    let world = World::start().await;
    let says = |at: usize| {
        let words = json!({"zh": "备注", "en": "a remark"});
        trigger(
            &format!("rule_{at:02}"),
            json!({"facts": ["comment"]}),
            json!({"act": "comment", "words": words}),
        )
    };
    world.publish(&with((0..20).map(says).collect())).await.expect("published");
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.says(order, "到楼下了");
    ann.sync().await;
    let rows = world.hub_sheet(order).await.triggered;
    assert_eq!(rows.len(), 17, "sixteen, and the one that was too many");
    let too_many = vec!["trigger/limit".to_owned()];
    assert_eq!(rows[16].missing, Some(too_many));
    assert!(rows[..16].iter().all(|row| row.missing.is_none()));
}
