//! Runs that cannot be filed yet: a dead phone's work comes in pieces, from whoever has them.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::verdict::Verdict;
use counterfoil_server::exchange::fill_store;
use counterfoil_sync::wire::{Problem, Section, SectionVerdicts};

use crate::world::{Phone, TENANT, World, assign, comment, found, order, taken, verdicts};

/// A parcel of Ann's, whose phone dies with twenty envelopes on it.
async fn twenty_of_ann(world: &World) -> Phone {
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    desk.write(order(1), "keys", vec![found("SF1000000000001")]);
    desk.write(order(1), "plan", vec![assign(Some("ann"))]);
    world.push(&mut desk).await;
    world.sync(&mut ann).await;
    ann.write(order(1), "keys", vec![taken()]);
    for number in 1..20 {
        ann.write(order(1), "work", vec![comment(&format!("第{number}条"))]);
    }
    ann
}

/// Envelopes `from` to before `to` of a chain, sealed at `to`; with salts, for who does not hold what lies below.
fn part(of: &Phone, from: u64, to: usize, salted: bool) -> Vec<Section> {
    let section = of.section(from, to).expect("envelopes");
    vec![Section { salted, ..section }]
}

fn all_accepted(section: &SectionVerdicts, count: usize) {
    assert_eq!(verdicts(section), vec![Verdict::Accepted; count], "{section:?}");
}

async fn size(world: &World) -> u64 {
    world.storage().tip(TENANT).await.unwrap().size
}

#[tokio::test]
async fn a_dead_phones_work_comes_in_two_pieces_the_later_one_first_and_is_judged_once() {
    let world = World::new().await;
    let ann = twenty_of_ann(&world).await;
    let (bo, chen) = (world.phone("bo", "courier").await, world.phone("chen", "technician").await);
    // 1. Bo hands in 11 to 20. Nothing below them is here; the receipt says that the bytes are kept.
    let answer = world.ask(&bo, part(&ann, 10, 20, false), false).await;
    assert_eq!(answer.payload.sections[0].problem, Some(Problem::Gap));
    let receipts = &answer.signed.statement.receipts;
    let receipt = receipts.iter().find(|one| one.chain == ann.chain).expect("a receipt");
    assert!(receipt.keeps(10, 20) && !receipt.keeps(9, 20), "{receipt:?}");
    assert_eq!((receipt.size, receipt.counts.accepted), (0, 0));
    // 2. His answer was lost; he hands them in again: one copy, the same receipt.
    let again = world.ask(&bo, part(&ann, 10, 20, false), false).await;
    let receipts = &again.signed.statement.receipts;
    assert_eq!(receipts.iter().find(|one| one.chain == ann.chain), Some(receipt));
    // 3. The hub restarts. Chen brings 1 to 10: all twenty are judged, in their order, each once.
    let hub = world.again();
    let before = size(&hub).await;
    let answer = hub.ask(&chen, part(&ann, 0, 10, false), false).await;
    let section = &answer.payload.sections[0];
    all_accepted(section, 20);
    assert_eq!((section.size, section.problem), (20, None), "the seal over all twenty holds");
    assert_eq!(
        size(&hub).await - before,
        20 + 2,
        "twenty entries, and two runs that were received"
    );
    // 4. Bo's third attempt changes nothing, and nothing is left waiting.
    let answer = hub.ask(&bo, part(&ann, 10, 20, false), false).await;
    all_accepted(&answer.payload.sections[0], 10);
    assert_eq!(size(&hub).await - before, 22);
    let left = hub.storage().quarantined_by(TENANT, bo.chain.device, ann.chain).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn pieces_of_pieces_overlap_and_fill_from_below() {
    let world = World::new().await;
    let mut ann = twenty_of_ann(&world).await;
    let bo = world.phone("bo", "courier").await;
    for (from, to) in [(15, 20), (8, 12), (11, 16)] {
        let answer = world.ask(&bo, part(&ann, from, to, from == 11), false).await;
        assert_eq!(answer.payload.sections[0].problem, Some(Problem::Gap));
    }
    // Ann's phone lives after all: her own push of the first nine fills everything.
    let section = part(&ann, 0, 9, false);
    let answer = world.ask(&ann, section, false).await;
    all_accepted(&answer.payload.sections[0], 20);
    ann.there = 20;
    ann.write(order(1), "work", vec![comment("手机修好了")]);
    all_accepted(&world.push(&mut ann).await, 1);
}

#[tokio::test]
async fn a_run_that_is_not_the_stores_own_stays_apart_and_stops_nobody() {
    let world = World::new().await;
    let ann = twenty_of_ann(&world).await;
    let mallory = world.phone("mallory", "courier").await;
    let bo = world.phone("bo", "courier").await;
    // 1. Mallory writes 11 to 20 in Ann's name, without her seal; Bo brings the true ones.
    let mut forged = ann.clone();
    forged.made.truncate(10);
    for _ in 0..10 {
        forged.write(order(1), "work", vec![comment("丢了")]);
    }
    let mut lies = part(&forged, 10, 20, false);
    lies[0].seals.clear();
    world.ask(&mallory, lies, false).await;
    world.ask(&bo, part(&ann, 10, 20, false), false).await;
    // 2. The gap fills: the true ones are judged; hers are kept, and nobody takes them for Ann's.
    let answer = world.ask(&bo, part(&ann, 0, 10, false), false).await;
    all_accepted(&answer.payload.sections[0], 20);
    assert_eq!(world.verdict(forged.made[12].hash()).await, None);
    let device = mallory.chain.device;
    let kept = world.storage().quarantined_by(TENANT, device, ann.chain).await.unwrap();
    assert_eq!(kept.len(), 1, "kept as evidence");
}

#[tokio::test]
async fn work_of_a_store_that_is_not_enrolled_waits_for_its_enrolment() {
    let world = World::new().await;
    let ann = twenty_of_ann(&world).await;
    let bo = world.phone("bo", "courier").await;
    // 1. The same twenty, as another hub would see them that never enrolled her store.
    let other = World::new().await;
    let mut desk = other.phone("zhang", "dispatcher").await;
    desk.write(order(1), "keys", vec![found("SF1000000000001")]);
    desk.write(order(1), "plan", vec![assign(Some("ann"))]);
    other.push(&mut desk).await;
    let carrier = other.phone("bo", "courier").await;
    assert_eq!(carrier.chain, bo.chain);
    let answer = other.ask(&carrier, part(&ann, 0, 20, false), false).await;
    assert_eq!(answer.payload.sections[0].problem, Some(Problem::Quarantined));
    let receipts = &answer.signed.statement.receipts;
    let receipt = receipts.iter().find(|one| one.chain == ann.chain).expect("a receipt");
    assert!(receipt.keeps(0, 20), "{receipt:?}");
    let kept = receipt.kept.as_ref().expect("kept")[0];
    assert_ne!(kept.hash, sha256(b""), "it names the bytes");
    // 2. She is enrolled: all twenty are judged, with nobody bringing them again.
    other.phone("ann", "courier").await;
    let filed = fill_store(&other.hub, TENANT, ann.chain.device, other.now_ms).await.unwrap();
    assert_eq!(filed, 1);
    for envelope in &ann.made {
        assert_eq!(other.verdict(envelope.hash()).await, Some(Verdict::Accepted));
    }
}

#[tokio::test]
async fn the_quota_is_the_carriers_own() {
    let world = World::new().await;
    let ann = twenty_of_ann(&world).await;
    let (greedy, bo) =
        (world.phone("mallory", "courier").await, world.phone("bo", "courier").await);
    let template = counterfoil_server::storage::QuarantinedRun {
        carrier: greedy.chain.device,
        chain: ann.chain,
        from: 30,
        to: 31,
        hash: sha256(b"0"),
        section: vec![0; 16 * 1024 * 1024],
    };
    for number in 0..5u8 {
        let run = counterfoil_server::storage::QuarantinedRun {
            hash: sha256(&[number]),
            ..template.clone()
        };
        let kept = world.storage().quarantine(TENANT, run, world.now_ms).await.unwrap();
        assert_eq!(kept, number < 4, "64 MiB each");
    }
    // Who has no room left is not told that his run is kept; another carrier has his own.
    let answer = world.ask(&greedy, part(&ann, 10, 20, false), false).await;
    let receipt = answer.signed.statement.receipts.iter().find(|one| one.chain == ann.chain);
    assert!(!receipt.expect("a receipt").keeps(10, 20));
    let answer = world.ask(&bo, part(&ann, 10, 20, false), false).await;
    let receipt = answer.signed.statement.receipts.iter().find(|one| one.chain == ann.chain);
    assert!(receipt.expect("a receipt").keeps(10, 20));
}
