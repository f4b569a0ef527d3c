//! One word for everything that a database holds.

use counterfoil_domain::hash::sha256;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

/// Columns that are chance: a blob that is sealed again is sealed otherwise.
const CHANCE: &str = "sealed_";

/// The hash of every row of every table, but for what is chance.
///
/// # Errors
/// What could not be read.
pub fn digest(connection: &Connection) -> rusqlite::Result<String> {
    let mut bytes = Vec::new();
    for (name, columns) in tables(connection)? {
        bytes.extend_from_slice(name.as_bytes());
        let listed = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>();
        let listed = listed.join(",");
        let sql = format!("SELECT {listed} FROM \"{name}\" ORDER BY {listed}");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            add(row, columns.len(), &mut bytes)?;
        }
    }
    Ok(sha256(&bytes).to_string())
}

/// Tables with their columns. A virtual table's content stands in others.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, Vec<String>)>> {
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_master
         WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
    )?;
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let mut tables = Vec::new();
    for table in names {
        let all = columns.query_map([&table], |row| row.get::<_, String>(0))?;
        let mut kept = all.collect::<Result<Vec<_>, _>>()?;
        kept.retain(|column| !column.starts_with(CHANCE));
        tables.push((table, kept));
    }
    Ok(tables)
}

fn add(row: &Row<'_>, columns: usize, bytes: &mut Vec<u8>) -> rusqlite::Result<()> {
    for column in 0..columns {
        let (kind, value): (u8, Vec<u8>) = match row.get_ref(column)? {
            ValueRef::Null => (0, Vec::new()),
            ValueRef::Integer(number) => (1, number.to_be_bytes().to_vec()),
            ValueRef::Real(number) => (2, number.to_be_bytes().to_vec()),
            ValueRef::Text(text) => (3, text.to_vec()),
            ValueRef::Blob(blob) => (4, blob.to_vec()),
        };
        bytes.push(kind);
        bytes.extend_from_slice(&(value.len() as u64).to_be_bytes());
        bytes.extend_from_slice(&value);
    }
    Ok(())
}
