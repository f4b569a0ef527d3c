//! The careful path of the gate: what one change spoils costs that change alone, and a worker that dies costs
//! nothing that can be judged once more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use counterfoil_domain::document::{Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::{DOCUMENT_BYTES_MAX, FIELD_VALUE_BYTES_MAX};
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::{BlockedBy, Verdict};
use counterfoil_server::gate::{ChangeFault, ChangeWorker, Task, ThreadWorker};
use counterfoil_server::hub::Hub;

use crate::world::{Phone, TENANT, World, assign, comment, found, order, verdicts};

/// A worker that dies over the jobs with these numbers, counted from 0.
struct Dying {
    honest: ThreadWorker,
    jobs: AtomicUsize,
    over: fn(usize) -> bool,
    fault: ChangeFault,
}

impl ChangeWorker for Dying {
    fn ask(&self, task: &Task, patience: Duration) -> Result<Vec<u8>, ChangeFault> {
        match (self.over)(self.jobs.fetch_add(1, Ordering::SeqCst)) {
            true => Err(self.fault),
            false => self.honest.ask(task, patience),
        }
    }
}

/// Ann has two parcels, and has pulled them.
pub(crate) async fn parcels_for_ann(world: &World) -> Phone {
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    for (number, waybill) in [(1, "SF1000000000001"), (2, "SF1000000000002")] {
        desk.write(order(number), "keys", vec![found(waybill)]);
        desk.write(order(number), "plan", vec![assign(Some("ann"))]);
    }
    assert_eq!(verdicts(&world.push(&mut desk).await), vec![Verdict::Accepted; 4]);
    world.sync(&mut ann).await;
    ann
}

/// The same hub, whose worker dies over some jobs from now on.
fn dying_over(world: &mut World, over: fn(usize) -> bool) -> Arc<Dying> {
    failing_over(world, ChangeFault::Died, over)
}

fn failing_over(world: &mut World, fault: ChangeFault, over: fn(usize) -> bool) -> Arc<Dying> {
    let worker = Dying { honest: ThreadWorker::new(), jobs: AtomicUsize::new(0), over, fault };
    let worker = Arc::new(worker);
    world.hub = Hub::with_worker(world.storage(), worker.clone());
    worker
}

pub(crate) async fn work_of(world: &World, subject: SubjectId) -> Option<Document> {
    let rows = world.storage().documents(TENANT, subject).await.unwrap();
    let row = rows.into_iter().find(|row| row.audience == "work")?;
    let id = DocumentId { subject, audience: row.audience, name: row.name };
    Some(Document::load(DocumentKey { id, generation: row.generation }, &row.saved).unwrap())
}

/// Three answers on the first parcel, one on the second, a remark.
fn five_acts(ann: &mut Phone, value: &str) {
    for path in ["a/q1", "a/q2", "a/q3"] {
        ann.set(order(1), "work", vec![], &[(path, value)]);
    }
    ann.set(order(2), "work", vec![], &[("a/q1", value)]);
    ann.write(order(2), "work", vec![comment("已联系客户")]);
}

#[tokio::test]
async fn a_worker_that_dies_once_costs_no_change() {
    // Over the first change, in the middle, and when the documents are saved with all changes of the slice.
    let overs: [fn(usize) -> bool; 4] = [|n| n == 0, |n| n == 2, |n| n == 4, |n| n == 5];
    for over in overs {
        let mut world = World::new().await;
        let mut ann = parcels_for_ann(&world).await;
        let worker = dying_over(&mut world, over);
        five_acts(&mut ann, "是");
        assert_eq!(verdicts(&world.push(&mut ann).await), vec![Verdict::Accepted; 5]);
        assert!(worker.jobs.load(Ordering::SeqCst) > 4, "the slice was judged twice");
        for subject in [order(1), order(2)] {
            let document = work_of(&world, subject.id).await.unwrap();
            let mine = &ann.documents[&(subject.id, "work".to_owned())];
            assert_eq!(document.heads(), mine.heads());
        }
    }
}

#[tokio::test]
async fn a_change_that_kills_the_worker_twice_costs_itself_alone() {
    let mut world = World::new().await;
    let mut ann = parcels_for_ann(&world).await;
    // 1. The first pass dies over the fourth change; the second, change by change, over the same.
    dying_over(&mut world, |n| n == 3 || n == 7);
    five_acts(&mut ann, "是");
    let got = verdicts(&world.push(&mut ann).await);
    let died = Verdict::Refused { code: "engine_panicked".to_owned() };
    let mut wanted = vec![Verdict::Accepted; 5];
    wanted[3] = died.clone();
    assert_eq!(got, wanted);
    // 2. A worker that never comes back: no change is taken, every fact is, and the push is answered.
    dying_over(&mut world, |_| true);
    five_acts(&mut ann, "否");
    let got = verdicts(&world.push(&mut ann).await);
    assert_eq!(got[..4], vec![died; 4]);
    assert_eq!(got[4], Verdict::Accepted);
    let document = work_of(&world, order(1).id).await.unwrap();
    assert_eq!(document.get("a/q3"), Some(FieldValue::text("是")));
}

#[tokio::test]
async fn a_hub_that_can_start_no_thread_judges_nobody() {
    let mut world = World::new().await;
    let mut ann = parcels_for_ann(&world).await;
    failing_over(&mut world, ChangeFault::NoWorker, |_| true);
    five_acts(&mut ann, "是");
    world.push_fails(&ann).await;
    // It can again: the same push is taken whole.
    failing_over(&mut world, ChangeFault::NoWorker, |_| false);
    assert_eq!(verdicts(&world.push(&mut ann).await), vec![Verdict::Accepted; 5]);
}

#[tokio::test]
async fn a_change_that_had_to_wait_for_the_machine_is_tried_once_more() {
    let mut world = World::new().await;
    let mut ann = parcels_for_ann(&world).await;
    failing_over(&mut world, ChangeFault::TooSlow, |n| n == 1);
    five_acts(&mut ann, "是");
    assert_eq!(verdicts(&world.push(&mut ann).await), vec![Verdict::Accepted; 5]);
}

/// Four long answers: about 60 KiB in one change.
fn long_answers(ann: &mut Phone, subject: Subject, first: usize, letter: &str) {
    let paths: Vec<String> = (first..first + 4).map(|number| format!("a/q{number}")).collect();
    let value = letter.repeat(FIELD_VALUE_BYTES_MAX - 1_024);
    let sets: Vec<(&str, &str)> = paths.iter().map(|path| (&path[..], &value[..])).collect();
    ann.set(subject, "work", vec![], &sets);
}

/// A fresh start on a document, of which only the hub will see that it is the same: what an honest phone has checked
/// against its own copy may still be too much together.
fn begins_afresh(ann: &mut Phone, subject: Subject) {
    ann.documents.remove(&(subject.id, "work".to_owned()));
    ann.n += 1;
}

#[tokio::test]
async fn changes_that_together_are_too_large_are_taken_as_far_as_they_fit() {
    let world = World::new().await;
    let mut ann = parcels_for_ann(&world).await;
    // 1. Five changes of 60 KiB to other fields each, in one push with a change of another order.
    for round in 0..5 {
        if round == 3 {
            begins_afresh(&mut ann, order(1));
        }
        long_answers(&mut ann, order(1), round * 4, "x");
    }
    ann.set(order(2), "work", vec![], &[("a/q1", "否")]);
    let got = verdicts(&world.push(&mut ann).await);
    // 2. Four fit. The values alone are too large for another generation: the fifth is to be written once more,
    //    and where that is not possible either, proposed.
    let fifth = ann.made[4].hash();
    let mut wanted = vec![Verdict::Accepted; 6];
    wanted[4] = Verdict::Blocked { by: BlockedBy::Envelope(fifth) };
    assert_eq!(got, wanted);
    let document = work_of(&world, order(1).id).await.unwrap();
    assert_eq!((document.key().generation, document.get("a/q16")), (0, None));
    assert!(document.get("a/q15").is_some() && document.save().len() <= DOCUMENT_BYTES_MAX);
    assert!(work_of(&world, order(2).id).await.unwrap().get("a/q1").is_some());
}

#[tokio::test]
async fn what_does_not_fit_behind_its_own_push_is_written_again_in_the_next_generation() {
    let world = World::new().await;
    let mut ann = parcels_for_ann(&world).await;
    // 1. The same fields are written over and over: it is the history that is too large.
    for letter in ["a", "b"] {
        long_answers(&mut ann, order(1), 4, letter);
    }
    begins_afresh(&mut ann, order(1));
    for letter in ["c", "d", "e"] {
        long_answers(&mut ann, order(1), 0, letter);
    }
    ann.set(order(1), "work", vec![comment("拍好了")], &[("a/last", "是")]);
    let got = verdicts(&world.push(&mut ann).await);
    // 2. What fits is taken, the rest waits for the generation that begins behind it; its facts count.
    assert_eq!(got[..4], vec![Verdict::Accepted; 4]);
    for verdict in &got[4..] {
        assert!(matches!(verdict, Verdict::Blocked { by: BlockedBy::Entry(_) }), "{got:?}");
    }
    let document = work_of(&world, order(1).id).await.unwrap();
    assert_eq!(document.key().generation, 1);
    let starts = |document: &Document, letter: &str| match document.get("a/q0") {
        Some(FieldValue::Text(text)) => text.starts_with(letter),
        _ => false,
    };
    assert!(starts(&document, "d"));
    // 3. She writes both once more.
    let (fifth, sixth) = (ann.made[4].hash(), ann.made[5].hash());
    ann.documents.insert((order(1).id, "work".to_owned()), document);
    let value = "e".repeat(FIELD_VALUE_BYTES_MAX - 1_024);
    ann.replay(order(1), "work", fifth, &[("a/q0", &value)]);
    ann.replay(order(1), "work", sixth, &[("a/last", "是")]);
    assert_eq!(verdicts(&world.push(&mut ann).await), vec![Verdict::Accepted; 2]);
    let document = work_of(&world, order(1).id).await.unwrap();
    assert!(starts(&document, "e") && document.get("a/last") == Some(FieldValue::text("是")));
}
