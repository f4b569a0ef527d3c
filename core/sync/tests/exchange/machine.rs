//! The phone's machine in the moments that a network of faults seldom reaches.

use counterfoil_domain::ids::{ChainId, Incarnation, LineageId, SubjectId};
use counterfoil_domain::log::Digest;
use counterfoil_sync::phone::{
    Budget, Effect, Event, Noticed, Now, Outbox, PhoneState, PhoneSync, TransportFailure, Why,
};
use counterfoil_sync::wire::{Cursor, OpenedRequest, Section};

use crate::ann::{LINEAGE, Store};
use crate::model_hub::ModelHub;
use crate::pushing::comment;

const NOW: Now = Now { ms: 1_000, random: 0 };
const PLENTY: Budget = Budget { bytes: u64::MAX, until_ms: 100_000, pull: true };

fn ann() -> Store {
    let mut ann = Store::new(21);
    ann.write(SubjectId([1; 16]), 100, comment("已送达"));
    ann.seal();
    ann
}

fn machine(ann: &Store, hub: &ModelHub, cursor: Option<Cursor>) -> PhoneSync {
    PhoneSync::new(PhoneState {
        carrier: ann.carrier(),
        answer_keys: vec![hub.key.public()],
        lineage: cursor.as_ref().map(|cursor| cursor.lineage),
        cursor,
        scope_digest: Digest::default(),
    })
}

fn outbox(sections: Vec<Section>) -> Event {
    Event::Outbox(Outbox { sections, left: 0, ..Outbox::default() })
}

/// Begins and sends; gives the request.
fn sent(sync: &mut PhoneSync, sections: Vec<Section>) -> Vec<u8> {
    let effects = sync.handle(Event::Begin(PLENTY), NOW);
    assert!(matches!(effects[..], [Effect::LoadOutbox { .. }]));
    match &sync.handle(outbox(sections), NOW)[..] {
        [Effect::Send { bytes, .. }] => bytes.clone(),
        other => panic!("nothing was sent: {other:?}"),
    }
}

fn why(effects: &[Effect]) -> Option<Why> {
    effects.iter().find_map(|effect| match effect {
        Effect::Finished(finished) => Some(finished.why),
        _ => None,
    })
}

#[test]
fn without_a_token_ann_still_pushes() {
    let (ann, hub) = (ann(), ModelHub::new());
    let mut sync = machine(&ann, &hub, None);
    sent(&mut sync, vec![ann.section(0)]);
    let refused = Event::TransportFailed(TransportFailure::SignInAgain);
    assert!(matches!(sync.handle(refused, NOW)[..], [Effect::LoadOutbox { .. }]));
    let effects = sync.handle(outbox(vec![ann.section(0)]), NOW);
    let [Effect::Send { bytes, pull: false, sent }] = &effects[..] else {
        panic!("no push: {effects:?}")
    };
    let request = OpenedRequest::from_bytes(bytes, ann.carrier()).expect("opens");
    assert!(!request.pull && request.sections.len() == 1 && sent[0].to == 1);
}

#[test]
fn a_restored_hub_is_noticed_before_anything_is_written() {
    let (ann, mut hub) = (ann(), ModelHub::new());
    let cursor = |lineage, index| {
        Some(Cursor { lineage, index, root: [5; 16], view: [0x77; 16], snapshot: None, mark: None })
    };
    hub.seal_keys.insert(ann.chain, ann.key.public());
    for (known, noticed) in [
        (cursor(LineageId([1; 16]), 0), "LineageChanged"),
        (cursor(LINEAGE, 9), "LogShorter"),
        (cursor(LINEAGE, 1), "RootDiffers"),
    ] {
        let mut sync = machine(&ann, &hub, known);
        let bytes = sent(&mut sync, vec![ann.section(0)]);
        let Some(answer) = hub.exchange_from(0, &bytes, ann.carrier()) else {
            panic!("the hub did not answer")
        };
        let effects = sync.handle(Event::Answer(answer), NOW);
        let [Effect::Report(report), Effect::Finished(_)] = &effects[..] else {
            panic!("written or not told: {effects:?}")
        };
        assert!(format!("{report:?}").starts_with(noticed), "{report:?}");
        assert_eq!(why(&effects), Some(Why::HubChanged));
    }
}

#[test]
fn a_hub_that_holds_less_of_a_chain_than_it_said_has_lost_entries() {
    let (ann, mut hub) = (ann(), ModelHub::new());
    hub.seal_keys.insert(ann.chain, ann.key.public());
    let mut asks = |held: u64| {
        let mut sync = machine(&ann, &hub, None);
        sync.handle(Event::Begin(PLENTY), NOW);
        let (receipts_for, held) = (vec![ann.chain], vec![(ann.chain, held)]);
        let effects =
            sync.handle(Event::Outbox(Outbox { receipts_for, held, ..Outbox::default() }), NOW);
        let [Effect::Send { bytes, .. }] = &effects[..] else { panic!("not sent: {effects:?}") };
        let answer = hub.exchange_from(0, bytes, ann.carrier()).expect("an answer");
        sync.handle(Event::Answer(answer), NOW)
    };
    // It has never heard of the chain: that is news only to who was told otherwise.
    assert!(matches!(&asks(0)[..], [Effect::Commit(_)]));
    let effects = asks(1);
    let shorter = Noticed::ChainShorter { chain: ann.chain, size: 0 };
    assert!(effects.contains(&Effect::Report(shorter)), "{effects:?}");
    assert_eq!(why(&effects), Some(Why::HubChanged));
}

#[test]
fn a_broken_network_is_tried_again_later_and_not_after_the_budget() {
    let (ann, hub) = (ann(), ModelHub::new());
    let mut sync = machine(&ann, &hub, None);
    let offline = || Event::TransportFailed(TransportFailure::Offline);
    let mut now = NOW;
    let mut waits = Vec::new();
    sent(&mut sync, vec![ann.section(0)]);
    let finished = loop {
        let effects = sync.handle(offline(), now);
        let Some(Effect::WakeAt { at_ms }) = effects.first() else { break effects };
        waits.push(at_ms - now.ms);
        now.ms = *at_ms;
        sync.handle(Event::Woken, now);
        sync.handle(outbox(vec![ann.section(0)]), now);
    };
    assert_eq!(waits[..3], [1_000, 2_000, 4_000], "each wait is twice the one before");
    let [Effect::Finished(finished)] = &finished[..] else { panic!("{finished:?}") };
    assert_eq!(finished.why, Why::Transport(TransportFailure::Offline));
    assert!(finished.retry_at_ms.is_some_and(|at| at >= PLENTY.until_ms));
}

#[test]
fn one_chain_that_cannot_be_packed_does_not_hold_up_the_other() {
    let (ann, hub) = (ann(), ModelHub::new());
    let mut sync = machine(&ann, &hub, None);
    let chain = ChainId { incarnation: Incarnation([8; 8]), ..ann.chain };
    let broken = Section { chain, ..ann.section(0) };
    sync.handle(Event::Begin(PLENTY), NOW);
    let effects = sync.handle(outbox(vec![broken.clone(), ann.section(0)]), NOW);
    let told = Effect::Report(Noticed::Unreadable { chain });
    assert!(matches!(&effects[..], [report, Effect::LoadOutbox { except, .. }]
        if *report == told && *except == [chain]));
    let effects = sync.handle(outbox(vec![broken, ann.section(0)]), NOW);
    assert!(matches!(&effects[..], [Effect::Send { sent, .. }] if sent[0].chain == ann.chain));
}

#[test]
fn what_was_not_written_is_asked_for_again() {
    let (ann, mut hub) = (ann(), ModelHub::new());
    hub.seal_keys.insert(ann.chain, ann.key.public());
    let mut sync = machine(&ann, &hub, None);
    let bytes = sent(&mut sync, vec![ann.section(0)]);
    let answer = hub.exchange(&bytes, ann.carrier()).expect("an answer");
    let effects = sync.handle(Event::Answer(answer), NOW);
    assert!(matches!(effects[..], [Effect::Commit(_)]));
    // The disk is full.
    assert_eq!(why(&sync.handle(Event::ApplyFailed, NOW)), Some(Why::Store));
    assert_eq!(sync.cursor(), None, "the cursor moves with the commit alone");
    let again = sent(&mut sync, vec![ann.section(0)]);
    assert_eq!(again, bytes);
}

#[test]
fn an_event_at_the_wrong_moment_changes_nothing() {
    let (ann, hub) = (ann(), ModelHub::new());
    let mut sync = machine(&ann, &hub, None);
    assert_eq!(sync.handle(Event::Answer(vec![1]), NOW), []);
    sync.handle(Event::Begin(PLENTY), NOW);
    assert_eq!(sync.handle(Event::Begin(PLENTY), NOW), []);
    assert_eq!(sync.handle(Event::Applied(Digest::default()), NOW), []);
    assert_eq!(why(&sync.handle(Event::Cancel, NOW)), Some(Why::Cancelled));
    assert_eq!(sync.handle(Event::Cancel, NOW), []);
}
