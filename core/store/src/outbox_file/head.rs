//! The head of a segment: whose it is, its keys sealed to who may read it, and the session key's word for all of that.

use std::io::{Read as _, Write as _};

use age::{Decryptor, Encryptor};
use counterfoil_domain::cbor;
use counterfoil_domain::ids::{DeviceId, Hash, Incarnation, TenantId};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::segment::{SEGMENT_VERSION, SegmentError};
pub use counterfoil_domain::segment::{SegmentHead, SegmentStatement};

use crate::error::StoreError;
use crate::vault::{Identity, Recipient};

/// Who besides the store may read its segments, and what they say of their origin.
#[derive(Debug, Clone, Default)]
pub struct SegmentKeys {
    /// The tenant's rescue key; without it nobody but the store reads a segment.
    pub rescue: Option<Recipient>,
    /// Signs the heads of segments and the tickets of their frames.
    pub session: Option<SoftwareKey>,
    /// Where a segment may be handed in.
    pub hub_url: Option<String>,
    /// The fingerprint of that hub's root key.
    pub root: Option<Hash>,
}

/// Whose segment it is and which of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub(super) tenant: TenantId,
    pub(super) device: DeviceId,
    pub(super) incarnation: Incarnation,
    pub(super) number: u64,
}

/// Bytes of a head, content key, first MAC key.
type Made = (Vec<u8>, [u8; 32], [u8; 32]);

/// A fresh head with the secrets that it seals.
pub(super) fn make(
    origin: Origin,
    store: &Recipient,
    keys: &SegmentKeys,
) -> Result<Made, StoreError> {
    let (content_key, mac_key) = (random::<32>()?, random::<32>()?);
    let readers: Vec<&Recipient> = std::iter::once(store).chain(&keys.rescue).collect();
    let sealed_mac_key = match &keys.rescue {
        Some(rescue) => Some(seal_to(&mac_key, &[rescue])?),
        None => None,
    };
    let statement = SegmentStatement {
        version: SEGMENT_VERSION,
        segment: random()?,
        number: origin.number,
        tenant: origin.tenant,
        device: origin.device,
        incarnation: origin.incarnation,
        content_key: seal_to(&content_key, &readers)?,
        mac_key: sealed_mac_key,
        hub_url: keys.hub_url.clone(),
        root: keys.root,
    };
    let signed = keys.session.as_ref().map(|session| {
        (session.public(), session.sign(Purpose::Segment, &cbor::encode(&statement)))
    });
    let (session, signature) = signed.unzip();
    let head = SegmentHead { statement, session, signature };
    Ok((head.to_bytes(), content_key, mac_key))
}

/// Reads the head at the begin of a segment, and says how many bytes it has.
///
/// # Errors
/// [`StoreError::Damaged`]; [`StoreError::UpdateNeeded`] of a newer layout.
pub(super) fn read(segment: &[u8]) -> Result<(SegmentHead, usize), StoreError> {
    SegmentHead::read(segment).map_err(|error| match error {
        SegmentError::Damaged => DAMAGED,
        SegmentError::Newer(found) => {
            StoreError::UpdateNeeded { found: u32::from(found), known: u32::from(SEGMENT_VERSION) }
        }
    })
}

/// The key of the frames.
///
/// # Errors
/// [`StoreError::WrongKey`] when it is not sealed to this identity.
pub(super) fn content_key(head: &SegmentHead, identity: &Identity) -> Result<[u8; 32], StoreError> {
    open_sealed(&head.statement.content_key, identity)
}

/// The first key of the MACs, which the holder of the rescue key alone may have.
///
/// # Errors
/// [`StoreError::WrongKey`].
pub(super) fn mac_key(head: &SegmentHead, identity: &Identity) -> Result<[u8; 32], StoreError> {
    let sealed = head.statement.mac_key.as_deref().ok_or(StoreError::WrongKey)?;
    open_sealed(sealed, identity)
}

pub(super) const DAMAGED: StoreError = StoreError::Damaged { what: "outbox segment" };

fn seal_to(secret: &[u8; 32], recipients: &[&Recipient]) -> Result<Vec<u8>, StoreError> {
    let encryptor = Encryptor::with_recipients(recipients.iter().map(|recipient| *recipient as _))
        .map_err(|_| StoreError::Sealing { reason: "no recipient".to_owned() })?;
    let mut sealed = encryptor.wrap_output(Vec::new())?;
    sealed.write_all(secret)?;
    Ok(sealed.finish()?)
}

fn open_sealed(sealed: &[u8], identity: &Identity) -> Result<[u8; 32], StoreError> {
    let opened = Decryptor::new_buffered(sealed)
        .and_then(|sealed| sealed.decrypt(std::iter::once(identity as _)));
    let mut secret = [0; 32];
    opened.map_err(|_| StoreError::WrongKey)?.read_exact(&mut secret).map_err(|_| DAMAGED)?;
    Ok(secret)
}

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Sealing { reason: error.to_string() })?;
    Ok(bytes)
}
