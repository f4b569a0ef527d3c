//! The dispatcher looks: lists a page at a time, the board, an order in words, and a page that signs in.

use std::slice;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use counterfoil_domain::ids::SubjectId;
use serde_json::{Value, json};

use crate::phone::Phone;
use crate::world::{Events, MORNING_MS, World};

fn ids(list: &Value) -> Vec<String> {
    let rows = list["orders"].as_array().expect("a list").iter();
    rows.map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn a_list_is_read_a_page_at_a_time_and_nothing_is_missed_when_orders_change() {
    let world = World::fresh().await;
    let mut made = Vec::new();
    for number in 0..7 {
        let waybill = format!("SF10000000000{number:02}");
        made.push(world.parcel(&waybill, &format!("件{number}"), None).await);
    }
    let mut seen = Vec::new();
    let mut path = "/v1/office/orders?sort=key&limit=3".to_owned();
    loop {
        let list = world.read(&path).await;
        assert_eq!(list["total"], 7);
        seen.extend(ids(&list));
        // Meanwhile an order of the first page changes: it does not move in this sorting.
        let remark = json!({ "text": "周二以后送" });
        let path_of_first = format!("/v1/office/orders/{}/comments", made[0]);
        world.office(Method::POST, &path_of_first, &remark).await;
        let Some(next) = list["next"].as_str() else { break };
        path = format!("/v1/office/orders?sort=key&limit=3&after={next}");
    }
    assert_eq!(seen, made);
    let back = world.read("/v1/office/orders?sort=key&reverse=true&limit=2").await;
    assert_eq!(ids(&back), [made[6].clone(), made[5].clone()]);
    let latest = world.read("/v1/office/orders?limit=1").await;
    assert_eq!(ids(&latest), [made[0].clone()], "the order that was remarked on comes first");

    for wrong in ["after=zz", "flag=nonsense", "sort=nonsense", "colour=red"] {
        let path = format!("/v1/office/orders?{wrong}");
        let reply = world.office(Method::GET, &path, &json!(null)).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn the_board_counts_by_stage_person_and_flag_and_knows_who_was_heard_of() {
    let world = World::fresh().await;
    let (ann, invitation) = world.courier("安").await;
    let (chen, _) = world.courier("陈").await;
    let first = world.parcel("SF1234567890123", "生鲜冷链", Some(&ann)).await;
    world.parcel("SF1234567890124", "合同", Some(&ann)).await;
    world.parcel("YT7777777770042", "礼盒", None).await;
    let urge = format!("/v1/office/orders/{first}/urge");
    world.office(Method::POST, &urge, &json!({ "reason": "开标用" })).await;

    let board = world.read("/v1/office/board").await;
    assert_eq!((&board["orders"], &board["open"]), (&json!(3), &json!(3)));
    let stages = board["stages"].as_array().expect("stages").iter();
    let stages: Vec<(&str, u64)> = stages
        .map(|one| (one["stage"].as_str().expect("id"), one["orders"].as_u64().expect("n")))
        .collect();
    assert_eq!(stages, [("ready", 1), ("assigned", 2)], "in the playbook's order");
    assert_eq!(board["flags"], json!({ "urged": 1, "unassigned": 1 }));
    let of = |board: &Value, id: &str| {
        let people = board["people"].as_array().expect("people").clone();
        people.into_iter().find(|row| row["person"] == id).expect("the person")
    };
    assert_eq!(
        (&of(&board, &ann)["assigned"], &of(&board, &chen)["assigned"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(of(&board, &ann)["last_contact_ms"], Value::Null);
    let urged = world.read("/v1/office/orders?flag=urged,disputed").await;
    assert_eq!(ids(&urged), [first]);

    // Ann's phone syncs: she was heard of, and the hub still knows it after it was closed and opened.
    let mut phone = Phone::enrolled(&world, 1, &invitation).await;
    phone.push(&world).await;
    let board = world.read("/v1/office/board").await;
    assert_eq!(of(&board, &ann)["last_contact_ms"], json!(MORNING_MS));
    let mut world = world;
    world.reopen().await;
    let people = world.read("/v1/office/people").await;
    let row = people.as_array().expect("people").iter().find(|row| row["person"] == ann);
    assert_eq!(row.expect("Ann")["last_contact_ms"], json!(MORNING_MS));
}

#[tokio::test]
async fn an_order_is_told_in_words_with_names_times_and_pictures_that_arrived() {
    let world = World::fresh().await;
    let (ann, invitation) = world.courier("安").await;
    let order = world.parcel("SF1234567890123", "生鲜冷链", Some(&ann)).await;
    let urge = format!("/v1/office/orders/{order}/urge");
    world.office(Method::POST, &urge, &json!({ "reason": "开标用" })).await;
    let mut phone = Phone::enrolled(&world, 1, &invitation).await;
    let id: SubjectId = order.parse().expect("an id");
    let envelope = phone.photograph(id, b"a door");
    phone.push(&world).await;

    let path = format!("/v1/office/orders/{order}");
    let shown = world.read(&path).await;
    let rows = shown["timeline"].as_array().expect("rows").clone();
    let photo = rows.iter().find(|row| row["kind"] == "photo").expect("the photo");
    assert_eq!(photo["person_name"], "安");
    assert_eq!(
        (&photo["told"]["title"]["zh"], &photo["told"]["title"]["en"]),
        (&json!("拍照"), &json!("photo"))
    );
    assert_eq!(photo["told"]["parts"][0]["text"]["zh"], "门口");
    assert!(photo["when"]["zh"].as_str().expect("words").contains('月'), "{photo}");
    assert_eq!(photo["audience"], "work");
    let step = rows.iter().find(|row| row["kind"] == "transition").expect("the step");
    assert_eq!(step["told"]["stage_after"]["zh"], "已派单");
    let assigned = rows.iter().find(|row| row["kind"] == "assignment").expect("assigned");
    assert_eq!(assigned["told"]["parts"][0]["text"]["zh"], "安", "names stand for ids");
    assert_eq!(shown["urges"][0]["reason"], "开标用");
    assert_eq!(shown["urges"][0]["answers"], json!([]));

    // The photo is named, then it is here.
    let evidence = &shown["evidence"][0];
    assert_eq!((&evidence["arrived"], &evidence["href"]), (&json!(false), &Value::Null));
    assert_eq!(evidence["role_name"]["zh"], "门口");
    let file = phone.seal_file(envelope, b"a door");
    let reply = phone.upload(&world, &file).await;
    assert!(reply.status.is_success(), "{}", String::from_utf8_lossy(&reply.body));
    let shown = world.read(&path).await;
    let href = shown["evidence"][0]["href"].as_str().expect("it is here").to_owned();
    let bytes = world.office(Method::GET, &href, &json!(null)).await;
    assert_eq!((bytes.status, bytes.body.as_slice()), (StatusCode::OK, b"a door".as_slice()));
    assert_eq!(bytes.header("content-type"), "image/jpeg");

    // Somebody who reads in UTC.
    let utc = world.read(&format!("{path}?offset_minutes=0")).await;
    assert_ne!(utc["timeline"][0]["when"], shown["timeline"][0]["when"]);
}

#[tokio::test]
async fn a_page_signs_in_with_a_cookie_that_no_other_site_can_use() {
    let world = World::fresh().await;
    let (get, post) = (Method::GET, Method::POST);
    let path = "/v1/office/session";
    let page = ("x-counterfoil-office", "1".to_owned());
    let wrong = json!({ "secret": "guess" }).to_string();
    let reply = world.call(post.clone(), path, slice::from_ref(&page), wrong).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::UNAUTHORIZED, "office"));

    // 1. The secret buys a cookie that no script reads and no other site sends.
    let right = json!({ "secret": world.hub.keyring.office_secret }).to_string();
    let reply = world.call(post.clone(), path, slice::from_ref(&page), right).await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert_eq!(reply.json()["tenant_name"], "存根快递");
    let set = reply.header("set-cookie");
    for rule in ["HttpOnly", "SameSite=Strict", "Path=/v1/", "Max-Age="] {
        assert!(set.contains(rule), "{set}");
    }
    let cookie = ("cookie", set.split(';').next().expect("a pair").to_owned());

    // 2. It reads; it changes only with the header of a page of this hub.
    let list =
        world.call(get.clone(), "/v1/office/orders", slice::from_ref(&cookie), Body::empty()).await;
    assert_eq!(list.status, StatusCode::OK);
    let new = json!({ "name": "安", "roles": ["courier"] }).to_string();
    let people = "/v1/office/people";
    let forged = world.call(post.clone(), people, slice::from_ref(&cookie), new.clone()).await;
    assert_eq!((forged.status, forged.code().as_str()), (StatusCode::FORBIDDEN, "page_header"));
    let made = world.call(post, people, &[cookie.clone(), page.clone()], new).await;
    assert_eq!(made.status, StatusCode::CREATED);

    // 3. Signed out, and too long signed in.
    let out = world.call(Method::DELETE, path, &[cookie.clone(), page], Body::empty()).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let reply = world.call(get, path, &[cookie], Body::empty()).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
}

/// Events up to the next one that ends a batch, as `name data` lines.
async fn batch(events: &mut Events) -> Vec<String> {
    let mut told = Vec::new();
    loop {
        let text = events.next_text().await;
        for part in text.split("\n\n").filter(|part| !part.is_empty()) {
            told.push(part.replace('\n', " "));
        }
        if told.last().is_some_and(|last| last.contains("event: board")) {
            return told;
        }
    }
}

#[tokio::test]
async fn a_page_hears_which_order_changed_and_takes_the_stream_up_where_it_was_cut() {
    let world = World::fresh().await;
    let first = world.parcel("SF1234567890123", "合同", None).await;
    let second = world.parcel("SF1234567890124", "礼盒", None).await;
    let secret = format!("Bearer {}", world.hub.keyring.office_secret);
    let mut page = world.listen("/v1/office/live", secret.clone()).await;
    let begun = batch(&mut page).await;
    assert_eq!(begun.len(), 1, "where it stands, at once: {begun:?}");
    let size = world.hub.log_point().await.expect("a log").size;
    assert!(begun[0].contains(&format!("id: {size}")), "{begun:?}");

    // 1. One order changes: it is named, and the batch has an id.
    let remark = json!({ "text": "周二以后送" });
    let comment = async |order: &str| {
        let path = format!("/v1/office/orders/{order}/comments");
        world.office(Method::POST, &path, &remark).await;
    };
    comment(&first).await;
    let told = batch(&mut page).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains(&format!("event: order data: {{\"order\":\"{first}\"}}")), "{told:?}");
    assert!(!told[0].contains("周二"), "no event carries data of an order");

    // 2. The page is away meanwhile, and hears afterwards what it missed.
    drop(page);
    comment(&second).await;
    let mut page =
        world.listen(&format!("/v1/office/live?after={}", size + 1), secret.clone()).await;
    let told = batch(&mut page).await;
    assert!(told.len() == 2 && told[0].contains(&second), "{told:?}");

    // 3. A page that knows a longer log than there is reads everything again.
    let mut page = world.listen("/v1/office/live?after=99999", secret).await;
    assert!(batch(&mut page).await[0].contains("event: all"));
    let stranger = world.call(Method::GET, "/v1/office/live", &[], Body::empty()).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}
