//! Problem details (RFC 9457): the one shape of every refusal that leaves the hub over HTTP.
//!
//! A problem says what the asker can do about it and never what others have: no content, no ids of others, no
//! words of an engine.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use counterfoil_sync::access::NONCE_HEADER;
use serde_json::{Map, Value, json};

/// A refusal.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// A stable short code; `type` is `urn:counterfoil:problem:<code>`.
    pub code: &'static str,
    /// One sentence for people, always the same for one code.
    pub title: &'static str,
    /// Further members.
    pub members: Map<String, Value>,
    /// The next nonce, where the asker may try again with it.
    pub nonce: Option<[u8; 16]>,
}

/// What a route gives, or its refusal.
pub type Answer<T> = Result<T, Problem>;

impl Problem {
    /// A refusal without further members.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, members: Map::new(), nonce: None }
    }

    /// With one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// With the nonce to try again with.
    #[must_use]
    pub fn with_nonce(mut self, nonce: [u8; 16]) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// The request itself is not understood.
    #[must_use]
    pub fn malformed(title: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", title)
    }

    /// Nothing here that this asker may know of.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Nothing here for this asker")
    }

    /// The hub itself failed. The cause goes to the log, not to the asker.
    #[must_use]
    pub fn internal(room: &'static str, error: &dyn core::fmt::Display) -> Self {
        tracing::error!(room, %error, "a request failed");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "internal", "The hub failed; nothing was changed by this request")
    }

    /// The problem as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut body = self.members.clone();
        body.insert("type".into(), json!(format!("urn:counterfoil:problem:{}", self.code)));
        body.insert("code".into(), json!(self.code));
        body.insert("title".into(), json!(self.title));
        body.insert("status".into(), json!(self.status.as_u16()));
        Value::Object(body)
    }
}

impl From<crate::storage::StorageError> for Problem {
    fn from(error: crate::storage::StorageError) -> Self {
        Self::internal("storage", &error)
    }
}

impl From<crate::keyring::KeyFileError> for Problem {
    fn from(error: crate::keyring::KeyFileError) -> Self {
        Self::internal("keyring", &error)
    }
}

impl From<getrandom::Error> for Problem {
    fn from(error: getrandom::Error) -> Self {
        Self::internal("randomness", &error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.to_json().to_string()).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let nonce = self.nonce.and_then(|nonce| HeaderValue::from_str(&hex::encode(nonce)).ok());
        if let Some(nonce) = nonce {
            headers.insert(NONCE_HEADER, nonce);
        }
        response
    }
}
