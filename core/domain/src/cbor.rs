//! Deterministic CBOR (RFC 8949, 4.2): the strict walk that every foreign byte takes first, and small
//! conveniences around minicbor.
//!
//! minicbor writes shortest integers, definite lengths and indexed maps in ascending order, which is the
//! deterministic encoding; it *reads* more than that. [`check`] closes the gap, so that one value has one
//! encoding and a hash over bytes is a hash over meaning.

use minicbor::{Decode, Encode};

use crate::limits;

/// Why bytes are not a deterministic CBOR value of the expected shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// The bytes end inside a value.
    #[error("the bytes end inside a value")]
    Truncated,
    /// Bytes follow the value.
    #[error("bytes follow the value")]
    Trailing,
    /// An integer or length is not in its shortest form.
    #[error("a number is not in its shortest form at byte {0}")]
    NotShortest(usize),
    /// An indefinite length, tag, float, `undefined` or reserved value.
    #[error("a kind of value that the format does not use at byte {0}")]
    NotUsed(usize),
    /// A map whose keys are not in strictly ascending bytewise order.
    #[error("map keys out of order at byte {0}")]
    KeyOrder(usize),
    /// A text that is not UTF-8.
    #[error("a text that is not UTF-8 at byte {0}")]
    NotUtf8(usize),
    /// Nested deeper than [`limits::DEPTH_MAX`].
    #[error("nested too deep at byte {0}")]
    TooDeep(usize),
    /// Deterministic, but not the value that was expected here.
    #[error("not the expected value: {0}")]
    Shape(String),
}

/// Checks that `bytes` is exactly one deterministic CBOR value of bounded depth.
///
/// Accepted: integers, byte and text strings, arrays, maps, `false`, `true`, `null`.
pub fn check(bytes: &[u8]) -> Result<(), CborError> {
    let end = walk(bytes, 0, 0)?;
    if end == bytes.len() { Ok(()) } else { Err(CborError::Trailing) }
}

fn walk(bytes: &[u8], at: usize, depth: usize) -> Result<usize, CborError> {
    if depth > limits::DEPTH_MAX {
        return Err(CborError::TooDeep(at));
    }
    let first = *bytes.get(at).ok_or(CborError::Truncated)?;
    let (major, info) = (first >> 5, first & 0x1f);
    if major == 7 {
        return if (20..=22).contains(&info) { Ok(at + 1) } else { Err(CborError::NotUsed(at)) };
    }
    let (argument, next) = argument(bytes, at, info)?;
    match major {
        0 | 1 => Ok(next),
        2 | 3 => string(bytes, at, next, argument, major == 3),
        4 => (0..argument).try_fold(next, |place, _| walk(bytes, place, depth + 1)),
        5 => map(bytes, next, argument, depth),
        _ => Err(CborError::NotUsed(at)),
    }
}

fn argument(bytes: &[u8], at: usize, info: u8) -> Result<(u64, usize), CborError> {
    let width = match info {
        0..=23 => return Ok((u64::from(info), at + 1)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return Err(CborError::NotUsed(at)),
    };
    let raw = bytes.get(at + 1..at + 1 + width).ok_or(CborError::Truncated)?;
    let value = raw.iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let shortest = match width {
        1 => value >= 24,
        2 => value > 0xff,
        4 => value > 0xffff,
        _ => value > 0xffff_ffff,
    };
    if shortest { Ok((value, at + 1 + width)) } else { Err(CborError::NotShortest(at)) }
}

fn string(bytes: &[u8], at: usize, from: usize, len: u64, text: bool) -> Result<usize, CborError> {
    let len = usize::try_from(len).map_err(|_| CborError::Truncated)?;
    let end = from.checked_add(len).ok_or(CborError::Truncated)?;
    let raw = bytes.get(from..end).ok_or(CborError::Truncated)?;
    if text && core::str::from_utf8(raw).is_err() {
        return Err(CborError::NotUtf8(at));
    }
    Ok(end)
}

fn map(bytes: &[u8], from: usize, pairs: u64, depth: usize) -> Result<usize, CborError> {
    let mut place = from;
    let mut last: Option<&[u8]> = None;
    for _ in 0..pairs {
        let key_end = walk(bytes, place, depth + 1)?;
        let key = &bytes[place..key_end];
        if last.is_some_and(|last| last >= key) {
            return Err(CborError::KeyOrder(place));
        }
        last = Some(key);
        place = walk(bytes, key_end, depth + 1)?;
    }
    Ok(place)
}

/// Encodes a value; the deterministic bytes that are signed, hashed and kept.
#[must_use]
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing to a Vec cannot fail, and our types have no failing encoders.
    let written = minicbor::encode(value, &mut out);
    debug_assert!(written.is_ok(), "encoding to memory failed");
    out
}

/// Checks that `bytes` are deterministic, then decodes them.
pub fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, CborError> {
    check(bytes)?;
    minicbor::decode(bytes).map_err(|error| CborError::Shape(error.to_string()))
}

/// A value that has been checked and is kept byte for byte, whatever it means.
#[derive(Clone, PartialEq, Eq, Default, Hash)]
pub struct Raw(pub Vec<u8>);

impl core::fmt::Debug for Raw {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Raw({} bytes)", self.0.len())
    }
}

impl<C> Encode<C> for Raw {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.writer_mut().write_all(&self.0).map_err(minicbor::encode::Error::write)
    }
}

impl<'b, C> Decode<'b, C> for Raw {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let from = d.position();
        d.skip()?;
        Ok(Self(d.input()[from..d.position()].to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_minicbor_writes_is_accepted() {
        for value in [0i64, 23, 24, 255, 256, 65_536, -1, -500, i64::MAX] {
            check(&encode(&value)).expect("shortest integers");
        }
        check(&encode(&vec!["存根", "a"])).expect("texts");
    }

    #[test]
    fn every_second_spelling_is_refused() {
        let wrong: [(&[u8], CborError); 9] = [
            (&[0x18, 0x17], CborError::NotShortest(0)),
            (&[0x9f, 0xff], CborError::NotUsed(0)),
            (&[0xa2, 0x02, 0x00, 0x01, 0x00], CborError::KeyOrder(3)),
            (&[0xa2, 0x01, 0x00, 0x01, 0x00], CborError::KeyOrder(3)),
            (&[0xf9, 0x3c, 0x00], CborError::NotUsed(0)),
            (&[0xc0, 0x00], CborError::NotUsed(0)),
            (&[0x61, 0xff], CborError::NotUtf8(0)),
            (&[0x00, 0x00], CborError::Trailing),
            (&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], CborError::Truncated),
        ];
        for (bytes, error) in wrong {
            assert_eq!(check(bytes), Err(error), "{bytes:02x?}");
        }
        assert!(matches!(check(&[0x81; 64]), Err(CborError::TooDeep(_))));
    }

    #[test]
    fn a_huge_array_of_nothing_ends_at_once() {
        assert_eq!(check(&[0x9b, 0xff, 0, 0, 0, 0, 0, 0, 0]), Err(CborError::Truncated));
    }
}
