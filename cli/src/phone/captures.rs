//! Captures: photograph, signature, position, money, parts, words.

use std::path::PathBuf;

use counterfoil_client::captures::{PhotoSource, Position, ShownOrder, SignatureInput};
use counterfoil_client::media::signature::{Point, Signature, Stroke};
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::command::Command as Act;
use counterfoil_domain::fact::{
    Comment, Consent, ContactAttempt, ContactOutcome, FixProvider, Money, Part, Payment,
    PaymentMethod, PaymentPurpose, Refusal, Unsigned,
};
use counterfoil_domain::ids::SubjectId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::done;
use super::command::Command;
use super::desks;

/// A signature over one or several orders.
#[derive(Debug, Deserialize)]
pub(super) struct SignLine {
    orders: Vec<SubjectId>,
    signer: String,
    role: String,
    /// What was shown, a line for each order.
    shown: Vec<String>,
    /// Strokes of points `[x, y, ms, pressure]`.
    strokes: Vec<Vec<[u64; 4]>>,
}

/// A position.
#[derive(Debug, Deserialize)]
pub(super) struct FixLine {
    order: SubjectId,
    latitude: f64,
    longitude: f64,
    accuracy_m: f64,
    age_ms: u64,
    provider: String,
    #[serde(default)]
    mock: bool,
}

/// Money.
#[derive(Debug, Deserialize)]
pub(super) struct PayLine {
    order: SubjectId,
    purpose: String,
    method: String,
    minor: i64,
    currency: String,
    slip: String,
}

/// A part.
#[derive(Debug, Deserialize)]
pub(super) struct PartLine {
    order: SubjectId,
    sku: String,
    name: String,
    step: String,
    quantity: u32,
    serial: Option<String>,
    slip: String,
}

/// An attempt to reach somebody.
#[derive(Debug, Deserialize)]
pub(super) struct ContactLine {
    order: SubjectId,
    channel: String,
    outcome: String,
    lasted_ms: u64,
}

/// Consent.
#[derive(Debug, Deserialize)]
pub(super) struct ConsentLine {
    order: SubjectId,
    to: String,
    who: String,
    channel: String,
    words: String,
}

/// Does a capture.
pub(super) fn run(phone: &Phone, command: Command) -> Result<Value, ClientError> {
    match command {
        Command::Photo { order, file, role } => photo(phone, order, file, role),
        Command::Sign(line) => sign(phone, line),
        Command::Fix(line) => fix(phone, &line),
        Command::Scan { code, order } => desks::scan(phone, &code, order),
        Command::Pay(line) => pay(phone, line),
        Command::Part(line) => part(phone, line),
        Command::Contact(line) => contact(phone, line),
        Command::Consent(line) => consent(phone, line),
        Command::Refuse { order, reason, who, note } => {
            act(phone, order, Act::Refuse(Refusal { reason, who, note }))
        }
        Command::Comment { order, text } => {
            act(phone, order, Act::Comment(Comment { text }, Vec::new()))
        }
        Command::Unsigned { order, reason, note } => {
            act(phone, order, Act::Unsigned(Unsigned { reason, note }))
        }
        _ => Err(unclear("command")),
    }
}

fn act(phone: &Phone, order: SubjectId, command: Act) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().act(order, command, None)?))
}

fn photo(
    phone: &Phone,
    order: SubjectId,
    path: PathBuf,
    role: String,
) -> Result<Value, ClientError> {
    let source = PhotoSource { path, preview: None, role };
    let taken = phone.captures().photo(order, &source)?;
    Ok(
        json!({ "fact": taken.fact.to_string(), "original": taken.original, "done": done(&taken.done) }),
    )
}

fn unclear(what: &str) -> ClientError {
    ClientError::Internal { reason: format!("the line's {what} is not one that is known") }
}

fn sign(phone: &Phone, line: SignLine) -> Result<Value, ClientError> {
    let point = |[x, y, t, pressure]: [u64; 4]| {
        Some(Point {
            x: x.try_into().ok()?,
            y: y.try_into().ok()?,
            t_ms: t.try_into().ok()?,
            pressure: pressure.try_into().ok()?,
        })
    };
    let stroke = |points: Vec<[u64; 4]>| points.into_iter().map(point).collect::<Option<Stroke>>();
    let strokes: Option<Vec<Stroke>> = line.strokes.into_iter().map(stroke).collect();
    let strokes = strokes.ok_or_else(|| unclear("strokes"))?;
    let signature =
        Signature::new(u16::MAX, u16::MAX, strokes).map_err(|_| unclear("signature"))?;
    let orders = line.orders.into_iter().zip(line.shown);
    let input = SignatureInput {
        orders: orders.map(|(id, text)| ShownOrder { id, text }).collect(),
        signature,
        signer: line.signer,
        role: line.role,
    };
    let mut answers = Vec::new();
    for (order, outcome) in phone.captures().sign(&input)? {
        answers.push(json!({ "order": order, "done": done(&outcome?) }));
    }
    Ok(json!(answers))
}

fn fix(phone: &Phone, line: &FixLine) -> Result<Value, ClientError> {
    let provider = match line.provider.as_str() {
        "satellite" => FixProvider::Satellite,
        "network" => FixProvider::Network,
        "fused" => FixProvider::Fused,
        "manual" => FixProvider::Manual,
        _ => return Err(unclear("provider")),
    };
    let position = Position {
        latitude: line.latitude,
        longitude: line.longitude,
        accuracy_m: line.accuracy_m,
        age_ms: line.age_ms,
        provider,
        mock: line.mock,
        of: None,
    };
    Ok(done(&phone.captures().fix(line.order, &position)?))
}

fn pay(phone: &Phone, line: PayLine) -> Result<Value, ClientError> {
    let purpose = match line.purpose.as_str() {
        "freight" => PaymentPurpose::Freight,
        "goods" => PaymentPurpose::Goods,
        "repair" => PaymentPurpose::Service,
        _ => return Err(unclear("purpose")),
    };
    let method = match line.method.as_str() {
        "cash" => PaymentMethod::Cash,
        "qr" => PaymentMethod::Qr,
        "card" => PaymentMethod::Card,
        _ => return Err(unclear("method")),
    };
    let amount = Money { minor: line.minor, currency: line.currency };
    act(phone, line.order, Act::Pay(Payment { purpose, method, amount, slip: line.slip }))
}

fn part(phone: &Phone, line: PartLine) -> Result<Value, ClientError> {
    let PartLine { order, sku, name, step, quantity, serial, slip } = line;
    act(phone, order, Act::UsePart(Part { sku, name, step, quantity, serial, slip }))
}

fn contact(phone: &Phone, line: ContactLine) -> Result<Value, ClientError> {
    let outcome = match line.outcome.as_str() {
        "reached" => ContactOutcome::Reached,
        "no_answer" => ContactOutcome::NoAnswer,
        "declined" => ContactOutcome::Declined,
        "wrong_number" => ContactOutcome::WrongNumber,
        _ => return Err(unclear("outcome")),
    };
    let attempt = ContactAttempt {
        channel: line.channel,
        number_path: "contact/phone".into(),
        lasted_ms: line.lasted_ms,
        outcome,
    };
    act(phone, line.order, Act::ContactAttempt(attempt))
}

fn consent(phone: &Phone, line: ConsentLine) -> Result<Value, ClientError> {
    let ConsentLine { order, to, who, channel, words } = line;
    let consent = Consent { to, who, channel, words, attempts: Vec::new(), place: None };
    act(phone, order, Act::Consent(consent))
}
