//! The dispatcher works: one more author, the same gate.

use axum::http::{Method, StatusCode};
use counterfoil_domain::ids::SubjectId;
use serde_json::{Value, json};

use crate::phone::Phone;
use crate::world::{Reply, World};

fn parcel(waybill: &str, assign: Option<&str>) -> Value {
    json!({
        "kind": "parcel",
        "keys": [{ "scheme": "waybill", "value": waybill }],
        "fields": {
            "title": "生鲜冷链", "contact/name": "李女士", "contact/phone": "19900006017",
            "address/line": "望湖路188号3幢", "goods_due_minor": 12_000, "currency": "CNY",
        },
        "assign": assign,
    })
}

async fn create(world: &World, body: &Value) -> SubjectId {
    let reply = world.office(Method::POST, "/v1/office/orders", body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    reply.json()["order"].as_str().expect("an id").parse().expect("an id")
}

async fn sheet(world: &World, order: SubjectId) -> Value {
    let path = format!("/v1/office/orders/{order}");
    let reply = world.office(Method::GET, &path, &json!(null)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    reply.json()
}

async fn act(world: &World, order: SubjectId, what: &str, body: &Value) -> Reply {
    world.office(Method::POST, &format!("/v1/office/orders/{order}/{what}"), body).await
}

fn envelopes(reply: &Reply) -> usize {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    reply.json()["envelopes"].as_array().expect("a list").len()
}

#[tokio::test]
async fn an_order_is_created_edited_assigned_and_cancelled_through_the_gate() {
    let world = World::fresh().await;
    let (person, _) = world.courier("安").await;

    // 1. Created: one act over several audiences, all accepted.
    let order = create(&world, &parcel("SF1234567890123", None)).await;
    let card = sheet(&world, order).await["sheet"]["card"].clone();
    assert_eq!((&card["stage"], &card["title"]), (&json!("ready"), &json!("生鲜冷链")));
    assert_eq!(card["contact_name"], "李女士");
    assert_eq!(card["keys"], json!([{ "scheme": "waybill", "value": "SF1234567890123" }]));

    // 2. Assigned: the step and the assignment in one act. The same again is nothing.
    let assign = json!({ "to": person });
    assert_eq!(envelopes(&act(&world, order, "assign", &assign).await), 2);
    assert_eq!(envelopes(&act(&world, order, "assign", &assign).await), 0);
    let card = sheet(&world, order).await["sheet"]["card"].clone();
    assert_eq!((&card["stage"], &card["assigned"]), (&json!("assigned"), &json!([person])));

    // 3. Edited twice; the second time nothing changes.
    let edit = json!({ "fields": { "address/line": "望湖路188号3幢2单元" } });
    assert_eq!(envelopes(&act(&world, order, "fields", &edit).await), 1);
    assert_eq!(envelopes(&act(&world, order, "fields", &edit).await), 0);

    // 4. Urged, remarked, intercepted.
    assert_eq!(envelopes(&act(&world, order, "urge", &json!({ "reason": "开标用" })).await), 1);
    assert_eq!(envelopes(&act(&world, order, "comments", &json!({ "text": "先打电话" })).await), 1);
    assert_eq!(envelopes(&act(&world, order, "do-not-load", &json!({ "stop": true })).await), 1);
    let card = sheet(&world, order).await["sheet"]["card"].clone();
    assert_eq!((&card["urges"], &card["do_not_load"]), (&json!(1), &json!(true)));

    // 5. A step that the playbook does not allow is refused with words, and nothing is written.
    let size = world.hub.log_point().await.expect("a log").size;
    let reply = act(&world, order, "steps", &json!({ "name": "deliver" })).await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "not_allowed")
    );
    assert!(!reply.json()["zh"].as_array().expect("words").is_empty());
    assert_eq!(world.hub.log_point().await.expect("a log").size, size);
}

#[tokio::test]
async fn a_request_that_is_sent_twice_has_one_effect() {
    let world = World::fresh().await;
    let body = parcel("SF1234567890123", None);
    let key = [("idempotency-key", "import-1/row-7".to_owned())];
    let post =
        async |body: &Value| world.office_with(Method::POST, "/v1/office/orders", body, &key).await;
    let (first, second) = futures_util::future::join(post(&body), post(&body)).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.json());
    assert_eq!(first.json(), second.json());
    let list = world.office(Method::GET, "/v1/office/orders", &json!(null)).await.json();
    assert_eq!(list["orders"].as_array().expect("a list").len(), 1);
    let reply = post(&parcel("SF9999999999999", None)).await;
    assert_eq!(reply.code(), "idempotency_key", "the same key for another request");

    // A remark would be written twice without the key.
    let order: SubjectId = first.json()["order"].as_str().expect("id").parse().expect("id");
    let path = format!("/v1/office/orders/{order}/comments");
    let key = [("idempotency-key", "remark-1".to_owned())];
    for _ in 0..3 {
        let remark = json!({ "text": "周二以后送" });
        let reply = world.office_with(Method::POST, &path, &remark, &key).await;
        assert_eq!(envelopes(&reply), 1);
    }
    let shown = sheet(&world, order).await;
    assert_eq!(shown["sheet"]["card"]["counts"]["comments"], 1);
}

#[tokio::test]
async fn the_board_finds_orders_by_stage_person_and_the_last_digits() {
    let world = World::fresh().await;
    let (ann, _) = world.courier("安").await;
    let first = create(&world, &parcel("SF1234567890123", Some(&ann))).await;
    let second = create(&world, &parcel("YT7777777770042", None)).await;
    let find = async |query: &str| {
        let path = format!("/v1/office/orders?{query}");
        let rows = world.office(Method::GET, &path, &json!(null)).await.json();
        let rows = rows["orders"].as_array().expect("a list").clone();
        rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(find("").await.len(), 2);
    assert_eq!(find("stage=assigned").await, [first.to_string()]);
    assert_eq!(find(&format!("assigned={ann}")).await, [first.to_string()]);
    assert_eq!(find("unassigned=true").await, [second.to_string()]);
    assert_eq!(find("text=0042").await, [second.to_string()]);
    assert_eq!(find("text=sf%201234").await, [first.to_string()]);
    assert_eq!(find("stage=delivered").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_office_goes_on_after_a_restart_and_after_a_refusal() {
    let mut world = World::fresh().await;
    let order = create(&world, &parcel("SF1234567890123", None)).await;
    for (number, line) in ["一幢", "二幢", "三幢"].into_iter().enumerate() {
        world.reopen().await;
        let edit = json!({ "fields": { "address/line": line, "priority": number } });
        assert!(envelopes(&act(&world, order, "fields", &edit).await) > 0);
    }
    let shown = sheet(&world, order).await;
    assert_eq!(shown["sheet"]["card"]["priority"], 2);
    assert_eq!(shown["sheet"]["card"]["counts"]["conflicts"], 0);
    let reply = act(&world, SubjectId([1; 16]), "urge", &json!({})).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_anns_phone_brings_shows_on_the_sheet_and_on_the_worklist() {
    let world = World::fresh().await;
    let (person, invitation) = world.courier("安").await;
    let mut ann = Phone::enrolled(&world, 1, &invitation).await;
    let order = create(&world, &parcel("SF1234567890123", Some(&person))).await;
    ann.photograph(order, b"a door");
    ann.photograph(SubjectId([7; 16]), b"a door of an order that is not here");
    ann.push(&world).await;

    let shown = sheet(&world, order).await;
    assert_eq!(shown["evidence"][0]["arrived"], false, "the photo is named and not here yet");
    assert_eq!(shown["people"][&person], "安");
    let kinds = shown["sheet"]["timeline"].as_array().expect("rows").iter();
    assert!(kinds.clone().any(|row| row["kind"] == "photo"), "the timeline tells of it");
    let work = world.office(Method::GET, "/v1/office/worklist", &json!(null)).await.json();
    assert_eq!(work["waiting_count"], 1, "{work}");
    assert_eq!(work["waiting"][0]["mark"], "held");
}

#[tokio::test]
async fn two_values_of_one_field_stand_until_the_dispatcher_settles_them() {
    let world = World::fresh().await;
    let (person, invitation) = world.courier("安").await;
    let ann = &mut Phone::enrolled(&world, 1, &invitation).await;
    let order = create(&world, &parcel("SF1234567890123", Some(&person))).await;

    // 1. Ann writes a handover on the empty document, offline; the office wrote there meanwhile.
    let office = json!({ "fields": { "handover/place": "前台" } });
    assert_eq!(envelopes(&act(&world, order, "fields", &office).await), 1);
    ann.set_field_upon_nothing(order, "handover/place", "门卫");
    let answer = ann.push(&world).await;
    let verdicts = &answer.payload.sections[0].verdicts;
    assert!(verdicts[0].verdict.takes_change(), "{verdicts:?}");

    // 2. Both values are on the sheet.
    let field = |shown: &Value| {
        let fields = shown["sheet"]["fields"].as_array().expect("fields").clone();
        fields.into_iter().find(|row| row["path"] == "handover/place").expect("the field")
    };
    let shown = sheet(&world, order).await;
    assert_eq!(field(&shown)["candidates"].as_array().expect("both").len(), 2);
    assert_eq!(shown["sheet"]["card"]["counts"]["conflicts"], 1);

    // 3. One is settled; settling again is nothing.
    let settle = json!({ "path": "handover/place", "value": "门卫" });
    assert_eq!(envelopes(&act(&world, order, "settle", &settle).await), 1);
    assert_eq!(envelopes(&act(&world, order, "settle", &settle).await), 0);
    let shown = sheet(&world, order).await;
    assert_eq!(shown["sheet"]["card"]["counts"]["conflicts"], 0);
    assert_eq!(field(&shown)["value"], "门卫");
}

#[tokio::test]
async fn a_cancelled_order_says_so_and_a_listener_is_poked_without_data() {
    let world = World::fresh().await;
    let order = create(&world, &parcel("SF1234567890123", None)).await;
    let secret = format!("Bearer {}", world.hub.keyring.office_secret);
    let size = world.hub.log_point().await.expect("a log").size;
    let mut events = world.listen(&format!("/v1/live?cursor={size}"), secret).await;

    let reason = world.reason_of("cancelled");
    let cancel = json!({ "reason": reason, "note": "件已拦截" });
    assert!(envelopes(&act(&world, order, "cancel", &cancel).await) > 0);
    let card = sheet(&world, order).await["sheet"]["card"].clone();
    assert_eq!((&card["stage"], &card["terminal"]), (&json!("cancelled"), &json!(true)));
    let event = events.next_text().await;
    assert_eq!(event, "event: news\ndata: {}\n\n", "no more than that there is something");
}

#[tokio::test]
async fn a_pasted_message_is_read_and_nothing_is_written() {
    let world = World::fresh().await;
    let text = "单号YT8812345670019,榴莲都臭了,两天了还没到,电话19900006017,今天下午四点前给我答复";
    let body = json!({ "text": text, "utc_offset_minutes": 480 });
    let read = world.office(Method::POST, "/v1/office/read-text", &body).await.json();
    assert_eq!(read["codes"][0]["value"], "YT8812345670019");
    assert_eq!(read["phones"][0]["value"], "19900006017");
    assert_eq!(read["priority"]["rule"], "fresh_claim");
    assert!(read["deadline"]["at_ms"].is_u64());
    let list = world.office(Method::GET, "/v1/office/orders", &json!(null)).await.json();
    assert_eq!(list["total"], 0);
    let wrong = world.office(Method::POST, "/v1/office/read-text", &json!({ "words": 1 })).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}
