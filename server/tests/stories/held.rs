//! What the gate did not simply take: the dispatcher sees why, and lets in or adopts what is worth it.

use axum::http::{Method, StatusCode};
use counterfoil_domain::fact::{Fact, Fix, FixProvider};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::Subject;
use serde_json::{Value, json};

use crate::phone::Phone;
use crate::world::{Reply, World};

impl World {
    async fn held(&self, query: &str) -> Value {
        self.read(&format!("/v1/office/held{query}")).await
    }

    /// Releases or adopts a record.
    async fn helps(&self, row: &Value, how: &str, body: Value) -> Reply {
        let envelope = row["envelope"].as_str().expect("a hash");
        self.office(Method::POST, &format!("/v1/office/held/{envelope}/{how}"), &body).await
    }
}

fn rows(list: &Value) -> Vec<Value> {
    list["rows"].as_array().expect("rows").clone()
}

fn is_said(words: &Value) -> bool {
    let said = |lang: &str| words[lang].as_str().is_some_and(|text| !text.is_empty());
    said("zh") && said("en")
}

/// Ann with a parcel, and Chen who has none.
async fn two_couriers(world: &World) -> (String, SubjectId, Phone, Phone) {
    let (ann, invitation) = world.courier("安").await;
    let first = Phone::enrolled(world, 1, &invitation).await;
    let (_, invitation) = world.courier("陈").await;
    let second = Phone::enrolled(world, 2, &invitation).await;
    let order = world.parcel("SF1234567890123", "水杯", Some(&ann)).await;
    (ann, order.parse().expect("an id"), first, second)
}

#[tokio::test]
async fn a_remark_on_a_colleagues_parcel_is_let_in_for_this_once() {
    let world = World::fresh().await;
    let (ann, order, _, mut chen) = two_couriers(&world).await;
    chen.comment(order, "客户说下午再送");
    chen.push(&world).await;

    // 1. It waits, and the office sees whose it is, what it says, why and what helps.
    let list = world.held("").await;
    let row = rows(&list)[0].clone();
    assert_eq!((&list["counts"]["held"], &row["why"]), (&json!(1), &json!("access")));
    assert_eq!(
        (&row["person_name"], &row["order"]["number"]),
        (&json!("陈"), &json!("SF1234567890123"))
    );
    assert_eq!(row["told"][0]["parts"][0]["text"]["zh"], "客户说下午再送");
    assert!(is_said(&row["why_words"]) && is_said(&row["remedy"]), "{row}");
    assert_eq!(row["can"], json!(["assign", "release", "adopt"]));
    assert_eq!(rows(&world.held(&format!("?order={order}")).await).len(), 1);
    assert_eq!(rows(&world.held(&format!("?device={}", chen.device)).await).len(), 1);
    assert!(rows(&world.held("?order=00000000-0000-7000-8000-000000000000").await).is_empty());

    // 2. Judged again it still waits: nothing goes around the gate.
    let reply = world.helps(&row, "release", json!({})).await;
    assert_eq!((reply.status, &reply.json()["mark"]), (StatusCode::OK, &json!("held")));

    // 3. Let in for this once it stands under Chen's name, and the parcel is still Ann's.
    let reply = world.helps(&row, "release", json!({ "assign": "this" })).await;
    assert_eq!(
        (reply.status, &reply.json()["mark"]),
        (StatusCode::OK, &json!("accepted")),
        "{}",
        reply.json()
    );
    let page = world.read(&format!("/v1/office/orders/{order}")).await;
    assert_eq!(page["sheet"]["card"]["assigned"], json!([ann]));
    let remark = |row: &&Value| row["kind"] == "comment";
    let timeline = page["timeline"].as_array().expect("rows");
    assert_eq!(timeline.iter().find(remark).expect("a remark")["person_name"], "陈");
    assert!(rows(&world.held("").await).is_empty());

    // 4. Again it changes nothing; and nobody else may.
    let envelopes = world.helps(&row, "release", json!({ "assign": "this" })).await.json();
    assert_eq!((&envelopes["mark"], &envelopes["envelopes"]), (&json!("accepted"), &json!([])));
    let path = "/v1/office/held";
    let nobody = world.call(Method::GET, path, &[], axum::body::Body::empty()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_somebody_meant_becomes_a_proposal_and_what_proves_something_does_not() {
    let world = World::fresh().await;
    let (_, order, _, mut chen) = two_couriers(&world).await;
    chen.set_field_upon_nothing(order, "a/door", "3号门");
    chen.comment(order, "有大狗");
    chen.photograph(order, b"a dog");
    chen.push(&world).await;
    let list = rows(&world.held("").await);
    let with = |way: &str| list.iter().filter(|row| row["can"].to_string().contains(way)).count();
    assert_eq!((list.len(), with("adopt"), with("release")), (3, 2, 3), "{list:?}");

    // 1. The field stands as a proposal that one tap accepts.
    let fields = list.iter().find(|row| row["fields"] != json!([])).expect("a change");
    assert_eq!(
        (&fields["fields"][0]["path"], &fields["fields"][0]["value"]),
        (&json!("a/door"), &json!("3号门"))
    );
    let reply = world.helps(fields, "adopt", json!({})).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    let page = world.read(&format!("/v1/office/orders/{order}")).await;
    let proposal = &page["proposals"][0];
    assert_eq!((&proposal["path"], &proposal["value"]), (&json!("a/door"), &json!("3号门")));
    let accept = json!({ "proposal": proposal["fact"], "accept": true });
    let path = format!("/v1/office/orders/{order}/proposals");
    assert_eq!(world.office(Method::POST, &path, &accept).await.status, StatusCode::OK);

    // 2. The remark is the office's, and says whose words it holds; again nothing is written.
    let remark = list.iter().find(|row| row["told"][0]["title"]["zh"] == "备注").expect("a remark");
    assert_eq!(world.helps(remark, "adopt", json!({})).await.status, StatusCode::OK);
    let again = world.helps(remark, "adopt", json!({})).await.json();
    assert_eq!(
        (&again["envelopes"], &again["unchanged"]["code"]),
        (&json!([]), &json!("as_it_is"))
    );
    let page = world.read(&format!("/v1/office/orders/{order}")).await.to_string();
    assert!(page.contains("陈:有大狗"));

    // 3. A photograph is nobody's but its author's.
    let photo = list.iter().find(|row| row["told"][0]["title"]["zh"] == "拍照").expect("a photo");
    let reply = world.helps(photo, "adopt", json!({})).await;
    assert_eq!(
        (reply.status, reply.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "not_adoptable".into())
    );
    let nothing = json!({ "envelope": "00".repeat(32) });
    assert_eq!(world.helps(&nothing, "adopt", json!({})).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_refused_says_why_and_a_run_with_a_gap_what_it_waits_for() {
    let world = World::fresh().await;
    let (_, order, mut ann, _) = two_couriers(&world).await;

    // 1. A position from outside a shift: refused, and there is nothing to do.
    let fix = Fix {
        latitude_e7: 302_000_000,
        longitude_e7: 1_201_000_000,
        of: None,
        accuracy_dm: 80,
        age_ms: 0,
        provider: FixProvider::Satellite,
        mock: false,
    };
    ann.write(Subject::order(order), "work", vec![Fact::Fix(fix)], Vec::new());
    ann.push(&world).await;
    let row = rows(&world.held("").await)[0].clone();
    assert_eq!(
        (&row["mark"], &row["why"], &row["can"]),
        (&json!("refused"), &json!("off_duty"), &json!([]))
    );
    assert!(is_said(&row["why_words"]) && is_said(&row["remedy"]));
    assert!(!row.to_string().contains("302000000"), "nothing of the position is shown");

    // 2. What comes before its beginning is kept, with how much is missing; it is filed by itself.
    ann.comment(order, "一");
    let first = ann.section();
    ann.comment(order, "二");
    let second = ann.section();
    ann.exchange(&world, false, vec![second]).await;
    let run = world.held("").await["runs"][0].clone();
    assert_eq!(
        (&run["why"], &run["from"], &run["size"]),
        (&json!("gap"), &json!(2), &json!(1)),
        "{run}"
    );
    assert_eq!((&run["person_name"], &run["carrier_name"]), (&json!("安"), &json!("安")));
    assert!(is_said(&run["why_words"]) && is_said(&run["remedy"]));
    ann.exchange(&world, false, vec![first]).await;
    assert_eq!(world.held("").await["runs"], json!([]));
}
