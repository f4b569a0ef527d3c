//! A playbook as it is published: JSON, known by the SHA-256 of its bytes, whatever its spelling.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::log::{PlaybookPublished, Statement};
use counterfoil_domain::playbook::Playbook;
use serde_json::json;

use crate::keep;

#[test]
fn a_small_playbook_stands_as_it_was_published() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/playbook.json");
    let bytes = std::fs::read(path).expect("the golden playbook");
    let playbook = Playbook::parse(&bytes).expect("a playbook");
    assert!(playbook.unknown_keys().is_empty(), "{:?}", playbook.unknown_keys());
    let (version, hash) = (playbook.version(), sha256(&bytes));
    assert_eq!(playbook.hash(), hash);
    let statement = Statement::Playbook(PlaybookPublished { version, hash, signed: None });
    let made = json!({
        "version": version, "hash": hash, "statement": hex::encode(statement.to_bytes()),
        "statement_hash": statement.hash(),
    });
    keep("playbook.hash.json", &format!("{made}\n"));
}
