//! The overlay of a subject's documents: made again whenever the acknowledged layer or a verdict changes.

use counterfoil_domain::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::document::Document;
use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::documents::{self, DocumentName, Layer};
use counterfoil_store::outbox::EnvelopeRow;
use counterfoil_store::{Connection, Transaction, outbox};

use super::documents::{begin, load, row_of};
use super::material::read_header;
use crate::error::{CauseError, Caused};

/// An own envelope whose change does not fit the acknowledged layer any more: it is to be written once more.
#[derive(Debug, Clone)]
pub(crate) struct Unfit {
    pub(crate) hash: Hash,
    pub(crate) header: Header,
}

/// Makes the overlay of every document of a subject again. Gives the envelopes whose changes do not fit.
pub(crate) fn rebuild_overlay(
    tx: &Transaction<'_>,
    subject: SubjectId,
    playbook: &Playbook,
) -> Caused<Vec<Unfit>> {
    documents::drop_layer(tx, subject, Layer::Overlay)?;
    let rows = outbox::overlay(tx, subject)?;
    let replaced = replaced(&rows);
    let mut open: BTreeMap<DocumentName, Document> = BTreeMap::new();
    let (mut touched, mut unfit) = (BTreeSet::new(), Vec::new());
    for row in rows.iter().filter(|row| !replaced.contains(&row.hash)) {
        let Some((header, frame)) = change_of(row) else { continue };
        let Some(name) = name_of(&header) else { continue };
        if !open.contains_key(&name) {
            let document = acknowledged(tx, &name, playbook)?;
            open.insert(name.clone(), document);
        }
        let Some(document) = open.get_mut(&name) else { continue };
        if fits(row, &header, &frame, document) {
            touched.insert(name);
        } else if row.verdict != Some(Verdict::Late) {
            unfit.push(Unfit { hash: row.hash, header });
        }
    }
    for name in touched {
        if let Some(document) = open.get(&name) {
            documents::put(tx, &row_of(&name, Layer::Overlay, document))?;
        }
    }
    Ok(unfit)
}

fn acknowledged(
    connection: &Connection,
    name: &DocumentName,
    playbook: &Playbook,
) -> Caused<Document> {
    match documents::get(connection, name, Layer::Acknowledged)? {
        Some(row) => load(&row),
        None => begin(name, playbook),
    }
}

fn fits(row: &EnvelopeRow, header: &Header, frame: &[u8], document: &mut Document) -> bool {
    let taken =
        row.verdict.as_ref().is_none_or(|verdict| verdict.takes_change() || !verdict.is_final());
    taken
        && header.generation == Some(document.key().generation)
        && document.apply(header.chain(), frame).is_ok()
}

/// Envelopes that a later one of the overlay replaces.
fn replaced(rows: &[EnvelopeRow]) -> BTreeSet<Hash> {
    let headers = rows.iter().filter_map(|row| read_header(&row.envelope.header_bytes));
    headers.filter_map(|header| header.instead_of).collect_set()
}

fn change_of(row: &EnvelopeRow) -> Option<(Header, Vec<u8>)> {
    let header = read_header(&row.envelope.header_bytes)?;
    let body = Body::from_bytes(&row.envelope.body.as_ref()?.bytes).ok()?;
    Some((header, body.change?))
}

/// The document that a header names.
pub(crate) fn name_of(header: &Header) -> Option<DocumentName> {
    Some(DocumentName {
        subject: header.subject.id,
        audience: header.audience.clone(),
        name: header.document.clone()?,
    })
}

/// The subject of own work, by its headers.
pub(super) fn subject_of(connection: &Connection, id: SubjectId) -> Caused<Subject> {
    let rows = outbox::overlay(connection, id)?;
    let mut headers = rows.iter().filter_map(|row| read_header(&row.envelope.header_bytes));
    headers.next().map(|header| header.subject).ok_or(CauseError::NotFound("subject"))
}
