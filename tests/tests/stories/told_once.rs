//! What one act tells of many orders is told once, with the orders, and read with one tap; what two people tell is
//! two things.

use counterfoil_client::captures::OrderPart;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

/// He could not deliver any of these, for one reason.
fn fails_all(who: &Person, orders: &[SubjectId], reason: &str) {
    let part = |id: &SubjectId| OrderPart {
        id: *id,
        shown: "停派".to_owned(),
        command: Person::step("fail", Some(reason), Vec::new()),
    };
    let captures = who.phone().captures();
    let parts = orders.iter().map(part).collect();
    let together = captures.prepare_together(parts, &[], None).expect("prepared");
    assert_eq!(together.left_out.len(), 0, "{:?}", together.left_out);
    for (_, outcome) in captures.write_together(together, None).expect("written") {
        outcome.expect("allowed");
    }
}

async fn orders_of(world: &World, who: &Person, count: usize) -> Vec<SubjectId> {
    let mut orders = Vec::new();
    for _ in 0..count {
        orders.push(world.order("parcel", who).await);
    }
    who.sync().await;
    orders
}

async fn unseen(world: &World) -> Vec<Value> {
    let list = world.get("/v1/office/notices?unseen=true").await;
    list["notices"].as_array().expect("notices").clone()
}

/// The orders for which a notice stands.
fn stands_for(notice: &Value) -> Vec<Value> {
    let orders = notice["orders"].as_array().expect("orders");
    orders.iter().map(|one| one["order"].clone()).collect()
}

#[tokio::test]
async fn a_storm_over_many_parcels_is_one_notice_and_one_tap_reads_it() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    let dora = world.phone("dora", &["dispatcher"]).await;
    let anns = orders_of(&world, &ann, 4).await;
    let bos = orders_of(&world, &bo, 2).await;
    // 1. Ann says of four parcels at once that the storm stops them, Bo of two; one more of Ann's has a dog.
    let dogs = orders_of(&world, &ann, 1).await[0];
    fails_all(&ann, &anns, "storm");
    ann.does(dogs, Person::step("fail", Some("dog_or_danger"), Vec::new()));
    fails_all(&bo, &bos, "storm");
    ann.sync().await;
    bo.sync().await;
    // 2. The outlet has three notices: two people's storms are two.
    let told = unseen(&world).await;
    let mut counts: Vec<usize> = told.iter().map(|one| stands_for(one).len()).collect();
    counts.sort_unstable();
    assert_eq!(counts, [0, 2, 4]);
    let storm = told.iter().find(|one| stands_for(one).len() == 4).expect("Ann's");
    assert_eq!(stands_for(storm), anns.iter().map(|id| json!(id)).collect::<Vec<_>>());
    assert_eq!((&storm["level"], &storm["name"]["zh"]), (&json!(3), &json!("暴雨停派")));
    // 3. A phone has the same three, and rings three times.
    dora.sync().await;
    let here = dora.phone().orders().notices().expect("notices");
    let mut counts: Vec<usize> = here.iter().map(|one| one.orders.len()).collect();
    counts.sort_unstable();
    assert_eq!(counts, [0, 2, 4]);
    let list = dora.phone().orders().due_moments().expect("moments");
    assert_eq!(list.moments.iter().filter(|one| one.in_ms == 0 && one.level == 3).count(), 3);
    let own = here.iter().find(|one| one.orders.len() == 4).expect("Ann's");
    dora.phone().orders().read_notice(own.told.id).expect("read");
    assert_eq!(dora.phone().orders().notices().expect("notices").len(), 2);
    assert_eq!(anns.iter().filter_map(|id| dora.sheet(*id).card.unread).count(), 0);
    // 4. The desk counts it as one thing: three of the four stand under the first.
    let work = world.get("/v1/office/worklist").await;
    let with = work["told_with"].as_object().expect("orders");
    assert_eq!(with.len(), 3 + 1);
    assert_eq!(with[&anns[3].to_string()], json!(anns[0]));
    // 5. One tap, and all four are read; nobody has read Bo's or of the dog.
    let id = storm["id"].as_str().expect("an id");
    world.post(&format!("/v1/office/notices/{id}/seen"), &json!({})).await;
    assert_eq!(unseen(&world).await.len(), 2);
    let listed = world.get("/v1/office/orders?flag=told").await;
    assert_eq!(listed["orders"].as_array().map(Vec::len), Some(3));
    // 6. What was seen is listed as the one thing that it was.
    let whole = world.get("/v1/office/notices").await;
    let seen = whole["notices"].as_array().expect("notices").iter();
    assert_eq!(seen.filter(|one| stands_for(one).len() == 4).count(), 1);
}

#[tokio::test]
async fn a_storm_is_still_told_when_the_first_of_its_parcels_is_erased() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let parcels = orders_of(&world, &ann, 3).await;
    fails_all(&ann, &parcels, "storm");
    ann.sync().await;
    let told = unseen(&world).await;
    assert_eq!((told.len(), stands_for(&told[0]).len()), (1, 3));
    assert_eq!(told[0]["order"], json!(parcels[0]), "it stands at the first");
    let asked = json!({ "reason": "request", "basis": "PIPL 47" });
    world.post(&format!("/v1/office/orders/{}/erase", parcels[0]), &asked).await;
    let left = unseen(&world).await;
    assert_eq!(left.len(), 1, "what is told of the other two is not gone with it");
    assert_eq!((&left[0]["order"], &left[0]["level"]), (&json!(parcels[1]), &json!(3)));
    assert_eq!(stands_for(&left[0]), [json!(parcels[1]), json!(parcels[2])]);
    let id = left[0]["id"].as_str().expect("an id");
    world.post(&format!("/v1/office/notices/{id}/seen"), &json!({})).await;
    assert_eq!(unseen(&world).await, Vec::<Value>::new());
    let listed = world.get("/v1/office/orders?flag=told").await;
    assert_eq!(listed["orders"], json!([]));
}

#[tokio::test]
async fn one_act_of_the_desk_over_many_orders_that_sets_off_a_rule_tells_once() {
    let world = World::start().await;
    let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    file["version"] = json!(Playbook::builtin().version() + 1);
    let words = json!({"zh": "办公室写了备注", "en": "the desk wrote something"});
    file["triggers"].as_array_mut().expect("triggers").push(json!({
        "id": "said", "name": words, "kinds": ["parcel"], "on": {"facts": ["comment"]},
        "do": {"act": "notify", "roles": ["outlet_manager"], "words": words},
    }));
    world.publish(&serde_json::to_vec(&file).expect("JSON")).await.expect("published");
    let ann = world.phone("ann", &["courier"]).await;
    let orders = orders_of(&world, &ann, 3).await;
    let bulk = json!({"act": "comment", "orders": orders, "text": "14点后停派"});
    world.post("/v1/office/bulk", &bulk).await;
    let told = unseen(&world).await;
    assert_eq!(told.iter().map(|one| stands_for(one).len()).collect::<Vec<_>>(), [3]);
    let again = json!({"act": "comment", "orders": orders, "text": "16点后恢复"});
    world.post("/v1/office/bulk", &again).await;
    assert_eq!(unseen(&world).await.len(), 2, "another act is told by itself");
}
