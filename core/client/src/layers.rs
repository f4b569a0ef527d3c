//! A subject as this person sees it: the acknowledged layer, own work over it, documents of both, folded.
//!
//! Nothing here writes but [`project`], which makes the card that lists read. What a person did stays visible: an
//! own envelope lies over the acknowledged layer until the cursor has passed its index.

pub(crate) mod clocks;
pub(crate) mod documents;
pub(crate) mod keys;
mod material;
mod overlay;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterfoil_domain::command::Command;
use counterfoil_domain::ids::{ChainId, PersonId, SubjectId};
use counterfoil_domain::order::{Actor, Card, OrderState, Permission, Sight, predict};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::facts::NO_STAGE;
use counterfoil_domain::playbook::policy::{Standing, sees};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::sla::stops::clock_board;
use counterfoil_domain::subject::{Subject, SubjectKind};
use counterfoil_store::cards::{self, FindableCard};
use counterfoil_store::{Connection, Transaction, chain, outbox, pages};

use self::documents::Shown;
use self::material::Gathered;
pub(crate) use self::material::{header_hashes, note_moved, read_header};
pub(crate) use self::overlay::{name_of, rebuild_overlay};
use crate::error::{CauseError, Caused};
use crate::orders;
use crate::phone::core::Core;

/// A subject, folded, with everything that a command on it is judged by.
pub(crate) struct View {
    pub(crate) state: OrderState,
    pub(crate) playbook: Arc<Playbook>,
    pub(crate) actor: Actor,
    pub(crate) sight: Sight,
    /// What a screen that is made from this shows of the documents.
    pub(crate) shown: Shown,
    /// Whether the hub decides on some of the unsent work.
    pub(crate) hub_decides: bool,
    /// Whether anything at all is held of it.
    pub(crate) is_known: bool,
    /// Whether its stages are locked: its rules are of a newer program.
    pub(crate) stages_locked: bool,
}

impl View {
    /// What moves an order, or answers by its rules, waits for an update of this program. All else is kept now and
    /// folded with it later.
    pub(crate) fn locks(&self, command: &Command) -> bool {
        let by_rules = match command {
            Command::Transition(_)
            | Command::Settle(_)
            | Command::AskApproval(_)
            | Command::Approve(_)
            | Command::Delegate(_) => true,
            Command::All(several) => several.iter().any(|one| self.locks(one)),
            _ => false,
        };
        self.stages_locked && by_rules
    }
}

/// Folds a subject. One of which nothing is held gives an empty state.
pub(crate) fn view(core: &Core, connection: &Connection, subject: Subject) -> Caused<View> {
    let mut gathered = Gathered::of(connection, subject.id)?;
    let mut first = OrderState::fold(&gathered.material(subject.id));
    let mut others: BTreeSet<SubjectId> = first.joined.clone();
    others.extend(material::moved_here_from(connection, subject.id)?);
    for other in others {
        gathered.add(Gathered::of(connection, other)?);
    }
    let playbook = core.playbook(connection, first.playbook)?;
    let (person, roles) = (core.person()?, core.roles(connection)?);
    let told = if first.founding().is_none() { keys::told(connection, subject.id)? } else { None };
    let told = told.and_then(|card| Some((card.keys_only?, card.holder)));
    let told = told.as_ref().map(|(told, holder)| (told.kind.as_str(), *holder));
    if let Some((kind, holder)) = told {
        first.tell_by_keys(kind, holder);
    }
    let (actor, sight) = standing(&first, &playbook, subject.kind, person, &roles);
    let duty = crate::account::duty_log(connection)?;
    let permissions = permitted(connection, &first)?;
    let material = gathered.material(subject.id);
    let (state, undecided) =
        predict(&playbook, &material, (&roles, &duty, &permissions), &sight, told);
    // A prediction may have changed how the person stands to the order.
    let (actor, sight) = match state.stage == first.stage && state.assigned == first.assigned {
        true => (actor, sight),
        false => standing(&state, &playbook, subject.kind, person, &roles),
    };
    let incarnation = chain::current(connection)?.incarnation;
    let chain = Some(ChainId { device: core.keys.device(), incarnation });
    let actor = Actor { duty, chain, ..actor };
    Ok(View {
        state,
        playbook,
        actor,
        sight,
        shown: gathered.shown(subject.id),
        hub_decides: !undecided.is_empty(),
        is_known: gathered.is_known(),
        stages_locked: core.is_too_new(connection, first.playbook)?,
    })
}

/// What the place that an order names permits, with those that are one with it, as far as they are here.
fn permitted(connection: &Connection, order: &OrderState) -> Caused<Vec<Permission>> {
    let Some(site) = order.site() else { return Ok(Vec::new()) };
    let mut gathered = Gathered::of(connection, site)?;
    let lead = OrderState::fold(&gathered.material(site)).lead.unwrap_or(site);
    if lead != site {
        gathered.add(Gathered::of(connection, lead)?);
    }
    let mut place = OrderState::fold(&gathered.material(lead));
    let others: Vec<SubjectId> = place.joined.iter().copied().filter(|id| *id != site).collect();
    if !others.is_empty() {
        for other in others {
            gathered.add(Gathered::of(connection, other)?);
        }
        place = OrderState::fold(&gathered.material(lead));
    }
    Ok(Permission::of(&place, site))
}

/// In what capacity the person stands to the subject, and what they see of it.
fn standing(
    state: &OrderState,
    playbook: &Playbook,
    kind: SubjectKind,
    person: PersonId,
    roles: &[String],
) -> (Actor, Sight) {
    let founder = state.founding().map(|(row, _)| state.entry_of(row).person);
    // A shift is its founder's; what nobody has founded yet is the own of whoever founds it.
    let own = (state.entries.is_empty() && !state.is_keys_only())
        || state.assigned.contains(&person)
        || state.holds(&person)
        || founder == Some(person)
        || kind == SubjectKind::Shift;
    let actor = Actor { assigned: own, ..Actor::on(state, person, roles.to_vec()) };
    let stage = match playbook.workflow_of(state.kind()) {
        Some(_) => state.stage.stage.as_str(),
        None => NO_STAGE,
    };
    let standing = |role| Standing { role, kind: state.kind(), stage, assigned: own };
    let mut seen = BTreeSet::new();
    for role in roles {
        seen.extend(sees(playbook, &standing(role)).into_iter().map(str::to_owned));
    }
    if state.is_keys_only() {
        // He may see more, and it is not here: the hub decides on what depends on it. What he
        // himself captures is here.
        seen.retain(|audience| audience == "keys" || audience == "work");
    }
    (actor, Sight::Only(seen))
}

/// The subject of an id that is known here: an order unless something held of it says otherwise.
pub(crate) fn subject_of(connection: &Connection, id: SubjectId) -> Caused<Subject> {
    if let Some(card) = cards::of_subject(connection, id)? {
        return Ok(card.subject);
    }
    Err(CauseError::NotFound("order"))
}

/// Makes the subject's card again; of one of which nothing is held any more it shows the keys, or nothing.
pub(crate) fn project(core: &Core, tx: &Transaction<'_>, subject: Subject) -> Caused<()> {
    let view = view(core, tx, subject)?;
    let gone = pages::has_left(tx, subject.id)? && outbox::overlay(tx, subject.id)?.is_empty();
    if gone || !view.is_known {
        return keys::show_alone(tx, subject.id);
    }
    if subject.id == clock_board(core.enrolment()?.answer.tenant) {
        clocks::keep_stops(tx, &view.state, &view.playbook)?;
        clocks::due_anew(core, tx)?;
    }
    let mut card = Card::from(&view.state, &view.playbook);
    if view.state.founding().is_none() {
        // What a colleague has handed over is on the list before its details are here.
        match view.details_to_come(core.person()?) {
            Some(words) => card.stage_name = words,
            None => card.kind.clear(),
        }
        keep_keys(tx, &mut card)?;
    }
    let findable = FindableCard {
        keys: card.keys.clone(),
        text: card.search_text.clone(),
        card: cards::Card {
            place_in_route: orders::place_of(tx, subject.id)?,
            ..card_row(subject, &card, core.person()?, clocks::due_ms(core, tx, &card)?)
        },
    };
    if subject.kind == SubjectKind::Shift {
        orders::follow(tx, &view.state)?;
    }
    Ok(cards::put(tx, &findable)?)
}

impl View {
    /// What stands in the place of a stage that is not known here, of an order that `person` has
    /// in his hands.
    pub(crate) fn details_to_come(&self, person: PersonId) -> Option<Words> {
        let here = self.state.founding().is_some() || !self.state.holds(&person);
        (!here).then(|| match self.hub_decides {
            true => Words::new("已记录,联网后生效", "recorded, takes effect with signal"),
            false => Words::new("已接手,联网后显示详情", "received, details come with signal"),
        })
    }
}

/// Of an order that is here by its keys alone, own work on it must not cost the keys.
fn keep_keys(tx: &Transaction<'_>, card: &mut Card) -> Caused<()> {
    let Some(told) = keys::told(tx, card.id)?.filter(|_| card.keys.is_empty()) else {
        return Ok(());
    };
    card.search_text = told.search_text;
    card.keys = told.keys;
    card.keys_only = told.keys_only;
    card.holder = card.holder.or(told.holder);
    card.do_not_load |= told.do_not_load;
    Ok(())
}

/// What lists filter and sort by.
pub(crate) fn card_row(
    subject: Subject,
    card: &Card,
    me: PersonId,
    due_at_ms: Option<i64>,
) -> cards::Card {
    cards::Card {
        subject,
        order_kind: card.kind.clone(),
        stage: card.stage.clone(),
        is_open: !card.terminal,
        is_mine: card.is_work_of(&me),
        attention: card.needs_attention(),
        due_at_ms,
        place_in_route: None,
        content: card.to_bytes(),
    }
}

/// Empties the projection and fills it again, for every subject that is held.
pub(crate) fn rebuild_all(core: &Core, tx: &Transaction<'_>) -> Caused<()> {
    cards::empty(tx)?;
    let mut subjects: BTreeMap<SubjectId, Subject> = BTreeMap::new();
    for subject in pages::subjects(tx)? {
        subjects.insert(subject.id, subject);
    }
    for id in outbox::subjects_with_overlay(tx)? {
        let own = overlay::subject_of(tx, id)?;
        subjects.entry(id).or_insert(own);
    }
    for id in keys::all(tx)? {
        subjects.entry(id).or_insert(Subject::order(id));
    }
    for subject in subjects.into_values() {
        project(core, tx, subject)?;
    }
    Ok(cards::note_filled(tx)?)
}
