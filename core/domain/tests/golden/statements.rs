//! Every statement of the hub, with every key.

use std::collections::BTreeSet;

use counterfoil_domain::cbor;
use counterfoil_domain::erasure::{Erasure, ErasureReason, ErasureStatement};
use counterfoil_domain::ids::{Hash, Incarnation, LineageId, PersonId, SubjectId};
use counterfoil_domain::keys::{PublicKey, Purpose, Signature};
use counterfoil_domain::log::{
    Adopted, BlobArrived, Decided, Enrolled, Erased, ErasedSaid, GenerationBegun, Granted, Joined,
    LegalHold, LineageBegun, PlaybookPublished, Received, Revoked, Statement, SubOrder, TicketKey,
    Triggered, WipeOrdered, WipedSaid,
};
use counterfoil_domain::moment::Clocks;
use counterfoil_domain::playbook::bundle::{PlaybookStatement, SignedPlaybook};
use counterfoil_domain::seal::{Adoption, AdoptionStatement};
use counterfoil_domain::wipe::{WipeMode, WipeOrder, WipeStatement, Wiped, WipedStatement};
use serde_json::{Value, json};

use crate::{chain, fact_of, hardware_key, hub_key, keep_lines, seal_key, session_key, tenant};

type Said = (Statement, Value);

fn subject(byte: u8) -> SubjectId {
    SubjectId([byte; 16])
}

fn said_key(key: &PublicKey) -> Value {
    json!([if key.bytes.len() == 32 { 1 } else { 2 }, hex::encode(&key.bytes)])
}

/// The lines of a statement's kind, its number and name; the match does not compile without a new kind.
fn of_kind(kind: &Statement) -> (u32, &'static str, Vec<Said>) {
    match kind {
        Statement::Lineage(_) => (0, "lineage begun", lineage()),
        Statement::Enrolled(_) => (1, "enrolled", enrolled()),
        Statement::Revoked(_) => (2, "revoked", revoked()),
        Statement::Received(_) => (3, "received", received()),
        Statement::BlobArrived(_) => (4, "blob arrived", blob_arrived()),
        Statement::Decided(_) => (5, "decided", decided()),
        Statement::Joined(_) => (6, "joined", joined()),
        Statement::Parted(_) => (7, "parted", parted()),
        Statement::Playbook(_) => (8, "playbook", playbook()),
        Statement::Granted(_) => (9, "granted", granted()),
        Statement::Generation(_) => (10, "generation begun", generation()),
        Statement::TicketKey(_) => (11, "ticket key", ticket_key()),
        Statement::Triggered(_) => (12, "triggered", triggered()),
        Statement::SubOrder(_) => (13, "sub-order", sub_order()),
        Statement::WipeOrdered(_) => (14, "wipe ordered", wipe_ordered()),
        Statement::Wiped(_) => (15, "wiped", wiped()),
        Statement::Adopted(_) => (16, "adopted", adopted()),
        Statement::Erased(_) => (17, "erased", erased()),
        Statement::ErasedSaid(_) => (18, "erased said", erased_said()),
        Statement::LegalHold(_) => (19, "legal hold", legal_hold()),
    }
}

fn all() -> Vec<Said> {
    let first = [lineage(), enrolled(), revoked(), received(), blob_arrived(), decided()];
    let rest = [joined(), parted(), playbook(), granted(), generation(), ticket_key()];
    let last = [triggered(), sub_order(), wipe_ordered(), wiped(), adopted()];
    let gone = [erased(), erased_said(), legal_hold()];
    first.into_iter().chain(rest).chain(last).chain(gone).flatten().collect()
}

fn erased() -> Vec<Said> {
    let reasons = [
        (ErasureReason::Retention, 1),
        (ErasureReason::Request, 2),
        (ErasureReason::Mistake, 3),
        (ErasureReason::Ordered, 4),
    ];
    let said = reasons.into_iter().map(|(reason, number)| {
        let (order, basis) = (SubjectId([0x30; 16]), "PIPL 47".to_owned());
        let said_ms = 1_790_000_000_000;
        let statement =
            ErasureStatement { version: 1, tenant: tenant(), order, reason, basis, said_ms };
        let erasure = Erasure::sign(statement, &hub_key());
        let says = json!({
            "version": 1, "tenant": tenant(), "order": order, "reason": number, "basis": "PIPL 47",
            "said_ms": said_ms,
        });
        let says = json!({"erasure": [says, said_signature(&erasure.signature)]});
        (Statement::Erased(Erased { erasure }), says)
    });
    said.collect()
}

fn erased_said() -> Vec<Said> {
    let device = chain().device;
    let says = json!({"device": device, "through": 301});
    vec![(Statement::ErasedSaid(ErasedSaid { device, through: 301 }), says)]
}

fn legal_hold() -> Vec<Said> {
    let said = [true, false].map(|held| {
        let (order, basis) = (SubjectId([0x30; 16]), "case 12".to_owned());
        let says = json!({"order": order, "held": held, "basis": "case 12"});
        (Statement::LegalHold(LegalHold { order, held, basis }), says)
    });
    said.to_vec()
}

fn said_signature(signature: &Signature) -> Value {
    json!([1, hex::encode(signature.key.0), hex::encode(&signature.bytes)])
}

fn wipe_ordered() -> Vec<Said> {
    let chain = chain();
    let ordered = |incarnation: Option<Incarnation>, mode, number: u8| {
        let (nonce, device) = ([0x91; 16], chain.device);
        let statement =
            WipeStatement { version: 1, tenant: tenant(), device, incarnation, nonce, mode };
        let signature = hub_key().sign(Purpose::Wipe, &statement.to_bytes());
        let mut says = json!({
            "version": 1, "tenant": tenant(), "device": device, "nonce": "91".repeat(16), "mode": number,
        });
        if let Some(life) = incarnation {
            says["incarnation"] = json!(life);
        }
        let says = json!({"order": [says, said_signature(&signature)]});
        (Statement::WipeOrdered(WipeOrdered { order: WipeOrder { statement, signature } }), says)
    };
    vec![ordered(Some(chain.incarnation), WipeMode::Now, 1), ordered(None, WipeMode::AfterDrain, 2)]
}

fn wiped() -> Vec<Said> {
    let (device, nonce) = (chain().device, [0x91; 16]);
    let statement = WipedStatement { version: 1, tenant: tenant(), device, nonce, kept: 3 };
    let signature = session_key().sign(Purpose::Wiped, &statement.to_bytes());
    let said = json!({
        "version": 1, "tenant": tenant(), "device": device, "nonce": "91".repeat(16), "kept": 3,
    });
    let says = json!({"wiped": [said, said_signature(&signature)]});
    vec![(Statement::Wiped(WipedSaid { wiped: Wiped { statement, signature } }), says)]
}

fn adopted() -> Vec<Said> {
    let (chain, root) = (chain(), Hash([0x85; 32]));
    let statement = AdoptionStatement {
        version: 1,
        tenant: tenant(),
        device: chain.device,
        incarnation: chain.incarnation,
        size: 13,
        root,
        seal_key: seal_key().public(),
        clocks: Clocks { wall_ms: 1_790_000_000_000, boot: [0x0b; 8], monotonic_ms: 60_000 },
    };
    let bytes = statement.to_bytes();
    let by_session = session_key().sign(Purpose::Adoption, &bytes);
    let by_seal = seal_key().sign(Purpose::Adoption, &bytes);
    let said = json!({
        "version": 1, "tenant": tenant(), "device": chain.device,
        "incarnation": chain.incarnation, "size": 13, "root": root,
        "seal_key": said_key(&seal_key().public()),
        "clocks": [1_790_000_000_000_u64, "0b".repeat(8), 60_000],
    });
    let says = json!({"adoption": [said, said_signature(&by_session), said_signature(&by_seal)]});
    let adoption = Adoption { statement, by_session, by_seal };
    adoption.verify(&session_key().public()).expect("both signatures stand");
    vec![(Statement::Adopted(Adopted { adoption }), says)]
}

fn sub_order() -> Vec<Said> {
    let (parent, child) = (SubjectId([0x30; 16]), SubjectId([0x33; 16]));
    let (kind, stage) = ("repair".to_owned(), "accepted".to_owned());
    let word = SubOrder { parent, child, kind, stage, ended: true };
    let says = json!({
        "parent": parent, "child": child, "kind": "repair", "stage": "accepted", "ended": true,
    });
    vec![(Statement::SubOrder(word), says)]
}

fn triggered() -> Vec<Said> {
    let subject = SubjectId([0x30; 16]);
    let word = Triggered { subject, trigger: "to_the_test".into(), of: fact_of(2), index: 300 };
    let of = fact_of(2);
    let says = json!({
        "subject": subject, "trigger": "to_the_test",
        "of": [of.device, of.incarnation, of.seq, of.position], "index": 300,
    });
    vec![(Statement::Triggered(word), says)]
}

fn lineage() -> Vec<Said> {
    let (lineage, root) = (LineageId([0x80; 16]), Hash([0x81; 32]));
    let first = LineageBegun { lineage, parent: None, size: 0, root };
    let parent = Some(LineageId([0x82; 16]));
    let next = LineageBegun { lineage, parent, size: 40, root };
    vec![
        (
            Statement::Lineage(next),
            json!({"lineage": lineage, "parent": "82".repeat(16), "size": 40, "root": root}),
        ),
        (Statement::Lineage(first), json!({"lineage": lineage, "size": 0, "root": root})),
    ]
}

fn enrolled() -> Vec<Said> {
    let by_code = Enrolled {
        device: chain().device,
        person: PersonId([0x70; 16]),
        seal_key: hardware_key().public(),
        session_key: session_key().public(),
        recipient: "age1store".into(),
        office: false,
        ticket: None,
    };
    let ticket = Some(hub_key().public().id());
    let by_ticket = Enrolled { seal_key: seal_key().public(), ticket, ..by_code.clone() };
    let says = |one: &Enrolled| {
        json!({
            "device": one.device, "person": one.person, "seal_key": said_key(&one.seal_key),
            "session_key": said_key(&one.session_key), "recipient": "age1store", "office": false,
        })
    };
    let mut with_ticket = says(&by_ticket);
    with_ticket["ticket"] = json!(hex::encode(hub_key().public().id().0));
    let code_says = says(&by_code);
    vec![(Statement::Enrolled(by_ticket), with_ticket), (Statement::Enrolled(by_code), code_says)]
}

fn revoked() -> Vec<Said> {
    let device = chain().device;
    vec![
        (
            Statement::Revoked(Revoked { device, compromised_since: Some(33) }),
            json!({"device": device, "compromised_since": 33}),
        ),
        (
            Statement::Revoked(Revoked { device, compromised_since: None }),
            json!({"device": device}),
        ),
    ]
}

fn received() -> Vec<Said> {
    let (chain, root) = (chain(), Hash([0x83; 32]));
    let says = json!({
        "chain": [chain.device, chain.incarnation], "size": 13, "root": root, "sealed_size": 12,
    });
    vec![(Statement::Received(Received { chain, size: 13, root, sealed_size: 12 }), says)]
}

fn blob_arrived() -> Vec<Said> {
    let (device, hash) = (chain().device, Hash([0xc1; 32]));
    let says = json!({"device": device, "hash": hash, "size_bytes": 2_400_000});
    vec![(Statement::BlobArrived(BlobArrived { device, hash, size_bytes: 2_400_000 }), says)]
}

fn decided() -> Vec<Said> {
    let (of, subject) = (fact_of(2), subject(0x30));
    let says = json!({
        "of": [of.device, of.incarnation, of.seq, of.position], "subject": subject,
    });
    vec![(Statement::Decided(Decided { of, subject }), says)]
}

fn joined() -> Vec<Said> {
    let (lead, other) = (subject(0x30), subject(0x31));
    let says = json!({"lead": lead, "other": other});
    vec![(Statement::Joined(Joined { lead, other, by: None }), says)]
}

fn parted() -> Vec<Said> {
    let (lead, other, by) = (subject(0x30), subject(0x31), Some(PersonId([0x72; 16])));
    let says = json!({"lead": lead, "other": other});
    let mut by_person = says.clone();
    by_person["by"] = json!("72".repeat(16));
    vec![
        (Statement::Parted(Joined { lead, other, by }), by_person),
        (Statement::Parted(Joined { lead, other, by: None }), says),
    ]
}

fn playbook() -> Vec<Said> {
    let hash = Hash([0x84; 32]);
    let says = json!({"version": 2, "hash": hash});
    let statement = PlaybookStatement {
        version: 1,
        tenant: tenant(),
        id: "riverside".into(),
        playbook: 2,
        hash,
        size_bytes: 51_234,
    };
    let bytes = cbor::encode(&statement);
    let signature = hub_key().sign(Purpose::Playbook, &bytes);
    let mut signed_says = says.clone();
    let said = json!({
        "version": 1, "tenant": tenant(), "id": "riverside", "playbook": 2, "hash": hash,
        "size_bytes": 51_234,
    });
    let by = [json!(1), json!(hex::encode(signature.key.0)), json!(hex::encode(&signature.bytes))];
    signed_says["signed"] = json!([said, by]);
    let signed = Some(SignedPlaybook { statement, signature });
    vec![
        (Statement::Playbook(PlaybookPublished { version: 2, hash, signed: None }), says),
        (Statement::Playbook(PlaybookPublished { version: 2, hash, signed }), signed_says),
    ]
}

fn granted() -> Vec<Said> {
    let person = PersonId([0x70; 16]);
    let roles = vec!["courier".to_owned(), "technician".to_owned()];
    vec![
        (
            Statement::Granted(Granted { person, roles }),
            json!({"person": person, "roles": ["courier", "technician"]}),
        ),
        (
            Statement::Granted(Granted { person, roles: Vec::new() }),
            json!({"person": person, "roles": []}),
        ),
    ]
}

fn generation() -> Vec<Said> {
    let subject = subject(0x30);
    let begun = |document: &str, generation| {
        let (audience, document) = ("work".to_owned(), document.to_owned());
        Statement::Generation(GenerationBegun { subject, audience, document, generation })
    };
    let says = json!({
        "subject": subject, "audience": "work", "document": "form/check/1", "generation": 1,
    });
    vec![(begun("form/check/1", 1), says)]
}

fn ticket_key() -> Vec<Said> {
    let public = hub_key().public();
    let (key, roles) = (public.id(), vec!["courier".to_owned()]);
    let says = |revoked: bool| {
        json!({
            "key": hex::encode(key.0), "public": said_key(&hub_key().public()),
            "roles": ["courier"], "may_create": true, "revoked": revoked,
        })
    };
    let registered = TicketKey { key, public, roles, may_create: true, revoked: false };
    let revoked = TicketKey { revoked: true, ..registered.clone() };
    vec![
        (Statement::TicketKey(registered), says(false)),
        (Statement::TicketKey(revoked), says(true)),
    ]
}

#[test]
fn every_statement_of_the_hub_stands_as_it_was_published() {
    let all = all();
    let line = |(statement, says): &Said| {
        let (number, name, group) = of_kind(statement);
        assert!(group.contains(&(statement.clone(), says.clone())), "{name} where it belongs");
        let bytes = statement.to_bytes();
        assert_eq!(cbor::decode::<Statement>(&bytes), Ok(statement.clone()), "{name} comes back");
        json!({
            "number": number, "name": name, "statement": hex::encode(&bytes),
            "hash": statement.hash(), "says": says,
        })
    };
    let lines: Vec<Value> = all.iter().map(line).collect();
    let shown: BTreeSet<u64> = lines.iter().filter_map(|line| line["number"].as_u64()).collect();
    let last = shown.last().copied().expect("some");
    assert_eq!(shown, (0..=last).collect(), "each number has its golden lines");
    // The number behind the last one is not known: a new kind needs its lines here.
    let newer = [0x82, u8::try_from(last + 1).expect("small"), 0x81, 0xa0];
    let error = cbor::decode::<Statement>(&newer).expect_err("no such statement").to_string();
    assert!(error.contains("unknown"), "a kind behind {last} is known and not shown: {error}");
    keep_lines("statements.json", lines);
}
