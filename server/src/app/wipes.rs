//! Routes of wipes and adopted keys.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::cbor;
use counterfoil_domain::ids::DeviceId;
use counterfoil_domain::limits::SMALL_BODY_BYTES_MAX;
use counterfoil_domain::seal::Adoption;
use counterfoil_domain::wipe::{WipeMode, Wiped};
use counterfoil_sync::access::{ERASE_HEADER, WIPE_HEADER};
use serde::Deserialize;

use super::office::{json_body, office_request};
use super::wire::{read, with_nonce};
use crate::problem::{Answer, Problem};
use crate::server::Server;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    mode: WipeMode,
}

/// `POST /v1/office/devices/{device}/wipe`
pub(super) async fn order(
    State(hub): State<Server>,
    Path(device): Path<DeviceId>,
    request: Request,
) -> Answer<Response> {
    let read = office_request(&hub, request).await?;
    let asked: Asked = json_body(&read)?;
    let shown = hub.order_wipe(device, asked.mode).await?;
    Ok((StatusCode::ACCEPTED, Json(shown)).into_response())
}

/// `POST /v1/wiped`: no proof of the request, the body itself is signed.
pub(super) async fn wiped(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let wiped: Wiped =
        cbor::decode(&asked.body).map_err(|_| Problem::malformed("The body names no wipe"))?;
    hub.note_wiped(wiped).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /v1/adopt`
pub(super) async fn adopt(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let caller = asked.caller(&hub).await?;
    let adoption: Adoption =
        cbor::decode(&asked.body).map_err(|_| Problem::malformed("The body adopts no key"))?;
    hub.adopt(&caller, adoption).await?;
    Ok(with_nonce(StatusCode::NO_CONTENT.into_response(), &hub, caller.device))
}

/// Adds the next nonce, the order to wipe that this store has not carried out yet, and that it has orders to erase.
pub(super) async fn with_orders(
    response: Response,
    hub: &Server,
    device: DeviceId,
) -> Answer<Response> {
    let mut response = with_nonce(response, hub, device);
    let text = hub.order_for(device).await?;
    if let Some(value) = text.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(WIPE_HEADER, value);
    }
    if hub.has_to_erase(device).await? {
        response.headers_mut().insert(ERASE_HEADER, HeaderValue::from_static("1"));
    }
    Ok(response)
}
