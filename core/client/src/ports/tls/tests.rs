//! Handshakes in memory with a server that speaks ring, and hostile points and signatures.

use std::io::{Read, Write};
use std::sync::Arc;

use rcgen::{CertificateParams, Issuer, KeyPair, SignatureAlgorithm};
use rustls::crypto::{CryptoProvider, SupportedKxGroup, ring};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConnection, RootCertStore, ServerConfig, ServerConnection, SupportedProtocolVersion,
};

use super::*;

const HUB: &str = "hub.example";

/// A hub with a certificate of that kind of key, from an authority of the same kind; and who trusts that authority.
struct Hub {
    roots: RootCertStore,
    chain: Vec<rustls::pki_types::CertificateDer<'static>>,
    key: Vec<u8>,
}

fn hub(kind: &'static SignatureAlgorithm) -> Hub {
    let authority_key = KeyPair::generate_for(kind).expect("a key");
    let mut authority = CertificateParams::new(vec![]).expect("no names");
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = authority.self_signed(&authority_key).expect("signed");
    let key = KeyPair::generate_for(kind).expect("a key");
    let params = CertificateParams::new(vec![HUB.to_owned()]).expect("a name");
    let leaf = params.signed_by(&key, &Issuer::new(authority, authority_key)).expect("signed");
    let mut roots = RootCertStore::empty();
    roots.add(root.der().clone()).expect("a root");
    Hub { roots, chain: vec![leaf.der().clone()], key: key.serialize_der() }
}

/// One word each way after a handshake; what the two agreed on.
fn talk(
    hub: &Hub,
    roots: RootCertStore,
    group: &'static dyn SupportedKxGroup,
    version: &'static SupportedProtocolVersion,
) -> Result<NamedGroup, Error> {
    let provider = CryptoProvider { kx_groups: vec![group], ..ring::default_provider() };
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(hub.key.clone()));
    let server = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[version])?
        .with_no_client_auth()
        .with_single_cert(hub.chain.clone(), key)?;
    let mut server = ServerConnection::new(Arc::new(server))?;
    let name = ServerName::try_from(HUB).expect("a name");
    let mut phone = ClientConnection::new(Arc::new(client(roots)?), name)?;
    phone.writer().write_all(b"ask").expect("kept");
    server.writer().write_all(b"answer").expect("kept");
    let mut heard = Vec::new();
    while heard.len() < 6 {
        let mut wire = Vec::new();
        while phone.wants_write() {
            phone.write_tls(&mut wire).expect("memory");
        }
        server.read_tls(&mut wire.as_slice()).expect("memory");
        server.process_new_packets()?;
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).expect("memory");
        }
        let mut wire = wire.as_slice();
        while !wire.is_empty() {
            phone.read_tls(&mut wire).expect("memory");
            phone.process_new_packets()?;
        }
        let mut word = [0; 6];
        if let Ok(count) = phone.reader().read(&mut word) {
            heard.extend_from_slice(&word[..count]);
        }
    }
    assert_eq!(heard, b"answer");
    Ok(phone.negotiated_key_exchange_group().expect("agreed").name())
}

#[test]
fn a_phone_shakes_hands_with_every_kind_of_key_over_every_curve_in_both_versions() {
    use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
    use ring::kx_group::{SECP256R1, SECP384R1, X25519};
    for kind in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        let hub = hub(kind);
        for version in [&TLS12, &TLS13] {
            for group in [X25519, SECP256R1, SECP384R1] {
                let agreed = talk(&hub, hub.roots.clone(), group, version);
                assert_eq!(agreed.expect("a handshake"), group.name(), "{kind:?} {version:?}");
            }
        }
    }
}

#[test]
fn a_hub_of_another_authority_is_refused() {
    let kind = &rcgen::PKCS_ECDSA_P256_SHA256;
    let (ours, stranger) = (hub(kind), hub(kind));
    for version in [&TLS12, &TLS13] {
        let refused = talk(&stranger, ours.roots.clone(), ring::kx_group::X25519, version);
        assert!(matches!(refused, Err(Error::InvalidCertificate(_))), "{refused:?}");
    }
}

#[test]
fn a_share_that_is_no_point_of_the_curve_is_refused() {
    let good = P256.start().expect("randomness").pub_key().to_vec();
    let mut off_the_curve = good.clone();
    off_the_curve[64] ^= 1;
    let mut compressed = good[..33].to_vec();
    compressed[0] = 2 + (good[64] & 1);
    let refused = [vec![], vec![0], good[..64].to_vec(), compressed, off_the_curve, vec![4; 65]];
    for peer in refused {
        assert!(P256.start().expect("randomness").complete(&peer).is_err(), "{peer:?}");
    }
    assert!(P256.start().expect("randomness").complete(&good).is_ok());
}

#[test]
fn two_who_exchange_shares_have_one_secret_and_ring_has_the_same() {
    let (ours, rings) = (P256.start().expect("a"), ring::kx_group::SECP256R1.start().expect("b"));
    let (to_ring, to_us) = (ours.pub_key().to_vec(), rings.pub_key().to_vec());
    let (ours, rings) = (ours.complete(&to_us), rings.complete(&to_ring));
    assert_eq!(ours.expect("a").secret_bytes(), rings.expect("b").secret_bytes());
}

#[test]
fn signatures_of_certificates_are_judged_as_wycheproof_has_it() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/crypto/wycheproof/ecdsa_secp256r1_sha256_test.json"
    );
    let Ok(text) = std::fs::read(path) else {
        println!("skipped: {path} is not there");
        return;
    };
    let cases: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let mut judged = 0;
    for group in cases["testGroups"].as_array().expect("groups") {
        let bytes = |value: &serde_json::Value| hex::decode(value.as_str().expect("hex"));
        let key = bytes(&group["publicKey"]["uncompressed"]).expect("a key");
        for case in group["tests"].as_array().expect("tests") {
            let (message, signature) = (bytes(&case["msg"]), bytes(&case["sig"]));
            let (message, signature) = (message.expect("hex"), signature.expect("hex"));
            let found = P256_SHA256.verify_signature(&key, &message, &signature).is_ok();
            assert_eq!(found, case["result"] == "valid", "{case}");
            judged += 1;
        }
    }
    assert!(judged > 400, "{judged}");
}
