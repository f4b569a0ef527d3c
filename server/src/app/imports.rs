//! Routes of importing orders: reports and undoing. A table comes as the plain bytes of its file.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::ActId;
use counterfoil_domain::limits::TABLE_BYTES_MAX;

use super::office::office_request;
use super::wire::read;
use crate::door::authenticate_office;
use crate::office::{ImportQuery, check_page};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/office/imports?dry_run=&kind=&encoding=&separator=&sheet=&utc_offset_minutes=&name=`
pub(super) async fn import(
    State(hub): State<Server>,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Answer<Response> {
    authenticate_office(&hub, request.headers())?;
    check_page(request.headers(), request.method())?;
    let file = read(request, TABLE_BYTES_MAX).await?.body;
    let status = if query.dry_run { StatusCode::OK } else { StatusCode::CREATED };
    // Apart from this request: a dispatcher who closes the page does not cut the import in the middle.
    let task = tokio::spawn(async move { hub.import_orders(&query, file.to_vec()).await });
    let report = task.await.map_err(|error| Problem::internal("imports", &error))??;
    Ok((status, Json(report)).into_response())
}

/// `GET /v1/office/imports`
pub(super) async fn list(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_imports().await?).into_response())
}

/// `GET /v1/office/imports/{import}`
pub(super) async fn show(
    State(hub): State<Server>,
    Path(import): Path<ActId>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.import_report(import).await?).into_response())
}

/// `POST /v1/office/imports/{import}/undo`
pub(super) async fn undo(
    State(hub): State<Server>,
    Path(import): Path<ActId>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    let task = tokio::spawn(async move { hub.undo_import(import).await });
    let undone = task.await.map_err(|error| Problem::internal("imports", &error))??;
    Ok(Json(undone).into_response())
}
