//! The names of chains as they travel: short where the reader can fill in the rest.

use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation};
use minicbor::{Decode, Encode};

use super::WireError;

/// A chain: its incarnation alone where the device is the carrier, else device and incarnation.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub(crate) struct ChainFrame(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>);

impl ChainFrame {
    pub(crate) fn new(chain: &ChainId, carrier: DeviceId) -> Self {
        let own = chain.device == carrier;
        let device: &[u8] = if own { &[] } else { &chain.device.0 };
        Self([device, &chain.incarnation.0].concat())
    }

    pub(crate) fn chain(&self, carrier: DeviceId) -> Result<ChainId, WireError> {
        let wrong = WireError::Shape("a chain's name");
        let (device, incarnation) = match self.0.len() {
            8 => (Some(carrier), &self.0[..]),
            24 => (DeviceId::from_slice(&self.0[..16]), &self.0[16..]),
            _ => return Err(wrong),
        };
        match (device, Incarnation::from_slice(incarnation)) {
            (Some(device), Some(incarnation)) => Ok(ChainId { device, incarnation }),
            _ => Err(wrong),
        }
    }
}
