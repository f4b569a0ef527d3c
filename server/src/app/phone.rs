//! Routes of phones.

use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::cbor;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, Incarnation};
use counterfoil_domain::limits::{EXCHANGE_COMPRESSED_BYTES_MAX, SMALL_BODY_BYTES_MAX};
use counterfoil_sync::access::{CertificateAsk, NonceAnswer, NonceAsk, RevealAsk};
use serde::Deserialize;

use super::wipes::with_orders;
use super::wire::{bytes_answer, cbor_answer, read, target, with_nonce};
use crate::blobs::reading::NamedBy;
use crate::door;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/nonce`
pub(super) async fn nonce(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let ask: NonceAsk =
        cbor::decode(&asked.body).map_err(|_| Problem::malformed("The body names no device"))?;
    let nonce = hub.nonce_for(ask.device);
    Ok(cbor_answer(&NonceAnswer { tenant: hub.tenant(), nonce, time_ms: hub.now_ms() }))
}

/// `POST /v1/enrol`
pub(super) async fn enrol(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let answer = hub.enrol(&asked.parts.headers, &asked.body).await?;
    Ok(cbor_answer(&answer))
}

/// `POST /v1/token`
pub(super) async fn token(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let caller = asked.caller(&hub).await?;
    // A store that is to be wiped gets no token, and has to hear why.
    let answer = match hub.give_token(&caller).await {
        Ok(token) => cbor_answer(&token),
        Err(problem) => problem.into_response(),
    };
    with_orders(answer, &hub, caller.device).await
}

/// `POST /v1/sync`: the proof over the bytes first, then the exchange.
pub(super) async fn sync(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, EXCHANGE_COMPRESSED_BYTES_MAX).await?;
    let caller = asked.caller(&hub).await?;
    let answer = hub.exchange(&caller, &asked.body).await?;
    with_orders(bytes_answer(answer), &hub, caller.device).await
}

/// `POST /v1/certificate`
pub(super) async fn certificate(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let caller = asked.caller(&hub).await?;
    let ask: CertificateAsk =
        cbor::decode(&asked.body).map_err(|_| Problem::malformed("The body names no envelope"))?;
    let certificate = hub.certify(&caller, ask.shift_closed).await?;
    Ok(with_nonce(cbor_answer(&certificate), &hub, caller.device))
}

/// `POST /v1/reveal`
pub(super) async fn reveal(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let caller = asked.caller(&hub).await?;
    if !caller.may_pull {
        return Err(door::no_token());
    }
    let ask: RevealAsk =
        cbor::decode(&asked.body).map_err(|_| Problem::malformed("The body names no value"))?;
    let answer = hub.reveal(&caller, ask).await?;
    Ok(with_nonce(cbor_answer(&answer), &hub, caller.device))
}

#[derive(Deserialize)]
pub(super) struct LiveQuery {
    /// Entries that the reader has seen.
    #[serde(default)]
    cursor: u64,
}

/// `GET /v1/live?cursor=N`
pub(super) async fn live(
    State(hub): State<Server>,
    Query(query): Query<LiveQuery>,
    request: Request,
) -> Answer<Response> {
    let (parts, _) = request.into_parts();
    hub.live(&parts.headers, &target(&parts), query.cursor).await
}

/// `HEAD /v1/blobs/{device}/{sealed}`
pub(super) async fn upload_offset(
    State(hub): State<Server>,
    Path((device, sealed)): Path<(String, String)>,
    request: Request,
) -> Answer<Response> {
    let (device, sealed) = upload_place(&device, &sealed)?;
    hub.upload_offset(request.headers(), device, sealed).await
}

/// `PATCH /v1/blobs/{device}/{sealed}`
pub(super) async fn upload_append(
    State(hub): State<Server>,
    Path((device, sealed)): Path<(String, String)>,
    request: Request,
) -> Answer<Response> {
    let (device, sealed) = upload_place(&device, &sealed)?;
    let (parts, body) = request.into_parts();
    hub.upload_append(&parts.headers, device, sealed, body).await
}

/// `GET /v1/evidence/{envelope}/{hash}`
pub(super) async fn evidence(
    State(hub): State<Server>,
    Path((envelope, hash)): Path<(String, String)>,
    request: Request,
) -> Answer<Response> {
    let (parts, _) = request.into_parts();
    let envelope: Hash = envelope.parse().map_err(|_| Problem::not_found())?;
    let hash: Hash = hash.parse().map_err(|_| Problem::not_found())?;
    let by = NamedBy::Envelope(envelope);
    hub.read_evidence(&parts.headers, &target(&parts), by, hash).await
}

/// `GET /v1/evidence/{device}/{incarnation}/{seq}/{hash}`
pub(super) async fn evidence_at(
    State(hub): State<Server>,
    Path((device, incarnation, seq, hash)): Path<(String, String, u64, String)>,
    request: Request,
) -> Answer<Response> {
    let (parts, _) = request.into_parts();
    let device: DeviceId = device.parse().map_err(|_| Problem::not_found())?;
    let incarnation: Incarnation = incarnation.parse().map_err(|_| Problem::not_found())?;
    let hash: Hash = hash.parse().map_err(|_| Problem::not_found())?;
    let by = NamedBy::Place(ChainId { device, incarnation }, seq);
    hub.read_evidence(&parts.headers, &target(&parts), by, hash).await
}

fn upload_place(device: &str, sealed: &str) -> Answer<(DeviceId, Hash)> {
    let device = device.parse().map_err(|_| Problem::not_found())?;
    Ok((device, sealed.parse().map_err(|_| Problem::not_found())?))
}
