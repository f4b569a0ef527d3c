//! The device's clocks: `elapsedRealtime` and the boot count on Android, `mach_continuous_time` on Apple's.

use std::sync::Arc;

use counterfoil_client::ports::{Moments as CoreMoments, SystemMoments};
use counterfoil_domain::moment::{BootId, Clocks as Read};

/// Why the clocks cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum MomentsError {
    /// They cannot.
    #[error("the clocks cannot be read: {reason}")]
    Failed {
        /// For a report; nothing personal.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for MomentsError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: "the host's clocks threw".to_owned() }
    }
}

/// What the device's clocks say, all read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Clocks {
    /// Wall clock, ms since 1970; may be wrong.
    pub wall_ms: i64,
    /// This boot: another number after each restart of the device.
    pub boot: i64,
    /// A clock that no one sets and that counts sleep, ms since some instant of this boot.
    pub monotonic_ms: i64,
}

/// Reads the device's clocks. Called with every capture, so it should take microseconds.
#[uniffi::export(with_foreign)]
pub trait Moments: Send + Sync {
    /// All three readings, taken together.
    fn clocks(&self) -> Result<Clocks, MomentsError>;
}

/// A host's clocks, for the client.
struct Adapted {
    host: Arc<dyn Moments>,
    system: SystemMoments,
}

impl CoreMoments for Adapted {
    fn clocks(&self) -> Read {
        match self.host.clocks() {
            Ok(Clocks { wall_ms, boot, monotonic_ms }) => Read {
                wall_ms,
                boot: boot.to_be_bytes(),
                monotonic_ms: u64::try_from(monotonic_ms).unwrap_or(0),
            },
            Err(error) => {
                tracing::warn!(%error, "the system's clocks stand in for the host's");
                // A boot of the system's own: intervals over the change grow wider, never wrong.
                self.system.clocks()
            }
        }
    }
}

/// The client's clocks, for a host.
struct Offered(SystemMoments);

impl Moments for Offered {
    fn clocks(&self) -> Result<Clocks, MomentsError> {
        let read = self.0.clocks();
        Ok(Clocks {
            wall_ms: read.wall_ms,
            boot: i64::from_be_bytes(BootId::from(read.boot)),
            monotonic_ms: i64::try_from(read.monotonic_ms).unwrap_or(i64::MAX),
        })
    }
}

pub(super) fn adapted(host: Option<Arc<dyn Moments>>) -> Arc<dyn CoreMoments> {
    let system = SystemMoments::new();
    match host {
        Some(host) => Arc::new(Adapted { host, system }),
        None => Arc::new(system),
    }
}

/// The system's clocks, for hosts that change one thing about them.
#[uniffi::export]
#[must_use]
pub fn system_moments() -> Arc<dyn Moments> {
    Arc::new(Offered(SystemMoments::new()))
}
