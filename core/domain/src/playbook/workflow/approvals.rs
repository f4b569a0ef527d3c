//! Whether those have agreed whose agreement a transition needs: level by level, each person once, and nobody
//! to what he asks for or does himself.

use crate::sorting::CollectSmall as _;
use std::collections::BTreeSet;

use super::{Answer, Missing};
use crate::ids::PersonId;
use crate::playbook::approvals::{Approvals, Level, Said, Tally};
use crate::playbook::steps::Transition;
use crate::playbook::view::{Actor, ApprovalSeen, OrderView};
use crate::playbook::words::Words;
use crate::playbook::{Playbook, path_fits};

/// The answer of each level, with its place in the transition.
pub(super) fn answers(
    playbook: &Playbook,
    view: &OrderView,
    actor: &Actor,
    transition: &Transition,
) -> Vec<(String, Answer)> {
    let Some(rule) = &transition.approvals else { return Vec::new() };
    let unseen = unseen(playbook, &view.audiences, rule);
    let asked = view.approval_requests.iter().filter(|ask| ask.transition == transition.id);
    let mut used: BTreeSet<PersonId> = asked.map(|ask| ask.seen.by).collect_set();
    used.insert(actor.person);
    let level = |(number, level): (u8, &Level)| {
        let of = |one: &&ApprovalSeen| one.transition == transition.id && one.level == number;
        let given: Vec<&ApprovalSeen> = view.approvals.iter().filter(of).collect();
        let answer = match unseen.is_empty() {
            true => judged(level, &given, &mut used),
            false => Answer::Unknown { audiences: unseen.clone() },
        };
        (format!("approvals/{}", level.id), answer)
    };
    rule.numbered().map(level).collect()
}

/// The audiences of what is shown that whoever judges does not see.
fn unseen(playbook: &Playbook, seen: &BTreeSet<String>, rule: &Approvals) -> BTreeSet<String> {
    let fields = playbook.file().fields.iter().filter(|field| {
        rule.shows
            .fields
            .iter()
            .any(|shown| path_fits(shown, &field.path) || path_fits(&field.path, shown))
    });
    let kinds = rule.shows.facts.iter().filter_map(|kind| playbook.audience_of_fact(kind));
    let all = fields.map(|field| field.audience.as_str()).chain(kinds);
    all.filter(|audience| !seen.contains(*audience)).map(str::to_owned).collect_set()
}

fn judged(level: &Level, given: &[&ApprovalSeen], used: &mut BTreeSet<PersonId>) -> Answer {
    let (id, name) = (level.id.clone(), level.name.clone());
    let said = given.iter().map(|one| Said {
        by: one.seen.by,
        in_stead_of: one.in_stead_of,
        granted: one.granted,
        lapsed: one.lapsed.is_some(),
    });
    let counting = match level.count(&said.collect::<Vec<_>>(), used) {
        Tally::Denied => return Answer::Lacks { missing: Missing::Denied { level: id, name } },
        Tally::Granted(places) => places,
    };
    let have = u32::try_from(counting.len()).unwrap_or(u32::MAX);
    if have >= level.count {
        let facts = counting.iter().filter_map(|place| given.get(*place)?.seen.fact);
        return Answer::Met { by: facts.collect() };
    }
    let lapsed = given.iter().rev().find_map(|one| one.lapsed.clone());
    let count = level.count - have;
    Answer::Lacks { missing: Missing::Approval { level: id, name, count, lapsed } }
}

/// What is missing of one level, for people.
pub(super) fn lacking(name: &Words, count: u32, lapsed: Option<&str>) -> Words {
    let (zh, en) = match lapsed {
        Some("changed") => ("(内容有变动,原审批失效)", " (what was approved has changed)"),
        Some("expired") => ("(原审批已过期)", " (the approval has run out)"),
        _ => ("", ""),
    };
    Words::new(
        format!("还需 {count} 人审批:{}{zh}", name.zh),
        format!("{count} more to approve: {}{en}", name.en),
    )
}
