//! A stranger checks a chain, its seals, a receipt and the certificate with the golden files and the
//! documents of the format alone, and reads every golden line by the documents' tables. Nothing of Counterfoil's code is used here: hashes and signatures come from public
//! libraries, and the few lines that read CBOR are written from the RFC.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use counterfoil_tests::stranger::tables::Tables;
use counterfoil_tests::stranger::{self, Node, merkle_root, sha256};
use serde_json::Value;

fn unhex(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().expect("hex text")).expect("hex")
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read_golden(path: &str) -> Value {
    let text = std::fs::read_to_string(project().join(path)).expect("a golden file");
    serde_json::from_str(&text).expect("JSON")
}

fn golden() -> Value {
    read_golden("core/domain/tests/golden/formats.json")
}

fn golden_lines(name: &str) -> Vec<Value> {
    let lines = read_golden(&format!("core/domain/tests/golden/{name}"));
    lines.as_array().expect("lines").clone()
}

fn tables() -> Tables {
    let read = |name: &str| {
        std::fs::read_to_string(project().join("docs").join(name)).expect("a document")
    };
    let names = ["format.md", "format-facts.md", "format-records.md", "format-exchange.md"];
    Tables::read(&names.map(read))
}

/// The keys that a map has, at its first level.
fn keys_of(node: &Node) -> BTreeSet<i128> {
    match &node.item {
        stranger::Item::Map(pairs) => pairs.iter().map(|(key, _)| *key).collect(),
        other => panic!("a map, not {other:?}"),
    }
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

/// Every kind's table is told by its number and name, says what the line says, and has no key that no line shows.
#[test]
fn every_fact_says_what_its_table_says() {
    let tables = tables();
    let mut shown: BTreeMap<String, Vec<BTreeSet<i128>>> = BTreeMap::new();
    for line in golden_lines("facts.json") {
        let (kind, name) = (&line["kind"], line["name"].as_str().expect("a name"));
        let table = format!("{kind} {name}");
        let payload = Node::parse(&unhex(&line["payload"]));
        let said = tables.says(&table, &payload);
        assert_eq!(said.as_ref(), Ok(&line["says"]), "{table}");
        shown.entry(table).or_default().push(keys_of(&payload));
    }
    assert_eq!(shown.len(), 40, "kinds of facts");
    check_presence(&tables, &shown);
    let documented =
        tables.record_names().filter(|name| name.starts_with(|c: char| c.is_numeric()));
    let documented: BTreeSet<&str> = documented.collect();
    let shown: BTreeSet<&str> = shown.keys().map(String::as_str).collect();
    assert_eq!(documented, shown, "a table for each kind, and for no other");
}

#[test]
fn every_statement_says_what_its_table_says() {
    let tables = tables();
    let mut shown: BTreeMap<String, Vec<BTreeSet<i128>>> = BTreeMap::new();
    for line in golden_lines("statements.json") {
        let table =
            format!("statement {} {}", line["number"], line["name"].as_str().expect("text"));
        let bytes = unhex(&line["statement"]);
        let statement = Node::parse(&bytes);
        let [number, record] = statement.list() else { panic!("{table}: two parts") };
        assert_eq!(i128::from(line["number"].as_u64().expect("a number")), number.number());
        let [record] = record.list() else { panic!("{table}: one record") };
        assert_eq!(tables.says(&table, record).as_ref(), Ok(&line["says"]), "{table}");
        assert_eq!(hex::encode(sha256(&[&bytes])), line["hash"].as_str().expect("a hash"));
        shown.entry(table).or_default().push(keys_of(record));
    }
    assert_eq!(shown.len(), 20, "statements of the hub");
    check_presence(&tables, &shown);
}

/// What is always there stands in every line; what may be absent stands in one line and is absent in another.
fn check_presence(tables: &Tables, shown: &BTreeMap<String, Vec<BTreeSet<i128>>>) {
    for (table, lines) in shown {
        for row in tables.record(table).expect("a table") {
            let with = lines.iter().filter(|keys| keys.contains(&row.key)).count();
            let as_said =
                if row.always { with == lines.len() } else { 0 < with && with < lines.len() };
            assert!(as_said, "{table}: key {} stands in {with} of {} lines", row.key, lines.len());
        }
    }
}

#[test]
fn every_other_record_has_its_table() {
    let tables = tables();
    let golden = golden();
    let read = |of: &str, bytes: &Value| {
        let said = tables.says(of, &Node::parse(&unhex(bytes)));
        said.unwrap_or_else(|error| panic!("{of}: {error}"))
    };
    for row in golden["envelopes"].as_array().expect("envelopes") {
        read("header", &row["header"]);
        read("body", &row["body"]);
    }
    read("seal", &golden["seal_ed25519"]["signed"]);
    read("seal", &golden["seal_es256"]["signed"]);
    read("signed answer", &golden["answer"]["signed"]);
    read("certificate", &golden["certificate"]["signed"]);
    read("key certificate", &golden["key_certificate"]["signed"]);
    read("leaf", &golden["log"]["envelope_leaf"]);
    read("leaf", &golden["log"]["statement_leaf"]);
    for row in golden["verdicts"].as_array().expect("verdicts") {
        read("verdict", &row[1]);
    }
    let lines = golden_lines("records.json");
    let framed = |line: &&Value| line["is"] != "thin frame";
    for line in lines.iter().filter(framed) {
        let of = line["is"].as_str().expect("a type");
        read(of, &line["cbor"]);
        if let Some(context) = line["context"].as_str() {
            let key = unhex(&line["public_key"]);
            stranger::check_signed(&Node::parse(&unhex(&line["cbor"])), context, (1, &key));
        }
    }
    assert_eq!(lines.len(), 17, "other records");
}

#[test]
fn what_travels_beside_the_exchange_has_its_table_too() {
    let tables = tables();
    let lines = read_golden("core/sync/tests/golden/doors.json");
    let lines = lines.as_array().expect("lines");
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    for line in lines.iter().filter(|line| line["is"] != "invitation") {
        let of = line["is"].as_str().expect("a type");
        let node = Node::parse(&unhex(&line["cbor"]));
        let said = tables.says(of, &node).unwrap_or_else(|error| panic!("{of}: {error}"));
        if !line["says"].is_null() {
            assert_eq!(said, line["says"], "{of}");
        }
        if let Some(context) = line["context"].as_str() {
            stranger::check_signed(&node, context, (1, &unhex(&line["public_key"])));
        }
        shown.insert(of);
    }
    let asked = sha256(&[&unhex(&lines[lines.len() - 2]["cbor"])]);
    let answer = Node::parse(&unhex(&lines[lines.len() - 1]["cbor"]));
    assert_eq!(answer.list()[0].key(3).bytes(), asked, "manuals for this very question");
    assert_eq!(shown.len(), 10, "{shown:?}");
}

/// A reader of the tables that takes everything would prove nothing.
#[test]
fn what_no_table_names_is_told() {
    let tables = tables();
    let told = |of: &str, bytes: &[u8]| tables.says(of, &Node::parse(bytes)).expect_err("told");
    assert!(told("10 comment", &[0xa2, 0, 0x61, b'a', 0x18, 99, 0]).contains("a key 99"));
    assert!(told("10 comment", &[0xa0]).contains("lacks text"));
    assert!(told("10 comment", &[0xa1, 0, 5]).contains("text"));
    assert!(told("16 timer", &[0xa2, 0, 0x61, b'a', 1, 3]).contains("1–2"));
    assert!(told("money", &[0x81, 5]).contains("parts"));
    assert!(told("no such thing", &[0xa0]).contains("no table"));
}

#[test]
fn an_envelope_with_everything_holds_too() {
    let lines = golden_lines("records.json");
    let [header, body] = [&lines[0], &lines[1]].map(|line| unhex(&line["cbor"]));
    let hash = hex::encode(sha256(&[&[0], &header]));
    assert_eq!(hash, lines[0]["header_hash"].as_str().expect("a hash"));
    let (header, k) = (Node::parse(&header), Node::parse(&body).key(2).bytes().to_vec());
    let commitment = stranger::commitment(&k, header.key(3).bytes(), 3, &body);
    assert_eq!(header.key(20).bytes(), commitment);
    assert_eq!(header.key(17).bytes(), chain_leaves(&golden())[1], "in place of the second");
}
