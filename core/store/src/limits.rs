//! Limits of this crate alone: disk and database. What phone and hub share stands in
//! `counterfoil_domain::limits`.

use std::time::Duration;

/// Bytes that are kept back so that a full disk can still say so.
pub const RESERVE_SIZE_BYTES: u64 = 8 * 1024 * 1024;

/// How long a connection waits for another one, in milliseconds.
pub const BUSY_TIMEOUT_MS: u64 = 5_000;

/// Tries until a store counts as open elsewhere.
pub(crate) const LOCK_TRIES: u32 = 100;

/// Pause between two of these tries.
pub(crate) const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// Tries until the cipher takes a key, at the first opening of a process.
#[cfg(feature = "sqlcipher")]
pub(crate) const CIPHER_TRIES: u32 = 2_000;

/// Pause between two of these tries.
#[cfg(feature = "sqlcipher")]
pub(crate) const CIPHER_PAUSE: Duration = Duration::from_millis(1);

/// The largest value in one cell of the database, in bytes.
pub const CELL_SIZE_BYTES: i32 = 40 * 1024 * 1024;

/// The longest SQL text, in bytes.
pub const SQL_SIZE_BYTES: i32 = 1_000_000;

/// Pages of write-ahead log after which SQLite copies them into the database.
pub const WAL_CHECKPOINT_PAGES: u32 = 1_000;

/// Readers that stay open between calls.
pub const IDLE_READERS_COUNT: usize = 4;

/// Databases set aside in one folder; a folder with more asks for a person.
pub const SET_ASIDE_COUNT: u32 = 1_000;

/// Bytes of a segment of the outbox file after which another one begins.
pub const OUTBOX_SEGMENT_BYTES: u64 = 1024 * 1024;

/// Records that are appended together at most: with those before them they are fewer than a hub takes of one segment.
pub const OUTBOX_BATCH_COUNT: usize = 4_096;

/// Segments after which those that are left are gathered into one; every opening that captures begins another.
pub const OUTBOX_SEGMENTS_COUNT: usize = 64;

/// Cards in memory at a time, for who looks at all of them.
pub const CARDS_PAGE_COUNT: usize = 500;

/// Characters of one card that search looks at.
pub const SEARCH_TEXT_CHARS: usize = 8_192;

/// Characters of a question that search looks at.
pub const SEARCH_QUERY_CHARS: usize = 128;

/// Answers of one search.
pub const SEARCH_ANSWERS_COUNT: usize = 200;
