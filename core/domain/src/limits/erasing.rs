//! Bounds of erasure, and of what lies beside a store for a while.

/// Characters of the legal basis of an erasure or of a legal hold.
pub const LEGAL_BASIS_CHARS_MAX: usize = 300;
/// Erasures that one answer brings to a phone; it asks for the others when these are carried out.
pub const ERASURES_PER_ANSWER_MAX: usize = 256;
/// Days for which a database that was set aside, or copied before a migration, lies beside a store at most.
pub const SET_ASIDE_DAYS_MAX: u64 = 30;
