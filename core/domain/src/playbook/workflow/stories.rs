//! Ends that meet: what the fold makes of transitions that did not know of each other.

use super::*;
use crate::decision::StageState;
use crate::ids::{DeviceId, Incarnation};
use crate::playbook::words::Lang;

fn fact(seq: u64) -> FactId {
    FactId { device: DeviceId([7; 16]), incarnation: Incarnation([7; 8]), seq, position: 0 }
}

fn at(stage: &str, by: u64) -> StageState {
    StageState { stage: stage.into(), by: Some(fact(by)), ..StageState::default() }
}

fn allowed(to: &str) -> Judgement {
    Judgement::Allowed { to_stage: to.into(), rule: String::new() }
}

fn stands_elsewhere() -> Judgement {
    let missing = vec![Missing::Stage { is: String::new(), needs: Vec::new() }];
    Judgement::Refused { missing }
}

fn landing(seq: u64, transition: &str, judgement: Judgement) -> Landing {
    Landing {
        fact: fact(seq),
        transition: transition.into(),
        judgement,
        author: Author::Present,
        saw_present_stage: true,
    }
}

fn fold(state: &StageState, landing: &Landing) -> Step {
    fold_step(&Playbook::builtin(), "parcel", state, landing)
}

fn sides(state: &StageState) -> Vec<&str> {
    state.disputed.iter().flatten().map(|side| side.stage.as_str()).collect()
}

#[test]
fn what_is_allowed_moves_the_order() {
    let state = initial_state(&Playbook::builtin(), "parcel");
    assert_eq!((state.stage.as_str(), state.by), ("ready", None));
    let step = fold(&state, &landing(1, "load", allowed("loaded")));
    assert_eq!(step, Step { state: at("loaded", 1), outcome: Outcome::Moved });
}

#[test]
fn ann_delivered_with_evidence_what_the_office_had_cancelled() {
    // 1. The office cancels; 2. Ann's delivery arrives with photo and signature.
    let step = fold(&at("cancelled", 1), &landing(2, "deliver", stands_elsewhere()));
    assert_eq!(step.outcome, Outcome::Disputed);
    assert_eq!(sides(&step.state), ["cancelled", "delivered"]);
    assert_eq!(step.state.stage, "cancelled", "the stage waits for the dispatcher");
    // 3. The dispatcher decides for the evidence; the dispute is over.
    let step = fold(&step.state, &landing(3, "settle_delivered", allowed("delivered")));
    assert_eq!(step, Step { state: at("delivered", 3), outcome: Outcome::Moved });
}

#[test]
fn the_same_in_the_other_order_is_disputed_too() {
    // The office had not seen the delivery when it cancelled.
    let mut cancel = landing(2, "cancel", stands_elsewhere());
    cancel.saw_present_stage = false;
    let step = fold(&at("delivered", 1), &cancel);
    assert_eq!(
        (step.outcome, sides(&step.state)),
        (Outcome::Disputed, vec!["delivered", "cancelled"])
    );
    // Had it seen the delivery, cancelling would have been a mistake and nothing more.
    cancel.saw_present_stage = true;
    let step = fold(&at("delivered", 1), &cancel);
    assert!(matches!(step.outcome, Outcome::Exception { .. }));
    assert_eq!(step.state, at("delivered", 1));
}

#[test]
fn a_delivery_without_its_evidence_disputes_nothing() {
    let missing = vec![
        Missing::Stage { is: "cancelled".into(), needs: Vec::new() },
        Missing::Evidence { kind: "photo".into(), role: Some("door".into()), count: 1 },
    ];
    let judgement = Judgement::Refused { missing: missing.clone() };
    let step = fold(&at("cancelled", 1), &landing(2, "deliver", judgement));
    assert_eq!(step.outcome, Outcome::Exception { missing });
    assert_eq!(step.state, at("cancelled", 1));
}

#[test]
fn a_second_delivery_is_an_exception_and_no_dispute() {
    let step = fold(&at("delivered", 1), &landing(2, "deliver", stands_elsewhere()));
    assert!(matches!(step.outcome, Outcome::Exception { .. }));
    assert!(!step.state.is_disputed());
}

#[test]
fn a_former_assignees_end_disputes_and_all_else_is_only_shown() {
    let late = |transition: &str, judgement| Landing {
        author: Author::Former,
        ..landing(9, transition, judgement)
    };
    let now = at("out_for_delivery", 4);
    let step = fold(&now, &late("deliver", allowed("delivered")));
    assert_eq!(
        (step.outcome, sides(&step.state)),
        (Outcome::Disputed, vec!["out_for_delivery", "delivered"])
    );
    let step = fold(&now, &late("fail", allowed("attempted")));
    assert_eq!(step, Step { state: now.clone(), outcome: Outcome::Shown });
    let unproven = Judgement::Refused { missing: vec![Missing::Assigned] };
    let step = fold(&now, &late("deliver", unproven));
    assert_eq!(step, Step { state: now, outcome: Outcome::Shown });
}

#[test]
fn a_third_end_joins_the_dispute_once() {
    let two = fold(&at("cancelled", 1), &landing(2, "deliver", stands_elsewhere())).state;
    let settling = Judgement::Refused { missing: vec![Missing::Settling] };
    let again = landing(3, "deliver_locker", settling);
    let three = fold(&two, &again).state;
    assert_eq!(sides(&three), ["cancelled", "delivered", "delivered"]);
    assert_eq!(fold(&three, &again).state, three, "the same landing twice changes nothing");
}

#[test]
fn whatever_lands_there_is_a_state_after_it() {
    let playbook = Playbook::builtin();
    let flow = playbook.workflow_of("parcel").expect("a workflow").clone();
    let hub = Judgement::HubDecides { why: BTreeSet::new() };
    for stage in flow.stages.iter().map(|stage| stage.id.as_str()).chain(["unheard-of"]) {
        for step in flow.transitions.iter().map(|step| step.id.as_str()).chain(["unheard-of"]) {
            for judgement in [stands_elsewhere(), hub.clone()] {
                let after = fold(&at(stage, 1), &landing(2, step, judgement)).state;
                assert_eq!(after.stage, stage, "{step} moved {stage} without being allowed");
            }
        }
    }
}

#[test]
fn who_may_take_back_a_wrong_delivered() {
    let playbook = Playbook::builtin();
    let ann = TakingBack {
        role: "courier".into(),
        is_author: true,
        shift_open: true,
        moved_since: false,
        reason: Some("pressed_wrongly".into()),
    };
    let ask = |by: &TakingBack| may_take_back(&playbook, "parcel", "deliver", by);
    assert_eq!(ask(&ann), []);
    let silent = ask(&TakingBack { reason: None, ..ann.clone() });
    assert_eq!(silent[0].words(&playbook, Lang::Zh), "请选择撤回原因");
    let next_day = ask(&TakingBack { shift_open: false, ..ann.clone() });
    assert!(matches!(next_day.as_slice(), [Missing::InTime { .. }]));
    assert_eq!(next_day[0].words(&playbook, Lang::Zh), "已过撤回时限,请联系调度、网点负责人");
    let chen = ask(&TakingBack { is_author: false, ..ann.clone() });
    assert!(matches!(chen.as_slice(), [Missing::Author { .. }]));
    let dispatcher =
        TakingBack { role: "dispatcher".into(), is_author: false, shift_open: false, ..ann };
    assert_eq!(ask(&dispatcher), []);
}

#[test]
fn what_is_missing_is_said_in_both_languages() {
    let playbook = Playbook::builtin();
    let door = Missing::Evidence { kind: "photo".into(), role: Some("door".into()), count: 1 };
    let freight =
        Missing::Payment { purpose: "freight".into(), amount_minor: 1_800, paid_minor: 0 };
    let locker = Missing::Consent { kinds: vec!["locker".into(), "station".into()] };
    let cases = [
        (&door, "还需 1 份照片:门口", "1 more photo: door"),
        (&freight, "到付运费应收 18.00,已记 0.00", "freight due: 18.00 due, 0.00 recorded"),
        (
            &locker,
            "需要客户同意:放快递柜、放驿站",
            "consent needed: leave in a locker, leave at a station",
        ),
    ];
    for (missing, zh, en) in cases {
        assert_eq!(missing.words(&playbook, Lang::Zh), zh);
        assert_eq!(missing.words(&playbook, Lang::En), en);
    }
}
