//! A segment of the outbox file as a finder sees it, and the hub's receipt for it.

use counterfoil_domain::cbor;
use counterfoil_domain::hash::{device_id, sha256};
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::segment::{
    DropReceipt, DropReceiptStatement, ListedFile, SegmentHead, SegmentStatement, Standing, Ticket,
    head_hash,
};
use serde_json::json;

use crate::{T, chain, hub_key, keep_lines, session_key, tenant};

fn head() -> SegmentHead {
    let statement = SegmentStatement {
        version: 2,
        segment: [0x51; 16],
        number: 7,
        tenant: tenant(),
        device: device_id(&session_key().public().bytes),
        incarnation: chain().incarnation,
        content_key: vec![0x52; 40],
        mac_key: Some(vec![0x53; 40]),
        hub_url: Some("https://hub.example".to_owned()),
        root: Some(sha256(b"root")),
    };
    let signature = session_key().sign(Purpose::Segment, &cbor::encode(&statement));
    SegmentHead { statement, session: Some(session_key().public()), signature: Some(signature) }
}

#[test]
fn segments() {
    let head = head().to_bytes();
    let (sealed, mac) = ([0x54; 30], [0x55; 32]);
    let listed = ListedFile { sealed_hash: sha256(b"sealed"), sealed_bytes: 40_000 };
    let place = (head_hash(&head), 3);
    let ticket = Ticket::sign(&session_key(), place, (&sealed, &mac), vec![listed]);
    let ticket = cbor::encode(&ticket);
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("short").to_be_bytes();
    let frame = [&length(&sealed), sealed.as_slice(), &mac, &length(&ticket), &ticket].concat();
    let handed_in = [head.as_slice(), &frame].concat();
    let standing = Standing::read(&handed_in, |_, _| false).expect("a head");
    assert!(standing.head.is_signed() && standing.frames.len() == 1);
    let kept = standing.to_bytes();
    let statement = DropReceiptStatement {
        version: 1,
        tenant: tenant(),
        device: standing.head.statement.device,
        segment: [0x51; 16],
        file: None,
        hash: sha256(&kept),
        size_bytes: kept.len() as u64,
        frames: 1,
        time_ms: T,
    };
    let signature = hub_key().sign(Purpose::Dropped, &statement.to_bytes());
    let receipt = DropReceipt { statement, signature };
    assert_eq!(receipt.verify(&hub_key().public()), Ok(()));
    keep_lines(
        "segments.json",
        vec![
            json!({"is": "segment head", "bytes": hex::encode(&head), "hash": head_hash(&head)}),
            json!({"is": "frame", "index": 3, "bytes": hex::encode(&frame)}),
            json!({"is": "segment at the hub", "bytes": hex::encode(&kept), "hash": sha256(&kept)}),
            json!({"is": "drop receipt", "cbor": hex::encode(cbor::encode(&receipt))}),
        ],
    );
}
