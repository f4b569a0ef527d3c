//! Acts, joins and decisions: all or nothing, one waybill twice, custody from two sides.

use counterfoil_domain::log::Statement;
use counterfoil_domain::verdict::Verdict;

use crate::world::{
    Phone, TENANT, World, assign, comment, found, order, person, photo, received_from, refusal,
    step, step_because, taken, unsigned, verdicts, waybill,
};

async fn parcel_for_ann(world: &World) -> (Phone, Phone) {
    let mut desk = world.phone("zhang", "dispatcher").await;
    let ann = world.phone("ann", "courier").await;
    desk.write(order(1), "keys", vec![found("SF1000000000001")]);
    desk.write(order(1), "plan", vec![assign(Some("ann"))]);
    world.push(&mut desk).await;
    (desk, ann)
}

#[tokio::test]
async fn a_group_is_taken_together_or_not_at_all() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    // 1. The second of two is forbidden: neither is taken, and the first says why.
    let plan = vec![assign(Some("ann"))];
    ann.write_together(1, 2, order(1), "work", vec![step("start", "ready")]);
    ann.write_together(1, 2, order(1), "plan", plan);
    let section = world.push(&mut ann).await;
    let refused = |code: &str| Verdict::Refused { code: code.to_owned() };
    assert_eq!(verdicts(&section), [refused("together"), refused("fact_policy")]);
    assert_eq!(world.stage(order(1)).await, "ready");
    // 2. A whole one is.
    ann.write_together(2, 2, order(1), "keys", vec![taken()]);
    ann.write_together(2, 2, order(1), "work", vec![step("start", "ready")]);
    let section = world.push(&mut ann).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted, Verdict::Accepted]);
    assert_eq!(world.stage(order(1)).await, "out_for_delivery");
}

#[tokio::test]
async fn a_transition_that_lacks_its_evidence_moves_nothing_and_says_what_it_lacks() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    ann.write(order(1), "work", vec![step("start", "ready")]);
    ann.write(order(1), "work", vec![step("deliver", "out_for_delivery")]);
    let section = world.push(&mut ann).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted, Verdict::Accepted]);
    assert_eq!(world.stage(order(1)).await, "out_for_delivery");
    let size = world.storage().tip(TENANT).await.unwrap().size;
    let entries = world.storage().entries_of(TENANT, order(1).id, 0, size).await.unwrap();
    let last = entries.last().unwrap().leaf.decision.clone().unwrap();
    let exception = last.exception.unwrap();
    assert_eq!(exception.rule, "parcel_delivery/deliver");
    assert!(!exception.missing.is_empty());
}

#[tokio::test]
async fn what_a_colleague_supplies_makes_the_hub_judge_a_transition_again() {
    let world = World::new().await;
    let (mut desk, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    // 1. Ann marks it refused and has no evidence of it.
    let refuse = step_because("refuse", "ready", "not_wanted");
    ann.write(order(1), "work", vec![refuse]);
    world.push(&mut ann).await;
    assert_eq!(world.stage(order(1)).await, "ready");
    // 2. The desk has the customer on the phone and writes the refusal down: now it stands.
    desk.write(order(1), "work", vec![refusal("not_wanted")]);
    world.push(&mut desk).await;
    assert_eq!(world.stage(order(1)).await, "refused");
    let size = world.storage().tip(TENANT).await.unwrap().size;
    let entries = world.storage().entries_of(TENANT, order(1).id, 0, size).await.unwrap();
    let last = entries.last().unwrap();
    assert!(
        matches!(&last.statement, Some(Statement::Decided(word)) if word.subject == order(1).id)
    );
    // 3. Ann hears of it as a row of the hub.
    let page = world.sync(&mut ann).await.payload.page;
    assert_eq!(page.groups[0].rows.last().unwrap().decision, last.leaf.decision);
}

#[tokio::test]
async fn delivered_with_evidence_against_cancelled_is_a_dispute() {
    let world = World::new().await;
    let (mut desk, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    let mut pokes = world.hub.listen();
    ann.write(order(1), "work", vec![step("deliver", "ready"), photo("door"), unsigned()]);
    desk.write(order(1), "work", vec![step_because("cancel", "ready", "not_wanted")]);
    let section = world.push(&mut desk).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted]);
    let cancelled = world.stage(order(1)).await;
    let section = world.push(&mut ann).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted], "no evidence is ever discarded");
    let size = world.storage().tip(TENANT).await.unwrap().size;
    let entries = world.storage().entries_of(TENANT, order(1).id, 0, size).await.unwrap();
    let decision = entries.last().unwrap().leaf.decision.clone().unwrap();
    assert_eq!(cancelled, "cancelled", "{decision:?}");
    assert!(decision.stage.clone().unwrap().is_disputed(), "{decision:?}");
    let mut alarmed = false;
    while let Ok(poke) = pokes.try_recv() {
        alarmed |= poke.alarm && poke.subject == Some(order(1).id);
    }
    assert!(alarmed, "the dispatcher is told at once");
}

#[tokio::test]
async fn who_receives_a_parcel_from_a_colleague_may_write_on_it_from_then_on() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    let mut bo = world.phone("bo", "courier").await;
    world.sync(&mut ann).await;
    world.sync(&mut bo).await;
    ann.write(order(1), "keys", vec![taken()]);
    world.push(&mut ann).await;
    // 1. Bo's phone reports work on a parcel that the hub believes to be Ann's.
    let note = bo.write(order(1), "work", vec![refusal("not_wanted")]);
    world.push(&mut bo).await;
    assert_eq!(world.verdict(note).await, Some(Verdict::Held { why: "access".to_owned() }));
    // 2. The shared scanner, on which he received it, comes into coverage later.
    let mut scanner = world.enrol_store("bo", "bo's scanner", false).await;
    scanner.write(order(1), "keys", vec![received_from("ann")]);
    let section = world.push(&mut scanner).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted]);
    assert_eq!(world.verdict(note).await, Some(Verdict::Accepted), "the handover opens it");
}

#[tokio::test]
async fn one_waybill_from_two_phones_and_the_office_is_one_order() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    let mut bo = world.phone("bo", "courier").await;
    world.sync(&mut ann).await;
    world.sync(&mut bo).await;
    let key = "SF1000000000777";
    // 1. Ann and Bo each load a parcel that nobody knows; then the office imports it.
    ann.write(order(11), "keys", vec![found(key), taken()]);
    world.push(&mut ann).await;
    bo.write(order(12), "keys", vec![found(key), taken()]);
    world.push(&mut bo).await;
    desk.write(order(13), "keys", vec![found(key)]);
    world.push(&mut desk).await;
    let holders = world.storage().subjects_with_key(TENANT, waybill(key)).await.unwrap();
    assert_eq!(holders.len(), 3);
    // 2. First Ann's leads Bo's, as it came first; then the office's leads hers.
    let size = world.storage().tip(TENANT).await.unwrap().size;
    let entries = world.storage().entries(TENANT, 0, size, 1_000).await.unwrap();
    let joins: Vec<_> = entries
        .iter()
        .filter_map(|entry| match &entry.statement {
            Some(Statement::Joined(pair)) => Some((pair.lead, pair.other)),
            _ => None,
        })
        .collect();
    assert_eq!(joins[0], (order(11).id, order(12).id));
    assert_eq!(joins[1].0, order(13).id, "the office's leads");
    // 3. Both say that they have it, and the join says so too.
    let join = entries
        .iter()
        .rev()
        .find(|entry| entry.statement.is_some() && entry.leaf.decision.is_some());
    let custody = join.unwrap().leaf.decision.clone().unwrap().custody.unwrap();
    assert_eq!(custody.holder, Some(person("ann")));
    assert_eq!(custody.also_taken_by, Some(vec![person("bo")]));
    // 4. Bo goes on writing to his own id, and gets no sight of the lead.
    bo.write(order(12), "work", vec![comment("已装车")]);
    let answer = world.sync(&mut bo).await;
    assert_eq!(verdicts(&answer.payload.sections[0]), [Verdict::Accepted]);
    let told: Vec<_> = answer.payload.page.groups.iter().map(|group| group.subject.id).collect();
    assert!(!told.contains(&order(13).id), "a join grants no sight: {told:?}");
}

#[tokio::test]
async fn what_is_done_on_a_joined_order_places_the_lead_for_who_sees_the_lead_alone() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    let mut chen = world.phone("chen", "courier").await;
    let key = "SF1000000000888";
    // 1. The office's parcel is Chen's; Ann has it in her hands and founded it without signal.
    desk.write(order(21), "keys", vec![found(key)]);
    desk.write(order(21), "plan", vec![assign(Some("chen"))]);
    world.push(&mut desk).await;
    world.sync(&mut chen).await;
    ann.write(order(22), "keys", vec![found(key), taken()]);
    ann.write(order(22), "work", vec![step("load", "ready")]);
    let section = world.push(&mut ann).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted, Verdict::Accepted]);
    // 2. Both ids stand where she brought it, and Chen hears so without sight of her id.
    assert_eq!(world.stage(order(21)).await, "loaded");
    assert_eq!(world.stage(order(22)).await, "loaded");
    let page = world.sync(&mut chen).await.payload.page;
    let told: Vec<_> = page.groups.iter().map(|group| group.subject).collect();
    assert_eq!(told, [order(21)]);
    let last = page.groups[0].rows.last().unwrap();
    let stage = last.decision.clone().unwrap().stage.unwrap();
    assert_eq!((stage.stage.as_str(), stage.by), ("loaded", Some(ann.fact_of(1))));
}

#[tokio::test]
async fn a_slice_is_received_once_and_its_root_is_in_the_log() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    for n in 0..450 {
        ann.write(order(1), "work", vec![comment(&format!("第{n}条"))]);
    }
    let section = world.push(&mut ann).await;
    assert_eq!(section.verdicts.len(), 450);
    assert!(verdicts(&section).iter().all(|verdict| *verdict == Verdict::Accepted));
    let size = world.storage().tip(TENANT).await.unwrap().size;
    let entries = world.storage().entries(TENANT, 0, size, 10_000).await.unwrap();
    let slices: Vec<u64> = entries
        .iter()
        .filter_map(|entry| match &entry.statement {
            Some(Statement::Received(received)) if received.chain == ann.chain => {
                Some(received.size)
            }
            _ => None,
        })
        .collect();
    assert_eq!(slices, [200, 400, 450]);
    // Every entry is proved by its path.
    let tip = world.storage().tip(TENANT).await.unwrap();
    for index in [0, 5, size / 2, size - 1] {
        let proof = world.storage().inclusion(TENANT, index, size).await.unwrap().unwrap();
        let leaf = counterfoil_domain::merkle::leaf_hash(&proof.leaf);
        assert!(counterfoil_domain::merkle::verify_inclusion(
            &leaf,
            index,
            size,
            &proof.path,
            &tip.root
        ));
    }
}
