//! The wall around automerge: a panic behind it becomes a value.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside the wall, so that a panic hook can stay silent: what automerge
/// says when it panics may repeat what a document holds.
#[must_use]
pub fn is_catching() -> bool {
    CATCHING.get()
}

/// Runs `work`; `None` if it panicked. Whatever `work` changed is to be thrown away then.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = CATCHING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(before);
    result.ok()
}
