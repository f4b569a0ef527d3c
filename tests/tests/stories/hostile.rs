//! A hostile phone at the gate, over HTTP: every change of hers is refused alone, and everybody else works on.

use std::time::{Duration, Instant};

use counterfoil_domain::command::ShownList;
use counterfoil_domain::document::{Author, Document, GENESIS_ACTOR};
use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::fact::{Fact, ShownLine, SignatureFact};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::forge::{Forged, leb};
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::{HandPhone, World};
use serde_json::json;

/// Mallory and Ann, each with a parcel; Mallory's has one field that the office wrote.
async fn mallory_and_ann() -> (World, (HandPhone, SubjectId), (HandPhone, SubjectId)) {
    let world = World::start().await;
    let mallory = world.hand_phone("mallory", &["courier"]).await;
    let ann = world.hand_phone("ann", &["courier"]).await;
    let fields = json!({"a/floor": "3", "title": "一箱苹果"});
    let hers = world.order_with("parcel", Some(mallory.person()), fields.clone()).await;
    let anns = world.order_with("parcel", Some(ann.person()), fields).await;
    (world, (mallory, hers), (ann, anns))
}

fn author(phone: &HandPhone, n: u32) -> Author {
    Author { device: phone.chain.device, incarnation: phone.chain.incarnation, n }
}

/// The frame of a forged change; hand number `n`, so that no refusal blocks the next.
fn frame(phone: &HandPhone, document: &Document, n: u32, forged: &Forged) -> Vec<u8> {
    let notes: Vec<String> = document.note_paths().map(str::to_owned).collect();
    let genesis = Document::genesis(document.key().clone(), &notes).expect("the genesis change");
    forged.frame(author(phone, n), document.key(), genesis.heads().first().copied())
}

/// Ann's own work goes through, and the hub's documents open after a restart.
async fn others_work_on(world: &mut World, ann: &mut HandPhone, order: SubjectId) {
    ann.comment(order, "已联系客户");
    assert_eq!(verdicts(&ann.push().await), [Verdict::Accepted]);
    world.restart_hub().await;
    assert!(world.hub_document(order, "work").await.is_some(), "the documents open again");
    assert_eq!(world.hub_sheet(order).await.card.counts.comments, 1);
}

#[tokio::test]
async fn an_honest_change_made_by_hand_is_taken_so_that_the_lies_below_mean_something() {
    let (world, (mut mallory, order), _) = mallory_and_ann().await;
    let document = world.hub_document(order, "work").await.expect("a document");
    let honest = frame(&mallory, &document, 0, &Forged::honest(&document, "a/stock"));
    mallory.write_frame(order, "work", honest);
    assert_eq!(verdicts(&mallory.push().await), [Verdict::Accepted]);
    let sheet = world.hub_sheet(order).await;
    assert!(sheet.fields.iter().any(|field| field.path == "a/stock"));
}

#[tokio::test]
async fn a_line_that_was_never_shown_is_flagged_beside_one_that_was() {
    let (world, (mut mallory, order), _) = mallory_and_ann().await;
    let texts = [format!("签收 {order}"), "签收另一单".to_owned()];
    let shown = ShownList::over(&texts, &[7; 16]).expect("two lines");
    let strokes = sha256(b"strokes");
    let sign = |line: ShownLine| {
        let (signer, role) = ("李女士".to_owned(), "recipient".to_owned());
        let signed = SignatureFact { strokes, signer, role, shown: shown.root, line: Some(line) };
        vec![Fact::Signature(signed)]
    };
    let blob = BlobRef {
        hash: strokes,
        size_bytes: 7,
        media_type: "application/cbor".into(),
        role: "strokes".into(),
    };
    let honest = shown.lines[0].clone();
    // 1. Her own line, and the same with a word more, a place further, and another salt.
    let lies = [
        ShownLine { text: format!("{},金额 ¥420", honest.text), ..honest.clone() },
        ShownLine { index: 1, ..honest.clone() },
        ShownLine { salt: [8; 16], ..honest.clone() },
    ];
    for line in std::iter::once(honest).chain(lies) {
        mallory.write(Subject::order(order), "work", sign(line), vec![blob.clone()]);
    }
    // 2. Every signature is kept; those that were not shown are marked.
    let said = verdicts(&mallory.push().await);
    let flagged = Verdict::Flagged { why: "line".into() };
    assert_eq!(said, [Verdict::Accepted, flagged.clone(), flagged.clone(), flagged]);
    assert_eq!(world.hub_sheet(order).await.card.counts.signatures, 4);
}

/// The changes that automerge alone takes and then never loads again, one in each fixture.
fn never_loads_again() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/domain/tests/fixtures");
    let read = |number: u32| {
        let path = format!("{folder}/never_loads_again_{number}.txt");
        let text = std::fs::read_to_string(path).expect("the fixture");
        let mut lines = text.lines().filter_map(|line| line.split_once(' '));
        let change = lines.find(|(name, _)| *name == "change").expect("a change").1;
        hex::decode(change).expect("hex")
    };
    (1..=4).map(read).collect()
}

#[tokio::test]
async fn a_change_that_automerge_takes_and_never_loads_again_is_refused_and_the_hub_lives() {
    let (mut world, (mut mallory, order), (mut ann, anns)) = mallory_and_ann().await;
    let document = world.hub_document(order, "work").await.expect("a document");
    for (n, raw) in (0..).zip(never_loads_again()) {
        let mut forged = Forged::honest(&document, "a/floor").with_columns_of(&raw);
        // 1. The fixtures name another document's objects; these name ours.
        forged.others = match n {
            0 | 3 => vec![(office_actor(&document), 1)],
            2 => vec![(GENESIS_ACTOR, 0)],
            _ => Vec::new(),
        };
        if n == 0 {
            let mut path = vec![0x7f];
            leb(&mut path, 7);
            path.extend_from_slice(b"a/floor");
            forged = forged.column(0x15, &path).column(0x73, &[0x7f, document.op_count() as u8]);
        }
        let frame = frame(&mallory, &document, n, &forged);
        mallory.write_frame(order, "work", frame);
    }
    // 2. All four in one push: four refusals, each for itself.
    for verdict in verdicts(&mallory.push().await) {
        println!("{verdict:?}");
        assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
    }
    // 3. Her facts are still welcome, and the documents are what they were.
    mallory.comment(order, "hello");
    assert_eq!(verdicts(&mallory.push().await), [Verdict::Accepted]);
    let after = world.hub_document(order, "work").await.expect("a document");
    assert_eq!(after.heads(), document.heads());
    others_work_on(&mut world, &mut ann, anns).await;
}

/// Who wrote the document's last change: the office.
fn office_actor(document: &Document) -> [u8; 16] {
    document.change_author(&document.heads()[0]).expect("the office's")
}

#[tokio::test]
async fn bombs_and_shapes_that_no_phone_makes_are_refused_quickly() {
    let (mut world, (mut mallory, order), (mut ann, anns)) = mallory_and_ann().await;
    let document = world.hub_document(order, "work").await.expect("a document");
    let honest = || Forged::honest(&document, "a/bomb");
    let ten_million = [0x80, 0xad, 0xe2, 0x04];
    let lies = [
        honest().column(0x42, &[&ten_million[..], &[1]].concat()), // ten million actions
        honest().column(0x15, &[&ten_million[..], &[1, b'a']].concat()), // ten million keys
        honest().column(0x70, &[&ten_million[..], &[1]].concat()), // ten million predecessors
        honest().column(0x42, &[0x7f, 0]),                         // a map under the root
        honest().column(0x42, &[0x7f, 4]),                         // a text under the root
        honest().column(0x42, &[0x7f, 5]),                         // an increment
        honest().column(0x56, &[0x7f, 0x18]),                      // a counter
        honest().column(0x15, b"\x7f\x05title"),                   // a path that is the office's
        Forged { start_op: 2_000_000_000, ..honest() },
        Forged { seq: 9, ..honest() },
    ];
    let count = lies.len();
    for (n, lie) in (0..).zip(lies) {
        let frame = frame(&mallory, &document, n, &lie);
        mallory.write_frame(order, "work", frame);
    }
    for rubbish in [&b""[..], b"\xff", &[0x9f; 200], &[0x86, 0, 2, 0x40, 0x80, 0x44]] {
        mallory.write_frame(order, "work", rubbish.to_vec());
    }
    let began = Instant::now();
    let answer = mallory.push().await;
    let took = began.elapsed();
    println!("{} changes refused in {took:?}", answer.verdicts.len());
    assert_eq!(answer.verdicts.len(), count + 4);
    for verdict in verdicts(&answer) {
        assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
    }
    assert!(took < Duration::from_secs(5), "{took:?}");
    others_work_on(&mut world, &mut ann, anns).await;
}

/// Xorshift: small, and the same everywhere.
fn roll(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[tokio::test]
async fn two_hundred_mutated_changes_cost_only_themselves() {
    const SEED: u64 = 20_261_122;
    let (mut world, (mut mallory, order), (mut ann, anns)) = mallory_and_ann().await;
    let document = world.hub_document(order, "work").await.expect("a document");
    let mut dice = SEED;
    for n in 0..200 {
        let mut forged = Forged::honest(&document, "a/stock");
        let place = roll(&mut dice) as usize % forged.columns.len();
        let bytes = &mut forged.columns[place].1;
        let at = roll(&mut dice) as usize % bytes.len();
        bytes[at] = roll(&mut dice) as u8;
        let frame = frame(&mallory, &document, n, &forged);
        mallory.write_frame(order, "work", frame);
    }
    let answer = mallory.push().await;
    let taken = verdicts(&answer).iter().filter(|one| **one == Verdict::Accepted).count();
    println!("seed {SEED}: of {} mutated changes {taken} were honest ones", answer.verdicts.len());
    assert_eq!(answer.size, 200, "seed {SEED}: every header is filed, whatever became of the body");
    assert!(taken < 200, "seed {SEED}: or nothing was mutated");
    others_work_on(&mut world, &mut ann, anns).await;
}

#[tokio::test]
async fn requests_that_are_none_are_answered_and_forgotten() {
    let (mut world, (mallory, _), (mut ann, anns)) = mallory_and_ann().await;
    let mut dice = 7u64;
    for len in [0, 1, 2, 17, 300, 5_000] {
        let rubbish: Vec<u8> = (0..len).map(|_| roll(&mut dice) as u8).collect();
        let reply = mallory.ask("/v1/sync", rubbish, None).await;
        assert_eq!(reply.status, 400, "{len} bytes: {}", reply.code());
    }
    // A stream that would unfold to far more than it is.
    let bomb = zstd::encode_all(&vec![0; 64 * 1024 * 1024][..], 3).expect("memory");
    let reply = mallory.ask("/v1/sync", bomb, None).await;
    assert_eq!(reply.status, 400, "{}", reply.code());
    others_work_on(&mut world, &mut ann, anns).await;
}
