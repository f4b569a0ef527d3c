//! A subject whole: its entries without what only a verifier needs, its documents, its digest.

use std::collections::BTreeSet;

use counterfoil_domain::envelope::Header;
use counterfoil_domain::log::Digest;
use counterfoil_domain::subject::Subject;
use counterfoil_sync::hub::slim;
use counterfoil_sync::wire::{Content, Group, GroupMode, Row};

use super::Builder;
use super::group::document_snapshot;
use crate::scope::goes_to;
use crate::storage::{Stored, StoredEntry};

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
        let mut digest = Digest::default();
        let mut rows = Vec::new();
        for entry in storage.entries_of(self.pull.tenant, subject.id, 0, at).await? {
            let (index, hash) = (entry.leaf.index, entry.leaf.hash);
            if let Some(row) = row(entry, seen) {
                digest.add(index, &hash, row.decision.as_ref());
                rows.push(row);
            }
        }
        let documents = storage.documents(self.pull.tenant, subject.id).await?;
        let visible = documents.into_iter().filter(|document| seen.contains(&document.audience));
        Ok(Group {
            subject,
            mode: GroupMode::Snapshot,
            audiences: seen.iter().cloned().collect(),
            rows,
            documents: visible.map(document_snapshot).collect(),
            digest: Some(digest),
        })
    }
}

fn row(entry: StoredEntry, seen: &BTreeSet<String>) -> Option<Row> {
    let leaf = entry.leaf;
    let content = match (entry.envelope, entry.statement) {
        (Some(stored), _) => {
            let header = Header::from_bytes(&stored.header).ok();
            let audience = header.as_ref().map(|header| header.audience.as_str());
            if !goes_to(seen, audience.or(Some("")), leaf.decision.is_some()) {
                return None;
            }
            let hidden = Content::Hidden { hash: leaf.hash };
            match header.filter(|header| seen.contains(&header.audience)) {
                Some(header) => {
                    let body = stored.body.as_ref().map(|body| body.bytes.as_slice());
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
    })
}
