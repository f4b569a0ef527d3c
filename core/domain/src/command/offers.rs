//! What a person could do next on an order: every transition from here, with what is still missing
//! for it.

use crate::order::{Actor, OrderState, Sight};
use crate::playbook::Playbook;
use crate::playbook::view::{Actor as Acting, TransitionRequest};
use crate::playbook::words::Words;
use crate::playbook::workflow::{Judgement, Missing, judge};

/// One transition that leaves the present stage and that one of the person's roles may make.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The transition's name.
    pub transition: String,
    /// What people call it.
    pub name: Words,
    /// The stage to which it leads.
    pub to: String,
    /// The group from which a reason has to be given.
    pub reason_group: Option<String>,
    /// Whether it may be made now.
    pub state: OfferState,
}

/// Whether a transition may be made.
#[derive(Debug, Clone, PartialEq)]
pub enum OfferState {
    /// Now.
    Ready,
    /// Once these are there; a reason or a note can be given with the command.
    Lacks(Vec<Missing>),
    /// Only the hub can tell.
    HubDecides,
}

/// The transitions that a person could make next, in the order of the playbook.
#[must_use]
pub fn offers(playbook: &Playbook, state: &OrderState, actor: &Actor, sight: &Sight) -> Vec<Offer> {
    let view = state.view(playbook, sight);
    let Some(flow) = playbook.workflow_of(&view.kind) else { return Vec::new() };
    let fits = |transition: &&crate::playbook::steps::Transition| match view.disputed {
        true => transition.settles,
        false if view.stage_unknown => !transition.settles && !transition.from.is_empty(),
        false => !transition.settles && transition.from.contains(&view.stage),
    };
    let mut offers = Vec::new();
    let lanes = flow.stages.iter().filter(|stage| stage.id == view.stage && !view.disputed);
    let lanes = lanes.flat_map(|stage| &stage.branches).flat_map(|branch| {
        let at = view.lanes.iter().find(|lane| lane.lane == branch.id);
        let at = at.map(|lane| lane.stage.as_str());
        branch
            .transitions
            .iter()
            .filter(move |step| step.from.iter().any(|own| Some(own.as_str()) == at))
    });
    for transition in flow.transitions.iter().filter(fits).chain(lanes) {
        let Some(role) = actor.roles.iter().find(|role| transition.roles.contains(role)) else {
            continue;
        };
        let acting = Acting {
            person: actor.person,
            role: role.clone(),
            assigned: actor.assigned || state.holds(&actor.person),
            former: actor.former,
        };
        let request = TransitionRequest { transition: transition.id.clone(), ..Default::default() };
        offers.push(Offer {
            transition: transition.id.clone(),
            name: transition.name.clone(),
            to: transition.to.clone(),
            reason_group: transition.reason.clone(),
            state: match judge(playbook, &view, &request, &acting) {
                Judgement::Allowed { .. } => OfferState::Ready,
                Judgement::Refused { missing } => OfferState::Lacks(missing),
                Judgement::HubDecides { .. } => OfferState::HubDecides,
            },
        });
    }
    offers
}
