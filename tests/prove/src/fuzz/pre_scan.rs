//! The pre-scan of a change, and what a frame says without its document.

use counterfoil_domain::document::{FieldValue, fields_of, gate};
use counterfoil_domain::limits::{CHANGE_OPS_MAX, CHANGE_TEXT_RUN_CHARS_MAX};

use super::{apply, corpus};

/// What passes is bounded, and what is said of it twice is the same.
pub(super) fn target(bytes: &[u8]) {
    if let Ok(scanned) = gate::pre_scan(bytes) {
        assert!(scanned.op_count() <= CHANGE_OPS_MAX.max(CHANGE_TEXT_RUN_CHARS_MAX));
        assert_eq!(Ok(scanned), gate::pre_scan(bytes));
        // Whatever our own code lets through, automerge reads or refuses, behind its wall.
        let _either = gate::decode(bytes);
    }
    if let Ok(fields) = fields_of(bytes) {
        let heavy = |value: &FieldValue| value.weight_bytes() > bytes.len();
        assert!(fields.iter().all(|(_, value)| !heavy(value)), "nothing grows by being read");
    }
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let mut found = apply::frames();
    found.extend(corpus::files("core/domain/tests/fixtures/automerge"));
    for number in 1..=4 {
        let path = format!("core/domain/tests/fixtures/never_loads_again_{number}.txt");
        let text = std::fs::read_to_string(corpus::project().join(path)).expect("the fixture");
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        found.extend(lines.filter_map(|(_, value)| hex::decode(value).ok()));
    }
    found
}
