//! Routes by which the office reads: lists, board, an order, the playbook.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::PLAYBOOK_BYTES_MAX;
use serde::Deserialize;

use super::office::office_request;
use super::wire::read;
use crate::door::authenticate_office;
use crate::office::{ListQuery, PageQuery, check_page};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `GET /v1/office/orders?stage=&kind=&assigned=&holder=&flag=&text=&sort=&after=&limit=…`
pub(super) async fn list(
    State(hub): State<Server>,
    Query(query): Query<ListQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_orders(&query).await?).into_response())
}

/// `GET /v1/office/board`, with the filters of a list
pub(super) async fn board(
    State(hub): State<Server>,
    Query(query): Query<ListQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.board(&query).await?).into_response())
}

/// `GET /v1/office/orders/{order}?offset_minutes=480`
pub(super) async fn show(
    State(hub): State<Server>,
    Path(order): Path<SubjectId>,
    Query(query): Query<PageQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.show_order(order, &query).await?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LiveQuery {
    /// The event that the reader had last, where it cannot set `Last-Event-ID`.
    after: Option<u64>,
}

/// `GET /v1/office/live?after=`: what changes, as it changes.
pub(super) async fn live(
    State(hub): State<Server>,
    Query(query): Query<LiveQuery>,
    request: Request,
) -> Answer<Response> {
    hub.office_live(request.headers(), query.after).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaybookQuery {
    /// The version; absent or 0 for the newest.
    #[serde(default)]
    version: u32,
}

/// `GET /v1/office/playbook?version=`: the file as it was published.
pub(super) async fn playbook(
    State(hub): State<Server>,
    Query(query): Query<PlaybookQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    let known = hub.playbook(query.version).await?.ok_or_else(Problem::not_found)?;
    let row = hub.storage.playbook(hub.tenant(), known.version()).await?;
    let bytes = row.ok_or_else(Problem::not_found)?.bytes;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((StatusCode::OK, kind, bytes).into_response())
}

/// `POST /v1/office/playbook`: the plain bytes of a playbook file, to be published.
pub(super) async fn publish_playbook(
    State(hub): State<Server>,
    request: Request,
) -> Answer<Response> {
    authenticate_office(&hub, request.headers())?;
    check_page(request.headers(), request.method())?;
    // One more byte than a playbook may have: then the checker says what is wrong with it.
    let file = read(request, PLAYBOOK_BYTES_MAX.saturating_add(1)).await?.body;
    // Apart from this request: whoever closes the page does not cut it in the middle.
    let task = tokio::spawn(async move { hub.publish_playbook(file.to_vec()).await });
    let published = task.await.map_err(|error| Problem::internal("playbook", &error))??;
    Ok((StatusCode::CREATED, Json(published)).into_response())
}
