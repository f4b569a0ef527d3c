//! Requests that are sent twice: the same idempotency key with the same request has one effect and one answer.

use axum::http::{HeaderMap, StatusCode};
use counterfoil_domain::hash::sha256_parts;
use counterfoil_domain::ids::{Hash, SubjectId};
use serde::{Deserialize, Serialize};

use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Header that names a request for a day.
pub const IDEMPOTENCY_HEADER: &str = "idempotency-key";
/// Bytes of a key, at most.
const KEY_BYTES_MAX: usize = 128;

/// What was kept of a request.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept {
    /// It was begun on this subject; nobody knows whether it ended.
    Begun(SubjectId),
    /// Its answer.
    Answered(serde_json::Value),
}

/// A request that names itself.
#[derive(Debug, Clone)]
pub(crate) struct Repeated {
    key: String,
    request: Hash,
}

/// Where a request stands.
pub(crate) enum Standing {
    /// Never seen, or begun before on this subject.
    Go(SubjectId),
    /// Answered before.
    Answered(serde_json::Value),
}

impl Repeated {
    /// Reads the key of a request; `None` if it has none.
    pub(crate) fn of(headers: &HeaderMap, target: &str, body: &[u8]) -> Answer<Option<Self>> {
        let Some(value) = headers.get(IDEMPOTENCY_HEADER) else { return Ok(None) };
        let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= KEY_BYTES_MAX);
        let key = key.ok_or_else(|| Problem::malformed("The idempotency key is out of bounds"))?;
        let request = sha256_parts(&[target.as_bytes(), &[0], body]);
        Ok(Some(Self { key: key.to_owned(), request }))
    }

    /// The key, by which its twins are told.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// One row of a request on many orders.
    pub(super) fn row(&self, order: SubjectId) -> Self {
        Self { key: format!("{}#{order}", self.key), request: self.request }
    }
}

impl Server {
    /// Begins a request on a subject, or finds that it was begun or answered before.
    pub(crate) async fn begin_repeated(
        &self,
        asked: Option<&Repeated>,
        subject: SubjectId,
    ) -> Answer<Standing> {
        let Some(asked) = asked else { return Ok(Standing::Go(subject)) };
        let kept = self.storage.given(self.tenant(), asked.key.clone()).await?;
        let Some((request, bytes)) = kept else {
            self.keep(asked, &Kept::Begun(subject)).await?;
            return Ok(Standing::Go(subject));
        };
        if request != asked.request {
            return Err(mismatch());
        }
        let kept = serde_json::from_slice(&bytes);
        match kept.map_err(|error| Problem::internal("idempotency", &error))? {
            Kept::Begun(subject) => Ok(Standing::Go(subject)),
            Kept::Answered(answer) => Ok(Standing::Answered(answer)),
        }
    }

    /// Keeps the answer of a request.
    pub(crate) async fn end_repeated(
        &self,
        asked: Option<&Repeated>,
        answer: &serde_json::Value,
    ) -> Answer<()> {
        match asked {
            Some(asked) => self.keep(asked, &Kept::Answered(answer.clone())).await,
            None => Ok(()),
        }
    }

    async fn keep(&self, asked: &Repeated, kept: &Kept) -> Answer<()> {
        let bytes =
            serde_json::to_vec(kept).map_err(|error| Problem::internal("idempotency", &error))?;
        let (key, request) = (asked.key.clone(), asked.request);
        self.storage.keep_given(self.tenant(), key, request, bytes, self.now_ms()).await?;
        Ok(())
    }
}

fn mismatch() -> Problem {
    let title = "This idempotency key was used for another request";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key", title)
}
