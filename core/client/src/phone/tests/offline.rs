//! Working without a hub: commands, refusals that explain, acts over several orders, shifts.

use counterfoil_domain::command::{Command, FieldSet, TransitionCommand};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{CustodyAct, CustodyStep, FixProvider};
use counterfoil_sync::phone::{TransportFailure, Why};

use super::{Device, found};
use crate::account::{CertificateOutcome, Left};
use crate::captures::{Position, ShownOrder, SignatureInput};
use crate::error::ClientError;
use crate::media::signature::{Point, Signature};
use crate::syncing::Budget;

fn deliver() -> TransitionCommand {
    TransitionCommand { name: "deliver".into(), ..TransitionCommand::default() }
}

#[test]
fn a_refusal_says_what_is_missing_and_leaves_no_trace() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let refused = phone.orders().transition(parcel, deliver(), None);
    let Err(ClientError::NotAllowed { reason }) = refused else { panic!("{refused:?}") };
    assert_eq!(reason.code, "missing");
    assert!(!reason.words_zh.is_empty() && reason.words_zh.len() == reason.words_en.len());
    assert_eq!(phone.syncing().status().unwrap().on_phone, 1, "the founding alone");
    let sets = vec![FieldSet::new("contact/phone", FieldValue::text("13800136017"))];
    let refused = phone.orders().set_fields(parcel, sets, None);
    let Err(ClientError::NotAllowed { reason }) = refused else { panic!("{refused:?}") };
    assert_eq!(reason.code, "may_not_set");
}

#[test]
fn ann_edits_upon_what_she_saw_and_nothing_vanishes() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let set = |value: &str| vec![FieldSet::new("a/floor", FieldValue::text(value))];
    let shown = phone.orders().sheet(parcel).unwrap().shown;
    phone.orders().set_fields(parcel, set("3"), Some(&shown)).unwrap();
    // The screen still shows the state before: what is written now stands beside, not over, the first.
    phone.orders().set_fields(parcel, set("4"), Some(&shown)).unwrap();
    let sheet = phone.orders().sheet(parcel).unwrap();
    let field = sheet.sheet.fields.iter().find(|row| row.path == "a/floor").unwrap();
    assert_eq!(field.candidates.len(), 2);
    // Looking at both, she writes over both.
    phone.orders().set_fields(parcel, set("5"), Some(&sheet.shown)).unwrap();
    let sheet = phone.orders().sheet(parcel).unwrap();
    let field = sheet.sheet.fields.iter().find(|row| row.path == "a/floor").unwrap();
    assert!(field.candidates.len() <= 1);
    let same = phone.orders().set_fields(parcel, set("5"), None);
    let Err(ClientError::NotAllowed { reason }) = same else { panic!("{same:?}") };
    assert_eq!(reason.code, "nothing_to_do");
}

fn drawn() -> Signature {
    let point = |n: u16| Point { x: 10 * n, y: 5 * n, t_ms: u32::from(n) * 16, pressure: 128 };
    Signature::new(300, 150, vec![(0..20).map(point).collect()]).unwrap()
}

#[test]
fn one_signature_for_two_parcels_and_what_one_forbids_does_not_stop_the_other() {
    let device = Device::new();
    let phone = device.enrolled();
    let (one, _) = found(&phone, "SF1234567890123");
    let (two, _) = found(&phone, "YT1111111111111");
    let nowhere = counterfoil_domain::ids::SubjectId([9; 16]);
    let shown = |id, text: &str| ShownOrder { id, text: text.into() };
    let input = SignatureInput {
        orders: vec![shown(one, "SF…0123 一件"), shown(nowhere, "?"), shown(two, "YT…1111 一件")],
        signature: drawn(),
        signer: "王".into(),
        role: "recipient".into(),
    };
    let done = phone.captures().sign(&input).unwrap();
    assert!(done[0].1.is_ok() && done[2].1.is_ok());
    assert!(matches!(done[1].1, Err(ClientError::NotFound { .. })));
    for id in [one, two] {
        assert_eq!(phone.orders().sheet(id).unwrap().sheet.card.counts.signatures, 1);
    }
    let sealed = phone.core.read(|c| Ok(counterfoil_store::chain::current(c)?)).unwrap();
    assert_eq!(sealed.sealed_size, sealed.frontier.size(), "sealed at the customer's signature");
}

#[test]
fn a_stale_position_says_so_and_a_scan_of_another_parcel_is_told() {
    let device = Device::new();
    let phone = device.enrolled();
    let (one, _) = found(&phone, "SF1234567890123");
    let (two, _) = found(&phone, "YT1111111111111");
    let position = Position {
        latitude: 30.25,
        longitude: 120.17,
        accuracy_m: 12.5,
        age_ms: 600_000,
        provider: FixProvider::Fused,
        mock: false,
        of: None,
    };
    assert!(position.is_stale());
    let code = |refused: Result<_, ClientError>| match refused {
        Err(ClientError::NotAllowed { reason }) => (reason.code, reason.words_zh),
        other => panic!("{other:?}"),
    };
    let outside = code(phone.captures().fix(one, &position));
    assert_eq!(outside, ("off_duty", vec!["未上班,不记录位置".to_owned()]));
    phone.account().begin_shift(None, None).unwrap();
    phone.captures().fix(one, &position).unwrap();
    phone.account().begin_break().unwrap();
    let pause = code(phone.captures().fix(one, &position));
    assert_eq!(pause, ("off_duty", vec!["休息中,不记录位置".to_owned()]));
    phone.account().end_break().unwrap();
    phone.captures().fix(one, &position).unwrap();
    let nowhere = Position { latitude: f64::NAN, ..position };
    assert!(phone.captures().fix(one, &nowhere).is_err());
    let scanned = phone.captures().scan(one, "yt1111111111111", "code128").unwrap();
    assert!(!scanned.matches);
    let here = crate::orders::ScanVerdict::Known { orders: vec![two] };
    assert_eq!(scanned.verdict, here);
    let taken = CustodyStep { act: CustodyAct::Taken, person: None, place: None, key: None };
    phone.orders().act(one, Command::Custody(taken), None).unwrap();
    let card = phone.orders().sheet(one).unwrap().sheet.card;
    assert_eq!(card.holder, Some(counterfoil_domain::ids::PersonId([3; 16])));
}

#[test]
fn a_shift_is_closed_with_its_counts_and_without_a_hub_something_is_left() {
    let device = Device::new();
    let phone = device.enrolled();
    let shift = phone.account().begin_shift(Some("浙A12345".into()), None).unwrap();
    assert_eq!(phone.account().status().unwrap().shift, Some(shift));
    assert!(phone.account().begin_shift(None, None).is_err(), "one at a time");
    phone.account().begin_break().unwrap();
    phone.account().end_break().unwrap();
    found(&phone, "SF1234567890123");
    let hash = phone.account().close_shift().unwrap();
    assert_eq!(phone.account().status().unwrap().shift, None);
    let unsent = phone.syncing().status().unwrap().on_phone;
    assert!(unsent >= 6, "{hash}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(phone.account().certificate()).unwrap();
    assert_eq!(outcome, CertificateOutcome::Left(vec![Left::Unsent(unsent)]));
    let report = runtime.block_on(phone.syncing().run(Budget::default())).unwrap();
    assert_eq!(report.why, Why::Transport(TransportFailure::Offline));
    assert_eq!(phone.syncing().status().unwrap().on_phone, unsent, "nothing is lost");
    let list = phone.orders().list(&Default::default(), Default::default(), None, 10).unwrap();
    assert_eq!(list.cards.len(), 1, "a shift is no order");
}
