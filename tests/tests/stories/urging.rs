//! An urge is answered with one tap, and the hub then keeps back exactly the warnings that the playbook names, for as
//! long as it says; all others go out.

use counterfoil_domain::ids::SubjectId;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

const MINUTE_MS: u64 = 60_000;

async fn urgent(world: &World, bo: &Person, title: &str) -> SubjectId {
    let fields = json!({"title": title, "priority": 2, "contact/phone": "19900006017"});
    world.order_with("repair", Some(bo.id), fields).await
}

/// The warnings of an order that went out, target and warning, in the order in which they did.
async fn told(world: &World, order: SubjectId) -> Vec<String> {
    let list = world.get("/v1/office/notices").await;
    let rows = list["notices"].as_array().expect("notices").clone();
    let own = rows.iter().rev().filter(|row| row["order"] == json!(order));
    let name = |row: &serde_json::Value| {
        let part = |key: &str| row[key].as_str().expect("a text").to_owned();
        format!("{} {}", part("target"), part("warning"))
    };
    own.map(name).collect()
}

#[tokio::test]
async fn an_answer_keeps_back_the_warnings_that_it_names_and_no_others() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let (answered, silent) = (urgent(&world, &bo, "漏水").await, urgent(&world, &bo, "停电").await);
    bo.sync().await;
    let passes = async |minutes: u64| {
        world.passes(&[&bo], minutes * MINUTE_MS);
        world.server().fire_due().await.expect("looked at");
    };
    // 1. After a quarter of an hour both customers urge, one of them twice. Bo answers one: in 20 minutes.
    passes(15).await;
    for order in [answered, answered, silent] {
        let urge = json!({"reason": "客户来电催"});
        world.post(&format!("/v1/office/orders/{order}/urge"), &urge).await;
    }
    bo.sync().await;
    bo.phone().captures().answer_urges(answered, "in_20_minutes", None).expect("answered");
    bo.sync().await;
    // 2. "Nearly due" and "overdue" of the first are kept back; of the second they go out, and so does that nobody
    //    answered the urge.
    passes(6).await;
    passes(10).await;
    assert_eq!(told(&world, answered).await, [""; 0]);
    let of_silent = told(&world, silent).await;
    for one in ["respond soon", "respond due", "urge unanswered"] {
        assert!(of_silent.contains(&one.to_owned()), "{one} in {of_silent:?}");
    }
    // 3. The 20 minutes are over and he has not come: what was kept back is told now, once.
    passes(10).await;
    passes(1).await;
    let late = told(&world, answered).await;
    assert!(late.contains(&"respond due".to_owned()), "{late:?}");
    assert!(!late.iter().any(|one| one.starts_with("urge")), "it was answered: {late:?}");
    // 4. What the answer does not name goes out in its time, for both alike.
    passes(115).await;
    for order in [answered, silent] {
        let all = told(&world, order).await;
        let up = all.iter().filter(|one| *one == "respond escalated").count();
        assert_eq!(up, 1, "{all:?}");
    }
}
