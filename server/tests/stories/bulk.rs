//! The dispatcher acts on many orders: a wave of urges, a storm, a parcel that the customer refused.

use axum::http::{Method, StatusCode};
use counterfoil_domain::fact::{Fact, Proposed, Refusal, Transition, UrgeAnswer};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::subject::Subject;
use serde_json::{Value, json};

use crate::phone::Phone;
use crate::world::{Reply, World};

const MINUTE_MS: u64 = 60_000;

async fn bulk(world: &World, body: &Value, key: &str) -> Value {
    let key = [("idempotency-key", key.to_owned())];
    let reply = world.office_with(Method::POST, "/v1/office/bulk", body, &key).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    reply.json()
}

async fn act(world: &World, order: &str, what: &str, body: &Value) -> Reply {
    world.office(Method::POST, &format!("/v1/office/orders/{order}/{what}"), body).await
}

async fn order_of(world: &World, order: &str) -> Value {
    world.read(&format!("/v1/office/orders/{order}")).await
}

fn id(order: &str) -> Subject {
    Subject::order(order.parse::<SubjectId>().expect("an id"))
}

#[tokio::test]
async fn forty_urges_are_one_tap_and_tapping_again_is_nothing_until_somebody_answers() {
    let world = World::fresh().await;
    let (ann, invitation) = world.courier("安").await;
    let mut orders = Vec::new();
    for number in 0..40 {
        let waybill = format!("SF10000000000{number:02}");
        orders.push(world.parcel(&waybill, "礼盒", Some(&ann)).await);
    }
    let nobodys = world.parcel("YT7777777770042", "礼盒", None).await;
    let gone = world.parcel("YT7777777770043", "礼盒", Some(&ann)).await;
    let reason = world.reason_of("cancelled");
    act(&world, &gone, "cancel", &json!({ "reason": reason })).await;
    let all: Vec<&String> = orders.iter().chain([&nobodys, &gone]).collect();

    // 1. The preview says what would become of each, and writes nothing.
    let size = world.hub.log_point().await.expect("a log").size;
    let mut wave =
        json!({ "act": "urge", "orders": all, "reason": "客户一直在催", "preview": true });
    let preview = bulk(&world, &wave, "peek").await;
    assert_eq!(preview["counts"], json!({ "would": 41, "refused": 1 }));
    assert_eq!(preview["rows"][40]["notes"][0]["zh"], "还没有派给人,没人会收到");
    assert_eq!(preview["rows"][41]["code"], "over");
    assert_eq!(preview["rows"][41]["zh"], json!(["此单已完结"]));
    assert_eq!(world.hub.log_point().await.expect("a log").size, size);

    // 2. The wave itself; the same request again has the same answer; a second tap is nothing.
    wave["preview"] = json!(false);
    let done = bulk(&world, &wave, "wave-1").await;
    assert_eq!(done["counts"], json!({ "done": 41, "refused": 1 }));
    assert_eq!(bulk(&world, &wave, "wave-1").await, done);
    let again = bulk(&world, &wave, "wave-2").await;
    assert_eq!(again["counts"], json!({ "unchanged": 41, "refused": 1 }));
    assert_eq!(again["rows"][0]["code"], "urged_lately");
    assert_eq!(order_of(&world, &orders[0]).await["sheet"]["card"]["urges"], 1);

    // 3. Ann's phone has them since it pulled; what she answers stands beside the urge.
    world.clock.pass(2 * MINUTE_MS);
    let mut phone = Phone::enrolled(&world, 1, &invitation).await;
    phone.exchange(&world, true, Vec::new()).await;
    let shown = order_of(&world, &orders[0]).await;
    let urge = &shown["urges"][0];
    let (asked, handed) = (urge["asked_ms"].as_u64(), urge["handed_ms"].as_u64());
    assert_eq!(handed, asked.map(|asked| asked + 2 * MINUTE_MS), "{urge}");
    let fact: FactId = urge["urge"].as_str().expect("a fact").parse().expect("a fact");
    let answer = UrgeAnswer { urge: fact, answer: "下一个就是你".into(), minutes: None };
    phone.write(id(&orders[0]), "work", vec![Fact::UrgeAnswer(answer)], Vec::new());
    phone.push(&world).await;
    let shown = order_of(&world, &orders[0]).await;
    let said = &shown["urges"][0]["answers"][0];
    assert_eq!((&said["answer"], &said["person_name"]), (&json!("下一个就是你"), &json!("安")));
    assert_eq!(shown["sheet"]["card"]["urges"], 0, "none is open");

    // 4. Once answered, or after the window, the dispatcher may urge again.
    let again = bulk(&world, &wave, "wave-3").await;
    assert_eq!(again["counts"], json!({ "done": 1, "unchanged": 40, "refused": 1 }));
    world.clock.pass(10 * MINUTE_MS);
    let again = bulk(&world, &wave, "wave-4").await;
    assert_eq!(again["counts"], json!({ "done": 41, "refused": 1 }));
}

#[tokio::test]
async fn before_a_storm_the_office_writes_moves_and_stops_what_it_can_and_says_what_it_cannot() {
    let world = World::fresh().await;
    let (ann, _) = world.courier("安").await;
    let (chen, _) = world.courier("陈").await;
    let mine = world.parcel("SF1000000000001", "合同", Some(&ann)).await;
    let free = world.parcel("SF1000000000002", "礼盒", None).await;
    let stranger = "0123456789abcdef0123456789abcdef";
    let orders = json!([mine, free, stranger, mine]);

    // Assigning does not take from others; reassigning does.
    let body = json!({ "act": "assign", "orders": orders, "to": chen });
    let done = bulk(&world, &body, "a").await;
    assert_eq!(done["counts"], json!({ "done": 1, "refused": 2 }), "{done}");
    assert_eq!(done["rows"].as_array().map(Vec::len), Some(3), "named twice counts once");
    assert_eq!(
        (&done["rows"][0]["code"], &done["rows"][2]["code"]),
        (&json!("assigned_already"), &json!("not_found"))
    );
    let body = json!({ "act": "reassign", "orders": [mine, free], "to": chen });
    assert_eq!(bulk(&world, &body, "b").await["counts"], json!({ "done": 1, "unchanged": 1 }));

    // Words, windows, interception. A remark under one key stands once.
    let body =
        json!({ "act": "comment", "orders": [mine, free], "text": "暴雨橙色预警,14点后停派" });
    for _ in 0..2 {
        assert_eq!(bulk(&world, &body, "c").await["counts"], json!({ "done": 2 }));
    }
    assert_eq!(order_of(&world, &mine).await["sheet"]["card"]["counts"]["comments"], 1);
    let body = json!({ "act": "edit", "orders": [mine, free], "fields": { "window/to_ms": 1_790_100_000_000_u64 } });
    assert_eq!(bulk(&world, &body, "d").await["counts"], json!({ "done": 2 }));
    assert_eq!(bulk(&world, &body, "e").await["counts"], json!({ "unchanged": 2 }));
    let body = json!({ "act": "do_not_load", "orders": [mine, free], "stop": true, "reason": "intercepted" });
    assert_eq!(bulk(&world, &body, "f").await["counts"], json!({ "done": 2 }));
    let body = json!({ "act": "cancel", "orders": [mine, free] });
    let refused = bulk(&world, &body, "g").await;
    assert_eq!(refused["counts"], json!({ "refused": 2 }), "a cancellation needs its reason");
    assert!(!refused["rows"][0]["zh"].as_array().expect("words").is_empty());

    // Out of bounds.
    for wrong in
        [json!({ "act": "urge", "orders": [] }), json!({ "act": "assign", "orders": [mine] })]
    {
        let reply = world.office(Method::POST, "/v1/office/bulk", &wrong).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn what_a_customer_refused_goes_out_again_only_by_override_and_with_a_reason() {
    let world = World::fresh().await;
    let (ann, invitation) = world.courier("安").await;
    let (chen, _) = world.courier("陈").await;
    let order = world.parcel("SF1234567890123", "榴莲", Some(&ann)).await;
    let mut phone = Phone::enrolled(&world, 1, &invitation).await;
    let step = Transition {
        name: "refuse".into(),
        from: "assigned".into(),
        reason: Some("not_wanted".into()),
        note: None,
        until_ms: None,
    };
    let refusal =
        Refusal { reason: "not_wanted".into(), who: Some("李女士".into()), note: None };
    let facts = vec![Fact::Transition(step), Fact::Refusal(refusal)];
    phone.write(id(&order), "work", facts, Vec::new());
    phone.push(&world).await;
    let stage = async || order_of(&world, &order).await["sheet"]["card"]["stage"].clone();
    assert_eq!(stage().await, "refused");

    // Neither to another courier nor to the same, by one order or in bulk.
    for to in [&ann, &chen] {
        let reply = act(&world, &order, "assign", &json!({ "to": to })).await;
        assert_eq!((reply.status, reply.code().as_str()), (StatusCode::CONFLICT, "refused_before"));
    }
    let body = json!({ "act": "reassign", "orders": [order], "to": chen });
    assert_eq!(bulk(&world, &body, "a").await["rows"][0]["code"], "refused_before");
    let reply = act(&world, &order, "assign", &json!({ "to": chen, "override": true })).await;
    assert_eq!(reply.code(), "not_allowed", "an override says why: {}", reply.json());

    let reason = world.reason_of("redispatched");
    let body = json!({ "to": chen, "override": true, "reason": reason });
    let reply = act(&world, &order, "assign", &body).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    let card = order_of(&world, &order).await["sheet"]["card"].clone();
    assert_eq!((&card["stage"], &card["assigned"]), (&json!("assigned"), &json!([chen])));
}

#[tokio::test]
async fn a_proposal_is_accepted_or_declined_with_one_tap_and_an_act_is_taken_back() {
    let world = World::fresh().await;
    let (ann, invitation) = world.courier("安").await;
    let order = world.parcel("SF1234567890123", "合同", Some(&ann)).await;
    let mut phone = Phone::enrolled(&world, 1, &invitation).await;
    for (path, value) in [("address/line", "望湖路188号12幢"), ("contact/phone", "19900006018")]
    {
        let proposed = Proposed {
            audience: "contact".into(),
            path: path.into(),
            value: value.into(),
            evidence: Vec::new(),
        };
        phone.write(id(&order), "contact", vec![Fact::Proposed(proposed)], Vec::new());
    }
    phone.push(&world).await;
    let shown = order_of(&world, &order).await;
    assert_eq!(shown["flags"], json!(["proposal"]));
    assert_eq!(shown["proposals"][0]["person_name"], "安");
    let of = |path: &str| {
        let all = shown["proposals"].as_array().expect("proposals").clone();
        all.into_iter().find(|one| one["path"] == path).expect("it")["fact"].clone()
    };

    // Accepted: the field has the value, and the envelope names the proposal. A second one carries what those see of
    // the address who see no contact: another audience.
    let accept = json!({ "proposal": of("address/line"), "accept": true });
    let reply = act(&world, &order, "proposals", &accept).await;
    assert_eq!(reply.json()["envelopes"].as_array().map(Vec::len), Some(2), "{}", reply.json());
    let again = act(&world, &order, "proposals", &accept).await;
    assert_eq!(again.json()["unchanged"]["code"], "as_it_is");
    // Declined: it is struck through.
    let decline = json!({ "proposal": of("contact/phone"), "accept": false, "reason": "not_so" });
    assert_eq!(act(&world, &order, "proposals", &decline).await.status, StatusCode::OK);
    let shown = order_of(&world, &order).await;
    assert_eq!((&shown["proposals"], &shown["flags"]), (&json!([]), &json!([])));
    assert_eq!(shown["sheet"]["card"]["address"], "望湖路188号12幢");
    let rows = shown["timeline"].as_array().expect("rows").clone();
    let settled = rows.iter().find(|row| row["kind"] == "settled").expect("the acceptance");
    assert_eq!(settled["details"][1]["value"], accept["proposal"], "it names the proposal");
    let declined = rows.iter().find(|row| row["fact"] == decline["proposal"]).expect("the row");
    assert!(declined["struck_by"].is_string());

    // The office takes its own step back.
    let cancel = json!({ "reason": world.reason_of("cancelled") });
    act(&world, &order, "cancel", &cancel).await;
    let shown = order_of(&world, &order).await;
    let rows = shown["timeline"].as_array().expect("rows").clone();
    let step = rows.iter().rfind(|row| row["kind"] == "transition").expect("cancelled");
    let body = json!({ "fact": step["fact"], "reason": world.reason_of("withdrawn") });
    let reply = act(&world, &order, "take-back", &body).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    assert_eq!(order_of(&world, &order).await["sheet"]["card"]["stage"], "assigned");
    assert_eq!(
        act(&world, &order, "take-back", &body).await.json()["unchanged"]["code"],
        "as_it_is"
    );
}
