//! How far work kept to its templates: of what the forms of the steps that were made asked for, how much is there.
//!
//! Counted in questions and evidence that show and are needed, by the form's own judgement, so that a phone and the hub
//! count alike. A form for which a reason was recorded in its place counts as it is: what is missing is missing.

use crate::sorting::CollectSmall as _;
use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::state::OrderState;
use super::view::Sight;
use crate::fact::Fact;
use crate::forms::{self, Opened};
use crate::playbook::Playbook;
use crate::playbook::steps::{Need, Transition};

/// How far the forms of the steps that were made are filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Adherence {
    /// Questions and evidence that were needed.
    #[n(0)]
    pub asked: u32,
    /// Of them those that are there, with nothing wrong.
    #[n(1)]
    pub met: u32,
    /// Forms that a reason stands in for.
    #[n(2)]
    pub excepted: u32,
}

impl Adherence {
    /// What is there of what was asked for, in thousandths, rounded down; nothing where nothing was asked for.
    #[must_use]
    pub fn per_mille(&self) -> Option<u32> {
        let part = u64::from(self.met).saturating_mul(1_000).checked_div(u64::from(self.asked))?;
        u32::try_from(part).ok()
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            asked: self.asked.saturating_add(other.asked),
            met: self.met.saturating_add(other.met),
            excepted: self.excepted.saturating_add(other.excepted),
        }
    }

    fn of(form: &Opened, today: Option<&str>) -> Self {
        let (mut asked, mut met) = (0_u32, 0_u32);
        for is_there in form.judged(today).needed() {
            asked = asked.saturating_add(1);
            met = met.saturating_add(u32::from(is_there));
        }
        Self { asked, met, excepted: u32::from(form.answers.exception().is_some()) }
    }
}

impl OrderState {
    /// How far the forms of the steps that were made are filled in; nothing where no step that was made needed one.
    #[must_use]
    pub fn adherence(&self, playbook: &Playbook) -> Option<Adherence> {
        let forms = self.forms_of_steps_made(playbook);
        if forms.is_empty() {
            return None;
        }
        let view = self.view(playbook, &Sight::All);
        let zone = playbook.zone();
        let today = view.at.and_then(|at| forms::today(&zone, at.latest_ms));
        let opened = forms.into_iter().filter_map(|form| Opened::at(playbook, &view, form));
        let counted = opened.map(|form| Adherence::of(&form, today.as_deref()));
        Some(counted.fold(Adherence::default(), Adherence::and))
    }

    fn forms_of_steps_made<'p>(&self, playbook: &'p Playbook) -> BTreeSet<&'p str> {
        let made = self.moves.iter().filter_map(|step| self.standing_fact(step.cause.as_ref()?));
        let steps = made.filter_map(|fact| match fact {
            Fact::Transition(step) => playbook.transition(self.kind(), &step.name),
            _ => None,
        });
        steps.flat_map(forms_of).collect_set()
    }
}

fn forms_of(step: &Transition) -> impl Iterator<Item = &str> {
    step.needs.iter().filter_map(|need| match need {
        Need::Form { form, .. } => Some(form.as_str()),
        _ => None,
    })
}
