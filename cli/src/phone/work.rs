//! What a technician's and a cold-chain courier's day needs: visits, timers, quotes, readings, waiting, claims, and
//! what could be done next.

use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::command::{Command as Act, OfferState, TransitionCommand};
use counterfoil_domain::fact::{Claim, Confirmed, Money, Payer, QuoteLine, Reading};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::playbook::words::Words;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::done;

/// A quote; its number, what it replaces and its total follow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuoteLineIn {
    order: SubjectId,
    lines: Vec<LineIn>,
    #[serde(default = "yuan")]
    currency: String,
}

/// One line of a quote: `quantity_milli` thousandths of a piece or an hour at `unit_minor` each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineIn {
    text: String,
    #[serde(default)]
    labour: bool,
    #[serde(default = "one")]
    quantity_milli: i64,
    unit_minor: i64,
    #[serde(default = "customer")]
    payer: String,
}

fn yuan() -> String {
    "CNY".to_owned()
}

fn one() -> i64 {
    1_000
}

fn customer() -> String {
    "customer".to_owned()
}

fn temperature() -> String {
    "temperature".to_owned()
}

fn celsius() -> String {
    "cel".to_owned()
}

/// One reading, or a logger's `series` of `[ago_ms, value_milli]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingLine {
    order: SubjectId,
    #[serde(default = "temperature")]
    quantity: String,
    #[serde(default = "celsius")]
    unit: String,
    value_milli: Option<i64>,
    ago_ms: Option<u64>,
    sensor: Option<String>,
    #[serde(default)]
    series: Vec<(u64, i64)>,
}

/// The order waits: by default the step `wait_part`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitLine {
    order: SubjectId,
    name: Option<String>,
    reason: String,
    until_ms: Option<u64>,
    note: Option<String>,
}

/// One side's word on a matter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimLine {
    order: SubjectId,
    about: String,
    holds: bool,
    who: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    evidence: Vec<FactId>,
}

/// Whether money that was said to be paid has come.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmLine {
    order: SubjectId,
    payment: FactId,
    received: bool,
    reference: Option<String>,
}

fn unclear(what: &str) -> ClientError {
    ClientError::Internal { reason: format!("the line's {what} is not one that is known") }
}

fn act(phone: &Phone, order: SubjectId, command: Act) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().act(order, command, None)?))
}

pub(super) fn visit(
    phone: &Phone,
    order: SubjectId,
    step: &str,
    outcome: Option<&str>,
) -> Result<Value, ClientError> {
    let captures = phone.captures();
    let (visit, made) = match step {
        "begin" => captures.begin_visit(order)?,
        "end" => captures.end_visit(order, outcome)?,
        _ => return Err(unclear("step")),
    };
    Ok(json!({ "visit": visit, "done": done(&made) }))
}

pub(super) fn timer(
    phone: &Phone,
    order: SubjectId,
    name: &str,
    step: &str,
) -> Result<Value, ClientError> {
    let captures = phone.captures();
    Ok(done(&match step {
        "start" => captures.start_timer(order, name)?,
        "stop" => captures.stop_timer(order, name)?,
        _ => return Err(unclear("step")),
    }))
}

pub(super) fn quote(phone: &Phone, line: QuoteLineIn) -> Result<Value, ClientError> {
    let currency = line.currency;
    let read = |one: LineIn| {
        let payer = match one.payer.as_str() {
            "customer" => Payer::Customer,
            "warranty" => Payer::Warranty,
            "maker" => Payer::Maker,
            _ => return Err(unclear("payer")),
        };
        let unit_price = Money { minor: one.unit_minor, currency: currency.clone() };
        let (text, labour, quantity_milli) = (one.text, one.labour, one.quantity_milli);
        Ok(QuoteLine { text, labour, quantity_milli, unit_price, payer })
    };
    let lines = line.lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let made = phone.captures().next_quote(line.order, &lines, &currency)?;
    Ok(json!({
        "number": made.quote.number, "supersedes": made.quote.supersedes,
        "total_minor": made.quote.total.minor, "text": made.text, "done": done(&made.done),
    }))
}

pub(super) fn reading(phone: &Phone, line: ReadingLine) -> Result<Value, ClientError> {
    let read = |(ago_ms, value_milli): (Option<u64>, i64)| Reading {
        quantity: line.quantity.clone(),
        value_milli,
        unit: line.unit.clone(),
        sensor: line.sensor.clone(),
        ago_ms,
    };
    let single = line.value_milli.map(|value| (line.ago_ms, value));
    let series = line.series.iter().map(|(ago, value)| (Some(*ago), *value));
    let readings: Vec<Reading> = series.chain(single).map(read).collect();
    if readings.is_empty() {
        return Err(unclear("value_milli"));
    }
    Ok(done(&phone.captures().readings(line.order, readings)?))
}

pub(super) fn wait(phone: &Phone, line: WaitLine) -> Result<Value, ClientError> {
    let step = TransitionCommand {
        name: line.name.unwrap_or_else(|| "wait_part".to_owned()),
        reason: Some(line.reason),
        note: line.note,
        until_ms: line.until_ms,
        with: Vec::new(),
    };
    act(phone, line.order, Act::Transition(step))
}

pub(super) fn moved(
    phone: &Phone,
    order: SubjectId,
    fact: FactId,
    to: SubjectId,
    reason: &str,
) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().move_evidence(order, fact, to, reason)?))
}

pub(super) fn claim(phone: &Phone, line: ClaimLine) -> Result<Value, ClientError> {
    let ClaimLine { order, about, holds, who, words, evidence } = line;
    act(phone, order, Act::Claim(Claim { about, holds, who, words, evidence }))
}

pub(super) fn confirm(phone: &Phone, line: ConfirmLine) -> Result<Value, ClientError> {
    let ConfirmLine { order, payment, received, reference } = line;
    act(phone, order, Act::Confirm(Confirmed { payment, received, reference }))
}

fn both(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

/// The steps that could be made next, with what is missing for each.
pub(super) fn offers(phone: &Phone, order: SubjectId) -> Result<Value, ClientError> {
    use counterfoil_domain::playbook::words::Lang::{En, Zh};
    let playbook = phone.orders().playbook(order)?;
    let sheet = phone.orders().sheet(order)?;
    let offer = |one: &counterfoil_domain::command::Offer| {
        let (state, missing) = match &one.state {
            OfferState::Ready => ("ready", Vec::new()),
            OfferState::HubDecides => ("hub_decides", Vec::new()),
            OfferState::Lacks(missing) => ("lacks", missing.clone()),
        };
        let words = missing.iter().map(
            |lack| json!({ "zh": lack.words(&playbook, Zh), "en": lack.words(&playbook, En) }),
        );
        json!({
            "name": one.transition, "words": both(&one.name), "to": one.to, "state": state,
            "reasons": one.reason_group, "missing": words.collect::<Vec<_>>(),
        })
    };
    Ok(json!(sheet.offers.iter().map(offer).collect::<Vec<_>>()))
}

/// The reasons of the playbook, or of one group.
pub(super) fn reasons(phone: &Phone, group: Option<&str>) -> Result<Value, ClientError> {
    let playbook = phone.orders().newest_playbook()?;
    let fits = |groups: &[String]| group.is_none_or(|group| groups.iter().any(|one| one == group));
    let reasons = playbook.file().reasons.iter().filter(|one| fits(&one.groups));
    let shown = reasons.map(|one| {
        json!({
            "id": one.id, "words": both(&one.name), "groups": one.groups,
            "responsibility": one.responsibility, "counts": one.counts, "safety": one.safety,
            "pauses_sla": one.pauses_sla, "needs": one.needs,
        })
    });
    Ok(json!(shown.collect::<Vec<_>>()))
}

/// The answers to an urge that take one tap.
pub(super) fn answers(phone: &Phone) -> Result<Value, ClientError> {
    let playbook = phone.orders().newest_playbook()?;
    let answers = playbook.file().urge_answers.iter();
    let shown = answers.map(|one| json!({ "id": one.id, "words": both(&one.name) }));
    Ok(json!(shown.collect::<Vec<_>>()))
}
