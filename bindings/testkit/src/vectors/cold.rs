//! Answers to the vectors of readings: a logger's file, or what phones wrote down, as series with every excursion.

use std::collections::BTreeMap;

use counterfoil_client::captures::read_logger;
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::envelope::{Body, HEADER_VERSION, Header, Seen};
use counterfoil_domain::fact::{Fact, Found, Reading};
use counterfoil_domain::ids::{
    DeviceId, Hash, Incarnation, LineageId, PersonId, SubjectId, TenantId,
};
use counterfoil_domain::moment::{Anchor, Clocks};
use counterfoil_domain::order::series::{ExcursionRow, SeriesRow};
use counterfoil_domain::order::{DocumentView, Entry, Material, OrderState};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::Subject;
use serde_json::{Error, Value, from_value, json};

use super::part;

const KIND: &str = "fresh";
const ORDER: SubjectId = SubjectId([1; 16]);

/// The series of one order, or the lines of a file that nobody can read.
pub(super) fn readings(case: &Value) -> Result<Value, Error> {
    let playbook = Playbook::builtin();
    let written: Option<Vec<Value>> = from_value(part(case, "written"))?;
    let mut entries = vec![entry(&json!({"at_ms": 1}), 0, &[founding(&playbook)])?];
    if let Some(file) = case.get("file").and_then(Value::as_str) {
        let now_ms: i64 = from_value(part(case, "now_ms"))?;
        match read_logger(file, &playbook.zone(), now_ms) {
            Err(faults) => {
                let told = faults.iter().map(|one| json!({"line": one.line, "code": one.code}));
                return Ok(json!({ "refused": told.collect::<Vec<_>>() }));
            }
            Ok(read) => {
                let facts: Vec<Fact> = read.into_iter().map(Fact::Reading).collect();
                entries.push(entry(&json!({ "at_ms": now_ms }), 1, &facts)?);
            }
        }
    }
    for (one, seq) in written.iter().flatten().zip(1..) {
        let read: Vec<Value> = from_value(part(one, "readings"))?;
        let facts: Result<Vec<Fact>, Error> = read.iter().map(reading).collect();
        entries.push(entry(one, seq, &facts?)?);
    }
    let class: Option<String> = from_value(part(case, "class"))?;
    let fields = class.map(|class| ("cold/class".to_owned(), FieldValue::text(class)));
    let documents = [document(&playbook, fields.into_iter().collect())];
    let material =
        Material { subject: ORDER, entries: &entries, statements: &[], documents: &documents };
    let series = OrderState::fold(&material).series_rows(&playbook);
    Ok(json!({ "series": series.iter().map(shown).collect::<Vec<_>>() }))
}

fn founding(playbook: &Playbook) -> Fact {
    let stage = playbook.initial_stage(KIND).to_owned();
    Fact::Found(Found { kind: KIND.to_owned(), keys: Vec::new(), stage, parent: None })
}

fn reading(one: &Value) -> Result<Fact, Error> {
    Ok(Fact::Reading(Reading {
        quantity: from_value(part(one, "quantity"))?,
        value_milli: from_value(part(one, "value_milli"))?,
        unit: from_value(part(one, "unit"))?,
        sensor: from_value(part(one, "sensor"))?,
        ago_ms: from_value(part(one, "ago_ms"))?,
    }))
}

/// An envelope that was written at `at_ms` by the hub's time. The clock that nobody sets says the same, but for a `boot`
/// of another number, after which it began anew.
fn entry(one: &Value, seq: u64, facts: &[Fact]) -> Result<Entry, Error> {
    let at_ms: u64 = from_value(part(one, "at_ms"))?;
    let boot: Option<u8> = from_value(part(one, "boot"))?;
    let boot = boot.unwrap_or(1);
    let monotonic_ms = if boot == 1 { at_ms } else { 60_000 };
    let (sent_ms, received_ms) = (monotonic_ms, monotonic_ms);
    let (log_size, log_root, boot) = (0, [0; 16], [boot; 8]);
    let anchor = Anchor { hub_time_ms: at_ms, log_size, log_root, boot, sent_ms, received_ms };
    let header = Header {
        version: HEADER_VERSION,
        tenant: TenantId([0; 16]),
        device: DeviceId([2; 16]),
        incarnation: Incarnation([2; 8]),
        seq,
        person: PersonId([3; 16]),
        subject: Subject::order(ORDER),
        audience: "work".into(),
        document: None,
        generation: None,
        kind: 0,
        kind_version: 1,
        playbook: 0,
        clocks: Clocks { wall_ms: 0, boot, monotonic_ms },
        anchor: Some(anchor),
        seen: Some(Seen { lineage: LineageId([0; 16]), index: 0 }),
        act: None,
        instead_of: None,
        predecessor: None,
        body_len: 0,
        commitment: Hash::ZERO,
    };
    let facts = facts.iter().map(Fact::to_record).collect();
    Ok(Entry::overlay(header, None, Body { facts: Some(facts), ..Body::default() }))
}

fn document(playbook: &Playbook, fields: BTreeMap<String, FieldValue>) -> DocumentView {
    let audience = playbook.audience_of_path("cold/class").unwrap_or_default().to_owned();
    let (name, generation, notes) = (String::new(), 0, BTreeMap::new());
    let conflicts = Vec::new();
    DocumentView { subject: ORDER, audience, name, generation, fields, notes, conflicts }
}

fn shown(row: &SeriesRow) -> Value {
    json!({
        "quantity": row.quantity, "unit": row.unit, "sensor": row.sensor,
        "threshold": row.threshold.as_ref().map(|one| &one.id),
        "lowest_milli": row.lowest_milli, "highest_milli": row.highest_milli,
        "last_milli": row.last_milli, "readings": row.readings.len(),
        "excursions": row.excursions.iter().map(excursion).collect::<Vec<_>>(),
    })
}

fn excursion(row: &ExcursionRow) -> Value {
    json!({
        "readings": row.count, "lowest_milli": row.lowest_milli,
        "highest_milli": row.highest_milli, "ended": row.ended.is_some(),
        "at_least_ms": row.length.at_least_ms, "at_most_ms": row.length.at_most_ms,
    })
}
