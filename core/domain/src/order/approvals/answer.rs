//! Finding whether an answer is one: who gives it, under which key, in what role or in whose stead.

use super::super::decide::Actor;
use super::super::state::{EntryRow, FactRow, OrderState};
use crate::approval::{ApprovalStatement, SignedApproval};
use crate::decision::Approved;
use crate::fact::{Approval, Fact};
use crate::ids::{FactId, PersonId};
use crate::limits;
use crate::playbook::Playbook;
use crate::playbook::approvals::Level;
use crate::playbook::steps::Transition;

/// The signature does not stand, or the answer says other things than what was signed.
pub(in crate::order) const FORGED: &str = "answer/forged";
/// The playbook asks no such level.
pub(in crate::order) const NO_LEVEL: &str = "answer/level";
const HOUR_MS: u64 = 60 * 60 * 1_000;

/// Who gives an answer.
struct Giver {
    person: PersonId,
    /// Absent where a phone cannot know them.
    roles: Option<Vec<String>>,
    expires_ms: Option<u64>,
    in_stead_of: Option<PersonId>,
    unverified: bool,
}

struct Judging<'a> {
    state: &'a OrderState,
    entry: &'a EntryRow,
    word: &'a Approval,
    actor: &'a Actor,
    step: &'a Transition,
    level: &'a Level,
}

/// The rule and the codes for which an answer is none.
pub(in crate::order) type NoAnswer = (String, Vec<String>);

/// All answers with this one, where it is one and changes anything. `state` holds its fact already. An approval
/// that answers no request of the playbook's is a fact like any other.
pub(in crate::order) fn judge_answer(
    playbook: &Playbook,
    state: &OrderState,
    id: FactId,
    word: &Approval,
    actor: &Actor,
) -> Result<Option<Vec<Approved>>, NoAnswer> {
    let Some(row) = state.fact(&id).filter(|row| state.counts(row)) else { return Ok(None) };
    let Some(step) = asked_for(playbook, state, word) else { return Ok(None) };
    let Some(rule) = &step.approvals else { return Ok(None) };
    let no = |code: String| (format!("approval/{}", step.id), vec![code]);
    let Some(level) = rule.level(word.level) else { return Err(no(NO_LEVEL.into())) };
    let entry = state.entry_of(row);
    let judging = Judging { state, entry, word, actor, step, level };
    let giver = judging.giver().map_err(no)?;
    let giver = judging.fits(giver).map_err(no)?;
    Ok(with(playbook, &judging, row, &giver))
}

/// The transition that an answer is about: named by it, or by a request with the same hash.
fn asked_for<'p>(
    playbook: &'p Playbook,
    state: &OrderState,
    word: &Approval,
) -> Option<&'p Transition> {
    let by_request = || {
        let asked = state.asks().find(|(_, ask)| ask.request == word.request);
        asked.map(|(_, ask)| ask.transition.clone())
    };
    let name = word.transition.clone().or_else(by_request)?;
    playbook.transition(state.kind(), &name)
}

fn with(
    playbook: &Playbook,
    judging: &Judging<'_>,
    row: &FactRow,
    giver: &Giver,
) -> Option<Vec<Approved>> {
    let (state, word) = (judging.state, judging.word);
    let found = Approved {
        fact: row.id,
        transition: judging.step.id.clone(),
        request: word.request,
        level: word.level,
        granted: word.granted,
        approver: giver.person,
        in_stead_of: giver.in_stead_of,
        expires_ms: giver.expires_ms,
        unverified: giver.unverified.then_some(true),
    };
    let mut all = state.approvals.clone();
    let same = |one: &Approved| {
        (one.approver, one.request, one.level) == (found.approver, found.request, found.level)
    };
    if let Some(at) = all.iter().position(same) {
        let before = all.get(at)?;
        let stands = state.fact(&before.fact).is_none_or(|row| state.counts(row));
        let ran_out = before.expires_ms.zip(judging.entry.believed.earliest_ms);
        let ran_out = ran_out.is_some_and(|(until, now)| now >= until);
        // Told twice, from two phones, it counts once; said anew after it has run out, it is another.
        if before.granted == found.granted && stands && before.unverified.is_none() && !ran_out {
            return None;
        }
        all.remove(at);
    }
    all.push(found);
    // Those to what is shown no more go first.
    let now = state.requests_now(playbook);
    while all.len() > limits::APPROVALS_MAX {
        let lapsed = |one: &Approved| now.get(one.transition.as_str()) != Some(&one.request);
        all.remove(all.iter().position(lapsed).unwrap_or(0));
    }
    Some(all)
}

impl Judging<'_> {
    fn giver(&self) -> Result<Giver, String> {
        let Some(bytes) = &self.word.statement else {
            return Ok(Giver {
                person: self.entry.person,
                roles: Some(self.roles_of_author()),
                expires_ms: self.expiry(),
                in_stead_of: None,
                unverified: false,
            });
        };
        let signed = SignedApproval::from_bytes(bytes).map_err(|_| FORGED.to_owned())?;
        let says = signed.statement;
        if !self.says_the_same(&says) {
            return Err(FORGED.into());
        }
        let approvers = &self.actor.approvers;
        let known = approvers.stores.get(&says.device).copied();
        let unverified = match known.or_else(|| self.seen_store(&says)) {
            Some((person, true)) if person == says.approver => false,
            None if !approvers.complete => true,
            _ => return Err("answer/key".into()),
        };
        let roles = approvers.roles.get(&says.approver).cloned();
        Ok(Giver {
            person: says.approver,
            roles: roles.or(approvers.complete.then(Vec::new)),
            expires_ms: earlier(says.expires_ms, self.expiry()),
            in_stead_of: None,
            unverified,
        })
    }

    fn roles_of_author(&self) -> Vec<String> {
        if self.actor.person == self.entry.person {
            return self.actor.roles.clone();
        }
        self.actor.approvers.roles.get(&self.entry.person).cloned().unwrap_or_default()
    }

    fn says_the_same(&self, says: &ApprovalStatement) -> bool {
        let word = self.word;
        let order = says.order == self.entry.subject.id
            || says.order == self.state.subject
            || self.state.joined.contains(&says.order);
        order
            && says.transition == self.step.id
            && (says.request, says.level, says.granted) == (word.request, word.level, word.granted)
            && says.note == word.note
    }

    /// A phone knows a store by its work that the hub has taken.
    fn seen_store(&self, says: &ApprovalStatement) -> Option<(PersonId, bool)> {
        if self.actor.approvers.complete {
            return None;
        }
        let mut taken = self.state.entries.iter().filter(|entry| entry.index.is_some());
        let by = taken.find(|entry| entry.chain.device == says.device)?;
        Some((by.person, true))
    }

    /// When an answer that was given with this entry runs out, at the latest.
    fn expiry(&self) -> Option<u64> {
        let hours = u64::from(self.level.valid_hours?);
        let latest_ms = self.entry.believed.latest_ms?;
        Some(latest_ms.saturating_add(hours.saturating_mul(HOUR_MS)))
    }

    fn asked(&self, person: &PersonId) -> bool {
        self.state.asks().any(|(row, ask)| {
            ask.transition == self.step.id && self.state.entry_of(row).person == *person
        })
    }

    /// The giver, if he may give it: in his own role, or in the stead of somebody who has it.
    fn fits(&self, mut giver: Giver) -> Result<Giver, String> {
        if self.asked(&giver.person) {
            return Err("answer/asker".into());
        }
        if !giver.roles.as_ref().is_none_or(|roles| self.may(roles)) {
            let Some(stead) = self.delegated_to(&giver.person) else {
                return Err(format!("answer/role/{}", self.level.roles.join("|")));
            };
            giver.in_stead_of = Some(stead);
        }
        let elsewhere = |one: &Approved| {
            let people = [Some(one.approver), one.in_stead_of];
            one.request == self.word.request
                && one.level != self.word.level
                && (people.contains(&Some(giver.person))
                    || (giver.in_stead_of.is_some() && people.contains(&giver.in_stead_of)))
        };
        if self.state.answers().any(elsewhere) { Err("answer/twice".into()) } else { Ok(giver) }
    }

    fn may(&self, roles: &[String]) -> bool {
        roles.iter().any(|role| self.level.roles.contains(role))
    }

    /// Who let this person approve in his stead, until a time that had not surely come; nobody who asked himself.
    fn delegated_to(&self, person: &PersonId) -> Option<PersonId> {
        self.step.approvals.as_ref().filter(|rule| rule.delegation)?;
        let now_ms = self.entry.believed.earliest_ms;
        self.state.standing().find_map(|(row, fact)| {
            let Fact::Delegation(word) = fact else { return None };
            let by = self.state.entry_of(row).person;
            let over = now_ms.is_some_and(|now| now >= word.until_ms);
            let named = self.word.in_stead_of.is_none_or(|other| other == by);
            let may = match self.actor.approvers.roles.get(&by) {
                Some(roles) => self.may(roles),
                None => !self.actor.approvers.complete,
            };
            let fits = word.to == *person && by != *person && !over && named && may;
            (fits && !self.asked(&by)).then_some(by)
        })
    }
}

fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
