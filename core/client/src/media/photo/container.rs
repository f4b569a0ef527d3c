//! What kind of file a photograph is, judged by its first bytes and never by its name.

/// The container of an original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// JPEG; decoded here.
    Jpeg,
    /// PNG; decoded here.
    Png,
    /// WebP; decoded here.
    Webp,
    /// HEIC or another HEIF of HEVC pictures; kept as it is.
    Heic,
    /// AVIF; kept as it is.
    Avif,
    /// Anything else; kept as it is.
    Unknown,
}

impl Container {
    /// Judges by the first bytes.
    pub fn sniff(bytes: &[u8]) -> Self {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Self::Jpeg
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Self::Webp
        } else {
            sniff_brands(bytes)
        }
    }

    /// The media type that goes into the fact.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Avif => "image/avif",
            Self::Unknown => "application/octet-stream",
        }
    }
}

/// ISO/IEC 14496-12: the first box is `ftyp`, with a major brand, a version, and more brands.
/// Phones write `heic` or, as major brand, the codec-neutral `mif1` with `heic` behind it.
fn sniff_brands(bytes: &[u8]) -> Container {
    if bytes.get(4..8) != Some(b"ftyp") {
        return Container::Unknown;
    }
    let size = bytes.first_chunk::<4>().map_or(0, |size| u32::from_be_bytes(*size) as usize);
    let end = size.clamp(12, 256).min(bytes.len());
    let brands = bytes.get(8..end).unwrap_or_default().chunks_exact(4);
    for brand in brands {
        match brand {
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => return Container::Heic,
            b"avif" | b"avis" => return Container::Avif,
            _ => {}
        }
    }
    Container::Unknown
}

#[cfg(test)]
mod tests {
    use super::Container;

    #[test]
    fn first_bytes_decide() {
        let of = Container::sniff;
        assert_eq!(of(b"\xFF\xD8\xFF\xE1"), Container::Jpeg);
        assert_eq!(of(b"\x89PNG\r\n\x1a\n"), Container::Png);
        assert_eq!(of(b"RIFF\x10\0\0\0WEBPVP8 "), Container::Webp);
        assert_eq!(of(b"RIFF\x10\0\0\0WAVEfmt "), Container::Unknown);
        assert_eq!(of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Container::Heic);
        assert_eq!(of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), Container::Heic);
        assert_eq!(of(b"\0\0\0\x18ftypavif\0\0\0\0mif1miaf"), Container::Avif);
        assert_eq!(of(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), Container::Unknown);
        assert_eq!(of(b"\0\0\0\x18ftyp"), Container::Unknown);
        assert_eq!(of(b"\xFF"), Container::Unknown);
        assert_eq!(of(b""), Container::Unknown);
    }

    #[test]
    fn a_brand_behind_the_end_of_its_box_counts_nothing() {
        let bytes = b"\0\0\0\x10ftypmp42\0\0\0\0\0\0\0\x08heic";
        assert_eq!(Container::sniff(bytes), Container::Unknown);
    }
}
