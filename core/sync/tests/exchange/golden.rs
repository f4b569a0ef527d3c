//! Golden bytes of one request and one answer, with fixed keys, for other implementations.
//!
//! `COUNTERFOIL_GOLDEN=write cargo test -p counterfoil-sync golden` writes them anew after a deliberate change
//! of the format. The compressed files are checked by opening them: another zstd may compress otherwise.

use std::path::PathBuf;

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::log::Digest;
use counterfoil_sync::hub::accept_section;
use counterfoil_sync::wire::frame::decompress;
use counterfoil_sync::wire::{Cursor, Expected, OpenedAnswer, OpenedRequest, Request};

use crate::ann::{Draft, LINEAGE, Store, TENANT};
use crate::model_hub::ModelHub;
use crate::pushing::{comment, hub_of};

fn golden(name: &str, made: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var("COUNTERFOIL_GOLDEN").is_ok_and(|what| what == "write") {
        std::fs::write(&path, hex::encode(made) + "\n").expect("written");
    }
    let text = std::fs::read_to_string(&path).expect("a golden file");
    hex::decode(text.trim()).expect("hexadecimal digits")
}

/// Ann wrote three envelopes on one order: two comments, the second without its body, and a remark on money.
fn ann() -> Store {
    let mut ann = Store::new(1);
    let order = SubjectId([0x5a; 16]);
    ann.write(order, 1_000, comment("放门口鞋柜上"));
    ann.write(order, 2_000, comment("再打一次电话"));
    ann.write(order, 3_000, Draft { audience: "money", ..comment("收现金") });
    ann.seal();
    ann
}

fn asking(ann: &Store) -> Request {
    let mut section = ann.section(0);
    section.envelopes[1].body = None;
    Request {
        carrier: ann.carrier(),
        cursor: Some(Cursor {
            lineage: LINEAGE,
            index: 0,
            root: sha256(b"").short(),
            view: [0x77; 16],
            snapshot: None,
            mark: None,
        }),
        scope_digest: Some(Digest::default()),
        pull: true,
        receipts_for: Vec::new(),
        blobs: Vec::new(),
        sections: vec![section],
    }
}

#[test]
fn the_golden_request() {
    let ann = ann();
    let asking = asking(&ann);
    let plain = asking.plain().expect("packs");
    assert_eq!(golden("request.plain.hex", &plain), plain);
    let travelled = golden("request.hex", &asking.to_bytes().expect("packs"));
    assert_eq!(decompress(&travelled), Ok(plain));
    let mut opened = OpenedRequest::from_bytes(&travelled, ann.carrier()).expect("opens");
    let taken = accept_section(opened.sections.remove(0), TENANT, &hub_of(&ann));
    assert_eq!(taken.expect("accepted").frontier, ann.frontier);
}

#[test]
fn the_golden_answer() {
    let ann = ann();
    let asking = golden("request.hex", &asking(&ann).to_bytes().expect("packs"));
    let mut hub = ModelHub::new();
    hub.seal_keys.insert(ann.chain, ann.key.public());
    let made = hub.exchange(&asking, ann.carrier()).expect("an answer");
    let plain = decompress(&made).expect("one frame");
    assert_eq!(golden("answer.plain.hex", &plain), plain);
    let travelled = golden("answer.hex", &made);
    assert_eq!(decompress(&travelled), Ok(plain));
    let expected = Expected {
        carrier: ann.carrier(),
        request: sha256(&asking),
        cursor: OpenedRequest::from_bytes(&asking, ann.carrier()).expect("opens").cursor,
        keys: vec![hub.key.public()],
    };
    let opened = OpenedAnswer::from_bytes(&travelled, &expected).expect("the hub's");
    let receipt = &opened.signed.statement.receipts[0];
    assert_eq!((receipt.size, receipt.sealed_size), (3, 3));
    assert_eq!(receipt.root, ann.frontier.root());
    assert_eq!(opened.payload.page.groups[0].rows.len(), 3);
}
