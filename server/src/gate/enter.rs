//! Step 7: the verdict becomes an entry, with its decision and what follows from it.

use std::collections::BTreeSet;

use counterfoil_domain::decision::Decision;
use counterfoil_domain::envelope::Header;
use counterfoil_domain::fact::{Fact, kind_name};
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::view::Sight;
use counterfoil_domain::order::{self, Actor, Decided, Entry, OrderState, Permission};
use counterfoil_domain::playbook::workflow::Missing;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_domain::verdict::Verdict;

use super::access::Access;
use super::anew::{judge_again, judge_again_at, tell_lead};
use super::bench::{Bench, Told};
use super::change::Changed;
use super::readable::Understood;
use super::{
    Incoming, access, behind, change, duty, joins, moving, policy, readable, replay, stocked,
    sub_orders, telling, triggers,
};
use crate::storage::{AccessReason, Effect, EntryOf, HeldEnvelope, Judged, NewEntry, SubjectRow};

/// Judges one envelope and enters it.
pub(super) fn one(bench: &mut Bench<'_>, one: &Incoming) -> Verdict {
    match judge(bench, one) {
        Ok((understood, access, verdict, changed)) => {
            accept(bench, one, understood, &access, verdict.clone(), changed);
            verdict
        }
        Err(verdict) => {
            settle(bench, one, verdict.clone());
            verdict
        }
    }
}

type Passed = (Understood, Access, Verdict, Changed);

fn judge(bench: &mut Bench<'_>, one: &Incoming) -> Result<Passed, Verdict> {
    let id = one.header.subject.id;
    let understood = readable::read(one)?;
    behind::check(bench.desk(id), one, &understood.facts)?;
    let access = access::check(bench, &one.header, &understood.facts)?;
    replay::check(bench.desk(id), one, &understood.facts)?;
    let playbook = match access.founding {
        true => bench.shelf.pinned(one.header.playbook).cloned(),
        false => bench.playbook(id),
    };
    let playbook = playbook.ok_or_else(|| readable::held("update_hub"))?;
    let is_office = bench.is_office(one.header.device);
    let flagged = policy::facts(&playbook, &access, &one.header, &understood.facts, is_office)?;
    duty::check(bench, one, &understood.facts)?;
    let changed = change::judge(bench, one, &understood, &access, &playbook)?;
    let verdict = match (&changed, access.late) {
        (Changed::Blocked(by), _) => Verdict::Blocked { by: *by },
        (_, true) => Verdict::Late,
        _ if one.forked() => Verdict::Flagged { why: "forked".to_owned() },
        _ => match flagged {
            Some(why) => Verdict::Flagged { why: why.to_owned() },
            None => Verdict::Accepted,
        },
    };
    Ok((understood, access, verdict, changed))
}

/// Notes a verdict without effect: held, or refused and kept as such.
pub(super) fn settle(bench: &mut Bench<'_>, one: &Incoming, verdict: Verdict) {
    duty::settled(bench, one, &verdict);
    let entry = verdict.is_final().then(|| {
        let at = push_entry(bench, one, &verdict, None, Vec::new());
        let index = bench.next_index() - 1;
        let now_ms = bench.now_ms;
        let desk = bench.desk(one.header.subject.id);
        if desk.row.is_some() {
            desk.entries.push(folded(one, None, index, &verdict, now_ms));
        }
        at
    });
    if let Verdict::Held { why } = &verdict {
        let waiting = HeldEnvelope {
            chain: one.chain,
            seq: one.seq,
            hash: one.hash,
            why: why.clone(),
            header: one.header.to_bytes(),
            body: counterfoil_domain::envelope::SaltedBody {
                salt: [0; counterfoil_domain::hash::SALT_LEN],
                bytes: one.body.clone(),
            },
            owner: one.owner,
            revoked: one.revoked,
        };
        let desk = bench.desk(one.header.subject.id);
        if !desk.held.iter().any(|held| (held.chain, held.seq) == (one.chain, one.seq)) {
            desk.held.push(waiting);
        }
    }
    note(bench, one, verdict, entry);
}

fn note(bench: &mut Bench<'_>, one: &Incoming, verdict: Verdict, entry: Option<usize>) {
    let (chain, seq) = (one.chain, one.seq);
    bench.desk(one.header.subject.id).awaited.retain(|place| *place != (chain, seq));
    bench.batch.judged.retain(|judged| (judged.chain, judged.seq) != (chain, seq));
    bench.verdicts.retain(|(own, at, _)| (*own, *at) != (chain, seq));
    bench.batch.judged.push(Judged { chain, seq, verdict: verdict.clone(), entry });
    bench.verdicts.push((chain, seq, verdict));
}

/// Appends the envelope to the batch's entries; gives its place among them.
fn push_entry(
    bench: &mut Bench<'_>,
    one: &Incoming,
    verdict: &Verdict,
    decision: Option<Decision>,
    effects: Vec<Effect>,
) -> usize {
    let id = one.header.subject.id;
    // A refused envelope about a subject that nobody founded is nobody's news.
    let known = verdict.takes_facts() || bench.desk(id).row.is_some();
    let desk = bench.desk(id);
    desk.touched |= known;
    bench.batch.entries.push(NewEntry {
        of: EntryOf::Envelope {
            chain: one.chain,
            seq: one.seq,
            hash: one.hash,
            audience: one.header.audience.clone(),
            verdict: verdict.clone(),
        },
        subjects: if known { vec![id] } else { Vec::new() },
        decision,
        effects,
    });
    bench.batch.entries.len() - 1
}

fn folded(
    one: &Incoming,
    understood: Option<Understood>,
    index: u64,
    verdict: &Verdict,
    hub_time_ms: u64,
) -> Entry {
    Entry {
        index: Some(index),
        header: one.header.clone(),
        header_hash: Some(one.hash),
        branch: one.forked().then_some(one.chain.incarnation),
        body: understood.map(|understood| understood.body),
        verdict: verdict.clone(),
        said: None,
        decision: None,
        hub_time_ms: Some(hub_time_ms),
    }
}

fn accept(
    bench: &mut Bench<'_>,
    one: &Incoming,
    understood: Understood,
    access: &Access,
    verdict: Verdict,
    changed: Changed,
) {
    let id = one.header.subject.id;
    let index = bench.next_index();
    let mut effects = Vec::new();
    if access.founding {
        effects.extend(found(bench, &one.header, &understood.facts, index));
    }
    let place = match changed {
        Changed::Taken(place) => Some(place),
        _ => None,
    };
    if let Some(place) = &place {
        change::taken(bench, id, place);
    }
    let facts = understood.facts.clone();
    let mut entry = folded(one, Some(understood), index, &verdict, bench.now_ms);
    let decided = decided(bench, &entry, access);
    want_place(bench, id, &decided);
    if decided.alarm {
        bench.told.push(Told::Alarm(id));
    }
    let decision = Some(decided.decision).filter(|decision| !decision.is_empty());
    entry.decision.clone_from(&decision);
    effects.extend(keyed(bench, id, &facts));
    effects.extend(duty::noted(bench, one, &facts));
    effects.extend(stocked::effects(&one.header, &facts));
    effects.extend(moving::effects(bench, &one.header, &facts));
    if let Some(decision) = &decision {
        effects.extend(follow(bench, id, decision, index));
    }
    let at = push_entry(bench, one, &verdict, decision.clone(), effects);
    note(bench, one, verdict, Some(at));
    let of = entry.fact_id(0);
    bench.take(id, entry);
    // Who wrote a contested value is read from the entries.
    if let Some(place) = place.filter(|place| bench.desk(id).contested(place)) {
        bench.document_changed(id, &place);
    }
    if let Some(decision) = &decision {
        tell_lead(bench, id, decision);
    }
    joins::after(bench, id, &facts);
    moving::after(bench, &one.header, &facts);
    if facts.iter().any(|fact| matches!(fact, Fact::Transition(_))) {
        telling::tell(bench, bench.lead_of(id), index);
    }
    triggers::after_entry(bench, id, (index, of), &facts, decision.as_ref());
    judge_again(bench, id);
    if one.header.subject.kind == SubjectKind::Place {
        judge_again_at(bench, id, &facts);
    }
    sub_orders::begun(bench, &one.header, &facts);
    sub_orders::tell_parent(bench, id);
}

/// What the hub decides on an envelope: judged on the lead, where one leads.
fn decided(bench: &Bench<'_>, entry: &Entry, access: &Access) -> Decided {
    let id = entry.header.subject.id;
    let lead = bench.lead_of(id);
    let (Some(desk), Some(playbook)) = (bench.desks.get(&lead), bench.playbook(lead)) else {
        return Decided::default();
    };
    let roles = if access.late { &access.then.roles } else { &access.now.roles };
    let person = entry.header.person;
    let duty = bench.duty.get(&person).cloned().unwrap_or_default();
    let actor = Actor::on(&desk.state, person, roles.clone());
    let others = hands(bench, entry, &desk.state);
    let (approvers, steps) = (bench.approvers(), bench.steps.clone());
    let actor = Actor { former: access.late, duty, steps, others, approvers, ..actor };
    let permissions = permissions(bench, &desk.state);
    if permissions.is_empty() {
        return order::decide(&playbook, &desk.state, entry, &actor, &Sight::All);
    }
    let mut before = desk.state.clone();
    before.set_permissions(permissions);
    order::decide(&playbook, &before, entry, &actor, &Sight::All)
}

/// What the place that an order names permits, as far as it was loaded.
pub(super) fn permissions(bench: &Bench<'_>, state: &OrderState) -> Vec<Permission> {
    let Some(site) = state.site() else { return Vec::new() };
    let place = bench.desks.get(&bench.lead_of(site));
    place.map(|desk| Permission::of(&desk.state, site)).unwrap_or_default()
}

/// Where a consent was missing, the place that the order names may hold a standing one: the slice is judged once more
/// with it. Nobody else pays for places.
fn want_place(bench: &mut Bench<'_>, id: SubjectId, decided: &Decided) {
    let lacks = decided.missing.iter().any(Missing::is_about_consent);
    let lead = bench.lead_of(id);
    let site = bench.desks.get(&lead).and_then(|desk| desk.state.site()).filter(|_| lacks);
    bench.wanted.extend(site.filter(|site| !bench.desks.contains_key(site)));
}

/// The roles of those through whose hands the thing went, for a word about that.
fn hands(bench: &Bench<'_>, entry: &Entry, state: &OrderState) -> Vec<(PersonId, Vec<String>)> {
    if kind_name(entry.header.kind) != Some("custody") {
        return Vec::new();
    }
    let mut people = BTreeSet::new();
    for (row, fact) in state.standing() {
        if matches!(fact, Fact::Custody(_)) {
            people.insert(state.entry_of(row).person);
        }
    }
    people.into_iter().map(|person| (person, bench.roles_now(person))).collect()
}

/// The subject begins.
fn found(bench: &mut Bench<'_>, header: &Header, facts: &[Fact], index: u64) -> Vec<Effect> {
    let Some(Fact::Found(found)) = facts.first() else { return Vec::new() };
    let pinned = match header.playbook {
        0 => bench.shelf.newest_version(),
        version => version,
    };
    let office = bench.is_office(header.device);
    let (subject, person) = (header.subject, header.person);
    let desk = bench.desk(subject.id);
    desk.row = Some(SubjectRow {
        subject,
        kind: found.kind.clone(),
        playbook: pinned,
        founded_at: index,
        office,
        stage: found.stage.clone(),
        closed_at: None,
        lead: None,
    });
    let mut effects = vec![Effect::Founded {
        subject,
        kind: found.kind.clone(),
        playbook: pinned,
        stage: found.stage.clone(),
        office,
    }];
    // The office sees every order as the office; a phone's founder sees his own.
    if !office || subject.kind == SubjectKind::Shift {
        desk.set_access(person, AccessReason::Founded, true, index);
        let reason = AccessReason::Founded;
        effects.push(Effect::Access { subject: subject.id, person, reason, begins: true });
    }
    effects
}

fn keyed(bench: &mut Bench<'_>, id: SubjectId, facts: &[Fact]) -> Vec<Effect> {
    let keys = facts.iter().flat_map(|fact| match fact {
        Fact::Found(found) => found.keys.clone(),
        Fact::Keyed(keyed) => vec![keyed.key.clone()],
        _ => Vec::new(),
    });
    let mut effects = Vec::new();
    for key in keys {
        let holders = bench.keys.entry(key.clone()).or_default();
        if !holders.contains(&id) {
            holders.push(id);
            effects.push(Effect::Keyed { subject: id, key });
        }
    }
    effects
}

/// What a decision changes for the scope of one subject: stage, assignment, custody.
pub(super) fn follow(
    bench: &mut Bench<'_>,
    id: SubjectId,
    decision: &Decision,
    index: u64,
) -> Vec<Effect> {
    let mut effects: Vec<Effect> = stage(bench, id, decision, index).into_iter().collect();
    if let Some(assigned) = &decision.assigned {
        let wanted = assigned.iter().copied().collect();
        effects.extend(hand_over(bench, id, AccessReason::Assigned, &wanted, index));
    }
    if let Some(custody) = &decision.custody {
        let mut wanted: BTreeSet<PersonId> = Default::default();
        wanted.extend(custody.holder);
        wanted.extend(custody.given_to);
        wanted.extend(custody.also_taken_by.iter().flatten());
        effects.extend(hand_over(bench, id, AccessReason::Custody, &wanted, index));
    }
    effects
}

pub(super) fn stage(
    bench: &mut Bench<'_>,
    id: SubjectId,
    decision: &Decision,
    index: u64,
) -> Option<Effect> {
    let after = decision.stage.as_ref()?;
    let playbook = bench.playbook(id);
    let row = bench.desk(id).row.as_mut()?;
    let terminal = playbook.is_some_and(|book| book.is_terminal(&row.kind, &after.stage));
    let closed = terminal && !after.is_disputed();
    row.stage.clone_from(&after.stage);
    row.closed_at = closed.then_some(index);
    Some(Effect::Stage { subject: id, stage: after.stage.clone(), closed })
}

fn hand_over(
    bench: &mut Bench<'_>,
    id: SubjectId,
    reason: AccessReason,
    wanted: &BTreeSet<PersonId>,
    index: u64,
) -> Vec<Effect> {
    let desk = bench.desk(id);
    let present = desk.holders_of(reason);
    let ended = present.difference(wanted).map(|person| (*person, false));
    let begun = wanted.difference(&present).map(|person| (*person, true));
    let moves: Vec<(PersonId, bool)> = ended.chain(begun).collect();
    let mut effects = Vec::new();
    for (person, begins) in moves {
        desk.set_access(person, reason, begins, index);
        effects.push(Effect::Access { subject: id, person, reason, begins });
    }
    effects
}

/// Folds the subject and its lead anew after an entry.
pub(super) fn refold_group(bench: &mut Bench<'_>, id: SubjectId) {
    bench.refold(id);
    let lead = bench.lead_of(id);
    if lead != id {
        bench.refold(lead);
    }
}
