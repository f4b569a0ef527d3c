//! Routes of manuals: the office's shelf, and what phones ask and fetch.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::{MANUAL_BYTES_MAX, SMALL_BODY_BYTES_MAX};

use super::office::{json_body, office_request};
use super::wire::{cbor_answer, read, target, with_nonce};
use crate::door::{self, authenticate_office};
use crate::manuals::{NewManual, Pins};
use crate::office::check_page;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Bytes of a phone's question: as many needs as it may have.
const ASK_BYTES_MAX: usize = 16 * SMALL_BODY_BYTES_MAX;
/// A manual's bytes never change under their hash.
const FOR_A_YEAR: &str = "private, max-age=31536000, immutable";

/// `GET /v1/office/manuals`
pub(super) async fn list(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_manuals().await?).into_response())
}

/// `POST /v1/office/manuals?manual=&title_zh=&title_en=`: the body is the document.
pub(super) async fn add(
    State(hub): State<Server>,
    Query(new): Query<NewManual>,
    request: Request,
) -> Answer<Response> {
    authenticate_office(&hub, request.headers())?;
    check_page(request.headers(), request.method())?;
    let limit = usize::try_from(MANUAL_BYTES_MAX).unwrap_or(usize::MAX);
    let asked = read(request, limit).await?;
    let kind = asked.parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let version = hub.add_manual(&new, &kind, asked.body.to_vec()).await?;
    Ok((StatusCode::CREATED, Json(version)).into_response())
}

/// `PUT /v1/office/manuals/{manual}/pins`
pub(super) async fn pin(
    State(hub): State<Server>,
    Path(manual): Path<SubjectId>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let pins: Pins = json_body(&asked)?;
    Ok(Json(hub.pin_manual(manual, &pins).await?).into_response())
}

/// `POST /v1/manuals`: which ones a phone's orders need.
pub(super) async fn needed(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = read(request, ASK_BYTES_MAX).await?;
    let caller = asked.caller(&hub).await?;
    if !caller.may_pull {
        return Err(door::no_token());
    }
    let answer = hub.needed_manuals(&caller, &asked.body).await?;
    Ok(with_nonce(cbor_answer(&answer), &hub, caller.device))
}

/// `GET /v1/manuals/{hash}`, for phones and the office.
pub(super) async fn bytes(
    State(hub): State<Server>,
    Path(hash): Path<String>,
    request: Request,
) -> Answer<Response> {
    let (parts, _) = request.into_parts();
    let hash: Hash = hash.parse().map_err(|_| Problem::not_found())?;
    if authenticate_office(&hub, &parts.headers).is_ok() {
        return Ok(hub.manual_piece(hash, &parts.headers).await?.answer(FOR_A_YEAR));
    }
    let caller = door::authenticate(&hub, &parts.headers, &target(&parts), sha256(&[])).await?;
    if !caller.may_pull {
        return Err(door::no_token());
    }
    let answer = hub.manual_piece(hash, &parts.headers).await?.answer(FOR_A_YEAR);
    Ok(with_nonce(answer, &hub, caller.device))
}
