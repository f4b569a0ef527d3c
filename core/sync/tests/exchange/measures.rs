//! What the exchange costs, on fixtures that look like real work.

use counterfoil_sync::hub::{KnownChain, accept_section};
use counterfoil_sync::wire::OpenedRequest;

use crate::ann::{Store, TENANT};
use crate::pushing::request;
use crate::visit::visit;

/// The target of the design, bytes for a visit with seals and salts.
const VISIT_BYTES_MAX: usize = 600;

#[test]
fn two_thousand_visits_in_one_push() {
    let visits: u64 = 2_000;
    let mut ann = Store::new(2026);
    (0..visits).for_each(|n| visit(&mut ann, n));
    let begun = std::time::Instant::now();
    let request = request(&ann, vec![ann.section(0)]);
    let plain = request.plain().expect("packs").len();
    let bytes = request.to_bytes().expect("packs");
    let packed = begun.elapsed();
    let begun = std::time::Instant::now();
    let mut opened = OpenedRequest::from_bytes(&bytes, ann.carrier()).expect("opens");
    let known = KnownChain { seal_keys: vec![ann.key.public()], ..KnownChain::default() };
    let accepted = accept_section(opened.sections.remove(0), TENANT, &known).expect("accepted");
    let unpacked = begun.elapsed();
    assert_eq!(accepted.frontier, ann.frontier);
    assert_eq!(accepted.seals.len(), visits as usize);
    let each = bytes.len() / visits as usize;
    println!(
        "{visits} visits, {} envelopes: {} bytes ({each} a visit), {plain} before compression; \
         packed in {packed:?}, opened in {unpacked:?}",
        ann.envelopes.len(),
        bytes.len(),
    );
    assert!(each <= VISIT_BYTES_MAX, "{each} bytes a visit");
}
