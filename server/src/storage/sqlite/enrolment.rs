//! People and codes in SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, TenantId};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{SqliteStorage, engine};
use crate::storage::enrolment::{Claim, CodeRow, EnrolmentStorage, PersonRow};
use crate::storage::{StorageError, Stored};

const PERSON: &str = "SELECT person, name, created_at_ms FROM person WHERE tenant = ?1";

fn person_row(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    let created: i64 = row.get(2)?;
    Ok(PersonRow {
        person: PersonId(row.get(0)?),
        name: row.get(1)?,
        created_at_ms: created as u64,
    })
}

#[async_trait]
impl EnrolmentStorage for SqliteStorage {
    async fn add_person(&self, tenant: TenantId, person: PersonRow) -> Stored<()> {
        self.write(move |tx| {
            let sql =
                "INSERT INTO person (tenant, person, name, created_at_ms) VALUES (?1,?2,?3,?4)
                       ON CONFLICT DO NOTHING";
            let created = person.created_at_ms as i64;
            tx.execute(sql, params![tenant.0, person.person.0, person.name, created])
                .map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn person(&self, tenant: TenantId, person: PersonId) -> Stored<Option<PersonRow>> {
        self.read(move |db| {
            let sql = format!("{PERSON} AND person = ?2");
            db.query_row(&sql, params![tenant.0, person.0], person_row).optional().map_err(engine)
        })
        .await
    }

    async fn people(&self, tenant: TenantId) -> Stored<Vec<PersonRow>> {
        self.read(move |db| {
            let sql = format!("{PERSON} ORDER BY created_at_ms, person");
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let rows = query.query_map(params![tenant.0], person_row).map_err(engine)?;
            rows.collect::<Result<_, _>>().map_err(engine)
        })
        .await
    }

    async fn add_code(&self, tenant: TenantId, code: CodeRow, now_ms: u64) -> Stored<()> {
        self.write(move |tx| {
            let old = "DELETE FROM enrolment_code WHERE tenant = ?1 AND expires_ms < ?2";
            tx.execute(old, params![tenant.0, now_ms as i64 - DAY_MS]).map_err(engine)?;
            let sql = "INSERT INTO enrolment_code (tenant, code_hash, person, expires_ms)
                       VALUES (?1,?2,?3,?4)";
            let expires = code.expires_ms as i64;
            tx.execute(sql, params![tenant.0, code.code_hash.0, code.person.0, expires])
                .map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn claim_code(
        &self,
        tenant: TenantId,
        code_hash: Hash,
        device: DeviceId,
        now_ms: u64,
    ) -> Stored<Claim> {
        self.write(move |tx| {
            let sql = "SELECT person, expires_ms, device FROM enrolment_code
                       WHERE tenant = ?1 AND code_hash = ?2";
            let found: Option<([u8; 16], i64, Option<Vec<u8>>)> = tx
                .query_row(sql, params![tenant.0, code_hash.0], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional()
                .map_err(engine)?;
            let Some((person, expires_ms, holder)) = found else { return Ok(Claim::Unknown) };
            if (expires_ms as u64) <= now_ms {
                return Ok(Claim::Expired);
            }
            let holder = holder.map(|bytes| DeviceId::from_slice(&bytes));
            match holder {
                Some(Some(held)) if held == device => {}
                Some(Some(_)) => return Ok(Claim::OtherDevice),
                Some(None) => return Err(StorageError::Damaged("the device of a code")),
                None => {
                    let sql = "UPDATE enrolment_code SET device = ?3
                               WHERE tenant = ?1 AND code_hash = ?2";
                    tx.execute(sql, params![tenant.0, code_hash.0, device.0]).map_err(engine)?;
                }
            }
            Ok(Claim::Taken(PersonId(person)))
        })
        .await
    }
}

/// An ended code is remembered for a day, so that it is told apart from one that never was.
const DAY_MS: i64 = 24 * 3_600 * 1_000;
