//! The `keys` audience: what the hub tells of orders that are not this person's, for loading scans. It is kept beside
//! the cards, which are derived: an order that leaves keeps its keys here, and so does a list that is made anew.

use std::collections::BTreeMap;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::card::KeysOnly;
use counterfoil_domain::order::{Card, OrderState};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::Subject;
use counterfoil_store::cards::{self, FindableCard};
use counterfoil_store::{Connection, Transaction, outbox, pages, progress};
use counterfoil_sync::wire::KeysRow;

use crate::error::Caused;

const TOLD: &str = "keys/";
/// Told by a hub whose copy is in doubt.
const DOUBTED: &str = "keys-doubted/";

/// What the hub told of an order by its keys.
pub(crate) fn told(connection: &Connection, id: SubjectId) -> Caused<Option<Card>> {
    let bytes = progress::note(connection, &format!("{TOLD}{id}"))?;
    Ok(bytes.and_then(|bytes| cbor::decode(&bytes).ok()))
}

/// Every order of which keys were told.
pub(crate) fn all(connection: &Connection) -> Caused<Vec<SubjectId>> {
    under(connection, TOLD)
}

fn under(connection: &Connection, prefix: &str) -> Caused<Vec<SubjectId>> {
    let notes = progress::notes(connection, prefix)?;
    Ok(notes.iter().filter_map(|(name, _)| name.strip_prefix(prefix)?.parse().ok()).collect())
}

/// Takes what a page tells. An order of which more is here gets its card where that is made: it is touched.
pub(crate) fn apply(
    tx: &Transaction<'_>,
    rows: &[KeysRow],
    gone: &[SubjectId],
    touched: &mut BTreeMap<SubjectId, Subject>,
) -> Caused<()> {
    for id in gone {
        forget(tx, *id)?;
        show(tx, *id, touched)?;
    }
    for row in rows {
        progress::clear_note(tx, &format!("{DOUBTED}{}", row.subject))?;
        progress::set_note(tx, &format!("{TOLD}{}", row.subject), &card(row).to_bytes())?;
        show(tx, row.subject, touched)?;
    }
    Ok(())
}

/// What was told may be old: the hub tells everything once more.
pub(crate) fn doubt(tx: &Transaction<'_>) -> Caused<()> {
    for id in all(tx)? {
        progress::set_note(tx, &format!("{DOUBTED}{id}"), &[])?;
    }
    Ok(())
}

/// The hub has told everything: what it did not tell again is no more.
pub(crate) fn settle(
    tx: &Transaction<'_>,
    touched: &mut BTreeMap<SubjectId, Subject>,
) -> Caused<()> {
    for id in under(tx, DOUBTED)? {
        forget(tx, id)?;
        show(tx, id, touched)?;
    }
    Ok(())
}

/// Forgets the keys of one order: it is here whole, or gone.
pub(crate) fn forget(tx: &Transaction<'_>, id: SubjectId) -> Caused<()> {
    progress::clear_note(tx, &format!("{DOUBTED}{id}"))?;
    Ok(progress::clear_note(tx, &format!("{TOLD}{id}"))?)
}

/// The card of an order of which at most the keys are here.
pub(crate) fn show_alone(tx: &Transaction<'_>, id: SubjectId) -> Caused<()> {
    match told(tx, id)? {
        Some(card) => Ok(cards::put(tx, &findable(card))?),
        None => Ok(cards::remove(tx, id)?),
    }
}

fn show(
    tx: &Transaction<'_>,
    id: SubjectId,
    touched: &mut BTreeMap<SubjectId, Subject>,
) -> Caused<()> {
    if !pages::is_here(tx, id)? && outbox::overlay(tx, id)?.is_empty() {
        return show_alone(tx, id);
    }
    touched.insert(id, Subject::order(id));
    Ok(())
}

fn card(row: &KeysRow) -> Card {
    let mut card = Card::from(&OrderState::empty(row.subject), &Playbook::builtin());
    card.keys.clone_from(&row.keys);
    card.holder = row.holder;
    card.do_not_load = row.do_not_load;
    let assigned = row.assigned;
    card.keys_only = row.kind.clone().map(|kind| KeysOnly { kind, assigned });
    let values: Vec<&str> = row.keys.iter().map(|key| key.value.as_str()).collect();
    card.search_text = values.join("\n");
    card
}

fn findable(card: Card) -> FindableCard {
    let held = cards::Card {
        subject: Subject::order(card.id),
        order_kind: String::new(),
        stage: String::new(),
        is_open: true,
        is_mine: false,
        attention: false,
        due_at_ms: None,
        place_in_route: None,
        content: card.to_bytes(),
    };
    FindableCard { card: held, text: card.search_text, keys: card.keys }
}
