//! Fields with their conflicts: what stands beside each other, who wrote it and when, and what was
//! proposed.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::documents::{DocumentView, FieldCandidate};
use super::state::OrderState;
use super::value::Value;
use crate::fact::Fact;
use crate::ids::{FactId, Hash, PersonId, SubjectId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::words::Words;

/// One field of the order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct FieldRow {
    /// The audience.
    #[n(0)]
    pub audience: String,
    /// The document within it: `""` for the main one.
    #[n(1)]
    pub document: String,
    /// The path.
    #[n(2)]
    pub path: String,
    /// What people call it.
    #[n(3)]
    pub name: Words,
    /// The value that is shown.
    #[n(4)]
    pub value: Value,
    /// Every value that stands, the shown one last; empty if there is only one.
    #[n(5)]
    pub candidates: Vec<CandidateRow>,
    /// What somebody proposed and the field does not hold, newest last.
    #[n(6)]
    pub proposals: Vec<ProposalRow>,
}

/// One of several values of a field.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct CandidateRow {
    /// The value.
    #[n(0)]
    pub value: Value,
    /// The change that wrote it; absent if it is the value of an order that was joined.
    #[n(1)]
    pub change: Option<Hash>,
    /// Who wrote it, as far as it is known.
    #[n(2)]
    pub person: Option<PersonId>,
    /// Place of its entry in the log.
    #[n(3)]
    pub index: Option<u64>,
    /// When it was written.
    #[n(4)]
    pub believed: Interval,
    /// The joined order whose value it is.
    #[n(5)]
    pub of: Option<SubjectId>,
}

/// A value that somebody proposed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ProposalRow {
    /// The proposing fact.
    #[n(0)]
    pub fact: FactId,
    /// The value, as people write it.
    #[n(1)]
    pub value: String,
    /// Who proposes it.
    #[n(2)]
    pub person: PersonId,
    /// When.
    #[n(3)]
    pub believed: Interval,
    /// Facts that show it.
    #[n(4)]
    pub evidence: Vec<FactId>,
}

/// A shared note.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct NoteRow {
    /// The audience.
    #[n(0)]
    pub audience: String,
    /// The path.
    #[n(1)]
    pub path: String,
    /// The text.
    #[n(2)]
    pub text: String,
    /// The order that it belongs to, if that is a joined one.
    #[n(3)]
    pub of: Option<SubjectId>,
}

/// Audience, document and path.
type RowKey<'a> = (&'a str, &'a str, &'a str);

impl OrderState {
    /// Every field, by audience, document and path. Of a joined order a value that differs from the
    /// lead's is a conflict beside it.
    #[must_use]
    pub fn field_rows(&self, playbook: &Playbook) -> Vec<FieldRow> {
        let proposed = self.proposed();
        let mut rows: BTreeMap<RowKey<'_>, FieldRow> = BTreeMap::new();
        for document in &self.documents {
            for (path, value) in &document.fields {
                let key = (document.audience.as_str(), document.name.as_str(), path.as_str());
                match rows.get_mut(&key) {
                    Some(row) => stand_beside(row, document, &Value::from(value)),
                    None => {
                        let row = self.field_row(playbook, document, path, value.into());
                        rows.insert(key, row);
                    }
                }
            }
        }
        for ((audience, path), proposals) in proposed {
            // A proposal for a field that nobody has set yet is a row of its own.
            let row = rows.entry((audience, "", path)).or_insert_with(|| FieldRow {
                audience: audience.to_owned(),
                document: String::new(),
                path: path.to_owned(),
                name: field_name(playbook, path),
                value: Value::Cleared,
                candidates: Vec::new(),
                proposals: Vec::new(),
            });
            let open =
                proposals.into_iter().filter(|one| row.value != parsed(&one.value, &row.value));
            row.proposals = open.collect();
        }
        rows.into_values().collect()
    }

    fn field_row(
        &self,
        playbook: &Playbook,
        document: &DocumentView,
        path: &str,
        value: Value,
    ) -> FieldRow {
        let conflict = document.conflicts.iter().find(|conflict| conflict.path == path);
        let of = (document.subject != self.subject).then_some(document.subject);
        let candidates =
            conflict.map(|conflict| conflict.candidates.as_slice()).unwrap_or_default();
        FieldRow {
            audience: document.audience.clone(),
            document: document.name.clone(),
            path: path.to_owned(),
            name: field_name(playbook, path),
            candidates: candidates.iter().map(|one| candidate(one, of)).collect(),
            proposals: Vec::new(),
            value,
        }
    }

    /// What was proposed, by audience and path; the office refuses a proposal by taking it back.
    fn proposed(&self) -> BTreeMap<(&str, &str), Vec<ProposalRow>> {
        let mut proposed: BTreeMap<_, Vec<ProposalRow>> = BTreeMap::new();
        for (row, fact) in self.standing() {
            let Fact::Proposed(one) = fact else { continue };
            let of_path = proposed.entry((one.audience.as_str(), one.path.as_str())).or_default();
            of_path.push(ProposalRow {
                fact: row.id,
                value: one.value.clone(),
                person: self.entry_of(row).person,
                believed: self.entry_of(row).believed,
                evidence: one.evidence.clone(),
            });
        }
        proposed
    }

    /// The shared notes, the subject's own first.
    #[must_use]
    pub fn note_rows(&self) -> Vec<NoteRow> {
        let of = |document: &DocumentView| {
            (document.subject != self.subject).then_some(document.subject)
        };
        let rows = self.documents.iter().flat_map(|document| {
            document.notes.iter().map(move |(path, text)| NoteRow {
                audience: document.audience.clone(),
                path: path.clone(),
                text: text.clone(),
                of: of(document),
            })
        });
        rows.collect()
    }
}

/// A proposal's words as a value of the kind that the field holds.
fn parsed(words: &str, like: &Value) -> Value {
    match like {
        Value::Int(_) => words.parse().map_or_else(|_| Value::text(words), Value::Int),
        Value::Bool(_) => words.parse().map_or_else(|_| Value::text(words), Value::Bool),
        Value::Text(_) | Value::Cleared => Value::text(words),
    }
}

fn field_name(playbook: &Playbook, path: &str) -> Words {
    playbook.path_name(path).unwrap_or_else(|| Words::new(path, path))
}

fn candidate(one: &FieldCandidate, of: Option<SubjectId>) -> CandidateRow {
    CandidateRow {
        value: Value::from(&one.value),
        change: Some(one.change),
        person: one.person,
        index: one.index,
        believed: one.believed,
        of,
    }
}

/// A joined order's value beside the lead's, which stays the shown one and the last.
fn stand_beside(row: &mut FieldRow, other: &DocumentView, value: &Value) {
    if *value == row.value || *value == Value::Cleared {
        return;
    }
    let lead = CandidateRow {
        value: row.value.clone(),
        change: None,
        person: None,
        index: None,
        believed: Interval::default(),
        of: None,
    };
    if row.candidates.is_empty() {
        row.candidates.push(lead.clone());
    }
    row.candidates
        .insert(0, CandidateRow { value: value.clone(), of: Some(other.subject), ..lead });
}
