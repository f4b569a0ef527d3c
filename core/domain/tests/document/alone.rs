//! What automerge alone makes of a change, without our gate: the control of every test that mutates changes.

use automerge::{Automerge, Change};

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plain {
    /// It does not take it.
    Refused,
    /// It panics.
    Panicked,
    /// All is well.
    Sound,
    /// It takes it, and the document can never be loaded again, or is another one then.
    NeverLoadsAgain,
}

/// Applied to a saved document, saved, loaded. What panics is caught; the caller keeps it quiet.
pub(crate) fn plain(hub: &[u8], raw: &[u8]) -> Plain {
    let alone = || {
        let mut doc = Automerge::load(hub).expect("the hub's document");
        let before = doc.get_heads();
        let Ok(change) = Change::try_from(raw) else { return Plain::Refused };
        if doc.apply_changes([change]).is_err() || doc.get_heads() == before {
            return Plain::Refused;
        }
        let heads = doc.get_heads();
        match Automerge::load(&doc.save()) {
            Ok(loaded) if loaded.get_heads() == heads => Plain::Sound,
            _ => Plain::NeverLoadsAgain,
        }
    };
    std::panic::catch_unwind(alone).unwrap_or(Plain::Panicked)
}
