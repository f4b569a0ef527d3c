//! Which manuals are needed, and how much of each is here.

use counterfoil_domain::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::cbor;
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::{MANUAL_NEEDS_MAX, MODEL_BYTES_MAX};
use counterfoil_store::cards::{self, Card, CardFilter, CardOrder};
use counterfoil_store::documents::{self, DocumentName};
use counterfoil_store::{Connection, StoreError, Transaction, Vault, progress};
use counterfoil_sync::manuals::{Manual, Need};

use super::ManualHeld;
use crate::error::Caused;
use crate::layers::documents::load;
use crate::phone::core::Core;
use crate::pieces::{self, Shelf};

/// The field by which a manual is pinned to a model.
const MODEL: &str = "device/model";
/// Where the list that the hub signed last is kept.
const LIST: &str = "manuals/list";
/// What the open orders of this person need, and what the hub said to that.
pub(crate) struct Listed {
    needs: BTreeMap<Need, Vec<SubjectId>>,
    list: Option<Vec<Manual>>,
    here: BTreeMap<Hash, u64>,
}

/// Looks at orders, list and files.
pub(super) fn listed(core: &Core) -> Caused<Listed> {
    let store = core.store()?;
    core.read(|connection| {
        let list = list(connection)?;
        let mut here = BTreeMap::new();
        for manual in list.iter().flatten() {
            here.insert(manual.hash, held_bytes(connection, store.manuals(), manual)?);
        }
        Ok(Listed { needs: needs(core, connection)?, list, here })
    })
}

impl Listed {
    /// Open orders of this person.
    pub(super) fn orders(&self) -> usize {
        self.needs.values().map(Vec::len).sum()
    }

    /// Whether the hub was ever asked.
    pub(super) fn is_known(&self) -> bool {
        self.list.is_some()
    }

    /// The manuals that are needed now, in the hub's order. One that no open order needs any more is left out.
    pub(super) fn manuals(&self) -> Vec<ManualHeld> {
        let held = |manual: &Manual| {
            let own = manual.meets.iter().filter_map(|need| self.needs.get(need));
            let orders: BTreeSet<SubjectId> = own.flatten().copied().collect_set();
            let held = ManualHeld {
                hash: manual.hash,
                title: manual.title.clone(),
                version: manual.version,
                media_type: manual.media_type.clone(),
                size_bytes: manual.size_bytes,
                here_bytes: self.here.get(&manual.hash).copied().unwrap_or(0),
                orders: orders.into_iter().collect(),
            };
            (!held.orders.is_empty()).then_some(held)
        };
        self.list.iter().flatten().filter_map(held).collect()
    }
}

impl Listed {
    /// The models for which a document was listed.
    pub(super) fn models(&self, hash: Hash) -> impl Iterator<Item = &str> {
        let listed = self.list.iter().flatten().filter(move |manual| manual.hash == hash);
        listed.flat_map(|manual| &manual.meets).filter_map(|need| need.model.as_deref())
    }
}

/// The list that the hub signed last; `None` before the first one.
pub(super) fn list(connection: &Connection) -> Caused<Option<Vec<Manual>>> {
    let Some(bytes) = progress::note(connection, LIST)? else { return Ok(None) };
    let list = cbor::decode(&bytes).map_err(|_| StoreError::Damaged { what: "manuals" })?;
    Ok(Some(list))
}

/// Keeps the list.
pub(super) fn keep_list(tx: &Transaction<'_>, list: &Vec<Manual>) -> Caused<()> {
    Ok(progress::set_note(tx, LIST, &cbor::encode(list))?)
}

fn held_bytes(connection: &Connection, vault: &Vault, manual: &Manual) -> Caused<u64> {
    if vault.contains(manual.hash) {
        return Ok(manual.size_bytes);
    }
    let pieces = pieces::held(connection, Shelf::Manuals, manual.hash)?;
    let held: u64 = pieces.iter().map(|piece| piece.size_bytes).sum();
    // All pieces and not yet one file: a whole manual is one that can be opened.
    Ok(held.min(manual.size_bytes.saturating_sub(1)))
}

/// What the open orders of this person are, with those orders.
pub(super) fn needs(
    core: &Core,
    connection: &Connection,
) -> Caused<BTreeMap<Need, Vec<SubjectId>>> {
    let mut needs: BTreeMap<Need, Vec<SubjectId>> = BTreeMap::new();
    cards::each(connection, &CardFilter::own_open_orders(), CardOrder::Due, |card| {
        let need = Need { kind: card.order_kind.clone(), model: model(core, connection, card)? };
        if needs.len() < MANUAL_NEEDS_MAX || needs.contains_key(&need) {
            needs.entry(need).or_default().push(card.subject.id);
        }
        Caused::Ok(())
    })?;
    Ok(needs)
}

/// The model of the appliance, if somebody wrote it down.
fn model(core: &Core, connection: &Connection, card: &Card) -> Caused<Option<String>> {
    let playbook = core.playbook(connection, 0)?;
    let Some(audience) = playbook.audience_of_path(MODEL) else { return Ok(None) };
    let (subject, audience) = (card.subject.id, audience.to_owned());
    let name = DocumentName { subject, audience, name: String::new() };
    let Some(row) = documents::visible(connection, &name)? else { return Ok(None) };
    let Some(FieldValue::Text(text)) = load(&row)?.get(MODEL) else { return Ok(None) };
    let text = text.trim();
    Ok(Some(text.to_owned()).filter(|_| !text.is_empty() && text.len() <= MODEL_BYTES_MAX))
}
