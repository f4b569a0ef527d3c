//! Routes for what finders of phones hand in, and for the office that has it opened.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::{DeviceId, Hash};

use super::office::{json_body, office_request};
use super::wire::cbor_answer;
use crate::dropped::{OpenDropped, SegmentName};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/drop`: a segment of an outbox file, by who can read none of it.
pub(super) async fn segment(State(hub): State<Server>, request: Request) -> Answer<Response> {
    Ok(cbor_answer(&hub.take_dropped(request.into_body()).await?))
}

/// `PUT /v1/drop/{device}/{segment}/{sealed}`: a sealed file that such a segment names.
pub(super) async fn file(
    State(hub): State<Server>,
    Path((device, segment, sealed)): Path<(DeviceId, String, Hash)>,
    request: Request,
) -> Answer<Response> {
    let name = named(device, &segment)?;
    Ok(cbor_answer(&hub.take_dropped_file(name, sealed, request.into_body()).await?))
}

/// `GET /v1/office/dropped`
pub(super) async fn list(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_dropped().await?).into_response())
}

/// `GET /v1/office/dropped/{device}/{segment}`: its bytes.
pub(super) async fn show(
    State(hub): State<Server>,
    Path((device, segment)): Path<(DeviceId, String)>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(sealed_bytes(hub.dropped_segment(named(device, &segment)?).await?))
}

/// `GET /v1/office/dropped/{device}/files/{sealed}`: its bytes.
pub(super) async fn show_file(
    State(hub): State<Server>,
    Path((device, sealed)): Path<(DeviceId, Hash)>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(sealed_bytes(hub.dropped_file(device, sealed).await?))
}

/// `POST /v1/office/dropped/{device}/{segment}/opened`: sent again it changes nothing.
pub(super) async fn opened(
    State(hub): State<Server>,
    Path((device, segment)): Path<(DeviceId, String)>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let opened: OpenDropped = json_body(&asked)?;
    hub.dropped_was_opened(named(device, &segment)?, opened).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn named(device: DeviceId, hex: &str) -> Answer<SegmentName> {
    let mut segment = [0; 16];
    hex::decode_to_slice(hex, &mut segment).map_err(|_| Problem::not_found())?;
    Ok(SegmentName { device, segment })
}

fn sealed_bytes(bytes: Vec<u8>) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, bytes).into_response()
}
