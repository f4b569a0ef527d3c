//! Bounds of what a person does on a phone: the PIN, masks, a logger's file, a matter that is here already.

/// Digits of the PIN before a signature given face to face.
pub const PIN_DIGITS_MIN: usize = 6;
/// As [`PIN_DIGITS_MIN`], at most.
pub const PIN_DIGITS_MAX: usize = 12;
/// Wrong tries of a PIN before each next one has to wait.
pub const PIN_WRONG_FREE: u32 = 5;
/// Wrong tries of a PIN after which it is locked.
pub const PIN_WRONG_MAX: u32 = 10;
/// The first wait, ms; each further wrong try doubles it.
pub const PIN_WAIT_FIRST_MS: u64 = 60_000;
/// Memory that one try of a PIN fills by Argon2id, KiB: with two passes and one lane the least that OWASP names, and no
/// more than the cheapest phone has beside its camera.
pub const PIN_MEMORY_KIB: u32 = 19 * 1_024;
/// How often a try goes over that memory.
pub const PIN_PASSES: u32 = 2;
/// Lanes that a try could fill side by side; RFC 9106 counts them into the verifier.
pub const PIN_LANES: u32 = 1;
/// Characters of a masked name, at most: how long a name is tells nobody more.
pub const MASKED_NAME_CHARS_MAX: usize = 8;
/// Characters of a part of an address that its mask shows, at most: a longer one is no name of a road or a town.
pub const MASKED_ADDRESS_PART_CHARS_MAX: usize = 24;
/// Readings that one call may hand over: a week of a logger that measures each minute. They travel in envelopes of
/// [`FACTS_PER_ENVELOPE_MAX`](super::FACTS_PER_ENVELOPE_MAX).
pub const READINGS_PER_CALL_MAX: usize = 10_080;
/// Bytes of a data logger's file.
pub const LOGGER_BYTES_MAX: usize = 2 * 1024 * 1024;
/// How long ago an order with the same number and of the same kind is still taken for the same matter, ms: 72 hours.
pub const SAME_MATTER_MS: u64 = 72 * 60 * 60 * 1_000;
/// Marks of read notices that a phone keeps, beside those of notices that it still shows.
pub const NOTICES_READ_MAX: usize = 4_096;
