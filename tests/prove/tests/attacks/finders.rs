//! The door for finders of phones: it asks for no key, and takes nothing but what a phone of this hub has signed.

use std::fs;
use std::time::Duration;

use counterfoil_domain::cbor;
use counterfoil_domain::hash::{device_id, sha256};
use counterfoil_domain::ids::{DeviceId, Hash, TenantId};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::limits::{DROPPED_FILES_PER_DEVICE_MAX, OUTBOX_SEGMENT_BYTES_MAX};
use counterfoil_domain::segment::{
    ListedFile, SegmentHead, SegmentStatement, Standing, Ticket, head_hash,
};
use counterfoil_prove::siege::Siege;
use counterfoil_sync::dropping::{DROP_PATH, DropAnswer, dropped_file_path};
use counterfoil_tests::harness::office::http_client;
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{Person, World};

/// What a finder has of a phone.
struct Found {
    /// The bytes of its fullest segment.
    segment: Vec<u8>,
    /// Its sealed files.
    sealed: Vec<Vec<u8>>,
}

impl Found {
    fn head(&self) -> SegmentHead {
        SegmentHead::read(&self.segment).expect("a head").0
    }

    fn name(&self) -> (DeviceId, [u8; 16]) {
        let said = self.head().statement;
        (said.device, said.segment)
    }
}

/// Bo works without signal; what lies in his phone's folder is copied.
async fn bos(world: &World) -> (Person, Found) {
    let bo = world.phone("bo", &["courier"]).await;
    let order = world.order("parcel", &bo).await;
    bo.sync().await;
    bo.phone().account().begin_shift(None, None).expect("on duty");
    bo.signal().off();
    bo.delivers(order);
    for words in ["一", "二", "三"] {
        bo.says(order, words);
    }
    let read = |ending: &str| {
        let files = files_below(&bo.store_folder()).into_iter();
        let files = files.filter(|file| file.extension().is_some_and(|found| found == ending));
        files.map(|file| fs::read(file).expect("a file")).collect::<Vec<_>>()
    };
    let segment = read("segment").into_iter().max_by_key(Vec::len).expect("a segment");
    let sealed = read("age");
    (bo, Found { segment, sealed })
}

/// A segment as a program makes one that has this session key.
fn made_by(session: &SoftwareKey, tenant: TenantId, n: u8, frames: &[&[u8]]) -> Vec<u8> {
    let statement = SegmentStatement {
        version: 2,
        segment: [n; 16],
        number: u64::from(n),
        tenant,
        device: device_id(&session.public().bytes),
        incarnation: counterfoil_domain::ids::Incarnation([n; 8]),
        content_key: vec![n; 200],
        mac_key: None,
        hub_url: None,
        root: None,
    };
    let signature = session.sign(Purpose::Segment, &cbor::encode(&statement));
    let head =
        SegmentHead { statement, session: Some(session.public()), signature: Some(signature) };
    let mut bytes = head.to_bytes();
    let hash = head_hash(&bytes);
    for (index, sealed) in (0..).zip(frames) {
        bytes.extend(frame(session, (hash, index), sealed, Vec::new()));
    }
    bytes
}

fn frame(
    session: &SoftwareKey,
    place: (Hash, u64),
    sealed: &[u8],
    files: Vec<ListedFile>,
) -> Vec<u8> {
    let mac = [7; 32];
    let ticket = cbor::encode(&Ticket::sign(session, place, (sealed, &mac), files));
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("short").to_be_bytes();
    [&length(sealed), sealed, &mac, &length(&ticket), &ticket].concat()
}

async fn put(url: String, bytes: Vec<u8>) -> (u16, Vec<u8>) {
    let answer = http_client().put(url).body(bytes).send().await.expect("an answer");
    (answer.status().as_u16(), answer.bytes().await.expect("a body").to_vec())
}

async fn drop_off(world: &World, bytes: Vec<u8>) -> (u16, Vec<u8>) {
    let url = format!("{}{DROP_PATH}", world.hub_url());
    let answer = http_client().post(url).body(bytes).send().await.expect("an answer");
    (answer.status().as_u16(), answer.bytes().await.expect("a body").to_vec())
}

/// The one answer for everything that no phone of this hub has written.
async fn is_refused(world: &World, what: &str, bytes: Vec<u8>) {
    let (status, body) = drop_off(world, bytes).await;
    let said: serde_json::Value = serde_json::from_slice(&body).expect("a problem");
    assert_eq!((status, said["code"].as_str()), (403, Some("not_taken")), "{what}: {said}");
    assert!(said.as_object().expect("members").len() <= 4, "{what}: {said}");
}

async fn is_taken(world: &World, bytes: Vec<u8>) -> DropAnswer {
    let (status, body) = drop_off(world, bytes).await;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    let answer: DropAnswer = cbor::decode(&body).expect("a receipt");
    assert_eq!(
        cbor::encode(&answer),
        body,
        "a receipt, the hub's keys, what is wanted, and nothing else"
    );
    answer
}

fn kept(world: &World) -> Vec<Vec<u8>> {
    let files = files_below(&world.config().dir.join("dropped"));
    files.iter().map(|file| fs::read(file).expect("a file")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_finder_hands_in_what_a_phone_signed_and_nothing_else() {
    let mut siege = Siege::begin().await;
    let (_bo, found) = bos(&siege.world).await;
    let elsewhere = World::start().await;
    let (_foreign_bo, foreign) = bos(&elsewhere).await;
    let (_, toll) = siege
        .under("finders", async |world, mallory| {
            let tenant = found.head().statement.tenant;
            let log = world.server().log_point().await.expect("a log").size;
            // 1. What is no segment; of another tenant; of a key that this hub never enrolled; without a signed frame.
            let stranger = SoftwareKey::ed25519(&[0x5a; 32]);
            let (_, head_bytes) = SegmentHead::read(&found.segment).expect("a head");
            let mut noise = vec![0x80; 300_000];
            noise[..12].copy_from_slice(&found.segment[..12]);
            for (what, bytes) in [
                ("nothing", Vec::new()),
                ("rubbish", vec![0xff; 300_000]),
                ("a begin and rubbish", noise),
                ("half a head", found.segment[..head_bytes / 2].to_vec()),
                ("a head alone", found.segment[..head_bytes].to_vec()),
                ("another tenant's phone", foreign.segment.clone()),
                ("a stranger's key", made_by(&stranger, tenant, 1, &[b"x"])),
                (
                    "her own phone for another tenant",
                    made_by(mallory.session_key(), TenantId([9; 16]), 1, &[b"x"]),
                ),
                ("of the first version", with_version(&found.segment, mallory.session_key(), 1)),
            ] {
                is_refused(world, what, bytes).await;
            }
            // 2. Every part of a true head changed.
            for at in (0..head_bytes).step_by(11) {
                let mut forged = found.segment.clone();
                forged[at] ^= 1 << (at % 8);
                is_refused(world, "a changed head", forged).await;
            }
            // 3. His head before her frames, signed with her own phone's key; under his name in her own head.
            let hash = head_hash(&found.segment[..head_bytes]);
            let hers = frame(mallory.session_key(), (hash, 0), b"planted", Vec::new());
            is_refused(world, "her frames", [&found.segment[..head_bytes], &hers].concat()).await;
            let mut stolen = found.head();
            stolen.session = Some(mallory.session_key().public());
            let said = cbor::encode(&stolen.statement);
            stolen.signature = Some(mallory.session_key().sign(Purpose::Segment, &said));
            let frames = &found.segment[head_bytes..];
            is_refused(world, "his name", [&stolen.to_bytes(), frames].concat()).await;
            assert!(kept(world).is_empty(), "nothing of all that is kept");
            // 4. The control: what he wrote is taken, and again, with a receipt that stands and nothing of an order.
            let answer = is_taken(world, found.segment.clone()).await;
            let root = found.head().statement.root.expect("a root");
            answer.keys.verify(&tenant, &root).expect("the hub's keys");
            assert_eq!(answer.receipt.statement.hash, sha256(&found.segment));
            for _ in 0..40 {
                let again = is_taken(world, found.segment.clone()).await;
                assert_eq!(again.receipt.statement.hash, answer.receipt.statement.hash);
            }
            assert_eq!(kept(world), std::slice::from_ref(&found.segment));
            // 5. It does not grow by what somebody puts behind it or between, nor shrink by what is left out.
            let short = found.segment[..found.segment.len() - 1].to_vec();
            let rubbish = [found.segment.as_slice(), &vec![0; 4 << 20]].concat();
            let planted = [found.segment.as_slice(), &hers.repeat(2_000)].concat();
            for (what, bytes) in [("less", short), ("rubbish", rubbish), ("planted", planted)] {
                let after = is_taken(world, bytes).await;
                assert_eq!(after.receipt.statement.hash, answer.receipt.statement.hash, "{what}");
            }
            let long = vec![0; usize::try_from(OUTBOX_SEGMENT_BYTES_MAX).expect("a length") + 1];
            let (status, _) = drop_off(world, [found.segment.as_slice(), &long].concat()).await;
            assert_eq!(status, 413);
            assert_eq!(kept(world), std::slice::from_ref(&found.segment));
            // 6. Nothing entered the log, and nobody's order moved.
            let now = world.server().log_point().await.expect("a log").size;
            println!("{} entries more, Ann's", now - log);
        })
        .await;
    assert!(toll.cpu < Duration::from_secs(60), "{toll}");
}

/// The same segment with another layout version in its head, signed by this key.
fn with_version(segment: &[u8], session: &SoftwareKey, version: u8) -> Vec<u8> {
    let (mut head, length) = SegmentHead::read(segment).expect("a head");
    head.statement.version = version;
    head.statement.device = device_id(&session.public().bytes);
    head.session = Some(session.public());
    head.signature = Some(session.sign(Purpose::Segment, &cbor::encode(&head.statement)));
    [&head.to_bytes(), &segment[length..]].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_file_comes_in_only_where_a_phone_named_it() {
    let mut siege = Siege::begin().await;
    let (bo, found) = bos(&siege.world).await;
    siege
        .under("sealed files", async |world, _| {
            let (device, segment) = found.name();
            let url = |device, segment, file: &[u8]| {
                let path = dropped_file_path(device, segment, sha256(file));
                format!("{}{path}", world.hub_url())
            };
            // 1. Before its segment is here; then under another segment, another phone, with a name that is none.
            let named = Standing::read(&found.segment, |_, _| false).expect("a head").files();
            let is_named =
                |file: &&Vec<u8>| named.iter().any(|listed| listed.sealed_hash == sha256(file));
            let file = found.sealed.iter().find(is_named).expect("a photograph").clone();
            assert_eq!(put(url(device, segment, &file), file.clone()).await.0, 403);
            let wanted = is_taken(world, found.segment.clone()).await.wanted;
            assert!(wanted.iter().any(|one| one.sealed_hash == sha256(&file)), "{wanted:?}");
            assert_eq!(put(url(device, [9; 16], &file), file.clone()).await.0, 403);
            assert_eq!(put(url(DeviceId([9; 16]), segment, &file), file.clone()).await.0, 403);
            let out =
                format!("{}{DROP_PATH}/{device}/..%2f..%2fkeys/{}", world.hub_url(), sha256(&file));
            assert_eq!(put(out, file.clone()).await.0, 404);
            // 2. Files that no fact names, a thumbnail of his; files that nobody made, and other bytes under the name of one: guessing is worth nothing.
            let thumbnail = found.sealed.iter().find(|file| !is_named(file)).expect("one").clone();
            assert_eq!(put(url(device, segment, &thumbnail), thumbnail).await.0, 403);
            for n in 0..200_u32 {
                let other = n.to_be_bytes().repeat(1_000);
                assert_eq!(put(url(device, segment, &other), other).await.0, 403);
            }
            let mut other = file.clone();
            other[7] ^= 1;
            let longer = [file.as_slice(), &[0]].concat();
            let shorter = file[..file.len() - 1].to_vec();
            for bytes in [other, longer, shorter, Vec::new()] {
                assert_eq!(put(url(device, segment, &file), bytes).await.0, 403);
            }
            assert_eq!(kept(world), std::slice::from_ref(&found.segment));
            // 3. The control: itself is taken, twice, of a phone whose keys were taken away as well.
            world.revoke(device).await;
            for _ in 0..2 {
                assert_eq!(put(url(device, segment, &file), file.clone()).await.0, 200);
            }
            assert_eq!(is_taken(world, found.segment.clone()).await.wanted.len(), wanted.len() - 1);
            assert_eq!(kept(world).len(), 2);
        })
        .await;
    drop(bo);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_writes_segments_for_ever_fills_its_own_room_alone() {
    let mut siege = Siege::begin().await;
    let (_bo, found) = bos(&siege.world).await;
    siege
        .under("quota", async |world, mallory| {
            let tenant = found.head().statement.tenant;
            // 1. Mallory's phone is enrolled and signs what she likes: it is kept, sealed to nobody, until her room is full.
            let folder = world.config().dir.join("dropped").join(mallory.device.to_string());
            for n in 0..8 {
                is_taken(world, made_by(mallory.session_key(), tenant, n, &[b"x", b"y"])).await;
            }
            for n in 8..DROPPED_FILES_PER_DEVICE_MAX {
                fs::write(folder.join(format!("{n:032x}.segment")), b"as if").expect("a file");
            }
            let (status, body) =
                drop_off(world, made_by(mallory.session_key(), tenant, 200, &[b"x"])).await;
            let said: serde_json::Value = serde_json::from_slice(&body).expect("a problem");
            assert_eq!((status, said["code"].as_str()), (507, Some("quota")), "{said}");
            // 2. A frame at a place where no phone writes one.
            let hers = made_by(mallory.session_key(), tenant, 0, &[]);
            let hash = head_hash(&hers);
            let far = frame(mallory.session_key(), (hash, u64::MAX), b"z", Vec::new());
            is_refused(world, "a place that is none", [hers.as_slice(), &far].concat()).await;
            // 3. The control: Bo's is taken.
            is_taken(world, found.segment.clone()).await;
            for n in 8..DROPPED_FILES_PER_DEVICE_MAX {
                fs::remove_file(folder.join(format!("{n:032x}.segment"))).expect("gone");
            }
            is_taken(world, made_by(mallory.session_key(), tenant, 200, &[b"x"])).await;
            // 4. She names a file that is larger than any: it is not waited for.
            let huge = ListedFile { sealed_hash: Hash([3; 32]), sealed_bytes: u64::MAX };
            let head = made_by(mallory.session_key(), tenant, 201, &[]);
            let names = frame(mallory.session_key(), (head_hash(&head), 0), b"x", vec![huge]);
            is_taken(world, [head, names].concat()).await;
            let path = dropped_file_path(mallory.device, [201; 16], huge.sealed_hash);
            let status = put(format!("{}{path}", world.hub_url()), vec![0; 100]).await.0;
            assert_eq!(status, 403);
        })
        .await;
}
