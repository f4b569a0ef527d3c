//! Sections that are not what they should be: forks, foreign seals, bodies that come later.

use counterfoil_domain::ids::SubjectId;
use counterfoil_sync::hub::{Fork, KnownChain, Overlap, SectionRefusal, accept_section};
use counterfoil_sync::wire::{OpenedRequest, Section, WireError};

use crate::ann::{Store, TENANT};
use crate::pushing::{comment, hub_of, request, travelled};

/// The same store twice, as after a restored copy: three envelopes in common, then two each.
fn ann_on_two_phones() -> (Store, Store) {
    let tell = |words: &str| {
        let mut ann = Store::new(12);
        for n in 0..3 {
            ann.write(SubjectId([n; 16]), 500, comment("共同的"));
        }
        for _ in 0..2 {
            ann.write(SubjectId([0; 16]), 500, comment(words));
        }
        ann.seal();
        ann
    };
    (tell("旧手机"), tell("新手机"))
}

fn fork_of(second: &Store, known: &KnownChain) -> Box<Fork> {
    match accept_section(travelled(second, second.section(0)), TENANT, known) {
        Err(SectionRefusal::Forked(fork)) => fork,
        other => panic!("no fork: {other:?}"),
    }
}

#[test]
fn the_second_branch_of_a_fork_is_filed_whole_and_once() {
    let (first, second) = ann_on_two_phones();
    let taken = accept_section(travelled(&first, first.section(0)), TENANT, &hub_of(&first));
    let taken = taken.expect("accepted");
    let hashes: Vec<_> = taken.envelopes.iter().map(|pushed| pushed.hash).collect();
    let known = KnownChain {
        size: 5,
        frontier: taken.frontier,
        keys: taken.keys,
        overlap: Some(Overlap::new(&hashes, 0)),
        ..hub_of(&first)
    };
    // 1. The other phone comes: its fourth envelope is another one.
    let fork = fork_of(&second, &known);
    let differing = second.envelopes[3].hash();
    assert_eq!((fork.at, fork.branch.incarnation.0), (3, differing.0[..8].try_into().expect("8")));
    let branch = fork.branch;
    let filed = fork.accept(None, known.seal_keys.clone()).expect("filed");
    assert_eq!((filed.chain, filed.from, filed.envelopes.len()), (branch, 3, 2));
    assert_eq!((filed.frontier.clone(), filed.sealed_size), (second.frontier.clone(), 5));
    // 2. Its answer was lost and it comes again: nothing is doubled.
    let hashes: Vec<_> = second.envelopes.iter().map(|envelope| envelope.hash()).collect();
    let there = KnownChain {
        size: 5,
        frontier: filed.frontier,
        overlap: Some(Overlap::new(&hashes, 3)),
        ..hub_of(&second)
    };
    let again = fork_of(&second, &known).accept(Some(&there), Vec::new()).expect("filed");
    assert_eq!((again.repeated.len(), again.envelopes.len()), (2, 0));
}

#[test]
fn each_branch_of_a_fork_has_its_own_salts() {
    // Both phones begin work on an order that was new to them: each draws a k of its own.
    let tell = |draws: usize, words: &str| {
        let mut ann = Store::new(12);
        ann.write(SubjectId([0; 16]), 500, comment("共同的"));
        for _ in 0..draws {
            ann.clocks(0);
        }
        ann.write(SubjectId([9; 16]), 500, comment(words));
        ann.write(SubjectId([9; 16]), 500, comment("再一句"));
        ann.seal();
        ann
    };
    let (first, second) = (tell(0, "旧手机"), tell(1, "新手机"));
    let taken = accept_section(travelled(&first, first.section(0)), TENANT, &hub_of(&first));
    let taken = taken.expect("accepted");
    let hashes: Vec<_> = taken.envelopes.iter().map(|pushed| pushed.hash).collect();
    let known = KnownChain {
        size: 3,
        frontier: taken.frontier,
        keys: taken.keys,
        overlap: Some(Overlap::new(&hashes, 0)),
        ..hub_of(&first)
    };
    let filed = fork_of(&second, &known).accept(None, known.seal_keys.clone()).expect("filed");
    let there: Vec<_> = filed.envelopes.iter().map(|pushed| pushed.hash).collect();
    assert_eq!(there, [second.envelopes[1].hash(), second.envelopes[2].hash()], "as signed");
    assert_eq!((filed.sealed_size, filed.seals_failed), (3, 0));
}

#[test]
fn a_branch_may_branch_off_again() {
    // Both went on together for one envelope after they had left the first phone's branch.
    let tell = |words: &str| {
        let mut ann = Store::new(12);
        for said in ["共同的", "两部副本的", words] {
            ann.write(SubjectId([0; 16]), 500, comment(said));
        }
        ann.seal();
        ann
    };
    let mut first = Store::new(12);
    for said in ["共同的", "旧手机"] {
        first.write(SubjectId([0; 16]), 500, comment(said));
    }
    first.seal();
    let hashes = |store: &Store| store.envelopes.iter().map(|one| one.hash()).collect::<Vec<_>>();
    let known = KnownChain {
        size: 2,
        frontier: first.frontier.clone(),
        overlap: Some(Overlap::new(&hashes(&first), 0)),
        ..hub_of(&first)
    };
    let (second, third) = (tell("二"), tell("三"));
    let fork = fork_of(&second, &known);
    assert_eq!((fork.at, fork.shared.len(), fork.below().size()), (1, 1, 1));
    let filed = fork.accept(None, known.seal_keys.clone()).expect("filed");
    assert_eq!((filed.envelopes.len(), filed.sealed_size), (2, 3));
    let branch = KnownChain {
        size: 3,
        frontier: filed.frontier,
        overlap: Some(Overlap::new(&hashes(&second), 1)),
        ..hub_of(&second)
    };
    let again = fork_of(&third, &known).accept(Some(&branch), known.seal_keys.clone());
    let Err(SectionRefusal::Forked(again)) = again else { panic!("no fork: {again:?}") };
    assert_eq!((again.at, again.shared.len(), again.below().size()), (2, 1, 2));
    assert_eq!(again.branch.incarnation.0, third.envelopes[2].hash().0[..8]);
    let filed = again.accept(None, known.seal_keys.clone()).expect("filed");
    assert_eq!((filed.envelopes.len(), filed.frontier, filed.sealed_size), (1, third.frontier, 3));
}

#[test]
fn what_a_foreign_key_sealed_is_stored_unsealed() {
    let (ann, bo) = (ann_on_two_phones().0, Store::new(13));
    let known = KnownChain { seal_keys: vec![bo.key.public()], ..KnownChain::default() };
    let taken = accept_section(travelled(&ann, ann.section(0)), TENANT, &known).expect("accepted");
    assert_eq!((taken.envelopes.len(), taken.sealed_size, taken.seals_failed), (5, 0, 1));
}

#[test]
fn a_seal_may_come_alone_after_its_envelopes() {
    let ann = ann_on_two_phones().0;
    let mut bare = ann.section(0);
    let seals = std::mem::take(&mut bare.seals);
    let taken = accept_section(travelled(&ann, bare), TENANT, &hub_of(&ann)).expect("accepted");
    assert_eq!(taken.sealed_size, 0);
    let known = KnownChain { size: 5, frontier: taken.frontier, ..hub_of(&ann) };
    let mut alone = ann.section(5);
    alone.seals = seals;
    let sealed = accept_section(travelled(&ann, alone), TENANT, &known).expect("accepted");
    assert_eq!((sealed.sealed_size, sealed.envelopes.len()), (5, 0));
}

#[test]
fn no_chain_is_so_long_that_its_places_cannot_be_counted() {
    let ann = ann_on_two_phones().0;
    let begins_at = |from: u64| {
        let bare = Section { from, envelopes: Vec::new(), seals: Vec::new(), ..ann.section(5) };
        let bytes = request(&ann, vec![bare]).to_bytes().expect("packs");
        OpenedRequest::from_bytes(&bytes, ann.carrier()).map(drop)
    };
    assert_eq!(begins_at(i64::MAX.unsigned_abs()), Ok(()));
    for from in [i64::MAX.unsigned_abs() + 1, u64::MAX - 1] {
        assert_eq!(begins_at(from), Err(WireError::Shape("a section is too long")));
    }
}

#[test]
fn bodies_may_come_later_than_their_headers() {
    let ann = ann_on_two_phones().0;
    let mut section = ann.section(0);
    section.envelopes.iter_mut().skip(1).for_each(|envelope| envelope.body = None);
    let taken = accept_section(travelled(&ann, section), TENANT, &hub_of(&ann)).expect("accepted");
    assert_eq!(taken.frontier, ann.frontier, "every header is a leaf at once");
    assert_eq!(taken.envelopes.iter().filter(|pushed| pushed.body.is_some()).count(), 1);
    let hashes: Vec<_> = taken.envelopes.iter().map(|pushed| pushed.hash).collect();
    let known = KnownChain {
        size: 5,
        frontier: taken.frontier,
        keys: taken.keys,
        overlap: Some(Overlap::new(&hashes, 2)),
        ..hub_of(&ann)
    };
    // The k of these orders stands in bodies that are still missing, so the salts go along.
    let mut rest = ann.section(2);
    rest.envelopes[1].body = None;
    rest.envelopes[2].body = None;
    let later = accept_section(travelled(&ann, rest.clone()), TENANT, &known).expect("accepted");
    assert_eq!(later.repeated[0].body, ann.envelopes[2].body);
}

#[test]
fn a_hub_without_k_asks_for_salts_and_gets_them() {
    let ann = ann_on_two_phones().0;
    let hashes: Vec<_> = ann.envelopes.iter().map(|envelope| envelope.hash()).collect();
    let mut before = counterfoil_domain::merkle::Frontier::new();
    hashes[..3].iter().for_each(|hash| before.push(*hash));
    let known = KnownChain { size: 3, frontier: before, ..hub_of(&ann) };
    let mut section = ann.section(3);
    let asked = accept_section(travelled(&ann, section.clone()), TENANT, &known);
    assert!(matches!(asked, Err(SectionRefusal::SaltUnknown)));
    section.salted = true;
    let taken = accept_section(travelled(&ann, section), TENANT, &known).expect("accepted");
    assert_eq!(taken.frontier, ann.frontier);
    assert_eq!(taken.envelopes[0].body, ann.envelopes[3].body);
}
