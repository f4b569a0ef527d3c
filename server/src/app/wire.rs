//! Requests taken apart and answers put together: bodies under a bound, CBOR, the next nonce.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::DeviceId;
use counterfoil_sync::access::NONCE_HEADER;
use minicbor::Encode;

use crate::door::{self, Caller};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// A request whose body was read under a bound.
pub(super) struct Read {
    /// Everything but the body.
    pub(super) parts: Parts,
    /// The body.
    pub(super) body: Bytes,
}

/// Reads a request.
pub(super) async fn read(request: Request, limit_bytes: usize) -> Answer<Read> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, limit_bytes).await.map_err(|_| too_large())?;
    Ok(Read { parts, body })
}

impl Read {
    /// Checks the proof over exactly these bytes.
    pub(super) async fn caller(&self, hub: &Server) -> Answer<Caller> {
        door::authenticate(hub, &self.parts.headers, &target(&self.parts), sha256(&self.body)).await
    }
}

/// Method and path with query, as a proof names them.
pub(super) fn target(parts: &Parts) -> String {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    format!("{} {path}", parts.method)
}

/// An answer in CBOR.
pub(super) fn cbor_answer<T: Encode<()>>(value: &T) -> Response {
    bytes_answer(cbor::encode(value))
}

/// An answer whose bytes are made already.
pub(super) fn bytes_answer(bytes: Vec<u8>) -> Response {
    let mut response = (StatusCode::OK, Body::from(bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/cbor"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Adds the nonce for a device's next proof.
pub(super) fn with_nonce(mut response: Response, hub: &Server, device: DeviceId) -> Response {
    if let Ok(value) = HeaderValue::from_str(&hex::encode(hub.nonce_for(device))) {
        response.headers_mut().insert(NONCE_HEADER, value);
    }
    response
}

fn too_large() -> Problem {
    let title = "The body is larger than this route takes";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", title)
}
