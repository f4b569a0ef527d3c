//! What the office sees of what finders have left, and what it says of it.

use counterfoil_domain::ids::{DeviceId, Hash, Incarnation};
use serde::{Deserialize, Serialize};

/// A sealed file that a segment names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedShown {
    /// SHA-256 of the sealed file.
    pub sealed_hash: Hash,
    /// Its bytes.
    pub sealed_bytes: u64,
    /// Whether it is here.
    pub arrived: bool,
}

/// A segment that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingSegment {
    /// The store.
    pub device: DeviceId,
    /// The segment, in hex.
    pub segment: String,
    /// Its number among those of the store.
    pub number: u64,
    /// The chain of its envelopes.
    pub incarnation: Incarnation,
    /// SHA-256 of what is here.
    pub hash: Hash,
    /// Its bytes.
    pub size_bytes: u64,
    /// Frames that stand.
    pub frames: u64,
    /// When its file was last written, ms since 1970.
    pub since_ms: u64,
    /// The sealed files that it names.
    pub files: Vec<ListedShown>,
}

/// What stays of a segment that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedNote {
    /// The store.
    pub device: DeviceId,
    /// The segment, in hex.
    pub segment: String,
    /// Who did it.
    pub by: String,
    /// When, by the hub's clock.
    pub at_ms: u64,
    /// SHA-256 of the segment.
    pub hash: Hash,
    /// Its bytes.
    pub size_bytes: u64,
    /// Frames that stood.
    pub frames: u64,
}

/// A segment that waits for the rescue key, with whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DroppedShown {
    /// What waits.
    #[serde(flatten)]
    pub waiting: WaitingSegment,
    /// Who works with that store.
    pub person_name: String,
}

/// Everything that finders have left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DroppedList {
    /// What waits.
    pub waiting: Vec<DroppedShown>,
    /// What was opened.
    pub opened: Vec<OpenedNote>,
}

/// Says that a segment was opened.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenDropped {
    /// The name of the person who did it.
    pub by: String,
    /// What was opened: SHA-256 of the segment as it was read.
    pub hash: Hash,
}
