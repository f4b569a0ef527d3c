//! Signatures as they are kept: differences of strokes in CBOR, and what is drawn from them.

use counterfoil_client::media::signature::{Background, Signature};

/// One signature has one encoding; whatever is read can be drawn.
pub(super) fn target(bytes: &[u8]) {
    let Ok(signature) = Signature::from_bytes(bytes) else { return };
    assert_eq!(signature.to_bytes(), bytes);
    assert!(!signature.to_svg().is_empty());
    let _picture = signature.to_png(64, Background::White);
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let mut found = vec![counterfoil_tests::harness::pen().to_bytes()];
    for len in [4, 40] {
        let points: Vec<u8> = (0..len).flat_map(|at: u8| [at % 20, 3, at % 7, 1]).collect();
        let mut bytes = vec![0x84, 1, 0x19, 1, 0, 0x18, 200, 0x81, 0x98, len * 4];
        bytes.extend_from_slice(&points);
        found.push(bytes);
    }
    found
}
