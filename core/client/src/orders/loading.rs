//! What a code means to somebody who loads, and the load check of the open shift.

use counterfoil_domain::sorting::{CollectSmall as _, SortSmall as _};
use std::collections::BTreeSet;

use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::Card;
use counterfoil_domain::order::value::Value;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::carriers::{self, Candidate, CandidateReason};
use counterfoil_domain::scan;
use counterfoil_domain::shift::load::{self, LoadCheck};
use counterfoil_domain::shift::{Known, LoadRead, LoadVerdict, Whose};
use counterfoil_domain::subject::{Key, Subject, SubjectKind, normalise_key};
use counterfoil_store::cards::{self, CardFilter, CardOrder};
use counterfoil_store::{Connection, pages};

use super::{Orders, content};
use crate::account::{not_now, open_shift};
use crate::error::{Caused, ClientError};
use crate::layers;
use crate::phone::core::Core;

/// The field that says how many pieces an order has.
const PIECES: &str = "pieces";
/// The field by which an import says that an order was intercepted.
const INTERCEPTED: &str = "intercepted";
/// A code, resolved.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// What is known of its order.
    pub(crate) known: Option<Known>,
    /// What the code may be.
    pub(crate) candidates: Vec<Candidate>,
    /// The one key that the code is beyond doubt.
    pub(crate) certain: Option<Key>,
    /// The code that was found in its stead, where a letter was misread.
    pub(crate) read_as: Option<String>,
}

impl Orders {
    /// The load check of the open shift: here, absent, another's, unknown, do not load.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] without an open shift.
    pub fn load_check(&self) -> Result<LoadCheck, ClientError> {
        Ok(self.core.read(|connection| check(&self.core, connection))?)
    }

    /// What a typed or scanned code may be, with reasons; the surest first.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn read_number(&self, code: &str) -> Result<Vec<Candidate>, ClientError> {
        let playbook = self.core.read(|connection| self.core.playbook(connection, 0))?;
        Ok(scan::read(&playbook, code).candidates)
    }

    /// The numbers in a message that somebody wrote.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn read_message(&self, message: &str) -> Result<Vec<Candidate>, ClientError> {
        let playbook = self.core.read(|connection| self.core.playbook(connection, 0))?;
        Ok(carriers::read_message(&playbook, message))
    }
}

/// What a code means now.
pub(crate) fn resolve(core: &Core, connection: &Connection, code: &str) -> Caused<Resolved> {
    let playbook = core.playbook(connection, 0)?;
    let read = scan::read(&playbook, code);
    let (certain, candidates) = (read.certain(), read.candidates);
    let mut codes = vec![(normalise_key(code), false)];
    for one in &candidates {
        let misread = one.reason == CandidateReason::Misread;
        if codes.iter().all(|(known, _)| *known != one.key.value) {
            codes.push((one.key.value.clone(), misread));
        }
    }
    for (value, misread) in codes {
        if let Some(card) = best_card(core, connection, &value)? {
            let known = Some(known(core, connection, &card)?);
            let read_as = misread.then_some(value);
            return Ok(Resolved { known, candidates, certain, read_as });
        }
    }
    Ok(Resolved { known: None, candidates, certain, read_as: None })
}

/// What a kept read means now: its code, or the order that it founded.
pub(crate) fn resolve_read(
    core: &Core,
    connection: &Connection,
    read: &LoadRead,
) -> Caused<Option<Known>> {
    let founded = read.order.filter(|_| read.told == LoadVerdict::Unknown.code());
    let known = resolve(core, connection, &read.raw)?.known;
    Ok(known.map(|known| Known {
        only_found: Some(known.order) == founded && known.lead.is_none(),
        ..known
    }))
}

/// Of the orders that carry a key the one that counts: the lead before those joined to it, what is
/// whole here before what is here by its keys alone, open before finished.
fn best_card(core: &Core, connection: &Connection, value: &str) -> Caused<Option<Card>> {
    let me = core.person()?;
    let mut found: Vec<(bool, bool, bool, bool, Card)> = Vec::new();
    for subject in cards::lookup_key(connection, value, None)? {
        if subject.kind != SubjectKind::Order {
            continue;
        }
        if let Some(row) = cards::of_subject(connection, subject.id)? {
            let card = content(&row)?;
            let whole = !row.order_kind.is_empty();
            let mine = card.assigned.contains(&me) || card.holder == Some(me);
            found.push((card.lead.is_some(), !row.is_open, !whole, !mine, card));
        }
    }
    found.sort_small_by_key(|(led, over, keys, others, _)| (*led, *over, *keys, *others));
    Ok(found.into_iter().next().map(|(.., card)| card))
}

/// What a card tells to who loads.
fn known_by_card(card: &Card, me: PersonId) -> Known {
    let mine =
        card.assigned.contains(&me) || card.holder == Some(me) || card.also_taken_by.contains(&me);
    let others = card.holder.is_some()
        || !card.assigned.is_empty()
        || card.keys_only.as_ref().is_some_and(|told| told.assigned);
    let whose = match (mine, others) {
        (true, _) => Whose::Mine,
        (false, true) => Whose::Anothers,
        (false, false) => Whose::Nobodys,
    };
    Known {
        order: card.id,
        lead: card.lead,
        whose,
        holder: card.holder,
        do_not_load: card.do_not_load,
        over: card.terminal,
        only_found: false,
        pieces: 1,
        title: card.title.clone(),
        marks: Vec::new(),
    }
}

/// The same with what its fields say.
fn known(core: &Core, connection: &Connection, card: &Card) -> Caused<Known> {
    let mut known = known_by_card(card, core.person()?);
    if card.keys_only.is_some() {
        return Ok(known);
    }
    let view = layers::view(core, connection, Subject::order(card.id))?;
    known.marks = load::marks(&view.playbook, |path| view.state.field(path));
    let pieces = view.state.field(PIECES).and_then(|value| value.as_int());
    known.pieces = pieces.and_then(|pieces| u32::try_from(pieces).ok()).unwrap_or(1).max(1);
    known.do_not_load |= view.state.field(INTERCEPTED) == Some(Value::Bool(true));
    Ok(known)
}

fn check(core: &Core, connection: &Connection) -> Caused<LoadCheck> {
    let id =
        open_shift(connection)?.ok_or_else(|| not_now("no_shift", "未上班", "no shift is open"))?;
    let shift = Subject { kind: SubjectKind::Shift, id };
    let reads = load::reads(&layers::view(core, connection, shift)?.state);
    let playbook = core.playbook(connection, 0)?;
    let founded: BTreeSet<SubjectId> = reads
        .iter()
        .filter(|read| read.told == LoadVerdict::Unknown.code())
        .filter_map(|read| read.order)
        .collect_set();
    let mut resolved = Vec::new();
    for read in &reads {
        resolved.push((read.fact, resolve_read(core, connection, read)?));
    }
    let read = resolved.iter().filter_map(|(_, known)| Some(known.as_ref()?.order)).collect_set();
    let expected = expected(core, connection, &playbook, (&founded, &read))?;
    let know = |read: &LoadRead| {
        let of = resolved.iter().find(|(fact, _)| *fact == read.fact);
        of.and_then(|(_, known)| known.clone())
    };
    let assigns = playbook.file().loading.assigns;
    let mut check = LoadCheck::of(&reads, &expected, assigns, know);
    check.complete_absent(|id| match cards::of_subject(connection, id)? {
        Some(row) => known(core, connection, &content(&row)?).map(Some),
        None => Ok(None),
    })?;
    Ok(check)
}

/// The list: what this person is to load and nobody else has, with what was intercepted. What the scan itself founded
/// is not expected, nor what went through the person's hands in this shift in another way: what a colleague gave.
fn expected(
    core: &Core,
    connection: &Connection,
    playbook: &Playbook,
    (founded, read): (&BTreeSet<SubjectId>, &BTreeSet<SubjectId>),
) -> Caused<Vec<Known>> {
    let me = core.person()?;
    let mut list = Vec::new();
    cards::each(connection, &CardFilter::own_open_orders(), CardOrder::Due, |row| {
        let card = content(row)?;
        let loads = playbook.file().loading.kinds.contains(&card.kind);
        let here = card.holder.is_none_or(|holder| holder == me);
        let elsewhere = card.lead.is_some() || founded.contains(&card.id);
        let by_hand = !read.contains(&card.id) && pages::is_kept(connection, card.id)?;
        if loads && here && !elsewhere && !by_hand {
            list.push(known_by_card(&card, me));
        }
        Caused::Ok(())
    })?;
    Ok(list)
}
