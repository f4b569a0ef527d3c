//! The vectors of who may do what, and of when something was.

use counterfoil_domain::moment::{Anchor, BootId, Clocks, Moment};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::policy::{Question, Standing, explain, may_propose, sees};
use serde_json::{Error, Value, from_value, json};

use super::part;

/// Who sees, adds, sets and proposes what, and by which rows.
pub(super) fn policy(case: &Value) -> Result<Value, Error> {
    let playbook = Playbook::builtin();
    let of = part(case, "standing");
    let text = |name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default();
    let standing = Standing {
        role: text("role"),
        kind: text("kind"),
        stage: text("stage"),
        assigned: from_value(part(&of, "assigned"))?,
    };
    let sees = sees(&playbook, &standing);
    let asked = part(case, "question");
    let asked = |name: &str| asked.get(name).and_then(Value::as_str);
    if let Some(path) = asked("propose") {
        return Ok(json!({ "sees": sees, "allowed": may_propose(&playbook, &standing, path) }));
    }
    let question = asked("see").map(Question::See);
    let question = question.or_else(|| asked("add").map(Question::Add));
    let question = question.or_else(|| asked("set").map(Question::Set));
    let none = || Error::io(std::io::Error::other("no question"));
    let answer = explain(&playbook, &standing, question.ok_or_else(none)?);
    Ok(json!({
        "sees": sees, "allowed": answer.allowed,
        "granted_by": answer.granted_by, "silent": answer.silent,
    }))
}

/// The intervals of a moment, how far its wall clock was out, and whether a limit was kept.
pub(super) fn moments(case: &Value) -> Result<Value, Error> {
    let clocks = part(case, "clocks");
    let anchor = match part(case, "anchor") {
        Value::Null => None,
        anchor => Some(Anchor {
            hub_time_ms: from_value(part(&anchor, "hub_time_ms"))?,
            log_size: 0,
            log_root: [0; 16],
            boot: boot(&anchor)?,
            sent_ms: from_value(part(&anchor, "sent_ms"))?,
            received_ms: from_value(part(&anchor, "received_ms"))?,
        }),
    };
    let clocks = Clocks {
        wall_ms: from_value(part(&clocks, "wall_ms"))?,
        boot: boot(&clocks)?,
        monotonic_ms: from_value(part(&clocks, "monotonic_ms"))?,
    };
    let moment = Moment { clocks, anchor };
    let received: Option<u64> = from_value(part(case, "received_by_hub_ms"))?;
    let believed = moment.believed(received);
    Ok(json!({
        "claimed": moment.claimed(), "proven": moment.proven(received), "believed": believed,
        "wall_error_ms": moment.wall_error_ms(),
        "kept": believed.before(from_value(part(case, "limit_ms"))?),
    }))
}

/// Sixteen hexadecimal digits.
fn boot(of: &Value) -> Result<BootId, Error> {
    let text: String = from_value(part(of, "boot"))?;
    let number = u64::from_str_radix(&text, 16);
    number.map(u64::to_be_bytes).map_err(|error| Error::io(std::io::Error::other(error)))
}
