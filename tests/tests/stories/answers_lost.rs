//! Answers get lost at the doors too: who asks again gets the same, and it happened once.

use counterfoil_client::ClientError;
use counterfoil_domain::log::Statement;
use counterfoil_sync::access::{ADOPT_PATH, ENROL_PATH, TOKEN_PATH, WIPED_PATH};
use counterfoil_tests::harness::World;
use serde_json::json;

/// How often the hub's log says something.
async fn said(world: &World, what: impl Fn(&Statement) -> bool) -> usize {
    let server = world.server();
    let entries = server.storage.entries(server.tenant(), 0, u64::MAX / 2, 10_000).await;
    let statements = entries.expect("the log").into_iter().filter_map(|entry| entry.statement);
    statements.filter(what).count()
}

#[tokio::test]
async fn a_phone_that_hears_nothing_asks_again_and_is_one_phone() {
    let world = World::start().await;
    // 1. The code was taken, the answer is lost, three times; the app is killed in between.
    let (mut ann, invitation) = world.played_with_code("ann", &["courier"], true).await;
    ann.way.loses_answers(ENROL_PATH, 3);
    let before = said(&world, |one| matches!(one, Statement::Enrolled(_))).await;
    for _ in 0..3 {
        let lost = ann.phone().account().enrol(&invitation).await;
        assert!(matches!(lost, Err(ClientError::Offline)), "{lost:?}");
        assert!(ann.phone().account().status().expect("a status").enrolled.is_none());
        ann.opens().expect("the same keys");
    }
    assert_eq!(ann.way.still_loses(), 0);
    ann.phone().account().enrol(&invitation).await.expect("enrolled");
    assert_eq!(said(&world, |one| matches!(one, Statement::Enrolled(_))).await, before + 1);
    // 2. A token whose answer is lost is asked for again; each asking is as good as the one before.
    let order = world.order("parcel", ann.person).await;
    ann.opens().expect("without a token");
    ann.way.loses_answers(TOKEN_PATH, 2);
    for _ in 0..2 {
        let _ = ann.tries_to_sync().await.expect("a session without signal is no error");
    }
    assert_eq!(ann.way.still_loses(), 0);
    ann.syncs().await;
    ann.phone().captures().comment(order, "到了").expect("said");
    ann.syncs().await;
    // 3. A new seal key is adopted once, however often its answer is lost.
    ann.signer.clone().expect("hardware").has_another_key(42);
    ann.way.loses_answers(ADOPT_PATH, 2);
    ann.phone().captures().comment(order, "又到了").expect("said");
    for _ in 0..3 {
        let _ = ann.tries_to_sync().await.expect("a session");
    }
    assert_eq!(ann.way.still_loses(), 0);
    assert_eq!(said(&world, |one| matches!(one, Statement::Adopted(_))).await, 1);
    let server = world.server();
    let chains = server.storage.chains(server.tenant(), ann.device()).await.expect("read");
    assert!(chains.iter().all(|(_, row)| row.sealed_size == row.edge.size()), "{chains:?}");
    // 4. The word that it was wiped is taken once.
    ann.way.loses_answers(WIPED_PATH, 2);
    let path = format!("/v1/office/devices/{}/wipe", ann.device());
    world.post(&path, &json!({"mode": "now"})).await;
    assert!(matches!(ann.tries_to_sync().await, Err(ClientError::Closed)));
    for _ in 0..2 {
        ann.opens().expect("a new store");
        assert!(matches!(ann.tries_to_sync().await, Err(ClientError::SignInAgain)));
    }
    assert_eq!(ann.way.still_loses(), 0);
    assert_eq!(said(&world, |one| matches!(one, Statement::Wiped(_))).await, 1);
}
