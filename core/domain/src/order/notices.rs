//! What an order tells people at once, besides what comes due: the words of a trigger, and a step or its reason of
//! which the playbook says who hears of it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::OrderState;
use super::state::{EntryRow, FactRow};
use crate::fact::{Fact, Transition};
use crate::forms::answer::{self, EXCEPTION};
use crate::ids::{FactId, PersonId};
use crate::limits::CARD_NOTICES_MAX;
use crate::playbook::Playbook;
use crate::playbook::file::Reason;
use crate::playbook::sla::{ASSIGNEE, HOLDER};
use crate::playbook::steps::Need;
use crate::playbook::triggers::TriggerAct;
use crate::playbook::words::Words;
use crate::sla::target::DueId;
use crate::sorting::SortSmall as _;

/// How grave it is that somebody may be in danger.
pub const DANGER: u8 = 3;
/// How grave anything else is that is told at once.
const AT_ONCE: u8 = 2;

/// Something that people are told at once. It stays until they have read it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct OrderNotice {
    /// The same wherever the log is replayed.
    #[n(0)]
    pub id: DueId,
    /// Place in the log of what tells it.
    #[n(1)]
    pub index: u64,
    /// `trigger/` and its id, or `step/` and the transition.
    #[n(2)]
    pub source: String,
    /// What people call that.
    #[n(3)]
    pub name: Words,
    /// What it says.
    #[n(4)]
    pub words: Words,
    /// Who is told: roles, `assignee`, `holder`.
    #[n(5)]
    pub to: Vec<String>,
    /// How grave it is, 1 to 3.
    #[n(6)]
    pub level: u8,
    /// The fact that it is about.
    #[n(7)]
    pub of: FactId,
    /// Who did that; absent where this reader may not see it.
    #[n(8)]
    pub by: Option<PersonId>,
    /// The hub's time, ms since 1970.
    #[n(9)]
    pub at_ms: u64,
    /// The same for everything that one act tells of many orders in the same words: people are told that once.
    #[n(10)]
    pub together: Option<DueId>,
}

impl OrderNotice {
    /// Whether somebody with these roles is told, who does the work or has the thing as `card` says. Nobody is told
    /// what he did himself.
    #[must_use]
    pub fn is_for(&self, person: &PersonId, roles: &[String], card: &super::Card) -> bool {
        let meant = |to: &String| match to.as_str() {
            ASSIGNEE => card.assigned.contains(person),
            HOLDER => card.holder.as_ref() == Some(person) || card.also_taken_by.contains(person),
            _ => roles.contains(to),
        };
        self.by.as_ref() != Some(person) && self.to.iter().any(meant)
    }
}

impl OrderState {
    /// What was told at once and still stands, oldest first.
    #[must_use]
    pub fn notices(&self, playbook: &Playbook) -> Vec<OrderNotice> {
        let steps = self.standing().filter_map(|(row, fact)| match fact {
            Fact::Transition(step) => self.told_by_step(playbook, row, step),
            _ => None,
        });
        let mut all: Vec<OrderNotice> = steps.chain(self.told_by_triggers(playbook)).collect();
        all.sort_small_by_key(|one| one.index);
        all
    }

    /// As many as a card has room for: the gravest, of these the latest; oldest first.
    pub(super) fn notices_on_card(&self, playbook: &Playbook) -> Option<Vec<OrderNotice>> {
        let mut all = self.notices(playbook);
        all.sort_small_by_key(|one| (one.level, one.index));
        let mut kept = all.split_off(all.len().saturating_sub(CARD_NOTICES_MAX));
        kept.sort_small_by_key(|one| one.index);
        Some(kept).filter(|some| !some.is_empty())
    }

    fn told_by_step(
        &self,
        playbook: &Playbook,
        row: &FactRow,
        step: &Transition,
    ) -> Option<OrderNotice> {
        let (to, danger) = who_hears(playbook, self, step);
        let entry = self.entry_of(row);
        let index = entry.index.filter(|_| !to.is_empty())?;
        let known = playbook.transition(self.kind(), &step.name);
        let plain = || Words::new(&step.name, &step.name);
        let name = known.map_or_else(plain, |known| known.name.clone());
        let source = format!("step/{}", step.name);
        let own = || step.reason.as_deref().and_then(|id| playbook.reason(id));
        let reason = gravest(&self.reasons_of(playbook, step)).or_else(own);
        let words = reason.map_or_else(|| name.clone(), |reason| reason.name.clone());
        let level = if danger { DANGER } else { AT_ONCE };
        Some(OrderNotice {
            id: DueId::told(self.subject, "step", &row.id.to_string()),
            index,
            together: together(entry, &source, &words, level),
            source,
            words,
            name,
            to,
            level,
            of: row.id,
            by: Some(entry.person),
            at_ms: entry.hub_time_ms.unwrap_or_default(),
        })
    }

    fn told_by_triggers<'a>(
        &'a self,
        playbook: &'a Playbook,
    ) -> impl Iterator<Item = OrderNotice> + 'a {
        self.statements.iter().filter_map(|said| {
            let (id, occasion) = said.trigger.as_ref()?;
            let known = playbook.file().triggers.iter().find(|trigger| trigger.id == *id)?;
            let TriggerAct::Notify { roles, words } = &known.does else { return None };
            if self.did_nothing.contains_key(&said.index) {
                return None;
            }
            let source = format!("trigger/{id}");
            let cause = said.of.and_then(|of| self.fact(&of)).map(|row| self.entry_of(row));
            Some(OrderNotice {
                id: DueId::told(self.subject, &source, &occasion.to_string()),
                index: said.index,
                together: cause.and_then(|entry| together(entry, &source, words, AT_ONCE)),
                source,
                name: known.name.clone(),
                words: words.clone(),
                to: roles.clone(),
                level: AT_ONCE,
                of: said.of?,
                by: None,
                at_ms: said.hub_time_ms,
            })
        })
    }
}

/// What one act over several orders tells alike; nothing for an act on one.
fn together(entry: &EntryRow, source: &str, words: &Words, level: u8) -> Option<DueId> {
    let act = entry.act?;
    Some(DueId::told_together(entry.chain.device, act.id, (source, &words.zh, level)))
}

/// Who hears of a step at once, and whether somebody may be in danger: by the step, by its reason, and by the reasons
/// for which a form that it needs stayed open.
pub(super) fn who_hears(
    playbook: &Playbook,
    state: &OrderState,
    step: &Transition,
) -> (Vec<String>, bool) {
    let reasons = state.reasons_of(playbook, step);
    let known = playbook.transition(state.kind(), &step.name);
    let mut to: Vec<String> = Vec::new();
    let named = reasons.iter().flat_map(|one| &one.tells);
    for one in named.chain(known.iter().flat_map(|one| &one.tells)) {
        if !to.contains(one) {
            to.push(one.clone());
        }
    }
    (to, reasons.iter().any(|reason| reason.safety))
}

/// The reason in whose words a step is told before its own: of danger, else one that tells somebody.
fn gravest<'p>(reasons: &[&'p Reason]) -> Option<&'p Reason> {
    let danger = reasons.iter().find(|reason| reason.safety);
    let telling = || reasons.iter().find(|reason| !reason.tells.is_empty());
    danger.or_else(telling).copied()
}

impl OrderState {
    /// A step's reason, and those that stand in the place of forms that it needs.
    fn reasons_of<'p>(&self, playbook: &'p Playbook, step: &Transition) -> Vec<&'p Reason> {
        let own = step.reason.as_deref().and_then(|id| playbook.reason(id));
        let known = playbook.transition(self.kind(), &step.name);
        let needs = known.into_iter().flat_map(|one| &one.needs);
        let each = needs.flat_map(|need| match need {
            Need::AnyOf { of } => of.as_slice(),
            other => std::slice::from_ref(other),
        });
        let excused = each.filter_map(|need| match need {
            Need::Form { form, exceptions: Some(_) } => {
                let said = self.text_field(&answer::path(form, EXCEPTION, None))?;
                playbook.reason(&said)
            }
            _ => None,
        });
        own.into_iter().chain(excused).collect()
    }
}
