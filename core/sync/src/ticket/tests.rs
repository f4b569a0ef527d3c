//! Tickets that are good, and those that are made to look so.

use super::*;

const NOW_S: u64 = 1_790_000_000;

fn keys() -> [SoftwareKey; 2] {
    [SoftwareKey::ed25519(&[7; 32]), SoftwareKey::es256(&[7; 32]).expect("a scalar")]
}

fn own_audience() -> String {
    audience(TenantId([7; 16]), &Hash([9; 32]))
}

fn claims() -> TicketClaims {
    TicketClaims {
        audience: Audience::One(own_audience()),
        subject: "A-1024".into(),
        id: "5f1c".into(),
        expires_s: NOW_S + 300,
        not_before_s: None,
        issued_s: Some(NOW_S),
        name: None,
        confirmation: None,
    }
}

fn check(text: &str, key: &PublicKey) -> Result<TicketClaims, TicketError> {
    let session_key = SoftwareKey::ed25519(&[1; 32]).public();
    let audience = own_audience();
    let hub = Expected { audience: &audience, session_key: &session_key, now_ms: NOW_S * 1_000 };
    Ticket::read(text)?.check(key, hub).cloned()
}

#[test]
fn a_ticket_of_either_algorithm_is_read_back() {
    for key in keys() {
        let text = sign_ticket(&key, &claims());
        assert_eq!(check(&text, &key.public()), Ok(claims()));
        assert_eq!(Ticket::read(&text).expect("read").key(), key.public().id());
        let several = Audience::Several(vec!["https://other".into(), own_audience()]);
        let several = TicketClaims { audience: several, ..claims() };
        assert!(check(&sign_ticket(&key, &several), &key.public()).is_ok());
    }
}

/// The same parts under another header, with whatever signature.
fn forged(alg: &str, key: &PublicKey, signature: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let kid = hex::encode(key.id().0);
    let header = format!(r#"{{"alg":"{alg}","kid":"{kid}","typ":"{TICKET_TYPE}"}}"#);
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), written(&claims()));
    let signature = URL_SAFE_NO_PAD.encode(signature(signed.as_bytes()));
    format!("{signed}.{signature}")
}

#[test]
fn the_algorithm_is_that_of_the_key_and_no_other() {
    for key in keys() {
        let public = key.public();
        // No signature at all.
        for alg in ["none", "None", "NONE", ""] {
            assert_eq!(
                check(&forged(alg, &public, |_| vec![]), &public),
                Err(TicketError::Algorithm)
            );
        }
        // The public key, which everybody has, as the secret of an HMAC.
        let hmac = |message: &[u8]| {
            counterfoil_domain::hash::sha256_parts(&[&public.bytes, message]).0.to_vec()
        };
        assert_eq!(check(&forged("HS256", &public, hmac), &public), Err(TicketError::Algorithm));
    }
    // A good signature of one kind under the name of the other.
    let [ed, es] = keys();
    let named = forged("ES256", &ed.public(), |message| ed.sign_foreign(message));
    assert_eq!(check(&named, &ed.public()), Err(TicketError::Algorithm));
    let named = forged("EdDSA", &es.public(), |message| es.sign_foreign(message));
    assert_eq!(check(&named, &es.public()), Err(TicketError::Algorithm));
    let newer = forged("Ed25519", &ed.public(), |message| ed.sign_foreign(message));
    assert!(check(&newer, &ed.public()).is_ok());
}

#[test]
fn one_changed_letter_is_refused() {
    for key in keys() {
        let text = sign_ticket(&key, &claims());
        for place in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(check(&changed, &key.public()).is_err(), "letter {place}");
        }
    }
}

#[test]
fn times_audience_and_store_are_kept_to() {
    let [key, _] = keys();
    let checked = |claims: TicketClaims| check(&sign_ticket(&key, &claims), &key.public());
    let ends = |expires_s| checked(TicketClaims { expires_s, ..claims() }).map(|_| ());
    assert_eq!(ends(NOW_S), Err(TicketError::Expired));
    assert_eq!(ends(0), Err(TicketError::Expired));
    assert_eq!(ends(NOW_S + 3_600), Err(TicketError::Lifetime));
    assert_eq!(ends(u64::MAX), Err(TicketError::Lifetime));
    assert_eq!(ends(NOW_S + 1), Ok(()));
    let begins = |s| checked(TicketClaims { not_before_s: Some(s), ..claims() }).map(|_| ());
    assert_eq!(begins(NOW_S + 31), Err(TicketError::NotYet));
    assert_eq!(begins(u64::MAX), Err(TicketError::NotYet));
    assert_eq!(begins(NOW_S + 30), Ok(()));
    let issued = TicketClaims { issued_s: Some(NOW_S + 60), ..claims() };
    assert_eq!(checked(issued), Err(TicketError::NotYet));
    let other = audience(TenantId([8; 16]), &Hash([9; 32]));
    let other = TicketClaims { audience: Audience::One(other), ..claims() };
    assert_eq!(checked(other), Err(TicketError::Audience));
    let bound = |number: u8| {
        let thumbprint = thumbprint(&SoftwareKey::ed25519(&[number; 32]).public());
        checked(TicketClaims { confirmation: Some(Confirmation { thumbprint }), ..claims() })
    };
    assert!(bound(1).is_ok());
    assert_eq!(bound(2), Err(TicketError::OtherDevice));
}

#[test]
fn what_is_no_ticket_is_refused_without_a_word_about_it() {
    let [key, _] = keys();
    let good = sign_ticket(&key, &claims());
    let header = |json: &str| {
        let rest = good.split_once('.').expect("parts").1;
        format!("{}.{rest}", URL_SAFE_NO_PAD.encode(json))
    };
    let kid = hex::encode(key.public().id().0);
    let mut wrong: Vec<String> = ["", ".", "..", "a.b.c", "a.b.c.d"].map(str::to_owned).to_vec();
    wrong.push(format!("{good}."));
    wrong.push(format!("{good} "));
    wrong.push("A".repeat(TICKET_BYTES_MAX + 1));
    wrong.push(header("{}"));
    wrong.push(header(&format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"JWT"}}"#)));
    let critical = r#""crit":["b64"],"b64":false"#;
    let typ = TICKET_TYPE;
    wrong.push(header(&format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"{typ}",{critical}}}"#)));
    wrong.push(header(&format!(r#"{{"alg":"EdDSA","alg":"none","kid":"{kid}","typ":"{typ}"}}"#)));
    wrong.push(header(&format!(r#"{{"alg":"EdDSA","kid":"../{kid}","typ":"{typ}"}}"#)));
    for text in wrong {
        assert_eq!(Ticket::read(&text).err(), Some(TicketError::Malformed), "{text}");
    }
    let long = TicketClaims { subject: "x".repeat(TICKET_SUBJECT_BYTES_MAX + 1), ..claims() };
    assert_eq!(Ticket::read(&sign_ticket(&key, &long)).err(), Some(TicketError::Malformed));
}

#[test]
fn keys_are_read_as_json_web_keys() {
    for key in keys() {
        let jwk = Jwk::of(&key.public());
        let text = serde_json::to_string(&jwk).expect("JSON");
        let back: Jwk = serde_json::from_str(&text).expect("a key");
        assert_eq!(back.public_key(), Ok(key.public()));
        let private = text.replace('}', r#","d":"c2VjcmV0"}"#);
        let private: Jwk = serde_json::from_str(&private).expect("JSON");
        assert_eq!(private.public_key(), Err(JwkError::Private));
    }
    // RFC 8037, appendix A: the thumbprint of its key.
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".into();
    let jwk = Jwk { kty: "OKP".into(), crv: "Ed25519".into(), x, y: None, has_private: false };
    let known = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    assert_eq!(thumbprint(&jwk.public_key().expect("a key")), known);
    for (kty, crv) in [("OKP", "X25519"), ("EC", "P-384"), ("RSA", ""), ("oct", "")] {
        let odd = Jwk { kty: kty.into(), crv: crv.into(), ..jwk.clone() };
        assert_eq!(odd.public_key(), Err(JwkError::Key));
    }
}

/// The worked example of `docs/format.md`, by the names of its lines.
fn worked_example() -> std::collections::BTreeMap<String, String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/format.md");
    let text = std::fs::read_to_string(path).expect("the format");
    let section = text.split("\n## 18 ").nth(1).expect("a section on tickets");
    let example = section.split("```").nth(1).expect("an example");
    let mut parts = std::collections::BTreeMap::<String, String>::new();
    let mut last = String::new();
    for line in example.lines().filter(|line| !line.is_empty()) {
        let (name, value) = line.split_at(12);
        if !name.trim().is_empty() {
            last = name.trim().to_owned();
        }
        let value = value.split("   ").next().unwrap_or_default();
        parts.entry(last.clone()).or_default().push_str(value);
    }
    parts
}

#[test]
fn the_worked_example_of_the_format_is_what_this_code_makes() {
    let said = worked_example();
    let key = SoftwareKey::ed25519(&[0x29; 32]);
    let session = SoftwareKey::ed25519(&[0x10; 32]).public();
    let tenant: TenantId = said["tenant"].parse().expect("a tenant");
    let root: Hash = said["root"].parse().expect("a fingerprint");
    assert_eq!(said["key"], hex::encode(&key.public().bytes));
    assert_eq!(said["JWK"], serde_json::to_string(&Jwk::of(&key.public())).expect("JSON"));
    assert_eq!(said["kid"], hex::encode(key.public().id().0));
    assert_eq!(said["store"], hex::encode(&session.bytes));
    assert_eq!(said["jkt"], thumbprint(&session));
    let claims = TicketClaims {
        audience: Audience::One(audience(tenant, &root)),
        id: "5f1c0d7e".into(),
        confirmation: Some(Confirmation { thumbprint: said["jkt"].clone() }),
        ..claims()
    };
    assert_eq!(said["claims"], serde_json::to_string(&claims).expect("JSON"));
    let (header, body) = said["signed"].split_once('.').expect("two parts");
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).expect("base64url");
    assert_eq!(decoded(header), said["header"].as_bytes());
    assert_eq!(decoded(body), said["claims"].as_bytes());
    let signature = hex::decode(&said["signature"]).expect("hex");
    assert_eq!(said["ends in"], format!(".{}", URL_SAFE_NO_PAD.encode(signature)));
    let ticket = format!("{}{}", said["signed"], said["ends in"]);
    assert_eq!(ticket, sign_ticket(&key, &claims));
    let used = counterfoil_domain::hash::sha256_parts(&[b"cf/ticket/1\0", claims.id.as_bytes()]);
    assert_eq!(said["used"], used.to_string());
    let hub = Expected {
        audience: &audience(tenant, &root),
        session_key: &session,
        now_ms: NOW_S * 1_000,
    };
    let read = Ticket::read(&ticket).expect("read");
    assert_eq!(read.check(&key.public(), hub).cloned(), Ok(claims));
}
