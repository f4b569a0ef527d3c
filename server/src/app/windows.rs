//! The route by which the office asks whether a window can be kept.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;

use super::office::{json_body, office_request};
use crate::office::CheckWindow;
use crate::problem::Answer;
use crate::server::Server;

/// `POST /v1/office/orders/{order}/window-check`: it changes nothing.
pub(super) async fn check(
    State(hub): State<Server>,
    Path(order): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let window: CheckWindow = json_body(&asked)?;
    Ok(Json(hub.check_order_window(order, window).await?).into_response())
}
