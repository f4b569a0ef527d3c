//! The route by which the office undoes a join.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;

use super::office::{json_body, office_request};
use crate::office::PartOrders;
use crate::problem::Answer;
use crate::server::Server;

/// `POST /v1/office/orders/{order}/part`: sent again it changes nothing.
pub(super) async fn part(
    State(hub): State<Server>,
    Path(order): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let PartOrders { other } = json_body(&asked)?;
    Ok(Json(hub.part_orders(order, other).await?).into_response())
}
