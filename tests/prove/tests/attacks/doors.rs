//! The doors: requests that were recorded, tokens of others, phones of another tenant, paths that lead out.

use std::time::Duration;

use counterfoil_domain::verdict::Verdict;
use counterfoil_prove::siege::Siege;
use counterfoil_sync::access::{SYNC_PATH, TOKEN_PATH, TokenAnswer};
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::{HandPhone, World};
use serde_json::json;

use crate::raw;

const QUARTER_MS: u64 = 16 * 60 * 1_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recorded_request_has_one_effect_however_often_it_comes_again() {
    let mut siege = Siege::begin().await;
    let hers = siege.hers;
    let (_, toll) = siege
        .under("replay", async |world, mallory| {
            mallory.comment(hers, "一次");
            let body = mallory.request_from(0, false);
            let papers = mallory.papers("POST", SYNC_PATH, &body, None).await;
            // 1. The same bytes with the same proof, forty times: every answer is 200, and one remark stands.
            for _ in 0..40 {
                let reply = mallory.send("POST", SYNC_PATH, &papers, body.clone()).await;
                assert_eq!(reply.status, 200, "{}", reply.code());
            }
            // 2. The proof is good for these bytes and this path alone.
            let mut other = body.clone();
            *other.last_mut().expect("bytes") ^= 1;
            for (path, body) in [(SYNC_PATH, other), (TOKEN_PATH, body.clone())] {
                let reply = mallory.send("POST", path, &papers, body).await;
                assert_eq!((reply.status, reply.code().as_str()), (401, "unproven"), "{path}");
            }
            // 3. A quarter of an hour later it is nobody's.
            world.hub_time_passes(QUARTER_MS);
            let reply = mallory.send("POST", SYNC_PATH, &papers, body).await;
            assert_eq!((reply.status, reply.code().as_str()), (401, "nonce"));
            assert_eq!(world.hub_sheet(hers).await.card.counts.comments, 1);
        })
        .await;
    assert!(toll.cpu < Duration::from_secs(20), "{toll}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_mallory_records_of_somebody_else_is_worth_nothing_to_her() {
    let mut siege = Siege::begin().await;
    let (hers, anns) = (siege.hers, siege.anns);
    let mut bo = siege.world.hand_phone("bo", &["courier"]).await;
    let bos = siege.world.order_with("parcel", Some(bo.person()), json!({"title": "梨"})).await;
    siege
        .under("recorded requests", async |world, mallory| {
            // 1. Bo's request for a token, whole: its answer is a token, and a token needs Bo's key beside it.
            let papers = bo.papers("POST", TOKEN_PATH, &[], None).await;
            let reply = mallory.send("POST", TOKEN_PATH, &papers, Vec::new()).await;
            assert_eq!(reply.status, 200, "the hub answers what is proven");
            let stolen: TokenAnswer =
                counterfoil_domain::cbor::decode(&reply.body).expect("a token");
            pulls_nothing(mallory, Some(&stolen.token)).await;
            // 2. Bo's push under her own proof: his work is his, and she hears of it only that it waits.
            bo.comment(bos, "到门口了");
            let request = bo.request_from(0, false);
            let reply = mallory.ask(SYNC_PATH, request, None).await;
            println!("another's request under her own proof: {} {}", reply.status, reply.code());
            for order in [hers, anns, bos] {
                let sheet = world.hub_sheet(order).await;
                let by_her = |row: &&counterfoil_domain::order::timeline::TimelineRow| {
                    row.kind == "comment" && row.person == Some(mallory.person())
                };
                assert_eq!(sheet.timeline.iter().filter(by_her).count(), 0, "{order}");
            }
            // 3. Bo himself goes on as if nothing had been.
            assert_eq!(verdicts(&bo.push().await), [Verdict::Accepted]);
            assert_eq!(world.hub_sheet(bos).await.card.counts.comments, 1);
        })
        .await;
}

/// A pull with this token brings no order, no cursor, nothing.
async fn pulls_nothing(phone: &HandPhone, token: Option<&str>) {
    let answer = phone.exchange(&phone.request_from(phone.made.len(), true), token).await;
    let payload = answer.payload;
    assert!(payload.cursor.is_none() && payload.page.groups.is_empty(), "{payload:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_good_for_its_own_phone_and_for_ten_minutes() {
    let mut siege = Siege::begin().await;
    let bo = siege.world.hand_phone("bo", &["courier"]).await;
    siege
        .under("tokens", async |world, mallory| {
            let (hers, his) =
                (mallory.token().await.expect("hers"), bo.token().await.expect("his"));
            // 1. His with her proof; none; hers with a letter changed, everywhere; tokens that are none.
            pulls_nothing(mallory, Some(&his)).await;
            pulls_nothing(mallory, None).await;
            for at in (0..hers.len()).step_by(7) {
                let mut forged = hers.clone().into_bytes();
                forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
                let forged = String::from_utf8(forged).expect("letters");
                if forged != hers {
                    pulls_nothing(mallory, Some(&forged)).await;
                }
            }
            for none in ["", " ", "null", "eyJhbGciOiJub25lIn0.e30.", &"A".repeat(100_000)[..4_000]]
            {
                pulls_nothing(mallory, Some(none)).await;
            }
            // 2. Her own brings her order; ten minutes later nothing, and a revoked phone's brings nothing at all.
            let asks = mallory.request_from(mallory.made.len(), true);
            assert!(mallory.exchange(&asks, Some(&hers)).await.payload.cursor.is_some());
            world.hub_time_passes(10 * 60 * 1_000);
            pulls_nothing(mallory, Some(&hers)).await;
            let fresh = mallory.token().await.expect("a fresh one");
            world.revoke(mallory.device).await;
            pulls_nothing(mallory, Some(&fresh)).await;
            assert_eq!(mallory.token().await, Err("enrol_again".to_owned()));
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_of_another_tenant_is_a_stranger() {
    let other = World::start().await;
    let mut eve = other.hand_phone("eve", &["courier", "dispatcher", "outlet_manager"]).await;
    let token = eve.token().await.expect("a token of the other hub's");
    let mut siege = Siege::begin().await;
    let (hers, anns) = (siege.hers, siege.anns);
    siege
        .under("another tenant", async |world, mallory| {
            // 1. Her keys, papers and token are the other hub's: nothing of them is known here.
            eve.turns_to(mallory.hub_url());
            eve.comment(anns, "从别处来");
            let push = eve.request_from(0, true);
            for (path, body) in [(SYNC_PATH, push), (TOKEN_PATH, Vec::new())] {
                let reply = eve.ask(path, body, Some(&token)).await;
                assert_eq!((reply.status, reply.code().as_str()), (401, "unproven"), "{path}");
            }
            // 2. Mallory writes in the other tenant's name, on orders of both.
            let (tenant, before) = (eve.tenant(), world.hub_sheet(hers).await);
            for order in [hers, anns] {
                let subject = counterfoil_domain::subject::Subject::order(order);
                let said = counterfoil_domain::fact::Comment { text: "冒名".to_owned() };
                let said = vec![counterfoil_domain::fact::Fact::Comment(said)];
                mallory.lies(subject, "work", said, |author| author.tenant = tenant);
            }
            let body = mallory.request_from(0, false);
            let reply = mallory.ask(SYNC_PATH, body, None).await;
            println!("envelopes of another tenant: {} {}", reply.status, reply.code());
            assert_eq!(world.hub_sheet(hers).await, before, "nothing of it stands");
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_path_leads_out_of_what_is_served() {
    const UP: [&str; 14] = [
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%5c",
        "..\\",
        "....//",
        "%252e%252e%252f",
        "..;/",
        "%c0%ae%c0%ae/",
        "./../",
        "/",
        "%00/",
        "..%00/",
    ];
    const FROM: [&str; 8] = [
        "/console/",
        "/v1/blobs/",
        "/v1/evidence/",
        "/v1/manuals/",
        "/v1/office/exports/zh/",
        "/v1/office/orders/",
        "/",
        "/v1/office/imports/",
    ];
    const TO: [&str; 5] = ["etc/passwd", "hub.key", "keys/hub.key", "office.secret", "hub.db"];
    let mut siege = Siege::begin().await;
    siege
        .under("paths", async |world, mallory| {
            let (url, secret) =
                (mallory.hub_url().to_owned(), world.server().keyring.office_secret.to_string());
            let signed_in = format!("authorization: Bearer {secret}\r\n");
            let mut tried = 0;
            for (from, up) in FROM.iter().flat_map(|from| UP.map(|up| (from, up))) {
                for (to, depth) in TO.iter().zip([6, 1, 2, 1, 1]) {
                    let target = format!("{from}{}{to}", up.repeat(depth));
                    let answer = raw::say(&url, &raw::bare("GET", &target, &signed_in)).await;
                    tried += 1;
                    let refused = (400..500).contains(&raw::status(&answer));
                    assert!(refused, "{target}: {answer}");
                    assert!(answer.len() < 2_000, "{target}: {} bytes", answer.len());
                    assert!(!answer.contains("root:") && !answer.contains(&secret), "{target}");
                }
            }
            // Nor does any other way to ask for the same.
            for method in ["HEAD", "PATCH", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"]
            {
                let target = "/v1/blobs/../../keys/hub.key";
                let answer = raw::say(&url, &raw::bare(method, target, &signed_in)).await;
                assert!((400..500).contains(&raw::status(&answer)), "{method}: {answer}");
            }
            println!("{tried} paths");
        })
        .await;
}
