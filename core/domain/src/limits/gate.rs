//! Bounds of the processes in which a hub's gate tries changes of documents.

/// Bytes of address space that a worker process of the gate may take beyond what its program has when it begins.
pub const GATE_MEMORY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Bytes of stack on which a worker process applies changes: less than the hub's own threads have.
pub const GATE_STACK_BYTES: usize = 1024 * 1024;
/// Bytes of one task of a worker process, or of its answer.
pub const GATE_FRAME_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Worker processes of one hub: two, or as many as it has processors.
pub const GATE_WORKERS_MAX: usize = 4;
/// Documents that one worker keeps warm.
pub const GATE_WARM_DOCUMENTS_MAX: usize = 8_192;
/// Bytes of the documents that one worker keeps warm, as they are saved.
pub const GATE_WARM_BYTES_MAX: usize = 16 * 1024 * 1024;
