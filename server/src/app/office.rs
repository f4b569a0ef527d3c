//! Routes of the office: people and devices, for whoever shows the office's secret.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::{DeviceId, PersonId};
use counterfoil_domain::limits::OFFICE_BODY_BYTES_MAX;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::wire::{Read, read};
use crate::door::authenticate_office;
use crate::office::{NewPerson, ReportQuery, check_page};
use crate::problem::{Answer, Problem};
use crate::safe::BackupError;
use crate::server::Server;

/// Reads a request of the office: the secret first, then the body.
pub(super) async fn office_request(hub: &Server, request: Request) -> Answer<Read> {
    authenticate_office(hub, request.headers())?;
    check_page(request.headers(), request.method())?;
    read(request, OFFICE_BODY_BYTES_MAX).await
}

/// A JSON body of the expected shape; what is wrong with it is said.
pub(super) fn json_body<T: DeserializeOwned>(read: &Read) -> Answer<T> {
    serde_json::from_slice(&read.body).map_err(|error| {
        Problem::malformed("The body is not the JSON that this route takes")
            .with("why", error.to_string())
    })
}

/// `GET /v1/office/people`
pub(super) async fn people(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_people().await?).into_response())
}

/// `POST /v1/office/people`: the person with a first invitation.
pub(super) async fn add_person(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let new: NewPerson = json_body(&asked)?;
    let person = hub.add_person(&new).await?;
    let invitation = hub.invite_person(person.person).await?;
    let answer = json!({ "person": person, "invitation": invitation });
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// `POST /v1/office/people/{person}/invitations`
pub(super) async fn invite(
    State(hub): State<Server>,
    Path(person): Path<PersonId>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok((StatusCode::CREATED, Json(hub.invite_person(person).await?)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    roles: Vec<String>,
}

/// `PUT /v1/office/people/{person}/roles`
pub(super) async fn set_roles(
    State(hub): State<Server>,
    Path(person): Path<PersonId>,
    request: Request,
) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let roles: Roles = json_body(&asked)?;
    Ok(Json(hub.set_roles(person, roles.roles).await?).into_response())
}

/// `GET /v1/office/devices`
pub(super) async fn devices(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.list_devices().await?).into_response())
}

/// `GET /v1/office/devices/{device}`: what is here of a store, and what is still with it.
pub(super) async fn device(
    State(hub): State<Server>,
    Path(device): Path<DeviceId>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.show_device(device).await?).into_response())
}

/// `POST /v1/office/devices/{device}/revoke`
pub(super) async fn revoke(
    State(hub): State<Server>,
    Path(device): Path<DeviceId>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    hub.revoke_device(device).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /v1/office/worklist`
pub(super) async fn worklist(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.worklist().await?).into_response())
}

/// `GET /v1/office/report?since_index=`: everything that the hub holds, in numbers and roots.
pub(super) async fn report(
    State(hub): State<Server>,
    Query(query): Query<ReportQuery>,
    request: Request,
) -> Answer<Response> {
    office_request(&hub, request).await?;
    Ok(Json(hub.report(&query).await?).into_response())
}

/// `POST /v1/office/backup`: a backup on demand.
pub(super) async fn backup(State(hub): State<Server>, request: Request) -> Answer<Response> {
    office_request(&hub, request).await?;
    let failed = |error| match error {
        BackupError::NotConfigured => no_backups(),
        error => Problem::internal("backup", &error),
    };
    let point = hub.backup_now().await.map_err(failed)?;
    let answer = json!({
        "lineage": point.lineage,
        "size": point.size,
        "root": point.root,
        "safety": hub.safety_mode(),
    });
    Ok(Json(answer).into_response())
}

fn no_backups() -> Problem {
    let title = "This hub was started without a folder for backups";
    Problem::new(StatusCode::CONFLICT, "no_backups", title)
}
