//! What people do with their phones: each is one line that an app would send.

use std::path::Path;

use serde_json::{Value, json};

use super::material;
use super::process::PhoneProcess;
use super::roster::DayOrder;
use crate::CliError;

type Told = Result<Value, CliError>;

impl PhoneProcess {
    pub(super) async fn step(&mut self, order: &DayOrder, name: &str) -> Told {
        self.tell(json!({"do": "step", "order": order.id, "name": name})).await
    }

    pub(super) async fn step_for(&mut self, order: &DayOrder, name: &str, reason: &str) -> Told {
        let step = json!({"do": "step", "order": order.id, "name": name, "reason": reason});
        self.tell(step).await
    }

    pub(super) async fn photo(&mut self, order: &DayOrder, file: &Path, role: &str) -> Told {
        self.tell(photo(order, file, role)).await
    }

    /// One signature over what is said of each order.
    pub(super) async fn sign(
        &mut self,
        orders: &[DayOrder],
        (signer, role): (&str, &str),
        turn: u64,
    ) -> Told {
        let shown: Vec<String> =
            orders.iter().map(|order| format!("签收 {} {signer}", order.code)).collect();
        let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
        let sign = json!({
            "do": "sign", "orders": ids, "signer": signer, "role": role, "shown": shown,
            "strokes": material::strokes(turn),
        });
        self.tell(sign).await
    }

    pub(super) async fn fix(
        &mut self,
        order: &DayOrder,
        (latitude, longitude): (f64, f64),
    ) -> Told {
        let fix = json!({
            "do": "fix", "order": order.id, "latitude": latitude, "longitude": longitude,
            "accuracy_m": 8.0, "age_ms": 900, "provider": "satellite",
        });
        self.tell(fix).await
    }

    /// Money; its slip makes a repetition harmless.
    pub(super) async fn pay(
        &mut self,
        order: &DayOrder,
        (purpose, method): (&str, &str),
        minor: i64,
    ) -> Told {
        let slip = format!("{purpose}-{}", order.code);
        let pay = json!({
            "do": "pay", "order": order.id, "purpose": purpose, "method": method,
            "minor": minor, "currency": "CNY", "slip": slip,
        });
        self.tell(pay).await
    }

    pub(super) async fn call(&mut self, order: &DayOrder, outcome: &str, lasted_ms: u64) -> Told {
        let call = json!({
            "do": "contact", "order": order.id, "channel": "phone", "outcome": outcome,
            "lasted_ms": lasted_ms,
        });
        self.tell(call).await
    }

    /// A call to the customer, and what the customer agreed to.
    pub(super) async fn agreed_by_phone(
        &mut self,
        order: &DayOrder,
        to: &str,
        words: &str,
    ) -> Told {
        self.call(order, "reached", 18_000).await?;
        let consent = json!({
            "do": "consent", "order": order.id, "to": to, "who": order.cell("收件人"),
            "channel": "phone", "words": words,
        });
        self.tell(consent).await
    }

    pub(super) async fn comment(&mut self, order: &DayOrder, text: &str) -> Told {
        self.tell(json!({"do": "comment", "order": order.id, "text": text})).await
    }

    pub(super) async fn sheet(&mut self, order: &DayOrder) -> Told {
        self.tell(json!({"do": "sheet", "order": order.id})).await
    }

    /// Where an order stands, by the playbook's name.
    pub(super) async fn stage(&mut self, order: &DayOrder) -> Result<String, CliError> {
        super::office::text(&self.sheet(order).await?["card"], "stage")
    }
}

/// The first fact that a capture made.
pub(super) fn fact(told: &Value) -> Value {
    let made = if told["done"].is_object() { &told["done"] } else { told };
    made["facts"][0].clone()
}

pub(super) fn photo(order: &DayOrder, file: &Path, role: &str) -> Value {
    json!({"do": "photo", "order": order.id, "file": file, "role": role})
}

/// What must be so, or the day ends with these words.
pub(super) fn must(holds: bool, words: impl FnOnce() -> String) -> Result<(), CliError> {
    if holds { Ok(()) } else { Err(words().into()) }
}
