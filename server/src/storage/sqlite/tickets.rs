//! Tickets in SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{PersonId, TenantId};
use counterfoil_domain::keys::KeyId;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::chains::all;
use super::rows::{bytes, coded, get, number, unsigned, unsigned_or_null};
use super::{SqliteStorage, engine};
use crate::storage::Stored;
use crate::storage::enrolment::PersonRow;
use crate::storage::tickets::{TicketClaim, TicketKeyRow, TicketStorage, TicketUse};

/// The tables, in full.
pub(super) const SCHEMA: &str = include_str!("tickets.sql");

const KEY: &str = "SELECT key, public, name, roles, may_create, added_at_ms, revoked_at_ms
    FROM ticket_key WHERE tenant = ?1";
/// A used ticket is remembered for a day after its end.
const DAY_MS: i64 = 24 * 3_600 * 1_000;

fn key_row(row: &Row<'_>) -> Stored<TicketKeyRow> {
    Ok(TicketKeyRow {
        key: KeyId(get(row, 0)?),
        public: coded(row, 1, "a ticket key")?,
        name: get(row, 2)?,
        roles: coded(row, 3, "the roles of a ticket key")?,
        may_create: get(row, 4)?,
        added_at_ms: unsigned(row, 5)?,
        revoked_at_ms: unsigned_or_null(row, 6)?,
    })
}

fn owner(db: &Connection, tenant: TenantId, staff_number: &str) -> Stored<Option<PersonId>> {
    let sql = "SELECT person FROM staff_number WHERE tenant = ?1 AND number = ?2";
    let found = db.query_row(sql, params![tenant.0, staff_number], |row| row.get(0));
    Ok(found.optional().map_err(engine)?.map(PersonId))
}

#[async_trait]
impl TicketStorage for SqliteStorage {
    async fn add_ticket_key(&self, tenant: TenantId, row: TicketKeyRow) -> Stored<bool> {
        self.write(move |tx| {
            let sql = "INSERT INTO ticket_key VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)
                       ON CONFLICT DO NOTHING";
            let values = params![
                tenant.0,
                row.key.0,
                bytes(&row.public),
                row.name,
                bytes(&row.roles),
                row.may_create,
                number(row.added_at_ms),
            ];
            Ok(tx.execute(sql, values).map_err(engine)? == 1)
        })
        .await
    }

    async fn ticket_keys(&self, tenant: TenantId) -> Stored<Vec<TicketKeyRow>> {
        self.read(move |db| {
            let sql = format!("{KEY} ORDER BY added_at_ms, key");
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            all(query.query([tenant.0]).map_err(engine)?, key_row)
        })
        .await
    }

    async fn ticket_key(&self, tenant: TenantId, key: KeyId) -> Stored<Option<TicketKeyRow>> {
        self.read(move |db| {
            let sql = format!("{KEY} AND key = ?2");
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let rows = query.query(params![tenant.0, key.0]).map_err(engine)?;
            Ok(all(rows, key_row)?.pop())
        })
        .await
    }

    async fn revoke_ticket_key(&self, tenant: TenantId, key: KeyId, now_ms: u64) -> Stored<bool> {
        self.write(move |tx| {
            let sql = "UPDATE ticket_key SET revoked_at_ms = ?3
                       WHERE tenant = ?1 AND key = ?2 AND revoked_at_ms IS NULL";
            Ok(tx.execute(sql, params![tenant.0, key.0, number(now_ms)]).map_err(engine)? == 1)
        })
        .await
    }

    async fn claim_ticket(
        &self,
        tenant: TenantId,
        used: TicketUse,
        now_ms: u64,
    ) -> Stored<TicketClaim> {
        self.write(move |tx| {
            let old = "DELETE FROM ticket_used WHERE tenant = ?1 AND expires_ms < ?2";
            tx.execute(old, params![tenant.0, number(now_ms) - DAY_MS]).map_err(engine)?;
            let good = "SELECT 1 FROM ticket_key
                        WHERE tenant = ?1 AND key = ?2 AND revoked_at_ms IS NULL";
            let good = tx.query_row(good, params![tenant.0, used.key.0], |_| Ok(()));
            if good.optional().map_err(engine)?.is_none() {
                return Ok(TicketClaim::Revoked);
            }
            let sql = "INSERT INTO ticket_used VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                       ON CONFLICT DO NOTHING";
            let (key, ticket, expires) = (used.key.0, used.ticket.0, number(used.expires_ms));
            let values = params![tenant.0, key, ticket, used.device.0, used.person.0, expires];
            tx.execute(sql, values).map_err(engine)?;
            let sql = "SELECT device, person FROM ticket_used
                       WHERE tenant = ?1 AND key = ?2 AND ticket = ?3";
            let (device, person): ([u8; 16], [u8; 16]) = tx
                .query_row(sql, params![tenant.0, key, ticket], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .map_err(engine)?;
            let own = device == used.device.0;
            Ok(if own { TicketClaim::Taken(PersonId(person)) } else { TicketClaim::OtherDevice })
        })
        .await
    }

    async fn person_of_number(&self, tenant: TenantId, number: String) -> Stored<Option<PersonId>> {
        self.read(move |db| owner(db, tenant, &number)).await
    }

    async fn staff_numbers(&self, tenant: TenantId) -> Stored<Vec<(String, PersonId)>> {
        self.read(move |db| {
            let sql = "SELECT number, person FROM staff_number WHERE tenant = ?1 ORDER BY number";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let rows = query.query([tenant.0]).map_err(engine)?;
            all(rows, |row| Ok((get(row, 0)?, PersonId(get(row, 1)?))))
        })
        .await
    }

    async fn set_staff_number(
        &self,
        tenant: TenantId,
        person: PersonId,
        number: Option<String>,
    ) -> Stored<bool> {
        self.write(move |tx| {
            if let Some(number) = &number
                && owner(tx, tenant, number)?.is_some_and(|held| held != person)
            {
                return Ok(false);
            }
            let sql = "DELETE FROM staff_number WHERE tenant = ?1 AND person = ?2";
            tx.execute(sql, params![tenant.0, person.0]).map_err(engine)?;
            if let Some(number) = number {
                let sql = "INSERT INTO staff_number VALUES (?1, ?2, ?3)";
                tx.execute(sql, params![tenant.0, number, person.0]).map_err(engine)?;
            }
            Ok(true)
        })
        .await
    }

    async fn enter_staff(
        &self,
        tenant: TenantId,
        staff_number: String,
        person: PersonRow,
    ) -> Stored<PersonId> {
        self.write(move |tx| {
            if let Some(held) = owner(tx, tenant, &staff_number)? {
                return Ok(held);
            }
            let sql = "INSERT INTO person (tenant, person, name, created_at_ms)
                       VALUES (?1, ?2, ?3, ?4)";
            let created = number(person.created_at_ms);
            tx.execute(sql, params![tenant.0, person.person.0, person.name, created])
                .map_err(engine)?;
            let sql = "INSERT INTO staff_number VALUES (?1, ?2, ?3)";
            tx.execute(sql, params![tenant.0, staff_number, person.person.0]).map_err(engine)?;
            Ok(person.person)
        })
        .await
    }
}
