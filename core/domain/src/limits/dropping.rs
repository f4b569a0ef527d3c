//! Bounds of the outbox file's segments, of what finders of phones may leave at a hub, and of what waits there for a gap
//! to be filled.

/// Bytes of a segment that is read or handed in; more than any that was written.
pub const OUTBOX_SEGMENT_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Bytes of one sealed frame: the largest header and body, and the list of the blobs that it names.
pub const OUTBOX_FRAME_BYTES_MAX: usize = 512 * 1024;
/// Bytes of the head of a segment.
pub const OUTBOX_HEAD_BYTES_MAX: usize = 16 * 1024;
/// Bytes of the ticket behind a frame: 64 sealed files with 40 bytes each, and a signature.
pub const OUTBOX_TICKET_BYTES_MAX: usize = 4 * 1024;
/// Frames of one segment that a hub takes.
pub const OUTBOX_FRAMES_MAX: u64 = 16 * 1024;

/// Frames whose ticket does not stand after which a hub looks no further into a segment.
pub const DROPPED_WRONG_FRAMES_MAX: usize = 16;
/// Bytes that finders may leave at a hub of one store, until they are opened.
pub const DROPPED_BYTES_PER_DEVICE_MAX: u64 = 1024 * 1024 * 1024;
/// Files that they may leave of one store.
pub const DROPPED_FILES_PER_DEVICE_MAX: usize = 4_096;
/// Bytes that they may leave of all stores of a tenant.
pub const DROPPED_BYTES_MAX: u64 = 16 * DROPPED_BYTES_PER_DEVICE_MAX;

/// Bytes of runs that one carrier may have waiting at the hub for what lies below them.
pub const QUARANTINE_BYTES_PER_CARRIER_MAX: u64 = 64 * 1024 * 1024;
/// Runs that one carrier may have waiting there.
pub const QUARANTINE_RUNS_PER_CARRIER_MAX: u64 = 1_024;
