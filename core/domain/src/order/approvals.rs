//! Approvals: what is shown, which answers are ones, and what is still missing.
//!
//! An answer is found to be one when it is decided on: by whom, in what role or in whose stead, under which key.
//! Whether it still counts follows from what stands on the order then, and is looked at with each transition.

mod answer;
mod rows;

use crate::sorting::{CollectSmall as _, SortSmall as _};
use std::collections::BTreeMap;

use super::state::OrderState;
use crate::approval::{Shown, ShownFact, ShownField, selected};
use crate::decision::{Approved, Exception};
use crate::fact::{ApprovalRequest, Fact};
use crate::ids::{DeviceId, Hash, PersonId};
use crate::moment::Interval;
use crate::playbook::steps::Transition;
use crate::playbook::view::{ApprovalAskSeen, ApprovalSeen, Scalar, Seen};
use crate::playbook::words::Words;
use crate::playbook::workflow::Missing;
use crate::playbook::{Playbook, name_in, path_fits};

pub(super) use self::answer::{FORGED, NO_LEVEL, judge_answer};
pub use self::rows::{AnswerRow, ApprovalRow, AskRow};

/// What whoever decides knows of those who approve.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Approvers {
    /// Whether it is all that there is to know: the hub. A phone knows the stores whose work it has seen.
    pub complete: bool,
    /// Stores: whose they are, and whether their keys are still good.
    pub stores: BTreeMap<DeviceId, (PersonId, bool)>,
    /// Roles.
    pub roles: BTreeMap<PersonId, Vec<String>>,
}

impl OrderState {
    /// Exactly what those who approve a transition are shown now; nothing where it needs no approval.
    #[must_use]
    pub fn shown_for_approval(&self, playbook: &Playbook, step: &Transition) -> Option<Shown> {
        let shows = &step.approvals.as_ref()?.shows;
        let mut fields: BTreeMap<String, Scalar> = BTreeMap::new();
        for (path, value) in self.field_scalars().into_values().flatten() {
            let rule = playbook.field(&path).is_some();
            if rule && shows.fields.iter().any(|shown| path_fits(shown, &path)) {
                fields.entry(path).or_insert(value);
            }
        }
        let of_kind = |fact: &&Fact| shows.facts.iter().any(|kind| kind == fact.name());
        let facts = self.standing().map(|(_, fact)| fact).filter(of_kind);
        let mut facts: Vec<ShownFact> = facts
            .map(|fact| {
                let kind = fact.kind();
                ShownFact { kind, payload: selected(kind, &fact.to_record().payload) }
            })
            .collect();
        facts.sort_small_by(|a, b| (a.kind, &a.payload.0).cmp(&(b.kind, &b.payload.0)));
        let fields = fields.into_iter().map(|(path, value)| shown_field(path, value)).collect();
        let (order, transition) = (self.subject, step.id.clone());
        Some(Shown { version: 1, order, transition, fields, facts })
    }

    /// The hash of what is shown now for each transition that needs approval.
    fn requests_now<'p>(&self, playbook: &'p Playbook) -> BTreeMap<&'p str, Hash> {
        let steps = playbook.transitions(self.kind());
        let hashed = steps.filter_map(|step| {
            Some((step.id.as_str(), self.shown_for_approval(playbook, step)?.hash()))
        });
        hashed.collect_map()
    }

    /// Answers that stand: nobody took them back.
    fn answers(&self) -> impl Iterator<Item = &Approved> {
        let stands = |one: &&Approved| self.fact(&one.fact).is_none_or(|row| self.counts(row));
        self.approvals.iter().filter(stands)
    }

    /// Requests that stand, oldest first.
    fn asks(&self) -> impl Iterator<Item = (&super::FactRow, &ApprovalRequest)> {
        self.standing().filter_map(|(row, fact)| match fact {
            Fact::ApprovalRequest(ask) => Some((row, ask)),
            _ => None,
        })
    }

    /// Whether somebody who may approve has named this person to do it in his stead; whether he may is the hub's to say.
    #[must_use]
    pub fn may_stand_in(&self, person: &PersonId) -> bool {
        self.standing()
            .any(|(_, fact)| matches!(fact, Fact::Delegation(word) if word.to == *person))
    }

    /// Answers and requests as the workflow engine is told of them.
    pub(super) fn approvals_seen(
        &self,
        playbook: &Playbook,
    ) -> (Vec<ApprovalSeen>, Vec<ApprovalAskSeen>) {
        if self.approvals.is_empty() && self.asks().next().is_none() {
            return (Vec::new(), Vec::new());
        }
        let now = self.requests_now(playbook);
        let at = self.entries.last().map(|entry| entry.believed).unwrap_or_default();
        let answers = self.answers().map(|one| ApprovalSeen {
            seen: Seen::new(one.approver, Some(one.fact)),
            transition: one.transition.clone(),
            level: one.level,
            granted: one.granted,
            in_stead_of: one.in_stead_of,
            lapsed: lapsed(one, &now, &at).map(str::to_owned),
        });
        let asks = self.asks().map(|(row, ask)| ApprovalAskSeen {
            seen: Seen::new(self.entry_of(row).person, Some(row.id)),
            transition: ask.transition.clone(),
        });
        (answers.collect(), asks.collect())
    }
}

fn shown_field(path: String, value: Scalar) -> ShownField {
    let (mut text, mut number, mut yes) = (None, None, None);
    match value {
        Scalar::Text(value) => text = Some(value),
        Scalar::Integer(value) => number = Some(value),
        Scalar::Boolean(value) => yes = Some(value),
    }
    ShownField { path, text, number, yes }
}

/// Why an answer counts no more at a time: what was shown is another now, or it has surely run out.
fn lapsed(one: &Approved, now: &BTreeMap<&str, Hash>, at: &Interval) -> Option<&'static str> {
    let same = now.get(one.transition.as_str()) == Some(&one.request);
    let expired = one.expires_ms.zip(at.earliest_ms).is_some_and(|(until, now)| now >= until);
    match (same, expired) {
        (false, _) => Some("changed"),
        (true, true) => Some("expired"),
        (true, false) => None,
    }
}

/// What a code of an exception says is missing of approvals.
pub(super) fn missing(
    playbook: &Playbook,
    kind: &str,
    exception: &Exception,
    (head, rest): (&str, &str),
) -> Option<Missing> {
    let step = playbook.transition(kind, exception.rule.rsplit('/').next()?)?;
    let mut parts = rest.split('/');
    let id = parts.next()?;
    let level = step.approvals.as_ref()?.levels.iter().find(|level| level.id == id)?;
    let (level, name) = (level.id.clone(), level.name.clone());
    if head == "denied" {
        return Some(Missing::Denied { level, name });
    }
    let count = parts.next()?.parse().ok()?;
    Some(Missing::Approval { level, name, count, lapsed: parts.next().map(str::to_owned) })
}

/// Why an answer is none, for people.
pub(super) fn why(playbook: &Playbook, code: &str) -> Words {
    if let Some(roles) = code.strip_prefix("answer/role/") {
        let names: Vec<Words> =
            roles.split('|').map(|role| name_in(&playbook.file().roles, role)).collect();
        let zh = names.iter().map(|name| name.zh.as_str()).collect::<Vec<_>>().join("、");
        let en = names.iter().map(|name| name.en.as_str()).collect::<Vec<_>>().join(", ");
        return Words::new(
            format!("须由{zh}审批,或由其委托"),
            format!("only for, or in the stead of: {en}"),
        );
    }
    match code {
        "answer/forged" => {
            Words::new("审批签名不成立", "the signature of the approval does not stand")
        }
        "answer/key" => Words::new(
            "签名的手机不是审批人的,或已停用",
            "the phone that signed is not the approver's, or no longer",
        ),
        "answer/asker" => {
            Words::new("申请人不能审批自己的申请", "nobody approves what he asks for")
        }
        "answer/twice" => Words::new("同一人不能在两级审批", "one person approves at one level"),
        "answer/level" => Words::new("没有这一级审批", "there is no such level"),
        _ => Words::new(code, code),
    }
}
