//! What the holder of a tenant's rescue key needs to read a store's outbox file and sealed blobs, without the store.

pub use counterfoil_store::StoreError;
pub use counterfoil_store::outbox_file::{Reader, Record, SealedFile, Segment, SegmentHead};
pub use counterfoil_store::vault::{Identity, Vault};
pub use counterfoil_sync::dropping;
