//! The gate's worker as a process of its own: what a change does to it costs that change alone, and the hub's own
//! memory not at all.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use counterfoil_domain::document::FieldValue;
use counterfoil_domain::verdict::Verdict;
use counterfoil_server::gate::ProcessWorker;
use counterfoil_server::hub::Hub;

use crate::care::{parcels_for_ann, work_of};
use crate::world::{Phone, World, assign, comment, found, order, verdicts};

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_hostile-gate-worker").into()
}

/// The same hub, whose worker is a process from now on.
fn with_processes(world: &mut World) {
    let worker = ProcessWorker::start(program(), Vec::new()).unwrap();
    world.hub = Hub::with_worker(world.storage(), Arc::new(worker));
}

fn refused(code: &str) -> Verdict {
    Verdict::Refused { code: code.to_owned() }
}

/// Kilobytes of memory that this process has held at most.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Answers on two parcels; the middle one says what becomes of the worker.
fn one_of_five_says(ann: &mut Phone, word: &str, answer: &str) {
    ann.set(order(1), "work", vec![], &[("a/q1", answer)]);
    ann.set(order(1), "work", vec![], &[("a/q2", answer)]);
    ann.set(order(2), "work", vec![comment("拍好了")], &[("a/q1", word)]);
    ann.set(order(1), "work", vec![], &[("a/q3", answer)]);
    ann.write(order(2), "work", vec![comment("已联系客户")]);
}

#[tokio::test]
async fn honest_changes_get_the_same_documents_from_a_process() {
    let mut world = World::new().await;
    let mut ann = parcels_for_ann(&world).await;
    with_processes(&mut world);
    for round in 0..3 {
        let answer = format!("第{round}次");
        one_of_five_says(&mut ann, &answer, &answer);
        assert_eq!(verdicts(&world.push(&mut ann).await), vec![Verdict::Accepted; 5]);
        // Another process goes on with the documents, which it has never seen.
        with_processes(&mut world);
    }
    for subject in [order(1), order(2)] {
        let document = work_of(&world, subject.id).await.unwrap();
        assert_eq!(document.heads(), ann.documents[&(subject.id, "work".to_owned())].heads());
    }
}

#[tokio::test]
async fn what_a_change_does_to_its_process_costs_it_alone() {
    for (word, code) in [
        ("worker:abort", "engine_panicked"),
        ("worker:panic", "engine_panicked"),
        ("worker:recurse", "engine_panicked"),
        ("worker:eat", "engine_panicked"),
    ] {
        let mut world = World::new().await;
        let mut ann = parcels_for_ann(&world).await;
        with_processes(&mut world);
        let before_kib = peak_kib();
        one_of_five_says(&mut ann, word, "是");
        let mut wanted = vec![Verdict::Accepted; 5];
        wanted[2] = refused(code);
        assert_eq!(verdicts(&world.push(&mut ann).await), wanted, "{word}");
        // The worker may take 512 MiB; the hub does not notice.
        assert!(peak_kib() < before_kib + 128 * 1024, "{word}");
        let document = work_of(&world, order(1).id).await.unwrap();
        assert_eq!(document.get("a/q3"), Some(FieldValue::text("是")));
    }
}

#[tokio::test]
async fn a_change_that_spins_is_ended_and_others_are_served_meanwhile() {
    let mut world = World::new().await;
    let mut ann = parcels_for_ann(&world).await;
    let mut bo = world.phone("bo", "courier").await;
    let mut desk = world.phone("li", "dispatcher").await;
    desk.write(order(3), "keys", vec![found("SF1000000000003")]);
    desk.write(order(3), "plan", vec![assign(Some("bo"))]);
    world.push(&mut desk).await;
    world.sync(&mut bo).await;
    with_processes(&mut world);
    // 1. A change of Ann's spins: the patience with it among others is 2 s, alone 20 s.
    ann.set(order(1), "work", vec![], &[("a/q1", "worker:spin")]);
    ann.set(order(2), "work", vec![], &[("a/q1", "是")]);
    let began = Instant::now();
    let hers = async {
        let got = verdicts(&world.push(&mut ann).await);
        (got, began.elapsed())
    };
    // 2. Bo works meanwhile.
    let his = async {
        for answer in ["一", "二", "三"] {
            bo.set(order(3), "work", vec![], &[("a/q1", answer)]);
            assert_eq!(verdicts(&world.push(&mut bo).await), vec![Verdict::Accepted]);
        }
        began.elapsed()
    };
    let ((got, hers), his) = tokio::join!(hers, his);
    assert_eq!(got, vec![refused("too_slow"), Verdict::Accepted]);
    assert!(hers > Duration::from_secs(20) && hers < Duration::from_secs(60), "{hers:?}");
    assert!(his < hers / 2, "others waited {his:?} of {hers:?}");
}

#[tokio::test]
async fn a_program_that_is_no_worker_judges_nobody() {
    assert!(ProcessWorker::start("/nowhere/worker".into(), Vec::new()).is_err());
    assert!(ProcessWorker::start("/bin/echo".into(), vec!["counterfoil".into()]).is_err());
}

#[test]
fn a_worker_ends_with_the_hub_in_the_midst_of_a_task() {
    let piped = || Command::new(program()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    // 1. One that has nothing to do, 2. one that spins: the other end of its input is gone, as after SIGKILL.
    for spins in [false, true] {
        let mut child = piped().unwrap();
        let mut input = child.stdin.take().unwrap();
        if spins {
            let task = b"worker:spin";
            let mut frame = u32::try_from(task.len()).unwrap().to_be_bytes().to_vec();
            frame.extend_from_slice(task);
            std::io::Write::write_all(&mut input, &frame).unwrap();
            std::thread::sleep(Duration::from_millis(100)); // so that it has begun
            assert!(child.try_wait().unwrap().is_none(), "it works");
        }
        drop(input);
        let until = Instant::now() + Duration::from_secs(20);
        while child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "a worker outlived its hub");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
