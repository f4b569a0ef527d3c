//! Account, orders and syncing.

use std::collections::BTreeMap;
use std::time::Duration;

use counterfoil_client::account::{CertificateOutcome, HubPin};
use counterfoil_client::orders::{CardOrder, OrderFilter};
use counterfoil_client::syncing::{Battery, Budget, Uploads};
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::command::{
    Command as Act, FieldSet, FoundOrder, Settle, TransitionCommand,
};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{UrgeAnswer, Withdrawn};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::subject::Key;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{self, done};
use super::command::KeyLine;

const LIST_COUNT: usize = 500;

pub(super) async fn enrol(phone: &Phone, invitation: &str) -> Result<Value, ClientError> {
    let status = phone.account().enrol(invitation).await?;
    Ok(answer::account(&status))
}

pub(super) async fn enrol_with_ticket(
    phone: &Phone,
    hub_url: &str,
    root: &str,
    ticket: &str,
) -> Result<Value, ClientError> {
    let pin = HubPin::from_text(hub_url, root)?;
    Ok(answer::account(&phone.account().enrol_with_ticket(&pin, ticket).await?))
}

pub(super) fn begin_shift(
    phone: &Phone,
    vehicle: Option<String>,
    outlet: Option<String>,
) -> Result<Value, ClientError> {
    Ok(json!({ "shift": phone.account().begin_shift(vehicle, outlet)? }))
}

pub(super) fn end_shift(phone: &Phone) -> Result<Value, ClientError> {
    Ok(done(&phone.account().end_shift()?))
}

pub(super) fn close_shift(phone: &Phone) -> Result<Value, ClientError> {
    Ok(json!({ "envelope": phone.account().close_shift()? }))
}

pub(super) async fn certificate(phone: &Phone) -> Result<Value, ClientError> {
    match phone.account().certificate().await? {
        CertificateOutcome::NothingLeft(certificate) => {
            let statement = &certificate.statement;
            let envelopes: u64 = statement.chains.iter().map(|chain| chain.size).sum();
            let (blobs, log) = (statement.blobs, statement.log.size);
            Ok(json!({
                "nothing_left": true,
                "envelopes": envelopes,
                "blobs": blobs,
                "statement": answer::certified(statement),
                "words": {
                    "zh": format!("本机无遗留:{envelopes} 个信封、{blobs} 个文件已安全,日志 {log}"),
                    "en": format!("nothing left on this phone: {envelopes} envelopes and {blobs} files are safe, log at {log}"),
                },
            }))
        }
        CertificateOutcome::Left(left) => {
            let left: Vec<String> = left.iter().map(|one| format!("{one:?}")).collect();
            Ok(json!({ "nothing_left": false, "left": left }))
        }
    }
}

/// How much a session may do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SyncLine {
    seconds: Option<u64>,
    bytes: Option<u64>,
    /// Percent that the battery has left.
    battery: Option<u8>,
    #[serde(default)]
    charging: bool,
    /// A metered network: small files alone.
    #[serde(default)]
    metered: bool,
}

pub(super) async fn sync(phone: &Phone, line: &SyncLine) -> Result<Value, ClientError> {
    let all = Budget::default();
    let time = line.seconds.map_or(all.time, Duration::from_secs);
    let bytes = line.bytes.unwrap_or(all.bytes);
    let battery = line.battery.map(|percent| Battery { percent, charging: line.charging });
    let uploads = if line.metered { Uploads::Small } else { all.uploads };
    let budget = Budget { time, bytes, battery, uploads, ..all };
    Ok(answer::report(&phone.syncing().run(budget).await?))
}

pub(super) fn status(phone: &Phone) -> Result<Value, ClientError> {
    Ok(answer::status(&phone.syncing().status()?))
}

/// Every chain and every blob that this phone's envelopes name: what a hub must have.
pub(super) fn inventory(phone: &Phone) -> Result<Value, ClientError> {
    Ok(answer::inventory(&phone.account().inventory()?))
}

pub(super) fn list(phone: &Phone) -> Result<Value, ClientError> {
    let filter = OrderFilter::default();
    let page = phone.orders().list(&filter, CardOrder::Due, None, LIST_COUNT)?;
    Ok(json!(page.cards))
}

pub(super) fn search(phone: &Phone, text: &str) -> Result<Value, ClientError> {
    Ok(json!(phone.orders().search(text)?))
}

pub(super) fn sheet(phone: &Phone, order: SubjectId) -> Result<Value, ClientError> {
    Ok(json!(phone.orders().sheet(order)?.sheet))
}

/// What a scan means; with an order it is also kept there as a fact.
pub(super) fn scan(
    phone: &Phone,
    code: &str,
    order: Option<SubjectId>,
) -> Result<Value, ClientError> {
    if let Some(order) = order {
        phone.captures().scan(order, code, "code128")?;
    }
    Ok(answer::verdict(&phone.orders().lookup(code)?))
}

fn value(json: &Value) -> Result<FieldValue, ClientError> {
    match json {
        Value::String(text) => Ok(FieldValue::text(text.as_str())),
        Value::Bool(yes) => Ok(FieldValue::Bool(*yes)),
        Value::Null => Ok(FieldValue::Null),
        Value::Number(number) => number.as_i64().map(FieldValue::Int).ok_or_else(not_a_value),
        _ => Err(not_a_value()),
    }
}

fn not_a_value() -> ClientError {
    let reason = "a field is a text, a whole number, yes or no, or null".to_owned();
    ClientError::Internal { reason }
}

pub(super) fn sets(fields: &BTreeMap<String, Value>) -> Result<Vec<FieldSet>, ClientError> {
    fields.iter().map(|(path, json)| Ok(FieldSet::new(path.clone(), value(json)?))).collect()
}

pub(super) fn found(
    phone: &Phone,
    kind: String,
    keys: &[KeyLine],
    fields: &BTreeMap<String, Value>,
) -> Result<Value, ClientError> {
    let keys = keys.iter().map(|key| Key::new(&key.scheme, &key.value)).collect();
    let (order, made) = phone.orders().found(FoundOrder { kind, keys, fields: sets(fields)? })?;
    Ok(json!({ "order": order, "done": done(&made) }))
}

fn act(phone: &Phone, order: SubjectId, command: Act) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().act(order, command, None)?))
}

pub(super) fn set(
    phone: &Phone,
    order: SubjectId,
    fields: &BTreeMap<String, Value>,
) -> Result<Value, ClientError> {
    act(phone, order, Act::SetFields(sets(fields)?))
}

pub(super) fn propose(
    phone: &Phone,
    order: SubjectId,
    path: &str,
    value: &str,
    evidence: &[FactId],
) -> Result<Value, ClientError> {
    Ok(done(&phone.captures().propose(order, path, value, evidence)?))
}

pub(super) fn settle(
    phone: &Phone,
    order: SubjectId,
    path: String,
    json: &Value,
) -> Result<Value, ClientError> {
    let sheet = phone.orders().sheet(order)?;
    let rows = sheet.sheet.fields.iter().filter(|row| row.path == path);
    let candidates =
        rows.flat_map(|row| row.candidates.iter().filter_map(|one| one.change)).collect();
    let field = FieldSet::new(path.clone(), value(json)?);
    act(phone, order, Act::Settle(Settle { field, candidates, proposal: None }))
}

pub(super) fn step(
    phone: &Phone,
    order: SubjectId,
    step: TransitionCommand,
) -> Result<Value, ClientError> {
    act(phone, order, Act::Transition(step))
}

pub(super) fn withdraw(
    phone: &Phone,
    order: SubjectId,
    fact: FactId,
    reason: String,
) -> Result<Value, ClientError> {
    act(phone, order, Act::Withdraw(Withdrawn { fact, reason }))
}

pub(super) fn answer_urge(
    phone: &Phone,
    order: SubjectId,
    urge: Option<FactId>,
    (answer, minutes): (String, Option<u32>),
) -> Result<Value, ClientError> {
    match urge {
        Some(urge) => act(phone, order, Act::AnswerUrge(UrgeAnswer { urge, answer, minutes })),
        None => Ok(done(&phone.captures().answer_urges(order, &answer, minutes)?)),
    }
}
