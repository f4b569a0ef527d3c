//! LEB128 numbers and runs of bytes, read strictly: the one way in which our own code touches a
//! change.

use super::refusal::GateRefusal;

/// Reads forward through bytes; every step is checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `len` bytes.
    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], GateRefusal> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(GateRefusal::BadChange)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, GateRefusal> {
        self.take(1).map(|bytes| bytes[0])
    }

    /// The next `N` bytes as an array.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], GateRefusal> {
        self.take(N)?.try_into().map_err(|_| GateRefusal::BadChange)
    }

    /// An unsigned LEB128 in its shortest form.
    pub(super) fn unsigned(&mut self) -> Result<u64, GateRefusal> {
        let mut value = 0u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            let low = u64::from(byte & 0x7f);
            if shift == 63 && low > 1 {
                return Err(GateRefusal::BadChange);
            }
            value |= low << shift;
            if byte & 0x80 == 0 {
                let overlong = shift > 0 && byte == 0;
                return if overlong { Err(GateRefusal::BadChange) } else { Ok(value) };
            }
        }
        Err(GateRefusal::BadChange)
    }

    /// A signed LEB128 in its shortest form.
    pub(super) fn signed(&mut self) -> Result<i64, GateRefusal> {
        let before = self.rest;
        let mut value = 0i64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if shift == 63 && byte != 0 && byte != 0x7f {
                    return Err(GateRefusal::BadChange);
                }
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1i64 << (shift + 7);
                }
                let used = before.len() - self.rest.len();
                let shortest = signed_len(value) == used;
                return if shortest { Ok(value) } else { Err(GateRefusal::BadChange) };
            }
        }
        Err(GateRefusal::BadChange)
    }

    /// A length that has to lie within `max`.
    pub(super) fn count(&mut self, max: usize, over: GateRefusal) -> Result<usize, GateRefusal> {
        let count = usize::try_from(self.unsigned()?).map_err(|_| over)?;
        if count > max { Err(over) } else { Ok(count) }
    }
}

/// Bytes of the shortest signed LEB128 of a number.
fn signed_len(value: i64) -> usize {
    let magnitude = if value < 0 { !value } else { value };
    let bits = 64 - magnitude.leading_zeros() as usize + 1;
    bits.div_ceil(7)
}

/// Appends an unsigned LEB128.
pub(super) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_spelling() {
        for value in [0u64, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            write_unsigned(&mut bytes, value);
            assert_eq!(Reader::new(&bytes).unsigned(), Ok(value));
        }
        assert!(Reader::new(&[0x80, 0x00]).unsigned().is_err());
        assert!(Reader::new(&[0xff; 10]).unsigned().is_err());
        assert!(Reader::new(&[]).unsigned().is_err());
    }

    #[test]
    fn signed_numbers_have_one_spelling() {
        let spelled: [(&[u8], i64); 7] = [
            (&[0x00], 0),
            (&[0x7f], -1),
            (&[0x3f], 63),
            (&[0xc0, 0x00], 64),
            (&[0x40], -64),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00], i64::MAX),
            (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], i64::MIN),
        ];
        for (bytes, value) in spelled {
            assert_eq!(Reader::new(bytes).signed(), Ok(value), "{bytes:02x?}");
        }
        for overlong in [&[0x80u8, 0x00][..], &[0xff, 0x7f], &[0x81, 0x00], &[0xff; 11]] {
            assert!(Reader::new(overlong).signed().is_err(), "{overlong:02x?}");
        }
    }
}
