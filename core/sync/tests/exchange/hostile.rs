//! Bytes that nobody honest made: nothing panics, nothing forged is taken for sealed or signed.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::SubjectId;
use counterfoil_sync::hub::accept_section;
use counterfoil_sync::wire::frame::{LEVEL_HUB, compress, decompress};
use counterfoil_sync::wire::{Expected, OpenedAnswer, OpenedRequest, WireError};

use crate::ann::{Dice, Store, TENANT};
use crate::model_hub::ModelHub;
use crate::pushing::{comment, hub_of, request};
use crate::visit::visit;

const ROUNDS: u64 = 1_500;

fn ann() -> Store {
    let mut ann = Store::new(77);
    visit(&mut ann, 1);
    ann.write(SubjectId([4; 16]), 400, comment("稍后再送"));
    ann.seal();
    ann
}

/// One to three bytes changed, cut out or put in.
fn mutate(plain: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = plain.to_vec();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(bytes.len() as u64) as usize;
        match dice.below(4) {
            0 => {
                bytes.remove(at);
            }
            1 => bytes.insert(at, dice.roll() as u8),
            2 => bytes[at] = dice.roll() as u8,
            _ => bytes[at] ^= 1 << dice.below(8),
        }
    }
    bytes
}

#[test]
fn mutated_requests_never_pass_for_what_ann_sealed() {
    let ann = ann();
    let plain = request(&ann, vec![ann.section(0)]).plain().expect("packs");
    let (mut opened, mut taken) = (0, 0);
    for seed in 1..=ROUNDS {
        let mut dice = Dice::new(seed);
        let mutated = mutate(&plain, &mut dice);
        let bytes = compress(&mutated, LEVEL_HUB).expect("packs");
        let Ok(mut request) = OpenedRequest::from_bytes(&bytes, ann.carrier()) else { continue };
        opened += 1;
        for section in request.sections.drain(..) {
            let whole = section.chain == ann.chain && section.envelopes.len() == 14;
            let Ok(accepted) = accept_section(section, TENANT, &hub_of(&ann)) else { continue };
            taken += 1;
            let sealed = whole && accepted.sealed_size == 14;
            let honest = accepted.frontier == ann.frontier;
            assert!(honest || !sealed, "seed {seed}: forged and sealed");
        }
    }
    println!("of {ROUNDS} mutated requests {opened} could be read and {taken} were taken unsealed");
    assert!(taken > 0 && opened < ROUNDS, "the mutations reach every layer");
}

#[test]
fn mutated_answers_are_never_the_hubs() {
    let ann = ann();
    let mut hub = ModelHub::new();
    hub.seal_keys.insert(ann.chain, ann.key.public());
    let bytes = request(&ann, vec![ann.section(0)]).to_bytes().expect("packs");
    let answer = hub.exchange(&bytes, ann.carrier()).expect("an answer");
    let expected = Expected {
        carrier: ann.carrier(),
        request: sha256(&bytes),
        cursor: None,
        keys: vec![hub.key.public()],
    };
    let plain = decompress(&answer).expect("one frame");
    let good = OpenedAnswer::from_bytes(&answer, &expected).expect("the hub's");
    for seed in 1..=ROUNDS {
        let mutated = mutate(&plain, &mut Dice::new(seed));
        if mutated == plain {
            continue;
        }
        let bytes = compress(&mutated, LEVEL_HUB).expect("packs");
        if let Ok(forged) = OpenedAnswer::from_bytes(&bytes, &expected) {
            assert_eq!(forged, good, "seed {seed}: another answer under the hub's signature");
        }
    }
    let other = Expected { request: sha256(b"another request"), ..expected };
    let stale = OpenedAnswer::from_bytes(&answer, &other);
    assert!(matches!(stale, Err(WireError::Signature(_))), "an answer to another request");
}

#[test]
fn rubbish_of_every_length_is_refused() {
    let carrier = Store::new(1).carrier();
    let mut dice = Dice::new(8);
    for len in 0..600 {
        let rubbish: Vec<u8> = (0..len).map(|_| dice.roll() as u8).collect();
        assert!(OpenedRequest::from_bytes(&rubbish, carrier).is_err());
        let inside = compress(&rubbish, LEVEL_HUB).expect("packs");
        assert!(OpenedRequest::from_bytes(&inside, carrier).is_err());
    }
}

#[test]
fn a_newer_exchange_is_told_from_a_broken_one() {
    let newer = compress(&[0x87, 0x02, 0xf6, 0xf6, 0xf4, 0x80, 0x80, 0x00], 1).expect("packs");
    let outcome = OpenedRequest::from_bytes(&newer, Store::new(1).carrier());
    assert!(matches!(outcome, Err(WireError::Newer(2))));
}
