//! Envelopes with a change, an act and a replay; bodies, leaves and decisions with every key; and what is signed
//! besides seals, answers and certificates: proofs, leave to upload, checkpoints.

use counterfoil_domain::approval::{
    ApprovalStatement, Asked, Shown, ShownFact, ShownField, SignedApproval,
};
use counterfoil_domain::cbor::{self, Raw};
use counterfoil_domain::decision::{
    Approved, Custody, Decision, DisputeSide, Exception, LaneState, StageState,
};
use counterfoil_domain::document::{Author, Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::envelope::{Act, ActMode, Body, Header, header_hash};
use counterfoil_domain::fact::FactRecord;
use counterfoil_domain::hash::{body_commitment, body_salt, sha256};
use counterfoil_domain::ids::{ActId, Hash, PersonId, SubjectId};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::log::{EntryKind, Leaf};
use counterfoil_domain::proof::{Proof, UploadLeave};
use counterfoil_domain::receipt::{
    Checkpoint, KeptRun, KeyCertificateStatement, KeyRole, Level, Receipt,
};
use counterfoil_domain::subject::Key;
use counterfoil_domain::verdict::{BlockedBy, Verdict};
use serde_json::{Value, json};

use crate::{
    T, body, chain, fact_of, header, hub_key, keep_lines, order, point, proof_statement, receipt,
    session_key, tenant, upload_statement,
};

/// The document of the order's work, before anything was written, and its next change.
fn change() -> (DocumentKey, Document, Vec<u8>, Hash) {
    let id = DocumentId { subject: order().id, audience: "work".into(), name: String::new() };
    let key = DocumentKey { id, generation: 0 };
    let notes = ["notes/door".to_owned(), "notes/shift".to_owned()];
    let mut document = Document::genesis(key.clone(), &notes).expect("the genesis change");
    let seen = document.heads();
    let set = [("a/meter/1".to_owned(), FieldValue::Int(1234))];
    let edit = document.edit(Author::first(chain()), &seen, &set).expect("an edit");
    (key, document, edit.frame, edit.change)
}

/// The third envelope once more: with a change, in an act of two, in place of a blocked one.
fn with_everything() -> (Header, Body) {
    let (_, _, frame, _) = change();
    let body = Body { change: Some(frame), k: Some([0x61; 16]), ..body(2) };
    let bytes = body.to_bytes();
    let salt = body_salt(&[0x61; 16], chain().incarnation, 3);
    let header = Header {
        seq: 3,
        document: Some(String::new()),
        generation: Some(0),
        act: Some(Act { id: ActId([0x91; 16]), mode: ActMode::Together, count: 2 }),
        instead_of: Some(header_hash(&header(1).to_bytes())),
        body_len: bytes.len() as u64,
        commitment: body_commitment(&salt, &bytes),
        ..header(2)
    };
    (header, body)
}

/// A change alone: kind and version 0, no facts, never met a hub.
fn change_alone() -> (Header, Body) {
    let (_, _, frame, _) = change();
    let body = Body { change: Some(frame), ..Body::default() };
    let bytes = body.to_bytes();
    let salt = body_salt(&[0x60; 16], chain().incarnation, 4);
    let header = Header {
        seq: 4,
        document: Some(String::new()),
        generation: Some(0),
        kind: 0,
        kind_version: 0,
        playbook: 0,
        anchor: None,
        seen: None,
        act: Some(Act { id: ActId([0x91; 16]), mode: ActMode::Each, count: 1 }),
        body_len: bytes.len() as u64,
        commitment: body_commitment(&salt, &bytes),
        ..header(2)
    };
    (header, body)
}

fn envelope(k: [u8; 16], (header, body): (Header, Body)) -> Vec<Value> {
    let (bytes, filled) = (header.to_bytes(), body.to_bytes());
    assert_eq!(Header::from_bytes(&bytes), Ok(header.clone()), "the header comes back");
    assert_eq!(Body::from_bytes(&filled), Ok(body), "the body comes back");
    vec![
        json!({
            "is": "header", "cbor": hex::encode(&bytes), "header_hash": header_hash(&bytes),
            "k": hex::encode(k), "salt": hex::encode(header.salt(&k)),
        }),
        json!({"is": "body", "cbor": hex::encode(&filled), "commitment": header.commitment}),
    ]
}

fn documents() -> Vec<Value> {
    let (key, after, frame, hash) = change();
    let notes = ["notes/door".to_owned(), "notes/shift".to_owned()];
    let genesis = Document::genesis(key.clone(), &notes).expect("the genesis change");
    let rebuilt = genesis.rebuild(chain(), &frame).expect("rebuilds");
    assert_eq!((rebuilt.hash, after.heads()), (hash, vec![hash]));
    vec![json!({
        "is": "thin frame", "cbor": hex::encode(&frame),
        "document": hex::encode(cbor::encode(&key)), "n": 0,
        "actor": hex::encode(Author::first(chain()).actor(&key)),
        "notes": notes, "genesis_hash": genesis.heads()[0],
        "change": hex::encode(&rebuilt.raw), "change_hash": hash,
    })]
}

fn decisions() -> Vec<Decision> {
    let ben = PersonId([0x71; 16]);
    let side = |seq, stage: &str| DisputeSide { fact: fact_of(seq), stage: stage.into() };
    let disputed = Some(vec![side(2, "delivered"), side(5, "returned")]);
    let custody = Custody {
        holder: Some(PersonId([0x70; 16])),
        place: Some(SubjectId([0x33; 16])),
        given_to: Some(ben),
        also_taken_by: Some(vec![PersonId([0x72; 16])]),
    };
    let lane =
        |lane: &str, stage: &str, by| LaneState { lane: lane.into(), stage: stage.into(), by };
    let lanes = vec![lane("flaw", "passed", Some(fact_of(4))), lane("geometry", "waiting", None)];
    let missing = vec!["photo/door/1".to_owned(), "stage/delivered".to_owned()];
    let whole = Decision {
        stage: Some(StageState {
            stage: "delivered".into(),
            by: Some(fact_of(2)),
            disputed,
            lanes: Some(lanes),
        }),
        exception: Some(Exception { rule: "deliver".into(), missing }),
        custody: Some(custody),
        assigned: Some(vec![ben]),
        playbook: 2,
        engine: 1,
        approvals: Some(approved()),
    };
    let nobody = Decision {
        custody: Some(Custody::default()),
        assigned: Some(Vec::new()),
        engine: 1,
        ..Decision::default()
    };
    vec![whole, nobody]
}

fn approved() -> Vec<Approved> {
    let least = Approved {
        fact: fact_of(6),
        transition: "begin_repair".into(),
        request: sha256(b"shown"),
        level: 1,
        granted: true,
        approver: PersonId([0x72; 16]),
        in_stead_of: None,
        expires_ms: None,
        unverified: None,
    };
    let all = Approved {
        in_stead_of: Some(PersonId([0x73; 16])),
        expires_ms: Some(T + 86_400_000),
        unverified: Some(true),
        ..least.clone()
    };
    vec![least, all]
}

fn approvals() -> Vec<Value> {
    let field = |path: &str| ShownField { path: path.into(), text: None, number: None, yes: None };
    let shown = Shown {
        version: 1,
        order: order().id,
        transition: "begin_repair".into(),
        fields: vec![
            ShownField { text: Some("主轴抖动".into()), ..field("fault") },
            ShownField { number: Some(42_000), ..field("repair_due_minor") },
            ShownField { yes: Some(true), ..field("warranty") },
        ],
        facts: vec![ShownFact { kind: 10, payload: Raw(vec![0xa1, 0x00, 0x61, b'a']) }],
    };
    let statement = ApprovalStatement {
        version: 1,
        tenant: tenant(),
        order: order().id,
        transition: "begin_repair".into(),
        request: shown.hash(),
        level: 2,
        granted: true,
        approver: PersonId([0x72; 16]),
        device: chain().device,
        expires_ms: Some(T + 86_400_000),
        note: Some("同意".into()),
    };
    let key = session_key();
    let signed_one = SignedApproval::sign(statement, &key);
    assert_eq!(SignedApproval::from_bytes(&signed_one.to_bytes()), Ok(signed_one.clone()));
    let asked = Asked {
        version: 1,
        tenant: tenant(),
        playbook: 2,
        kind: "precision_repair".into(),
        level: 2,
        asker: PersonId([0x70; 16]),
        key: Some(Key::new("serial", "X1")),
        note: Some("急".into()),
        shown,
    };
    let code = asked.to_code().expect("small");
    vec![
        json!({"is": "approval asked", "cbor": hex::encode(cbor::encode(&asked)), "code": code}),
        signed("signed approval", &key, Purpose::Approval, signed_one.to_bytes()),
    ]
}

fn leaves() -> Vec<Value> {
    let verdicts = [
        Verdict::Blocked { by: BlockedBy::Envelope(header_hash(&header(1).to_bytes())) },
        Verdict::Late,
    ];
    let of = |(decision, verdict): (Decision, Verdict)| Leaf {
        version: 1,
        index: 300,
        kind: EntryKind::Envelope,
        hash: header_hash(&header(2).to_bytes()),
        verdict: Some(verdict),
        decision: Some(decision),
        hub_time_ms: T + 8_000,
    };
    let lines = decisions().into_iter().zip(verdicts).map(of).map(|leaf| {
        assert_eq!(cbor::decode::<Leaf>(&leaf.to_bytes()), Ok(leaf.clone()), "a leaf comes back");
        json!({"is": "leaf", "cbor": hex::encode(leaf.to_bytes()), "leaf_hash": leaf.hash()})
    });
    lines.collect()
}

fn signed(is: &str, key: &SoftwareKey, purpose: Purpose, whole: Vec<u8>) -> Value {
    json!({
        "is": is, "cbor": hex::encode(whole), "context": purpose.context(),
        "public_key": hex::encode(key.public().bytes),
    })
}

fn proofs() -> Vec<Value> {
    let key = session_key();
    let statement = proof_statement();
    let signature = key.sign(Purpose::Proof, &statement.to_bytes());
    let proof = cbor::encode(&Proof { statement, signature });
    let mut lines = vec![signed("proof", &key, Purpose::Proof, proof)];
    let of_thumbnail = upload_statement();
    let mut of_original = upload_statement();
    (of_original.derived_from, of_original.plain_hash) = (None, sha256(b"a photograph"));
    of_original.plain_size_bytes = 12;
    for statement in [of_thumbnail, of_original] {
        let signature = key.sign(Purpose::Upload, &statement.to_bytes());
        let leave = cbor::encode(&UploadLeave { statement, signature });
        lines.push(signed("upload leave", &key, Purpose::Upload, leave));
    }
    lines
}

fn checkpoint() -> Value {
    let point = point(18);
    let signature = hub_key().sign(Purpose::Checkpoint, &cbor::encode(&point));
    let whole = cbor::encode(&Checkpoint { point, signature });
    signed("checkpoint", &hub_key(), Purpose::Checkpoint, whole)
}

fn others() -> Vec<Value> {
    let run = KeptRun { from: 5, to: 9, hash: sha256(b"a section") };
    let kept = Receipt { kept: Some(vec![run]), ..receipt(Level::Stored) };
    let rescue = KeyCertificateStatement {
        version: 1,
        tenant: tenant(),
        role: KeyRole::Rescue,
        key: None,
        recipient: Some("age1rescue".into()),
    };
    let newer = FactRecord { kind: 900, version: 2, payload: Raw(vec![0xa1, 0x01, 0x02]) };
    let line = |is: &str, bytes: Vec<u8>| json!({"is": is, "cbor": hex::encode(bytes)});
    vec![
        line("receipt", cbor::encode(&kept)),
        line("receipt", cbor::encode(&receipt(Level::Safe))),
        line("key certificate statement", rescue.to_bytes()),
        line("fact record", cbor::encode(&newer)),
    ]
}

#[test]
fn every_other_record_stands_as_it_was_published() {
    let mut lines = envelope([0x61; 16], with_everything());
    lines.extend(envelope([0x60; 16], change_alone()));
    lines.extend(documents());
    lines.extend(leaves());
    lines.extend(proofs());
    lines.push(checkpoint());
    lines.extend(others());
    lines.extend(approvals());
    keep_lines("records.json", lines);
}
