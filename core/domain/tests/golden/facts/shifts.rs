//! A person's time: duty, visits, timers, counts, and the closing of a shift.

use counterfoil_domain::fact::{
    Counted, Duty, DutyStep, Fact, LoadScan, Money, PaymentMethod, PaymentPurpose, SequenceStep,
    Sequenced, ShiftClosed, TimerFact, TimerStep, Visit, VisitStep,
};
use counterfoil_domain::ids::ActId;
use serde_json::json;

use super::{Said, fact_of, hash, said_of, subject};

pub(super) fn all() -> Vec<Said> {
    let kinds = [duty(), shift_closed(), counted(), load_scan(), visit(), timer(), sequenced()];
    kinds.into_iter().flatten().collect()
}

pub(super) fn duty() -> Vec<Said> {
    let step = |step| Fact::Duty(Duty { step, vehicle: None, outlet: None });
    let (vehicle, outlet) = (Some("沪A12345".to_owned()), Some("临江网点".to_owned()));
    let begin = Fact::Duty(Duty { step: DutyStep::Begin, vehicle, outlet });
    vec![
        (begin, json!({"step": 1, "vehicle": "沪A12345", "outlet": "临江网点"})),
        (step(DutyStep::BreakBegin), json!({"step": 2})),
        (step(DutyStep::BreakEnd), json!({"step": 3})),
        (step(DutyStep::End), json!({"step": 4})),
    ]
}

pub(super) fn shift_closed() -> Vec<Said> {
    let fact = ShiftClosed { size: 212, drafts: 0, vault_files: 34, vault_root: hash(0xe1) };
    let says = json!({"size": 212, "drafts": 0, "vault_files": 34, "vault_root": hash(0xe1)});
    vec![(Fact::ShiftClosed(fact), says)]
}

pub(super) fn counted() -> Vec<Said> {
    let money = Counted {
        list: "money".into(),
        purpose: Some(PaymentPurpose::Goods),
        method: Some(PaymentMethod::Cash),
        amount: Some(Money::fen(9_900)),
        pieces: None,
        note: Some("少一张十元".into()),
    };
    let things = Counted {
        list: "returned".into(),
        purpose: None,
        method: None,
        amount: None,
        pieces: Some(3),
        note: None,
    };
    let says = json!({
        "list": "money", "purpose": 2, "method": 1, "amount": [9_900, "CNY"], "note": "少一张十元",
    });
    vec![
        (Fact::Counted(money), says),
        (Fact::Counted(things), json!({"list": "returned", "pieces": 3})),
    ]
}

pub(super) fn load_scan() -> Vec<Said> {
    let read = |told: &str, order| {
        let (raw, symbology) = ("SF1234567890123".to_owned(), "code128".to_owned());
        Fact::LoadScan(LoadScan { raw, symbology, told: told.into(), order })
    };
    let mut says = json!({"raw": "SF1234567890123", "symbology": "code128", "told": "unknown"});
    let unknown = (read("unknown", None), says.clone());
    (says["told"], says["order"]) = (json!("here"), json!(subject(0x30)));
    vec![(read("here", Some(subject(0x30))), says), unknown]
}

pub(super) fn sequenced() -> Vec<Said> {
    let orders = vec![subject(0x31), subject(0x30)];
    let says = |step: u8| json!({"step": step, "orders": [subject(0x31), subject(0x30)]});
    let said = |step, orders, offer| Fact::Sequenced(Sequenced { step, orders, offer });
    let mut taken = says(2);
    taken["offer"] = said_of(9);
    vec![
        (said(SequenceStep::Offered, orders.clone(), None), says(1)),
        (said(SequenceStep::Kept, orders.clone(), Some(fact_of(9))), taken),
        (said(SequenceStep::LetGo, orders, None), says(3)),
        (
            said(SequenceStep::Declined, Vec::new(), Some(fact_of(9))),
            json!({"step": 4, "orders": [], "offer": said_of(9)}),
        ),
    ]
}

pub(super) fn visit() -> Vec<Said> {
    let id = ActId([0xf1; 16]);
    let begin = Visit {
        id,
        step: VisitStep::Begin,
        outcome: None,
        place: Some(subject(0x33)),
        asset: Some(subject(0x35)),
    };
    let end =
        Visit { id, step: VisitStep::End, outcome: Some("fixed".into()), place: None, asset: None };
    let said = "f1".repeat(16);
    vec![
        (
            Fact::Visit(begin),
            json!({"id": said, "step": 1, "place": subject(0x33), "asset": subject(0x35)}),
        ),
        (Fact::Visit(end), json!({"id": said, "step": 2, "outcome": "fixed"})),
    ]
}

pub(super) fn timer() -> Vec<Said> {
    let fact = |step| Fact::Timer(TimerFact { name: "labour".into(), step });
    vec![
        (fact(TimerStep::Start), json!({"name": "labour", "step": 1})),
        (fact(TimerStep::Stop), json!({"name": "labour", "step": 2})),
    ]
}
