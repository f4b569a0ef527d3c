//! The files that once made automerge crash, pushed by a phone whose own software is broken: it is known, its chain
//! and seals are in order, and what it writes as changes is rubbish. Each costs itself alone.

use std::path::PathBuf;

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::{HandPhone, World};
use serde_json::json;

/// The crashers, by name: fixtures of automerge, see NOTICE.
fn crashers() -> Vec<(String, Vec<u8>)> {
    let root =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../core/domain/tests/fixtures/automerge");
    let mut found = Vec::new();
    for part in ["fixtures", "fuzz-crashers"] {
        for file in std::fs::read_dir(root.join(part)).expect("a folder of fixtures") {
            let file = file.expect("a file");
            let name = file.file_name().to_string_lossy().into_owned();
            found.push((name, std::fs::read(file.path()).expect("bytes")));
        }
    }
    found.sort();
    assert_eq!(found.len(), 17, "every fixture");
    found
}

/// One chunk inside a CBOR array of a frame's shape.
fn framed(columns: &[&[u8]]) -> Vec<u8> {
    let mut out = minicbor::Encoder::new(Vec::new());
    out.array(6 + columns.len() as u64).and_then(|out| out.u8(0)).expect("memory");
    out.u8(2).and_then(|out| out.bytes(&[])).and_then(|out| out.array(0)).expect("memory");
    out.bytes(&[0; 4]).and_then(|out| out.u8(3)).expect("memory");
    for column in columns {
        out.bytes(column).expect("memory");
    }
    out.into_writer()
}

/// A crasher in every place where a broken program could put it: as the frame, as its columns, and cut into them.
fn broken(bytes: &[u8]) -> Vec<Vec<u8>> {
    let sixth = bytes.len() / 6;
    let cut: Vec<&[u8]> = (0..6).map(|n| &bytes[n * sixth..(n + 1) * sixth]).collect();
    vec![bytes.to_vec(), framed(&[bytes]), framed(&[bytes; 6]), framed(&cut)]
}

/// A phone with two parcels of its own.
async fn with_two_parcels(world: &World, name: &str) -> (HandPhone, [SubjectId; 2]) {
    let phone = world.hand_phone(name, &["courier"]).await;
    let fields = || json!({"a/floor": "3", "title": "一箱苹果"});
    let first = world.order_with("parcel", Some(phone.person()), fields()).await;
    let second = world.order_with("parcel", Some(phone.person()), fields()).await;
    (phone, [first, second])
}

#[tokio::test]
async fn every_file_that_once_crashed_automerge_costs_itself_alone_over_http() {
    let mut world = World::start().await;
    let (mut ann, [order, other]) = with_two_parcels(&world, "ann").await;
    let (mut bo, [bos, _]) = with_two_parcels(&world, "bo").await;
    let before = world.hub_document(order, "work").await.expect("a document");
    // 1. In one push: each crasher in every shape, with an honest remark on the same order behind each file.
    let (mut bad, mut honest) = (Vec::new(), Vec::new());
    let files = crashers();
    for (name, bytes) in &files {
        for frame in broken(bytes) {
            bad.push(ann.write_frame(order, "work", frame));
        }
        honest.push(ann.comment(order, name));
    }
    honest.push(ann.comment(other, "已联系客户"));
    let answer = ann.push().await;
    let got = verdicts(&answer);
    assert_eq!(got.len(), bad.len() + honest.len());
    // 2. Every change is refused with a reason of its own; every remark is taken.
    let refused = got.iter().filter(|one| matches!(one, Verdict::Refused { .. })).count();
    let taken = got.iter().filter(|one| **one == Verdict::Accepted).count();
    println!("{} files, {refused} changes refused, {taken} remarks taken", files.len());
    assert_eq!((refused, taken), (bad.len(), honest.len()), "{got:?}");
    // 3. The same push again has the same answer: nothing is judged twice.
    let again = ann.exchange(&ann.request_from(0, false), None).await;
    assert_eq!(verdicts(&again.payload.sections[0]), got);
    // 4. The hub lives, everybody else works on, and the document is what it was, after a restart too.
    bo.comment(bos, "到门口了");
    assert_eq!(verdicts(&bo.push().await), [Verdict::Accepted]);
    world.restart_hub().await;
    let after = world.hub_document(order, "work").await.expect("a document");
    assert_eq!(after.heads(), before.heads());
    let comments = world.hub_sheet(order).await.card.counts.comments as usize;
    assert_eq!(comments, files.len());
}
