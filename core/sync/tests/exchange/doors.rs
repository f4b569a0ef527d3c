//! Golden lines of what travels beside the exchange: nonces, enrolment, tokens, the certificate's question,
//! manuals, tickets, and proofs in their headers.

use std::path::PathBuf;

use counterfoil_domain::cbor;
use counterfoil_domain::hash::{device_id, sha256};
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, SubjectId, TenantId};
use counterfoil_domain::keys::{PublicKey, Purpose, SoftwareKey};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::proof::{Proof, ProofStatement};
use counterfoil_domain::receipt::{KeyCertificate, KeyCertificateStatement, KeyRole};
use counterfoil_sync::access::{
    CertificateAsk, NonceAnswer, NonceAsk, Token, TokenAnswer, TokenStatement, proof_text,
    read_proof, read_token, token_text,
};
use counterfoil_sync::enrolment::{EnrolAnswer, EnrolForm, HubKeys, Invitation};
use counterfoil_sync::manuals::{Manual, ManualsAnswer, ManualsAsk, ManualsStatement, Need};
use counterfoil_sync::ticket::{Audience, Ticket, TicketClaims, audience, sign_ticket};
use serde_json::{Value, json};

const T: u64 = 1_790_000_000_000;
const TENANT: TenantId = TenantId([0x10; 16]);
const NONCE: [u8; 16] = [0x90; 16];

fn session_key() -> SoftwareKey {
    SoftwareKey::ed25519(&[1; 32])
}

fn hub_key() -> SoftwareKey {
    SoftwareKey::ed25519(&[4; 32])
}

fn root_key() -> SoftwareKey {
    SoftwareKey::ed25519(&[5; 32])
}

fn device() -> DeviceId {
    device_id(&session_key().public().bytes)
}

fn said_key(key: &PublicKey) -> Value {
    json!([if key.bytes.len() == 32 { 1 } else { 2 }, hex::encode(&key.bytes)])
}

fn line(is: &str, cbor: Vec<u8>, says: Value) -> Value {
    json!({"is": is, "cbor": hex::encode(cbor), "says": says})
}

fn nonces() -> Vec<Value> {
    let answer = NonceAnswer { tenant: TENANT, nonce: NONCE, time_ms: T };
    vec![
        line(
            "nonce ask",
            cbor::encode(&NonceAsk { device: device() }),
            json!({"device": device()}),
        ),
        line(
            "nonce answer",
            cbor::encode(&answer),
            json!({"tenant": TENANT, "nonce": hex::encode(NONCE), "time_ms": T}),
        ),
    ]
}

fn token() -> TokenAnswer {
    let statement =
        TokenStatement { version: 1, tenant: TENANT, device: device(), expires_ms: T + 600_000 };
    let signature = hub_key().sign(Purpose::Token, &cbor::encode(&statement));
    let text = token_text(&Token { statement, signature });
    TokenAnswer { token: text, expires_ms: T + 600_000, time_ms: T }
}

fn said_token() -> Value {
    json!({"token": token().token, "expires_ms": T + 600_000, "time_ms": T})
}

fn tokens() -> Vec<Value> {
    let proof = ProofStatement {
        version: 1,
        tenant: TENANT,
        device: device(),
        target: "POST /v1/token".into(),
        request: sha256(b""),
        nonce: NONCE,
    };
    let signature = session_key().sign(Purpose::Proof, &proof.to_bytes());
    let proof = Proof { statement: proof, signature };
    let mut header = signed("proof", cbor::encode(&proof), Purpose::Proof, &session_key());
    header["header"] = json!(proof_text(&proof));
    assert_eq!(read_proof(&proof_text(&proof)), Ok(proof));
    let read = read_token(&token().token).expect("a token");
    assert_eq!(token_text(&read), token().token);
    let token_line = signed("token", cbor::encode(&read), Purpose::Token, &hub_key());
    vec![header, token_line, line("token answer", cbor::encode(&token()), said_token())]
}

fn signed(is: &str, cbor: Vec<u8>, purpose: Purpose, key: &SoftwareKey) -> Value {
    json!({
        "is": is, "cbor": hex::encode(cbor), "context": purpose.context(),
        "public_key": hex::encode(key.public().bytes),
    })
}

fn ticket() -> String {
    let claims = TicketClaims {
        audience: Audience::One(audience(TENANT, &root_key().public().root_fingerprint())),
        subject: "A-1024".into(),
        id: "5f1c".into(),
        expires_s: T / 1_000 + 300,
        not_before_s: None,
        issued_s: Some(T / 1_000),
        name: Some("王师傅".into()),
        confirmation: None,
    };
    sign_ticket(&hub_key(), &claims)
}

fn forms() -> Vec<Value> {
    let invitation = Invitation {
        hub_url: "https://hub.example".into(),
        root_fingerprint: root_key().public().root_fingerprint(),
        code: "K7QM-2XPA-9T4B-0C3D".into(),
    };
    let text = invitation.to_text();
    assert_eq!(Invitation::from_text(&text), Ok(invitation.clone()));
    let seal_key = SoftwareKey::es256(&[3; 32]).expect("a scalar").public();
    let by_code = EnrolForm {
        version: 1,
        code: invitation.code,
        session_key: session_key().public(),
        seal_key,
        recipient: "age1store".into(),
        ticket: None,
    };
    let by_ticket = EnrolForm { code: String::new(), ticket: Some(ticket()), ..by_code.clone() };
    assert_eq!(Ticket::read(&ticket()).expect("a ticket").key(), hub_key().public().id());
    let says = |form: &EnrolForm| {
        json!({
            "version": 1, "code": form.code, "session_key": said_key(&form.session_key),
            "seal_key": said_key(&form.seal_key), "recipient": "age1store",
        })
    };
    let mut with_ticket = says(&by_ticket);
    with_ticket["ticket"] = json!(ticket());
    vec![
        json!({"is": "invitation", "text": text}),
        line("enrol form", cbor::encode(&by_code), says(&by_code)),
        line("enrol form", cbor::encode(&by_ticket), with_ticket),
    ]
}

fn certificate(role: KeyRole, key: Option<PublicKey>, recipient: Option<String>) -> KeyCertificate {
    let statement = KeyCertificateStatement { version: 1, tenant: TENANT, role, key, recipient };
    let signature = root_key().sign(Purpose::KeyCertificate, &statement.to_bytes());
    KeyCertificate { statement, signature }
}

fn enrolled() -> Value {
    let certificates = vec![
        certificate(KeyRole::Answer, Some(hub_key().public()), None),
        certificate(KeyRole::Upload, None, Some("age1upload".into())),
    ];
    let answer = EnrolAnswer {
        tenant: TENANT,
        tenant_name: "临江快递".into(),
        device: device(),
        person: PersonId([0x70; 16]),
        person_name: "王师傅".into(),
        roles: vec!["courier".into()],
        keys: HubKeys { root: root_key().public(), certificates },
        nonce: NONCE,
        token: token(),
    };
    json!({"is": "enrol answer", "cbor": hex::encode(cbor::encode(&answer))})
}

fn manuals() -> Vec<Value> {
    let need = |model: Option<&str>| Need { kind: "repair".into(), model: model.map(Into::into) };
    let ask = ManualsAsk { version: 1, needs: vec![need(None), need(Some("KFR-35GW"))] };
    let asked = cbor::encode(&ask);
    let manual = Manual {
        id: SubjectId([0x51; 16]),
        version: 2,
        hash: sha256(b"a manual"),
        size_bytes: 8,
        media_type: "application/pdf".into(),
        title: Words::new("安装手册", "installation manual"),
        meets: vec![need(Some("KFR-35GW"))],
    };
    let statement = ManualsStatement {
        version: 1,
        tenant: TENANT,
        device: device(),
        request: sha256(&asked),
        time_ms: T,
        manuals: vec![manual],
    };
    let signature = hub_key().sign(Purpose::Manuals, &cbor::encode(&statement));
    let answer = cbor::encode(&ManualsAnswer { statement, signature });
    vec![
        json!({"is": "manuals ask", "cbor": hex::encode(asked)}),
        signed("manuals answer", answer, Purpose::Manuals, &hub_key()),
    ]
}

#[test]
fn what_travels_beside_the_exchange_stands_as_it_was_published() {
    let shift_closed = Hash([0xe2; 32]);
    let mut lines = nonces();
    lines.extend(tokens());
    lines.extend(forms());
    lines.push(enrolled());
    lines.push(line(
        "certificate ask",
        cbor::encode(&CertificateAsk { shift_closed }),
        json!({"shift_closed": shift_closed}),
    ));
    lines.extend(manuals());
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let made = format!("[\n{}\n]\n", lines.join(",\n"));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/doors.json");
    if std::env::var("COUNTERFOIL_GOLDEN").is_ok_and(|what| what == "write") {
        std::fs::write(&path, &made).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("the golden file");
    assert!(kept == made, "an encoding differs from {}", path.display());
}
