//! Pushing: what Ann wrote arrives byte for byte, once, and sealed.

use counterfoil_domain::fact::{Comment, Fact};
use counterfoil_domain::ids::SubjectId;
use counterfoil_sync::hub::{KnownChain, Overlap, SectionRefusal, accept_section};
use counterfoil_sync::wire::{OpenedRequest, OpenedSection, Request, Section};

use crate::ann::{Draft, Store, TENANT};

pub(crate) fn comment(text: &str) -> Draft {
    let facts = vec![Fact::Comment(Comment { text: text.into() })];
    Draft { audience: "work", facts, ..Draft::default() }
}

pub(crate) fn request(store: &Store, sections: Vec<Section>) -> Request {
    Request {
        carrier: store.carrier(),
        cursor: None,
        scope_digest: None,
        pull: false,
        receipts_for: vec![store.chain],
        blobs: Vec::new(),
        sections,
    }
}

/// The section after its travel.
pub(crate) fn travelled(store: &Store, section: Section) -> OpenedSection {
    let bytes = request(store, vec![section]).to_bytes().expect("packs");
    let mut opened = OpenedRequest::from_bytes(&bytes, store.carrier()).expect("opens");
    opened.sections.remove(0)
}

/// A hub that knows the store's key and nothing of its chain.
pub(crate) fn hub_of(store: &Store) -> KnownChain {
    KnownChain { seal_keys: vec![store.key.public()], ..KnownChain::default() }
}

/// Ann with `n` comments on three orders, sealed.
fn ann(n: u64) -> Store {
    let mut ann = Store::new(7);
    for i in 0..n {
        ann.write(SubjectId([(i % 3) as u8; 16]), 900 + i, comment("放门口鞋柜上"));
    }
    ann.seal();
    ann
}

#[test]
fn headers_and_bodies_arrive_byte_for_byte() {
    let ann = ann(10);
    let section = travelled(&ann, ann.section(0));
    let accepted = accept_section(section, TENANT, &hub_of(&ann)).expect("accepted");
    assert_eq!(accepted.envelopes.len(), 10);
    for (pushed, written) in accepted.envelopes.iter().zip(&ann.envelopes) {
        assert_eq!(pushed.header_bytes, written.header_bytes);
        assert_eq!(pushed.body, written.body);
    }
    assert_eq!(accepted.frontier, ann.frontier);
    assert_eq!((accepted.sealed_size, accepted.seals_failed), (10, 0));
    assert_eq!(accepted.seals, ann.seals);
}

#[test]
fn a_push_that_comes_again_changes_nothing_and_what_follows_is_taken() {
    let mut ann = ann(5);
    // 1. The hub has five; the answer was lost; Ann writes two more and sends all seven.
    let first = accept_section(travelled(&ann, ann.section(0)), TENANT, &hub_of(&ann));
    let first = first.expect("accepted");
    ann.write(SubjectId([1; 16]), 10, comment("再打一次电话"));
    ann.write(SubjectId([9; 16]), 10, comment("新单"));
    ann.seal();
    let hashes: Vec<_> = first.envelopes.iter().map(|pushed| pushed.hash).collect();
    let known = KnownChain {
        size: 5,
        frontier: first.frontier,
        sealed_size: 5,
        keys: first.keys,
        overlap: Some(Overlap::new(&hashes, 0)),
        ..hub_of(&ann)
    };
    let again = accept_section(travelled(&ann, ann.section(0)), TENANT, &known).expect("accepted");
    // 2. Five are known, two are new, and the chain is sealed to its end.
    assert_eq!((again.repeated.len(), again.envelopes.len(), again.from), (5, 2, 5));
    assert_eq!((again.frontier, again.sealed_size), (ann.frontier.clone(), 7));
    // 3. The section above the hub's size needs no overlap.
    let tail = accept_section(travelled(&ann, ann.section(5)), TENANT, &known).expect("accepted");
    assert_eq!(tail.frontier, ann.frontier);
}

#[test]
fn a_gap_is_told_and_nothing_is_taken() {
    let ann = ann(5);
    let outcome = accept_section(travelled(&ann, ann.section(3)), TENANT, &hub_of(&ann));
    assert!(matches!(outcome, Err(SectionRefusal::Gap { size: 0, from: 3, .. })));
}
