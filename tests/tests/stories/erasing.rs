//! An order is erased: at the hub, on every phone that held it, and in a backup that is restored. What stands beside it
//! stays, and every proof about it still verifies.

use std::path::Path;

use counterfoil_client::captures::PhotoSource;
use counterfoil_client::syncing::{Budget, StuckReason};
use counterfoil_domain::cbor;
use counterfoil_domain::erasure::{Erasure, ErasureReason, ErasureStatement};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::log::Leaf;
use counterfoil_domain::merkle;
use counterfoil_domain::verdict::Verdict;
use counterfoil_server::storage::LoadRequest;
use counterfoil_sync::access::{ERASE_HEADER, ERASURES_PATH};
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{PlayedPhone, World, pictures};
use serde_json::{Value, json};

const WORDS: &str = "老王把钥匙藏在消防栓后面";
const OTHER: &str = "隔壁的事不归这单管";

async fn erases(world: &World, order: SubjectId) -> Result<Value, String> {
    let asked = json!({ "reason": "request", "basis": "个人信息保护法第四十七条" });
    world.try_post(&format!("/v1/office/orders/{order}/erase"), &asked).await
}

async fn holds(world: &World, order: SubjectId, held: bool) -> Result<Value, String> {
    let asked = json!({ "held": held, "basis": "(2026) 案 12 号" });
    world.try_post(&format!("/v1/office/orders/{order}/legal-hold"), &asked).await
}

fn photographs(phone: &PlayedPhone, order: SubjectId, seed: u32) -> String {
    let path = pictures::photograph(&phone.home.join("camera"), seed);
    let source = PhotoSource { path, preview: None, role: "door".to_owned() };
    phone.phone().captures().photo(order, &source).expect("taken").original.to_string()
}

/// The files below a folder in which these words stand.
fn files_with(folder: &Path, words: &str) -> Vec<String> {
    let holds = |path: &Path| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    };
    let found = files_below(folder).into_iter().filter(|path| holds(path));
    found.map(|path| path.display().to_string()).collect()
}

/// Whether a phone shows an order at all.
fn knows(phone: &PlayedPhone, order: SubjectId) -> bool {
    phone.phone().orders().sheet(order).is_ok_and(|sheet| !sheet.sheet.timeline.is_empty())
}

async fn entries(world: &World, order: SubjectId) -> Vec<counterfoil_server::storage::StoredEntry> {
    let request = LoadRequest { subjects: vec![order], ..LoadRequest::default() };
    let hub = world.server();
    let mut loaded = hub.storage.load_for_gate(hub.tenant(), request).await.expect("read");
    loaded.subjects.remove(&order).map(|one| one.entries).unwrap_or_default()
}

#[tokio::test]
async fn an_erased_order_is_gone_from_hub_and_phones_and_its_proofs_still_verify() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let bob = world.played("bob", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    let next_door = world.order("parcel", ann.person).await;
    ann.syncs().await;
    ann.phone().captures().comment(order, WORDS).expect("said");
    ann.phone().captures().comment(next_door, OTHER).expect("said");
    let photo = photographs(&ann, order, 31);
    ann.syncs().await;
    // Bob had it for a while: it has left his scope and not yet his phone.
    world.assign(order, Some(bob.person)).await;
    bob.syncs().await;
    world.assign(order, Some(ann.person)).await;
    ann.syncs().await;
    assert!(knows(&ann, order) && knows(&bob, order), "the control: both have it");
    let hub_dir = world.config().dir.clone();
    // Half of another picture of hers has arrived.
    let staged = world.config().dir.join("staging").join(ann.device().to_string());
    std::fs::create_dir_all(&staged).expect("a folder");
    std::fs::write(staged.join("00"), b"half").expect("written");
    assert!(!files_with(&hub_dir, WORDS).is_empty(), "the control: the words stand at the hub");
    let before = entries(&world, order).await;
    let tip = world.server().storage.tip(world.server().tenant()).await.expect("a tip");
    // 1. Somebody says why, by which law; without that nothing happens.
    let path = format!("/v1/office/orders/{order}/erase");
    let silent = world.try_post(&path, &json!({ "reason": "request", "basis": " " })).await;
    assert!(silent.is_err_and(|why| why.contains("legal_basis")));
    let shown = erases(&world, order).await.expect("erased");
    assert_eq!((&shown["stores"], shown["waiting"].as_array().map(Vec::len)), (&json!(2), Some(2)));
    assert_eq!(erases(&world, order).await, Ok(shown), "the same again is the same");
    // 2. Nothing of its words stands in any file of the hub; its picture's bytes are gone.
    assert_eq!(files_with(&hub_dir, WORDS), Vec::<String>::new());
    assert!(files_below(&hub_dir).iter().all(|file| !file.to_string_lossy().contains(&photo)));
    assert!(!files_with(&hub_dir, OTHER).is_empty(), "what stands beside it stays");
    assert!(!staged.exists(), "what may be a part of its pictures is gone");
    // 3. It existed and was erased: the order, and evidence of it.
    let gone = world.office().get(&format!("/v1/office/orders/{order}")).await;
    assert!(gone.expect_err("gone").contains("erased"));
    let named =
        before.iter().rev().find_map(|entry| entry.envelope.as_ref().map(|_| entry.leaf.hash));
    let evidence = world.office().blob(&named.expect("an entry").to_string(), &photo).await;
    assert!(evidence.expect_err("gone").contains("410"));
    // 4. Every header stands where it stood, under the roots of before and of now.
    let hub = world.server();
    for entry in &before {
        let index = entry.leaf.index;
        for size in [tip.size, hub.storage.tip(hub.tenant()).await.expect("a tip").size] {
            let proof = hub.storage.inclusion(hub.tenant(), index, size).await.expect("read");
            let proof = proof.expect("it is in the log");
            let leaf: Leaf = cbor::decode(&proof.leaf).expect("a leaf");
            assert_eq!(leaf, entry.leaf);
            let (hash, root) = (merkle::leaf_hash(&proof.leaf), proof.root);
            assert!(merkle::verify_inclusion(&hash, index, size, &proof.path, &root));
        }
    }
    let after = entries(&world, order).await;
    assert!(after.iter().all(|entry| entry.envelope.as_ref().is_none_or(|one| one.body.is_none())));
    let headers = |entries: &[counterfoil_server::storage::StoredEntry]| -> Vec<Vec<u8>> {
        entries.iter().filter_map(|one| Some(one.envelope.as_ref()?.header.clone())).collect()
    };
    assert_eq!(headers(&after), headers(&before));
    // 5. The phones hear of it at their next contact, erase it, and say so.
    ann.syncs().await;
    assert!(!knows(&ann, order) && knows(&ann, next_door));
    assert!(files_below(&ann.home).iter().all(|file| !file.to_string_lossy().contains(&photo)));
    let shown = erases(&world, order).await.expect("the same");
    let waiting = shown["waiting"].as_array().expect("stores").clone();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0]["person_name"], "bob");
    bob.syncs().await;
    assert!(!knows(&bob, order));
    assert_eq!(erases(&world, order).await.expect("the same")["waiting"], json!([]));
    // 6. Nobody is asked again, and all goes on.
    ann.phone().captures().comment(next_door, "继续").expect("said");
    let report = ann.syncs().await;
    assert_eq!(report.unsent, 0);
    assert!(knows(&ann, next_door));
}

#[tokio::test]
async fn what_is_written_on_an_erased_order_arrives_and_is_not_kept() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    // 1. In a cellar she writes; meanwhile it is erased.
    let late = "地下室里写的话";
    ann.phone().captures().comment(order, late).expect("said");
    let photo = photographs(&ann, order, 32);
    erases(&world, order).await.expect("erased");
    // 2. What she wrote is handed in, answered for, and kept by nobody.
    ann.syncs().await;
    let filed = entries(&world, order).await;
    let refused = Verdict::Refused { code: "erased".to_owned() };
    let refused = filed.iter().filter(|one| one.leaf.verdict.as_ref() == Some(&refused)).count();
    assert_eq!(refused, 2, "the words and the photograph's fact");
    assert_eq!(files_with(&world.config().dir, late), Vec::<String>::new());
    assert!(!knows(&ann, order));
    assert_eq!(erases(&world, order).await.expect("the same")["waiting"], json!([]));
    // 3. The picture that nobody may keep is not waited for.
    assert!(files_below(&ann.home).iter().all(|file| !file.to_string_lossy().contains(&photo)));
    let report = ann.syncs().await;
    assert_eq!((report.unsent, report.blobs_left.0), (0, 0));
}

#[tokio::test]
async fn a_legal_hold_blocks_erasure_until_it_is_lifted() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    let held = holds(&world, order, true).await.expect("held");
    assert_eq!(held["basis"], "(2026) 案 12 号");
    assert_eq!(world.shown(order).await["legal_hold"], held);
    let refused = erases(&world, order).await.expect_err("on hold");
    assert!(refused.contains("legal_hold") && refused.contains("案 12 号"), "{refused}");
    assert!(knows(&ann, order));
    assert_eq!(holds(&world, order, false).await, Ok(Value::Null));
    erases(&world, order).await.expect("erased");
    assert!(holds(&world, order, true).await.is_err_and(|why| why.contains("erased")));
}

#[tokio::test]
async fn a_backup_of_before_keeps_it_erased_under_the_newest_key_file() {
    let mut world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    ann.phone().captures().comment(order, WORDS).expect("said");
    ann.syncs().await;
    world.backup().await;
    let backup = world.config().backup.clone().expect("a folder");
    assert!(!files_with(&backup, WORDS).is_empty(), "the control: the backup holds the words");
    erases(&world, order).await.expect("erased");
    // The machine burns; the key file stood elsewhere.
    world.restore_hub_from_backup().await;
    assert_eq!(files_with(&world.config().dir, WORDS), Vec::<String>::new());
    let gone = world.office().get(&format!("/v1/office/orders/{order}")).await;
    assert!(gone.expect_err("gone").contains("erased"));
    // What phones bring again of it is not kept either.
    ann.syncs().await;
    ann.syncs().await;
    assert_eq!(files_with(&world.config().dir, WORDS), Vec::<String>::new());
    assert!(!knows(&ann, order));
    assert_eq!(erases(&world, order).await.expect("the same")["waiting"], json!([]));
    world.backup().await;
    assert_eq!(files_with(&backup, WORDS), Vec::<String>::new(), "the next backup has it no more");
}

#[tokio::test]
async fn a_phone_that_has_erased_goes_on_when_its_hub_begins_again_from_a_backup_of_before() {
    let mut world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    let next_door = world.order("parcel", ann.person).await;
    ann.syncs().await;
    world.backup().await;
    // After the backup: words on both, one of two in an act on the order that is erased at once.
    ann.phone().captures().comment(order, WORDS).expect("said");
    ann.phone().captures().comment(next_door, OTHER).expect("said");
    ann.phone().captures().comment(order, WORDS).expect("said");
    ann.syncs().await;
    erases(&world, order).await.expect("erased");
    ann.syncs().await;
    assert!(!knows(&ann, order), "she has erased it before the machine is lost");
    // The hub has neither her words nor the order's erasure; the key file stood elsewhere and has the latter.
    world.restore_hub_from_backup().await;
    for _ in 0..3 {
        let _ = ann.tries_to_sync().await;
    }
    // 1. Headers without bodies are all that she has of it: they are answered for, and hold nothing up.
    let report = ann.syncs().await;
    assert_eq!(report.unsent, 0);
    let filed = entries(&world, order).await;
    let refused = Verdict::Refused { code: "erased".to_owned() };
    let refused = filed.iter().filter(|one| one.leaf.verdict.as_ref() == Some(&refused)).count();
    assert_eq!(refused, 2, "the chain is whole, and nothing of it counts");
    // 2. What stood beside it is whole again.
    assert_eq!(files_with(&world.config().dir, WORDS), Vec::<String>::new());
    assert!(!files_with(&world.config().dir, OTHER).is_empty());
    assert!(knows(&ann, next_door) && !knows(&ann, order));
    let refused = StuckReason::Refused("erased".to_owned());
    let stuck = ann.phone().syncing().status().expect("a status").stuck;
    assert!(stuck.iter().all(|one| one.subject == Some(order) && one.reason == refused));
    // 3. The erasure is over once more, and the chain goes on.
    assert_eq!(erases(&world, order).await.expect("the same")["waiting"], json!([]));
    ann.phone().captures().comment(next_door, "继续").expect("said");
    assert_eq!(ann.syncs().await.unsent, 0);
}

#[tokio::test]
async fn a_run_that_waits_keeps_nothing_of_an_erased_order_and_loses_nothing_of_another() {
    let world = World::start().await;
    let mut mia = world.hand_phone("mia", &["courier"]).await;
    let order = world.order("parcel", mia.person()).await;
    let next_door = world.order("parcel", mia.person()).await;
    let hub_dir = world.config().dir.clone();
    // 1. Of her chain the hub has the second half first: it waits for what lies below.
    mia.comment(next_door, "开头");
    mia.comment(order, WORDS);
    mia.comment(next_door, OTHER);
    mia.comment(order, WORDS);
    let whole = mia.request_from(0, false);
    let behind = mia.request_from(1, false);
    let later = mia.request_from(3, false);
    mia.exchange(&behind, None).await;
    mia.exchange(&later, None).await;
    assert!(!files_with(&hub_dir, WORDS).is_empty(), "the control: it waits with its words");
    let waiting = |world: &World| {
        let hub = world.server().clone();
        async move { hub.storage.quarantined(hub.tenant(), 10).await.expect("read") }
    };
    assert_eq!(waiting(&world).await.len(), 2);
    erases(&world, order).await.expect("erased");
    assert_eq!(files_with(&hub_dir, WORDS), Vec::<String>::new());
    assert!(!files_with(&hub_dir, OTHER).is_empty(), "what waits beside it stays");
    // The run that begins behind the order's k cannot be told without its body: it is let go, its phone has it.
    assert_eq!(waiting(&world).await.len(), 1);
    // 2. The same runs again bring nothing back.
    mia.exchange(&behind, None).await;
    mia.exchange(&later, None).await;
    assert_eq!(files_with(&hub_dir, WORDS), Vec::<String>::new());
    // 3. What lies below comes alone, and the run that waited is filed: its seal holds, its neighbour counts.
    mia.exchange(&mia.request_between(0, 1), None).await;
    assert_eq!(waiting(&world).await.len(), 0);
    let texts = world.shown(next_door).await["sheet"]["timeline"].to_string();
    assert!(texts.contains(OTHER) && texts.contains("开头"), "{texts}");
    let refused = Verdict::Refused { code: "erased".to_owned() };
    let filed = entries(&world, order).await;
    let refused = filed.iter().filter(|one| one.leaf.verdict.as_ref() == Some(&refused)).count();
    assert_eq!(refused, 2);
    // 4. And all of it once more changes nothing.
    mia.exchange(&whole, None).await;
    assert_eq!(entries(&world, order).await.len(), filed.len());
    assert_eq!(files_with(&hub_dir, WORDS), Vec::<String>::new());
}

#[tokio::test]
async fn a_phone_erases_on_the_offices_word_alone() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    // Somebody on the way says that there is something to erase; the hub knows of nothing.
    ann.way.adds(ERASE_HEADER, "1".to_owned());
    ann.syncs().await;
    assert!(knows(&ann, order));
    // The answer to the question gets lost: it is asked again.
    erases(&world, order).await.expect("erased");
    ann.way.loses_answers(ERASURES_PATH, 1);
    ann.syncs().await;
    ann.syncs().await;
    assert!(!knows(&ann, order));
    assert_eq!(erases(&world, order).await.expect("the same")["waiting"], json!([]));
}

#[tokio::test]
async fn none_of_its_words_lies_on_a_phone_afterwards_for_who_has_its_keys() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let order = world.order_with("parcel", Some(ann.id), json!({ "contact/name": "柳叶刀" })).await;
    ann.sync().await;
    ann.phone().captures().comment(order, WORDS).expect("said");
    ann.sync().await;
    let holds = |dump: &[(String, Vec<u8>)], words: &str| {
        let stands = |bytes: &[u8]| bytes.windows(words.len()).any(|part| part == words.as_bytes());
        dump.iter().filter(|(_, bytes)| stands(bytes)).map(|(place, _)| place.clone()).collect()
    };
    let before: Vec<String> = holds(&ann.dump(), WORDS);
    assert!(!before.is_empty(), "the control: they lie there");
    assert!(!Vec::<String>::is_empty(&holds(&ann.dump(), "柳叶刀")), "the control");
    erases(&world, order).await.expect("erased");
    ann.sync().await;
    let dump = ann.dump();
    for words in [WORDS, "柳叶刀"] {
        let left: Vec<String> = holds(&dump, words);
        assert_eq!(left, Vec::<String>::new(), "{words}");
    }
}

#[tokio::test]
async fn a_signature_for_two_orders_stays_with_the_one_that_is_not_erased() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let (erased, stays) = (world.order("parcel", &ann).await, world.order("parcel", &ann).await);
    ann.sync().await;
    ann.lets_sign(&[erased, stays], "recipient");
    ann.sync().await;
    let signed = |blobs: Vec<Value>| {
        let one = blobs.into_iter().find(|one| one["arrived"] == true).expect("a signature");
        let text = |name: &str| one[name].as_str().expect("text").to_owned();
        (text("envelope"), text("hash"))
    };
    let (gone, kept) =
        (signed(world.hub_blobs(erased).await), signed(world.hub_blobs(stays).await));
    let before = world.evidence(&kept.0, &kept.1).await;
    erases(&world, erased).await.expect("erased");
    // Its bytes lay under both orders' keys; they open under the one that is left, on the phone and at the hub.
    assert_eq!(world.evidence(&kept.0, &kept.1).await, before);
    let refused = world.office().blob(&gone.0, &gone.1).await;
    assert!(refused.expect_err("gone").contains("410"));
    ann.sync().await;
    assert!(ann.still_has(kept.1.parse().expect("a hash")));
    assert_eq!(ann.sheet(stays).card.id, stays);
    let sheet = world.shown(stays).await;
    assert!(sheet["sheet"]["timeline"].as_array().is_some_and(|rows| rows.len() >= 2), "{sheet}");
    // Then nothing names it any more.
    erases(&world, stays).await.expect("erased");
    let left = files_below(&world.config().dir);
    assert!(left.iter().all(|file| !file.to_string_lossy().contains(&kept.1)), "{left:?}");
    ann.sync().await;
    assert!(!ann.still_has(kept.1.parse().expect("a hash")));
}

#[tokio::test]
async fn an_erasure_that_stopped_half_way_is_finished_when_the_office_asks_again() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    ann.phone().captures().comment(order, WORDS).expect("said");
    ann.syncs().await;
    // It is written down and entered; then the disk is full.
    let hub = world.server();
    let (version, tenant, said_ms) = (1, hub.tenant(), hub.now_ms());
    let (reason, basis) = (ErasureReason::Request, "个人信息保护法第四十七条".to_owned());
    let statement = ErasureStatement { version, tenant, order, reason, basis, said_ms };
    let erasure = Erasure::sign(statement, &hub.keyring.office);
    hub.subject_keys.note_erased(&erasure).expect("noted");
    hub.storage.enter_erasure(tenant, erasure, said_ms).await.expect("entered");
    assert!(!files_with(&world.config().dir, WORDS).is_empty(), "the control: it stands there");
    erases(&world, order).await.expect("finished");
    assert_eq!(files_with(&world.config().dir, WORDS), Vec::<String>::new());
}

#[tokio::test]
async fn an_order_with_something_unsent_holds_up_no_other_erasure_on_a_phone() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let (first, second) =
        (world.order("parcel", ann.person).await, world.order("parcel", ann.person).await);
    ann.syncs().await;
    ann.phone().captures().comment(second, WORDS).expect("said");
    ann.syncs().await;
    erases(&world, first).await.expect("erased");
    erases(&world, second).await.expect("erased");
    // More on the first one than this session may send.
    for number in 0..60_u64 {
        let part = |part: u64| sha256(&(number << 8 | part).to_be_bytes()).to_string();
        let words: String = (0..30).map(part).collect();
        ann.phone().captures().comment(first, &words).expect("said");
    }
    let short = Budget { bytes: 20_000, ..Budget::default() };
    let report = ann.phone().syncing().run(short).await.expect("a session");
    assert!(report.unsent > 0, "{report:?}");
    assert!(!knows(&ann, second));
    let waits = async || erases(&world, first).await.expect("the same")["waiting"].clone();
    assert_eq!(waits().await.as_array().map(Vec::len), Some(1), "the first one is not carried out");
    ann.syncs().await;
    ann.syncs().await;
    assert_eq!(waits().await, json!([]));
}
