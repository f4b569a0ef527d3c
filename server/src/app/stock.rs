//! Routes of the store's shelves.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::office::{json_body, office_request};
use super::orders::{once, repeated_of};
use crate::office::{CountStock, acting};
use crate::problem::Answer;
use crate::server::Server;

/// `GET /v1/office/stock`
pub(super) async fn list(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_stock().await?).into_response())
}

/// `POST /v1/office/stock`
pub(super) async fn count(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let counted: CountStock = json_body(&asked)?;
    let repeated = repeated_of(&asked)?;
    let shelf = match counted.place {
        Some(place) => place,
        None => hub.new_order_id()?,
    };
    let act = async |id| acting(repeated.clone(), hub.count_stock(id, &counted)).await;
    once(&hub, &asked, shelf, StatusCode::CREATED, act).await
}
