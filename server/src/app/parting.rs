//! Machines and places, and the routes by which the office undoes a join.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::SubjectKind;

use super::office::{json_body, office_request};
use crate::office::{OthersQuery, PartOrders};
use crate::problem::Answer;
use crate::server::Server;

/// `POST /v1/office/orders/{order}/part`, and the same of machines and places: sent again it changes nothing.
pub(super) async fn part(
    State(hub): State<Server>,
    Path(order): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let PartOrders { other } = json_body(&asked)?;
    Ok(Json(hub.part_orders(order, other).await?).into_response())
}

/// `GET /v1/office/machines`
pub(super) async fn machines(
    State(hub): State<Server>,
    Query(query): Query<OthersQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.others(SubjectKind::Asset, query).await?).into_response())
}

/// `GET /v1/office/places`
pub(super) async fn places(
    State(hub): State<Server>,
    Query(query): Query<OthersQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.others(SubjectKind::Place, query).await?).into_response())
}
