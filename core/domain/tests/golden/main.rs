//! Golden files: every encoding of `docs/format.md` with fixed inputs, byte for byte.
//!
//! Another implementation can test against the JSON files beside this one alone. To write them anew after a
//! format was *added* (a changed line is a broken promise), run with `UPDATE_GOLDEN=1`.

mod facts;
mod playbooks;
mod records;
mod segments;
mod statements;

use counterfoil_domain::cbor::{self, Raw};
use counterfoil_domain::decision::{Decision, ENGINE_VERSION, StageState};
use counterfoil_domain::envelope::header::HEADER_VERSION;
use counterfoil_domain::envelope::{BlobRef, Body, Header, Predecessor, Seen, header_hash};
use counterfoil_domain::fact::{
    Claim, Comment, Confirmed, Consent, ContactAttempt, ContactOutcome, Counted, Fact, FactRecord,
    LoadScan, Money, PaymentMethod, PaymentPurpose, Photo, Reading, Transition,
};
use counterfoil_domain::hash::{body_commitment, body_salt, device_id, sha256};
use counterfoil_domain::ids::*;
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::log::{Digest, EntryKind, Leaf, Received, Statement};
use counterfoil_domain::merkle::{self, Frontier};
use counterfoil_domain::moment::{Anchor, Clocks};
use counterfoil_domain::proof::{Derived, ProofStatement, UploadStatement};
use counterfoil_domain::receipt::*;
use counterfoil_domain::seal::{Seal, SealStatement};
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_domain::verdict::{BlockedBy, Counts, Verdict};
use serde_json::{Map, Value, json};

const T: u64 = 1_790_000_000_000;

/// Compares what was made with the golden file of this name.
fn keep(name: &str, made: &str) {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, made).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("the golden file");
    assert!(kept == made, "an encoding differs from {path}");
}

/// The same for a list: one value in each line.
fn keep_lines(name: &str, lines: Vec<Value>) {
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    keep(name, &format!("[\n{}\n]\n", lines.join(",\n")));
}

fn session_key() -> SoftwareKey {
    SoftwareKey::ed25519(&[1; 32])
}

fn seal_key() -> SoftwareKey {
    SoftwareKey::ed25519(&[2; 32])
}

fn hardware_key() -> SoftwareKey {
    SoftwareKey::es256(&[3; 32]).expect("a scalar")
}

fn hub_key() -> SoftwareKey {
    SoftwareKey::ed25519(&[4; 32])
}

fn tenant() -> TenantId {
    TenantId([0x10; 16])
}

fn chain() -> ChainId {
    let device = device_id(&session_key().public().bytes);
    ChainId { device, incarnation: Incarnation([0x20; 8]) }
}

fn order() -> Subject {
    Subject::order(SubjectId([0x30; 16]))
}

fn anchor() -> Anchor {
    Anchor {
        hub_time_ms: T,
        log_size: 12,
        log_root: [0x40; 16],
        boot: [0x50; 8],
        sent_ms: 1_000,
        received_ms: 1_250,
    }
}

fn body(seq: u64) -> Body {
    let fact = match seq {
        0 => Fact::Photo(Photo {
            original: sha256(b"a photograph"),
            role: "door".into(),
            width_px: 3_000,
            height_px: 4_000,
            exif_taken_at: Some("2026:11:22 10:02:03".into()),
            exif_latitude_e7: None,
            exif_longitude_e7: None,
            camera: None,
            look: Some([9; 8]),
            unreadable: None,
            sharpness_milli: None,
            light: None,
        }),
        1 => Fact::Comment(Comment { text: "放门口鞋柜上".into() }),
        _ => Fact::Transition(Transition {
            name: "deliver".into(),
            from: "out_for_delivery".into(),
            reason: None,
            note: None,
            until_ms: None,
        }),
    };
    let blob = BlobRef {
        hash: sha256(b"a photograph"),
        size_bytes: 12,
        media_type: "image/jpeg".into(),
        role: "door".into(),
    };
    Body {
        blobs: (seq == 0).then(|| vec![blob]),
        k: (seq == 0).then_some([0x60; 16]),
        facts: Some(vec![fact.to_record()]),
        change: None,
    }
}

fn header(seq: u64) -> Header {
    let body = body(seq).to_bytes();
    let salt = body_salt(&[0x60; 16], chain().incarnation, seq);
    let earlier = ChainId { incarnation: Incarnation([0x21; 8]), ..chain() };
    Header {
        version: HEADER_VERSION,
        tenant: tenant(),
        device: chain().device,
        incarnation: chain().incarnation,
        seq,
        person: PersonId([0x70; 16]),
        subject: order(),
        audience: "work".into(),
        document: None,
        generation: None,
        kind: [2, 10, 1][seq as usize],
        kind_version: 1,
        playbook: 1,
        clocks: Clocks { wall_ms: T as i64 + 5_000, boot: [0x50; 8], monotonic_ms: 6_000 + seq },
        anchor: Some(anchor()),
        seen: Some(Seen { lineage: LineageId([0x80; 16]), index: 12 }),
        act: None,
        instead_of: None,
        predecessor: (seq == 0).then_some(Predecessor { chain: earlier, size: 7 }),
        body_len: body.len() as u64,
        commitment: body_commitment(&salt, &body),
    }
}

fn frontier() -> Frontier {
    let mut edge = Frontier::new();
    (0..3).for_each(|seq| edge.push(header_hash(&header(seq).to_bytes())));
    edge
}

fn envelopes() -> Value {
    let of = |seq: u64| {
        let (header, body) = (header(seq), body(seq));
        json!({
            "seq": seq,
            "header": hex::encode(header.to_bytes()),
            "header_hash": header_hash(&header.to_bytes()),
            "k": hex::encode([0x60; 16]),
            "salt": hex::encode(header.salt(&[0x60; 16])),
            "body": hex::encode(body.to_bytes()),
            "commitment": header.commitment,
            "chain_root_after": merkle::root(
                &(0..=seq).map(|s| header_hash(&self::header(s).to_bytes())).collect::<Vec<_>>()
            ),
        })
    };
    json!((0..3).map(of).collect::<Vec<_>>())
}

fn seal_with(key: &SoftwareKey) -> Value {
    let statement = SealStatement {
        version: 1,
        tenant: tenant(),
        device: chain().device,
        incarnation: chain().incarnation,
        size: 3,
        root: frontier().root(),
        clocks: header(2).clocks,
    };
    let signature = key.sign(Purpose::Seal, &statement.to_bytes());
    let seal = Seal { statement, signature };
    assert_eq!(seal.verify(&key.public()), Ok(()));
    signed(key, Purpose::Seal, &seal.statement.to_bytes(), cbor::encode(&seal))
}

fn signed(key: &SoftwareKey, purpose: Purpose, statement: &[u8], whole: Vec<u8>) -> Value {
    json!({
        "context": purpose.context(),
        "public_key": hex::encode(key.public().bytes),
        "key_id": hex::encode(key.public().id().0),
        "statement": hex::encode(statement),
        "signed": hex::encode(whole),
    })
}

fn point(size: u64) -> LogPoint {
    LogPoint { lineage: LineageId([0x80; 16]), size, root: Hash([0x81; 32]) }
}

fn receipt(level: Level) -> Receipt {
    let counts = Counts { accepted: 2, flagged: 1, ..Counts::default() };
    Receipt {
        chain: chain(),
        size: 3,
        root: frontier().root(),
        sealed_size: 3,
        level,
        counts,
        kept: None,
    }
}

fn answer() -> Value {
    let statement = AnswerStatement {
        version: 1,
        tenant: tenant(),
        device: chain().device,
        request: sha256(b"a request"),
        payload: sha256(b"an answer"),
        time_ms: T + 9_000,
        log: point(15),
        safe: Some(point(12)),
        receipts: vec![receipt(Level::Stored)],
        nonce: [0x90; 16],
    };
    let signature = hub_key().sign(Purpose::Answer, &statement.to_bytes());
    let bytes = statement.to_bytes();
    let whole = cbor::encode(&SignedAnswer { statement, signature });
    signed(&hub_key(), Purpose::Answer, &bytes, whole)
}

fn certificate() -> Value {
    let statement = CertificateStatement {
        version: 1,
        tenant: tenant(),
        device: chain().device,
        chains: vec![receipt(Level::Safe)],
        shift_closed: header_hash(&header(2).to_bytes()),
        blobs: 1,
        blobs_root: set_root([sha256(b"a photograph")]),
        log: point(20),
        safe: point(18),
        time_ms: T + 60_000,
    };
    let signature = hub_key().sign(Purpose::Certificate, &statement.to_bytes());
    let bytes = statement.to_bytes();
    let whole = cbor::encode(&Certificate { statement, signature });
    signed(&hub_key(), Purpose::Certificate, &bytes, whole)
}

fn key_certificate() -> Value {
    let root = SoftwareKey::ed25519(&[5; 32]);
    let statement = KeyCertificateStatement {
        version: 1,
        tenant: tenant(),
        role: KeyRole::Answer,
        key: Some(hub_key().public()),
        recipient: None,
    };
    let signature = root.sign(Purpose::KeyCertificate, &statement.to_bytes());
    let bytes = statement.to_bytes();
    let whole = cbor::encode(&KeyCertificate { statement, signature });
    let mut value = signed(&root, Purpose::KeyCertificate, &bytes, whole);
    value["root_fingerprint"] = json!(root.public().root_fingerprint());
    value
}

fn log() -> Value {
    let decision = Decision {
        stage: Some(StageState { stage: "delivered".into(), by: None, ..StageState::default() }),
        playbook: 1,
        engine: ENGINE_VERSION,
        ..Decision::default()
    };
    let envelope = Leaf {
        version: 1,
        index: 13,
        kind: EntryKind::Envelope,
        hash: header_hash(&header(2).to_bytes()),
        verdict: Some(Verdict::Accepted),
        decision: Some(decision.clone()),
        hub_time_ms: T + 8_000,
    };
    let received = Received { chain: chain(), size: 3, root: frontier().root(), sealed_size: 3 };
    let statement = Statement::Received(received);
    let of_hub = Leaf {
        version: 1,
        index: 14,
        kind: EntryKind::Statement,
        hash: statement.hash(),
        verdict: None,
        decision: None,
        hub_time_ms: T + 8_001,
    };
    let mut digest = Digest::default();
    digest.add(13, &envelope.hash, Some(&decision));
    json!({
        "envelope_leaf": hex::encode(envelope.to_bytes()),
        "envelope_leaf_hash": envelope.hash(),
        "decision": hex::encode(cbor::encode(&decision)),
        "statement": hex::encode(statement.to_bytes()),
        "statement_leaf": hex::encode(of_hub.to_bytes()),
        "statement_leaf_hash": of_hub.hash(),
        "root_of_both": merkle::root(&[envelope.hash(), of_hub.hash()]),
        "digest_of_the_first": hex::encode(digest.to_bytes()),
    })
}

fn proof_statement() -> ProofStatement {
    ProofStatement {
        version: 1,
        tenant: tenant(),
        device: chain().device,
        target: "POST /v1/sync".into(),
        request: sha256(b"a request"),
        nonce: [0x90; 16],
    }
}

fn upload_statement() -> UploadStatement {
    UploadStatement {
        version: 1,
        tenant: tenant(),
        device: chain().device,
        envelope: header_hash(&header(0).to_bytes()),
        plain_hash: sha256(b"a thumbnail"),
        plain_size_bytes: 11,
        sealed_hash: sha256(b"sealed"),
        sealed_size_bytes: 6,
        derived_from: Some(Derived {
            original: sha256(b"a photograph"),
            recipe: "thumb/320/q75".into(),
        }),
    }
}

fn proofs() -> Value {
    let (proof, upload) = (proof_statement(), upload_statement());
    json!({ "proof": hex::encode(proof.to_bytes()), "upload": hex::encode(upload.to_bytes()) })
}

fn verdicts() -> Value {
    let all = [
        Verdict::Accepted,
        Verdict::Flagged { why: "forked".into() },
        Verdict::Late,
        Verdict::Refused { code: "not_canonical".into() },
        Verdict::Blocked { by: BlockedBy::Entry(300) },
        Verdict::Retry { after_ms: 5_000 },
        Verdict::Held { why: "access".into() },
    ];
    let row =
        |verdict: &Verdict| json!([format!("{verdict:?}"), hex::encode(cbor::encode(verdict))]);
    json!(all.iter().map(row).collect::<Vec<_>>())
}

fn facts() -> Value {
    let newer = FactRecord { kind: 900, version: 2, payload: Raw(vec![0xa1, 0x01, 0x02]) };
    json!({
        "key": hex::encode(cbor::encode(&Key::new("waybill", "sf 1234-5678 90123"))),
        "fact_id": hex::encode(cbor::encode(&FactId {
            device: chain().device,
            incarnation: chain().incarnation,
            seq: 300,
            position: 1,
        })),
        "of_a_newer_program": hex::encode(cbor::encode(&newer)),
        "counted": hex::encode(cbor::encode(&counted().to_record())),
        "load_scan": hex::encode(cbor::encode(&load_scan().to_record())),
        "consent": hex::encode(cbor::encode(&consent().to_record())),
        "contact_attempt": hex::encode(cbor::encode(&contact_attempt().to_record())),
        "reading": hex::encode(cbor::encode(&reading().to_record())),
        "confirmed": hex::encode(cbor::encode(&confirmed().to_record())),
        "claim": hex::encode(cbor::encode(&claim().to_record())),
    })
}

fn counted() -> Fact {
    Fact::Counted(Counted {
        list: "money".into(),
        purpose: Some(PaymentPurpose::Goods),
        method: Some(PaymentMethod::Cash),
        amount: Some(Money::fen(9_900)),
        pieces: None,
        note: None,
    })
}

fn fact_of(seq: u64) -> FactId {
    let (device, incarnation) = (chain().device, chain().incarnation);
    FactId { device, incarnation, seq, position: 0 }
}

fn consent() -> Fact {
    Fact::Consent(Consent {
        to: "station".into(),
        who: "李女士".into(),
        channel: "standing".into(),
        words: "不在家放驿站".into(),
        attempts: vec![fact_of(3)],
        place: None,
        screenshot: Some(fact_of(4)),
        until_ms: Some(T),
    })
}

fn contact_attempt() -> Fact {
    Fact::ContactAttempt(ContactAttempt {
        channel: "phone".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 35_000,
        outcome: ContactOutcome::Off,
        ended_ago_ms: Some(4_000),
    })
}

fn reading() -> Fact {
    Fact::Reading(Reading {
        quantity: "temperature".into(),
        value_milli: -18_500,
        unit: "cel".into(),
        sensor: Some("T-18".into()),
        ago_ms: Some(600_000),
    })
}

fn confirmed() -> Fact {
    let reference = Some("4200001".into());
    Fact::Confirmed(Confirmed { payment: fact_of(7), received: true, reference })
}

fn claim() -> Fact {
    Fact::Claim(Claim {
        about: "warranty".into(),
        holds: false,
        who: "technician".into(),
        words: "铭牌2019年".into(),
        evidence: vec![fact_of(8)],
    })
}

fn load_scan() -> Fact {
    Fact::LoadScan(LoadScan {
        raw: "SF1234567890123".into(),
        symbology: "code128".into(),
        told: "here".into(),
        order: Some(order().id),
    })
}

fn moments() -> Value {
    let row = |name: &str, boot: [u8; 8], monotonic_ms: u64, wall_ms: i64| {
        let clocks = Clocks { wall_ms, boot, monotonic_ms };
        let moment = counterfoil_domain::moment::Moment { clocks, anchor: Some(anchor()) };
        let claimed = moment.claimed();
        json!({
            "name": name, "boot": hex::encode(boot), "monotonic_ms": monotonic_ms,
            "wall_ms": wall_ms, "earliest_ms": claimed.earliest_ms, "latest_ms": claimed.latest_ms,
            "wall_error_ms": moment.wall_error_ms(),
        })
    };
    json!([
        row("one minute later", [0x50; 8], 61_250, T as i64 + 60_000),
        row(
            "eight hours later, clock three hours slow",
            [0x50; 8],
            28_801_250,
            T as i64 + 18_000_000
        ),
        row("after a reboot", [0x51; 8], 4_000, T as i64),
        row("a reading before the anchor", [0x50; 8], 900, T as i64),
    ])
}

#[test]
fn the_formats_stand_as_they_were_published() {
    let mut all = Map::new();
    all.insert("device_id".into(), json!(chain().device));
    all.insert("envelopes".into(), envelopes());
    all.insert("seal_ed25519".into(), seal_with(&seal_key()));
    all.insert("seal_es256".into(), seal_with(&hardware_key()));
    all.insert("answer".into(), answer());
    all.insert("certificate".into(), certificate());
    all.insert("key_certificate".into(), key_certificate());
    all.insert("log".into(), log());
    all.insert("proofs".into(), proofs());
    all.insert("verdicts".into(), verdicts());
    all.insert("facts".into(), facts());
    all.insert("moments".into(), moments());
    let made = serde_json::to_string_pretty(&Value::Object(all)).expect("JSON") + "\n";
    keep("formats.json", &made);
}
