//! A dead phone's work is handed in from a copy of its sealed files, under its author's name; and what others bring under
//! that name is not taken.

use std::fs;
use std::path::{Path, PathBuf};

use counterfoil_cli::args::RescueArgs;
use counterfoil_cli::rescue::rescue;
use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, SubjectId};
use counterfoil_server::office::{RescuedEnvelope, RescuedRun};
use counterfoil_store::outbox::EnvelopeRow;
use counterfoil_store::{chain, outbox};
use counterfoil_tests::harness::office::{http_client, text};
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

/// What a person has: the tenant's rescue key, the office's secret, and a copy of the phone's folder.
fn by_hand(world: &World, store: &Path, out: &str) -> RescueArgs {
    let secret = world.path("office.secret");
    fs::write(&secret, &world.server().keyring.office_secret).expect("the secret");
    RescueArgs {
        store: Some(store.to_owned()),
        dropped: false,
        key: world.config().key_file.with_file_name("rescue.key"),
        by: "周队长".to_owned(),
        out: world.path(out),
        hand_in: Some(world.hub_url()),
        office_secret: Some(secret),
    }
}

/// The phone's folder without its database and without what only its keys open: outbox file and sealed blobs.
pub(super) fn found_again(world: &World, phone: &mut Person, name: &str) -> PathBuf {
    let copy = world.path(name);
    fs::create_dir_all(&copy).expect("a folder");
    phone.backs_up(&copy);
    for name in ["store.db", "store.db-wal", "store.key-check"] {
        let _ = fs::remove_file(copy.join(name));
    }
    copy
}

fn new(record: &Value) -> u64 {
    let runs = record["handed_in"]["runs"].as_array().expect("runs");
    runs.iter().filter_map(|run| run["taken"]["new"].as_u64()).sum()
}

async fn log_size(world: &World) -> u64 {
    world.get("/v1/health").await["log_size"].as_u64().expect("a size")
}

async fn delivered(world: &World) -> (Person, SubjectId) {
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.phone().account().begin_shift(None, None).expect("on duty");
    ann.signal().off();
    ann.delivers(order);
    ann.says(order, "门口没人,已放前台");
    // She tries, without signal: what she has done so far is sealed.
    ann.try_sync().await;
    (ann, order)
}

#[tokio::test]
async fn a_dead_phones_work_is_handed_in_once_however_often_it_is_tried() {
    let world = World::start().await;
    let (mut ann, order) = delivered(&world).await;
    let store = found_again(&world, &mut ann, "found");
    // 1. A named person hands it in. The order shows the work as Ann's, and that it was handed in.
    let record = rescue(&by_hand(&world, &store, "first")).await.expect("handed in");
    assert!(new(&record) >= 3, "{record}");
    for run in record["handed_in"]["runs"].as_array().expect("runs") {
        assert_eq!(run["taken"]["problem"], Value::Null, "{run}");
    }
    assert_eq!(world.stage(order).await, "delivered");
    let shown = world.shown(order).await;
    let timeline = shown["timeline"].to_string();
    assert!(timeline.contains("门口没人") && timeline.contains("周队长"), "{timeline}");
    // 2. Its photographs are here, byte for byte what the envelopes name.
    let evidence = shown["evidence"].as_array().expect("evidence");
    assert!(evidence.len() >= 2);
    for one in evidence {
        assert_eq!(one["arrived"], true, "{one}");
        let bytes = world.evidence(&text(one, "envelope"), &text(one, "hash")).await;
        assert_eq!(sha256(&bytes).to_string(), text(one, "hash"));
    }
    // 3. Handed in again, nothing happens.
    let before = log_size(&world).await;
    let again = rescue(&by_hand(&world, &store, "second")).await.expect("handed in again");
    assert_eq!((new(&again), log_size(&world).await), (0, before), "{again}");
    // 4. The phone was not dead after all: it sends the same, goes on, and is no fork.
    ann.signal().on();
    ann.says(order, "手机找到了");
    ann.sync().await;
    let status = ann.status();
    assert_eq!(status.on_phone, 0, "{status:?}");
    let shown = world.shown(order).await;
    let rows = shown["timeline"].as_array().expect("a timeline");
    for words in ["门口没人", "手机找到了"] {
        let said = rows.iter().filter(|row| row["details"].to_string().contains(words)).count();
        assert_eq!(said, 1, "{words}");
    }
    assert_eq!(ann.sheet(order).card.stage, "delivered");
}

/// Sends a run to the office's door; the status and the answer.
async fn send(world: &World, secret: &str, run: &RescuedRun) -> (u16, Value) {
    let url = format!("{}/v1/office/rescued", world.hub_url());
    let request = http_client().post(url).bearer_auth(secret).body(cbor::encode(run));
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.expect("a body");
    (status, serde_json::from_slice(&bytes).expect("JSON"))
}

/// What a phone had not sent, as one run that begins where the hub's copy ends, with the seal over its last envelope.
fn run_of(phone: &mut Person) -> RescuedRun {
    let rows = phone.with_store(|c, _| outbox::to_send(c, i64::MAX, 1_000, 1 << 30));
    let (first, last) = (rows.first().expect("unsent work"), rows.last().expect("unsent work"));
    let chain = ChainId { device: phone.device(), incarnation: first.incarnation };
    let seal = phone.with_store(|c, _| chain::seal_over(c, chain.incarnation, last.seq));
    let envelope = |row: &EnvelopeRow| {
        let body = row.envelope.body.clone().expect("a body");
        let header = row.envelope.header_bytes.clone();
        RescuedEnvelope { header, salt: body.salt, body: body.bytes }
    };
    RescuedRun {
        by: "马洛".to_owned(),
        chain,
        from: first.seq,
        envelopes: rows.iter().map(envelope).collect(),
        seals: vec![seal.expect("sealed when she tried to sync")],
    }
}

#[tokio::test]
async fn what_is_not_the_phones_own_is_not_taken_for_its_work() {
    let world = World::start().await;
    let (mut ann, order) = delivered(&world).await;
    let secret = world.server().keyring.office_secret.clone();
    let run = run_of(&mut ann);
    let quiet = log_size(&world).await;
    let refused = async |run: &RescuedRun, problem: &str| {
        let (status, answer) = send(&world, &secret, run).await;
        let said = answer["problem"].as_str().or(answer["code"].as_str()).unwrap_or_default();
        assert_eq!((said, answer["new"].as_u64().unwrap_or(0)), (problem, 0), "{status} {answer}");
        assert_ne!(world.stage(order).await, "delivered");
    };
    // 1. Without the office's secret; without a name.
    assert_eq!(send(&world, "wrong", &run).await.0, 401);
    refused(&RescuedRun { by: " ".to_owned(), ..run.clone() }, "malformed").await;
    // 2. Without her seal, or with a seal over other envelopes: anybody could have written it. It is kept, and judged
    //    by nobody.
    refused(&RescuedRun { seals: Vec::new(), ..run.clone() }, "quarantined").await;
    let mut other = run.clone();
    for seal in &mut other.seals {
        seal.signature.bytes[5] ^= 1;
    }
    refused(&other, "quarantined").await;
    // 3. A body that is not the header's; a header of another place; no header at all.
    let mut changed = run.clone();
    *changed.envelopes[0].body.last_mut().expect("a byte") ^= 1;
    refused(&changed, "malformed").await;
    refused(&RescuedRun { from: run.from + 1, ..run.clone() }, "malformed").await;
    let mut noise = run.clone();
    noise.envelopes[0].header = vec![0xff; 40];
    refused(&noise, "malformed").await;
    // 4. Another tenant's phone: nobody here enrolled it. Kept, judged by nobody.
    let elsewhere = World::start().await;
    let (mut bo, _) = delivered(&elsewhere).await;
    let foreign = run_of(&mut bo);
    let (_, answer) = send(&world, &secret, &foreign).await;
    assert_ne!(answer["new"].as_u64(), Some(foreign.envelopes.len() as u64), "{answer}");
    assert!(answer["verdicts"].as_object().is_none_or(|all| all.is_empty()), "{answer}");
    assert_ne!(world.stage(order).await, "delivered");
    // 5. The control: the run as it was is taken whole.
    let (status, answer) = send(&world, &secret, &run).await;
    assert_eq!((status, &answer["problem"]), (200, &Value::Null), "{answer}");
    assert_eq!(answer["kept"], true, "{answer}");
    assert_eq!(answer["new"], json!(run.envelopes.len()), "{answer}");
    assert_eq!(world.stage(order).await, "delivered");
    assert!(log_size(&world).await > quiet);
    // 6. A blob that no envelope of hers names, or other bytes under a name, are not taken.
    let device = ann.device();
    let (sealed, plain) = (b"not a sealed file".to_vec(), sha256(b"x"));
    let envelope = sha256(&run.envelopes[0].header);
    let url = format!(
        "{}/v1/office/rescued/{device}/{}?envelope={envelope}&plain={plain}&plain_bytes=1&sealed_bytes={}",
        world.hub_url(),
        sha256(&sealed),
        sealed.len()
    );
    let answer = http_client().put(url).bearer_auth(&secret).body(sealed).send().await;
    let status = answer.expect("an answer").status().as_u16();
    assert!((400..500).contains(&status), "{status}");
}
