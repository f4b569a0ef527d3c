//! A request of the office whose answer was never kept, because the hub ended in between: sent again it finds
//! what was filed, and nothing is written twice.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

/// The hub's process ended between filing the act and keeping its answer: what it had noted is put back.
async fn forget_the_answer(world: &World, key: &str, order: &str, envelopes: &Value) {
    let tenant = world.hub.tenant();
    let (request, _) =
        world.hub.storage.given(tenant, key.into()).await.expect("read").expect("kept");
    let noted = serde_json::to_vec(&json!({ "sealed": [order, envelopes] })).expect("JSON");
    let now_ms = world.hub.now_ms();
    world.hub.storage.keep_given(tenant, key.into(), request, noted, now_ms).await.expect("kept");
}

#[tokio::test]
async fn a_remark_and_an_urge_whose_answers_were_lost_with_the_hub_stand_once() {
    let mut world = World::fresh().await;
    let order = world.parcel("SF1234567890777", "一箱苹果", None).await;
    for (what, body) in
        [("comments", json!({ "text": "先打电话" })), ("urge", json!({ "reason": "客户催了" }))]
    {
        let path = format!("/v1/office/orders/{order}/{what}");
        let key = format!("key-{what}");
        // 1. Done, and answered; then the hub ends before the answer is kept.
        let headers = [("idempotency-key", key.clone())];
        let first = world.office_with(Method::POST, &path, &body, &headers).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.json());
        let envelope = first.json()["envelopes"][0]["envelope"].clone();
        forget_the_answer(&world, &key, &order, &json!([envelope])).await;
        world.reopen().await;
        // 2. The office system sends it again: the same answer, and nothing more in the log.
        let size = world.hub.log_point().await.expect("a log").size;
        let again = world.office_with(Method::POST, &path, &body, &headers).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.json());
        assert_eq!(again.json(), first.json());
        assert_eq!(world.hub.log_point().await.expect("a log").size, size, "{what}");
        // 3. What was noted and never filed is done now.
        let (key, unknown) = (format!("other-{what}"), json!(["0".repeat(64)]));
        let headers = [("idempotency-key", key.clone())];
        let body = match what {
            "comments" => json!({ "text": "第二句" }),
            _ => json!({ "reason": "又催了" }),
        };
        world.office_with(Method::POST, &path, &body, &headers).await;
        forget_the_answer(&world, &key, &order, &unknown).await;
        let redone = world.office_with(Method::POST, &path, &body, &headers).await;
        assert_eq!(redone.status, StatusCode::OK, "{}", redone.json());
    }
    let shown = world.read(&format!("/v1/office/orders/{order}")).await;
    assert_eq!(shown["sheet"]["card"]["counts"]["comments"], 3);
}
