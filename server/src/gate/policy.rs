//! Step 5: facts by the policy at `seen`; where today's says otherwise they are taken and flagged, and so is a
//! signature whose line does not stand under what was signed. Fields by the policy of today, every write of the change.

use counterfoil_domain::command::line_stands;
use counterfoil_domain::document::Write;
use counterfoil_domain::envelope::Header;
use counterfoil_domain::fact::Fact;
use counterfoil_domain::playbook::policy::{may_add, may_propose, may_set};
use counterfoil_domain::playbook::{Playbook, facts};
use counterfoil_domain::verdict::Verdict;

use super::access::{Access, Capacity};
use super::readable::refused;

/// Judges the facts: why the envelope is flagged, if it is.
pub(super) fn facts(
    playbook: &Playbook,
    access: &Access,
    header: &Header,
    facts: &[Fact],
    is_office: bool,
) -> Result<Option<&'static str>, Verdict> {
    // That somebody was shown a masked value is the hub's own word: nobody else says it of anybody.
    if !is_office && facts.iter().any(|fact| matches!(fact, Fact::Revealed(_))) {
        return Err(refused("fact_policy"));
    }
    let mut flagged = access.odd_seen.then_some("seen");
    for fact in facts {
        if !belongs(playbook, fact, &header.audience) {
            return Err(refused("fact_audience"));
        }
        let (then, now) = (adds(playbook, &access.then, fact), adds(playbook, &access.now, fact));
        match (then, now) {
            (true, true) => {}
            (false, false) => return Err(refused("fact_policy")),
            // Late work is judged by what its author was when he did it.
            (true, false) if access.late => {}
            _ => flagged = flagged.or(Some("policy_changed")),
        }
        if matches!(fact, Fact::Signature(signature) if !line_stands(signature)) {
            flagged = Some("line");
        }
    }
    Ok(flagged)
}

/// Whether a fact is for this audience. That a conflict was settled is for the audience of its path. Kinds that
/// playbooks do not speak of (duty, the closing of a shift) are for every audience that their author sees.
fn belongs(playbook: &Playbook, fact: &Fact, audience: &str) -> bool {
    if let Fact::Settled(word) = fact {
        return playbook.audience_of_path(&word.path) == Some(audience);
    }
    playbook.audience_of_fact(fact.name()).is_none_or(|own| own == audience)
}

fn adds(playbook: &Playbook, capacity: &Capacity, fact: &Fact) -> bool {
    let name = fact.name();
    if let Fact::Proposed(word) = fact {
        return capacity.any(|standing| may_propose(playbook, standing, &word.path));
    }
    // Who picks a value may set it: else anybody could say of the plan that it was settled.
    if let Fact::Settled(word) = fact {
        return capacity.any(|standing| may_set(playbook, standing, &word.path));
    }
    if !facts::is_fact_kind(name) && playbook.audience_of_fact(name).is_none() {
        return capacity.own || capacity.any(|standing| may_add(playbook, standing, "comment"));
    }
    capacity.any(|standing| may_add(playbook, standing, name))
}

/// Whether every write of a change is in its audience and may be made today.
pub(super) fn writes(
    playbook: &Playbook,
    now: &Capacity,
    audience: &str,
    writes: &[Write],
) -> bool {
    writes.iter().all(|write| {
        playbook.audience_of_path(&write.path) == Some(audience)
            && now.any(|standing| may_set(playbook, standing, &write.path))
    })
}
