//! A stranger checks a chain, its seals, a receipt and the certificate with the golden file and
//! `docs/format.md` alone. Nothing of Counterfoil's code is used here: hashes and signatures come from public
//! libraries, and the few lines that read CBOR are written from the RFC.

use counterfoil_tests::stranger::{self, Node, merkle_root, sha256};
use serde_json::Value;

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
    let algorithm = whole.list()[1].list()[0].number() as u8;
    let (key, context) =
        (unhex(&entry["public_key"]), entry["context"].as_str().expect("a context"));
    let statement = stranger::check_signed(&whole, context, (algorithm, &key));
    assert_eq!(statement.raw, unhex(&entry["statement"]), "the statement is what was signed");
    statement
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
        let commitment = stranger::commitment(&k, header.key(3).bytes(), seq as u64, &body);
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
