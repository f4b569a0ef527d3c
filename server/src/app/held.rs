//! Routes for what the gate did not simply take.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::Hash;

use super::office::{json_body, office_request};
use crate::office::{HeldQuery, ReleaseHeld};
use crate::problem::Answer;
use crate::server::Server;

/// `GET /v1/office/held?order=&device=`
pub(super) async fn list(
    State(hub): State<Server>,
    Query(query): Query<HeldQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.held(&query).await?).into_response())
}

/// `POST /v1/office/held/{envelope}/release`: sent again it changes nothing.
pub(super) async fn release(
    State(hub): State<Server>,
    Path(envelope): Path<Hash>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let how: ReleaseHeld = json_body(&asked)?;
    Ok(Json(hub.release_held(envelope, how).await?).into_response())
}

/// `POST /v1/office/held/{envelope}/adopt`: sent again it changes nothing.
pub(super) async fn adopt(
    State(hub): State<Server>,
    Path(envelope): Path<Hash>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.adopt_held(envelope).await?).into_response())
}
