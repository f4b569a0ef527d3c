//! Blobs on their way to the hub and at the hub: staged, checked, closed under keys of their own, read by those
//! who may see a fact that names them.

pub mod arrival;
pub mod reading;
pub mod sealing;
pub mod staging;
pub mod upload;

mod store;

pub use store::BlobStore;
