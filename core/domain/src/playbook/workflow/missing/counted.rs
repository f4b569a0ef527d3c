//! Words for what is counted: facts, attempts to reach somebody, parts of an order.

use super::{filled, joined};
use crate::playbook::facts::{contact_outcome_words, fact_kind_words};
use crate::playbook::words::Words;
use crate::playbook::{Playbook, name_in};

/// Parts that are not over, or not there.
pub(super) fn parts(playbook: &Playbook, kinds: &[String], (open, absent): (u32, u32)) -> Words {
    let name = |id: &String| {
        playbook.kind(id).map_or_else(|| Words::new(id, id), |kind| kind.name.clone())
    };
    let names: Vec<Words> = kinds.iter().map(name).collect();
    let of = match names.is_empty() {
        true => Words::new("", ""),
        false => filled(&joined(&names, "、", ", "), "({})", " ({})"),
    };
    match (open, absent) {
        (0, absent) => Words::new(
            format!("还缺 {absent} 张子单{}", of.zh),
            format!("{absent} sub-order(s) not begun{}", of.en),
        ),
        (open, _) => Words::new(
            format!("还有 {open} 张子单未完成{}", of.zh),
            format!("{open} sub-order(s) still open{}", of.en),
        ),
    }
}

pub(super) fn evidence(playbook: &Playbook, kind: &str, role: Option<&str>, count: u32) -> Words {
    let file = playbook.file();
    if kind == "contact_attempt" {
        return contact(role, count);
    }
    let roles = if kind == "signature" { &file.signature_roles } else { &file.photo_roles };
    let kind = fact_kind_words(kind);
    match role.map(|role| name_in(roles, role)) {
        Some(role) => Words::new(
            format!("还需 {count} 份{}:{}", kind.zh, role.zh),
            format!("{count} more {}: {}", kind.en, role.en),
        ),
        None => {
            Words::new(format!("还需 {count} 条{}", kind.zh), format!("{count} more: {}", kind.en))
        }
    }
}

/// Attempts that lie far enough from each other.
pub(super) fn attempts(outcomes: &[String], count: u32, apart_minutes: u32) -> Words {
    let outcomes = (!outcomes.is_empty()).then(|| outcomes.join("|"));
    let some = contact(outcomes.as_deref(), count);
    Words::new(
        format!("{},与上次间隔至少 {apart_minutes} 分钟", some.zh),
        format!("{}, at least {apart_minutes} min after the last", some.en),
    )
}

/// Attempts to reach somebody; a role is how they should have ended.
fn contact(outcomes: Option<&str>, count: u32) -> Words {
    let ends: Vec<Words> =
        outcomes.unwrap_or_default().split('|').map(contact_outcome_words).collect();
    let ends = joined(&ends, "或", " or ");
    match outcomes {
        None => Words::new(
            format!("还需 {count} 次联系记录"),
            format!("{count} more attempt to reach the customer"),
        ),
        Some(_) => Words::new(
            format!("还需 {count} 次联系记录({})", ends.zh),
            format!("{count} more attempt to reach the customer ({})", ends.en),
        ),
    }
}
