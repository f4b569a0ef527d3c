//! Every kind of fact with every key: each optional key stands in one line and is missing in another, and beside
//! the bytes stands what they say, under the names of `docs/format-facts.md`.

mod acts;
mod captures;
mod money;
mod shifts;

use std::collections::BTreeSet;

use counterfoil_domain::cbor;
use counterfoil_domain::fact::{
    ClockResumed, ClockStop, Fact, FactRecord, KINDS, Revealed, Urge, UrgeAnswer,
};
use counterfoil_domain::ids::{Hash, PersonId, SubjectId};
use serde_json::{Value, json};

use crate::{chain, fact_of, keep_lines};

/// A fact and what it says.
pub(super) type Said = (Fact, Value);

/// The same as it is said.
fn said_of(seq: u64) -> Value {
    json!([chain().device, chain().incarnation, seq, 0])
}

/// Some subject's id.
fn subject(byte: u8) -> SubjectId {
    SubjectId([byte; 16])
}

/// Some hash.
fn hash(byte: u8) -> Hash {
    Hash([byte; 32])
}

/// Every kind: a new one is missing here, and the match does not compile.
fn of_kind(kind: &Fact) -> Vec<Said> {
    match kind {
        Fact::Transition(_) => acts::transition(),
        Fact::Photo(_) => captures::photo(),
        Fact::Signature(_) => captures::signature(),
        Fact::Fix(_) => captures::fix(),
        Fact::Scan(_) => captures::scan(),
        Fact::Reading(_) => captures::reading(),
        Fact::Consent(_) => captures::consent(),
        Fact::Refusal(_) => captures::refusal(),
        Fact::ContactAttempt(_) => captures::contact_attempt(),
        Fact::Comment(_) => captures::comment(),
        Fact::Urge(_) => urge(),
        Fact::UrgeAnswer(_) => urge_answer(),
        Fact::Part(_) => money::part(),
        Fact::Payment(_) => money::payment(),
        Fact::Quote(_) => money::quote(),
        Fact::Timer(_) => shifts::timer(),
        Fact::Visit(_) => shifts::visit(),
        Fact::Custody(_) => acts::custody(),
        Fact::Assignment(_) => acts::assignment(),
        Fact::Approval(_) => acts::approval(),
        Fact::Proposed(_) => acts::proposed(),
        Fact::Withdrawn(_) => acts::withdrawn(),
        Fact::Moved(_) => acts::moved(),
        Fact::Found(_) => acts::found(),
        Fact::Keyed(_) => acts::keyed(),
        Fact::DoNotLoad(_) => acts::do_not_load(),
        Fact::Unsigned(_) => captures::unsigned(),
        Fact::Duty(_) => shifts::duty(),
        Fact::ShiftClosed(_) => shifts::shift_closed(),
        Fact::Settled(_) => acts::settled(),
        Fact::Counted(_) => shifts::counted(),
        Fact::LoadScan(_) => shifts::load_scan(),
        Fact::Confirmed(_) => money::confirmed(),
        Fact::Claim(_) => captures::claim(),
        Fact::ApprovalRequest(_) => acts::approval_request(),
        Fact::Delegation(_) => acts::delegation(),
        Fact::Sequenced(_) => shifts::sequenced(),
        Fact::ClockStop(_) => clock_stop(),
        Fact::ClockResumed(_) => clock_resumed(),
        Fact::Revealed(_) => revealed(),
    }
}

fn all() -> Vec<Said> {
    let groups = [
        acts::all(),
        captures::all(),
        money::all(),
        shifts::all(),
        urge(),
        urge_answer(),
        clock_stop(),
        clock_resumed(),
        revealed(),
    ];
    let mut all: Vec<Said> = groups.into_iter().flatten().collect();
    all.sort_by_key(|(fact, _)| fact.kind());
    all
}

fn urge() -> Vec<Said> {
    vec![
        (Fact::Urge(Urge { reason: Some("客户急用".into()) }), json!({"reason": "客户急用"})),
        (Fact::Urge(Urge { reason: None }), json!({})),
    ]
}

fn urge_answer() -> Vec<Said> {
    let answer = |text: &str, minutes| {
        let (urge, answer) = (fact_of(9), text.to_owned());
        Fact::UrgeAnswer(UrgeAnswer { urge, answer, minutes })
    };
    vec![
        (answer("30分钟内到", None), json!({"urge": said_of(9), "answer": "30分钟内到"})),
        (
            answer("on_my_way", Some(25)),
            json!({"urge": said_of(9), "answer": "on_my_way", "minutes": 25}),
        ),
    ]
}

fn clock_stop() -> Vec<Said> {
    let stop = |areas: &[&str], kinds: &[&str], (from_ms, to_ms), note: Option<&str>| {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Fact::ClockStop(ClockStop {
            areas: list(areas),
            kinds: list(kinds),
            from_ms,
            to_ms,
            reason: "storm".into(),
            note: note.map(str::to_owned),
        })
    };
    let span = (Some(1_790_000_000_000), Some(1_790_003_600_000));
    vec![
        (
            stop(&["望湖"], &["parcel", "fresh"], span, Some("橙色预警")),
            json!({
                "areas": ["望湖"], "kinds": ["parcel", "fresh"], "from_ms": 1_790_000_000_000_u64,
                "to_ms": 1_790_003_600_000_u64, "reason": "storm", "note": "橙色预警",
            }),
        ),
        (stop(&[], &[], (None, None), None), json!({"areas": [], "kinds": [], "reason": "storm"})),
    ]
}

fn clock_resumed() -> Vec<Said> {
    let resumed = ClockResumed { stop: fact_of(9) };
    vec![(Fact::ClockResumed(resumed), json!({"stop": said_of(9)}))]
}

fn revealed() -> Vec<Said> {
    let (path, reason) = ("contact/phone", "预约复检时间");
    let said = json!({"path": path, "person": hex::encode([6; 16]), "reason": reason});
    let (path, reason) = (path.to_owned(), reason.to_owned());
    vec![(Fact::Revealed(Revealed { path, person: PersonId([6; 16]), reason }), said)]
}

#[test]
fn every_kind_of_fact_stands_as_it_was_published() {
    let all = all();
    let shown: BTreeSet<u16> = all.iter().map(|(fact, _)| fact.kind()).collect();
    let known: BTreeSet<u16> = KINDS.iter().map(|(number, _)| *number).collect();
    assert_eq!(shown, known, "each kind has its golden lines");
    for (fact, _) in &all {
        let lines = all.iter().filter(|(other, _)| other.kind() == fact.kind()).count();
        assert_eq!(of_kind(fact).len(), lines, "{} is shown where it belongs", fact.name());
    }
    let line = |(fact, says): &Said| {
        let record = fact.to_record();
        let bytes = cbor::encode(&record);
        let back: FactRecord = cbor::decode(&bytes).expect("deterministic");
        assert_eq!(back.fact(), Ok(Some(fact.clone())), "{} comes back", fact.name());
        json!({
            "kind": fact.kind(), "name": fact.name(), "version": record.version,
            "payload": hex::encode(&record.payload.0), "says": says,
        })
    };
    keep_lines("facts.json", all.iter().map(line).collect());
}
