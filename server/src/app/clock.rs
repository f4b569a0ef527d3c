//! Routes of service levels: notices, and the clock that is stopped for many orders at once.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::stops::clock_board;
use counterfoil_domain::sla::target::DueId;

use super::office::{json_body, office_request};
use super::orders::{once, repeated_of};
use crate::office::{EndStop, NoticeQuery, StopClock, acting};
use crate::problem::Answer;
use crate::server::Server;

/// `GET /v1/office/notices?unseen=`
pub(super) async fn notices(
    State(hub): State<Server>,
    Query(query): Query<NoticeQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_notices(query).await?).into_response())
}

/// `POST /v1/office/notices/{notice}/seen`: sent again it changes nothing.
pub(super) async fn seen(
    State(hub): State<Server>,
    Path(notice): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    hub.see_notice(DueId(notice.0)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /v1/office/clock-stops`
pub(super) async fn stops(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_clock_stops().await?).into_response())
}

/// `POST /v1/office/clock-stops`
pub(super) async fn stop(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let stop: StopClock = json_body(&asked)?;
    let repeated = repeated_of(&asked)?;
    let act = async |_| acting(repeated.clone(), hub.stop_clock(&stop)).await;
    once(&hub, &asked, clock_board(hub.tenant()), StatusCode::CREATED, act).await
}

/// `POST /v1/office/clock-stops/end`
pub(super) async fn end(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let ended: EndStop = json_body(&asked)?;
    let repeated = repeated_of(&asked)?;
    let act = async |_| acting(repeated.clone(), hub.end_clock_stop(&ended)).await;
    once(&hub, &asked, clock_board(hub.tenant()), StatusCode::OK, act).await
}
