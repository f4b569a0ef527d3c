//! What is new on one subject, as rows.

use std::collections::BTreeSet;

use counterfoil_domain::envelope::{Envelope, Header};
use counterfoil_domain::ids::ChainId;
use counterfoil_domain::log::Statement;
use counterfoil_domain::subject::Subject;
use counterfoil_sync::wire::{Content, DocumentSnapshot, Group, GroupMode, Row};

use super::Builder;
use crate::scope::goes_to;
use crate::storage::{DocumentRow, Stored, StoredEntry};

impl Builder<'_> {
    /// The entries of a subject in `from..to` for somebody who sees these audiences; `None` if there are none
    /// for him.
    pub(super) async fn entries(
        &self,
        subject: Subject,
        seen: &BTreeSet<String>,
        from: u64,
        to: u64,
    ) -> Stored<Option<Group>> {
        let storage = &self.hub.storage;
        let entries = storage.entries_of(self.pull.tenant, subject.id, from, to).await?;
        // A document that begins anew is without its history: its subject comes whole, without the changes that
        // held it, and takes the place of what the phone has.
        let mut begun = entries.iter().filter_map(new_document);
        if begun.any(|(audience, _)| seen.contains(&audience)) {
            return Ok(Some(self.snapshot(subject, seen, to).await?));
        }
        let rows: Vec<Row> =
            entries.into_iter().filter_map(|entry| row(entry, seen, &self.pull.holds)).collect();
        if rows.is_empty() {
            return Ok(None);
        }
        let (audiences, documents) = (Vec::new(), Vec::new());
        let mode = GroupMode::Entries;
        Ok(Some(Group { subject, mode, audiences, rows, documents, digest: None }))
    }
}

/// The document that begins a generation with this entry.
fn new_document(entry: &StoredEntry) -> Option<(String, String)> {
    match &entry.statement {
        Some(Statement::Generation(begun)) => {
            Some((begun.audience.clone(), begun.document.clone()))
        }
        _ => None,
    }
}

pub(super) fn document_snapshot(row: DocumentRow) -> DocumentSnapshot {
    DocumentSnapshot {
        audience: row.audience,
        name: row.name,
        generation: row.generation,
        saved: row.saved,
    }
}

/// One entry as a row, for somebody who sees these audiences.
fn row(entry: StoredEntry, seen: &BTreeSet<String>, holds: &[ChainId]) -> Option<Row> {
    let leaf = entry.leaf;
    let mut branch = None;
    let content = match (entry.envelope, entry.statement) {
        (Some(stored), _) => {
            let header = Header::from_bytes(&stored.header).ok();
            branch = header.as_ref().and_then(|header| stored.branch(header));
            let audience = header.as_ref().map(|header| header.audience.as_str());
            if !goes_to(seen, audience.or(Some("")), leaf.decision.is_some()) {
                return None;
            }
            let visible = audience.is_some_and(|audience| seen.contains(audience));
            match header {
                Some(header) if holds.contains(&stored.chain) => {
                    Content::Own { chain: stored.chain, seq: header.seq }
                }
                Some(_) if visible => {
                    Content::Envelope(Envelope { header_bytes: stored.header, body: stored.body })
                }
                _ => Content::Hidden { hash: leaf.hash },
            }
        }
        (None, Some(statement)) => Content::Statement { bytes: statement.to_bytes() },
        (None, None) => Content::Hidden { hash: leaf.hash },
    };
    Some(Row {
        index: leaf.index,
        hub_time_ms: leaf.hub_time_ms,
        verdict: leaf.verdict,
        decision: leaf.decision,
        content,
        branch,
    })
}
