//! A text becomes a ticket without signal: what the courier may not set of it is proposed, the office accepts it with one
//! tap each, and which version of which rule made it urgent stands on the ticket at the hub and on every phone.

use counterfoil_client::Phone;
use counterfoil_domain::extract::Extraction;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Sheet;
use counterfoil_domain::order::value::Value as Held;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_tests::harness::World;
use counterfoil_tests::harness::acts::by_id;
use serde_json::{Map, Value, json};

/// What a customer said on the telephone, as the courier's phone wrote it down.
const SAID: &str = "我那个榴莲快递两天了还没到,都臭了,谁负责??单号YT8812345670019";
const BEIJING_MINUTES: i32 = 480;
const RULE: &str = "priority/rule";

fn field<'a>(sheet: &'a Sheet, path: &str) -> Option<&'a Held> {
    sheet.fields.iter().find(|row| row.path == path).map(|row| &row.value)
}

/// What stands proposed for a field, and nothing that it holds.
fn proposed(sheet: &Sheet, path: &str) -> Vec<String> {
    let row = sheet.fields.iter().find(|row| row.path == path && row.value == Held::Cleared);
    row.into_iter().flat_map(|row| &row.proposals).map(|one| one.value.clone()).collect()
}

/// The rule with the version that the newest playbook has, and that many versions later.
fn rule(id: &str, later: u64) -> String {
    let playbook = Playbook::builtin();
    format!("{id}@{}/{}", playbook.id(), u64::from(playbook.version()) + later)
}

fn hears(phone: &Phone, text: &str) -> (Extraction, SubjectId) {
    let read = phone.orders().read_text(text, BEIJING_MINUTES).expect("read");
    let made = phone.orders().found_from_draft(&read.draft, text, Lang::Zh);
    (read, made.expect("a ticket").0)
}

/// A dispatcher pastes a text into the console's box and makes the ticket of it.
async fn office_makes(world: &World, text: &str, assign: Value) -> SubjectId {
    let read = world.post("/v1/office/read-text", &json!({ "text": text })).await;
    let draft = &read["draft"];
    let mut fields: Map<String, Value> = draft["fields"].as_object().expect("fields").clone();
    let path = draft["priority"][0].as_str().expect("a path").to_owned();
    fields.insert(path, draft["priority"][1].clone());
    let title = draft["title_path"].as_str().expect("a path").to_owned();
    fields.insert(title, draft["title"]["zh"].clone());
    let body = json!({
        "kind": draft["kind"], "keys": draft["keys"], "fields": fields, "assign": assign,
    });
    let made = world.post("/v1/office/orders", &body).await;
    made["order"].as_str().expect("an id").parse().expect("an id")
}

#[tokio::test]
async fn what_a_courier_makes_of_a_text_is_urgent_once_the_office_says_so() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    ann.sync().await;
    // 1. In the lift a customer complains; Ann makes the ticket there. A courier does not decide how urgent it is.
    ann.signal().off();
    let (read, order) = hears(ann.phone(), SAID);
    let urgent = read.priority.expect("a priority").value;
    let shown = ann.sheet(order);
    assert_eq!(proposed(&shown, RULE), [rule("fresh_claim", 0)]);
    assert_eq!((shown.card.priority, field(&shown, RULE)), (0, Some(&Held::Cleared)));
    // 2. With signal all of it comes to the hub, and nothing of it is refused.
    ann.signal().on();
    ann.sync().await;
    let sheet = world.hub_sheet(order).await;
    assert_eq!((sheet.card.kind.as_str(), sheet.card.counts.refused), ("fresh", 0));
    assert_eq!(proposed(&sheet, RULE), [rule("fresh_claim", 0)]);
    assert_eq!(proposed(&sheet, "priority"), [urgent.to_string()]);
    assert_eq!(proposed(&sheet, "title"), ["生鲜 · 变质 · 延误"]);
    // 3. The office sees who proposes what, and accepts each with one tap.
    let page = world.shown(order).await;
    let proposals = page["proposals"].as_array().expect("proposals").clone();
    let paths: Vec<&str> = proposals.iter().filter_map(|one| one["path"].as_str()).collect();
    assert!(paths.contains(&"priority") && paths.contains(&RULE), "{paths:?}");
    for one in &proposals {
        assert_eq!(one["person_name"], "ann", "{one}");
        let accept = json!({"proposal": one["fact"], "accept": true});
        world.post(&format!("/v1/office/orders/{order}/proposals"), &accept).await;
    }
    // 4. It stands on her phone after the next sync, by the rule that said so; nothing waits any more.
    ann.sync().await;
    for (who, sheet) in [("the hub", world.hub_sheet(order).await), ("ann", ann.sheet(order))] {
        assert_eq!(sheet.card.priority, urgent, "{who}");
        assert_eq!(field(&sheet, "priority"), Some(&Held::Int(urgent)), "{who}");
        assert_eq!(field(&sheet, RULE), Some(&Held::text(rule("fresh_claim", 0))), "{who}");
        assert_eq!(sheet.card.counts.proposals, 0, "{who}");
    }
}

#[tokio::test]
async fn a_ticket_keeps_the_version_of_the_rule_that_it_was_made_under() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    // 1. The office makes a ticket of the same words: the same urgency by the same rule as on a phone.
    let first = office_makes(&world, SAID, json!(ann.id)).await;
    ann.sync().await;
    let on_phone = ann.phone().orders().read_text(SAID, BEIJING_MINUTES).expect("read");
    let urgent = on_phone.priority.expect("a priority").value;
    for (who, sheet) in [("the hub", world.hub_sheet(first).await), ("ann", ann.sheet(first))] {
        assert_eq!(sheet.card.priority, urgent, "{who}");
        assert_eq!(field(&sheet, RULE), Some(&Held::text(rule("fresh_claim", 0))), "{who}");
    }
    // 2. The tenant thinks again: rotten fruit is no longer urgent, only high.
    world
        .publishes(|file| {
            by_id(&mut file["priority"]["rules"], "fresh_claim")["level"] = json!("high")
        })
        .await;
    ann.sync().await;
    // 3. New tickets go by the new version, on the phone as at the hub; the first keeps what it was made under.
    let text = SAID.replace("0019", "0026");
    let second = office_makes(&world, &text, json!(ann.id)).await;
    ann.signal().off();
    let (read, third) = hears(ann.phone(), &SAID.replace("0019", "0033"));
    assert_eq!(read.priority.expect("a priority").level, "high");
    ann.signal().on();
    ann.sync().await;
    let newest = rule("fresh_claim", 1);
    let sheet = world.hub_sheet(second).await;
    assert_eq!(field(&sheet, RULE), Some(&Held::text(newest.clone())));
    assert!(sheet.card.priority < urgent);
    assert_eq!(proposed(&world.hub_sheet(third).await, RULE), [newest]);
    let sheet = ann.sheet(first);
    assert_eq!(field(&sheet, RULE), Some(&Held::text(rule("fresh_claim", 0))));
    assert_eq!(sheet.card.priority, urgent);
}
