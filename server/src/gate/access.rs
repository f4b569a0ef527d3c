//! Step 3: may it write here? Who sees the subject now may; who saw it at `seen` and does not now writes late
//! work; everybody else is told nothing and waits.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterfoil_domain::envelope::Header;
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::playbook::facts::NO_STAGE;
use counterfoil_domain::playbook::policy::{self, Standing};
use counterfoil_domain::playbook::{Playbook, file::SubjectType};
use counterfoil_domain::sla::stops::clock_board;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_domain::verdict::Verdict;

use super::bench::Bench;
use super::readable::{held, refused};

/// In what capacity somebody stands to a subject at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Capacity {
    pub(super) roles: Vec<String>,
    pub(super) kind: String,
    pub(super) stage: String,
    pub(super) own: bool,
}

impl Capacity {
    /// How a person stands today to a subject that was loaded; with the playbook by which that is judged.
    pub(super) fn today(
        bench: &Bench<'_>,
        person: PersonId,
        id: SubjectId,
    ) -> Option<(Self, Arc<Playbook>)> {
        let (desk, playbook) = (bench.desks.get(&id)?, bench.playbook(id)?);
        let row = desk.row.as_ref()?;
        let capacity = Self {
            roles: bench.roles_now(person),
            kind: row.kind.clone(),
            stage: row.stage.clone(),
            own: desk.owns(person),
        };
        Some((capacity, playbook))
    }

    /// Whether any of the roles gives the answer "yes".
    pub(super) fn any(&self, asks: impl Fn(&Standing<'_>) -> bool) -> bool {
        let Self { kind, stage, own, .. } = self;
        self.roles.iter().any(|role| asks(&Standing { role, kind, stage, assigned: *own }))
    }

    /// The audiences that any of the roles sees.
    pub(super) fn sees<'p>(&self, playbook: &'p Playbook) -> BTreeSet<&'p str> {
        let Self { kind, stage, own, .. } = self;
        let seen = self.roles.iter().flat_map(|role| {
            policy::sees(playbook, &Standing { role, kind, stage, assigned: *own })
        });
        seen.collect()
    }
}

/// How an author stands to the subject of his envelope.
#[derive(Debug, Clone)]
pub(super) struct Access {
    /// Today.
    pub(super) now: Capacity,
    /// When he acted, as far as he had seen; today's if that cannot be believed.
    pub(super) then: Capacity,
    /// He sees the audience no more and saw it then.
    pub(super) late: bool,
    /// `seen` cannot be believed: judged by today's policy, and flagged.
    pub(super) odd_seen: bool,
    /// The subject begins with this envelope.
    pub(super) founding: bool,
}

pub(super) fn check(bench: &Bench<'_>, header: &Header, facts: &[Fact]) -> Result<Access, Verdict> {
    let id = header.subject.id;
    let known = bench.desks.get(&id).and_then(|desk| desk.row.as_ref());
    match known {
        Some(row) if row.subject != header.subject => Err(refused("subject_kind")),
        Some(_) => standing(bench, header),
        None => founding(bench, header, facts),
    }
}

fn standing(bench: &Bench<'_>, header: &Header) -> Result<Access, Verdict> {
    let id = header.subject.id;
    let (Some(desk), Some(playbook)) = (bench.desks.get(&id), bench.playbook(id)) else {
        return Err(held("update_hub")); // pinned to a version that this hub does not have
    };
    let Some(row) = &desk.row else { return Err(held("access")) };
    let capacity = |roles, stage: &str, own| Capacity {
        roles,
        kind: row.kind.clone(),
        stage: stage.to_owned(),
        own,
    };
    let person = header.person;
    let now = capacity(bench.roles_now(person), &row.stage, desk.owns(person));
    let audience = header.audience.as_str();
    let sees_now = now.sees(&playbook).contains(audience);
    let seen = header
        .seen
        .filter(|seen| seen.lineage == bench.tip.lineage && seen.index <= bench.tip.size);
    let odd_seen = header.seen.is_some() && seen.is_none();
    let then = seen.and_then(|seen| {
        let stage = desk.stage_at(seen.index)?;
        let roles = bench.roles_at(person, seen.index);
        Some(capacity(roles, stage, desk.owned_at(person, seen.index)))
    });
    let saw_then = then.as_ref().is_some_and(|then| then.sees(&playbook).contains(audience));
    if !sees_now && !saw_then {
        // He had it meanwhile and has handed it on to somebody of whom the hub heard first.
        let then = Capacity { own: true, ..now.clone() };
        let size = seen.map_or(0, |seen| seen.index);
        if desk.went_through(person, size) && then.sees(&playbook).contains(audience) {
            return Ok(Access { now, then, late: true, odd_seen, founding: false });
        }
        return Err(held("access"));
    }
    // What somebody did before he knew of an assignment that gave him the order is judged by today's.
    let then = then.filter(|_| saw_then).unwrap_or_else(|| now.clone());
    Ok(Access { now, then, late: !sees_now, odd_seen, founding: false })
}

fn founding(bench: &Bench<'_>, header: &Header, facts: &[Fact]) -> Result<Access, Verdict> {
    let Some(Fact::Found(found)) = facts.first() else { return Err(held("access")) };
    let Some(playbook) = bench.shelf.pinned(header.playbook) else {
        return Err(held("update_hub"));
    };
    let Some(kind) = playbook.kind(&found.kind) else { return Err(refused("kind_unknown")) };
    let fits = matches!(
        (kind.subject, header.subject.kind),
        (SubjectType::Order, SubjectKind::Order)
            | (SubjectType::Shift, SubjectKind::Shift)
            | (SubjectType::Place, SubjectKind::Place)
            | (SubjectType::Asset, SubjectKind::Asset)
    );
    if !fits {
        return Err(refused("subject_kind"));
    }
    let stage =
        if kind.workflow.is_some() { playbook.initial_stage(&found.kind) } else { NO_STAGE };
    if found.stage != stage {
        return Err(refused("stage"));
    }
    // On this subject the office stops the clock for many; nobody else's place may stand there.
    let board = header.subject.id == clock_board(header.tenant);
    if board && playbook.file().sla.board.as_deref() != Some(found.kind.as_str()) {
        return Err(refused("subject_kind"));
    }
    let now = Capacity {
        roles: bench.roles_now(header.person),
        kind: found.kind.clone(),
        stage: stage.to_owned(),
        own: true,
    };
    // Whoever may found it: in his own right, or because he may do so on any subject of the kind.
    if !now.any(|standing| policy::may_add(playbook, standing, "found")) {
        return Err(refused("fact_policy"));
    }
    Ok(Access { then: now.clone(), now, late: false, odd_seen: false, founding: true })
}
