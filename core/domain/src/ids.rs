//! The identifiers that formats carry: fixed-size byte strings, each with its own type.

use core::fmt;
use core::str::FromStr;

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hexadecimal digits")]
pub struct IdError {
    /// Digits that the identifier's text form has, hyphens not counted.
    pub expected: usize,
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// The raw bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// From a slice of exactly the right length.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), hex::encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let digits: String = text.chars().filter(|c| *c != '-').collect();
                let mut bytes = [0u8; $len];
                hex::decode_to_slice(&digits, &mut bytes).map_err(|_| IdError { expected: $len * 2 })?;
                Ok(Self(bytes))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?;
                Ok(())
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let position = d.position();
                Self::from_slice(d.bytes()?).ok_or_else(|| {
                    minicbor::decode::Error::message(concat!(stringify!($name), " has another length"))
                        .at(position)
                })
            }
        }
    };
}

byte_id!(
    /// A tenant: one company on one hub. Random.
    TenantId, 16
);
byte_id!(
    /// One store: one person on one phone. The first 16 bytes of the hash of its session key, see
    /// [`crate::hash::device_id`].
    DeviceId, 16
);
byte_id!(
    /// A person, by a random id that says nothing about them.
    PersonId, 16
);
byte_id!(
    /// An order, shift, place or asset: a UUIDv7.
    SubjectId, 16
);
byte_id!(
    /// One life of a store; `(device, incarnation)` names a chain.
    Incarnation, 8
);
byte_id!(
    /// The life of a hub's log: another one begins when a restored hub has lost entries.
    LineageId, 16
);
byte_id!(
    /// Joins the envelopes of one act (one signature for five parcels).
    ActId, 16
);
byte_id!(
    /// A SHA-256.
    Hash, 32
);

impl Hash {
    /// The hash of nothing known: 32 zero bytes, the root of an empty position in tables.
    pub const ZERO: Self = Self([0; 32]);

    /// The first 16 bytes, as roots travel in a cursor.
    #[must_use]
    pub fn short(&self) -> [u8; 16] {
        let mut out = [0; 16];
        out.copy_from_slice(&self.0[..16]);
        out
    }
}

/// Names a chain: one store in one life.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode,
)]
#[cbor(array)]
pub struct ChainId {
    /// The store.
    #[n(0)]
    pub device: DeviceId,
    /// Its life.
    #[n(1)]
    pub incarnation: Incarnation,
}

/// Names a fact: the envelope's place in its chain and the fact's position in the envelope's body.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode,
)]
#[cbor(array)]
pub struct FactId {
    /// The store that wrote it.
    #[n(0)]
    pub device: DeviceId,
    /// The store's life.
    #[n(1)]
    pub incarnation: Incarnation,
    /// Place of the envelope in its chain, from 0.
    #[n(2)]
    pub seq: u64,
    /// Place of the fact in the body, from 0.
    #[n(3)]
    pub position: u32,
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.device, self.incarnation, self.seq, self.position)
    }
}

impl FromStr for FactId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = || IdError { expected: 48 };
        let mut parts = text.split('/');
        let mut next = || parts.next().ok_or_else(wrong);
        let (device, incarnation) = (next()?.parse()?, next()?.parse()?);
        let seq = next()?.parse().map_err(|_| wrong())?;
        let position = next()?.parse().map_err(|_| wrong())?;
        Ok(Self { device, incarnation, seq, position })
    }
}

impl serde::Serialize for FactId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for FactId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
