//! What a record says: its facts in words, and the fields that it would set.

use std::collections::BTreeMap;

use counterfoil_domain::document::gate::examine;
use counterfoil_domain::document::{
    Document, DocumentId, DocumentKey, FieldValue, Written, fields_of,
};
use counterfoil_domain::envelope::{Body, Envelope, Header};
use counterfoil_domain::fact::{Fact, kind_name};
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::order::details::details;
use counterfoil_domain::order::telling::{Told, told};
use counterfoil_domain::order::timeline::TimelineRow;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Words;

use super::FieldSaid;
use crate::office::reading::OrderRead;
use crate::storage::DocumentRow;

/// What a record says.
pub(super) struct Said {
    /// Its facts, as far as this program knows them.
    pub(super) facts: Vec<Fact>,
    /// Fields of the audience's main document that it would set.
    pub(super) sets: Vec<(String, FieldValue)>,
}

/// Reads a record; what its change would set against the document as it stands, where that is possible.
pub(super) fn said(header: &Header, envelope: &Envelope, read: Option<&OrderRead>) -> Said {
    let body = envelope.body.as_ref().and_then(|body| Body::from_bytes(&body.bytes).ok());
    let Some(body) = body else { return Said { facts: Vec::new(), sets: Vec::new() } };
    let facts = body.facts().iter().filter_map(|record| record.fact().ok().flatten()).collect();
    let frame = body.change.as_deref();
    let sets = frame.zip(read).and_then(|(frame, read)| sets(header, frame, read));
    // Of an older generation, and upon what was not taken, the change itself still says what it meant.
    let main = header.document.as_deref().unwrap_or_default().is_empty();
    let flat = || frame.filter(|_| main).and_then(|frame| fields_of(frame).ok());
    let sets = sets.or_else(flat).unwrap_or_default();
    Said { facts, sets }
}

fn sets(header: &Header, frame: &[u8], read: &OrderRead) -> Option<Vec<(String, FieldValue)>> {
    let name = header.document.clone().unwrap_or_default();
    if !name.is_empty() {
        return None; // proposals are for main documents
    }
    let id = DocumentId { subject: header.subject.id, audience: header.audience.clone(), name };
    let generation = header.generation.unwrap_or(0);
    let key = DocumentKey { id, generation };
    let rows = &read.documents;
    let is_it = |row: &&DocumentRow| {
        row.subject == header.subject.id && row.audience == header.audience && row.name.is_empty()
    };
    let row = rows.iter().find(is_it);
    let document = match row {
        Some(row) if row.generation == generation => Document::load(key, &row.saved).ok()?,
        Some(_) => return None,
        None => {
            let notes = read.playbook.notes_of(&header.audience).map(str::to_owned);
            Document::genesis(key, &notes.collect::<Vec<_>>()).ok()?
        }
    };
    let writes = examine(&document, header.chain(), frame).ok()?.writes;
    let fields = writes.into_iter().filter_map(|write| match write.value {
        Written::Field(value) => Some((write.path, value)),
        Written::Note { .. } => None,
    });
    Some(fields.collect())
}

impl Said {
    /// Whether something of it can become a proposal or a remark of the office. Of a blocked record the facts were
    /// taken.
    pub(super) fn is_adoptable(&self, blocked: bool) -> bool {
        let facts = self.facts.iter();
        !self.sets.is_empty()
            || (!blocked
                && facts
                    .into_iter()
                    .any(|fact| matches!(fact, Fact::Comment(_) | Fact::Proposed(_))))
    }

    /// Its facts in words.
    pub(super) fn told(
        &self,
        playbook: &Playbook,
        read: Option<&OrderRead>,
        names: &BTreeMap<PersonId, String>,
    ) -> Vec<Told> {
        let kind = read.map(|read| read.state.kind().to_owned()).unwrap_or_default();
        let name_of = |id: &str| names.get(&id.parse().ok()?).cloned();
        let tell = |fact: &Fact| {
            let row = TimelineRow {
                kind: kind_name(fact.kind()).unwrap_or("unknown").to_owned(),
                details: details(fact),
                mark: "accepted".to_owned(),
                ..TimelineRow::default()
            };
            told(&row, playbook, &kind, &name_of)
        };
        self.facts.iter().map(tell).collect()
    }

    /// The fields that it would set, in words.
    pub(super) fn fields_said(&self, playbook: &Playbook) -> Vec<FieldSaid> {
        let said = |(path, value): &(String, FieldValue)| FieldSaid {
            path: path.clone(),
            name: playbook.path_name(path).unwrap_or_else(|| Words::new(path, path)),
            value: value_text(value),
        };
        self.sets.iter().map(said).collect()
    }
}

/// A value as people write it; empty for one that is cleared.
pub(super) fn value_text(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Int(number) => number.to_string(),
        FieldValue::Bool(yes) => yes.to_string(),
        FieldValue::Null => String::new(),
    }
}
