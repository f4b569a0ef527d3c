//! The core's vectors, answered by the library as it runs here: a case in, its answer out, both as JSON.
//!
//! `core/domain/tests/vectors/<folder>/*.json` hold `cases`; what each expects stands in it, and is not read here. A
//! test of another language compares the answer, and knows that it runs the same brain as the hub.

use std::collections::BTreeSet;

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::guard::{Guard, GuardError, Truth};
use counterfoil_domain::playbook::view::{Actor, OrderView, TransitionRequest};
use counterfoil_domain::playbook::workflow::judge;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::TestKitError;

#[derive(Deserialize)]
struct Case {
    playbook: String,
    #[serde(default)]
    guard: String,
    view: OrderView,
    request: TransitionRequest,
    actor: Actor,
}

/// The answer to one case of a folder of vectors: `workflow` or `guards`.
///
/// # Errors
/// `Failed` for a folder or a case that is not known.
#[uniffi::export]
pub fn answer_vector(folder: String, case: String) -> Result<String, TestKitError> {
    let case: Case = serde_json::from_str(&case).map_err(TestKitError::because)?;
    if case.playbook != "builtin" {
        return Err(TestKitError::because("only the built-in playbook has vectors"));
    }
    let playbook = Playbook::builtin();
    let answer = match folder.as_str() {
        "workflow" => {
            let judged = judge(&playbook, &case.view, &case.request, &case.actor);
            serde_json::to_value(judged).map_err(TestKitError::because)?
        }
        "guards" => match Guard::compile(&playbook, &case.guard) {
            Err(error) => json!({ "refused": code(&error) }),
            Ok(guard) => said(guard.evaluate(&playbook, &case.view, &case.request, &case.actor)),
        },
        _ => return Err(TestKitError::because("no such folder of vectors")),
    };
    Ok(answer.to_string())
}

fn code(error: &GuardError) -> &'static str {
    match error {
        GuardError::TooLong(_) => "too_long",
        GuardError::TooMuch { .. } => "too_much",
        GuardError::NotUsed { .. } => "not_used",
        GuardError::Parse(_) => "parse",
        GuardError::UnknownVariable(_) => "unknown_variable",
        GuardError::UnknownField { .. } => "unknown_field",
        GuardError::UnknownFunction(_) => "unknown_function",
        GuardError::Type(_) => "type",
    }
}

fn said(truth: Truth) -> Value {
    let (truth, audiences) = match truth {
        Truth::Yes => ("yes", BTreeSet::new()),
        Truth::No => ("no", BTreeSet::new()),
        Truth::Unknown(audiences) => ("unknown", audiences),
        Truth::Failed(_) => ("failed", BTreeSet::new()),
    };
    match audiences.is_empty() {
        true => json!({ "truth": truth }),
        false => json!({ "truth": truth, "audiences": audiences }),
    }
}
