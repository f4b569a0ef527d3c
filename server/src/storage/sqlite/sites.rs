//! Places and the orders at them: whoever has access to an open order has access to the places that it names.

use counterfoil_domain::ids::{SubjectId, TenantId};
use counterfoil_domain::subject::SubjectKind;
use rusqlite::{Connection, Transaction, params};

use super::chains::all;
use super::engine;
use super::gating::access_rows;
use super::rows::{get, number, subject, subject_kind_number, unsigned, unsigned_or_null};
use crate::storage::{AccessReason, AccessSpan, Stored};

/// The table, in full.
pub(super) const SCHEMA: &str = include_str!("sites.sql");

/// A stretch of the log: given by the entry at `.0`, taken by that at `.1`, as in [`AccessSpan`].
type Stretch = (u64, Option<u64>);

/// Notes which places an order names after an entry.
pub(super) fn note(
    tx: &Transaction<'_>,
    tenant: TenantId,
    at: i64,
    (order, places): (SubjectId, &[SubjectId]),
) -> Stored<()> {
    let mut open = tx
        .prepare_cached(
            "SELECT place FROM site WHERE tenant = ?1 AND subject = ?2 AND to_idx IS NULL",
        )
        .map_err(engine)?;
    let known = all(open.query([tenant.0, order.0]).map_err(engine)?, |row| subject(row, 0))?;
    let run = |sql: &str, place: SubjectId| {
        let row = params![tenant.0, order.0, place.0, at];
        tx.prepare_cached(sql).and_then(|mut ready| ready.execute(row)).map_err(engine).map(|_| ())
    };
    for place in known.iter().filter(|place| !places.contains(place)) {
        let ended = "UPDATE site SET to_idx = ?4 WHERE tenant = ?1 AND subject = ?2 AND place = ?3
                     AND to_idx IS NULL";
        run(ended, *place)?;
    }
    for place in places.iter().filter(|place| !known.contains(place)) {
        run("INSERT OR REPLACE INTO site VALUES (?1, ?2, ?3, ?4, NULL)", *place)?;
    }
    Ok(())
}

/// Notes which place another one follows after an entry; none if it stands for itself again.
pub(super) fn note_lead(
    tx: &Transaction<'_>,
    tenant: TenantId,
    at: i64,
    (place, lead): (SubjectId, Option<SubjectId>),
) -> Stored<()> {
    let ended = "UPDATE led SET to_idx = ?3 WHERE tenant = ?1 AND place = ?2 AND to_idx IS NULL";
    let begun = "INSERT OR REPLACE INTO led
                 SELECT ?1, ?2, ?4, ?3, NULL FROM subject
                 WHERE tenant = ?1 AND subject = ?2 AND type = ?5";
    tx.execute(ended, params![tenant.0, place.0, at]).map_err(engine)?;
    if let Some(lead) = lead {
        let kind = subject_kind_number(SubjectKind::Place);
        tx.execute(begun, params![tenant.0, place.0, at, lead.0, kind]).map_err(engine)?;
    }
    Ok(())
}

/// Who has a place by way of the open orders there, or at a place that is one with it.
pub(super) fn access_by_orders(
    db: &Connection,
    tenant: TenantId,
    place: SubjectId,
) -> Stored<Vec<AccessSpan>> {
    let (above, below) = (leads(db, tenant, place)?, followers(db, tenant, place)?);
    let mut spans = Vec::new();
    for (follower, together) in &below {
        spans.extend(
            access_rows(db, tenant, *follower)?.iter().flat_map(|span| cut(span, together)),
        );
    }
    let mut one_place = vec![(place, vec![(0, None)])];
    for (lead, together) in &above {
        let beside = followers(db, tenant, *lead)?.into_iter().filter(|(other, _)| *other != place);
        one_place.extend(beside.map(|(other, theirs)| (other, common(together, &theirs))));
    }
    one_place.extend(above);
    one_place.extend(below);
    for (place, together) in one_place {
        for order in orders_at(db, tenant, place)? {
            let there = common(&stays(db, tenant, order, place)?, &open(db, tenant, order)?);
            let there = common(&there, &together);
            for span in access_rows(db, tenant, order)? {
                let own = cut(&span, &there);
                spans.extend(
                    own.into_iter().map(|span| AccessSpan { reason: AccessReason::Site, ..span }),
                );
            }
        }
    }
    Ok(spans)
}

fn cut(span: &AccessSpan, to: &[Stretch]) -> Vec<AccessSpan> {
    let both = common(to, &[(span.from, span.to)]);
    both.into_iter().map(|(from, to)| AccessSpan { from, to, ..*span }).collect()
}

/// A place that is one with another, and when it was.
type Together = (SubjectId, Vec<Stretch>);

/// The places that a place followed.
fn leads(db: &Connection, tenant: TenantId, place: SubjectId) -> Stored<Vec<Together>> {
    together(
        db,
        tenant,
        place,
        "SELECT lead, from_idx, to_idx FROM led WHERE tenant = ?1 AND place = ?2",
    )
}

/// The places that followed a place.
fn followers(db: &Connection, tenant: TenantId, place: SubjectId) -> Stored<Vec<Together>> {
    together(
        db,
        tenant,
        place,
        "SELECT place, from_idx, to_idx FROM led WHERE tenant = ?1 AND lead = ?2",
    )
}

fn together(db: &Connection, tenant: TenantId, of: SubjectId, sql: &str) -> Stored<Vec<Together>> {
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    let rows = query.query([tenant.0, of.0]).map_err(engine)?;
    all(rows, |row| Ok((subject(row, 0)?, vec![(unsigned(row, 1)?, unsigned_or_null(row, 2)?)])))
}

fn orders_at(db: &Connection, tenant: TenantId, place: SubjectId) -> Stored<Vec<SubjectId>> {
    let sql = "SELECT DISTINCT subject FROM site WHERE tenant = ?1 AND place = ?2";
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    all(query.query([tenant.0, place.0]).map_err(engine)?, |row| subject(row, 0))
}

fn stays(
    db: &Connection,
    tenant: TenantId,
    order: SubjectId,
    place: SubjectId,
) -> Stored<Vec<Stretch>> {
    let mut query = db
        .prepare_cached(
            "SELECT from_idx, to_idx FROM site WHERE tenant = ?1 AND subject = ?2 AND place = ?3",
        )
        .map_err(engine)?;
    let rows = query.query([tenant.0, order.0, place.0]).map_err(engine)?;
    all(rows, |row| Ok((unsigned(row, 0)?, unsigned_or_null(row, 1)?)))
}

/// While the order was not over.
fn open(db: &Connection, tenant: TenantId, order: SubjectId) -> Stored<Vec<Stretch>> {
    let mut query = db
        .prepare_cached(
            "SELECT idx, closed FROM stage WHERE tenant = ?1 AND subject = ?2 AND idx >= ?3
             ORDER BY idx",
        )
        .map_err(engine)?;
    let rows = query.query(params![tenant.0, order.0, number(0)]).map_err(engine)?;
    let stages: Vec<(u64, bool)> = all(rows, |row| Ok((unsigned(row, 0)?, get(row, 1)?)))?;
    let mut found: Vec<Stretch> = Vec::new();
    for (index, closed) in stages {
        match found.last_mut().filter(|(_, to)| to.is_none()) {
            Some(last) if closed => last.1 = Some(index),
            None if !closed => found.push((index, None)),
            _ => {}
        }
    }
    Ok(found)
}

/// The stretches that are in both.
fn common(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let mut found = Vec::new();
    for (from, to) in one {
        for (begin, end) in other {
            let from = *from.max(begin);
            let to = match (*to, *end) {
                (Some(to), Some(end)) => Some(to.min(end)),
                (to, end) => to.or(end),
            };
            if to.is_none_or(|to| from < to) {
                found.push((from, to));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::common;

    #[test]
    fn what_is_in_both_begins_with_the_later_and_ends_with_the_earlier() {
        assert_eq!(common(&[(1, None)], &[(3, Some(9)), (12, None)]), [(3, Some(9)), (12, None)]);
        assert_eq!(common(&[(1, Some(4))], &[(4, None)]), []);
        assert_eq!(common(&[(2, Some(8))], &[(1, Some(5))]), [(2, Some(5))]);
    }
}
