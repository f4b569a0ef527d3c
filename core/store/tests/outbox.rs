//! Stories of the outbox: Ann's work waits, travels and becomes safe, and is never lost on the way.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "world/phone.rs"]
mod phone;

use counterfoil_domain::envelope::{Envelope, Header, Predecessor};
use counterfoil_domain::ids::{ChainId, Hash, Incarnation};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::merkle;
use counterfoil_domain::moment::Clocks;
use counterfoil_domain::seal::{Seal, SealStatement};
use counterfoil_domain::verdict::{BlockedBy, Verdict};
use counterfoil_store::outbox::{Answered, OutboxState};
use counterfoil_store::{StoreError, capture, chain, outbox};

use phone::{DEVICE, NOW_MS, Phone, append, order};

fn state(phone: &Phone, hash: Hash) -> OutboxState {
    phone.store().read(|c| outbox::by_hash(c, hash)).unwrap().unwrap().state
}

#[test]
fn what_ann_captured_is_there_after_a_restart_in_its_order() {
    let mut phone = Phone::new();
    let written: Vec<_> = (0..5).map(|n| phone.comment(order(n % 2))).collect();
    phone.switch_on();
    assert_eq!(phone.to_send(), written);
    let rows = phone.store().read(|c| outbox::to_send(c, NOW_MS, 10, 1 << 20)).unwrap();
    for (seq, row) in rows.iter().enumerate() {
        assert_eq!(row.seq, seq as u64);
        assert_eq!(row.envelope.hash(), row.hash);
        let header = Header::from_bytes(&row.envelope.header_bytes).unwrap();
        let body = row.envelope.body.as_ref().unwrap();
        assert!(counterfoil_domain::envelope::body_matches(&header, body));
    }
}

#[test]
fn the_chain_is_the_merkle_log_of_its_headers() {
    let phone = Phone::new();
    let written: Vec<_> = (0..7).map(|_| phone.comment(order(1))).collect();
    let (chain, leaves) = phone
        .store()
        .read(|c| Ok((chain::current(c)?, chain::leaves(c, Incarnation([1; 8]), 0, 100)?)))
        .unwrap();
    assert_eq!(leaves, written);
    assert_eq!((chain.frontier.size(), chain.frontier.root()), (7, merkle::root(&leaves)));
}

#[test]
fn a_failed_act_leaves_no_gap_in_the_chain() {
    let phone = Phone::new();
    let failed: Result<(), _> = phone.store().capture(|tx| {
        append(tx, order(1), vec![], None)?;
        append(tx, order(2), vec![], None)?;
        Err(StoreError::Conflict { what: "the signature pad was closed" })
    });
    assert!(failed.is_err());
    assert!(phone.to_send().is_empty());
    let first = phone.comment(order(1));
    assert_eq!(phone.to_send(), [first]);
}

#[test]
fn an_envelope_that_does_not_fit_its_place_is_refused() {
    let phone = Phone::new();
    let first = phone.comment(order(1));
    let row = phone.store().read(|c| outbox::by_hash(c, first)).unwrap().unwrap();
    let again = phone.store().write(|tx| capture::append(tx, &row.envelope));
    assert!(matches!(again, Err(StoreError::Conflict { .. })), "its place is taken");

    let mut other_body = row.envelope.clone();
    other_body.body.as_mut().unwrap().bytes.push(0);
    let mut bodyless = row.envelope.clone();
    bodyless.body = None;
    let noise = Envelope { header_bytes: vec![0xff; 40], body: row.envelope.body.clone() };
    for wrong in [other_body, bodyless, noise] {
        let refused = phone.store().write(|tx| capture::append(tx, &wrong));
        assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    }
    assert_eq!(phone.to_send(), [first]);
}

#[test]
fn an_envelope_travels_from_unsent_to_safe() {
    let phone = Phone::new();
    let hash = phone.comment(order(1));
    assert_eq!(state(&phone, hash), OutboxState::Unsent);

    // 1. It is sent, and no answer comes: it will be sent again.
    phone.write(|tx| outbox::mark_sent(tx, &[hash]));
    assert_eq!(state(&phone, hash), OutboxState::Sent);
    assert_eq!(phone.to_send(), [hash]);

    // 2. The hub accepts it at index 40; the person still sees it as her own.
    phone.answer(hash, Verdict::Accepted, Some(40));
    assert_eq!(state(&phone, hash), OutboxState::Stored);
    assert!(phone.to_send().is_empty());
    phone.seen(40);
    assert_eq!(phone.overlay(order(1)), [hash]);

    // 3. The cursor passes it.
    phone.seen(41);
    assert_eq!(state(&phone, hash), OutboxState::Seen);
    assert!(phone.overlay(order(1)).is_empty());

    // 4. The horizon passes it.
    assert_eq!(phone.write(|tx| outbox::mark_safe(tx, 40)), 0);
    assert_eq!(phone.write(|tx| outbox::mark_safe(tx, 41)), 1);
    assert_eq!(state(&phone, hash), OutboxState::Safe);

    // 5. Late copies of earlier answers change nothing.
    phone.answer(hash, Verdict::Retry { after_ms: 9 }, None);
    phone.answer(hash, Verdict::Refused { code: "other".into() }, Some(50));
    phone.write(|tx| outbox::mark_sent(tx, &[hash]));
    assert_eq!(state(&phone, hash), OutboxState::Safe);
    assert!(phone.to_send().is_empty());
}

#[test]
fn unsent_work_cannot_be_deleted_by_anyone() {
    let phone = Phone::new();
    let (_, photo) = phone.photo(order(1), b"door");
    for sql in [
        "DELETE FROM envelope",
        "UPDATE envelope SET body = NULL",
        "DELETE FROM blob",
        "DELETE FROM chain",
    ] {
        let result = phone.store().write(|tx| Ok(tx.execute(sql, [])?));
        assert!(result.is_err(), "{sql}");
    }
    phone.store().erase(order(1)).unwrap();
    phone.apply(vec![], vec![order(1)], 5);
    phone.write(counterfoil_store::pages::purge_gone);
    phone.write(counterfoil_store::pages::doubt_everything);
    phone.write(counterfoil_store::cards::empty);
    assert!(!phone.store().discard_draft(photo).unwrap());
    assert!(phone.store().drop_safe_blobs(i64::MAX, 10).unwrap().is_empty());

    let rows = phone.store().read(|c| outbox::to_send(c, NOW_MS, 10, 1 << 20)).unwrap();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].envelope.body.is_some());
    assert_eq!(phone.store().vault().read(photo, 100).unwrap(), b"door");
}

#[test]
fn a_hub_that_asks_to_wait_is_not_asked_earlier() {
    let phone = Phone::new();
    let hash = phone.comment(order(1));
    phone.answer(hash, Verdict::Retry { after_ms: 1_000 }, None);
    assert!(phone.to_send().is_empty());
    let later = phone.store().read(|c| outbox::to_send(c, NOW_MS + 1_000, 10, 1 << 20)).unwrap();
    assert_eq!(later.len(), 1);
    assert_eq!(phone.overlay(order(1)), [hash]);
}

#[test]
fn held_work_stays_visible_until_it_is_decided() {
    let phone = Phone::new();
    let hash = phone.comment(order(1));
    let held = Verdict::Held { why: "access".into() };
    phone.answer(hash, held.clone(), Some(7));
    phone.seen(30);
    assert_eq!(phone.overlay(order(1)), [hash]);
    phone.write(|tx| outbox::mark_safe(tx, 30));
    assert_eq!(state(&phone, hash), OutboxState::Safe);
    assert_eq!(phone.overlay(order(1)), [hash], "safe at the hub, not yet decided");

    phone.answer(hash, Verdict::Accepted, Some(44));
    assert_eq!(state(&phone, hash), OutboxState::Stored);
    phone.answer(hash, held, Some(7));
    assert_eq!(state(&phone, hash), OutboxState::Stored);
    phone.seen(45);
    assert!(phone.overlay(order(1)).is_empty());
}

#[test]
fn refused_and_blocked_work_is_shown_until_it_is_replayed() {
    let phone = Phone::new();
    let (refused, blocked) = (phone.comment(order(1)), phone.comment(order(1)));
    phone.answer(refused, Verdict::Refused { code: "not_allowed".into() }, Some(3));
    phone.answer(blocked, Verdict::Blocked { by: BlockedBy::Entry(2) }, Some(4));
    let stuck =
        |phone: &Phone| phone::hashes(&phone.store().read(|c| outbox::stuck(c, 10)).unwrap());
    assert_eq!(stuck(&phone), [refused, blocked]);
    assert_eq!(phone.overlay(order(1)), [blocked], "what was refused moves nothing");
    phone.write(|tx| append(tx, order(1), vec![], Some(blocked)));
    assert_eq!(stuck(&phone), [refused]);
    assert_eq!(phone.store().read(outbox::counts).unwrap().attention, 1);
}

#[test]
fn an_answer_about_somebody_elses_envelope_is_ignored() {
    let phone = Phone::new();
    let stranger = [Answered { hash: Hash([9; 32]), verdict: Verdict::Accepted, index: Some(1) }];
    assert_eq!(phone.write(|tx| outbox::apply_verdicts(tx, &stranger, NOW_MS)), 0);
}

#[test]
fn a_hub_that_lost_its_last_hours_is_offered_them_again() {
    let phone = Phone::new();
    let (old, lost) = (phone.comment(order(1)), phone.comment(order(1)));
    phone.answer(old, Verdict::Accepted, Some(10));
    phone.answer(lost, Verdict::Accepted, Some(20));
    phone.seen(21);
    assert_eq!(phone.write(|tx| outbox::offer_again(tx, 15)), 1);
    assert_eq!(phone.to_send(), [lost]);
    assert_eq!(phone.overlay(order(1)), [lost]);
}

#[test]
fn a_second_life_names_the_first_and_both_are_sent() {
    let phone = Phone::new();
    let before = phone.comment(order(1));
    let named = Predecessor {
        chain: ChainId { device: DEVICE, incarnation: Incarnation([1; 8]) },
        size: 1,
    };
    phone.write(|tx| chain::begin(tx, Incarnation([2; 8]), Some(named)));
    let (first, second) = (phone.comment(order(1)), phone.comment(order(1)));
    assert_eq!(phone.to_send(), [before, first, second]);
    let row = phone.store().read(|c| outbox::by_hash(c, first)).unwrap().unwrap();
    let header = Header::from_bytes(&row.envelope.header_bytes).unwrap();
    assert_eq!((header.seq, header.predecessor), (0, Some(named)));
    let lives = phone.store().read(chain::all).unwrap();
    assert_eq!(lives.iter().map(|chain| chain.frontier.size()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_seal_is_kept_only_if_it_is_of_this_chain() {
    let phone = Phone::new();
    for _ in 0..3 {
        phone.comment(order(1));
    }
    let chain = phone.store().read(chain::current).unwrap();
    let at_two = phone.store().read(|c| chain::leaves(c, chain.incarnation, 0, 2)).unwrap();
    let seal = |size, root| seal(size, root);
    phone.write(|tx| chain::put_seal(tx, &seal(2, merkle::root(&at_two))));
    phone.write(|tx| chain::put_seal(tx, &seal(3, chain.frontier.root())));
    for wrong in [seal(2, chain.frontier.root()), seal(4, chain.frontier.root())] {
        let refused = phone.store().write(|tx| chain::put_seal(tx, &wrong));
        assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    }
    let over = |seq| phone.store().read(|c| chain::seal_over(c, chain.incarnation, seq)).unwrap();
    assert_eq!(over(1).unwrap().statement.size, 2);
    assert_eq!(over(2).unwrap().statement.size, 3);
    assert!(over(3).is_none());
    assert_eq!(phone.store().read(chain::current).unwrap().sealed_size, 3);
}

fn seal(size: u64, root: Hash) -> Seal {
    let statement = SealStatement {
        version: 1,
        tenant: counterfoil_domain::ids::TenantId([7; 16]),
        device: DEVICE,
        incarnation: Incarnation([1; 8]),
        size,
        root,
        clocks: Clocks { wall_ms: NOW_MS, boot: [0; 8], monotonic_ms: 1 },
    };
    let signature = SoftwareKey::ed25519(&[1; 32]).sign(Purpose::Seal, &statement.to_bytes());
    Seal { statement, signature }
}

#[test]
fn many_small_envelopes_are_sent_in_bounded_parts() {
    let phone = Phone::new();
    for _ in 0..20 {
        phone.comment(order(1));
    }
    let part = |bytes| phone.store().read(|c| outbox::to_send(c, NOW_MS, 8, bytes)).unwrap().len();
    assert_eq!(part(1 << 20), 8);
    assert_eq!(part(1), 1, "the first goes whatever its size");
    assert!((1..8).contains(&part(600)));
}
