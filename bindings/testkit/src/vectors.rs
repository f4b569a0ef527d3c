//! The core's vectors, answered by the library as it runs here: a case in, its answer out, both as JSON.
//!
//! `core/domain/tests/vectors/<folder>/*.json` hold `cases`; what each expects stands in it, and is not read here. A
//! test of another language compares the answer, and knows that it runs the same brain as the hub.

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::guard::{Guard, Truth};
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
            Err(error) => json!({ "refused": error.code() }),
            Ok(guard) => said(&guard.evaluate(&playbook, &case.view, &case.request, &case.actor)),
        },
        _ => return Err(TestKitError::because("no such folder of vectors")),
    };
    Ok(answer.to_string())
}

fn said(truth: &Truth) -> Value {
    let audiences: Vec<&str> = truth.audiences().collect();
    match audiences.is_empty() {
        true => json!({ "truth": truth.code() }),
        false => json!({ "truth": truth.code(), "audiences": audiences }),
    }
}
