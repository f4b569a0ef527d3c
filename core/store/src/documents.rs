//! Saved documents: what the hub has, and what they will be with the unsent changes on them.

use counterfoil_domain::ids::SubjectId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::columns;
use crate::error::StoreError;

/// Which of the two copies of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// As the hub's log has it; only pages write here.
    Acknowledged,
    /// With this store's unsent changes; made again from the other when a page arrives.
    Overlay,
}

/// Names a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentName {
    /// The subject that it describes.
    pub subject: SubjectId,
    /// Who may see it.
    pub audience: String,
    /// Its name within the audience, `""` for the main one.
    pub name: String,
}

/// A saved document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Which one.
    pub name: DocumentName,
    /// Which copy.
    pub layer: Layer,
    /// Its generation.
    pub generation: u32,
    /// The saved bytes, as the domain's document room wrote them.
    pub saved: Vec<u8>,
    /// Its heads, encoded by the domain: to compare without loading.
    pub heads: Vec<u8>,
}

/// Keeps a document in its layer, in place of the one that was there.
pub fn put(tx: &Transaction<'_>, row: &DocumentRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO document
             (subject, audience, name, layer, generation, saved, heads)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        row.name.subject.0,
        row.name.audience,
        row.name.name,
        row.layer.name(),
        row.generation,
        row.saved,
        row.heads,
    ])?;
    Ok(())
}

/// The document in exactly this layer.
pub fn get(
    connection: &Connection,
    name: &DocumentName,
    layer: Layer,
) -> Result<Option<DocumentRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM document
         WHERE subject = ?1 AND audience = ?2 AND name = ?3 AND layer = ?4",
    )?;
    Ok(statement
        .query_row(params![name.subject.0, name.audience, name.name, layer.name()], document_row)
        .optional()?)
}

/// The document as a person sees it: the overlay if there is one, else what the hub has.
pub fn visible(
    connection: &Connection,
    name: &DocumentName,
) -> Result<Option<DocumentRow>, StoreError> {
    match get(connection, name, Layer::Overlay)? {
        Some(row) => Ok(Some(row)),
        None => get(connection, name, Layer::Acknowledged),
    }
}

/// Every document of a subject, both layers, in a fixed order.
pub fn of_subject(
    connection: &Connection,
    subject: SubjectId,
) -> Result<Vec<DocumentRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM document WHERE subject = ?1 ORDER BY audience, name, layer",
    )?;
    Ok(statement.query_map([subject.0], document_row)?.collect::<Result<_, _>>()?)
}

/// Drops one layer of a subject's documents; the overlay before it is made again.
pub fn drop_layer(
    tx: &Transaction<'_>,
    subject: SubjectId,
    layer: Layer,
) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached("DELETE FROM document WHERE subject = ?1 AND layer = ?2")?
        .execute(params![subject.0, layer.name()])?)
}

impl Layer {
    fn name(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::Overlay => "overlay",
        }
    }
}

fn document_row(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    let layer: String = row.get("layer")?;
    Ok(DocumentRow {
        name: DocumentName {
            subject: columns::subject_id(row)?,
            audience: row.get("audience")?,
            name: row.get("name")?,
        },
        layer: if layer == "overlay" { Layer::Overlay } else { Layer::Acknowledged },
        generation: row.get("generation")?,
        saved: row.get("saved")?,
        heads: row.get("heads")?,
    })
}
