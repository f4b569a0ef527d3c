//! A stranger checks a live phone: its chain, its seals, what the hub signed for it and the certificate, with
//! SHA-256 and signatures of public libraries and a CBOR reader of his own. Nothing of ours encodes, hashes or
//! verifies here.

use std::collections::BTreeSet;

use counterfoil_tests::harness::papers::Papers;
use counterfoil_tests::harness::{Person, World};
use counterfoil_tests::stranger::{
    Node, check_signature, check_signed, commitment, merkle_root, sha256,
};

const ED25519: u8 = 1;

/// What the stranger is given besides the papers: bytes, and where they come from.
struct Given {
    papers: Papers,
    /// From the invitation's QR code, as hexadecimal digits.
    root_fingerprint: String,
    /// The phone's seal key and session key, as the hub's log names them.
    seal_key: Vec<u8>,
    session_key: Vec<u8>,
    /// The log's leaf hashes.
    log: Vec<[u8; 32]>,
    /// Every file that the phone's envelopes name, as the hub gives it out.
    files: Vec<Vec<u8>>,
}

async fn files_of(world: &World, ann: &Person) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for order in ann.list() {
        for blob in world.hub_blobs(order).await {
            let text = |name: &str| blob[name].as_str().expect("a text").to_owned();
            files.push(world.evidence(&text("envelope"), &text("hash")).await);
        }
    }
    files
}

/// A day of Ann's: two parcels, a remark, a field, the shift closed, a backup, the certificate.
async fn a_day() -> Given {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let (first, second) = (world.order("parcel", &ann).await, world.order("parcel", &ann).await);
    ann.sync().await;
    ann.phone().account().begin_shift(None, Some("滨河网点".into())).expect("on duty");
    ann.delivers(first);
    ann.sync().await;
    ann.sets(second, "a/door", "门禁1102#");
    ann.says(second, "放门口鞋柜上");
    ann.delivers(second);
    ann.closes_the_shift();
    ann.sync().await;
    world.backup().await;
    let granted = ann.certificate().await;
    assert!(matches!(granted, counterfoil_client::account::CertificateOutcome::NothingLeft(_)));
    let server = world.server();
    let row =
        server.storage.device(server.tenant(), ann.device()).await.expect("read").expect("Ann's");
    let size = server.log_point().await.expect("a log").size;
    let leaves = server.storage.leaf_hashes(server.tenant(), 0, size).await.expect("leaves");
    Given {
        papers: ann.papers(),
        root_fingerprint: server.keyring.root.root_fingerprint().to_string(),
        seal_key: row.seal_key.bytes,
        session_key: row.session_key.bytes,
        log: leaves.into_iter().map(|leaf| leaf.0).collect(),
        files: files_of(&world, &ann).await,
    }
}

impl Given {
    fn headers(&self) -> Vec<Node> {
        self.papers.chain.iter().map(|(header, _)| Node::parse(header)).collect()
    }

    /// Leaf hashes of the chain's headers.
    fn leaves(&self) -> Vec<[u8; 32]> {
        self.papers.chain.iter().map(|(header, _)| sha256(&[&[0], header])).collect()
    }

    /// The hub's answer key: certified by a root key that has the fingerprint of the QR code.
    fn answer_key(&self) -> Vec<u8> {
        let enrolment = Node::parse(&self.papers.enrolment);
        let keys = enrolment.key(2).key(6).clone();
        let root = keys.key(0).list()[1].bytes().to_vec();
        let fingerprint = sha256(&[b"cf/root/1\0", &[ED25519], &root]);
        assert_eq!(hex::encode(fingerprint), self.root_fingerprint, "the root of the QR code");
        let certified = keys
            .key(1)
            .list()
            .iter()
            .map(|one| check_signed(one, "cf/key-certificate/1", (ED25519, &root)));
        let answer = certified.into_iter().find(|one| one.key(2).number() == 2);
        answer.expect("an answer key").key(3).list()[1].bytes().to_vec()
    }

    /// The bodies are those that the headers commit to; k stands in the first body on its subject and audience.
    fn check_bodies(&self) {
        let mut keys: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for (seq, (header, (_, body))) in self.headers().iter().zip(&self.papers.chain).enumerate()
        {
            assert_eq!(header.key(4).number(), seq as i128, "its place");
            assert_eq!(header.key(19).number(), body.len() as i128, "its length");
            let place = [header.key(6).raw.clone(), header.key(7).raw.clone()].concat();
            if let Some(k) = Node::parse(body).opt(2) {
                keys.push((place.clone(), k.bytes().to_vec()));
            }
            let (_, k) = keys.iter().find(|(known, _)| *known == place).expect("a k came before");
            let said = commitment(k, header.key(3).bytes(), seq as u64, body);
            assert_eq!(header.key(20).bytes(), said, "the body of envelope {seq}");
        }
    }

    /// The files that the bodies name.
    fn named_files(&self) -> BTreeSet<Vec<u8>> {
        let mut named = BTreeSet::new();
        for (_, body) in &self.papers.chain {
            if let Some(blobs) = Node::parse(body).opt(1) {
                named.extend(blobs.list().iter().map(|blob| blob.list()[0].bytes().to_vec()));
            }
        }
        named
    }
}

#[tokio::test]
async fn a_stranger_checks_a_live_phone_with_public_libraries_alone() {
    let given = a_day().await;
    let (leaves, headers) = (given.leaves(), given.headers());

    // 1. The chain: every body is the one that its header commits to; one device, whose name is its key.
    given.check_bodies();
    let device = &sha256(&[b"cf/device/1\0", &given.session_key])[..16];
    assert!(headers.iter().all(|header| header.key(2).bytes() == device));

    // 2. The seals, by the phone's key; the last one covers the whole chain.
    assert!(given.papers.seals.len() >= 2, "sealed at each signature and each sync");
    for seal in &given.papers.seals {
        let said = check_signed(&Node::parse(seal), "cf/seal/1", (ED25519, &given.seal_key));
        let size = usize::try_from(said.key(4).number()).expect("a size");
        assert_eq!(said.key(5).bytes(), merkle_root(&leaves[..size]), "its root at {size}");
        assert_eq!(said.key(2).bytes(), device);
    }
    let last = Node::parse(given.papers.seals.last().expect("a seal"));
    assert_eq!(last.list()[0].key(4).number(), leaves.len() as i128);

    // 3. The hub's word for it, under a key that the QR code's root vouches for.
    let answer_key = given.answer_key();
    let answer =
        check_signed(&Node::parse(&given.papers.answer), "cf/answer/1", (ED25519, &answer_key));
    let receipt = answer.key(8).list().iter().find(|one| one.key(0).list()[0].bytes() == device);
    let receipt = receipt.expect("a receipt for Ann's chain");
    let size = usize::try_from(receipt.key(1).number()).expect("a size");
    assert_eq!(size, leaves.len());
    assert_eq!(receipt.key(2).bytes(), merkle_root(&leaves), "the hub holds the same chain");

    // 4. The log that the answer speaks of.
    let log = answer.key(6).list();
    let at = usize::try_from(log[1].number()).expect("a size");
    assert_eq!(log[2].bytes(), merkle_root(&given.log[..at]), "the log's root");

    // 5. The certificate: this chain, at level safe; the closing envelope; every file.
    let whole = Node::parse(&given.papers.certificate);
    let certificate = check_signed(&whole, "cf/certificate/1", (ED25519, &answer_key));
    assert_eq!(certificate.key(2).bytes(), device);
    let chain = &certificate.key(3).list()[0];
    assert_eq!(chain.key(1).number(), leaves.len() as i128);
    assert_eq!((chain.key(2).bytes(), chain.key(4).number()), (&merkle_root(&leaves)[..], 2));
    assert_eq!(certificate.key(4).bytes(), leaves.last().expect("a chain"), "shift_closed is last");
    let files: BTreeSet<Vec<u8>> =
        given.files.iter().map(|file| sha256(&[file]).to_vec()).collect();
    assert_eq!(given.named_files(), files, "what is named is what the hub gives out");
    let sorted: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    assert_eq!(certificate.key(5).number(), files.len() as i128);
    assert_eq!(certificate.key(6).bytes(), sha256(&sorted), "the set of files");
    let safe = certificate.key(8).list();
    let at = usize::try_from(safe[1].number()).expect("a size");
    assert_eq!(safe[2].bytes(), merkle_root(&given.log[..at]), "what is safe");
}

#[tokio::test]
async fn a_stranger_sees_every_later_change_of_a_live_chain() {
    let given = a_day().await;
    let leaves = given.leaves();
    let last = Node::parse(given.papers.seals.last().expect("a seal"));
    let (said, signature) = (&last.list()[0], last.list()[1].list());
    check_signature(&said.raw, signature, "cf/seal/1", (ED25519, &given.seal_key));
    // One bit of any header, one envelope left out, two in another order: another root than was sealed.
    for at in 0..leaves.len() {
        let (header, _) = &given.papers.chain[at];
        for place in [0, header.len() / 2, header.len() - 1] {
            let mut turned = header.clone();
            turned[place] ^= 1;
            let mut changed = leaves.clone();
            changed[at] = sha256(&[&[0], &turned]);
            assert_ne!(merkle_root(&changed), said.key(5).bytes(), "envelope {at}, byte {place}");
        }
        let mut shorter = leaves.clone();
        shorter.remove(at);
        assert_ne!(merkle_root(&shorter), said.key(5).bytes(), "without envelope {at}");
        let mut swapped = leaves.clone();
        swapped.swap(at, (at + 1) % leaves.len());
        assert_ne!(merkle_root(&swapped), said.key(5).bytes(), "envelope {at} elsewhere");
    }
    // One bit of any body: another commitment than its header holds.
    let first = Node::parse(&given.papers.chain[0].1).key(2).bytes().to_vec();
    let header = &given.headers()[0];
    for place in 0..given.papers.chain[0].1.len() {
        let mut turned = given.papers.chain[0].1.clone();
        turned[place] ^= 1;
        let other = commitment(&first, header.key(3).bytes(), 0, &turned);
        assert_ne!(header.key(20).bytes(), other, "byte {place} of the first body");
    }
}
