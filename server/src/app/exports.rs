//! Routes of exports: orders, and what happened on a day. A table goes as the plain bytes of its file.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::playbook::words::Lang;

use super::office::office_request;
use crate::office::{DayQuery, ExportFile, ExportFormat, ListQuery};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// How long an export is waited for before its answer begins.
const EXPORT_WAIT: Duration = Duration::from_secs(40);

/// `GET /v1/office/exports/{zh|en}/orders.csv`, `…/orders.xlsx`, with the filters of a list.
pub(super) async fn orders(
    State(hub): State<Server>,
    Path((lang, file)): Path<(Lang, String)>,
    Query(query): Query<ListQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    let format = ExportFormat::named(&file, "orders").ok_or_else(Problem::not_found)?;
    let mut task = tokio::spawn(async move { hub.export_orders(&query, lang, format).await });
    let failed = |error| Problem::internal("exports", &error);
    let body = match tokio::time::timeout(EXPORT_WAIT, &mut task).await {
        Ok(done) => Body::from(done.map_err(failed)??.bytes),
        // A hundred thousand orders take longer than a request may: the answer begins, and the file follows.
        Err(_) => late(async move { task.await.map_err(std::io::Error::other)?.map_err(lost) }),
    };
    Ok(attached(body, format, &file))
}

/// `GET /v1/office/exports/{zh|en}/events.csv?day=`
pub(super) async fn events_csv(
    hub: State<Server>,
    lang: Path<Lang>,
    query: Query<DayQuery>,
    request: Request,
) -> Answer<Response> {
    events(hub, lang, query, request, ExportFormat::Csv).await
}

/// `GET /v1/office/exports/{zh|en}/events.xlsx?day=`
pub(super) async fn events_xlsx(
    hub: State<Server>,
    lang: Path<Lang>,
    query: Query<DayQuery>,
    request: Request,
) -> Answer<Response> {
    events(hub, lang, query, request, ExportFormat::Xlsx).await
}

/// `GET …/events.csv`, `…/events.xlsx`: `?day=`, or `?from=&to=`; today if neither is given.
async fn events(
    State(hub): State<Server>,
    Path(lang): Path<Lang>,
    Query(query): Query<DayQuery>,
    request: Request,
    format: ExportFormat,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    let mut task = tokio::spawn(async move { hub.export_events(&query, lang, format).await });
    let failed = |error| Problem::internal("exports", &error);
    let (body, name) = match tokio::time::timeout(EXPORT_WAIT, &mut task).await {
        Ok(done) => {
            let (file, days) = done.map_err(failed)??;
            (Body::from(file.bytes), format!("events-{days}.{}", format.ending()))
        }
        Err(_) => {
            let file = async move {
                let done = task.await.map_err(std::io::Error::other)?;
                done.map(|(file, _)| file).map_err(lost)
            };
            (late(file), format!("events.{}", format.ending()))
        }
    };
    Ok(attached(body, format, &name))
}

fn lost(problem: Problem) -> std::io::Error {
    std::io::Error::other(problem.title)
}

/// A body that comes when its file is ready.
fn late(file: impl Future<Output = std::io::Result<ExportFile>> + Send + 'static) -> Body {
    let bytes = async move { file.await.map(|file| Bytes::from(file.bytes)) };
    Body::from_stream(futures_util::stream::once(bytes))
}

fn attached(body: Body, format: ExportFormat, name: &str) -> Response {
    let mut answer = body.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.extend(name.ok().map(|name| (header::CONTENT_DISPOSITION, name)));
    answer
}
