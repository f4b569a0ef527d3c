//! What one act told of many orders: one notice, the head, stands for all that came before somebody had seen it.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{SubjectId, TenantId};
use counterfoil_domain::sla::target::DueId;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::super::chains::all;
use super::super::engine;
use super::super::rows::get;
use crate::storage::Stored;
use crate::storage::notices::NoticeRow;

/// A notice of an act over many.
pub(super) struct OneOfMany {
    id: DueId,
    /// Its order.
    pub(super) order: SubjectId,
}

/// Puts a fresh notice beside those of the same act, below their head as long as nobody has seen that; gives whether
/// it stands by itself.
pub(super) fn join(tx: &Transaction<'_>, tenant: TenantId, one: &NoticeRow) -> Stored<bool> {
    let Some(together) = one.content.together else { return Ok(true) };
    let sql = "SELECT t.head, t.place, n.seen_at_ms IS NULL
               FROM notice_together t JOIN notice n ON n.tenant = t.tenant AND n.id = t.head
               WHERE t.tenant = ?1 AND t.together = ?2 ORDER BY t.place DESC LIMIT 1";
    let last: Option<([u8; 16], i64, bool)> = tx
        .prepare_cached(sql)
        .and_then(|mut query| {
            let values = params![tenant.0, together.0];
            query.query_row(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
        })
        .map_err(engine)?;
    let place = last.map_or(0, |(_, place, _)| place.saturating_add(1));
    let unseen = last.filter(|(.., unseen)| *unseen).map(|(head, ..)| DueId(head));
    let head = unseen.unwrap_or(one.id);
    let sql = "INSERT INTO notice_together (tenant, id, head, together, subject, place)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![tenant.0, one.id.0, head.0, together.0, one.order.0, place];
    tx.prepare_cached(sql).and_then(|mut ready| ready.execute(values)).map_err(engine)?;
    Ok(head == one.id)
}

/// The notices that stand with one below the same head, as the act told them; none for one alone.
pub(super) fn told_with(db: &Connection, tenant: TenantId, id: DueId) -> Stored<Vec<OneOfMany>> {
    let sql = "SELECT id, subject FROM notice_together WHERE tenant = ?1
               AND head = (SELECT head FROM notice_together WHERE tenant = ?1 AND id = ?2)
               ORDER BY place";
    let read =
        |row: &Row<'_>| Ok(OneOfMany { id: DueId(get(row, 0)?), order: SubjectId(get(row, 1)?) });
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    all(query.query(params![tenant.0, id.0]).map_err(engine)?, read)
}

/// What stood below notices of an erased order stands below the next one that is left, in danger as before. To be called
/// while the order's notices are here.
pub(super) fn behead(tx: &Transaction<'_>, tenant: TenantId, order: SubjectId) -> Stored<()> {
    let sql = "SELECT t.id, (SELECT o.id FROM notice_together o WHERE o.tenant = t.tenant AND o.head = t.id
                             AND o.subject <> ?2 ORDER BY o.place LIMIT 1)
               FROM notice_together t WHERE t.tenant = ?1 AND t.subject = ?2 AND t.head = t.id";
    let read = |row: &Row<'_>| Ok((get::<[u8; 16]>(row, 0)?, get::<Option<[u8; 16]>>(row, 1)?));
    let mut query = tx.prepare_cached(sql).map_err(engine)?;
    for (head, next) in all(query.query([tenant.0, order.0]).map_err(engine)?, read)? {
        let Some(next) = next else { continue };
        let run = |sql: &str| {
            tx.prepare_cached(sql)
                .and_then(|mut ready| ready.execute([tenant.0, head, next]))
                .map_err(engine)
        };
        run("UPDATE notice_together SET head = ?3 WHERE tenant = ?1 AND head = ?2")?;
        run("INSERT OR IGNORE INTO notice_danger (tenant, at_ms, id)
             SELECT n.tenant, n.at_ms, n.id FROM notice n WHERE n.tenant = ?1 AND n.id = ?3
               AND EXISTS (SELECT 1 FROM notice_danger d WHERE d.tenant = ?1 AND d.id = ?2)")?;
    }
    Ok(())
}

/// One notice with those that stand with it.
pub(super) fn or_alone(db: &Connection, tenant: TenantId, id: DueId) -> Stored<Vec<DueId>> {
    let all: Vec<DueId> = told_with(db, tenant, id)?.into_iter().map(|one| one.id).collect();
    Ok(if all.is_empty() { vec![id] } else { all })
}

/// Of orders of which nothing is unread but what stands below the head of another: that one.
pub(super) fn only_with_others(
    db: &Connection,
    tenant: TenantId,
) -> Stored<BTreeMap<SubjectId, SubjectId>> {
    let sql = "SELECT u.subject, h.subject FROM notice_unread u
               LEFT JOIN notice_together t ON t.tenant = u.tenant AND t.id = u.id
               LEFT JOIN notice h ON h.tenant = t.tenant AND h.id = t.head
               WHERE u.tenant = ?1";
    let read = |row: &Row<'_>| {
        let head: Option<[u8; 16]> = get(row, 1)?;
        Ok((SubjectId(get(row, 0)?), head.map(SubjectId)))
    };
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    let mut heads: BTreeMap<SubjectId, Option<SubjectId>> = BTreeMap::new();
    for (order, head) in all(query.query([tenant.0]).map_err(engine)?, read)? {
        let other = head.filter(|head| *head != order);
        let known = heads.entry(order).or_insert(other);
        *known = known.filter(|one| Some(*one) == other);
    }
    Ok(heads.into_iter().filter_map(|(order, head)| Some((order, head?))).collect())
}
