//! A stranger checks a chain, its seals, a receipt and the certificate with the golden file and
//! `docs/format.md` alone. Nothing of Counterfoil's code is used here: hashes and signatures come from public
//! libraries, and the few lines that read CBOR are written from the RFC.

use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::Verifier;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A CBOR item that remembers which bytes it was.
#[derive(Debug, Clone)]
enum Item {
    Number(i128),
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(i128, Node)>),
    Simple,
}

#[derive(Debug, Clone)]
struct Node {
    item: Item,
    raw: Vec<u8>,
}

impl Node {
    fn parse(bytes: &[u8]) -> Node {
        let (node, used) = Node::take(bytes);
        assert_eq!(used, bytes.len(), "nothing follows the value");
        node
    }

    fn take(bytes: &[u8]) -> (Node, usize) {
        let (major, info) = (bytes[0] >> 5, bytes[0] & 31);
        let width = match info {
            0..=23 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            _ => 8,
        };
        let long = bytes[1..1 + width].iter().fold(0u64, |sum, b| sum << 8 | u64::from(*b));
        let value = if width == 0 { u64::from(info) } else { long };
        let mut at = 1 + width;
        let item = match major {
            0 => Item::Number(i128::from(value)),
            1 => Item::Number(-1 - i128::from(value)),
            2 | 3 => {
                let slice = &bytes[at..at + value as usize];
                at += value as usize;
                if major == 2 {
                    Item::Bytes(slice.to_vec())
                } else {
                    Item::Text(String::from_utf8(slice.to_vec()).expect("UTF-8"))
                }
            }
            4 => Item::List((0..value).map(|_| Node::next(bytes, &mut at)).collect()),
            5 => Item::Map(
                (0..value)
                    .map(|_| (Node::next(bytes, &mut at).number(), Node::next(bytes, &mut at)))
                    .collect(),
            ),
            _ => Item::Simple,
        };
        (Node { item, raw: bytes[..at].to_vec() }, at)
    }

    fn next(bytes: &[u8], at: &mut usize) -> Node {
        let (node, used) = Node::take(&bytes[*at..]);
        *at += used;
        node
    }

    fn number(&self) -> i128 {
        match &self.item {
            Item::Number(n) => *n,
            other => panic!("a number, not {other:?}"),
        }
    }

    fn bytes(&self) -> &[u8] {
        match &self.item {
            Item::Bytes(b) => b,
            other => panic!("bytes, not {other:?}"),
        }
    }

    fn text(&self) -> &str {
        match &self.item {
            Item::Text(t) => t,
            other => panic!("a text, not {other:?}"),
        }
    }

    fn list(&self) -> &[Node] {
        match &self.item {
            Item::List(l) => l,
            other => panic!("a list, not {other:?}"),
        }
    }

    fn key(&self, key: i128) -> &Node {
        self.opt(key).unwrap_or_else(|| panic!("key {key} is there"))
    }

    fn opt(&self, key: i128) -> Option<&Node> {
        match &self.item {
            Item::Map(m) => m.iter().find(|(k, _)| *k == key).map(|(_, v)| v),
            other => panic!("a map, not {other:?}"),
        }
    }
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

fn merkle_root(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves.len() {
        0 => sha256(&[]),
        1 => leaves[0],
        n => {
            let middle = n.next_power_of_two() / 2;
            let (left, right) = leaves.split_at(middle);
            sha256(&[&[1], &merkle_root(left), &merkle_root(right)])
        }
    }
}

fn unhex(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().expect("hex text")).expect("hex")
}

fn golden() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/domain/tests/golden/formats.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the golden file")).expect("JSON")
}

/// Checks `[statement, [algorithm, key id, bytes]]` and gives the statement back.
fn signed(entry: &Value) -> Node {
    let whole = Node::parse(&unhex(&entry["signed"]));
    let (statement, signature) = (whole.list()[0].clone(), whole.list()[1].list().to_vec());
    assert_eq!(statement.raw, unhex(&entry["statement"]), "the statement is what was signed");
    let key = unhex(&entry["public_key"]);
    let algorithm = signature[0].number() as u8;
    let id = &sha256(&[b"cf/key/1\0", &[algorithm], &key])[..8];
    assert_eq!(signature[1].bytes(), id, "the signature names the key");
    let context = entry["context"].as_str().expect("a context").as_bytes();
    let message = [context, &[0], &statement.raw].concat();
    verify(algorithm, &key, &message, signature[2].bytes());
    let mut other = message.clone();
    *other.last_mut().expect("bytes") ^= 1;
    assert!(!stands(algorithm, &key, &other, signature[2].bytes()), "one bit breaks it");
    statement
}

fn verify(algorithm: u8, key: &[u8], message: &[u8], signature: &[u8]) {
    assert!(stands(algorithm, key, message, signature), "the signature verifies");
}

fn stands(algorithm: u8, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    if algorithm == 1 {
        let key = VerifyingKey::from_bytes(key.try_into().expect("32 bytes")).expect("a key");
        key.verify_strict(message, &Signature::from_slice(signature).expect("64 bytes")).is_ok()
    } else {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).expect("a key");
        let signature = p256::ecdsa::Signature::from_slice(signature).expect("64 bytes");
        key.verify(message, &signature).is_ok()
    }
}

fn chain_leaves(golden: &Value) -> Vec<[u8; 32]> {
    let rows = golden["envelopes"].as_array().expect("envelopes");
    rows.iter().map(|row| sha256(&[&[0], &unhex(&row["header"])])).collect()
}

#[test]
fn each_envelope_commits_to_its_body() {
    let golden = golden();
    let rows = golden["envelopes"].as_array().expect("envelopes");
    let first = Node::parse(&unhex(&rows[0]["body"]));
    let k = first.key(2).bytes().to_vec();
    for (seq, row) in rows.iter().enumerate() {
        let (header, body) = (Node::parse(&unhex(&row["header"])), unhex(&row["body"]));
        assert_eq!(header.key(4).number(), seq as i128);
        assert_eq!(header.key(19).number(), body.len() as i128);
        let mut mac = Hmac::<Sha256>::new_from_slice(&k).expect("a key");
        mac.update(header.key(3).bytes());
        mac.update(&(seq as u64).to_be_bytes());
        let salt = &mac.finalize().into_bytes()[..16];
        let commitment = sha256(&[b"cf/body/1", salt, &body]);
        assert_eq!(header.key(20).bytes(), commitment, "the body of envelope {seq}");
        assert_eq!(header.key(10).number(), Node::parse(&body).key(3).list()[0].list()[0].number());
    }
    let comment = Node::parse(&unhex(&rows[1]["body"]));
    let payload = &comment.key(3).list()[0].list()[2];
    assert_eq!(payload.key(0).text(), "放门口鞋柜上");
}

#[test]
fn the_seals_cover_the_chain() {
    let golden = golden();
    let root = merkle_root(&chain_leaves(&golden));
    for name in ["seal_ed25519", "seal_es256"] {
        let statement = signed(&golden[name]);
        assert_eq!(statement.key(4).number(), 3, "{name}: its size");
        assert_eq!(statement.key(5).bytes(), root, "{name}: its root");
    }
    let device = &sha256(&[b"cf/device/1\0", &session_public_key()])[..16];
    assert_eq!(hex::encode(device), golden["device_id"].as_str().expect("an id"));
}

/// The golden file's session key is Ed25519 from the seed `01…01`.
fn session_public_key() -> [u8; 32] {
    ed25519_dalek::SigningKey::from_bytes(&[1; 32]).verifying_key().to_bytes()
}

#[test]
fn the_receipt_and_the_certificate_name_the_chain_as_it_is() {
    let golden = golden();
    let root = merkle_root(&chain_leaves(&golden));
    let answer = signed(&golden["answer"]);
    let receipt = &answer.key(8).list()[0];
    assert_eq!(receipt.key(1).number(), 3);
    assert_eq!(receipt.key(2).bytes(), root);
    let certificate = signed(&golden["certificate"]);
    let chain = &certificate.key(3).list()[0];
    assert_eq!(chain.key(2).bytes(), root);
    assert_eq!(chain.key(4).number(), 2, "at level safe");
    let blob = sha256(&[b"a photograph"]);
    assert_eq!(certificate.key(6).bytes(), sha256(&[&blob]), "the set of blobs");
    let last = chain_leaves(&golden)[2];
    assert_eq!(certificate.key(4).bytes(), last, "the envelope with shift_closed");
}

#[test]
fn the_hub_s_key_is_vouched_for_by_the_root() {
    let golden = golden();
    let statement = signed(&golden["key_certificate"]);
    assert_eq!(statement.key(2).number(), 2, "an answer key");
    let certified = statement.key(3).list()[1].bytes().to_vec();
    assert_eq!(certified, unhex(&golden["answer"]["public_key"]));
    let root = unhex(&golden["key_certificate"]["public_key"]);
    let fingerprint = sha256(&[b"cf/root/1\0", &[1], &root]);
    let want = golden["key_certificate"]["root_fingerprint"].as_str().expect("a fingerprint");
    assert_eq!(hex::encode(fingerprint), want);
}

#[test]
fn the_log_s_leaves_hash_to_its_root() {
    let log = &golden()["log"];
    let (one, two) = (unhex(&log["envelope_leaf"]), unhex(&log["statement_leaf"]));
    let leaves = [sha256(&[&[0], &one]), sha256(&[&[0], &two])];
    assert_eq!(hex::encode(merkle_root(&leaves)), log["root_of_both"].as_str().expect("a root"));
    let leaf = Node::parse(&one);
    let decision = leaf.key(5).raw.clone();
    assert_eq!(decision, unhex(&log["decision"]));
    let digest = sha256(&[&13u64.to_be_bytes(), leaf.key(3).bytes(), &decision]);
    assert_eq!(hex::encode(&digest[..16]), log["digest_of_the_first"].as_str().expect("a digest"));
    assert_eq!(Node::parse(&two).key(3).bytes(), sha256(&[&unhex(&log["statement"])]));
}
