//! Routes of shifts and of the day's map.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;

use super::office::{json_body, office_request};
use crate::office::{ConfirmCash, DayQuery};
use crate::problem::Answer;
use crate::server::Server;

/// `GET /v1/office/shifts?day=`
pub(super) async fn list(
    State(hub): State<Server>,
    Query(query): Query<DayQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_shifts(&query).await?).into_response())
}

/// `GET /v1/office/shifts/{shift}`
pub(super) async fn show(
    State(hub): State<Server>,
    Path(shift): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.show_shift(shift).await?).into_response())
}

/// `POST /v1/office/shifts/{shift}/cash`: sent again it changes nothing.
pub(super) async fn cash(
    State(hub): State<Server>,
    Path(shift): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let confirm: ConfirmCash = json_body(&asked)?;
    Ok(Json(hub.confirm_cash(shift, &confirm).await?).into_response())
}

/// `GET /v1/office/map?day=`
pub(super) async fn map(
    State(hub): State<Server>,
    Query(query): Query<DayQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.map(&query).await?).into_response())
}
