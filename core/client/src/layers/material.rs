//! From the store's rows to what the fold takes.

use counterfoil_domain::cbor;
use counterfoil_domain::decision::Decision;
use counterfoil_domain::document::Document;
use counterfoil_domain::envelope::{Body, Header, SaltedBody};
use counterfoil_domain::ids::{DeviceId, FactId, Hash, Incarnation, SubjectId};
use counterfoil_domain::log::{Decided, EntryKind, Statement};
use counterfoil_domain::order::{DocumentView, Entry, Material, StatementEntry};
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::outbox::{EnvelopeRow, OutboxState};
use counterfoil_store::pages::EntryRow;
use counterfoil_store::{Connection, Transaction, outbox, progress, sheet_rows};

use super::documents::{self, Shown};
use crate::error::Caused;
use crate::syncing::branches::Branches;

/// What is held of one or more subjects.
#[derive(Default)]
pub(super) struct Gathered {
    entries: Vec<Entry>,
    statements: Vec<StatementEntry>,
    documents: Vec<Document>,
    views: Vec<DocumentView>,
}

impl Gathered {
    pub(super) fn of(connection: &Connection, subject: SubjectId) -> Caused<Self> {
        let rows = sheet_rows(connection, subject)?;
        let mut gathered = Self::default();
        for row in &rows.entries {
            gathered.take(row, subject);
        }
        let branches = Branches::of(connection)?;
        let own = |row: &EnvelopeRow| {
            let branch = branches.filed(row.incarnation, row.seq);
            own_entry(row).map(|entry| Entry { branch, ..entry })
        };
        gathered.entries.extend(rows.overlay.iter().filter_map(own));
        for row in outbox::unlisted(connection, subject)? {
            let entry = own(&row).map(|entry| Entry { index: row.hub_index, ..entry });
            gathered.entries.extend(entry);
        }
        gathered.documents = documents::visible_of(rows.documents);
        let read = |document: &Document| DocumentView::read(document, &gathered.entries);
        gathered.views = gathered.documents.iter().map(read).collect();
        Ok(gathered)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.statements.extend(other.statements);
        self.documents.extend(other.documents);
        self.views.extend(other.views);
    }

    pub(super) fn material(&self, subject: SubjectId) -> Material<'_> {
        Material {
            subject,
            entries: &self.entries,
            statements: &self.statements,
            documents: &self.views,
        }
    }

    pub(super) fn shown(&self, subject: SubjectId) -> Shown {
        let own = self.documents.iter().filter(|document| document.key().id.subject == subject);
        Shown::of(own)
    }

    pub(super) fn is_known(&self) -> bool {
        !self.entries.is_empty() || !self.statements.is_empty() || !self.documents.is_empty()
    }

    fn take(&mut self, row: &EntryRow, subject: SubjectId) {
        match (&row.kind, &row.content) {
            (EntryKind::Envelope, Some(_)) => self.entries.extend(acknowledged_entry(row)),
            (EntryKind::Statement, Some(bytes)) => {
                if let Ok(statement) = cbor::decode::<Statement>(bytes) {
                    self.statements.push(statement_entry(row, statement));
                }
            }
            // Only what follows from it may be seen.
            (_, None) => {
                if let Some(decision) = &row.decision {
                    let of = hidden_cause(decision);
                    let statement = Statement::Decided(Decided { of, subject });
                    self.statements.push(statement_entry(row, statement));
                }
            }
        }
    }
}

fn statement_entry(row: &EntryRow, statement: Statement) -> StatementEntry {
    StatementEntry {
        index: row.index,
        statement,
        decision: row.decision.clone(),
        hub_time_ms: row.hub_time_ms,
    }
}

/// The fact that a decision names; a name that no fact has, if it names none.
fn hidden_cause(decision: &Decision) -> FactId {
    let named = decision.stage.as_ref().and_then(|stage| stage.by);
    let (device, incarnation) = (DeviceId([0; 16]), Incarnation([0; 8]));
    named.unwrap_or(FactId { device, incarnation, seq: 0, position: 0 })
}

/// A header, as far as this program knows it: keys are only ever added.
pub(crate) fn read_header(bytes: &[u8]) -> Option<Header> {
    cbor::decode(bytes).ok()
}

fn read_body(salted: Option<&SaltedBody>) -> Option<Body> {
    salted.and_then(|salted| Body::from_bytes(&salted.bytes).ok())
}

fn acknowledged_entry(row: &EntryRow) -> Option<Entry> {
    let header = read_header(row.content.as_deref()?)?;
    Some(Entry {
        index: Some(row.index),
        header_hash: (row.hash != Hash::ZERO).then_some(row.hash),
        branch: row.branch,
        body: read_body(row.body.as_ref()),
        verdict: row.verdict.clone().unwrap_or(Verdict::Accepted),
        said: None,
        decision: row.decision.clone(),
        hub_time_ms: Some(row.hub_time_ms),
        header,
    })
}

/// Own work over the acknowledged layer. What the hub holds or asks to repeat still counts here: a person's work
/// does not vanish because somebody else has to look at it first.
fn own_entry(row: &EnvelopeRow) -> Option<Entry> {
    let header = read_header(&row.envelope.header_bytes)?;
    let body = read_body(row.envelope.body.as_ref())?;
    let mut entry = Entry::overlay(header, Some(row.hash), body);
    if let Some(verdict) = row.verdict.as_ref().filter(|verdict| verdict.is_final()) {
        entry.verdict = verdict.clone();
    }
    // What is held is at the hub, though it is in no log yet.
    let has = |verdict: &Verdict| {
        row.state >= OutboxState::Stored || matches!(verdict, Verdict::Held { .. })
    };
    entry.said = row.verdict.clone().filter(has);
    Some(entry)
}

/// The hash of each envelope of an order that is held here, and whether the hub has it in its log.
pub(crate) fn header_hashes(
    connection: &Connection,
    subject: SubjectId,
) -> Caused<Vec<(Hash, bool)>> {
    let entries = Gathered::of(connection, subject)?.entries.into_iter();
    Ok(entries.filter_map(|entry| Some((entry.header_hash?, entry.index.is_some()))).collect())
}

const MOVED: &str = "moved/";

/// Notes that evidence of `from` was moved to `to`, so that `to` is folded with it.
pub(crate) fn note_moved(tx: &Transaction<'_>, from: SubjectId, to: SubjectId) -> Caused<()> {
    Ok(progress::set_note(tx, &format!("{MOVED}{to}/{from}"), &[])?)
}

/// The subjects from which evidence was moved here.
pub(super) fn moved_here_from(
    connection: &Connection,
    subject: SubjectId,
) -> Caused<Vec<SubjectId>> {
    let prefix = format!("{MOVED}{subject}/");
    let notes = progress::notes(connection, &prefix)?;
    Ok(notes.iter().filter_map(|(name, _)| name.strip_prefix(&prefix)?.parse().ok()).collect())
}
