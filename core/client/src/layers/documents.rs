//! Documents as a person sees and edits them: the overlay where there is one, else what the hub has.

use std::collections::BTreeMap;

use counterfoil_domain::cbor;
use counterfoil_domain::command::draft::ChangeDraft;
use counterfoil_domain::document::{
    Author, Document, DocumentId, DocumentKey, Edit, EditError, FieldValue,
};
use counterfoil_domain::ids::{ChainId, Hash};
use counterfoil_domain::playbook::Playbook;
use counterfoil_store::documents::{self, DocumentName, DocumentRow, Layer};
use counterfoil_store::{Connection, StoreError, Transaction, progress};
use minicbor::{Decode, Encode};

use crate::error::{CauseError, Caused};

/// What a screen showed of an order's documents. A command carries it back, so that a value that changed
/// meanwhile is not overwritten unseen: both stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct Shown {
    #[n(0)]
    documents: Vec<ShownDocument>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
struct ShownDocument {
    #[n(0)]
    key: DocumentKey,
    #[n(1)]
    heads: Vec<Hash>,
}

impl Shown {
    pub(crate) fn of<'a>(documents: impl Iterator<Item = &'a Document>) -> Self {
        let shown = documents
            .map(|document| ShownDocument { key: document.key().clone(), heads: document.heads() });
        Self { documents: shown.collect() }
    }

    /// The heads that were shown of a document; its present ones if nothing was, or of another generation.
    fn heads(shown: Option<&Self>, document: &Document) -> Vec<Hash> {
        let Some(shown) = shown else { return document.heads() };
        let own = shown.documents.iter().find(|one| one.key.id == document.key().id);
        match own {
            Some(own) if own.key == *document.key() => own.heads.clone(),
            Some(_) => document.heads(),
            // A document that did not exist when the screen was made: nothing of it was seen.
            None => Vec::new(),
        }
    }

    /// As bytes that a shell keeps beside a screen.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads [`Shown::to_bytes`]; `None` for other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        cbor::decode(bytes).ok()
    }
}

fn key_of(name: &DocumentName, generation: u32) -> DocumentKey {
    let (subject, audience) = (name.subject, name.audience.clone());
    DocumentKey { id: DocumentId { subject, audience, name: name.name.clone() }, generation }
}

/// Loads a row.
pub(crate) fn load(row: &DocumentRow) -> Caused<Document> {
    Ok(Document::load(key_of(&row.name, row.generation), &row.saved)?)
}

/// The row of a document.
pub(crate) fn row_of(name: &DocumentName, layer: Layer, document: &Document) -> DocumentRow {
    DocumentRow {
        name: name.clone(),
        layer,
        generation: document.key().generation,
        saved: document.save(),
        heads: cbor::encode(&document.heads()),
    }
}

/// Of each document the layer that a person sees. One that cannot be opened is left out and reported: the rest of
/// the order is still shown.
pub(super) fn visible_of(rows: Vec<DocumentRow>) -> Vec<Document> {
    let mut by_name: BTreeMap<DocumentName, DocumentRow> = BTreeMap::new();
    for row in rows {
        let kept = by_name.entry(row.name.clone()).or_insert_with(|| row.clone());
        if row.layer == Layer::Overlay {
            *kept = row;
        }
    }
    let open = |row: &DocumentRow| match load(row) {
        Ok(document) => Some(document),
        Err(cause) => {
            tracing::error!(%cause, "a document cannot be opened");
            None
        }
    };
    by_name.values().filter_map(open).collect()
}

/// A document of which nothing is here yet.
pub(crate) fn begin(name: &DocumentName, playbook: &Playbook) -> Caused<Document> {
    // Shared notes stand in an audience's main document.
    let notes: Vec<String> = match name.name.as_str() {
        "" => playbook.notes_of(&name.audience).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    Ok(Document::genesis(key_of(name, 0), &notes)?)
}

/// The document as its person sees it.
pub(crate) fn visible(
    connection: &Connection,
    name: &DocumentName,
    playbook: &Playbook,
) -> Caused<Document> {
    match documents::visible(connection, name)? {
        Some(row) => load(&row),
        None => begin(name, playbook),
    }
}

/// Who edits, on which chain, upon what they saw.
pub(crate) struct Hand<'a> {
    pub(crate) chain: ChainId,
    pub(crate) shown: Option<&'a Shown>,
    /// Begin afresh: something of this chain on the document was refused or left behind.
    pub(crate) fresh: bool,
}

/// Makes one change in the visible document and keeps it in the overlay. Gives the edit and the generation.
pub(crate) fn edit(
    tx: &Transaction<'_>,
    name: &DocumentName,
    playbook: &Playbook,
    change: &ChangeDraft,
    hand: &Hand<'_>,
) -> Caused<(Edit, u32)> {
    let mut document = visible(tx, name, playbook)?;
    let counter = counter_name(name, document.key().generation, &hand.chain);
    let n = fresh_starts(tx, &counter)? + u32::from(hand.fresh);
    let (device, incarnation) = (hand.chain.device, hand.chain.incarnation);
    let author = Author { device, incarnation, n };
    let heads = Shown::heads(hand.shown, &document);
    let made = match apply(&mut document, author, &heads, change) {
        // Too much stands beside each other already: write upon all of it.
        Err(EditError::TooManyHeads) => {
            let heads = document.heads();
            apply(&mut document, author, &heads, change)
        }
        other => other,
    }?;
    progress::set_note(tx, &counter, &made.n.to_be_bytes())?;
    documents::put(tx, &row_of(name, Layer::Overlay, &document))?;
    Ok((made, document.key().generation))
}

fn apply(
    document: &mut Document,
    author: Author,
    heads: &[Hash],
    change: &ChangeDraft,
) -> Result<Edit, EditError> {
    match change {
        ChangeDraft::Sets(sets) => document.edit(author, heads, sets),
        ChangeDraft::Settle { path, value } => document.settle(author, path, value),
        ChangeDraft::Note(edit) => {
            let span = (edit.at, edit.delete);
            document.splice_note(author, heads, &edit.path, span, &edit.insert)
        }
    }
}

fn counter_name(name: &DocumentName, generation: u32, chain: &ChainId) -> String {
    let DocumentName { subject, audience, name } = name;
    format!("hand/{subject}/{audience}/{name}/{generation}/{}", chain.incarnation)
}

fn fresh_starts(connection: &Connection, counter: &str) -> Caused<u32> {
    let Some(bytes) = progress::note(connection, counter)? else { return Ok(0) };
    let bytes: Result<[u8; 4], _> = bytes.as_slice().try_into();
    let damaged = |_| CauseError::Store(StoreError::Damaged { what: "count of fresh starts" });
    bytes.map(u32::from_be_bytes).map_err(damaged)
}

/// The same wishes upon what stands there now: of a note edit only what was put in, at the end of what is there.
pub(crate) fn again(change: ChangeDraft, document: &Document) -> ChangeDraft {
    match change {
        ChangeDraft::Note(mut edit) => {
            let chars = document.note(&edit.path).map_or(0, |text| text.chars().count());
            edit.at = edit.at.min(chars);
            edit.delete = 0;
            ChangeDraft::Note(edit)
        }
        other => other,
    }
}

/// What people would call a value.
pub(crate) fn value_text(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Int(number) => number.to_string(),
        FieldValue::Bool(yes) => yes.to_string(),
        FieldValue::Null => String::new(),
    }
}
