//! Things in people's hands, further keys, places and machines.

use std::collections::BTreeMap;

use counterfoil_client::orders::{OtherSubject, SeveralDone};
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::command::Command as Act;
use counterfoil_domain::fact::{CustodyAct, CustodyStep};
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::subject::Key;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{self, done};
use super::command::KeyLine;
use super::desks;

/// One step of custody.
#[derive(Debug, Deserialize)]
pub(super) struct CustodyLine {
    order: SubjectId,
    /// `taken`, `given`, `received`, `returned`, `shelved`.
    act: String,
    person: Option<PersonId>,
    place: Option<SubjectId>,
}

/// A new place or machine.
#[derive(Debug, Deserialize)]
pub(super) struct FoundLine {
    #[serde(default)]
    keys: Vec<KeyLine>,
    #[serde(default)]
    fields: BTreeMap<String, Value>,
}

pub(super) fn custody(phone: &Phone, line: CustodyLine) -> Result<Value, ClientError> {
    let act = match line.act.as_str() {
        "taken" => CustodyAct::Taken,
        "given" => CustodyAct::Given,
        "received" => CustodyAct::Received,
        "returned" => CustodyAct::Returned,
        "shelved" => CustodyAct::Shelved,
        _ => {
            let reason = "custody is taken, given, received, returned or shelved".to_owned();
            return Err(ClientError::Internal { reason });
        }
    };
    let step = CustodyStep { act, person: line.person, place: line.place, key: None };
    Ok(done(&phone.orders().act(line.order, Act::Custody(step), None)?))
}

fn several(answers: SeveralDone) -> Value {
    let each = answers.into_iter().map(|(order, outcome)| match outcome {
        Ok(one) => json!({ "order": order, "done": done(&one) }),
        Err(error) => json!({ "order": order, "error": answer::error(&error) }),
    });
    json!(each.collect::<Vec<_>>())
}

pub(super) fn hand_over(
    phone: &Phone,
    orders: &[SubjectId],
    to: PersonId,
) -> Result<Value, ClientError> {
    Ok(several(phone.orders().hand_over(orders, to)?))
}

pub(super) fn receive(
    phone: &Phone,
    codes: &[String],
    from: PersonId,
) -> Result<Value, ClientError> {
    let received = phone.orders().receive(codes, from)?;
    let each = received.iter().map(|one| {
        let (code, order, founded) = (&one.code, one.order, one.founded);
        match &one.done {
            Ok(made) => {
                json!({ "code": code, "order": order, "founded": founded, "done": done(made) })
            }
            Err(error) => json!({ "code": code, "order": order, "error": answer::error(error) }),
        }
    });
    Ok(json!(each.collect::<Vec<_>>()))
}

pub(super) fn bring_back(phone: &Phone, orders: &[SubjectId]) -> Result<Value, ClientError> {
    Ok(several(phone.orders().bring_back(orders)?))
}

pub(super) fn shelve(
    phone: &Phone,
    orders: &[SubjectId],
    place: SubjectId,
) -> Result<Value, ClientError> {
    Ok(several(phone.orders().shelve(orders, place)?))
}

pub(super) fn add_key(
    phone: &Phone,
    order: SubjectId,
    scheme: &str,
    value: &str,
) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().add_key(order, Key::new(scheme, value))?))
}

fn keys(line: &FoundLine) -> Vec<Key> {
    line.keys.iter().map(|key| Key::new(&key.scheme, &key.value)).collect()
}

pub(super) fn found_place(phone: &Phone, line: &FoundLine) -> Result<Value, ClientError> {
    let (id, made) = phone.orders().found_place(keys(line), desks::sets(&line.fields)?)?;
    Ok(json!({ "place": id, "done": done(&made) }))
}

pub(super) fn found_asset(phone: &Phone, line: &FoundLine) -> Result<Value, ClientError> {
    let (id, made) = phone.orders().found_asset(keys(line), desks::sets(&line.fields)?)?;
    Ok(json!({ "asset": id, "done": done(&made) }))
}

fn rows(others: &[OtherSubject]) -> Value {
    let row = |one: &OtherSubject| json!({ "id": one.id, "name": one.name, "keys": one.keys });
    json!(others.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn places(phone: &Phone) -> Result<Value, ClientError> {
    Ok(rows(&phone.orders().places()?))
}

pub(super) fn assets(phone: &Phone) -> Result<Value, ClientError> {
    Ok(rows(&phone.orders().assets()?))
}
