//! Bounds of what a fact may hold, checked before it is captured, so that nothing too large ever
//! is.

use super::refusal::Refusal;
use crate::envelope::BlobRef;
use crate::fact::{Approval, ClockStop, Counted, Fact, PART_STEPS};
use crate::limits;
use crate::shift::COUNTED_MONEY;
use crate::subject::Key;

type Checked = Result<(), Refusal>;

/// A free text.
pub(super) fn text(what: &'static str, text: &str) -> Checked {
    let max = limits::FACT_TEXT_CHARS_MAX;
    if text.chars().count() <= max {
        Ok(())
    } else {
        Err(Refusal::TooLong { what, max, unit: "characters" })
    }
}

/// A short name that may not be empty.
pub(super) fn name(what: &'static str, name: &str) -> Checked {
    let max = limits::NAME_BYTES_MAX;
    if name.is_empty() {
        return Err(Refusal::Empty { what });
    }
    if name.len() <= max { Ok(()) } else { Err(Refusal::TooLong { what, max, unit: "bytes" }) }
}

fn maybe_name(what: &'static str, given: Option<&String>) -> Checked {
    given.map_or(Ok(()), |given| name(what, given))
}

fn maybe_text(what: &'static str, given: Option<&String>) -> Checked {
    given.map_or(Ok(()), |given| text(what, given))
}

/// A key.
pub(super) fn key(key: &Key) -> Checked {
    name("scheme", &key.scheme)?;
    let max = limits::KEY_VALUE_BYTES_MAX;
    match key.value.len() {
        0 => Err(Refusal::Empty { what: "key" }),
        len if len > max => Err(Refusal::TooLong { what: "key", max, unit: "bytes" }),
        _ => Ok(()),
    }
}

/// A blob's reference.
pub(super) fn blob(blob: &BlobRef) -> Checked {
    name("media_type", &blob.media_type)?;
    name("role", &blob.role)?;
    if blob.size_bytes > limits::BLOB_BYTES_MAX {
        let max = usize::try_from(limits::BLOB_BYTES_MAX).unwrap_or(usize::MAX);
        return Err(Refusal::TooLong { what: "file", max, unit: "bytes" });
    }
    Ok(())
}

fn at_most(what: &'static str, count: usize, max: usize) -> Checked {
    if count <= max { Ok(()) } else { Err(Refusal::TooMany { what, max }) }
}

/// Every text, name and list of a fact.
pub(super) fn fact(fact: &Fact) -> Checked {
    match fact {
        Fact::Transition(one) => {
            name("transition", &one.name)?;
            maybe_name("reason", one.reason.as_ref())?;
            maybe_text("note", one.note.as_ref())
        }
        Fact::Photo(one) => {
            maybe_text("camera", one.camera.as_ref())?;
            name("role", &one.role)
        }
        Fact::Signature(one) => {
            name("role", &one.role)?;
            text("signer", &one.signer)?;
            one.line.as_ref().map_or(Ok(()), |line| text("line", &line.text))
        }
        Fact::Unsigned(one) => {
            name("reason", &one.reason)?;
            maybe_text("note", one.note.as_ref())
        }
        Fact::Scan(one) => {
            name("symbology", &one.symbology)?;
            text("raw", &one.raw)
        }
        Fact::Reading(one) => {
            name("quantity", &one.quantity)?;
            name("unit", &one.unit)?;
            maybe_text("sensor", one.sensor.as_ref())
        }
        Fact::Consent(one) => {
            name("to", &one.to)?;
            name("channel", &one.channel)?;
            text("who", &one.who)?;
            at_most("attempts", one.attempts.len(), limits::FACTS_PER_ENVELOPE_MAX)?;
            text("words", &one.words)
        }
        Fact::Refusal(one) => {
            name("reason", &one.reason)?;
            maybe_text("who", one.who.as_ref())?;
            maybe_text("note", one.note.as_ref())
        }
        Fact::ContactAttempt(one) => name("channel", &one.channel),
        Fact::Comment(one) if one.text.trim().is_empty() => Err(Refusal::Empty { what: "text" }),
        Fact::Comment(one) => text("text", &one.text),
        Fact::Urge(one) => maybe_text("reason", one.reason.as_ref()),
        Fact::UrgeAnswer(one) => text("answer", &one.answer),
        Fact::ClockStop(one) => clock_stop(one),
        Fact::Revealed(one) if one.reason.trim().is_empty() => {
            Err(Refusal::Empty { what: "reason" })
        }
        Fact::Revealed(one) => {
            path(&one.path)?;
            text("reason", &one.reason)
        }
        other => act(other),
    }
}

fn act(fact: &Fact) -> Checked {
    match fact {
        Fact::Payment(one) => {
            name("slip", &one.slip)?;
            currency(&one.amount.currency)
        }
        Fact::Part(one) => {
            name("sku", &one.sku)?;
            name("slip", &one.slip)?;
            part_step(&one.step)?;
            text("name", &one.name)?;
            maybe_text("serial", one.serial.as_ref())
        }
        Fact::Quote(one) => {
            at_most("lines", one.lines.len(), limits::FACTS_PER_ENVELOPE_MAX)?;
            one.lines.iter().try_for_each(|line| {
                currency(&line.unit_price.currency)?;
                text("line", &line.text)
            })?;
            currency(&one.total.currency)
        }
        Fact::Assignment(one) => maybe_name("reason", one.reason.as_ref()),
        Fact::Custody(one) => one.key.as_ref().map_or(Ok(()), key),
        Fact::Approval(one) => approval(one),
        Fact::ApprovalRequest(one) => {
            name("transition", &one.transition)?;
            maybe_text("note", one.note.as_ref())
        }
        Fact::Delegation(one) => maybe_text("note", one.note.as_ref()),
        Fact::Proposed(one) => {
            at_most("evidence", one.evidence.len(), limits::FACTS_PER_ENVELOPE_MAX)?;
            path(&one.path)?;
            text("value", &one.value)
        }
        Fact::Withdrawn(one) => text("reason", &one.reason),
        Fact::Moved(one) => text("reason", &one.reason),
        Fact::Found(one) => {
            at_most("keys", one.keys.len(), limits::FACTS_PER_ENVELOPE_MAX)?;
            name("kind", &one.kind)?;
            one.keys.iter().try_for_each(key)
        }
        Fact::Keyed(one) => key(&one.key),
        Fact::DoNotLoad(one) => maybe_name("reason", one.reason.as_ref()),
        Fact::Duty(one) => {
            maybe_text("vehicle", one.vehicle.as_ref())?;
            maybe_text("outlet", one.outlet.as_ref())
        }
        Fact::Counted(one) => counted(one),
        Fact::Sequenced(one) => at_most("orders", one.orders.len(), limits::SEQUENCE_ORDERS_MAX),
        Fact::LoadScan(one) => {
            name("symbology", &one.symbology)?;
            name("told", &one.told)?;
            text("raw", &one.raw)
        }
        Fact::Confirmed(one) => maybe_text("reference", one.reference.as_ref()),
        Fact::Claim(one) => {
            name("about", &one.about)?;
            name("who", &one.who)?;
            at_most("evidence", one.evidence.len(), limits::FACTS_PER_ENVELOPE_MAX)?;
            text("words", &one.words)
        }
        Fact::Visit(one) => maybe_name("outcome", one.outcome.as_ref()),
        Fact::Timer(one) => name("timer", &one.name),
        Fact::Settled(one) => {
            at_most("candidates", one.candidates.len(), limits::DOCUMENT_HEADS_MAX * 2)
        }
        _ => Ok(()),
    }
}

fn approval(one: &Approval) -> Checked {
    maybe_text("note", one.note.as_ref())?;
    maybe_name("transition", one.transition.as_ref())?;
    let max = limits::APPROVAL_STATEMENT_BYTES_MAX;
    match &one.statement {
        Some(bytes) if bytes.len() > max => {
            Err(Refusal::TooLong { what: "statement", max, unit: "bytes" })
        }
        _ => Ok(()),
    }
}

/// Short lists of short names, and an end that lies after the beginning.
fn clock_stop(one: &ClockStop) -> Checked {
    for (what, list) in [("areas", &one.areas), ("kinds", &one.kinds)] {
        at_most(what, list.len(), limits::CLOCK_STOP_NAMES_MAX)?;
        list.iter().try_for_each(|entry| text(what, entry))?;
    }
    if one.from_ms.zip(one.to_ms).is_some_and(|(from, to)| from >= to) {
        return Err(Refusal::Wrong { what: "to_ms" });
    }
    name("reason", &one.reason)?;
    maybe_text("note", one.note.as_ref())
}

/// Money has an amount and the way it was paid, things a number of pieces.
fn counted(one: &Counted) -> Checked {
    name("list", &one.list)?;
    maybe_text("note", one.note.as_ref())?;
    let is_money = one.list == COUNTED_MONEY;
    let fits = match (&one.amount, one.pieces) {
        (Some(_), None) => is_money && one.method.is_some(),
        (None, Some(_)) => !is_money && one.method.is_none() && one.purpose.is_none(),
        _ => false,
    };
    if !fits {
        return Err(Refusal::Wrong { what: "count" });
    }
    one.amount.as_ref().map_or(Ok(()), |amount| currency(&amount.currency))
}

fn currency(code: &str) -> Checked {
    let fits = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if fits { Ok(()) } else { Err(Refusal::Wrong { what: "currency" }) }
}

fn part_step(step: &str) -> Checked {
    let fits = PART_STEPS.contains(&step);
    if fits { Ok(()) } else { Err(Refusal::Wrong { what: "step" }) }
}

/// A path of a document.
pub(super) fn path(path: &str) -> Checked {
    let fits = crate::document::path_is_sound(path);
    if fits { Ok(()) } else { Err(Refusal::Wrong { what: "path" }) }
}
