//! What the core asks of its host: a place for secrets, a key that signs, a way to the hub, and clocks.
//!
//! Each is a plain trait with a file or software implementation; hosts bring the platform's own.

pub mod http;
pub mod moments;
pub mod secrets;
pub mod signer;
mod tls;
pub mod transport;

use std::sync::Arc;

pub use http::HttpTransport;
pub use moments::{Moments, SettableMoments, SystemMoments};
pub use secrets::{FileSecretStore, MemorySecretStore, SecretError, SecretStore};
pub use signer::{DeviceSigner, SignerError, SoftwareSigner};
pub use transport::{Body, Request, Response, Transport, TransportError};

/// The host's side of a phone.
#[derive(Clone)]
pub struct Ports {
    /// Where keys and the install marker live.
    pub secrets: Arc<dyn SecretStore>,
    /// A hardware seal key; without one the core makes a software key in `secrets`.
    pub signer: Option<Arc<dyn DeviceSigner>>,
    /// The way to the hub.
    pub transport: Arc<dyn Transport>,
    /// The device's clocks.
    pub moments: Arc<dyn Moments>,
}

impl core::fmt::Debug for Ports {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Ports")
    }
}
