//! Pushing the office's envelopes through the exchange, and what became of them.

use axum::http::StatusCode;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::verdict::Verdict;
use serde::Serialize;

use super::chain::{Hand, Sealed};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// What became of an act of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acted {
    /// The order.
    pub order: SubjectId,
    /// Its envelopes; none if nothing would have changed.
    pub envelopes: Vec<ActedEnvelope>,
}

/// One envelope of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActedEnvelope {
    /// Its header's hash.
    pub envelope: Hash,
    /// Place in the log.
    pub index: Option<u64>,
    /// `accepted`, `flagged`, `late` or `held`.
    pub mark: String,
    /// Why, as a short code.
    pub why: Option<String>,
}

impl Acted {
    /// An act that changed nothing.
    pub(super) fn of(order: SubjectId) -> Self {
        Self { order, envelopes: Vec::new() }
    }
}
