//! The shift: breaks, the loading scan and its check, counts, and the balances of the end.

use counterfoil_client::captures::LoadAnswer;
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::fact::{Counted, Money, PaymentMethod, PaymentPurpose};
use counterfoil_domain::shift::LoadCheck;
use counterfoil_domain::shift::load::LoadLine;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::done;

/// What was counted.
#[derive(Debug, Deserialize)]
pub(super) struct CountLine {
    /// `money`, or a list of things: `held`, `returned`, `loaded`.
    list: String,
    purpose: Option<String>,
    method: Option<String>,
    minor: Option<i64>,
    currency: Option<String>,
    pieces: Option<u32>,
    note: Option<String>,
}

pub(super) fn begin_break(phone: &Phone) -> Result<Value, ClientError> {
    Ok(done(&phone.account().begin_break()?))
}

pub(super) fn end_break(phone: &Phone) -> Result<Value, ClientError> {
    Ok(done(&phone.account().end_break()?))
}

/// Duty and breaks with their lengths, and what was counted.
pub(super) fn sheet(phone: &Phone) -> Result<Value, ClientError> {
    Ok(json!(phone.account().shift()?))
}

/// Things, cash and work.
pub(super) fn balances(phone: &Phone) -> Result<Value, ClientError> {
    let balances = phone.account().balances()?;
    Ok(json!({ "balance": balances.balance(), "balances": balances }))
}

fn unclear(what: &str) -> ClientError {
    ClientError::Internal { reason: format!("the line's {what} is not one that is known") }
}

pub(super) fn count(phone: &Phone, line: CountLine) -> Result<Value, ClientError> {
    let purpose = match line.purpose.as_deref() {
        None => None,
        Some("freight") => Some(PaymentPurpose::Freight),
        Some("goods") => Some(PaymentPurpose::Goods),
        Some("repair") => Some(PaymentPurpose::Service),
        Some(_) => return Err(unclear("purpose")),
    };
    let method = match line.method.as_deref() {
        None => None,
        Some("cash") => Some(PaymentMethod::Cash),
        Some("qr") => Some(PaymentMethod::Qr),
        Some("card") => Some(PaymentMethod::Card),
        Some(_) => return Err(unclear("method")),
    };
    let currency = line.currency.unwrap_or_else(|| "CNY".to_owned());
    let amount = line.minor.map(|minor| Money { minor, currency });
    let (list, pieces, note) = (line.list, line.pieces, line.note);
    let counted = Counted { list, purpose, method, amount, pieces, note };
    Ok(done(&phone.account().count(counted)?))
}

/// One read of a loading scan.
pub(super) fn load(
    phone: &Phone,
    code: &str,
    symbology: Option<&str>,
) -> Result<Value, ClientError> {
    let read = phone.captures().load(code, symbology.unwrap_or("code128"))?;
    Ok(answer(&read))
}

fn answer(read: &LoadAnswer) -> Value {
    let candidates = read.candidates.iter().map(|one| {
        json!({
            "scheme": one.key.scheme, "value": one.key.value, "carrier": one.carrier,
            "name": one.name, "reason": one.reason.words(),
        })
    });
    json!({
        "verdict": read.verdict.code(), "words": read.verdict.words(), "order": read.order,
        "holder": read.holder, "title": read.title, "marks": read.marks,
        "piece": read.piece, "pieces": read.pieces, "read_as": read.read_as,
        "founded": read.founded, "taken": read.taken, "repeated": read.repeated,
        "candidates": candidates.collect::<Vec<_>>(),
        "done": read.done.as_ref().map(done),
    })
}

/// The five lists, each with its count.
pub(super) fn load_check(phone: &Phone) -> Result<Value, ClientError> {
    let check = phone.orders().load_check()?;
    let counts = counts(&check);
    Ok(
        json!({ "counts": counts, "reads": check.reads, "expected": check.expected, "duplicates": check.duplicates, "lists": check }),
    )
}

fn counts(check: &LoadCheck) -> Value {
    let size = |list: &Vec<LoadLine>| list.len();
    json!({
        "here": size(&check.here), "absent": size(&check.absent), "another": size(&check.another),
        "unknown": size(&check.unknown), "do_not_load": size(&check.do_not_load),
    })
}

/// What a code, or a message, may name.
pub(super) fn read_number(phone: &Phone, text: &str) -> Result<Value, ClientError> {
    let alone = phone.orders().read_number(text)?;
    let found = if alone.is_empty() { phone.orders().read_message(text)? } else { alone };
    let row = found.iter().map(|one| {
        json!({
            "scheme": one.key.scheme, "value": one.key.value, "carrier": one.carrier,
            "name": one.name, "reason": one.reason.words(),
        })
    });
    Ok(json!(row.collect::<Vec<_>>()))
}
