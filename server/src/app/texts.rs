//! The route by which the office has a message read.

use axum::Json;
use axum::extract::{Request, State};
use counterfoil_domain::extract::Extraction;

use super::office::{json_body, office_request};
use crate::office::ReadText;
use crate::problem::Answer;
use crate::server::Server;

/// `POST /v1/office/read-text`: nothing is written.
pub(super) async fn read(State(hub): State<Server>, request: Request) -> Answer<Json<Extraction>> {
    let asked = office_request(&hub, request).await?;
    let text: ReadText = json_body(&asked)?;
    Ok(Json(hub.read_text(&text).await?))
}
