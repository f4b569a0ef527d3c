//! One act over several orders: what cannot go is explained and left out, the rest is signed for and written.

use std::path::PathBuf;

use counterfoil_client::captures::{OrderPart, PhotoSource, Signer};
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::command::{Command as Act, TransitionCommand};
use counterfoil_domain::fact::Refusal;
use counterfoil_domain::ids::SubjectId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{self, done};
use super::captures::{ConsentIn, PaymentIn, strokes};

/// The line: orders, photographs of all of them, and who signs for all of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TogetherLine {
    orders: Vec<PartIn>,
    #[serde(default)]
    photos: Vec<PhotoIn>,
    signature: Option<SignatureIn>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhotoIn {
    file: PathBuf,
    role: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureIn {
    signer: String,
    role: String,
    strokes: Vec<Vec<[u64; 4]>>,
}

/// One order's part: a step with its reason, and what else is captured for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartIn {
    order: SubjectId,
    #[serde(default)]
    shown: String,
    step: Option<String>,
    reason: Option<String>,
    note: Option<String>,
    until_ms: Option<u64>,
    consent: Option<ConsentIn>,
    refusal: Option<RefusalIn>,
    #[serde(default)]
    payments: Vec<PaymentIn>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusalIn {
    reason: String,
    who: Option<String>,
    note: Option<String>,
}

pub(super) fn run(phone: &Phone, line: TogetherLine) -> Result<Value, ClientError> {
    let captures = phone.captures();
    let parts: Result<Vec<OrderPart>, ClientError> =
        line.orders.into_iter().map(|part| read(phone, part)).collect();
    let photo = |one: PhotoIn| PhotoSource { path: one.file, preview: None, role: one.role };
    let photos: Vec<PhotoSource> = line.photos.into_iter().map(photo).collect();
    let role = line.signature.as_ref().map(|one| one.role.clone());
    let together = captures.prepare_together(parts?, &photos, role.as_deref())?;
    let signer = line.signature.map(|one| {
        let signature = strokes(one.strokes)?;
        Ok::<_, ClientError>(Signer { signature, signer: one.signer, role: one.role })
    });
    let mut left_out: Vec<Value> = Vec::new();
    for (order, why) in &together.left_out {
        left_out.push(json!({ "order": order, "why": answer::not_allowed(why) }));
    }
    let mut written = Vec::new();
    for (order, outcome) in captures.write_together(together, signer.transpose()?)? {
        match outcome {
            Ok(made) => written.push(json!({ "order": order, "done": done(&made) })),
            Err(error) => {
                left_out.push(json!({ "order": order, "why": answer::error(&error) }));
            }
        }
    }
    Ok(json!({ "done": written, "left_out": left_out }))
}

fn read(phone: &Phone, part: PartIn) -> Result<OrderPart, ClientError> {
    let mut with = Vec::new();
    if let Some(consent) = part.consent {
        with.push(Act::Consent(consent.read(phone, part.order)?));
    }
    if let Some(RefusalIn { reason, who, note }) = part.refusal {
        with.push(Act::Refuse(Refusal { reason, who, note }));
    }
    for payment in part.payments {
        with.push(Act::Pay(payment.read()?));
    }
    let (reason, note, until_ms) = (part.reason, part.note, part.until_ms);
    let command = match part.step {
        Some(name) => Act::Transition(TransitionCommand { name, reason, note, until_ms, with }),
        None => Act::All(with),
    };
    Ok(OrderPart { id: part.order, shown: part.shown, command })
}
