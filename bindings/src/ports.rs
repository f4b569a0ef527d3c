//! What the core asks of its host, as foreign traits; each adapted to the client's own.
//!
//! Every method is synchronous, may be called from any thread, also from several at once, and gives a `Result`:
//! what a foreign implementation throws becomes an error of the call that needed it, never an abort.

mod moments;
mod secrets;
mod signer;
mod transport;

use std::sync::Arc;

use counterfoil_client::ports as client;

pub use self::moments::{Clocks, Moments, MomentsError, system_moments};
pub use self::secrets::{SecretStore, SecretStoreError, file_secret_store, memory_secret_store};
pub use self::signer::{DeviceSigner, SignerError, SignerKey, SigningAlgorithm, software_signer};
pub use self::transport::{
    HttpBody, HttpHeader, HttpRequest, HttpResponse, Transport, TransportError, http_transport,
};
use crate::error::CounterfoilError;

/// The host's side of a phone.
#[derive(uniffi::Record)]
pub struct Ports {
    /// Where keys and the install marker live: the platform's key store.
    pub secrets: Arc<dyn SecretStore>,
    /// A hardware seal key; absent: a software key in `secrets`.
    #[uniffi(default = None)]
    pub signer: Option<Arc<dyn DeviceSigner>>,
    /// The way to the hub; absent: HTTP of this library, with bundled roots.
    #[uniffi(default = None)]
    pub transport: Option<Arc<dyn Transport>>,
    /// The device's clocks; absent: the system's as far as this library can read them.
    #[uniffi(default = None)]
    pub moments: Option<Arc<dyn Moments>>,
}

impl core::fmt::Debug for Ports {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Ports")
    }
}

impl Ports {
    pub(crate) fn adapted(self) -> Result<client::Ports, CounterfoilError> {
        Ok(client::Ports {
            secrets: Arc::new(secrets::Adapted(self.secrets)),
            signer: self.signer.map(signer::adapted).transpose()?,
            transport: transport::adapted(self.transport)?,
            moments: moments::adapted(self.moments),
        })
    }
}
