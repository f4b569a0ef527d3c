//! Sub-orders: the parent of an order hears when it begins and when it ends, and what waited there for that is judged
//! again.

use std::collections::BTreeSet;

use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::fact::{Fact, Found};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::{SUB_ORDER_DEPTH_MAX, SUB_ORDERS_MAX};
use counterfoil_domain::log::{Statement, SubOrder};
use counterfoil_domain::order::PartOf;
use counterfoil_domain::subject::SubjectKind;

use super::Incoming;
use super::access::Capacity;
use super::anew::judge_again;
use super::bench::Bench;
use super::enter::refold_group;
use crate::storage::{EntryOf, NewEntry};

/// The order of which an envelope founds a part.
pub(super) fn parent_named(one: &Incoming) -> Option<SubjectId> {
    let body = Body::from_bytes(&one.body).ok()?;
    let mut facts = body.facts().iter().filter_map(|record| record.fact().ok().flatten());
    facts.find_map(|fact| named(&fact))
}

fn named(fact: &Fact) -> Option<SubjectId> {
    match fact {
        Fact::Found(Found { parent, .. }) => *parent,
        _ => None,
    }
}

/// An order was founded as a part of another: they are linked where its author sees that one and there is room. Else
/// it is an order like any other.
pub(super) fn begun(bench: &mut Bench<'_>, header: &Header, facts: &[Fact]) {
    let id = header.subject.id;
    let Some(parent) = facts.iter().find_map(named).filter(|parent| *parent != id) else { return };
    let is_order = |id: &SubjectId| {
        let row = bench.desks.get(id).and_then(|desk| desk.row.as_ref());
        row.is_some_and(|row| row.subject.kind == SubjectKind::Order)
    };
    let linked = |id: SubjectId| {
        let state = &bench.desks.get(&bench.lead_of(id))?.state;
        state.part_of.map(|one| one.parent)
    };
    let full = bench
        .desks
        .get(&bench.lead_of(parent))
        .is_none_or(|desk| desk.state.parts_of_it.len() >= SUB_ORDERS_MAX);
    let ancestors = std::iter::successors(Some(parent), |id| linked(*id));
    let deep = ancestors.take(SUB_ORDER_DEPTH_MAX + 1).count() > SUB_ORDER_DEPTH_MAX;
    let fits = is_order(&id) && is_order(&parent) && !full && !deep && linked(id).is_none();
    if fits && sees(bench, header, parent) {
        say(bench, PartOf { parent, child: id });
    }
}

/// Whether the author of an envelope sees an order, and not by its keys alone.
fn sees(bench: &Bench<'_>, header: &Header, id: SubjectId) -> bool {
    Capacity::today(bench, header.person, id).is_some_and(|(capacity, playbook)| {
        capacity.sees(&playbook).iter().any(|audience| *audience != "keys")
    })
}

/// Tells the parent where an order has come to an end, or is open again; and its parent where that ends it.
pub(super) fn tell_parent(bench: &mut Bench<'_>, id: SubjectId) {
    let mut told = BTreeSet::new();
    let mut next = Some(bench.lead_of(id));
    while let Some(id) = next.take().filter(|id| told.insert(*id)) {
        let link = bench.desks.get(&id).and_then(|desk| desk.state.part_of);
        next = link.filter(|link| say(bench, *link)).map(|link| bench.lead_of(link.parent));
    }
}

/// Writes what the parent does not know yet; gives whether there was anything.
fn say(bench: &mut Bench<'_>, link: PartOf) -> bool {
    let Some(word) = news(bench, link) else { return false };
    let about = [link.parent, link.child];
    let statement = Statement::SubOrder(word);
    bench.state(&about, &statement, None);
    bench.batch.entries.push(NewEntry {
        of: EntryOf::Statement(statement),
        subjects: about.to_vec(),
        decision: None,
        effects: Vec::new(),
    });
    about.into_iter().for_each(|id| refold_group(bench, id));
    judge_again(bench, link.parent);
    true
}

/// Where an order is joined with another, that one's state is its own.
fn news(bench: &Bench<'_>, link: PartOf) -> Option<SubOrder> {
    let lead = bench.lead_of(link.child);
    let playbook = bench.playbook(lead)?;
    let whole = &bench.desks.get(&bench.lead_of(link.parent))?.state;
    let known = whole.parts_of_it.iter().find(|part| part.child == link.child);
    bench.desks.get(&lead)?.state.word_to_parent(&playbook, link, known)
}
