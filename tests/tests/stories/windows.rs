//! A window that the office wants to set: hub and phone answer alike whether it can be kept, and why not; and one that is
//! set stands in the route of a phone that is open, at once.

use std::time::{Duration, Instant};

use counterfoil_client::Topic;
use counterfoil_client::orders::{CourierRoute, RouteAsk};
use counterfoil_client::syncing::Budget;
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

/// How long a new window may take from the office's word to the courier's route.
const WINDOW_MAX: Duration = Duration::from_secs(5);

fn route(who: &Person) -> CourierRoute {
    who.phone().orders().route(&RouteAsk::default()).expect("a route")
}

/// The orders of the route's calls, in their order.
fn calls(route: &CourierRoute) -> Vec<SubjectId> {
    let order = route.advice.table.order();
    order.iter().flat_map(|stop| route.stops[*stop].orders.clone()).collect()
}

#[tokio::test]
async fn a_window_that_the_office_sets_is_in_the_route_of_an_open_phone_within_five_seconds() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    for (address, pin) in [
        ("望湖路188号3幢1102室", "30.2500,120.0500"),
        ("科创园B座7楼前台", "30.2500,120.2300"),
        ("石桥村5组", "30.3000,120.1000"),
    ] {
        parcel(&world, Some(&ann), address, pin).await;
    }
    ann.sync().await;
    // 1. Ann's app is open: it stays live, and her screen listens. The call that she would make last may not wait.
    let last = *calls(&route(&ann)).last().expect("three calls");
    let phone = ann.phone().clone();
    let live = tokio::spawn(async move { phone.syncing().stay_live(Budget::default()).await });
    let news = ann.phone().topics().subscribe();
    let window = (world.now_ms(), world.now_ms() + 25 * MINUTE_MS);
    let fields = json!({"window/from_ms": window.0, "window/to_ms": window.1});
    let body = json!({"fields": fields, "check_window": false});
    let begun = Instant::now();
    world.post(&format!("/v1/office/orders/{last}/fields"), &body).await;
    // 2. Nobody pulls: the event says that this order changed, and the route that is asked for then has it.
    while news.try_next() != Some(Topic::Order(last)) {
        assert!(begun.elapsed() < WINDOW_MAX, "no news of the window came to the phone");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let now = route(&ann);
    assert!(begun.elapsed() < WINDOW_MAX, "{:?}", begun.elapsed());
    let stop = now.stops.iter().find(|stop| stop.orders == [last]).expect("its stop");
    let ms = |ms: u64| i64::try_from(ms).ok();
    let shown = (stop.window_from_ms, stop.window_to_ms);
    assert_eq!(shown, (ms(window.0), ms(window.1)));
    assert_eq!(calls(&now)[0], last, "what was last is called at first");
    live.abort();
    assert!(live.await.expect_err("it was stopped").is_cancelled());
}
