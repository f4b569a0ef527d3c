//! SQLite without memory. The limit is the process's: one at a time.
#![expect(unsafe_code, reason = "SQLite's limit can be lifted by its own call alone")]

use std::sync::{Mutex, PoisonError};

use rusqlite::ffi;

static TURN: Mutex<()> = Mutex::new(());

/// Runs `work` while SQLite may take no more than that many bytes beyond what it holds now.
pub fn short_of_memory<T>(more_bytes: i64, work: impl FnOnce() -> T) -> T {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // Safety: two calls that take and give numbers.
    unsafe { ffi::sqlite3_hard_heap_limit64(ffi::sqlite3_memory_used() + more_bytes.max(1)) };
    let done = work();
    // Safety: as above; zero is no limit.
    unsafe { ffi::sqlite3_hard_heap_limit64(0) };
    done
}
