//! Evidence that was moved: it stands on the order that it belongs to as well, for whoever judges and shows that
//! one. The facts themselves keep the order that they were written for.

use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::SubjectId;

use super::Incoming;
use super::access::Capacity;
use super::anew::judge_again;
use super::bench::Bench;
use super::enter::refold_group;
use crate::storage::Effect;

/// The orders to which an envelope moves evidence.
pub(super) fn targets(one: &Incoming) -> Vec<SubjectId> {
    let Ok(body) = Body::from_bytes(&one.body) else { return Vec::new() };
    let facts = body.facts().iter().filter_map(|record| record.fact().ok().flatten());
    facts.filter_map(|fact| moved_to(&fact)).collect()
}

fn moved_to(fact: &Fact) -> Option<SubjectId> {
    match fact {
        Fact::Moved(moved) => Some(moved.to),
        _ => None,
    }
}

/// What moving changes in the tables; nothing where its author does not see the other order himself.
pub(super) fn effects(bench: &Bench<'_>, header: &Header, facts: &[Fact]) -> Vec<Effect> {
    let from = header.subject.id;
    let targets = facts.iter().filter_map(moved_to);
    let seen = targets.filter(|to| *to != from && sees(bench, header, *to));
    seen.map(|to| Effect::Moved { from, to }).collect()
}

/// Folds the orders to which evidence was moved anew: it may be what a transition there lacked.
pub(super) fn after(bench: &mut Bench<'_>, header: &Header, facts: &[Fact]) {
    for effect in effects(bench, header, facts) {
        let Effect::Moved { from, to } = effect else { continue };
        let desk = bench.desk(to);
        if !desk.moved_here.contains(&from) {
            desk.moved_here.push(from);
        }
        desk.touched = true;
        refold_group(bench, to);
        judge_again(bench, to);
        super::sub_orders::tell_parent(bench, to);
    }
}

/// Whether an envelope's author sees another subject, in the envelope's own audience.
fn sees(bench: &Bench<'_>, header: &Header, to: SubjectId) -> bool {
    Capacity::today(bench, header.person, to).is_some_and(|(capacity, playbook)| {
        capacity.sees(&playbook).contains(header.audience.as_str())
    })
}
