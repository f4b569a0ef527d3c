//! The head of a segment: whose it is, its keys sealed to who may read it, and the session key's word for all of that.

use std::io::{Read as _, Write as _};

use age::{Decryptor, Encryptor};
use counterfoil_domain::cbor;
use counterfoil_domain::hash::{device_id, sha256};
use counterfoil_domain::ids::{DeviceId, Hash, Incarnation, TenantId};
use counterfoil_domain::keys::{PublicKey, Purpose, Signature, SoftwareKey};
use minicbor::{Decode, Encode};

use crate::error::StoreError;
use crate::limits;
use crate::vault::{Identity, Recipient};

/// The first bytes of every segment.
pub(super) const MAGIC: &[u8; 8] = b"CFOUTBOX";
const LENGTH_BYTES: usize = 4;

/// Who besides the store may read its segments, and what they say of their origin.
#[derive(Debug, Clone, Default)]
pub struct SegmentKeys {
    /// The tenant's rescue key; without it nobody but the store reads a segment.
    pub rescue: Option<Recipient>,
    /// Signs the heads of segments.
    pub session: Option<SoftwareKey>,
    /// Where a segment may be handed in.
    pub hub_url: Option<String>,
}

/// What a segment says of itself. Signed under [`Purpose::Segment`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SegmentStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// Names the segment.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub segment: [u8; 16],
    /// Its number among those of the store, ascending.
    #[n(2)]
    pub number: u64,
    /// The tenant.
    #[n(3)]
    pub tenant: TenantId,
    /// The store.
    #[n(4)]
    pub device: DeviceId,
    /// The chain of every envelope in it.
    #[n(5)]
    pub incarnation: Incarnation,
    /// The key of its frames, an age file to the store and the rescue key.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub content_key: Vec<u8>,
    /// The first key of its MACs, an age file to the rescue key alone.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub mac_key: Option<Vec<u8>>,
    /// Where it may be handed in.
    #[n(8)]
    pub hub_url: Option<String>,
}

/// The head of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SegmentHead {
    /// What it says.
    #[n(0)]
    pub statement: SegmentStatement,
    /// The session key, of which the store's id is a hash.
    #[n(1)]
    pub session: Option<PublicKey>,
    /// By the session key.
    #[n(2)]
    pub signature: Option<Signature>,
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
        version: 1,
        segment: random()?,
        number: origin.number,
        tenant: origin.tenant,
        device: origin.device,
        incarnation: origin.incarnation,
        content_key: seal_to(&content_key, &readers)?,
        mac_key: sealed_mac_key,
        hub_url: keys.hub_url.clone(),
    };
    let signed = keys.session.as_ref().map(|session| {
        (session.public(), session.sign(Purpose::Segment, &cbor::encode(&statement)))
    });
    let (session, signature) = signed.unzip();
    let head = cbor::encode(&SegmentHead { statement, session, signature });
    let length = u32::try_from(head.len()).unwrap_or(u32::MAX).to_be_bytes();
    Ok(([MAGIC.as_slice(), &length, &head].concat(), content_key, mac_key))
}

impl SegmentHead {
    /// Reads the head at the begin of a segment, and says how many bytes it has.
    ///
    /// # Errors
    /// [`StoreError::Damaged`]; [`StoreError::UpdateNeeded`] of a newer layout.
    pub fn read(segment: &[u8]) -> Result<(Self, usize), StoreError> {
        let rest = segment.strip_prefix(MAGIC).ok_or(DAMAGED)?;
        let (length, rest) = rest.split_first_chunk::<LENGTH_BYTES>().ok_or(DAMAGED)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| DAMAGED)?;
        let bytes = rest.get(..length).filter(|_| length <= limits::OUTBOX_HEAD_BYTES_MAX);
        let head: Self = cbor::decode(bytes.ok_or(DAMAGED)?).map_err(|_| DAMAGED)?;
        match head.statement.version {
            1 => Ok((head, MAGIC.len() + LENGTH_BYTES + length)),
            newer => Err(StoreError::UpdateNeeded { found: u32::from(newer), known: 1 }),
        }
    }

    /// True when the session key that the store is named after vouches for what the head says.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        let (Some(session), Some(signature)) = (&self.session, &self.signature) else {
            return false;
        };
        device_id(&session.bytes) == self.statement.device
            && session.verify(Purpose::Segment, &cbor::encode(&self.statement), signature).is_ok()
    }

    /// The key of the frames.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when it is not sealed to this identity.
    pub(super) fn content_key(&self, identity: &Identity) -> Result<[u8; 32], StoreError> {
        open_sealed(&self.statement.content_key, identity)
    }

    /// The first key of the MACs, which the holder of the rescue key alone may have.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`].
    pub(super) fn mac_key(&self, identity: &Identity) -> Result<[u8; 32], StoreError> {
        let sealed = self.statement.mac_key.as_deref().ok_or(StoreError::WrongKey)?;
        open_sealed(sealed, identity)
    }
}

/// The hash that binds frames to their segment.
pub(super) fn head_hash(head_bytes: &[u8]) -> Hash {
    sha256(head_bytes)
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
