//! Approvals: asking, answering by way of the hub or face to face, and somebody who answers in another's stead.

use counterfoil_client::account::Pin;
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::approval::Shown;
use counterfoil_domain::ids::{PersonId, SubjectId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::done;

/// A step of an order that has to be approved.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskLine {
    order: SubjectId,
    step: String,
    note: Option<String>,
}

/// Yes or no to a request that came by way of the hub.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SayLine {
    order: SubjectId,
    step: String,
    granted: bool,
    note: Option<String>,
}

/// Who may answer in one's stead on this order, and until when (ms since 1970).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandInLine {
    order: SubjectId,
    to: PersonId,
    until_ms: u64,
    note: Option<String>,
}

/// A request read from another phone; with `granted` and the PIN it is answered, without it is only shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeLine {
    code: String,
    granted: Option<bool>,
    #[serde(default)]
    pin: String,
}

/// A PIN, and the one before it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PinLine {
    pin: String,
    current: Option<String>,
}

/// No PIN is ever printed.
impl core::fmt::Debug for CodeLine {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("CodeLine").field("granted", &self.granted).finish_non_exhaustive()
    }
}

impl core::fmt::Debug for PinLine {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("PinLine").finish_non_exhaustive()
    }
}

pub(super) fn approvals(phone: &Phone, order: SubjectId) -> Result<Value, ClientError> {
    Ok(json!({ "approvals": phone.orders().approvals(order)? }))
}

pub(super) fn waiting(phone: &Phone) -> Result<Value, ClientError> {
    let waiting = phone.orders().approvals_waiting()?;
    let row = |one: &counterfoil_client::orders::WaitingApproval| json!({ "order": one.order, "title": one.title, "row": one.row, "shown": shown(&one.shown) });
    Ok(json!({ "waiting": waiting.iter().map(row).collect::<Vec<_>>() }))
}

fn shown(shown: &Shown) -> Value {
    let field = |one: &counterfoil_domain::approval::ShownField| json!({ "path": one.path, "text": one.text, "number": one.number, "yes": one.yes });
    let fields: Vec<Value> = shown.fields.iter().map(field).collect();
    json!({ "hash": shown.hash(), "fields": fields, "facts": shown.facts.len() })
}

pub(super) fn ask(phone: &Phone, line: AskLine) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().request_approval(line.order, &line.step, line.note)?))
}

pub(super) fn say(phone: &Phone, line: SayLine) -> Result<Value, ClientError> {
    let said = phone.orders().answer_approval(line.order, &line.step, line.granted, line.note)?;
    Ok(done(&said))
}

pub(super) fn delegate(phone: &Phone, line: StandInLine) -> Result<Value, ClientError> {
    let named = phone.orders().delegate_approval(line.order, line.to, line.until_ms, line.note)?;
    Ok(done(&named))
}

pub(super) fn code(phone: &Phone, line: AskLine) -> Result<Value, ClientError> {
    let code = phone.orders().approval_code(line.order, &line.step, line.note)?;
    Ok(json!({ "code": code }))
}

pub(super) fn answer_code(phone: &Phone, line: &CodeLine) -> Result<Value, ClientError> {
    let desk = phone.orders();
    let asked = desk.read_approval_code(&line.code)?;
    let pin = Pin::new(line.pin.as_str());
    let answer = match line.granted {
        None => None,
        Some(true) => Some(desk.grant(&asked, &pin)?),
        Some(false) => Some(desk.deny(&asked, &pin)?),
    };
    Ok(json!({
        "order": asked.order(), "asker": asked.asker(), "note": asked.note(),
        "step": asked.transition_name, "level": asked.level_name,
        "shown": shown(asked.shown()), "answer": answer,
    }))
}

pub(super) fn take(phone: &Phone, answer: &str) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().take_approval(answer)?))
}

pub(super) fn set_pin(phone: &Phone, line: &PinLine) -> Result<Value, ClientError> {
    let current = line.current.as_deref().map(Pin::new);
    phone.account().set_pin(current.as_ref(), &Pin::new(line.pin.as_str()))?;
    Ok(json!({}))
}
