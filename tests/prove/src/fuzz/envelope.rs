//! Headers, bodies, facts, statements, proofs, codes and requests: everything that is decoded.

use counterfoil_domain::approval::SignedApproval;
use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::ids::{DeviceId, TenantId};
use counterfoil_domain::proof::Proof;
use counterfoil_domain::receipt::SignedAnswer;
use counterfoil_domain::seal::Seal;
use counterfoil_domain::{base45, cbor};
use counterfoil_sync::access::{read_leave, read_proof, read_token};
use counterfoil_sync::enrolment::{EnrolForm, Invitation};
use counterfoil_sync::hub::accept_section;
use counterfoil_sync::wire::frame::{LEVEL_HUB, compress};
use counterfoil_sync::wire::{Carrier, OpenedRequest};

use super::corpus;

/// What was read is the same when it was written and read again; keys of a newer version are only left out.
pub(super) fn target(bytes: &[u8]) {
    if let Ok(header) = Header::from_bytes(bytes) {
        assert_eq!(Header::from_bytes(&header.to_bytes()).as_ref(), Ok(&header));
        let _interval = header.moment().believed(Some(1_790_000_000_000));
    }
    if let Ok(body) = Body::from_bytes(bytes) {
        assert_eq!(Body::from_bytes(&body.to_bytes()).as_ref(), Ok(&body));
        body.facts().iter().for_each(|record| drop(record.fact()));
    }
    if cbor::check(bytes).is_ok() {
        let _seal = cbor::decode::<Seal>(bytes);
        let _proof = cbor::decode::<Proof>(bytes);
        let _answer = cbor::decode::<SignedAnswer>(bytes);
        let _form = cbor::decode::<EnrolForm>(bytes);
    }
    let _approval = SignedApproval::from_bytes(bytes);
    request(bytes);
    if let Ok(text) = core::str::from_utf8(bytes) {
        let _invitation = Invitation::from_text(text);
        let _headers =
            (read_proof(text).is_ok(), read_leave(text).is_ok(), read_token(text).is_ok());
        if let Some(decoded) = base45::decode(text) {
            assert_eq!(base45::decode(&base45::encode(&decoded)), Some(decoded));
        }
    }
}

/// The bytes as a request, and as what stands in one.
fn request(bytes: &[u8]) {
    let carrier = Carrier { tenant: TenantId([0x11; 16]), device: DeviceId([7; 16]) };
    let _stream = OpenedRequest::from_bytes(bytes, carrier);
    let Ok(packed) = compress(bytes, LEVEL_HUB) else { return };
    let Ok(opened) = OpenedRequest::from_bytes(&packed, carrier) else { return };
    for section in opened.sections {
        let known = counterfoil_sync::hub::KnownChain::default();
        let _taken = accept_section(section, carrier.tenant, &known);
    }
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let folder = "core/domain/tests/golden";
    let mut found =
        corpus::hex_under(&corpus::json(&format!("{folder}/records.json")), &["cbor", "bytes"]);
    found.extend(corpus::hex_under(
        &corpus::json(&format!("{folder}/formats.json")),
        &["signed", "cbor", "header", "body"],
    ));
    found.extend(corpus::hex_under(&corpus::json(&format!("{folder}/facts.json")), &["payload"]));
    found.extend(corpus::hex_under(
        &corpus::json(&format!("{folder}/statements.json")),
        &["statement"],
    ));
    found.extend(super::projection::bodies());
    found.push(b"counterfoil://enrol?hub=aHR0cHM6Ly9odWIuZXhhbXBsZQ&root=0000000000000000000000000000000000000000000000000000000000000000&code=ABCD-EFGH-JKMN-PQRS".to_vec());
    found
}
