//! A section without some of its bodies: for a hub in which a run waits, and which may not keep what it says of an order
//! that was erased.

use std::collections::HashMap;

use counterfoil_domain::hash::{body_commitment, body_salt};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::moment::Clocks;
use minicbor::bytes::ByteArray;

use super::{
    BODY_ABSENT, BODY_PRESENT, Columns, OpenedSection, SectionFrame, first_base, key, pack_seal,
};
use crate::wire::{Carrier, WireError};

impl OpenedSection {
    /// The bytes of [`OpenedSection::to_bytes`] without the bodies on subjects that are `gone`: each of their headers
    /// states what else follows from its body, so that the run keeps its hashes and seals. `keys` are the k that are
    /// known of its chain, which go after those in the run. `None` if a salt follows from a k that lies elsewhere.
    ///
    /// # Errors
    /// None for a section that was opened.
    pub fn without_bodies(
        &self,
        carrier: &Carrier,
        gone: impl Fn(SubjectId) -> bool,
        keys: &HashMap<(SubjectId, String), [u8; 16]>,
    ) -> Result<Option<Vec<u8>>, WireError> {
        let (mut headers, mut bodies) = (Columns::default(), Columns::default());
        let mut base = first_base(carrier, &self.chain, self.from);
        let (mut clocks, mut own) = (HashMap::new(), HashMap::new());
        for envelope in &self.envelopes {
            let place = (envelope.subject, envelope.audience.clone());
            if let Some(k) = envelope.k() {
                own.entry(place.clone()).or_insert(k);
            }
            let mut fields = envelope.fields.clone();
            let kept = envelope.body.as_ref().filter(|_| !gone(envelope.subject));
            if let (Some(body), None) = (&envelope.body, kept) {
                let k = own.get(&place).or_else(|| keys.get(&place));
                let salt = k.map(|k| body_salt(k, self.chain.incarnation, envelope.seq()));
                let Some(salt) = envelope.salt.or(salt) else { return Ok(None) };
                fields.set(key::BODY_LEN, &(body.len() as u64));
                fields.set(key::COMMITMENT, &body_commitment(&salt, body));
            }
            headers.put(&if kept.is_some() { BODY_PRESENT } else { BODY_ABSENT })?;
            headers.split(&fields.thin(&base, kept.is_some()))?;
            if let Some(body) = kept {
                if let Some(salt) = envelope.salt {
                    headers.put(&ByteArray::from(salt))?;
                }
                bodies.split(body)?;
            }
            clocks.insert(envelope.seq() + 1, fields.get::<Clocks>(key::CLOCKS));
            base = fields;
        }
        for seal in &self.seals {
            let near = clocks.get(&seal.size).copied().flatten();
            pack_seal((seal.size, seal.clocks, &seal.signature), near, &mut headers)?;
        }
        let frame = SectionFrame { headers, bodies, ..self.frame.clone() };
        Ok(Some(counterfoil_domain::cbor::encode(&frame)))
    }
}
