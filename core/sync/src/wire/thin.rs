//! Thin headers: of each header only what differs from the one before it.
//!
//! A header is taken as what it is on disk, a CBOR map from numbers to values, so that keys of a newer
//! program pass through. The thin form is a map with the keys that differ; a key that fell away is `null`
//! (a header never holds one). Four keys have rules of their own: a `seq` that is the next one is left out,
//! else it is the distance from the next one; clocks of the same boot are `Δ monotonic`, or `[Δ monotonic,
//! Δ wall − Δ monotonic]`; `seen` of the same lineage is the growth of its index; body length and commitment
//! never lean on the header before and are left out where the body is present.

use std::collections::BTreeMap;

use counterfoil_domain::cbor::{self, Raw};
use counterfoil_domain::envelope::{HeaderError, Seen};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits;
use counterfoil_domain::moment::Clocks;
use counterfoil_domain::subject::Subject;
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use super::WireError;

/// Keys of the header, as `docs/format.md` numbers them.
pub(crate) mod key {
    pub(crate) const VERSION: u64 = 0;
    pub(crate) const TENANT: u64 = 1;
    pub(crate) const DEVICE: u64 = 2;
    pub(crate) const INCARNATION: u64 = 3;
    pub(crate) const SEQ: u64 = 4;
    pub(crate) const SUBJECT: u64 = 6;
    pub(crate) const AUDIENCE: u64 = 7;
    pub(crate) const CLOCKS: u64 = 13;
    pub(crate) const SEEN: u64 = 15;
    pub(crate) const BODY_LEN: u64 = 19;
    pub(crate) const COMMITMENT: u64 = 20;
}

#[cfg(test)]
mod tests;

const NULL: &[u8] = &[0xf6];

/// A header as a map from its keys to their encoded values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields(BTreeMap<u64, Vec<u8>>);

impl Fields {
    /// Takes a header apart.
    pub(crate) fn parse(header: &[u8]) -> Result<Self, WireError> {
        if header.len() > limits::HEADER_BYTES_MAX {
            return Err(HeaderError::TooLong.into());
        }
        cbor::check(header)?;
        let mut decoder = Decoder::new(header);
        let fields = Self::read(&mut decoder)?;
        if fields.0.values().any(|value| value == NULL) {
            return Err(WireError::Shape("a header holds no null"));
        }
        Ok(fields)
    }

    /// Takes any map from numbers to values apart.
    pub(crate) fn parse_value(bytes: &[u8]) -> Result<Self, WireError> {
        cbor::check(bytes)?;
        Self::read(&mut Decoder::new(bytes))
    }

    /// Reads a map from numbers to values out of checked CBOR.
    fn read(decoder: &mut Decoder<'_>) -> Result<Self, WireError> {
        let pairs = decoder.map()?.ok_or(WireError::Shape("a map of unknown length"))?;
        let mut fields = BTreeMap::new();
        for _ in 0..pairs {
            let key = decoder.u64()?;
            let value: Raw = decoder.decode()?;
            fields.insert(key, value.0);
        }
        Ok(Self(fields))
    }

    /// The header's bytes again.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out);
        // Writing to a Vec cannot fail.
        let _ = encoder.map(self.0.len() as u64);
        for (key, value) in &self.0 {
            let _ = encoder.u64(*key);
            let _ = encoder.encode(Raw(value.clone()));
        }
        out
    }

    /// Sets a key.
    pub(crate) fn set<T: minicbor::Encode<()>>(&mut self, key: u64, value: &T) {
        self.0.insert(key, cbor::encode(value));
    }

    /// Takes a key out.
    pub(crate) fn remove(&mut self, key: u64) {
        self.0.remove(&key);
    }

    /// Whether a key is there.
    pub(crate) fn has(&self, key: u64) -> bool {
        self.0.contains_key(&key)
    }

    /// A key's value, if it is there and of that type.
    pub(crate) fn get<T: for<'b> minicbor::Decode<'b, ()>>(&self, key: u64) -> Option<T> {
        self.0.get(&key).and_then(|value| minicbor::decode(value).ok())
    }

    /// A key's value if this program's type says all of it, so that a difference loses nothing.
    fn exact<T>(&self, key: u64) -> Option<T>
    where
        T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()>,
    {
        self.get(key).filter(|value| self.0.get(&key) == Some(&cbor::encode(value)))
    }

    /// Subject and audience.
    pub(crate) fn subjects(&self) -> Option<(SubjectId, String)> {
        let subject: Subject = self.get(key::SUBJECT)?;
        Some((subject.id, self.get(key::AUDIENCE)?))
    }

    fn next_seq(&self) -> u64 {
        self.get::<u64>(key::SEQ).map_or(0, |seq| seq.wrapping_add(1))
    }

    /// What `self` says beyond `base`. With `body_present` length and commitment are left out.
    pub(crate) fn thin(&self, base: &Self, body_present: bool) -> Vec<u8> {
        let mut thin = Self::default();
        for (key, value) in &self.0 {
            let stated = match *key {
                key::BODY_LEN | key::COMMITMENT => (!body_present).then(|| value.clone()),
                key::SEQ => thin_seq(base, self),
                key::CLOCKS if base.0.get(key) != Some(value) => thin_clocks(base, self),
                key::SEEN if base.0.get(key) != Some(value) => thin_seen(base, self),
                _ => (base.0.get(key) != Some(value)).then(|| value.clone()),
            };
            if let Some(stated) = stated {
                thin.0.insert(*key, stated);
            }
        }
        for gone in base.0.keys().filter(|key| !self.0.contains_key(key)) {
            if !matches!(*gone, key::BODY_LEN | key::COMMITMENT | key::SEQ) {
                thin.0.insert(*gone, NULL.to_vec());
            }
        }
        thin.to_bytes()
    }

    /// The header that `thin` stands for after `base`; without length and commitment unless they are stated.
    pub(crate) fn fatten(base: &Self, thin: &[u8]) -> Result<Self, WireError> {
        let stated = Self::read(&mut Decoder::new(thin))?;
        let mut fields = base.clone();
        fields.remove(key::BODY_LEN);
        fields.remove(key::COMMITMENT);
        fields.set(key::SEQ, &base.next_seq());
        for (key, value) in stated.0 {
            let value = match key {
                key::SEQ => fat_seq(base, &value)?,
                key::CLOCKS if value != NULL => fat_clocks(base, value)?,
                key::SEEN if value != NULL => fat_seen(base, value)?,
                _ => value,
            };
            if value == NULL {
                fields.0.remove(&key);
            } else {
                fields.0.insert(key, value);
            }
        }
        // Each header leans on the one before: without a bound they could grow for ever.
        let weight: usize = fields.0.values().map(|value| value.len() + 1).sum();
        if weight > limits::HEADER_BYTES_MAX {
            return Err(HeaderError::TooLong.into());
        }
        Ok(fields)
    }
}

// Distances are taken modulo 2⁶⁴, so that every pair of numbers has one and none overflows.

fn thin_seq(base: &Fields, now: &Fields) -> Option<Vec<u8>> {
    let seq: u64 = now.get(key::SEQ)?;
    let distance = seq.wrapping_sub(base.next_seq()).cast_signed();
    (distance != 0).then(|| cbor::encode(&distance))
}

fn fat_seq(base: &Fields, value: &[u8]) -> Result<Vec<u8>, WireError> {
    let distance: i64 = minicbor::decode(value)?;
    Ok(cbor::encode(&base.next_seq().wrapping_add(distance.cast_unsigned())))
}

fn thin_clocks(base: &Fields, now: &Fields) -> Option<Vec<u8>> {
    let whole = now.0.get(&key::CLOCKS).cloned();
    let (Some(then), Some(clocks)) =
        (base.exact::<Clocks>(key::CLOCKS), now.exact::<Clocks>(key::CLOCKS))
    else {
        return whole;
    };
    if then.boot != clocks.boot {
        return whole;
    }
    let (monotonic, wall) = clock_distance(&then, &clocks);
    Some(if wall == 0 { cbor::encode(&monotonic) } else { cbor::encode(&(monotonic, wall)) })
}

fn fat_clocks(base: &Fields, value: Vec<u8>) -> Result<Vec<u8>, WireError> {
    let mut decoder = Decoder::new(&value);
    let (monotonic, wall) = match decoder.datatype()? {
        Type::Array if decoder.array()? == Some(2) => (decoder.i64()?, decoder.i64()?),
        Type::Array => return Ok(value),
        _ => (decoder.i64()?, 0),
    };
    let then: Option<Clocks> = base.get(key::CLOCKS);
    let then = then.ok_or(WireError::Shape("clocks without clocks before them"))?;
    Ok(cbor::encode(&clocks_after(&then, monotonic, wall)))
}

/// From `then` to `now`: the monotonic reading, and how much more the wall clock moved.
pub(crate) fn clock_distance(then: &Clocks, now: &Clocks) -> (i64, i64) {
    let monotonic = now.monotonic_ms.wrapping_sub(then.monotonic_ms).cast_signed();
    (monotonic, now.wall_ms.wrapping_sub(then.wall_ms).wrapping_sub(monotonic))
}

/// The clocks at that distance, in the same boot.
pub(crate) fn clocks_after(then: &Clocks, monotonic: i64, wall: i64) -> Clocks {
    Clocks {
        wall_ms: then.wall_ms.wrapping_add(monotonic).wrapping_add(wall),
        boot: then.boot,
        monotonic_ms: then.monotonic_ms.wrapping_add(monotonic.cast_unsigned()),
    }
}

fn thin_seen(base: &Fields, now: &Fields) -> Option<Vec<u8>> {
    let whole = now.0.get(&key::SEEN).cloned();
    let (Some(then), Some(seen)) = (base.exact::<Seen>(key::SEEN), now.exact::<Seen>(key::SEEN))
    else {
        return whole;
    };
    if then.lineage != seen.lineage {
        return whole;
    }
    Some(cbor::encode(&seen.index.wrapping_sub(then.index).cast_signed()))
}

fn fat_seen(base: &Fields, value: Vec<u8>) -> Result<Vec<u8>, WireError> {
    let mut decoder = Decoder::new(&value);
    if decoder.datatype()? == Type::Array {
        return Ok(value);
    }
    let growth = decoder.i64()?;
    let then: Option<Seen> = base.get(key::SEEN);
    let then = then.ok_or(WireError::Shape("a growth of nothing seen"))?;
    let index = then.index.wrapping_add(growth.cast_unsigned());
    Ok(cbor::encode(&Seen { lineage: then.lineage, index }))
}
