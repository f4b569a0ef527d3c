//! Why a change is refused: one variant for each reason, each with a short code that never
//! changes.

/// Why a change from outside is not let into a document. Nothing in it repeats what the change
/// carried.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error, minicbor::Encode, minicbor::Decode,
)]
#[cbor(index_only)]
pub enum GateRefusal {
    /// The frame or change is larger than [`crate::limits::CHANGE_BYTES_MAX`].
    #[error("the change is too large")]
    #[n(0)]
    TooLarge,
    /// The frame is not in the one form that its change has.
    #[error("the frame is not well formed")]
    #[n(1)]
    BadFrame,
    /// The change's header or columns cannot be read.
    #[error("the change is not well formed")]
    #[n(2)]
    BadChange,
    /// What was rebuilt is not what the author hashed.
    #[error("the change does not match its checksum")]
    #[n(3)]
    BadChecksum,
    /// The bytes are not one plain change: a document, bundle, deflated chunk or column, or more
    /// follows.
    #[error("not a plain change")]
    #[n(4)]
    NotPlain,
    /// More operations than a change may have, or runs that claim more.
    #[error("too many operations")]
    #[n(5)]
    TooManyOps,
    /// More dependencies than a change may name.
    #[error("too many dependencies")]
    #[n(6)]
    TooManyDependencies,
    /// A dependency that the document does not know, or that names several changes.
    #[error("depends on a change that is not known here")]
    #[n(7)]
    UnknownDependency,
    /// The change is in the document already.
    #[error("the change is known already")]
    #[n(8)]
    AlreadyKnown,
    /// The actor is not the one that the author has on this document.
    #[error("another actor than the author's")]
    #[n(9)]
    WrongActor,
    /// Not the next change of its actor.
    #[error("not the next change of its actor")]
    #[n(10)]
    WrongSeq,
    /// The first operation does not follow what the change depends on.
    #[error("operation numbers do not follow the dependencies")]
    #[n(11)]
    WrongStartOp,
    /// A field's new value does not replace exactly what stood there behind the dependencies.
    #[error("replaces something else than what its author saw")]
    #[n(12)]
    WrongPredecessors,
    /// A time, message or extra bytes, which our changes never have.
    #[error("carries what a change of ours never has")]
    #[n(13)]
    NotOurs,
    /// An operation that is neither a scalar under a root path nor an edit of a shared note.
    #[error("an operation that a flat document does not have")]
    #[n(14)]
    NotFlat,
    /// A path that is empty, too long or has control characters, or is written twice.
    #[error("a path that may not stand in a document")]
    #[n(15)]
    BadPath,
    /// A value longer than a field may be.
    #[error("a value that is too long")]
    #[n(16)]
    ValueTooLong,
    /// The document would have more operations or bytes than a generation may have.
    #[error("the document is full")]
    #[n(17)]
    DocumentFull,
    /// The document would have too many concurrent heads; the author rebases.
    #[error("too many concurrent heads")]
    #[n(18)]
    TooManyHeads,
    /// automerge refused the change.
    #[error("the change cannot be applied")]
    #[n(19)]
    NotApplicable,
    /// automerge panicked over the change.
    #[error("the change broke the engine")]
    #[n(20)]
    EnginePanicked,
    /// After applying, the document's heads are not what they have to be.
    #[error("the change did not take effect")]
    #[n(21)]
    HeadsDidNotMove,
    /// The document with the change cannot be saved and loaded into the same one.
    #[error("the document would not load again as it is")]
    #[n(22)]
    NotCanonical,
}

impl GateRefusal {
    /// The code of `refused{code}`, for verdicts, tests and translations.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::BadFrame => "bad_frame",
            Self::BadChange => "bad_change",
            Self::BadChecksum => "bad_checksum",
            Self::NotPlain => "not_plain",
            Self::TooManyOps => "too_many_ops",
            Self::TooManyDependencies => "too_many_dependencies",
            Self::UnknownDependency => "unknown_dependency",
            Self::AlreadyKnown => "already_known",
            Self::WrongActor => "wrong_actor",
            Self::WrongSeq => "wrong_seq",
            Self::WrongStartOp => "wrong_start_op",
            Self::WrongPredecessors => "wrong_predecessors",
            Self::NotOurs => "not_ours",
            Self::NotFlat => "not_flat",
            Self::BadPath => "bad_path",
            Self::ValueTooLong => "value_too_long",
            Self::DocumentFull => "document_full",
            Self::TooManyHeads => "too_many_heads",
            Self::NotApplicable => "not_applicable",
            Self::EnginePanicked => "engine_panicked",
            Self::HeadsDidNotMove => "heads_did_not_move",
            Self::NotCanonical => "not_canonical",
        }
    }
}
