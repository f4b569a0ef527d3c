//! Codes that were scanned, messages that were pasted, addresses, labels.

use std::sync::LazyLock;

use counterfoil_domain::address::Address;
use counterfoil_domain::extract::read_text;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::normalise_key;
use counterfoil_domain::{gs1, scan};

use super::corpus;

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(Playbook::builtin);

/// What is read of a code is read again from its label; nothing panics.
pub(super) fn target(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = scan::read(&PLAYBOOK, &text);
    assert_eq!(read, scan::read(&PLAYBOOK, &text), "one code, one answer");
    let _gs1 = gs1::read(&text);
    let label = scan::label_of(&text);
    assert_eq!(normalise_key(&label), normalise_key(&normalise_key(&label)), "one spelling");
    let halves: Vec<&str> = text.split('\n').take(8).collect();
    let _picked = scan::pick(&PLAYBOOK, &halves);
    let _told = read_text(&PLAYBOOK, &text, None);
    let _address = Address::parse(&text);
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let vectors = "core/domain/tests/vectors";
    let names = ["raw", "text", "message", "spelling", "codes"];
    let mut found = Vec::new();
    for file in ["scans/codes.json", "extraction/messages.json", "addresses/spellings.json"] {
        found.extend(corpus::texts_under(&corpus::json(&format!("{vectors}/{file}")), &names));
    }
    found.extend(corpus::naughty());
    found
}
