//! A subject whole: its entries without what only a verifier needs, its documents, its digest.
//!
//! A document with a short history is not sent: its changes stand in the rows, and the phone applies them to the
//! genesis. That costs a third of the bytes, because a saved document spells out its actors and heads.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::envelope::Header;
use counterfoil_domain::log::Digest;
use counterfoil_domain::subject::Subject;
use counterfoil_sync::hub::{slim, slim_with_change};
use counterfoil_sync::wire::{Content, Group, GroupMode, Row};

use super::Builder;
use super::group::document_snapshot;
use crate::scope::goes_to;
use crate::storage::{DocumentRow, Stored, StoredEntry};

/// Changes of one document that a snapshot sends in its rows; beyond them the saved document is cheaper.
const CHANGES_IN_ROWS_MAX: usize = 24;

/// A document of the subject: audience and name.
type DocumentName = (String, String);

impl Builder<'_> {
    /// The subject at `at` for somebody who sees these audiences. Documents may be newer than `at`: the
    /// changes in them come again as entries and are known by then.
    pub(super) async fn snapshot(
        &self,
        subject: Subject,
        seen: &BTreeSet<String>,
        at: u64,
    ) -> Stored<Group> {
        let storage = &self.hub.storage;
        let entries = storage.entries_of(self.pull.tenant, subject.id, 0, at).await?;
        let mut documents = storage.documents(self.pull.tenant, subject.id).await?;
        documents.retain(|document| seen.contains(&document.audience));
        let in_rows = in_rows(&entries, &documents);
        documents.retain(|document| !in_rows.contains(&name_of(document)));
        let mut digest = Digest::default();
        let mut rows = Vec::new();
        for entry in entries {
            let (index, hash) = (entry.leaf.index, entry.leaf.hash);
            if let Some(row) = row(entry, seen, &in_rows) {
                digest.add(index, &hash, row.decision.as_ref());
                rows.push(row);
            }
        }
        Ok(Group {
            subject,
            mode: GroupMode::Snapshot,
            audiences: seen.iter().cloned().collect(),
            rows,
            documents: documents.into_iter().map(document_snapshot).collect(),
            digest: Some(digest),
        })
    }
}

fn name_of(document: &DocumentRow) -> DocumentName {
    (document.audience.clone(), document.name.clone())
}

/// The document that an entry's change has gone into.
fn changed(entry: &StoredEntry) -> Option<DocumentName> {
    let taken = entry.leaf.verdict.as_ref().is_some_and(|verdict| verdict.takes_change());
    let header = entry.envelope.as_ref().filter(|_| taken)?;
    let header = Header::from_bytes(&header.header).ok()?;
    Some((header.audience, header.document?))
}

/// The documents of the first generation whose few changes all stand in the entries.
fn in_rows(entries: &[StoredEntry], documents: &[DocumentRow]) -> BTreeSet<DocumentName> {
    let mut counts: BTreeMap<DocumentName, usize> = BTreeMap::new();
    for name in entries.iter().filter_map(changed) {
        *counts.entry(name).or_default() += 1;
    }
    let first = documents.iter().filter(|document| document.generation == 0).map(name_of);
    first.filter(|name| counts.get(name).is_some_and(|n| *n <= CHANGES_IN_ROWS_MAX)).collect()
}

fn row(
    entry: StoredEntry,
    seen: &BTreeSet<String>,
    in_rows: &BTreeSet<DocumentName>,
) -> Option<Row> {
    let with_change = changed(&entry).is_some_and(|name| in_rows.contains(&name));
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
            let hidden = Content::Hidden { hash: leaf.hash };
            match header.filter(|header| seen.contains(&header.audience)) {
                Some(header) => {
                    let body = stored.body.as_ref().map(|body| body.bytes.as_slice());
                    let slim = if with_change { slim_with_change } else { slim };
                    slim(&header, body).unwrap_or(hidden)
                }
                None => hidden,
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
