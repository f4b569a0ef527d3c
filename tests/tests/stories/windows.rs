//! A window that the office wants to set: hub and phone answer alike whether it can be kept, and why not.

use counterfoil_client::orders::RouteAsk;
use counterfoil_domain::ids::SubjectId;
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;

async fn parcel(world: &World, to: Option<&Person>, address: &str, pin: &str) -> SubjectId {
    let fields = json!({"title": address, "address/line": address, "address/pin": pin});
    world.order_with("parcel", to.map(|who| who.id), fields).await
}

async fn asks(world: &World, order: SubjectId, window: (u64, u64)) -> Value {
    let body = json!({"from_ms": window.0, "to_ms": window.1});
    world.post(&format!("/v1/office/orders/{order}/window-check"), &body).await
}

/// The phone's own answer, as JSON.
fn phone_says(who: &Person, order: SubjectId, (from, to): (u64, u64)) -> Value {
    let window = (i64::try_from(from).ok(), i64::try_from(to).ok());
    let check = who.phone().orders().check_window(order, window, &RouteAsk::default());
    serde_json::to_value(check.expect("an answer")).expect("JSON")
}

#[tokio::test]
async fn the_hub_answers_as_the_couriers_phone_and_refuses_what_cannot_be_kept_if_asked_to() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    // 1. Two calls at the two ends of town: an hour by scooter lies between them.
    let west = parcel(&world, Some(&ann), "望湖路188号3幢1102室", "30.2500,120.0500").await;
    let east = parcel(&world, Some(&ann), "科创园B座7楼前台", "30.2500,120.2300").await;
    ann.sync().await;
    let now = world.now_ms();
    let early = (now, now + 20 * MINUTE_MS);
    let set = async |order, window: (u64, u64), check| {
        let fields = json!({"window/from_ms": window.0, "window/to_ms": window.1});
        let body = json!({"fields": fields, "check_window": check});
        world.try_post(&format!("/v1/office/orders/{order}/fields"), &body).await
    };
    assert_eq!(asks(&world, west, early).await["answer"], "fits");
    set(west, early, true).await.expect("it can be kept");
    ann.sync().await;
    // 2. The other end in the same twenty minutes cannot be: hub and phone say so for the same reason.
    let shown = asks(&world, east, early).await;
    assert_eq!(
        (&shown["answer"], &shown["person"], &shown["stops"]),
        (&json!("refused"), &json!(ann.id), &json!(2))
    );
    let phone = phone_says(&ann, east, early);
    assert_eq!(
        (&shown["reason"], &shown["answer"]),
        (&phone["reason"], &phone["answer"]),
        "{shown} {phone}"
    );
    let told = set(east, early, true).await.expect_err("refused");
    assert!(
        told.contains("409") && told.contains(shown["words"]["zh"].as_str().expect("words")),
        "{told}"
    );
    assert_eq!(world.hub_sheet(east).await.card.window_to_ms, None, "nothing was written");
    // 3. In the afternoon it fits; and the office may keep a promise that no route keeps.
    let late = (now + 120 * MINUTE_MS, now + 240 * MINUTE_MS);
    set(east, late, true).await.expect("there is time");
    set(east, early, false).await.expect("the office's own word");
    // 4. With nobody to do it only the clock is asked.
    let free = parcel(&world, None, "石桥村5组", "30.30,120.10").await;
    let over = asks(&world, free, (now - 60 * MINUTE_MS, now - 30 * MINUTE_MS)).await;
    assert_eq!((&over["reason"], &over["person"]), (&json!("over"), &Value::Null));
    assert_eq!(asks(&world, free, (late.1, late.0)).await["reason"], "inverted");
    assert_eq!(asks(&world, free, late).await["answer"], "fits");
}
