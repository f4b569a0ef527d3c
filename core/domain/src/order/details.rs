//! What a fact says, name by name, as a timeline shows it.

use super::sums::{amount, method_name, purpose_name, quote_text};
use super::timeline::Detail;
use super::value::Value;
use super::view::outcome_name;
use crate::fact::{
    CustodyAct, DutyStep, Fact, Fix, FixProvider, SequenceStep, TimerStep, VisitStep,
};
use crate::ids::FactId;

struct Details(Vec<Detail>);

impl Details {
    fn put(mut self, name: &str, value: Value) -> Self {
        self.0.push(Detail { name: name.to_owned(), value });
        self
    }

    fn text(self, name: &str, text: &str) -> Self {
        self.put(name, Value::text(text))
    }

    fn maybe(self, name: &str, text: Option<&String>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    fn count(self, name: &str, count: Option<u64>) -> Self {
        match count {
            Some(count) => self.number(name, i64::try_from(count).unwrap_or(i64::MAX)),
            None => self,
        }
    }

    fn number(self, name: &str, number: i64) -> Self {
        self.put(name, Value::Int(number))
    }
}

/// Facts, one after the other.
fn ids(facts: &[FactId]) -> Option<String> {
    let texts: Vec<String> = facts.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// Names, one after the other; none says nothing.
fn listed(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join("、"))
}

fn shown<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// What a fact says, name by name.
#[must_use]
pub fn details(fact: &Fact) -> Vec<Detail> {
    let list = Details(Vec::new());
    match fact {
        Fact::Photo(one) => list
            .text("role", &one.role)
            .maybe("exif_taken_at", one.exif_taken_at.as_ref())
            .maybe("camera", one.camera.as_ref())
            .count("sharpness_milli", one.sharpness_milli.map(u64::from))
            .count("light", one.light.map(u64::from)),
        Fact::Signature(one) => list
            .text("signer", &one.signer)
            .text("role", &one.role)
            .text("shown", &one.shown.to_string())
            .maybe("line", one.line.as_ref().map(|line| &line.text)),
        Fact::Unsigned(one) => list.text("reason", &one.reason).maybe("note", one.note.as_ref()),
        Fact::Fix(one) => fix_details(list, one),
        Fact::Scan(one) => list
            .text("raw", &one.raw)
            .text("symbology", &one.symbology)
            .put("matches", Value::Bool(one.matches)),
        Fact::Reading(one) => list
            .text("quantity", &one.quantity)
            .number("value_milli", one.value_milli)
            .text("unit", &one.unit)
            .maybe("sensor", one.sensor.as_ref())
            .count("ago_ms", one.ago_ms),
        Fact::Consent(one) => list
            .text("to", &one.to)
            .text("who", &one.who)
            .text("channel", &one.channel)
            .text("words", &one.words)
            .maybe("attempts", ids(&one.attempts).as_ref())
            .maybe("screenshot", shown(one.screenshot).as_ref())
            .maybe("place", shown(one.place).as_ref())
            .count("until_ms", one.until_ms),
        Fact::Refusal(one) => list
            .text("reason", &one.reason)
            .maybe("who", one.who.as_ref())
            .maybe("note", one.note.as_ref()),
        Fact::ContactAttempt(one) => list
            .text("channel", &one.channel)
            .text("outcome", outcome_name(one.outcome))
            .count("lasted_ms", Some(one.lasted_ms))
            .count("ended_ago_ms", one.ended_ago_ms),
        Fact::Comment(one) => list.text("text", &one.text),
        Fact::Urge(one) => list.maybe("reason", one.reason.as_ref()),
        Fact::UrgeAnswer(one) => list
            .text("answer", &one.answer)
            .text("urge", &one.urge.to_string())
            .count("minutes", one.minutes.map(u64::from)),
        Fact::ClockStop(one) => list
            .maybe("areas", listed(&one.areas).as_ref())
            .maybe("kinds", listed(&one.kinds).as_ref())
            .count("from_ms", one.from_ms)
            .count("to_ms", one.to_ms)
            .text("reason", &one.reason)
            .maybe("note", one.note.as_ref()),
        Fact::ClockResumed(one) => list.text("stop", &one.stop.to_string()),
        Fact::Revealed(one) => list
            .text("path", &one.path)
            .text("person", &one.person.to_string())
            .text("reason", &one.reason),
        other => act_details(list, other),
    }
    .0
}

fn fix_details(list: Details, fix: &Fix) -> Details {
    let provider = match fix.provider {
        FixProvider::Satellite => "satellite",
        FixProvider::Network => "network",
        FixProvider::Fused => "fused",
        FixProvider::Manual => "manual",
    };
    list.number("latitude_e7", i64::from(fix.latitude_e7))
        .number("longitude_e7", i64::from(fix.longitude_e7))
        .number("accuracy_dm", i64::from(fix.accuracy_dm))
        .number("age_ms", i64::try_from(fix.age_ms).unwrap_or(i64::MAX))
        .text("provider", provider)
}

fn act_details(list: Details, fact: &Fact) -> Details {
    match fact {
        Fact::Transition(one) => list
            .text("name", &one.name)
            .text("from", &one.from)
            .maybe("reason", one.reason.as_ref())
            .maybe("note", one.note.as_ref())
            .count("until_ms", one.until_ms),
        Fact::Found(one) => {
            let keys = one.keys.iter().map(|key| format!("{}:{}", key.scheme, key.value));
            list.text("kind", &one.kind).text("keys", &keys.collect::<Vec<_>>().join(" "))
        }
        Fact::Keyed(one) => list.text("scheme", &one.key.scheme).text("key", &one.key.value),
        Fact::Assignment(one) => {
            list.maybe("to", shown(one.to).as_ref()).maybe("reason", one.reason.as_ref())
        }
        Fact::Custody(one) => list
            .text("act", custody_name(one.act))
            .maybe("person", shown(one.person).as_ref())
            .maybe("place", shown(one.place).as_ref())
            .maybe("key", one.key.as_ref().map(|key| &key.value)),
        Fact::Approval(one) => list
            .text("request", &one.request.to_string())
            .number("level", i64::from(one.level))
            .put("granted", Value::Bool(one.granted))
            .maybe("note", one.note.as_ref()),
        Fact::ApprovalRequest(one) => list
            .text("transition", &one.transition)
            .number("level", i64::from(one.level))
            .maybe("note", one.note.as_ref()),
        Fact::Delegation(one) => list
            .text("person", &one.to.to_string())
            .number("until_ms", i64::try_from(one.until_ms).unwrap_or(i64::MAX))
            .maybe("note", one.note.as_ref()),
        Fact::Proposed(one) => list
            .text("path", &one.path)
            .text("value", &one.value)
            .maybe("evidence", ids(&one.evidence).as_ref()),
        Fact::Claim(one) => list
            .text("about", &one.about)
            .put("holds", Value::Bool(one.holds))
            .text("who", &one.who)
            .text("words", &one.words)
            .maybe("evidence", ids(&one.evidence).as_ref()),
        Fact::Withdrawn(one) => {
            list.text("fact", &one.fact.to_string()).text("reason", &one.reason)
        }
        Fact::Moved(one) => list
            .text("evidence", &one.evidence.to_string())
            .text("to", &one.to.to_string())
            .text("reason", &one.reason),
        Fact::DoNotLoad(one) => {
            list.put("stop", Value::Bool(one.stop)).maybe("reason", one.reason.as_ref())
        }
        Fact::Settled(one) => {
            list.text("path", &one.path).maybe("proposal", shown(one.proposal).as_ref())
        }
        other => money_details(list, other),
    }
}

fn money_details(list: Details, fact: &Fact) -> Details {
    match fact {
        Fact::Payment(one) => list
            .text("purpose", purpose_name(one.purpose))
            .text("method", method_name(one.method))
            .text("amount", &amount(&one.amount))
            .text("slip", &one.slip),
        Fact::Confirmed(one) => list
            .text("payment", &one.payment.to_string())
            .put("received", Value::Bool(one.received))
            .maybe("reference", one.reference.as_ref()),
        Fact::Part(one) => list
            .text("step", &one.step)
            .text("sku", &one.sku)
            .text("name", &one.name)
            .number("quantity", i64::from(one.quantity))
            .maybe("serial", one.serial.as_ref())
            .maybe("place", one.place.map(|place| place.to_string()).as_ref()),
        Fact::Quote(one) => {
            list.number("number", i64::from(one.number)).text("text", &quote_text(one))
        }
        Fact::Visit(one) => list
            .text("visit", &one.id.to_string())
            .text("step", visit_name(one.step))
            .maybe("outcome", one.outcome.as_ref()),
        Fact::Timer(one) => list.text("timer", &one.name).text("step", timer_name(one.step)),
        Fact::Duty(one) => list
            .text("step", duty_name(one.step))
            .maybe("vehicle", one.vehicle.as_ref())
            .maybe("outlet", one.outlet.as_ref()),
        Fact::Counted(one) => list
            .text("list", &one.list)
            .maybe("purpose", one.purpose.map(purpose_name).map(str::to_owned).as_ref())
            .maybe("method", one.method.map(method_name).map(str::to_owned).as_ref())
            .maybe("amount", one.amount.as_ref().map(amount).as_ref())
            .maybe("pieces", shown(one.pieces).as_ref())
            .maybe("note", one.note.as_ref()),
        Fact::LoadScan(one) => list
            .text("raw", &one.raw)
            .text("told", &one.told)
            .maybe("order", shown(one.order).as_ref()),
        Fact::Sequenced(one) => list
            .text("step", sequence_name(one.step))
            .number("orders", i64::try_from(one.orders.len()).unwrap_or(i64::MAX))
            .maybe("offer", shown(one.offer).as_ref()),
        Fact::ShiftClosed(one) => list.number("size", i64::try_from(one.size).unwrap_or(i64::MAX)),
        _ => list,
    }
}

fn custody_name(act: CustodyAct) -> &'static str {
    match act {
        CustodyAct::Taken => "taken",
        CustodyAct::Given => "given",
        CustodyAct::Received => "received",
        CustodyAct::Returned => "returned",
        CustodyAct::Shelved => "shelved",
    }
}

fn visit_name(step: VisitStep) -> &'static str {
    match step {
        VisitStep::Begin => "begin",
        VisitStep::End => "end",
    }
}

fn timer_name(step: TimerStep) -> &'static str {
    match step {
        TimerStep::Start => "start",
        TimerStep::Stop => "stop",
    }
}

fn sequence_name(step: SequenceStep) -> &'static str {
    match step {
        SequenceStep::Offered => "offered",
        SequenceStep::Kept => "kept",
        SequenceStep::LetGo => "let_go",
        SequenceStep::Declined => "declined",
    }
}

fn duty_name(step: DutyStep) -> &'static str {
    match step {
        DutyStep::Begin => "begin",
        DutyStep::BreakBegin => "break_begin",
        DutyStep::BreakEnd => "break_end",
        DutyStep::End => "end",
    }
}
