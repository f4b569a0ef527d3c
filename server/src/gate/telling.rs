//! What an order tells people at once stands among the notices with the entry that tells it: in one transaction.

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::OrderNotice;

use super::bench::Bench;
use crate::storage::notices::{NoticeContent, NoticeRow};

/// Writes down what the entry at `index` tells people.
pub(super) fn tell(bench: &mut Bench<'_>, lead: SubjectId, index: u64) {
    let (Some(desk), Some(playbook)) = (bench.desks.get(&lead), bench.playbook(lead)) else {
        return;
    };
    let told = desk.state.notices(&playbook).into_iter().filter(|one| one.index == index);
    let rows: Vec<NoticeRow> = told.map(|one| row(lead, one, bench.now_ms)).collect();
    bench.batch.notices.extend(rows);
}

fn row(order: SubjectId, told: OrderNotice, now_ms: u64) -> NoticeRow {
    let (target, warning) = told.source.split_once('/').unwrap_or(("", &told.source));
    let content = NoticeContent {
        target: target.to_owned(),
        target_name: told.name,
        warning: warning.to_owned(),
        name: told.words,
        level: told.level,
        to: told.to,
        together: told.together,
    };
    NoticeRow {
        id: told.id,
        order,
        at_ms: now_ms,
        fired_at_ms: now_ms,
        seen_at_ms: None,
        content,
        orders: Vec::new(),
    }
}
