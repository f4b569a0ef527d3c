//! Routes of tables: importing orders, reports, undoing; exporting. A table comes and goes as the plain bytes of
//! its file.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::ActId;
use counterfoil_domain::limits::TABLE_BYTES_MAX;
use counterfoil_domain::playbook::words::Lang;

use super::office::office_request;
use super::wire::read;
use crate::door::authenticate_office;
use crate::office::{ExportFormat, ImportQuery, ListQuery, check_page};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// How long an export is waited for before its answer begins.
const EXPORT_WAIT: Duration = Duration::from_secs(40);

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

/// `GET /v1/office/exports/{zh|en}/orders.csv`, `…/orders.xlsx`, with the filters of a list.
pub(super) async fn export(
    State(hub): State<Server>,
    Path((lang, file)): Path<(Lang, String)>,
    Query(query): Query<ListQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    let format = ExportFormat::named(&file).ok_or_else(Problem::not_found)?;
    let mut task = tokio::spawn(async move { hub.export_orders(&query, lang, format).await });
    let failed = |error| Problem::internal("exports", &error);
    let (body, media_type) = match tokio::time::timeout(EXPORT_WAIT, &mut task).await {
        Ok(done) => {
            let done = done.map_err(failed)??;
            (Body::from(done.bytes), done.media_type)
        }
        // A hundred thousand orders take longer than a request may: the answer begins, and the file follows.
        Err(_) => {
            let late = async move {
                let done = task.await.map_err(std::io::Error::other)?;
                let lost = |problem: Problem| std::io::Error::other(problem.title);
                done.map(|file| axum::body::Bytes::from(file.bytes)).map_err(lost)
            };
            (Body::from_stream(futures_util::stream::once(late)), format.media_type())
        }
    };
    let mut answer = body.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{file}\""));
    headers.extend(name.ok().map(|name| (header::CONTENT_DISPOSITION, name)));
    Ok(answer)
}
