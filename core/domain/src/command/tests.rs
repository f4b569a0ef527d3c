//! Commands as stories: what they make, what they refuse and why, and the exact bytes.

use crate::command::{
    AuthorContext, BuildError, ChangeFrame, Command, FieldSet, FoundOrder, OfferState, Planned,
    Refusal, TransitionCommand, build_envelope, offers, plan,
};
use crate::document::FieldValue;
use crate::envelope::{ActMode, BlobRef, Body, Header, body_matches};
use crate::fact::{
    Assignment, Comment, Fact, Money, Payment, PaymentMethod, PaymentPurpose, Photo, ShiftClosed,
    SignatureFact,
};
use crate::hash::sha256;
use crate::ids::{ActId, ChainId, DeviceId, Hash, Incarnation, PersonId, SubjectId, TenantId};
use crate::moment::{Clocks, Moment};
use crate::order::{Actor, Entry, OrderState, Sight, decide};
use crate::playbook::Playbook;
use crate::playbook::words::Lang;
use crate::playbook::workflow::Missing;
use crate::subject::{Key, SubjectKind};

const ANN: PersonId = PersonId([2; 16]);
const ORDER: SubjectId = SubjectId([1; 16]);

fn moment() -> Moment {
    let clocks = Clocks { wall_ms: 1_790_000_000_000, boot: [1; 8], monotonic_ms: 1 };
    Moment { clocks, anchor: None }
}

fn actor(role: &str, assigned: bool) -> Actor {
    let roles = vec![role.to_owned()];
    Actor { assigned, ..Actor::on(&OrderState::empty(ORDER), ANN, roles) }
}

fn author(seq: u64) -> AuthorContext {
    AuthorContext {
        tenant: TenantId([7; 16]),
        chain: ChainId { device: DeviceId([2; 16]), incarnation: Incarnation([2; 8]) },
        seq,
        person: ANN,
        moment: moment(),
        seen: None,
        act: Some(ActId([3; 16])),
        instead_of: None,
        predecessor: None,
        k: [5; 16],
        k_is_new: seq == 0,
    }
}

fn planned(state: &OrderState, actor: &Actor, command: Command) -> Result<Planned, Refusal> {
    let how = (SubjectKind::Order, actor, &Sight::All);
    plan(command, &Playbook::builtin(), state, how, &moment())
}

/// A parcel that is Ann's.
fn parcel() -> OrderState {
    let (playbook, office) = (Playbook::builtin(), actor("dispatcher", false));
    let mut state = OrderState::empty(ORDER);
    let new = FoundOrder {
        kind: "parcel".into(),
        keys: vec![Key::new("waybill", "SF1234567890123")],
        fields: Vec::new(),
    };
    let assign = Command::Assign(Assignment { to: Some(ANN), reason: None });
    for (seq, command) in (0..).zip([Command::FoundOrder(new), assign]) {
        let drafts = planned(&state, &office, command).expect("allowed").envelopes;
        let envelope = build_envelope(&drafts[0], &author(seq), None).expect("in bounds");
        let header = Header::from_bytes(&envelope.header_bytes).expect("a header");
        let body = Body::from_bytes(&envelope.body.expect("a body").bytes).expect("a body");
        let mut entry = Entry::overlay(header, None, body);
        entry.index = Some(seq);
        let decided = decide(&playbook, &state, &entry, &office, &Sight::All);
        entry.decision = Some(decided.decision);
        state.apply(&entry);
    }
    state
}

fn photo(role: &str) -> Command {
    let original = sha256(role.as_bytes());
    let photo = Photo {
        original,
        role: role.into(),
        width_px: 1,
        height_px: 1,
        exif_taken_at: None,
        exif_latitude_e7: None,
        exif_longitude_e7: None,
        camera: None,
        look: None,
        unreadable: None,
        sharpness_milli: None,
        light: None,
    };
    let (media_type, role) = ("image/jpeg".to_owned(), role.to_owned());
    Command::AddPhoto(photo, BlobRef { hash: original, size_bytes: 9, media_type, role })
}

fn signature() -> Command {
    let signature = SignatureFact {
        strokes: sha256(b"strokes"),
        signer: "王小明".into(),
        role: "recipient".into(),
        shown: sha256(b"shown"),
        line: None,
    };
    Command::Sign(signature, Vec::new())
}

fn cash(slip: &str) -> Command {
    Command::Pay(Payment {
        purpose: PaymentPurpose::Freight,
        method: PaymentMethod::Cash,
        amount: Money::fen(1_200),
        slip: slip.into(),
    })
}

fn deliver(with: Vec<Command>) -> Command {
    Command::Transition(TransitionCommand { name: "deliver".into(), with, ..Default::default() })
}

fn comment(text: String) -> Command {
    Command::Comment(Comment { text }, Vec::new())
}

#[test]
fn deliver_with_cash_is_one_act_in_two_audiences_with_the_transition_last() {
    let command = deliver(vec![photo("door"), signature(), cash("7")]);
    let drafts = planned(&parcel(), &actor("courier", true), command).expect("allowed").envelopes;
    let audiences: Vec<&str> = drafts.iter().map(|draft| draft.audience.as_str()).collect();
    assert_eq!(audiences, ["money", "work"]);
    assert!(drafts.iter().all(|draft| draft.act == Some((ActMode::Together, 2))));
    let kinds: Vec<&str> = drafts[1].facts.iter().map(Fact::name).collect();
    assert_eq!(kinds, ["transition", "photo", "signature"]);
    let last = build_envelope(&drafts[1], &author(4), None).expect("in bounds");
    let header = Header::from_bytes(&last.header_bytes).expect("a header");
    assert_eq!(header.kind, 1, "the transition leads");
    assert_eq!(header.act.expect("an act").count, 2);
}

#[test]
fn a_refused_delivery_says_what_is_missing_in_both_languages() {
    let command = deliver(vec![signature()]);
    let refused = planned(&parcel(), &actor("courier", true), command).expect_err("no photo");
    let photo = Missing::Evidence { kind: "photo".into(), role: Some("door".into()), count: 1 };
    assert_eq!(refused, Refusal::Missing(vec![photo]));
    let playbook = Playbook::builtin();
    let words = refused.words(&playbook, "parcel", Lang::En);
    assert_eq!(words.len(), 1);
    assert!(words[0].starts_with("1 more photo"), "{words:?}");
    assert!(refused.words(&playbook, "parcel", Lang::Zh)[0].contains("还需 1 份照片"));
}

#[test]
fn a_phone_that_may_not_see_the_money_leaves_the_delivery_to_the_hub() {
    let seen = ["keys", "plan", "contact", "work"].map(str::to_owned);
    let (sight, courier) = (Sight::Only(seen.into()), actor("courier", true));
    let command = deliver(vec![photo("door"), signature()]);
    let how = (SubjectKind::Order, &courier, &sight);
    let plan = plan(command, &Playbook::builtin(), &parcel(), how, &moment()).expect("planned");
    assert!(plan.hub_decides);
}

#[test]
fn who_may_not_is_told_so() {
    let state = parcel();
    let refused = planned(&state, &actor("courier", false), photo("door"));
    assert_eq!(refused, Err(Refusal::MayNotAdd { kind: "photo".into() }));
    let set = vec![FieldSet::new("title", FieldValue::text("x"))];
    let refused = planned(&state, &actor("courier", true), Command::SetFields(set));
    assert_eq!(refused, Err(Refusal::MayNotSet { path: "title".into() }));
}

#[test]
fn nothing_too_large_or_empty_is_ever_captured() {
    let (state, ann) = (parcel(), actor("courier", true));
    let long = planned(&state, &ann, comment("字".repeat(4_001)));
    assert_eq!(long, Err(Refusal::TooLong { what: "text", max: 4_000, unit: "characters" }));
    planned(&state, &ann, comment("字".repeat(4_000))).expect("just fits");
    let empty = planned(&state, &ann, comment("  ".into()));
    assert_eq!(empty, Err(Refusal::Empty { what: "text" }));
    assert_eq!(planned(&state, &ann, cash("")), Err(Refusal::Empty { what: "slip" }));
    let many = deliver((0..64).map(|_| photo("door")).chain([signature()]).collect());
    assert_eq!(planned(&state, &ann, many), Err(Refusal::TooMany { what: "facts", max: 64 }));
    let unknown = planned(&state, &ann, photo("moon"));
    let name = "moon".to_owned();
    assert_eq!(unknown, Err(Refusal::NotInPlaybook { what: "photo role", name }));
    let shut = ShiftClosed { size: 1, drafts: 2, vault_files: 0, vault_root: Hash::ZERO };
    assert!(planned(&state, &ann, Command::CloseShift(shut)).is_err(), "two drafts are open");
    let twice = deliver(vec![deliver(Vec::new())]);
    assert_eq!(planned(&state, &ann, twice), Err(Refusal::TooMany { what: "transitions", max: 1 }));
}

#[test]
fn a_fields_type_is_the_playbooks() {
    let set = vec![FieldSet::new("window/to_ms", FieldValue::text("noon"))];
    let refused = planned(&parcel(), &actor("dispatcher", false), Command::SetFields(set));
    assert_eq!(refused, Err(Refusal::Wrong { what: "value" }));
}

#[test]
fn an_envelope_commits_to_its_body_and_is_the_same_each_time() {
    let drafts = planned(&parcel(), &actor("courier", true), comment("到了".into()));
    let draft = &drafts.expect("allowed").envelopes[0];
    let first = build_envelope(draft, &author(0), None).expect("in bounds");
    assert_eq!(build_envelope(draft, &author(0), None), Ok(first.clone()));
    let header = Header::from_bytes(&first.header_bytes).expect("a header");
    let salted = first.body.expect("a body");
    assert!(body_matches(&header, &salted));
    assert_eq!(salted.salt, header.salt(&[5; 16]));
    let body = Body::from_bytes(&salted.bytes).expect("a body");
    assert_eq!(body.k, Some([5; 16]), "the first body there carries k");
    let later = build_envelope(draft, &author(1), None).expect("in bounds").body.expect("a body");
    assert_eq!(Body::from_bytes(&later.bytes).expect("a body").k, None);
    let stray = ChangeFrame { generation: 0, frame: vec![1] };
    assert_eq!(build_envelope(draft, &author(0), Some(stray)), Err(BuildError::Change));
}

#[test]
fn the_screen_is_offered_what_comes_next_with_what_it_lacks() {
    let (playbook, state) = (Playbook::builtin(), parcel());
    let offers = offers(&playbook, &state, &actor("courier", true), &Sight::All);
    let deliver = offers.iter().find(|offer| offer.transition == "deliver").expect("offered");
    let OfferState::Lacks(missing) = &deliver.state else { panic!("{:?}", deliver.state) };
    assert_eq!(missing.len(), 2);
    let start = offers.iter().find(|offer| offer.transition == "start").expect("offered");
    assert_eq!(start.state, OfferState::Ready);
    assert!(offers.iter().all(|offer| offer.transition != "cancel"), "not hers to do");
}
