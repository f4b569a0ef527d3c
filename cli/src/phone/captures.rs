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
use counterfoil_domain::ids::{FactId, SubjectId};
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
    /// What was shown, a line for each order; not needed where a quote is signed.
    #[serde(default)]
    shown: Vec<String>,
    /// The quote that is signed, by its number on the one order.
    quote: Option<u32>,
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

/// Money on an order.
#[derive(Debug, Deserialize)]
pub(super) struct PayLine {
    order: SubjectId,
    #[serde(flatten)]
    payment: PaymentIn,
}

/// Money.
#[derive(Debug, Deserialize)]
pub(super) struct PaymentIn {
    purpose: String,
    method: String,
    minor: i64,
    #[serde(default = "yuan")]
    currency: String,
    slip: String,
}

fn yuan() -> String {
    "CNY".to_owned()
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
    place: Option<SubjectId>,
}

/// An attempt to reach somebody.
#[derive(Debug, Deserialize)]
pub(super) struct ContactLine {
    order: SubjectId,
    channel: String,
    outcome: String,
    lasted_ms: u64,
    ended_ago_ms: Option<u64>,
    number_path: Option<String>,
}

/// Consent on an order.
#[derive(Debug, Deserialize)]
pub(super) struct ConsentLine {
    order: SubjectId,
    #[serde(flatten)]
    consent: ConsentIn,
}

/// Consent. Without `attempts` one by telephone stands on the last call that was answered.
#[derive(Debug, Deserialize)]
pub(super) struct ConsentIn {
    to: String,
    who: String,
    channel: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    attempts: Vec<FactId>,
    screenshot: Option<FactId>,
    place: Option<SubjectId>,
    until_ms: Option<u64>,
}

/// Does a capture.
pub(super) fn run(phone: &Phone, command: Command) -> Result<Value, ClientError> {
    match command {
        Command::Photo { order: Some(order), orders, file, role } if orders.is_empty() => {
            photo(phone, order, file, role)
        }
        Command::Photo { order, orders, file, role } => {
            let source = PhotoSource { path: file, preview: None, role };
            photos(phone, orders.into_iter().chain(order).collect(), &source)
        }
        Command::Sign(line) => sign(phone, line),
        Command::Fix(line) => fix(phone, &line),
        Command::Scan { code, order } => desks::scan(phone, &code, order),
        Command::Pay(line) => act(phone, line.order, Act::Pay(line.payment.read()?)),
        Command::Part(line) => part(phone, line),
        Command::Contact(line) => contact(phone, line),
        Command::Consent(line) => {
            let consent = line.consent.read(phone, line.order)?;
            act(phone, line.order, Act::Consent(consent))
        }
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

/// One photograph for several orders.
fn photos(
    phone: &Phone,
    orders: Vec<SubjectId>,
    source: &PhotoSource,
) -> Result<Value, ClientError> {
    let mut answers = Vec::new();
    for (order, outcome) in phone.captures().photo_for_several(&orders, source)? {
        let made = outcome?;
        let fact = made.facts.first().map(|(fact, _)| fact.to_string());
        answers.push(json!({ "order": order, "fact": fact, "done": done(&made) }));
    }
    Ok(json!(answers))
}

fn unclear(what: &str) -> ClientError {
    ClientError::Internal { reason: format!("the line's {what} is not one that is known") }
}

/// What a pen did, from points `[x, y, ms, pressure]`.
pub(super) fn strokes(lines: Vec<Vec<[u64; 4]>>) -> Result<Signature, ClientError> {
    let point = |[x, y, t, pressure]: [u64; 4]| {
        Some(Point {
            x: x.try_into().ok()?,
            y: y.try_into().ok()?,
            t_ms: t.try_into().ok()?,
            pressure: pressure.try_into().ok()?,
        })
    };
    let stroke = |points: Vec<[u64; 4]>| points.into_iter().map(point).collect::<Option<Stroke>>();
    let strokes: Option<Vec<Stroke>> = lines.into_iter().map(stroke).collect();
    let strokes = strokes.ok_or_else(|| unclear("strokes"))?;
    Signature::new(u16::MAX, u16::MAX, strokes).map_err(|_| unclear("signature"))
}

/// The text of a quote, as it is to be shown.
fn quote_text(phone: &Phone, orders: &[SubjectId], number: u32) -> Result<String, ClientError> {
    let [order] = orders else { return Err(unclear("quote")) };
    let sheet = phone.orders().sheet(*order)?.sheet;
    let quote = sheet.quotes.into_iter().find(|quote| quote.number == number);
    quote.map(|quote| quote.text).ok_or_else(|| unclear("quote"))
}

fn sign(phone: &Phone, mut line: SignLine) -> Result<Value, ClientError> {
    if let Some(number) = line.quote {
        line.shown = vec![quote_text(phone, &line.orders, number)?];
    }
    let signature = strokes(line.strokes)?;
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

impl PaymentIn {
    /// The payment.
    pub(super) fn read(self) -> Result<Payment, ClientError> {
        let purpose = match self.purpose.as_str() {
            "freight" => PaymentPurpose::Freight,
            "goods" => PaymentPurpose::Goods,
            "repair" => PaymentPurpose::Service,
            _ => return Err(unclear("purpose")),
        };
        let method = match self.method.as_str() {
            "cash" => PaymentMethod::Cash,
            "qr" => PaymentMethod::Qr,
            "card" => PaymentMethod::Card,
            "transfer" => PaymentMethod::Transfer,
            _ => return Err(unclear("method")),
        };
        let amount = Money { minor: self.minor, currency: self.currency };
        Ok(Payment { purpose, method, amount, slip: self.slip })
    }
}

fn part(phone: &Phone, line: PartLine) -> Result<Value, ClientError> {
    let PartLine { order, sku, name, step, quantity, serial, slip, place } = line;
    act(phone, order, Act::UsePart(Part { sku, name, step, quantity, serial, slip, place }))
}

fn contact(phone: &Phone, line: ContactLine) -> Result<Value, ClientError> {
    let outcome = match line.outcome.as_str() {
        "reached" => ContactOutcome::Reached,
        "no_answer" => ContactOutcome::NoAnswer,
        "declined" => ContactOutcome::Declined,
        "wrong_number" => ContactOutcome::WrongNumber,
        "off" => ContactOutcome::Off,
        _ => return Err(unclear("outcome")),
    };
    let attempt = ContactAttempt {
        channel: line.channel,
        number_path: line.number_path.unwrap_or_else(|| "contact/phone".to_owned()),
        lasted_ms: line.lasted_ms,
        outcome,
        ended_ago_ms: line.ended_ago_ms,
    };
    act(phone, line.order, Act::ContactAttempt(attempt))
}

impl ConsentIn {
    /// The consent, with the call behind it.
    pub(super) fn read(self, phone: &Phone, order: SubjectId) -> Result<Consent, ClientError> {
        let Self { to, who, channel, words, mut attempts, screenshot, place, until_ms } = self;
        if attempts.is_empty() && channel == "phone" {
            attempts.extend(phone.captures().last_answered_call(order)?);
        }
        Ok(Consent { to, who, channel, words, attempts, place, screenshot, until_ms })
    }
}
