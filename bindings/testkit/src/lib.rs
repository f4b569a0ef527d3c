//! For tests of apps: a hub on loopback in the test's own process, and folders that go when they are closed.
//!
//! A real hub (the one that `counterfoil serve` runs) in a temporary folder, behind a relay that is the signal and
//! can be switched off, and the core's vectors, answered. Every call blocks its thread; keep it off an app's main thread. Not for production: the hub
//! counts what is stored as safe, as nothing backs it up.

mod folder;
mod hub;
mod office;
mod running;
pub mod vectors;

pub use folder::TestFolder;
pub use hub::{Invited, TestHub};

/// Why the kit could not do it. Its words are for who reads the test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum TestKitError {
    /// The hub refused.
    #[error("the hub answered {status}: {body}")]
    Refused {
        /// HTTP status.
        status: i64,
        /// The answer's body.
        body: String,
    },
    /// The hub was stopped.
    #[error("the hub was stopped")]
    Stopped,
    /// Something else failed.
    #[error("{reason}")]
    Failed {
        /// What.
        reason: String,
    },
}

impl TestKitError {
    pub(crate) fn because(error: impl core::fmt::Display) -> Self {
        Self::Failed { reason: error.to_string() }
    }
}

uniffi::setup_scaffolding!();
