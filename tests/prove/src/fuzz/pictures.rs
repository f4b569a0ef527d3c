//! Photographs: the container, EXIF, decoding, copies. Anything is kept or has a reason, within bounds.

use counterfoil_client::media::photo::{PhotoPolicy, prepare_bytes, read_exif};
use counterfoil_domain::hash::sha256;

use super::corpus;

/// The original's hash is that of the bytes, whatever they are; a copy is within the policy's size.
pub(super) fn target(bytes: &[u8]) {
    let _facts = read_exif(bytes);
    let policy = PhotoPolicy { long_side_px: 640, ..PhotoPolicy::default() };
    let Ok(prepared) = prepare_bytes(bytes.to_vec(), None, &policy) else { return };
    assert_eq!(prepared.original.sha256, sha256(bytes).0);
    assert_eq!(prepared.original.size_bytes, bytes.len() as u64);
    if let Ok(copies) = prepared.derivatives {
        assert!(copies.scaled.width_px.max(copies.scaled.height_px) <= 640);
    }
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let mut found = corpus::files("core/client/src/media/photo/tests");
    found.retain(|file| !file.starts_with(b"//"));
    found.push(counterfoil_tests::harness::pictures::picture(7, 320, 240));
    found.push(counterfoil_tests::harness::pictures::picture(8, 64, 48));
    found
}
