//! Imports in SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{ActId, Hash, SubjectId, TenantId};
use counterfoil_domain::subject::Key;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::{SqliteStorage, engine, gating};
use crate::storage::imports::{ImportRow, ImportStorage, ImportedRow, KnownKey};
use crate::storage::{DocumentRow, Stored};

const IMPORT: &str =
    "SELECT import, file_hash, began_at_ms, ended_at_ms, undone_at_ms, report FROM import
    WHERE tenant = ?1";
const IMPORTED: &str =
    "SELECT import, row, content, subject, head, undone FROM import_row WHERE tenant = ?1";

/// Rows of an order that no later import brought back.
const UNDONE: &str = "subject = ?2 AND undone = 1 AND NOT EXISTS (
    SELECT 1 FROM import_row o WHERE o.tenant = ?1 AND o.subject = ?2 AND o.undone = 0)";

fn import_row(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    let maybe = |at| row.get::<_, Option<i64>>(at).map(|ms| ms.map(|ms| ms as u64));
    Ok(ImportRow {
        import: ActId(row.get(0)?),
        file_hash: Hash(row.get(1)?),
        began_at_ms: row.get::<_, i64>(2)? as u64,
        ended_at_ms: maybe(3)?,
        undone_at_ms: maybe(4)?,
        report: row.get(5)?,
    })
}

fn imported_row(row: &Row<'_>) -> rusqlite::Result<ImportedRow> {
    Ok(ImportedRow {
        import: ActId(row.get(0)?),
        row: row.get(1)?,
        content: Hash(row.get(2)?),
        subject: SubjectId(row.get(3)?),
        head: row.get::<_, Option<i64>>(4)?.map(|index| index as u64),
        undone: row.get(5)?,
    })
}

fn write(tx: &Transaction<'_>, tenant: TenantId, import: &ImportRow) -> rusqlite::Result<usize> {
    let ms = |ms: Option<u64>| ms.map(|ms| ms as i64);
    tx.execute(
        "INSERT OR REPLACE INTO import
           (tenant, import, file_hash, began_at_ms, ended_at_ms, undone_at_ms, report)
         VALUES (?1,?2,?3,?4,?5,?6,?7)",
        params![
            tenant.0,
            import.import.0,
            import.file_hash.0,
            import.began_at_ms as i64,
            ms(import.ended_at_ms),
            ms(import.undone_at_ms),
            import.report
        ],
    )
}

#[async_trait]
impl ImportStorage for SqliteStorage {
    async fn keys_known(&self, tenant: TenantId, keys: Vec<Key>) -> Stored<Vec<KnownKey>> {
        self.read(move |db| {
            let sql = "SELECT k.subject, s.office FROM key k
                       JOIN subject s ON s.tenant = k.tenant AND s.subject = k.subject
                       WHERE k.tenant = ?1 AND k.scheme = ?2 AND k.value = ?3
                       ORDER BY k.idx, k.subject";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let mut known = Vec::new();
            for key in keys {
                let of = params![tenant.0, key.scheme, key.value];
                let rows = query.query_map(of, |row| Ok((SubjectId(row.get(0)?), row.get(1)?)));
                for row in rows.map_err(engine)? {
                    let (subject, office) = row.map_err(engine)?;
                    known.push(KnownKey { key: key.clone(), subject, office });
                }
            }
            Ok(known)
        })
        .await
    }

    async fn rows_known(&self, tenant: TenantId, contents: Vec<Hash>) -> Stored<Vec<ImportedRow>> {
        let asked = contents.into_iter().map(|content| content.0.to_vec()).collect();
        self.rows_by(tenant, "content = ?2 AND undone = 0", asked).await
    }

    async fn rows_undone(
        &self,
        tenant: TenantId,
        subjects: Vec<SubjectId>,
    ) -> Stored<Vec<ImportedRow>> {
        let asked = subjects.into_iter().map(|subject| subject.0.to_vec()).collect();
        self.rows_by(tenant, UNDONE, asked).await
    }

    async fn heads(
        &self,
        tenant: TenantId,
        subjects: Vec<SubjectId>,
    ) -> Stored<Vec<(SubjectId, u64)>> {
        self.read(move |db| {
            let mut found = Vec::new();
            for subject in subjects {
                let head = gating::head(db, tenant, subject)?;
                found.extend(head.map(|head| (subject, head)));
            }
            Ok(found)
        })
        .await
    }

    async fn documents_of(
        &self,
        tenant: TenantId,
        subjects: Vec<SubjectId>,
    ) -> Stored<Vec<DocumentRow>> {
        self.read(move |db| {
            let mut found = Vec::new();
            for subject in subjects {
                found.extend(gating::documents(db, tenant, subject)?);
            }
            Ok(found)
        })
        .await
    }

    async fn keep_import(
        &self,
        tenant: TenantId,
        import: ImportRow,
        rows: Vec<ImportedRow>,
    ) -> Stored<()> {
        self.write(move |tx| {
            write(tx, tenant, &import).map_err(engine)?;
            let sql = "INSERT OR REPLACE INTO import_row
                         (tenant, import, row, content, subject, head, undone)
                       VALUES (?1,?2,?3,?4,?5,?6,?7)";
            let mut insert = tx.prepare_cached(sql).map_err(engine)?;
            for row in rows {
                let (content, subject) = (row.content.0, row.subject.0);
                let head = row.head.map(|index| index as i64);
                let of =
                    params![tenant.0, row.import.0, row.row, content, subject, head, row.undone];
                insert.execute(of).map_err(engine)?;
            }
            Ok(())
        })
        .await
    }

    async fn import(&self, tenant: TenantId, import: ActId) -> Stored<Option<ImportRow>> {
        self.read(move |db| {
            let sql = format!("{IMPORT} AND import = ?2");
            let found = db.query_row(&sql, params![tenant.0, import.0], import_row);
            found.optional().map_err(engine)
        })
        .await
    }

    async fn imports(&self, tenant: TenantId, limit: usize) -> Stored<Vec<ImportRow>> {
        self.read(move |db| {
            let sql = format!("{IMPORT} ORDER BY began_at_ms DESC, import LIMIT ?2");
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let rows = query.query_map(params![tenant.0, limit as i64], import_row);
            rows.map_err(engine)?.collect::<Result<_, _>>().map_err(engine)
        })
        .await
    }

    async fn import_of_file(&self, tenant: TenantId, file_hash: Hash) -> Stored<Option<ActId>> {
        self.read(move |db| {
            let sql = "SELECT import FROM import WHERE tenant = ?1 AND file_hash = ?2
                       ORDER BY began_at_ms DESC LIMIT 1";
            let of = params![tenant.0, file_hash.0];
            db.query_row(sql, of, |row| Ok(ActId(row.get(0)?))).optional().map_err(engine)
        })
        .await
    }

    async fn import_rows(&self, tenant: TenantId, import: ActId) -> Stored<Vec<ImportedRow>> {
        self.rows_by(tenant, "import = ?2 ORDER BY row", vec![import.0.to_vec()]).await
    }
}

impl SqliteStorage {
    async fn rows_by(
        &self,
        tenant: TenantId,
        condition: &'static str,
        asked: Vec<Vec<u8>>,
    ) -> Stored<Vec<ImportedRow>> {
        self.read(move |db| {
            let mut query =
                db.prepare_cached(&format!("{IMPORTED} AND {condition}")).map_err(engine)?;
            let mut found = Vec::new();
            for one in asked {
                let rows = query.query_map(params![tenant.0, one], imported_row).map_err(engine)?;
                for row in rows {
                    found.push(row.map_err(engine)?);
                }
            }
            Ok(found)
        })
        .await
    }
}
