//! Guessing: what is there and not hers is answered as what is not there at all, byte for byte.

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::SubjectId;
use counterfoil_prove::siege::Siege;
use counterfoil_sync::access::{
    CERTIFICATE_PATH, CertificateAsk, REVEAL_PATH, RevealAsk, chain_download_path, download_path,
};
use counterfoil_tests::harness::hand::Reply;

/// The same status and the same bytes.
fn alike(what: &str, real: &Reply, guessed: &Reply) {
    assert_eq!(real.status, guessed.status, "{what}: {} and {}", real.code(), guessed.code());
    assert_eq!(real.body, guessed.body, "{what}");
    assert!((400..500).contains(&real.status), "{what}: {}", real.status);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_exists_and_is_not_hers_is_answered_as_if_it_did_not() {
    let mut siege = Siege::begin().await;
    // Ann's photograph and its envelope, which Mallory somehow knows by their hashes.
    let photo = siege.ann.photographs(siege.anns, "door").original;
    siege.ann.sync().await;
    let shown = siege.world.shown(siege.anns).await;
    let row = shown["evidence"].as_array().expect("evidence")[0].clone();
    let envelope = row["envelope"].as_str().expect("an envelope").parse().expect("a hash");
    let (anns, device) = (siege.anns, siege.ann.device());
    siege
        .under("guessed ids", async |world, mallory| {
            let token = mallory.token().await.expect("a token");
            let random = sha256(b"guessed");
            // 1. Evidence, by envelope and by place.
            let real = mallory.get(&download_path(&envelope, &photo), Some(&token)).await;
            for (envelope, hash) in [(envelope, random), (random, photo), (random, random)] {
                let guessed = mallory.get(&download_path(&envelope, &hash), Some(&token)).await;
                alike("evidence", &real, &guessed);
            }
            let known = world.server().storage.known(world.server().tenant(), vec![envelope]).await;
            let known = known.expect("read").remove(0);
            let incarnation = known.chain.incarnation;
            let path = |seq| chain_download_path((&device, &incarnation, seq), &photo);
            let real = mallory.get(&path(known.seq), Some(&token)).await;
            let guessed = mallory.get(&path(known.seq + 1_000), Some(&token)).await;
            alike("evidence by place", &real, &guessed);
            // 2. A masked value of Ann's order and of one that is not there.
            let reveal = |order: SubjectId| {
                let asked =
                    RevealAsk { order, path: "contact/phone".into(), reason: "call".into() };
                cbor::encode(&asked)
            };
            let real = mallory.ask(REVEAL_PATH, reveal(anns), Some(&token)).await;
            let nothing = SubjectId([9; 16]);
            let guessed = mallory.ask(REVEAL_PATH, reveal(nothing), Some(&token)).await;
            alike("a masked value", &real, &guessed);
            // 3. A certificate for an envelope of Ann's and for one that is not there.
            let ask = |hash| cbor::encode(&CertificateAsk { shift_closed: hash });
            let real = mallory.ask(CERTIFICATE_PATH, ask(envelope), None).await;
            let guessed = mallory.ask(CERTIFICATE_PATH, ask(random), None).await;
            alike("a certificate", &real, &guessed);
            // 4. What her pull brings names neither Ann's order nor Ann's chain.
            let answer = mallory.pull().await;
            let told: Vec<SubjectId> =
                answer.payload.page.groups.iter().map(|group| group.subject.id).collect();
            println!("{} subjects told", told.len());
            assert!(!format!("{:?}", answer.payload).contains("照常派送"));
        })
        .await;
}
