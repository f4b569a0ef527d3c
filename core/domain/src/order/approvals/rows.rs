//! Approvals as a screen shows them: for each transition its levels, who has answered, and what is missing.

use crate::sorting::{CollectSmall as _, SortSmall as _};
use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::super::state::OrderState;
use super::lapsed;
use crate::decision::Approved;
use crate::ids::{FactId, Hash, PersonId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::approvals::{Level, Said, Tally};
use crate::playbook::steps::Transition;
use crate::playbook::words::Words;

/// One level of the approvals of one transition.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ApprovalRow {
    /// The transition.
    #[n(0)]
    pub transition: String,
    /// The same for people.
    #[n(1)]
    pub transition_name: Words,
    /// The level, from 1.
    #[n(2)]
    pub level: u8,
    /// What explanations call it.
    #[n(3)]
    pub level_id: String,
    /// What people call it.
    #[n(4)]
    pub level_name: Words,
    /// The roles that may approve.
    #[n(5)]
    pub roles: Vec<String>,
    /// How many have to.
    #[n(6)]
    pub needed: u32,
    /// How many have, and it still counts.
    #[n(7)]
    pub granted: u32,
    /// Whether somebody has said no.
    #[n(8)]
    pub denied: bool,
    /// Whether it is this level's turn: those before it are complete, and it is not.
    #[n(9)]
    pub is_open: bool,
    /// What an approval has to name now: the hash of what this reader sees of what is shown.
    #[n(10)]
    pub request: Hash,
    /// The last request for this level.
    #[n(11)]
    pub asked: Option<AskRow>,
    /// Answers, oldest first.
    #[n(12)]
    pub answers: Vec<AnswerRow>,
}

/// Who asked for an approval.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct AskRow {
    /// The fact.
    #[n(0)]
    pub fact: FactId,
    /// Who.
    #[n(1)]
    pub person: PersonId,
    /// When.
    #[n(2)]
    pub at: Interval,
    /// His words.
    #[n(3)]
    pub note: Option<String>,
    /// Whether what was shown has changed since: it has to be asked again.
    #[n(4)]
    pub changed: bool,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct AnswerRow {
    /// The fact.
    #[n(0)]
    pub fact: FactId,
    /// Who.
    #[n(1)]
    pub approver: PersonId,
    /// In whose stead.
    #[n(2)]
    pub in_stead_of: Option<PersonId>,
    /// Yes or no.
    #[n(3)]
    pub granted: bool,
    /// Good until, exclusive, ms since 1970.
    #[n(4)]
    pub expires_ms: Option<u64>,
    /// Why it counts no more: `changed`, `expired`.
    #[n(5)]
    pub lapsed: Option<String>,
    /// Whether only the hub can tell whose phone signed it.
    #[n(6)]
    pub unverified: bool,
}

type Judged = (Approved, Option<&'static str>);

impl OrderState {
    /// The approvals of the transitions that leave the present stage, and of those on which somebody has asked or
    /// answered; those of one transition by level.
    #[must_use]
    pub fn approval_rows(&self, playbook: &Playbook) -> Vec<ApprovalRow> {
        self.approval_rows_at(playbook, &Interval::default())
    }

    /// The same at a time: an answer that has run out since the order's last entry counts no more.
    #[must_use]
    pub fn approval_rows_at(&self, playbook: &Playbook, at: &Interval) -> Vec<ApprovalRow> {
        let now = self.requests_now(playbook);
        let last = self.entries.last().map(|entry| entry.believed).unwrap_or_default();
        let at = if at.earliest_ms > last.earliest_ms { *at } else { last };
        let mut rows = Vec::new();
        for step in playbook.transitions(self.kind()) {
            let (Some(rule), Some(request)) = (&step.approvals, now.get(step.id.as_str())) else {
                continue;
            };
            let mut open = self.may_leave_by(playbook, step);
            let known = self.asks().any(|(_, ask)| ask.transition == step.id)
                || self.answers().any(|one| one.transition == step.id);
            if !open && !known {
                continue;
            }
            let asked = self.asks().filter(|(_, ask)| ask.transition == step.id);
            let mut used: BTreeSet<PersonId> =
                asked.map(|(row, _)| self.entry_of(row).person).collect_set();
            for (number, level) in rule.numbered() {
                let of = |one: &&Approved| one.transition == step.id && one.level == number;
                let judged = |one: &Approved| (one.clone(), lapsed(one, &now, &at));
                let answers: Vec<Judged> = self.answers().filter(of).map(judged).collect();
                let tally = level.count(&answers.iter().map(said).collect::<Vec<_>>(), &mut used);
                let mut row = self.approval_row(step, (number, level), *request, answers, &tally);
                let complete = row.granted >= row.needed && !row.denied;
                row.is_open = open && !complete;
                open &= complete;
                rows.push(row);
            }
        }
        rows
    }

    /// Whether a transition leaves where the order, or one of its lanes, stands.
    fn may_leave_by(&self, playbook: &Playbook, step: &Transition) -> bool {
        let lanes = self.stage.lanes.as_deref().unwrap_or_default();
        match playbook.branch_of(self.kind(), &step.id) {
            None => step.from.contains(&self.stage.stage),
            Some((_, branch)) => {
                lanes.iter().any(|lane| lane.lane == branch.id && step.from.contains(&lane.stage))
            }
        }
    }

    fn approval_row(
        &self,
        step: &Transition,
        (number, level): (u8, &Level),
        request: Hash,
        answers: Vec<Judged>,
        tally: &Tally,
    ) -> ApprovalRow {
        let (granted, denied) = match tally {
            Tally::Denied => (0, true),
            Tally::Granted(places) => (u32::try_from(places.len()).unwrap_or(u32::MAX), false),
        };
        let asks = self.asks().filter(|(_, ask)| ask.transition == step.id && ask.level == number);
        let asked = asks.last().map(|(row, ask)| AskRow {
            fact: row.id,
            person: self.entry_of(row).person,
            at: self.entry_of(row).believed,
            note: ask.note.clone(),
            changed: request != ask.request,
        });
        ApprovalRow {
            transition: step.id.clone(),
            transition_name: step.name.clone(),
            level: number,
            level_id: level.id.clone(),
            level_name: level.name.clone(),
            roles: level.roles.clone(),
            needed: level.count,
            granted,
            denied,
            is_open: false,
            request,
            asked,
            answers: answers.into_iter().map(answer_row).collect(),
        }
    }

    /// The roles that are asked to approve now: a request stands, and what was shown is what is there.
    #[must_use]
    pub fn roles_asked(&self, playbook: &Playbook) -> Vec<String> {
        if self.asks().next().is_none() {
            return Vec::new();
        }
        let mut roles: Vec<String> = Vec::new();
        for row in self.approval_rows(playbook) {
            let waits = row.is_open && !row.denied;
            if waits && row.asked.is_some_and(|ask| !ask.changed) {
                roles.extend(row.roles);
            }
        }
        roles.sort_small_by(Ord::cmp);
        roles.dedup();
        roles
    }
}

fn said((one, why): &Judged) -> Said {
    Said {
        by: one.approver,
        in_stead_of: one.in_stead_of,
        granted: one.granted,
        lapsed: why.is_some(),
    }
}

fn answer_row((one, why): Judged) -> AnswerRow {
    AnswerRow {
        fact: one.fact,
        approver: one.approver,
        in_stead_of: one.in_stead_of,
        granted: one.granted,
        expires_ms: one.expires_ms,
        lapsed: why.map(str::to_owned),
        unverified: one.unverified.unwrap_or_default(),
    }
}
