//! The bytes of a signature: CBOR of whole numbers, each the difference to the point before.
//!
//! ```text
//! [1, width, height, [[x, y, t_ms, pressure, dx, dy, dt, dp, …], …]]
//! ```
//!
//! The point before runs on over strokes and begins as (0, 0, 0 ms, 0). A pen moves little
//! between two samples, so most numbers take one byte. Every signature has exactly one encoding:
//! lengths are definite, numbers shortest, nothing follows; anything else is refused.

use minicbor::decode::Error as CborError;
use minicbor::{Decoder, Encoder};

use super::{Point, Signature, SignatureError, Stroke};
use crate::media::limits::{SIGNATURE_BYTES_MAX, SIGNATURE_POINTS_MAX, SIGNATURE_STROKES_MAX};

/// The version that is written and read.
const VERSION: u8 = 1;

/// Numbers of one point.
const PARTS: usize = 4;

impl Signature {
    /// The signature's only encoding, the bytes that go into the blob.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(16 + self.point_count() * 5);
        let written = self.encode(&mut Encoder::new(&mut bytes));
        // Writing to a vector cannot fail: its error is `Infallible`.
        debug_assert!(written.is_ok());
        bytes
    }

    /// Reads an encoded signature and checks it as [`Signature::new`] does.
    ///
    /// # Errors
    /// [`SignatureError::NotASignature`] for other bytes or another encoding, else the bound
    /// that is broken.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignatureError> {
        if bytes.len() > SIGNATURE_BYTES_MAX {
            return Err(SignatureError::TooManyPoints);
        }
        let (width, height, strokes) = decode(bytes)?;
        let signature = Self::new(width, height, strokes)?;
        if signature.to_bytes() != bytes {
            return Err(SignatureError::NotASignature);
        }
        Ok(signature)
    }

    fn encode(
        &self,
        to: &mut Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        to.array(4)?.u8(VERSION)?.u16(self.width)?.u16(self.height)?;
        to.array(self.strokes.len() as u64)?;
        let mut before = [0; PARTS];
        for stroke in &self.strokes {
            to.array((stroke.len() * PARTS) as u64)?;
            for point in stroke {
                let now = parts(point);
                for (now, before) in now.iter().zip(before) {
                    to.i64(now - before)?;
                }
                before = now;
            }
        }
        Ok(())
    }
}

fn parts(point: &Point) -> [i64; PARTS] {
    [point.x.into(), point.y.into(), point.t_ms.into(), point.pressure.into()]
}

type Pad = (u16, u16, Vec<Stroke>);

fn decode(bytes: &[u8]) -> Result<Pad, SignatureError> {
    let mut from = Decoder::new(bytes);
    let head = (array(&mut from)?, number::<u8>(&mut from)?);
    if head != (4, VERSION) {
        return Err(SignatureError::NotASignature);
    }
    let (width, height) = (number(&mut from)?, number(&mut from)?);
    let count = array(&mut from)?;
    if count > SIGNATURE_STROKES_MAX {
        return Err(SignatureError::TooManyStrokes);
    }
    let mut strokes = Vec::with_capacity(count);
    let (mut left, mut before) = (SIGNATURE_POINTS_MAX, [0; PARTS]);
    for _ in 0..count {
        let numbers = array(&mut from)?;
        let points = numbers / PARTS;
        if numbers % PARTS != 0 {
            return Err(SignatureError::NotASignature);
        }
        left = left.checked_sub(points).ok_or(SignatureError::TooManyPoints)?;
        strokes.push(stroke(&mut from, points, &mut before)?);
    }
    Ok((width, height, strokes))
}

fn stroke(
    from: &mut Decoder<'_>,
    points: usize,
    before: &mut [i64; PARTS],
) -> Result<Stroke, SignatureError> {
    let mut stroke = Vec::with_capacity(points);
    for _ in 0..points {
        for part in before.iter_mut() {
            let moved = from.i64().map_err(not_a_signature)?;
            *part = part.checked_add(moved).ok_or(SignatureError::NotASignature)?;
        }
        stroke.push(point(before)?);
    }
    Ok(stroke)
}

fn point([x, y, t_ms, pressure]: &[i64; PARTS]) -> Result<Point, SignatureError> {
    Ok(Point { x: fits(*x)?, y: fits(*y)?, t_ms: fits(*t_ms)?, pressure: fits(*pressure)? })
}

fn fits<T: TryFrom<i64>>(number: i64) -> Result<T, SignatureError> {
    T::try_from(number).map_err(|_| SignatureError::NotASignature)
}

fn number<T: TryFrom<i64>>(from: &mut Decoder<'_>) -> Result<T, SignatureError> {
    fits(from.i64().map_err(not_a_signature)?)
}

fn array(from: &mut Decoder<'_>) -> Result<usize, SignatureError> {
    let length = from.array().map_err(not_a_signature)?.ok_or(SignatureError::NotASignature)?;
    usize::try_from(length).map_err(|_| SignatureError::NotASignature)
}

fn not_a_signature(_: CborError) -> SignatureError {
    SignatureError::NotASignature
}
