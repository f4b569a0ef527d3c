//! The one zstd stream each way, and the caps that a stranger's stream meets before anything is parsed.

use std::io::Read;

use counterfoil_domain::limits::{
    EXCHANGE_BYTES_MAX, EXCHANGE_COMPRESSED_BYTES_MAX, ZSTD_RATIO_FREE_BYTES, ZSTD_RATIO_MAX,
    ZSTD_WINDOW_LOG_MAX,
};
use zstd::zstd_safe::CParameter;

use super::WireError;

/// How hard a phone compresses: mobile data costs more than its processor's time.
pub const LEVEL_PHONE: i32 = 12;
/// How hard a hub compresses: it does so for every phone.
pub const LEVEL_HUB: i32 = 6;

/// Bytes that are decompressed between two looks at the caps.
const STEP_BYTES: usize = 64 * 1024;

/// Compresses into one frame whose window every receiver accepts.
pub fn compress(plain: &[u8], level: i32) -> Result<Vec<u8>, WireError> {
    if plain.len() > EXCHANGE_BYTES_MAX {
        return Err(WireError::TooLarge { cap_bytes: EXCHANGE_BYTES_MAX });
    }
    let squeezed = squeeze(plain, level).map_err(|_| WireError::NotZstd)?;
    if squeezed.len() > EXCHANGE_COMPRESSED_BYTES_MAX {
        return Err(WireError::TooLarge { cap_bytes: EXCHANGE_COMPRESSED_BYTES_MAX });
    }
    // Nobody may send what the other end would put down as a bomb; the caller sends less at once.
    caps(squeezed.len(), plain.len()).map(|()| squeezed)
}

fn squeeze(plain: &[u8], level: i32) -> std::io::Result<Vec<u8>> {
    let mut compressor = zstd::bulk::Compressor::new(level)?;
    compressor.set_parameter(CParameter::WindowLog(ZSTD_WINDOW_LOG_MAX))?;
    compressor.set_parameter(CParameter::ChecksumFlag(false))?;
    compressor.compress(plain)
}

/// Decompresses exactly one frame. It stops at the first cap that is met and never allocates by a length
/// that the stream declares.
pub fn decompress(bytes: &[u8]) -> Result<Vec<u8>, WireError> {
    if bytes.len() > EXCHANGE_COMPRESSED_BYTES_MAX {
        return Err(WireError::TooLarge { cap_bytes: EXCHANGE_COMPRESSED_BYTES_MAX });
    }
    let decoder = zstd::stream::read::Decoder::with_buffer(bytes);
    let mut decoder = decoder.map_err(|_| WireError::NotZstd)?.single_frame();
    decoder.window_log_max(ZSTD_WINDOW_LOG_MAX).map_err(|_| WireError::NotZstd)?;
    let mut plain = Vec::new();
    let mut step = vec![0; STEP_BYTES];
    loop {
        let read = decoder.read(&mut step).map_err(|_| WireError::NotZstd)?;
        if read == 0 {
            break;
        }
        plain.extend_from_slice(&step[..read]);
        caps(bytes.len(), plain.len())?;
    }
    if decoder.finish().is_empty() { Ok(plain) } else { Err(WireError::NotZstd) }
}

fn caps(compressed: usize, plain: usize) -> Result<(), WireError> {
    if plain > EXCHANGE_BYTES_MAX {
        return Err(WireError::TooLarge { cap_bytes: EXCHANGE_BYTES_MAX });
    }
    let over = plain > ZSTD_RATIO_FREE_BYTES && plain / ZSTD_RATIO_MAX > compressed;
    if over { Err(WireError::Ratio) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_comes_back_and_half_of_it_does_not() {
        let plain: Vec<u8> = (0..200_000u32).flat_map(|i| (i % 977).to_le_bytes()).collect();
        let packed = compress(&plain, LEVEL_PHONE).expect("small");
        assert_eq!(decompress(&packed), Ok(plain));
        for cut in [0, 1, 5, packed.len() / 2, packed.len() - 1] {
            assert_eq!(decompress(&packed[..cut]), Err(WireError::NotZstd), "cut at {cut}");
        }
        let twice = [packed.as_slice(), b"x"].concat();
        assert_eq!(decompress(&twice), Err(WireError::NotZstd), "something follows the frame");
    }

    #[test]
    fn a_bomb_is_put_down_early() {
        let bomb = squeeze(&vec![0; 24 * 1024 * 1024], 3).expect("small");
        assert!(bomb.len() < 10_000);
        assert_eq!(decompress(&bomb), Err(WireError::Ratio));
        let cap = squeeze(&vec![7; EXCHANGE_BYTES_MAX + 1], 1).expect("small");
        assert!(decompress(&cap).is_err());
    }

    #[test]
    fn a_window_that_would_cost_memory_is_refused() {
        let mut compressor = zstd::bulk::Compressor::new(3).expect("a compressor");
        compressor.set_parameter(CParameter::WindowLog(24)).expect("a parameter");
        compressor.set_parameter(CParameter::ContentSizeFlag(false)).expect("a parameter");
        let plain: Vec<u8> = (0..3_000_000u32)
            .flat_map(|i| (i % 400_000).wrapping_mul(0x9e37_79b9).to_le_bytes())
            .collect();
        let wide = compressor.compress(&plain).expect("compresses");
        assert_eq!(decompress(&wide), Err(WireError::NotZstd));
    }
}
