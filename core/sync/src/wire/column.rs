//! Columns: CBOR values taken apart, so that like lies beside like under the one zstd frame.
//!
//! A value's heads and numbers go to `shape`, byte strings up to [`SHORT_MAX`] bytes (hashes, ids: nothing to
//! compress) to `short`, longer ones (changes) to `long`, texts to `text`. The lengths stand in the heads, so
//! the columns need no separators, and a value is put together again byte for byte.

use counterfoil_domain::limits;
use minicbor::{Decode, Encode};

use super::WireError;

/// Longest byte string of the column `short`.
const SHORT_MAX: usize = 32;

/// Values taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Columns {
    #[cbor(n(0), with = "minicbor::bytes")]
    shape: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    short: Vec<u8>,
    #[cbor(n(2), with = "minicbor::bytes")]
    long: Vec<u8>,
    #[cbor(n(3), with = "minicbor::bytes")]
    text: Vec<u8>,
}

/// Reads one head: major type, argument, and where its content begins.
fn head(bytes: &[u8], at: usize) -> Result<(u8, u64, usize), WireError> {
    let short = WireError::Shape("a column ends inside a value");
    let first = *bytes.get(at).ok_or(short.clone())?;
    let width = match first & 0x1f {
        info @ 0..=23 => return Ok((first >> 5, u64::from(info), at + 1)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return Err(WireError::Shape("a column holds a head that is not used")),
    };
    let raw = bytes.get(at + 1..at + 1 + width).ok_or(short)?;
    let argument = raw.iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    Ok((first >> 5, argument, at + 1 + width))
}

/// Values inside a head: members of an array, keys and values of a map.
fn children(major: u8, argument: u64) -> Result<u64, WireError> {
    match major {
        4 => Ok(argument),
        5 => argument.checked_mul(2).ok_or(WireError::Shape("a map is too long")),
        _ => Ok(0),
    }
}

impl Columns {
    /// Takes one value apart. `value` is deterministic CBOR.
    pub(crate) fn split(&mut self, value: &[u8]) -> Result<(), WireError> {
        counterfoil_domain::cbor::check(value)?;
        let mut at = 0;
        while at < value.len() {
            let (major, argument, content) = head(value, at)?;
            self.shape.extend_from_slice(&value[at..content]);
            at = content;
            if matches!(major, 2 | 3) {
                // Checked above: the string lies inside the value.
                let end = usize::try_from(argument).ok().and_then(|len| at.checked_add(len));
                let text = end.and_then(|end| value.get(at..end));
                let text = text.ok_or(WireError::Shape("a string is too long"))?;
                self.lane(major, text.len()).extend_from_slice(text);
                at += text.len();
            }
        }
        Ok(())
    }

    fn lane(&mut self, major: u8, len: usize) -> &mut Vec<u8> {
        match major {
            3 => &mut self.text,
            _ if len <= SHORT_MAX => &mut self.short,
            _ => &mut self.long,
        }
    }

    /// Takes apart what encodes to one value.
    pub(crate) fn put<T: Encode<()>>(&mut self, value: &T) -> Result<(), WireError> {
        self.split(&counterfoil_domain::cbor::encode(value))
    }

    /// Starts putting values together again.
    pub(crate) fn reader(&self) -> ColumnReader<'_> {
        ColumnReader { shape: &self.shape, short: &self.short, long: &self.long, text: &self.text }
    }
}

/// Puts values together again, one after the other.
pub(crate) struct ColumnReader<'c> {
    shape: &'c [u8],
    short: &'c [u8],
    long: &'c [u8],
    text: &'c [u8],
}

impl<'c> ColumnReader<'c> {
    /// The next value, deterministic CBOR of at most `cap_bytes`.
    pub(crate) fn join(&mut self, cap_bytes: usize) -> Result<Vec<u8>, WireError> {
        let mut out = Vec::new();
        self.value(&mut out, cap_bytes, 0)?;
        counterfoil_domain::cbor::check(&out)?;
        Ok(out)
    }

    /// The next value, decoded.
    pub(crate) fn take<T: for<'b> Decode<'b, ()>>(
        &mut self,
        cap_bytes: usize,
    ) -> Result<T, WireError> {
        let bytes = self.join(cap_bytes)?;
        Ok(minicbor::decode(&bytes)?)
    }

    fn value(&mut self, out: &mut Vec<u8>, cap: usize, depth: usize) -> Result<(), WireError> {
        if depth > limits::DEPTH_MAX {
            return Err(WireError::Shape("a value is nested too deep"));
        }
        let (major, argument, content) = head(self.shape, 0)?;
        let (head, rest) = self.shape.split_at(content);
        self.shape = rest;
        out.extend_from_slice(head);
        if matches!(major, 2 | 3) {
            out.extend_from_slice(self.string(major, argument)?);
        }
        if out.len() > cap {
            return Err(WireError::TooLarge { cap_bytes: cap });
        }
        for _ in 0..children(major, argument)? {
            self.value(out, cap, depth + 1)?;
        }
        Ok(())
    }

    fn string(&mut self, major: u8, len: u64) -> Result<&'c [u8], WireError> {
        let len = usize::try_from(len).map_err(|_| WireError::Shape("a string is too long"))?;
        let lane = match major {
            3 => &mut self.text,
            _ if len <= SHORT_MAX => &mut self.short,
            _ => &mut self.long,
        };
        let (taken, rest) =
            lane.split_at_checked(len).ok_or(WireError::Shape("a column ends inside a string"))?;
        *lane = rest;
        Ok(taken)
    }

    /// Every column must have been used up.
    pub(crate) fn end(self) -> Result<(), WireError> {
        let left = [self.shape, self.short, self.long, self.text].iter().any(|c| !c.is_empty());
        if left { Err(WireError::Shape("a column has bytes left")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterfoil_domain::cbor::encode;

    #[test]
    fn values_come_back_byte_for_byte() {
        let values = [
            encode(&(1u8, "门口", vec![Some(300u32), None])),
            encode(&minicbor::bytes::ByteVec::from(vec![7; 33])),
            encode(&minicbor::bytes::ByteVec::from(vec![8; 32])),
            encode(&-70_000i64),
        ];
        let mut columns = Columns::default();
        values.iter().for_each(|value| columns.split(value).expect("CBOR"));
        let mut reader = columns.reader();
        for value in &values {
            assert_eq!(reader.join(1_000).as_ref(), Ok(value));
        }
        reader.end().expect("nothing left");
    }

    #[test]
    fn shapes_that_promise_too_much_end_at_once() {
        for shape in [
            vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            vec![0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            vec![0x81; 40],
            vec![0x5f],
            vec![],
        ] {
            let columns = Columns { shape, ..Columns::default() };
            assert!(columns.reader().join(1_000).is_err());
        }
        let columns =
            Columns { shape: [vec![0x98, 200], vec![0; 200]].concat(), ..Columns::default() };
        assert_eq!(columns.reader().join(100), Err(WireError::TooLarge { cap_bytes: 100 }));
    }
}
