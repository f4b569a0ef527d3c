//! Ann gets a phone: one code, two keys, answers that get lost, and the two doors.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use counterfoil_sync::access::{NONCE_HEADER, NonceAnswer, PROOF_HEADER};
use serde_json::json;

use crate::phone::Phone;
use crate::world::World;

const MINUTE_MS: u64 = 60_000;

#[tokio::test]
async fn the_same_code_with_the_same_phone_gives_the_same_answer() {
    let world = World::fresh().await;
    let (person, invitation) = world.courier("安").await;
    let mut ann = Phone::new(1);

    // 1. The first answer gets lost; the phone asks again a little later.
    assert_eq!(ann.enrol(&world, &invitation).await.status, StatusCode::OK);
    let first = ann.answer.clone().expect("an answer");
    world.clock.pass(5 * MINUTE_MS);
    assert_eq!(ann.enrol(&world, &invitation).await.status, StatusCode::OK);
    let second = ann.answer.clone().expect("an answer");
    assert_eq!((first.device, first.person), (second.device, second.person));
    assert_eq!((&first.keys, &first.roles), (&second.keys, &vec!["courier".to_owned()]));
    assert_eq!(first.person.to_string(), person);

    // 2. It was written into the log once.
    assert_eq!(world.metric("enrolments_total").await, 1);
    let devices = world.office(Method::GET, "/v1/office/devices", &json!(null)).await.json();
    let own = devices.as_array().expect("a list").iter();
    assert_eq!(own.filter(|row| row["name"] == "安").count(), 1);
}

#[tokio::test]
async fn a_second_phone_with_the_same_code_is_refused_and_counted() {
    let world = World::fresh().await;
    let (_, invitation) = world.courier("安").await;
    Phone::enrolled(&world, 1, &invitation).await;
    let mut stranger = Phone::new(2);
    let reply = stranger.enrol(&world, &invitation).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::CONFLICT, "code_used"));
    assert_eq!(world.metric("codes_shown_twice_total").await, 1);
    assert_eq!(world.metric("enrolments_total").await, 1);
}

#[tokio::test]
async fn a_code_ends_after_fifteen_minutes_even_for_the_phone_that_used_it() {
    let world = World::fresh().await;
    let (_, invitation) = world.courier("安").await;
    world.clock.pass(15 * MINUTE_MS);
    let reply = Phone::new(1).enrol(&world, &invitation).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::FORBIDDEN, "code_gone"));

    let (_, invitation) = world.courier("波").await;
    let mut bo = Phone::enrolled(&world, 2, &invitation).await;
    world.clock.pass(15 * MINUTE_MS);
    assert_eq!(bo.enrol(&world, &invitation).await.code(), "code_gone");
}

#[tokio::test]
async fn nobody_enrols_a_key_that_is_not_theirs() {
    let world = World::fresh().await;
    let (_, invitation) = world.courier("安").await;
    let (mut ann, bo) = (Phone::new(1), Phone::new(2));

    // The form names Bo's seal key; Ann cannot sign with it.
    let honest = std::mem::replace(&mut ann, Phone::new(1));
    let mut thief = honest;
    let reply = thief.enrol_with_foreign_seal(&world, &invitation, &bo).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::UNAUTHORIZED, "unproven"));

    // The code is still good: nothing was claimed.
    assert_eq!(ann.enrol(&world, &invitation).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_old_nonce_is_answered_with_the_next_one() {
    let world = World::fresh().await;
    let (_, invitation) = world.courier("安").await;
    let ann = Phone::enrolled(&world, 1, &invitation).await;
    let old = ann.nonce(&world).await;
    world.clock.pass(60 * MINUTE_MS);

    let ask = async |fresh: &NonceAnswer| {
        let proof = ann.session_proof(fresh, "POST /v1/token", b"");
        world.call(Method::POST, "/v1/token", &[(PROOF_HEADER, proof)], Body::empty()).await
    };
    let reply = ask(&old).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::UNAUTHORIZED, "nonce"));
    let mut nonce = [0; 16];
    hex::decode_to_slice(reply.header(NONCE_HEADER), &mut nonce).expect("a nonce");
    let reply = ask(&NonceAnswer { nonce, ..old }).await;
    assert_eq!(reply.status, StatusCode::OK);
}

#[tokio::test]
async fn a_proof_is_good_for_its_own_request_alone() {
    let world = World::fresh().await;
    let (_, invitation) = world.courier("安").await;
    let ann = Phone::enrolled(&world, 1, &invitation).await;
    let fresh = ann.nonce(&world).await;
    for (target, body) in [("POST /v1/sync", &b""[..]), ("POST /v1/token", b"x")] {
        let proof = ann.session_proof(&fresh, target, body);
        let headers = [(PROOF_HEADER, proof)];
        let reply = world.call(Method::POST, "/v1/token", &headers, Body::empty()).await;
        assert_eq!(reply.code(), "unproven", "{target}");
    }
    let reply = Phone::new(7).ask_as_stranger(&world).await;
    assert_eq!(reply.code(), "unproven", "a key that was never enrolled");
    assert_eq!(world.metric("proofs_refused_total").await, 3);
}

#[tokio::test]
async fn a_revoked_phone_pushes_and_no_longer_pulls() {
    let world = World::fresh().await;
    let (_, invitation) = world.courier("安").await;
    let ann = Phone::enrolled(&world, 1, &invitation).await;
    let token = ann.token(&world).await;
    let place = format!("/v1/office/devices/{}/revoke", ann.device);
    let reply = world.office(Method::POST, &place, &json!(null)).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);

    let reply = ann.ask(&world, (Method::POST, "/v1/token"), Vec::new(), None).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::FORBIDDEN, "enrol_again"));
    let reply = ann.ask(&world, (Method::GET, "/v1/live"), Vec::new(), Some(&token)).await;
    assert_eq!(reply.code(), "token", "the token that it still has opens nothing");
    let answer = ann.exchange(&world, false, Vec::new()).await;
    assert!(answer.payload.page.groups.is_empty(), "and it gets no order data");
}

#[tokio::test]
async fn the_office_asks_for_its_secret_and_answers_in_problem_details() {
    let world = World::fresh().await;
    for secret in ["", "Bearer", "Bearer 00", "Basic x"] {
        let headers = [("authorization", secret.to_owned())];
        let reply = world.call(Method::GET, "/v1/office/people", &headers, Body::empty()).await;
        assert_eq!((reply.status, reply.code().as_str()), (StatusCode::UNAUTHORIZED, "office"));
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
    let body = json!({ "name": "安", "roles": ["emperor"] });
    let reply = world.office(Method::POST, "/v1/office/people", &body).await;
    assert_eq!(reply.code(), "malformed");
    let reply = world.call(Method::GET, "/v1/nowhere", &[], Body::empty()).await;
    assert_eq!(reply.code(), "not_found");
    let reply = world.call(Method::POST, "/v1/enrol", &[], vec![0; 100_000]).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
}
