//! The door for finders of phones: segments of an outbox file and sealed files, handed in by who can read neither.
//!
//! No key is asked for: every frame is signed by the store that wrote it, and a sealed file is known by the hash that
//! such a frame names. So nothing comes in but what a phone of this hub has written, and nothing goes out but receipts.

use counterfoil_domain::ids::{DeviceId, Hash};
use counterfoil_domain::segment::{DropReceipt, ListedFile};
use minicbor::{Decode, Encode};

use crate::enrolment::HubKeys;

/// Takes a segment: `POST`, the segment's bytes; the answer is a [`DropAnswer`].
pub const DROP_PATH: &str = "/v1/drop";

/// Takes a sealed file that a segment names: `PUT`, the file's bytes; the answer is a [`DropAnswer`].
#[must_use]
pub fn dropped_file_path(device: DeviceId, segment: [u8; 16], sealed_hash: Hash) -> String {
    format!("{DROP_PATH}/{device}/{}/{sealed_hash}", hex::encode(segment))
}

/// The hub's answer to who handed something in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DropAnswer {
    /// What it keeps.
    #[n(0)]
    pub receipt: DropReceipt,
    /// The hub's keys: the segment's head has the fingerprint of their root.
    #[n(1)]
    pub keys: HubKeys,
    /// Sealed files that the segment names and that were not handed in yet; none in the answer for a file.
    #[n(2)]
    pub wanted: Vec<ListedFile>,
}
