//! Routes for what a lost phone had not sent, handed in with the office's secret.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::cbor;
use counterfoil_domain::ids::{DeviceId, Hash};
use counterfoil_domain::limits::EXCHANGE_BYTES_MAX;
use counterfoil_domain::proof::UploadStatement;
use serde::Deserialize;

use super::wire::read;
use crate::door::authenticate_office;
use crate::office::{RescuedRun, check_page};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/office/rescued`: sent again it changes nothing.
pub(super) async fn run(State(hub): State<Server>, request: Request) -> Answer<Response> {
    authenticate_office(&hub, request.headers())?;
    check_page(request.headers(), request.method())?;
    let asked = read(request, EXCHANGE_BYTES_MAX).await?;
    let run: RescuedRun = cbor::decode(&asked.body)
        .map_err(|_| Problem::malformed("The body is not a run that was rescued"))?;
    Ok(Json(hub.take_rescued(run).await?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlobQuery {
    envelope: Hash,
    plain: Hash,
    plain_bytes: u64,
    sealed_bytes: u64,
}

/// `PUT /v1/office/rescued/{device}/{sealed}`: a whole sealed file.
pub(super) async fn blob(
    State(hub): State<Server>,
    Path((device, sealed_hash)): Path<(DeviceId, Hash)>,
    Query(query): Query<BlobQuery>,
    request: Request,
) -> Answer<Response> {
    authenticate_office(&hub, request.headers())?;
    check_page(request.headers(), request.method())?;
    let said = UploadStatement {
        version: 1,
        tenant: hub.tenant(),
        device,
        envelope: query.envelope,
        plain_hash: query.plain,
        plain_size_bytes: query.plain_bytes,
        sealed_hash,
        sealed_size_bytes: query.sealed_bytes,
        derived_from: None,
    };
    hub.upload_rescued(said, request.into_body()).await
}
