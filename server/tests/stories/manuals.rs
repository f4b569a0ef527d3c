//! Manuals at the hub: versions, pins, and bytes from wherever a phone stopped.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{Reply, World};

async fn upload(world: &World, query: &str, media_type: &str, bytes: &[u8]) -> Reply {
    let secret = format!("Bearer {}", world.hub.keyring.office_secret);
    let headers = [("authorization", secret), ("content-type", media_type.to_owned())];
    let path = format!("/v1/office/manuals?{query}");
    world.call(Method::POST, &path, &headers, Body::from(bytes.to_vec())).await
}

/// 接线图 and "wiring".
const TITLES: &str = "title_zh=%E6%8E%A5%E7%BA%BF%E5%9B%BE&title_en=wiring";

#[tokio::test]
async fn a_manual_gets_versions_and_pins_and_is_read_from_any_byte() {
    let mut world = World::fresh().await;
    let made = upload(&world, TITLES, "application/pdf", b"first version").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    let id = made.json()["manual"].as_str().expect("an id").to_owned();
    let again = format!("{TITLES}&manual={id}");
    assert_eq!(
        upload(&world, &again, "application/pdf", b"first version").await.json(),
        made.json()
    );
    let second = upload(&world, &again, "application/pdf; v=2", b"second").await.json();
    assert_eq!(second["version"], 2);

    let path = format!("/v1/office/manuals/{id}/pins");
    let pins =
        json!({ "pins": [{ "kind": "repair" }, { "kind": "repair", "model": " KFR-35GW " }] });
    let pinned = world.office(Method::PUT, &path, &pins).await;
    assert_eq!(pinned.status, StatusCode::OK, "{}", pinned.json());
    world.reopen().await;
    let list = world.read("/v1/office/manuals").await;
    assert_eq!(list[0]["title"]["zh"], "接线图");
    assert_eq!(list[0]["versions"].as_array().map(Vec::len), Some(2));
    assert_eq!(list[0]["pins"][1], json!({ "kind": "repair", "model": "KFR-35GW" }));

    // Bytes: whole, from the middle, beyond the end, and to nobody else.
    let href = made.json()["href"].as_str().expect("a path").to_owned();
    let whole = world.office(Method::GET, &href, &Value::Null).await;
    assert_eq!(
        (whole.status, whole.body.as_slice()),
        (StatusCode::OK, b"first version".as_slice())
    );
    let part = async |range: &str| {
        world.office_with(Method::GET, &href, &Value::Null, &[("range", range.to_owned())]).await
    };
    let rest = part("bytes=6-").await;
    assert_eq!(
        (rest.status, rest.body.as_slice()),
        (StatusCode::PARTIAL_CONTENT, b"version".as_slice())
    );
    assert_eq!(rest.header("content-range"), "bytes 6-12/13");
    let beyond = part("bytes=13-").await;
    assert_eq!(
        (beyond.status, beyond.code().as_str()),
        (StatusCode::RANGE_NOT_SATISFIABLE, "range")
    );
    let stranger = world.call(Method::GET, &href, &[], Body::empty()).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_no_manual_is_refused() {
    let world = World::fresh().await;
    let page = upload(&world, TITLES, "text/html", b"<script>").await;
    assert_eq!(
        (page.status, page.code().as_str()),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type")
    );
    let empty = upload(&world, TITLES, "application/pdf", b"").await;
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
    let untitled = upload(&world, "title_zh=%20&title_en=x", "application/pdf", b"x").await;
    assert_eq!(untitled.status, StatusCode::BAD_REQUEST);
    let nobody = "0123456789abcdef0123456789abcdef";
    let unknown =
        upload(&world, &format!("{TITLES}&manual={nobody}"), "application/pdf", b"x").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let made = upload(&world, TITLES, "application/pdf", b"x").await.json();
    let path = format!("/v1/office/manuals/{}/pins", made["manual"].as_str().expect("an id"));
    for wrong in
        [json!([{}]), json!([{ "kind": "spaceship" }]), json!([{ "model": "x".repeat(101) }])]
    {
        let reply = world.office(Method::PUT, &path, &json!({ "pins": wrong })).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    }
}
