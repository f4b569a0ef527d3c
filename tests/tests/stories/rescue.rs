//! A lost phone's work is rescued from a copy of its store, by a named person with the tenant's rescue key.

use std::fs;

use counterfoil_cli::args::RescueArgs;
use counterfoil_cli::rescue::rescue;
use counterfoil_domain::hash::sha256;
use counterfoil_store::outbox;
use counterfoil_tests::harness::World;

#[tokio::test]
async fn what_a_lost_phone_had_not_sent_is_opened_by_a_named_person() {
    // 1. Ann works without signal; then her phone's files are found, and her keys are gone.
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.phone().account().begin_shift(None, None).expect("on duty");
    ann.signal().off();
    ann.delivers(order);
    ann.says(order, "门口没人,已放前台");
    let unsent = ann.with_store(|c, _| outbox::to_send(c, i64::MAX, 1_000, 1 << 30));
    let copy = world.path("found");
    fs::create_dir_all(&copy).expect("a folder");
    ann.backs_up(&copy);
    for name in ["store.db", "store.db-wal", "store.key-check"] {
        let _ = fs::remove_file(copy.join(name));
    }

    // 2. The holder of the rescue key opens it, and the record names him.
    let key = world.config().key_file.with_file_name("rescue.key");
    let out = world.path("rescued");
    let (store, by) = (Some(copy.clone()), "周队长".to_owned());
    let (hand_in, office_secret, dropped) = (None, None, false);
    let args = RescueArgs { store, dropped, key, by, out: out.clone(), hand_in, office_secret };
    let record = rescue(&args).await.expect("rescued");
    assert_eq!(record["by"], "周队长");
    let segments = record["segments"].as_array().expect("segments");
    for segment in segments {
        let worth = [&segment["changed_frames"], &segment["bytes_behind_the_last"]];
        assert!(worth.iter().all(|number| **number == 0), "{segment}");
        assert_eq!(segment["signed_by_store"], true);
    }

    // 3. Everything unsent is there, byte for byte, and the photographs with their hashes.
    assert!(unsent.len() >= 3);
    for row in &unsent {
        let chain = record["chains"].as_array().expect("chains").iter().find(|chain| {
            chain["incarnation"] == row.incarnation.to_string()
                && chain["missing"] == serde_json::json!([])
        });
        let device =
            chain.expect("its chain, whole")["device"].as_str().expect("a store").to_owned();
        let folder = out.join(device).join(row.incarnation.to_string());
        let bytes = fs::read(folder.join(format!("{:08}.envelope", row.seq))).expect("an envelope");
        let body = row.envelope.body.as_ref().expect("a body");
        let mut rest = bytes.as_slice();
        for part in [row.envelope.header_bytes.as_slice(), &body.salt, &body.bytes] {
            let at = rest.windows(part.len()).position(|window| window == part);
            rest = &rest[at.expect("its bytes, in this order") + part.len()..];
        }
        assert!(rest.is_empty());
    }
    let opened = fs::read_dir(out.join("blobs")).expect("blobs").flatten().collect::<Vec<_>>();
    assert!(opened.len() >= 2, "a photograph and a signature");
    for blob in opened {
        let bytes = fs::read(blob.path()).expect("a blob");
        assert_eq!(sha256(&bytes).to_string(), blob.file_name().to_string_lossy());
    }

    // 4. With another key nothing is opened, and nothing is said to be whole.
    let other = world.path("other.key");
    let identity = counterfoil_store::vault::Identity::generate().to_string();
    fs::write(&other, age::secrecy::ExposeSecret::expose_secret(&identity)).expect("a key");
    let args = RescueArgs { key: other, out: world.path("nothing"), ..args };
    let record = rescue(&args).await.expect("a record");
    assert_eq!(record["chains"], serde_json::json!([]));
    assert!(record["segments"][0]["problem"] == "another_key");
}
