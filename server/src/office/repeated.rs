//! Requests that are sent twice: the same idempotency key with the same request has one effect and one answer.

use axum::http::{HeaderMap, StatusCode};
use counterfoil_domain::hash::sha256_parts;
use counterfoil_domain::ids::{ActId, Hash, SubjectId};
use counterfoil_sync::wire::Judged;
use serde::{Deserialize, Serialize};

use super::pushing::acted;
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
    /// These envelopes were about to be filed: those that the hub knows were.
    Sealed(SubjectId, Vec<Hash>),
    /// Its answer.
    Answered(serde_json::Value),
}

/// A request that names itself.
#[derive(Debug, Clone)]
pub(crate) struct Repeated {
    key: String,
    request: Hash,
}

tokio::task_local! {
    /// The request that is being acted upon.
    static ASKED: Repeated;
}

/// Does an act for a request that names itself: should the hub end between filing the act and keeping its answer,
/// the same request again finds what was filed.
pub(crate) async fn acting<T>(asked: Option<Repeated>, act: impl Future<Output = T>) -> T {
    match asked {
        Some(asked) => ASKED.scope(asked, act).await,
        None => act.await,
    }
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

    /// The act that a request on many orders is: the same when it is sent again.
    pub(super) fn act(&self) -> ActId {
        let parts: [&[u8]; 4] = [b"cf/bulk/1\0", self.key.as_bytes(), b"\0", &self.request.0];
        ActId(sha256_parts(&parts).short())
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
            Kept::Sealed(subject, envelopes) => self.filed(subject, envelopes).await,
            Kept::Answered(answer) => Ok(Standing::Answered(answer)),
        }
    }

    /// Notes what is about to be filed for the request that is being acted upon.
    pub(super) async fn note_sealed(&self, subject: SubjectId, envelopes: &[Hash]) -> Answer<()> {
        match ASKED.try_with(Clone::clone) {
            Ok(asked) => self.keep(&asked, &Kept::Sealed(subject, envelopes.to_vec())).await,
            Err(_) => Ok(()),
        }
    }

    /// The answer of an act whose envelopes were filed although nobody kept it; else it is done now.
    async fn filed(&self, subject: SubjectId, envelopes: Vec<Hash>) -> Answer<Standing> {
        let known = self.storage.known(self.tenant(), envelopes.clone()).await?;
        let judged: Option<Vec<Judged>> = known
            .into_iter()
            .map(|one| Some(Judged { seq: one.seq, verdict: one.verdict?, index: one.index }))
            .collect();
        let Some(mut judged) = judged.filter(|judged| judged.len() == envelopes.len()) else {
            return Ok(Standing::Go(subject));
        };
        judged.sort_by_key(|one| one.seq);
        let from = judged.first().map_or(0, |one| one.seq);
        let (acted, _) = acted(subject, from, &envelopes, &judged);
        let answer = serde_json::to_value(acted?);
        answer.map(Standing::Answered).map_err(|error| Problem::internal("idempotency", &error))
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
