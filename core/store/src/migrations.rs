//! From any schema ever released to the current one.
//!
//! `sql/schema.sql` is the current schema in full: what a new store is made from. Beside it stand
//! numbered steps, each one transaction; a test shows that both ways give the same database. The
//! projection (`sql/projection.sql`) is derived: it is not migrated but dropped, made again and
//! filled again. Notes of past mistakes go to `sql/NOTES.md`.

use rusqlite::{Connection, TransactionBehavior};

use crate::database::{self, Opening};
use crate::error::StoreError;
use crate::folder::StoreFolder;
use crate::key::StoreKey;

/// One numbered step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// The schema number after this step; the first is 1.
    pub(crate) number: u32,
    /// The SQL of the step.
    pub(crate) sql: &'static str,
}

/// The schema that a version knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema {
    /// The current schema in full.
    pub(crate) full: &'static str,
    /// The steps that lead to it.
    pub(crate) steps: &'static [Migration],
    /// The derived tables; changing this text rebuilds them.
    pub(crate) projection: &'static str,
    /// Raised whenever the projection's tables or their content change.
    pub(crate) projection_version: u32,
}

impl Schema {
    /// The schema of this version.
    pub(crate) const CURRENT: Self = Self {
        full: include_str!("../sql/schema.sql"),
        steps: &[
            Migration { number: 1, sql: include_str!("../sql/migrations/0001_first.sql") },
            Migration { number: 2, sql: include_str!("../sql/migrations/0002_copies.sql") },
            Migration { number: 3, sql: include_str!("../sql/migrations/0003_branches.sql") },
        ],
        projection: include_str!("../sql/projection.sql"),
        projection_version: 2,
    };

    fn number(&self) -> u32 {
        self.steps.last().map_or(0, |step| step.number)
    }

    /// The number that stands for the projection's content: a program that knows more kinds of facts folds them anew.
    fn of_projection(&self) -> u32 {
        #[cfg(feature = "older")]
        if counterfoil_domain::older::runs() {
            return self.projection_version - 1;
        }
        self.projection_version
    }
}

/// What stands in the file before it is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// No database, or one whose making was interrupted before its first commit.
    Nothing,
    /// A database of this schema number.
    Schema(u32),
}

/// Reads the schema number; refuses a newer one.
pub(crate) fn look(connection: &Connection, schema: &Schema) -> Result<Found, StoreError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > schema.number() {
        return Err(StoreError::UpdateNeeded { found, known: schema.number() });
    }
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    match (found, tables) {
        (0, 0) => Ok(Found::Nothing),
        (0, _) => Err(StoreError::Damaged { what: "database" }),
        _ => Ok(Found::Schema(found)),
    }
}

/// Makes, migrates, and renews the projection where needed.
pub(crate) fn bring_up_to_date(
    writer: &mut Connection,
    key: &StoreKey,
    folder: &StoreFolder,
    schema: &Schema,
    found: Found,
) -> Result<Opening, StoreError> {
    let mut opening = Opening::default();
    match found {
        Found::Nothing => {
            run_step(writer, schema.full, schema.number())?;
            opening.is_new = true;
        }
        Found::Schema(number) if number < schema.number() => {
            database::copy(writer, key, &folder.copy_before(number))?;
            for step in schema.steps.iter().filter(|step| step.number > number) {
                run_step(writer, step.sql, step.number)?;
            }
            opening.migrated_from = Some(number);
        }
        Found::Schema(_) => {}
    }
    opening.projection_is_stale = renew_projection(writer, schema, opening.is_new)?;
    Ok(opening)
}

fn run_step(writer: &mut Connection, sql: &str, number: u32) -> Result<(), StoreError> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(sql)?;
    transaction.pragma_update(None, "user_version", number)?;
    transaction.commit()?;
    Ok(())
}

/// Drops and makes the derived tables again when they are of another version. True when the caller
/// has to fill them, and true again at every opening until [`projection_is_filled`] was called.
fn renew_projection(
    writer: &mut Connection,
    schema: &Schema,
    is_new: bool,
) -> Result<bool, StoreError> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let of_version = projection_version(&transaction)?;
    let is_filled = of_version == Some(schema.of_projection());
    if !is_filled {
        drop_projection(&transaction)?;
        transaction.execute_batch(schema.projection)?;
    }
    if is_new {
        note_projection_version(&transaction, schema)?;
    }
    transaction.commit()?;
    Ok(!is_filled && !is_new)
}

/// Notes that the projection holds everything, so that the next opening keeps it.
pub(crate) fn projection_is_filled(transaction: &Connection) -> Result<(), StoreError> {
    note_projection_version(transaction, &Schema::CURRENT)
}

fn note_projection_version(connection: &Connection, schema: &Schema) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('projection_version', ?1)",
        [schema.of_projection()],
    )?;
    Ok(())
}

/// Empties the projection, to be filled again from entries, envelopes and documents.
pub(crate) fn empty_projection(transaction: &Connection) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM meta WHERE key = 'projection_version'", [])?;
    drop_projection(transaction)?;
    transaction.execute_batch(Schema::CURRENT.projection)?;
    Ok(())
}

fn projection_version(connection: &Connection) -> Result<Option<u32>, StoreError> {
    let mut statement =
        connection.prepare("SELECT value FROM meta WHERE key = 'projection_version'")?;
    let mut rows = statement.query([])?;
    Ok(match rows.next()? {
        Some(row) => row.get(0)?,
        None => None,
    })
}

/// Every derived table has a name that begins with `card`, and nothing else has.
fn drop_projection(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'card*'
         AND (sql LIKE 'CREATE VIRTUAL%' OR name NOT GLOB 'card_search_*')",
    )?;
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for name in names {
        connection.execute_batch(&format!("DROP TABLE \"{name}\""))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
