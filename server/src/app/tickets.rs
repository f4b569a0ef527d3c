//! Routes of tickets: their keys, and staff numbers.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::PersonId;

use super::office::{json_body, office_request};
use crate::problem::Answer;
use crate::server::Server;

/// `GET /v1/office/ticket-keys`
pub(super) async fn list(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_ticket_keys().await?).into_response())
}

/// `POST /v1/office/ticket-keys`
pub(super) async fn add(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let added = hub.add_ticket_key(json_body(&asked)?).await?;
    Ok((StatusCode::CREATED, Json(added)).into_response())
}

/// `POST /v1/office/ticket-keys/{key}/revoke`
pub(super) async fn revoke(
    State(hub): State<Server>,
    Path(key): Path<String>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    hub.revoke_ticket_key(&key).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `PUT /v1/office/people/{person}/staff-number`
pub(super) async fn set_staff_number(
    State(hub): State<Server>,
    Path(person): Path<PersonId>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    hub.set_staff_number(person, json_body(&asked)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
