//! What a phone's key store may answer, and that work goes on: locked, locked before the first unlock, a seal key that the
//! platform destroyed and the session key's word for the next one.

use counterfoil_client::ClientError;
use counterfoil_client::ports::{SecretError, SignerError};
use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{Hash, SubjectId, TenantId};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::log::Statement;
use counterfoil_domain::merkle;
use counterfoil_domain::moment::Clocks;
use counterfoil_domain::seal::{Adoption, AdoptionStatement};
use counterfoil_sync::access::ADOPT_PATH;
use counterfoil_tests::harness::{PlayedPhone, World};

/// How much of the phone's one chain the hub has, and how much of that is sealed.
async fn at_the_hub(world: &World, phone: &PlayedPhone) -> (u64, u64) {
    let server = world.server();
    let chains = server.storage.chains(server.tenant(), phone.device()).await.expect("read");
    let [(_, chain)] = &chains[..] else { panic!("one chain: {chains:?}") };
    (chain.edge.size(), chain.sealed_size)
}

fn says(phone: &PlayedPhone, order: SubjectId, words: &str) {
    phone.phone().captures().comment(order, words).expect("captured");
}

async fn adoptions(world: &World) -> usize {
    let server = world.server();
    let entries = server.storage.entries(server.tenant(), 0, u64::MAX / 2, 10_000).await;
    let said = entries.expect("the log").into_iter().filter_map(|entry| entry.statement);
    said.filter(|one| matches!(one, Statement::Adopted(_))).count()
}

#[tokio::test]
async fn a_locked_signer_holds_up_neither_capture_nor_push_and_seals_later() {
    let world = World::start().await;
    let ann = world.played("ann", &["courier"], true).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    says(&ann, order, "sealed");
    ann.syncs().await;
    assert_eq!(at_the_hub(&world, &ann).await, (1, 1));
    // 1. The phone is locked in her pocket: what she captured goes out all the same, unsealed.
    ann.signer.as_ref().expect("hardware").refuses(Some(SignerError::Locked));
    says(&ann, order, "unsealed for now");
    ann.syncs().await;
    assert_eq!(at_the_hub(&world, &ann).await, (2, 1));
    // 2. Unlocked, the next session seals what is at the hub already.
    ann.signer.as_ref().expect("hardware").refuses(None);
    ann.syncs().await;
    assert_eq!(at_the_hub(&world, &ann).await, (2, 2));
    assert_eq!(adoptions(&world).await, 0, "the key was there all the time");
}

#[tokio::test]
async fn before_the_first_unlock_nothing_opens_and_nothing_is_lost() {
    let world = World::start().await;
    let mut ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    says(&ann, order, "captured before the restart");
    ann.closes();
    ann.secrets.refuses("", SecretError::LockedBeforeFirstUnlock);
    let Err(ClientError::NotAllowed { reason }) = ann.opens() else { panic!("it opened") };
    assert_eq!(reason.code, "locked");
    ann.secrets.relents();
    ann.opens().expect("unlocked");
    assert!(!ann.phone().opening().is_new && !ann.phone().opening().restored_copy);
    ann.syncs().await;
    assert_eq!(at_the_hub(&world, &ann).await, (1, 1));
}

#[tokio::test]
async fn the_session_key_adopts_the_chain_of_a_seal_key_that_was_destroyed() {
    let world = World::start().await;
    let mut ann = world.played("ann", &["courier"], true).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    says(&ann, order, "under the first key");
    ann.syncs().await;
    // 1. New fingerprints were enrolled on the phone: the platform destroys the key. Work goes on unsealed.
    let signer = ann.signer.clone().expect("hardware");
    signer.refuses(Some(SignerError::Invalidated));
    says(&ann, order, "under no key");
    ann.syncs().await;
    assert_eq!(at_the_hub(&world, &ann).await, (2, 1));
    // 2. The host made another key. The session key speaks for it, once; all of the chain is sealed again.
    signer.has_another_key(42);
    ann.opens().expect("opened");
    says(&ann, order, "under the second key");
    ann.syncs().await;
    ann.syncs().await;
    assert_eq!(at_the_hub(&world, &ann).await, (3, 3));
    assert_eq!(adoptions(&world).await, 1);
    // 3. What was written under the second key and had not arrived when that one went too is sealed with the third.
    says(&ann, order, "not sent before the third key");
    signer.has_another_key(43);
    ann.syncs().await;
    assert_eq!(at_the_hub(&world, &ann).await, (4, 4));
    assert_eq!(adoptions(&world).await, 2);
    // 4. A revoked store adopts nothing; what it writes is kept unsealed.
    world.revoke(ann.device()).await;
    signer.has_another_key(44);
    says(&ann, order, "after the end");
    let _ = ann.tries_to_sync().await.expect("a session");
    assert_eq!(at_the_hub(&world, &ann).await, (5, 4));
    assert_eq!(adoptions(&world).await, 2);
}

#[tokio::test]
async fn a_seal_key_in_the_key_store_that_was_destroyed_is_made_anew() {
    let world = World::start().await;
    let mut ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    ann.closes();
    ann.secrets.refuses("seal-key", SecretError::Invalidated);
    ann.opens().expect("the store's own key is there");
    says(&ann, order, "under another key");
    ann.syncs().await;
    assert_eq!(at_the_hub(&world, &ann).await, (1, 1));
    assert_eq!(adoptions(&world).await, 1);
    // The database's key is another matter: without it nothing can be read, and nothing is made anew over it.
    ann.closes();
    ann.secrets.refuses("database-key", SecretError::Invalidated);
    assert!(matches!(ann.opens(), Err(ClientError::SignInAgain)));
}

/// An adoption as somebody says it, with keys that need not be theirs.
fn says_it(statement: &AdoptionStatement, session: &SoftwareKey, seal: &SoftwareKey) -> Vec<u8> {
    let bytes = statement.to_bytes();
    let by_session = session.sign(Purpose::Adoption, &bytes);
    let by_seal = seal.sign(Purpose::Adoption, &bytes);
    cbor::encode(&Adoption { statement: statement.clone(), by_session, by_seal })
}

#[tokio::test]
async fn nobody_adopts_a_chain_with_keys_that_are_not_theirs() {
    let world = World::start().await;
    let ann = world.hand_phone("ann", &["courier"]).await;
    let mut mallory = world.hand_phone("mallory", &["courier"]).await;
    let order = world.order("parcel", mallory.person()).await;
    mallory.comment(order, "到了");
    mallory.push().await;
    let session = SoftwareKey::ed25519(&sha256(b"mallory's session key").0);
    let (seal, other) = (SoftwareKey::ed25519(&[51; 32]), SoftwareKey::ed25519(&[52; 32]));
    let honest = AdoptionStatement {
        version: 1,
        tenant: mallory.tenant(),
        device: mallory.device,
        incarnation: mallory.chain.incarnation,
        size: 1,
        root: merkle::root(&[mallory.made[0].hash()]),
        seal_key: seal.public(),
        clocks: Clocks { wall_ms: 0, boot: [1; 8], monotonic_ms: 1 },
    };
    let anns = AdoptionStatement { device: ann.device, ..honest.clone() };
    let newer = AdoptionStatement { version: 2, ..honest.clone() };
    let elsewhere = AdoptionStatement { tenant: TenantId([1; 16]), ..honest.clone() };
    let other_past = AdoptionStatement { root: Hash([1; 32]), ..honest.clone() };
    for (body, status) in [
        (says_it(&anns, &session, &seal), 401),
        (says_it(&honest, &other, &seal), 401),
        (says_it(&honest, &session, &other), 401),
        (says_it(&newer, &session, &seal), 401),
        (says_it(&elsewhere, &session, &seal), 401),
        (says_it(&other_past, &session, &seal), 409),
        (b"no adoption".to_vec(), 400),
        (Vec::new(), 400),
    ] {
        let reply = mallory.ask(ADOPT_PATH, body, None).await;
        assert_eq!((reply.status, adoptions(&world).await), (status, 0), "{}", reply.code());
    }
    // The control: her own chain with her own keys, any number of times.
    for _ in 0..2 {
        let reply = mallory.ask(ADOPT_PATH, says_it(&honest, &session, &seal), None).await;
        assert_eq!((reply.status, adoptions(&world).await), (204, 1), "{}", reply.code());
    }
}
