//! What happens by itself in a simulation: the limit of a stage, and triggers as the hub would fire them.

use std::collections::VecDeque;

use counterfoil_domain::limits::TRIGGERS_PER_ENTRY_MAX;
use counterfoil_domain::order::triggers::TOO_MANY;
use counterfoil_domain::playbook::telling::{act_words, limit_words};
use counterfoil_domain::playbook::triggers::{Trigger, TriggerAct};
use counterfoil_domain::playbook::view::{Actor, TransitionRequest};
use counterfoil_domain::playbook::workflow::{Judgement, judge};

use super::Bench;
use crate::playbook::{pick, say};

impl Bench<'_> {
    /// What is told when the order comes to a stage.
    pub(super) fn arrived(&self) -> Option<String> {
        let stage = self.playbook.stage(&self.view.kind, &self.view.stage)?;
        let limit = limit_words(self.playbook, stage.limit.as_ref()?);
        Some(format!("  {}", say(&limit, self.lang)))
    }

    /// Fires what facts of these kinds or coming to a stage set off, and what that sets off in turn.
    pub(super) fn set_off(&mut self, kinds: &[&str], came_to: Option<&str>) -> Vec<String> {
        let playbook = self.playbook;
        let mut told = Vec::new();
        let mut waiting = VecDeque::from([(kinds, came_to.map(str::to_owned))]);
        let mut left = TRIGGERS_PER_ENTRY_MAX;
        while let Some((kinds, came_to)) = waiting.pop_front() {
            let of_kind = playbook.file().triggers.iter();
            let due = of_kind
                .filter(|one| one.is_occasion(&self.view.kind, kinds, came_to.as_deref()))
                .filter(|one| one.holds(playbook, &self.view));
            for trigger in due.collect::<Vec<&Trigger>>() {
                let Some(fewer) = left.checked_sub(1) else {
                    told.push(self.too_many(trigger));
                    return told;
                };
                left = fewer;
                let next = self.fire(trigger, &mut told);
                waiting.extend(next.map(|stage| (&[][..], Some(stage))));
            }
        }
        told
    }

    /// The rule that was one too many, as the hub's log names it.
    fn too_many(&self, trigger: &Trigger) -> String {
        let (zh, en) = ("一条记录触发的规则太多,到此为止", "one entry set off too many rules");
        let why = pick(self.lang, zh, en);
        format!("  ↯ {} ✗ {TOO_MANY}: {why}", say(&trigger.name, self.lang))
    }

    /// Gives the stage to which the order came by it.
    fn fire(&mut self, trigger: &Trigger, told: &mut Vec<String>) -> Option<String> {
        let does = act_words(self.playbook, trigger);
        let line = format!("  ↯ {}:{}", say(&trigger.name, self.lang), say(&does, self.lang));
        let TriggerAct::Move { transition, reason } = &trigger.does else {
            told.push(line);
            return None;
        };
        let step = self.playbook.transition(&self.view.kind, transition);
        let role = step.and_then(|step| step.roles.first()).cloned().unwrap_or_default();
        let actor = Actor { role, assigned: true, ..self.actor.clone() };
        let request = TransitionRequest {
            transition: transition.clone(),
            reason: reason.clone(),
            ..TransitionRequest::default()
        };
        match judge(self.playbook, &self.view, &request, &actor) {
            Judgement::Allowed { to_stage, .. } => {
                told.push(line);
                let arrived = self.lands(transition, to_stage);
                told.push(self.stands());
                told.extend(self.arrived().filter(|_| arrived));
                arrived.then(|| self.view.stage.clone())
            }
            Judgement::Refused { missing } => {
                let lacks: Vec<String> = missing.iter().map(|one| self.missing(one)).collect();
                told.push(format!("{line} ✗ {}", lacks.join(";")));
                None
            }
            Judgement::HubDecides { .. } => None,
        }
    }
}
