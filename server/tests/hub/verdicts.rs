//! Verdicts: accepted, late, held and released, refused, repeated, forked.

use counterfoil_domain::verdict::Verdict;
use counterfoil_sync::wire::Problem;

use crate::world::{World, assign, comment, found, order, refusal, step, taken, verdicts};

fn held(why: &str) -> Verdict {
    Verdict::Held { why: why.to_owned() }
}

/// Zhang's desk founds a parcel and gives it to Ann.
async fn parcel_for_ann(world: &World) -> (crate::world::Phone, crate::world::Phone) {
    let mut desk = world.phone("zhang", "dispatcher").await;
    let ann = world.phone("ann", "courier").await;
    desk.write(order(1), "keys", vec![found("SF1000000000001")]);
    desk.write(order(1), "plan", vec![assign(Some("ann"))]);
    let section = world.push(&mut desk).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted, Verdict::Accepted], "{section:?}");
    (desk, ann)
}

#[tokio::test]
async fn a_parcel_is_founded_assigned_pulled_worked_on_and_pushed() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    // 1. Ann pulls: the parcel comes whole, with the playbook before it.
    let first = world.sync(&mut ann).await.payload;
    assert_eq!(first.page.groups.len(), 1);
    assert_eq!(first.page.playbooks.len(), 1);
    assert!(!first.more);
    // 2. She takes it and sets out.
    ann.write(order(1), "keys", vec![taken()]);
    ann.write(order(1), "work", vec![step("start", "ready")]);
    let answer = world.sync(&mut ann).await;
    let section = &answer.payload.sections[0];
    assert_eq!(verdicts(section), [Verdict::Accepted, Verdict::Accepted]);
    assert_eq!(section.problem, None, "a seal covers it");
    assert_eq!(world.stage(order(1)).await, "out_for_delivery");
    // 3. The receipt names her chain at its size, with its counts.
    let receipt = &answer.signed.statement.receipts[0];
    assert_eq!((receipt.size, receipt.sealed_size, receipt.counts.accepted), (2, 2, 2));
    // 4. Nothing is left to do.
    let idle = world.sync(&mut ann).await.payload;
    assert!(idle.page.groups.is_empty() && !idle.more);
}

#[tokio::test]
async fn a_push_that_comes_again_has_one_effect_and_the_same_answer() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    ann.write(order(1), "keys", vec![taken()]);
    let first = world.push(&mut ann).await;
    let size = world.storage().tip(crate::world::TENANT).await.unwrap().size;
    for _ in 0..3 {
        ann.there = 0;
        let again = world.push(&mut ann).await;
        assert_eq!(again.verdicts, first.verdicts);
    }
    assert_eq!(world.storage().tip(crate::world::TENANT).await.unwrap().size, size);
}

#[tokio::test]
async fn work_that_comes_after_a_reassignment_is_late_and_kept() {
    let world = World::new().await;
    let (mut desk, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    ann.write(order(1), "work", vec![comment("到门口了")]);
    desk.write(order(1), "plan", vec![assign(None)]);
    world.push(&mut desk).await;
    let section = world.push(&mut ann).await;
    assert_eq!(verdicts(&section), [Verdict::Late]);
}

#[tokio::test]
async fn who_never_saw_an_order_learns_nothing_and_waits_until_he_gets_it() {
    let world = World::new().await;
    let (mut desk, _) = parcel_for_ann(&world).await;
    let mut bo = world.phone("bo", "courier").await;
    // 1. Bo writes on Ann's parcel, and on one that does not exist: the same answer.
    let work = bo.write(order(1), "work", vec![refusal("not_wanted")]);
    let more = bo.write(order(1), "work", vec![refusal("not_wanted")]);
    bo.write(order(99), "work", vec![comment("?")]);
    let section = world.push(&mut bo).await;
    assert_eq!(verdicts(&section), [held("access"), held("behind"), held("access")]);
    // 2. The desk hands it over to Bo: what waited is judged, in its order.
    desk.write(order(1), "plan", vec![assign(Some("bo"))]);
    world.push(&mut desk).await;
    assert_eq!(world.verdict(work).await, Some(Verdict::Accepted));
    assert_eq!(world.verdict(more).await, Some(Verdict::Accepted));
    // 3. Bo hears of it with his next exchange, and the receipt counts one as held still.
    let answer = world.sync(&mut bo).await;
    assert_eq!(answer.signed.statement.receipts[0].counts.accepted, 2);
    assert_eq!(answer.signed.statement.receipts[0].counts.held, 1);
}

#[tokio::test]
async fn what_a_role_may_not_write_is_refused_and_kept() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    // A courier assigns nobody, and a comment is not for the audience `plan`.
    let own = ann.write(order(1), "plan", vec![assign(Some("ann"))]);
    ann.write(order(1), "plan", vec![comment("x")]);
    let section = world.push(&mut ann).await;
    let refused = |code: &str| Verdict::Refused { code: code.to_owned() };
    assert_eq!(verdicts(&section), [refused("fact_policy"), refused("fact_audience")]);
    let kept = world.storage().envelope(crate::world::TENANT, own).await.unwrap().unwrap();
    assert!(kept.body.is_some(), "the refused body is kept");
}

#[tokio::test]
async fn a_revoked_store_may_push_and_nobody_judges_it_and_it_pulls_nothing() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    world.revoke(&ann).await;
    ann.write(order(1), "work", vec![comment("还在路上")]);
    let answer = world.sync(&mut ann).await;
    assert_eq!(verdicts(&answer.payload.sections[0]), [held("revoked")]);
    assert_eq!(answer.payload.cursor, None);
    assert_eq!(answer.signed.statement.receipts[0].counts.held, 1);
}

#[tokio::test]
async fn the_second_branch_of_a_chain_is_filed_apart_and_flagged() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    // A copy of the phone goes its own way from here.
    let mut copy = ann.clone();
    ann.write(order(1), "work", vec![comment("原机")]);
    world.push(&mut ann).await;
    copy.write(order(1), "work", vec![comment("副本")]);
    copy.write(order(1), "work", vec![comment("副本二")]);
    let answer = world.sync(&mut copy).await;
    let section = &answer.payload.sections[0];
    assert!(matches!(section.problem, Some(Problem::Forked(_))), "{section:?}");
    let flagged = Verdict::Flagged { why: "forked".to_owned() };
    assert_eq!(verdicts(section), [flagged.clone(), flagged]);
    assert_eq!(answer.payload.cursor, None, "pulling stops until the store begins anew");
    // A new life that names the old one mends it.
    let mut reborn = copy.reborn(5);
    reborn.write(order(1), "work", vec![comment("重新开始")]);
    let answer = world.sync(&mut reborn).await;
    assert_eq!(verdicts(&answer.payload.sections[0]), [Verdict::Accepted]);
    assert!(answer.payload.cursor.is_some());
}

#[tokio::test]
async fn who_enrols_again_after_a_fork_pulls_and_hears_of_what_both_phones_had() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    // Both phones have this one; the original sends it.
    ann.write(order(1), "work", vec![comment("复制之前")]);
    let mut copy = ann.clone();
    ann.write(order(1), "work", vec![comment("原机")]);
    world.push(&mut ann).await;
    copy.write(order(1), "work", vec![comment("副本")]);
    let answer = world.sync(&mut copy).await;
    let section = &answer.payload.sections[0];
    let Some(Problem::Forked(branch)) = section.problem else { panic!("{section:?}") };
    let flagged = Verdict::Flagged { why: "forked".to_owned() };
    assert_eq!(verdicts(section), [Verdict::Accepted, flagged], "the shared one too");
    let receipt = &answer.signed.statement.receipts[0];
    assert_eq!((receipt.chain.incarnation, receipt.size), (branch, section.size), "of the branch");
    assert_eq!(answer.payload.cursor, None);
    world.enrol("ann", false).await;
    assert!(world.sync(&mut ann).await.payload.cursor.is_some());
}

#[tokio::test]
async fn what_waited_for_an_enrolment_is_judged_after_it() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    world.revoke(&ann).await;
    let note = ann.write(order(1), "work", vec![comment("还在路上")]);
    world.push(&mut ann).await;
    assert_eq!(world.verdict(note).await, Some(held("revoked")));
    let judged = counterfoil_server::intake::judge_waiting;
    assert_eq!(judged(&world.hub, crate::world::TENANT, world.now_ms).await.unwrap(), 0);
    world.enrol("ann", false).await;
    assert_eq!(judged(&world.hub, crate::world::TENANT, world.now_ms).await.unwrap(), 1);
    assert_eq!(world.verdict(note).await, Some(Verdict::Accepted));
    // The store hears of it although it pushes nothing.
    let answer = world.sync(&mut ann).await;
    assert_eq!(verdicts(&answer.payload.sections[0]), [Verdict::Accepted]);
}

#[tokio::test]
async fn nobody_writes_in_another_ones_name() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    let mallory = world.phone("mallory", "courier").await;
    ann.write(order(1), "work", vec![comment("不是安写的")]);
    // 1. Without Ann's seal nothing of it is taken.
    let mut forged = ann.section(0, 1).unwrap();
    forged.seals.clear();
    let answer = world.ask(&mallory, vec![forged], false).await;
    let section = &answer.payload.sections[0];
    assert_eq!(section.problem, Some(Problem::Quarantined));
    assert_eq!((section.size, section.verdicts.len()), (0, 0));
    // 2. With it anybody may carry it: a colleague brings in a dead phone's work.
    let answer = world.ask(&mallory, ann.section(0, 1).into_iter().collect(), false).await;
    assert_eq!(verdicts(&answer.payload.sections[0]), [Verdict::Accepted]);
}

#[tokio::test]
async fn what_stands_behind_a_missing_body_waits_for_it() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    ann.write(order(1), "keys", vec![taken()]);
    ann.write(order(1), "work", vec![comment("后一条")]);
    // 1. The first envelope's body did not fit into this request.
    let whole = ann.section(0, 2).unwrap();
    let mut part = whole.clone();
    part.envelopes[0].body = None;
    let answer = world.ask(&ann, vec![part], false).await;
    assert_eq!(verdicts(&answer.payload.sections[0]), [held("behind")]);
    assert_eq!(answer.signed.statement.receipts[0].size, 2, "headers become leaves at once");
    // 2. When it comes, both are judged, in their order.
    let answer = world.ask(&ann, vec![whole], false).await;
    let known = world.storage().known(crate::world::TENANT, vec![ann.made[1].hash()]).await;
    assert_eq!(known.unwrap()[0].verdict, Some(Verdict::Accepted));
    assert_eq!(answer.signed.statement.receipts[0].counts.accepted, 2);
}

#[tokio::test]
async fn a_begin_does_not_wait_for_what_a_later_life_of_its_phone_wrote_on_it() {
    let world = World::new().await;
    let mut ann = world.phone("ann", "courier").await;
    world.sync(&mut ann).await;
    let begin = ann.write(order(1), "keys", vec![found("SF1000000000001"), taken()]);
    let behind = ann.write(order(1), "work", vec![comment("箱角压痕")]);
    // 1. The phone was set up from its copy and wrote on; its new life comes to the hub first.
    let mut later = ann.reborn(9);
    let remark = later.write(order(1), "work", vec![comment("门铃坏了")]);
    let section = world.push(&mut later).await;
    assert_eq!(verdicts(&section), [held("access")], "nobody has begun it");
    // 2. Then the life before it: all of it is judged, the remark of the later one as well.
    let section = world.push(&mut ann).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted, Verdict::Accepted]);
    for hash in [begin, behind, remark] {
        assert_eq!(world.verdict(hash).await, Some(Verdict::Accepted));
    }
}
