//! Routes of erasures and legal holds.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::cbor;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::SMALL_BODY_BYTES_MAX;

use super::office::{json_body, office_request};
use super::wire::{cbor_answer, read, with_nonce};
use crate::erasing::{EraseAsk, HoldAsk};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/office/orders/{order}/erase`
pub(super) async fn erase(
    State(hub): State<Server>,
    Path(order): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    let read = office_request(&hub, request).await?;
    let asked: EraseAsk = json_body(&read)?;
    // Apart from this request: whoever closes the page does not cut it in the middle.
    let task = tokio::spawn(async move { hub.erase_order(order, &asked).await });
    let shown = task.await.map_err(|error| Problem::internal("erasing", &error))??;
    Ok((StatusCode::ACCEPTED, Json(shown)).into_response())
}

/// `POST /v1/office/orders/{order}/legal-hold`
pub(super) async fn hold(
    State(hub): State<Server>,
    Path(order): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    let read = office_request(&hub, request).await?;
    let asked: HoldAsk = json_body(&read)?;
    Ok(Json(hub.hold_order(order, &asked).await?).into_response())
}

/// `POST /v1/erasures`: a proof alone, so that a store whose keys were taken away hears of them too.
pub(super) async fn told(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let caller = asked.caller(&hub).await?;
    let ask =
        cbor::decode(&asked.body).map_err(|_| Problem::malformed("The body says no index"))?;
    let answer = hub.tell_erasures(&caller, ask).await?;
    Ok(with_nonce(cbor_answer(&answer), &hub, caller.device))
}
