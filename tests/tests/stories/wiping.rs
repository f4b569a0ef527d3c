//! A phone is lost, or its worker leaves: the office has it wiped. Keys die first, work that nobody else has does not.

use counterfoil_cli::args::DropArgs;
use counterfoil_cli::dropping::{all_taken, drop_off};
use counterfoil_cli::rescue;
use counterfoil_client::ClientError;
use counterfoil_client::captures::PhotoSource;
use counterfoil_client::ports::{Body, HttpTransport, Request, Transport as _};
use counterfoil_client::syncing::{Budget, Uploads};
use counterfoil_domain::cbor;
use counterfoil_domain::ids::{DeviceId, Incarnation, SubjectId};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::wipe::{WipeMode, WipeOrder, WipeStatement, Wiped, WipedStatement};
use counterfoil_store::outbox_file::{Reader, Segment};
use counterfoil_sync::access::{SYNC_PATH, WIPE_HEADER, WIPED_PATH, wipe_text};
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{PlayedPhone, World, pictures};
use serde_json::{Value, json};

use crate::finding::opened_by;

async fn orders(world: &World, device: DeviceId, mode: &str) -> Value {
    world.post(&format!("/v1/office/devices/{device}/wipe"), &json!({ "mode": mode })).await
}

async fn shown(world: &World, device: DeviceId) -> Value {
    let devices = world.get("/v1/office/devices").await;
    let rows = devices.as_array().expect("devices").clone();
    rows.into_iter().find(|row| row["device"] == device.to_string()).expect("the phone")
}

fn photographs(phone: &PlayedPhone, order: SubjectId) -> String {
    let path = pictures::photograph(&phone.home.join("camera"), 77);
    let source = PhotoSource { path, preview: None, role: "door".to_owned() };
    phone.phone().captures().photo(order, &source).expect("taken").original.to_string()
}

/// Every secret of the key store, by its file.
fn secrets(phone: &PlayedPhone) -> Vec<Vec<u8>> {
    let files = files_below(&phone.home.join("secrets"));
    files.iter().map(|file| std::fs::read(file).expect("a secret")).collect()
}

#[tokio::test]
async fn a_wipe_destroys_the_keys_and_keeps_sealed_what_the_hub_does_not_have() {
    let world = World::start().await;
    let mut ann = world.played("ann", &["courier"], false).await;
    let (order, device) = (world.order("parcel", ann.person).await, ann.device());
    ann.syncs().await;
    ann.phone().captures().comment(order, "说过的话").expect("said");
    let photo = photographs(&ann, order);
    let before = secrets(&ann);
    // 1. The office orders it; the same order again is the same. It is shown, and the store is revoked.
    let ordered = orders(&world, device, "now").await;
    assert_eq!(orders(&world, device, "now").await, ordered);
    assert_eq!(orders(&world, device, "after_drain").await, ordered, "nothing is milder again");
    let row = shown(&world, device).await;
    assert_eq!((&row["wipe"]["mode"], &row["wipe"]["done_at"]), (&json!("now"), &Value::Null));
    assert!(row["revoked_at"].is_u64());
    // 2. At the next contact the words go out, the photograph may not; then the phone is closed under her hands.
    let budget = Budget { uploads: Uploads::Nothing, ..Budget::default() };
    let ended = ann.phone().syncing().run(budget).await;
    assert!(matches!(ended, Err(ClientError::Closed)), "{ended:?}");
    assert!(shown(&world, device).await["wipe"]["done_at"].is_u64(), "the hub has heard");
    assert_eq!(shown(&world, device).await["envelopes"], 2, "the words and the photograph's fact");
    // 3. Nothing of the old keys is left, and no file but the sealed photograph and its copies.
    let now = secrets(&ann);
    assert!(before.iter().all(|old| !now.contains(old)), "a key outlived the wipe");
    let left = files_below(&ann.home.join("store"));
    let kept = left.iter().find(|file| file.to_string_lossy().ends_with(&format!("{photo}.age")));
    let kept = kept.unwrap_or_else(|| panic!("the photograph is gone: {left:?}"));
    let others = |file: &std::path::Path| {
        let name = file.to_string_lossy().into_owned();
        !(name.contains("/wiped/") || name.ends_with("store.lock"))
    };
    assert!(left.iter().all(|file| !others(file)), "{left:?}");
    // 4. The hub's upload key still opens it.
    let sealed = std::fs::File::open(kept).expect("a file");
    let opened = age::Decryptor::new(sealed).expect("sealed");
    let mut plain =
        opened.decrypt(std::iter::once(&world.server().keyring.upload as _)).expect("ours");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut plain, &mut bytes).expect("whole");
    assert_eq!(counterfoil_domain::hash::sha256(&bytes).to_string(), photo);
    // 5. Opened again it is a new phone, of nobody; what was kept stays.
    ann.opens().expect("a new store");
    assert!(ann.phone().opening().is_new);
    assert!(ann.phone().account().status().expect("a status").enrolled.is_none());
    assert!(kept.is_file());
    assert!(matches!(ann.tries_to_sync().await, Err(ClientError::SignInAgain)));
}

#[tokio::test]
async fn work_that_cannot_be_sent_outlives_the_keys_in_the_outbox_file() {
    let world = World::start().await;
    let mut ann = world.played("ann", &["courier"], false).await;
    let (order, device) = (world.order("parcel", ann.person).await, ann.device());
    ann.syncs().await;
    // 1. Somebody keeps her phone from handing anything in; the order to wipe comes through with the refused token.
    ann.way.loses(Some(SYNC_PATH));
    for words in ["一", "二", "三"] {
        ann.phone().captures().comment(order, words).expect("said");
    }
    let photo = photographs(&ann, order);
    ann.opens().expect("without a token");
    orders(&world, device, "now").await;
    let ended = ann.tries_to_sync().await;
    assert!(matches!(ended, Err(ClientError::Closed)), "{ended:?}");
    assert_eq!(shown(&world, device).await["envelopes"], 0, "nothing had arrived");
    assert!(shown(&world, device).await["wipe"]["done_at"].is_u64());
    // 2. The segments stay beside the sealed photograph, for the tenant's rescue key.
    let kept = files_below(&ann.home.join("store/wiped"));
    let ends =
        |ending: &str| kept.iter().filter(|file| file.to_string_lossy().ends_with(ending)).count();
    assert!(ends(".segment") >= 1 && ends(&format!("{photo}.age")) == 1, "{kept:?}");
    let key = world.config().key_file.with_file_name("rescue.key");
    let key = std::fs::read_to_string(key).expect("handed out once").parse().expect("a key");
    let mut rescued = 0;
    for file in kept.iter().filter(|file| file.to_string_lossy().ends_with(".segment")) {
        let segment = Segment::read_file(file, &key, Reader::Rescue).expect("it opens");
        rescued += segment.records.iter().filter(|record| record.envelope().is_some()).count();
    }
    assert_eq!(rescued, 4, "three remarks and a photograph's fact");
    // 3. A phone that is set up anew in the same folder leaves them alone.
    ann.opens().expect("a new store");
    assert!(ann.phone().account().status().expect("a status").enrolled.is_none());
    assert_eq!(files_below(&ann.home.join("store/wiped")), kept);
    // 4. Whoever has the phone in his hands hands them in, though its keys were taken away, and reads none of it; the
    //    office opens them.
    world.revoke(device).await;
    let folder = ann.home.join("store/wiped");
    let args = DropArgs { folder, hub: None, receipts: None };
    let record = drop_off(&args).await.expect("handed in");
    all_taken(&record).expect("all of it");
    let rescued = rescue::rescue(&opened_by(&world, "周队长", "opened")).await.expect("opened");
    let envelopes = rescued["chains"].as_array().expect("chains").iter();
    assert_eq!(envelopes.filter_map(|chain| chain["envelopes"].as_u64()).sum::<u64>(), 4);
    assert_eq!(rescued["blobs"], json!({"opened": 1, "missing": []}));
}

#[tokio::test]
async fn a_wipe_after_drain_waits_until_everything_is_safe() {
    let world = World::start().await;
    let mut ann = world.played("ann", &["courier"], false).await;
    let (order, device) = (world.order("parcel", ann.person).await, ann.device());
    ann.syncs().await;
    ann.phone().captures().comment(order, "还没上传").expect("said");
    photographs(&ann, order);
    orders(&world, device, "after_drain").await;
    // 1. All of it arrives; nothing of it is safe yet, so nothing dies. Work goes on.
    for _ in 0..2 {
        ann.tries_to_sync().await.expect("a session");
    }
    assert_eq!(ann.phone().syncing().status().expect("a status").on_phone, 0);
    ann.phone().captures().comment(order, "还在干活").expect("said");
    ann.tries_to_sync().await.expect("a session");
    ann.opens().expect("the same store");
    assert!(!ann.phone().opening().is_new);
    assert_eq!(shown(&world, device).await["wipe"]["done_at"], Value::Null);
    // 2. After the backup it is; the confirmation gets lost at first, and is sent by the phone that has no keys any more.
    world.backup().await;
    ann.way.loses(Some(WIPED_PATH));
    let mut ended = ann.tries_to_sync().await;
    if ended.is_ok() {
        ended = ann.tries_to_sync().await;
    }
    assert!(matches!(ended, Err(ClientError::Closed)), "{ended:?}");
    assert_eq!(shown(&world, device).await["wipe"]["done_at"], Value::Null);
    ann.way.loses(None);
    ann.opens().expect("a new store");
    assert!(ann.phone().opening().is_new);
    assert!(matches!(ann.tries_to_sync().await, Err(ClientError::SignInAgain)));
    assert!(shown(&world, device).await["wipe"]["done_at"].is_u64());
    assert_eq!(shown(&world, device).await["envelopes"], 3, "two remarks and a photograph");
    let kept = files_below(&ann.home.join("store/wiped"));
    assert!(kept.iter().all(|file| !file.to_string_lossy().ends_with(".age")), "{kept:?}");
}

#[tokio::test]
async fn an_order_that_is_not_the_hubs_or_not_for_this_store_does_nothing() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    let (hub, tenant) = (world.server().keyring.wipe.clone(), world.server().tenant());
    let said = |device, incarnation, mode| WipeStatement {
        version: 1,
        tenant,
        device,
        incarnation,
        nonce: [7; 16],
        mode,
    };
    let signed = |key: &SoftwareKey, statement: WipeStatement| {
        let signature = key.sign(Purpose::Wipe, &statement.to_bytes());
        wipe_text(&WipeOrder { statement, signature })
    };
    let own = said(ann.device(), None, WipeMode::Now);
    let stranger = SoftwareKey::ed25519(&[99; 32]);
    let mut newer = own.clone();
    newer.version = 2;
    let mut forged = vec![
        signed(&stranger, own.clone()),
        signed(&world.server().keyring.answer, own.clone()),
        signed(&hub, said(DeviceId([1; 16]), None, WipeMode::Now)),
        signed(&hub, said(ann.device(), Some(Incarnation([1; 8])), WipeMode::Now)),
        signed(&hub, newer),
        "not an order".to_owned(),
        String::new(),
    ];
    // Signed for another purpose.
    let signature = hub.sign(Purpose::Proof, &own.to_bytes());
    forged.push(wipe_text(&WipeOrder { statement: own.clone(), signature }));
    for text in forged {
        ann.way.adds(WIPE_HEADER, text);
        ann.syncs().await;
        ann.phone().captures().comment(order, "还在").expect("work goes on");
    }
    // The control: the hub's own word for this store is taken, whoever carries it.
    ann.way.adds(WIPE_HEADER, signed(&hub, own));
    assert!(matches!(ann.tries_to_sync().await, Err(ClientError::Closed)));
}

#[tokio::test]
async fn the_hub_believes_no_wipe_that_the_store_did_not_sign() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], false).await;
    let device = ann.device();
    let unknown = format!("/v1/office/devices/{}/wipe", DeviceId([9; 16]));
    assert!(world.try_post(&unknown, &json!({"mode": "now"})).await.is_err());
    let path = format!("/v1/office/devices/{device}/wipe");
    assert!(world.try_post(&path, &json!({"mode": "later"})).await.is_err());
    orders(&world, device, "now").await;
    let row = world.server().storage.wipe(world.server().tenant(), device).await.expect("read");
    let nonce = row.expect("an order").order.statement.nonce;
    let http = HttpTransport::new().expect("TLS");
    for key in [SoftwareKey::ed25519(&[5; 32]), world.server().keyring.wipe.clone()] {
        let tenant = world.server().tenant();
        let statement = WipedStatement { version: 1, tenant, device, nonce, kept: 0 };
        let signature = key.sign(Purpose::Wiped, &statement.to_bytes());
        let request = Request {
            method: "POST",
            hub_url: world.hub_url(),
            path: WIPED_PATH.to_owned(),
            headers: Vec::new(),
            body: Body::Bytes(cbor::encode(&Wiped { statement, signature })),
            answer_bytes_max: 10_000,
        };
        assert_eq!(http.send(request).await.expect("an answer").status, 401);
    }
    assert_eq!(shown(&world, device).await["wipe"]["done_at"], Value::Null);
}
