//! The head of a JPEG, walked up to its first scan: frame, EXIF block, and the memory it asks for.
//!
//! Walked here because the decoder allocates a progressive picture's coefficients without asking
//! (two bytes for each, so 64 MP would take 384 MB besides the picture itself), and because the
//! EXIF reader, given a whole file without EXIF, would search through all of its scan data.

/// What the head of a JPEG says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct JpegHead<'a> {
    /// The only frame header; none if there is none, or more than one.
    pub(super) frame: Option<Frame>,
    /// The TIFF block inside the first EXIF segment.
    pub(super) exif: Option<&'a [u8]>,
}

/// A frame header (SOF).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    /// Bytes of coefficients held for the whole picture; 0 if rows are decoded as they come.
    pub(super) coefficient_bytes: u64,
    progressive: bool,
}

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP1: u8 = 0xE1;

impl<'a> JpegHead<'a> {
    /// Walks the segments of `jpeg` up to its first scan. Never fails: what is not found is none.
    pub(super) fn read(jpeg: &'a [u8]) -> Self {
        let mut head = Self::default();
        let mut frames = 0;
        let mut components = 0;
        let mut rest = jpeg.get(2..).unwrap_or_default();
        while let Some((marker, body, after)) = next_segment(rest) {
            match marker {
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                    frames += 1;
                    components = body.get(5).copied().unwrap_or(0);
                    head.frame = Frame::read(marker, body);
                }
                APP1 if head.exif.is_none() => head.exif = body.strip_prefix(b"Exif\0\0"),
                SOS => {
                    head.hold_if_split(body.first().copied(), components);
                    break;
                }
                _ => {}
            }
            rest = after;
        }
        if frames != 1 {
            head.frame = None;
        }
        head
    }

    /// A sequential picture is decoded row by row only if its first scan has all components.
    fn hold_if_split(&mut self, scanned: Option<u8>, components: u8) {
        if let Some(frame) = &mut self.frame
            && scanned == Some(components)
            && !frame.progressive
        {
            frame.coefficient_bytes = 0;
        }
    }
}

impl Frame {
    /// Reads a frame header: precision, height, width, and for each component its sampling.
    fn read(marker: u8, body: &[u8]) -> Option<Self> {
        let height_px = u32::from(u16::from_be_bytes([*body.get(1)?, *body.get(2)?]));
        let width_px = u32::from(u16::from_be_bytes([*body.get(3)?, *body.get(4)?]));
        let count = usize::from(*body.get(5)?);
        let components = body.get(6..6 + 3 * count)?.chunks_exact(3);
        let samplings = components.map(|c| (u64::from(c[1] >> 4), u64::from(c[1] & 15)));
        let (across, down, blocks) = samplings.fold((1, 1, 0), |(across, down, blocks), (h, v)| {
            (across.max(h), down.max(v), blocks + h * v)
        });
        let units_across = u64::from(width_px).div_ceil(8 * across);
        // The decoder holds v/h times the rows of pictures sampled taller than wide.
        let units_down = u64::from(height_px).div_ceil(8 * down) * down.div_ceil(across);
        let coefficient_bytes = units_across * units_down * blocks * 64 * 2;
        Some(Self { width_px, height_px, coefficient_bytes, progressive: marker == 0xC2 })
    }
}

/// The next marker, its segment without the length, and what follows. Bytes that belong to no
/// segment are passed over, as decoders do.
fn next_segment(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let mut rest = bytes;
    loop {
        let at = rest.iter().position(|byte| *byte == 0xFF)?;
        rest = rest.get(at + 1..)?;
        let marker = *rest.first()?;
        match marker {
            // Fill byte, stuffed zero, or a marker without a segment.
            0xFF => {}
            0x00 | 0x01 | 0xD0..=0xD7 | SOI => rest = rest.get(1..)?,
            EOI => return None,
            _ => {
                let length = usize::from(u16::from_be_bytes([*rest.get(1)?, *rest.get(2)?]));
                let body = rest.get(3..1 + length.max(2))?;
                return Some((marker, body, rest.get(1 + length.max(2)..)?));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Frame, JpegHead};

    /// SOF of 64 × 48 with three components, the first sampled 2 × 2.
    const SOF_BODY: &[u8] = &[8, 0, 48, 0, 64, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], body].concat()
    }

    fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
        [&[0xFF, 0xD8][..], &segments.concat()].concat()
    }

    fn frame_of(segments: &[Vec<u8>]) -> Option<Frame> {
        JpegHead::read(&jpeg(segments)).frame
    }

    #[test]
    fn a_plain_picture_holds_no_coefficients() {
        let scan = segment(0xDA, &[3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]);
        let frame = frame_of(&[segment(0xC0, SOF_BODY), scan]).unwrap();
        assert_eq!((frame.width_px, frame.height_px), (64, 48));
        assert_eq!(frame.coefficient_bytes, 0);
    }

    #[test]
    fn a_progressive_or_split_picture_holds_all_of_them() {
        // 4 × 3 units of 6 blocks of 64 coefficients of 2 bytes.
        let all = 4 * 3 * 6 * 64 * 2;
        let whole = segment(0xDA, &[3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]);
        let split = segment(0xDA, &[1, 1, 0, 0, 63, 0]);
        let progressive = frame_of(&[segment(0xC2, SOF_BODY), whole]).unwrap();
        assert_eq!(progressive.coefficient_bytes, all);
        let sequential = frame_of(&[segment(0xC0, SOF_BODY), split]).unwrap();
        assert_eq!(sequential.coefficient_bytes, all);
    }

    #[test]
    fn two_frames_are_none() {
        let twice = [segment(0xC0, SOF_BODY), segment(0xC0, SOF_BODY)];
        assert_eq!(frame_of(&twice), None);
    }

    #[test]
    fn the_first_exif_segment_is_found_behind_another_app1() {
        let xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>");
        let bytes = jpeg(&[xmp, segment(0xE1, b"Exif\0\0II*\0"), segment(0xE1, b"Exif\0\0MM")]);
        assert_eq!(JpegHead::read(&bytes).exif, Some(&b"II*\0"[..]));
    }

    #[test]
    fn every_cut_of_a_head_is_read_without_panic() {
        let bytes = jpeg(&[segment(0xE1, b"Exif\0\0II*\0"), segment(0xC2, SOF_BODY)]);
        for end in 0..=bytes.len() {
            JpegHead::read(&bytes[..end]);
        }
    }
}
