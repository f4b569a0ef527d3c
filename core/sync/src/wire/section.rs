//! A section: a contiguous run of one chain, from the size that the hub holds, sealed.

use std::collections::HashMap;

use counterfoil_domain::envelope::header::HEADER_VERSION;
use counterfoil_domain::envelope::{Envelope, Header};
use counterfoil_domain::ids::{ChainId, Hash, SubjectId};
use counterfoil_domain::limits::{BODY_BYTES_MAX, HEADER_BYTES_MAX};
use counterfoil_domain::moment::Clocks;
use counterfoil_domain::seal::Seal;
use counterfoil_domain::{cbor, hash};
use minicbor::{Decode, Encode};

use super::WireError;
use super::chain::ChainFrame;
use super::column::{ColumnReader, Columns};
use super::request::Carrier;
use super::thin::{Fields, clock_distance, clocks_after, key};

mod bare;

/// A section to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The chain; its device need not be the carrier (rescue, shared phone).
    pub chain: ChainId,
    /// Place of the first envelope: the size that the hub holds.
    pub from: u64,
    /// Whether bodies go with their salts, because the hub said that it lacks a k
    /// ([`super::Problem::SaltUnknown`]). Otherwise each salt must follow from a k in this section or before.
    pub salted: bool,
    /// The run; bodies may be absent.
    pub envelopes: Vec<Envelope>,
    /// Seals over sizes of this run (or over `from`, if a seal comes later), ascending.
    pub seals: Vec<Seal>,
}

/// A section as the hub has it: headers whose commitments are not derived yet.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedSection {
    /// The chain.
    pub chain: ChainId,
    /// Place of the first envelope.
    pub from: u64,
    /// The run.
    pub envelopes: Vec<OpenedEnvelope>,
    /// The seals.
    pub seals: Vec<OpenedSeal>,
    frame: SectionFrame,
}

/// An envelope of an opened section.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedEnvelope {
    pub(crate) fields: Fields,
    /// The subject.
    pub subject: SubjectId,
    /// The audience.
    pub audience: String,
    /// The exact bytes of the body.
    pub body: Option<Vec<u8>>,
    pub(crate) salt: Option<[u8; hash::SALT_LEN]>,
}

/// A seal without what follows from the run: its root, and the key that is enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedSeal {
    /// Size that it covers.
    pub size: u64,
    /// What the device's clocks said.
    pub clocks: Clocks,
    /// 64 bytes.
    pub signature: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct SectionFrame {
    #[n(0)]
    chain: ChainFrame,
    #[n(1)]
    from: u64,
    #[n(2)]
    pub(crate) count: u64,
    #[n(3)]
    pub(crate) seals: u64,
    #[n(4)]
    salted: bool,
    #[n(5)]
    headers: Columns,
    #[n(6)]
    bodies: Columns,
}

/// The header before the first: what the section's head already says.
fn first_base(carrier: &Carrier, chain: &ChainId, from: u64) -> Fields {
    let mut base = Fields::default();
    base.set(key::VERSION, &1u8);
    base.set(key::TENANT, &carrier.tenant);
    base.set(key::DEVICE, &chain.device);
    base.set(key::INCARNATION, &chain.incarnation);
    if let Some(before) = from.checked_sub(1) {
        base.set(key::SEQ, &before);
    }
    base
}

/// What stands in the column of headers before each thin header: whether the body is there.
const BODY_PRESENT: u8 = 1;
const BODY_ABSENT: u8 = 0;

impl Section {
    /// The size that the chain has after this run.
    #[must_use]
    pub fn size_after(&self) -> u64 {
        self.from + self.envelopes.len() as u64
    }

    /// The section as a hub has it that got it from this carrier: for work that comes by another way than a request.
    ///
    /// # Errors
    /// If it is not one run of its chain, with the bodies of its headers.
    pub fn opened(&self, carrier: &Carrier) -> Result<OpenedSection, WireError> {
        self.pack(carrier)?.open(carrier)
    }

    pub(crate) fn pack(&self, carrier: &Carrier) -> Result<SectionFrame, WireError> {
        let (mut headers, mut bodies) = (Columns::default(), Columns::default());
        let mut base = first_base(carrier, &self.chain, self.from);
        let mut clocks = HashMap::new();
        for (place, envelope) in (self.from..).zip(&self.envelopes) {
            let fields = Fields::parse(&envelope.header_bytes)?;
            self.belongs(&fields, place)?;
            self.pack_one(envelope, &fields, &base, (&mut headers, &mut bodies))?;
            clocks.insert(place + 1, fields.get::<Clocks>(key::CLOCKS));
            base = fields;
        }
        for seal in &self.seals {
            let near = clocks.get(&seal.statement.size).copied().flatten();
            let statement = &seal.statement;
            let parts = (statement.size, statement.clocks, seal.signature.bytes.as_slice());
            pack_seal(parts, near, &mut headers)?;
        }
        Ok(SectionFrame {
            chain: ChainFrame::new(&self.chain, carrier.device),
            from: self.from,
            count: self.envelopes.len() as u64,
            seals: self.seals.len() as u64,
            salted: self.salted,
            headers,
            bodies,
        })
    }

    fn belongs(&self, fields: &Fields, place: u64) -> Result<(), WireError> {
        let here = fields.get(key::DEVICE) == Some(self.chain.device)
            && fields.get(key::INCARNATION) == Some(self.chain.incarnation)
            && fields.get(key::SEQ) == Some(place);
        if here { Ok(()) } else { Err(WireError::Shape("an envelope of another place")) }
    }

    fn pack_one(
        &self,
        envelope: &Envelope,
        fields: &Fields,
        base: &Fields,
        (headers, bodies): (&mut Columns, &mut Columns),
    ) -> Result<(), WireError> {
        let present = envelope.body.is_some();
        headers.put(&if present { BODY_PRESENT } else { BODY_ABSENT })?;
        headers.split(&fields.thin(base, present))?;
        let Some(body) = &envelope.body else {
            return Ok(());
        };
        if fields.get(key::COMMITMENT) != Some(hash::body_commitment(&body.salt, &body.bytes)) {
            return Err(WireError::Shape("a body that is not its header's"));
        }
        if self.salted {
            headers.put(&minicbor::bytes::ByteArray::from(body.salt))?;
        }
        bodies.split(&body.bytes)
    }
}

/// `[size, Δ monotonic, Δ wall − Δ monotonic, signature]` against the clocks of the last envelope that the
/// seal covers, or `[size, clocks, signature]` where there are none of the same boot.
#[derive(Encode, Decode)]
#[cbor(array)]
struct SealFrame {
    #[n(0)]
    size: u64,
    #[n(1)]
    monotonic_ms: i64,
    #[n(2)]
    wall_ms: i64,
    #[n(3)]
    clocks: Option<Clocks>,
    #[cbor(n(4), with = "minicbor::bytes")]
    signature: Vec<u8>,
}

fn pack_seal(
    (size, clocks, signature): (u64, Clocks, &[u8]),
    near: Option<Clocks>,
    headers: &mut Columns,
) -> Result<(), WireError> {
    let near = near.filter(|near| near.boot == clocks.boot);
    let distance = near.map(|near| clock_distance(&near, &clocks));
    let (monotonic_ms, wall_ms) = distance.unwrap_or_default();
    headers.put(&SealFrame {
        size,
        monotonic_ms,
        wall_ms,
        clocks: distance.is_none().then_some(clocks),
        signature: signature.to_vec(),
    })
}

impl SectionFrame {
    /// Whether the last envelope has a place that can be counted and kept: the hub's engine counts in 63 bits.
    fn ends_in_a_chain(&self) -> bool {
        self.from.checked_add(self.count).is_some_and(|to| i64::try_from(to).is_ok())
    }

    pub(crate) fn open(self, carrier: &Carrier) -> Result<OpenedSection, WireError> {
        let chain = self.chain.chain(carrier.device)?;
        let mut base = first_base(carrier, &chain, self.from);
        let (mut headers, mut bodies) = (self.headers.reader(), self.bodies.reader());
        let mut envelopes = Vec::new();
        let mut clocks = HashMap::new();
        let count = usize::try_from(self.count).ok().filter(|_| self.ends_in_a_chain());
        let count = count.ok_or(WireError::Shape("a section is too long"))?;
        for place in (self.from..).take(count) {
            let envelope = self.open_one(&base, &mut headers, &mut bodies)?;
            base = envelope.fields.clone();
            let here = base.get(key::DEVICE) == Some(chain.device)
                && base.get(key::INCARNATION) == Some(chain.incarnation)
                && base.get(key::SEQ) == Some(place);
            if !here {
                return Err(WireError::Shape("an envelope of another place"));
            }
            clocks.insert(place + 1, base.get::<Clocks>(key::CLOCKS));
            envelopes.push(envelope);
        }
        let mut seals = Vec::new();
        for _ in 0..self.seals {
            seals.push(open_seal(&mut headers, &clocks)?);
        }
        headers.end()?;
        bodies.end()?;
        Ok(OpenedSection { chain, from: self.from, envelopes, seals, frame: self })
    }

    fn open_one(
        &self,
        base: &Fields,
        headers: &mut ColumnReader<'_>,
        bodies: &mut ColumnReader<'_>,
    ) -> Result<OpenedEnvelope, WireError> {
        let present = match headers.take::<u8>(HEADER_BYTES_MAX)? {
            BODY_PRESENT => true,
            BODY_ABSENT => false,
            _ => return Err(WireError::Shape("neither present nor absent")),
        };
        let fields = Fields::fatten(base, &headers.join(HEADER_BYTES_MAX)?)?;
        let salted = self.salted && present;
        let salt = salted.then(|| headers.take::<minicbor::bytes::ByteArray<16>>(HEADER_BYTES_MAX));
        let body = present.then(|| bodies.join(BODY_BYTES_MAX));
        let named = WireError::Shape("a header without subject or audience");
        let header: Subjects = fields.subjects().ok_or(named)?;
        Ok(OpenedEnvelope {
            subject: header.0,
            audience: header.1,
            body: body.transpose()?,
            salt: salt.transpose()?.map(|salt| *salt),
            fields,
        })
    }
}

/// Subject and audience of a header.
pub(crate) type Subjects = (SubjectId, String);

fn open_seal(
    headers: &mut ColumnReader<'_>,
    clocks: &HashMap<u64, Option<Clocks>>,
) -> Result<OpenedSeal, WireError> {
    let frame: SealFrame = headers.take(HEADER_BYTES_MAX)?;
    let clocks = match frame.clocks {
        Some(clocks) => clocks,
        None => {
            let near = clocks.get(&frame.size).copied().flatten();
            let near = near.ok_or(WireError::Shape("a seal without clocks"))?;
            clocks_after(&near, frame.monotonic_ms, frame.wall_ms)
        }
    };
    Ok(OpenedSeal { size: frame.size, clocks, signature: frame.signature })
}

impl OpenedSection {
    /// Place after the last envelope.
    #[must_use]
    pub fn to(&self) -> u64 {
        self.from.saturating_add(self.envelopes.len() as u64)
    }

    /// The section's own bytes as they travelled, before compression: complete in themselves, so that they can
    /// wait for what lies below them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(&self.frame)
    }

    /// Opens a section that was kept; `carrier` is who brought it.
    ///
    /// # Errors
    /// If the bytes are not those of [`Self::to_bytes`].
    pub fn from_bytes(bytes: &[u8], carrier: &Carrier) -> Result<Self, WireError> {
        cbor::check(bytes)?;
        minicbor::decode::<SectionFrame>(bytes)?.open(carrier)
    }
}

impl OpenedEnvelope {
    /// Its place in the chain.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.fields.get(key::SEQ).unwrap_or_default()
    }

    /// The k that its body carries, if it carries one.
    #[must_use]
    pub fn k(&self) -> Option<[u8; 16]> {
        body_k(self.body.as_deref()?)
    }

    /// The header's bytes with this commitment; the commitment that was stated stays.
    pub(crate) fn header_bytes(&self, commitment: Option<Hash>) -> Result<Vec<u8>, WireError> {
        let mut fields = self.fields.clone();
        if let Some(body) = &self.body {
            fields.set(key::BODY_LEN, &(body.len() as u64));
        }
        if let Some(commitment) = commitment {
            fields.set(key::COMMITMENT, &commitment);
        }
        let whole = fields.has(key::BODY_LEN) && fields.has(key::COMMITMENT);
        let bytes = fields.to_bytes();
        if whole && bytes.len() <= HEADER_BYTES_MAX {
            Ok(bytes)
        } else {
            Err(WireError::Shape("a header without length or commitment"))
        }
    }
}

/// The k in a body, whatever else a newer program put there.
pub(crate) fn body_k(body: &[u8]) -> Option<[u8; 16]> {
    let fields = Fields::parse_value(body).ok()?;
    fields.get::<minicbor::bytes::ByteArray<16>>(BODY_K).map(|k| *k)
}

/// A body as a snapshot's row holds it.
pub(crate) fn slim_body(body: &[u8], keep_change: bool) -> Result<Vec<u8>, WireError> {
    let mut fields = Fields::parse_value(body)?;
    fields.remove(BODY_K);
    if !keep_change {
        fields.remove(BODY_CHANGE);
    }
    Ok(fields.to_bytes())
}

/// The key of k in a body.
const BODY_K: u64 = 2;
/// The key of the change in a body.
const BODY_CHANGE: u64 = 4;

/// Reads a rebuilt header. One of a newer version is read as far as this program knows it: keys are only ever
/// added, and the hub keeps what it does not know.
pub(crate) fn read_header(bytes: &[u8]) -> Result<Header, WireError> {
    let header: Header = cbor::decode(bytes)?;
    if header.version > HEADER_VERSION {
        return Ok(header);
    }
    let header = Header::from_bytes(bytes)?;
    if header.to_bytes() == bytes {
        Ok(header)
    } else {
        Err(WireError::Shape("a header with more than its version has"))
    }
}
