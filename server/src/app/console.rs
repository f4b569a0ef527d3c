//! Routes of the console: its page and assets for everybody, the words that it needs for the office.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::get;

use super::office::office_request;
use crate::console;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// The page at `/`, its assets, and the playbook in force.
pub(super) fn console_routes() -> Router<Server> {
    Router::new()
        .route("/", get(console::page))
        .route("/console/{name}", get(console::file))
        .route("/v1/office/playbook", get(playbook))
}

/// `GET /v1/office/playbook`: the file in force, byte for byte.
async fn playbook(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    let missing = || Problem::internal("playbook", &"none is in force");
    let version = hub.playbook(0).await?.ok_or_else(missing)?.version();
    let row = hub.storage.playbook(hub.tenant(), version).await?.ok_or_else(missing)?;
    let mut answer = Response::new(Body::from(row.bytes));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(answer)
}
