//! Routes by which a page in a browser signs in and out.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::limits::SMALL_BODY_BYTES_MAX;

use super::office::json_body;
use super::wire::read;
use crate::door::authenticate_office;
use crate::office::{SignIn, check_page};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/office/session`: the office's secret for a cookie.
pub(super) async fn sign_in(State(hub): State<Server>, request: Request) -> Answer<Response> {
    check_page(request.headers(), request.method())?;
    let asked = read(request, SMALL_BODY_BYTES_MAX).await?;
    let sign_in: SignIn = json_body(&asked)?;
    let (shown, cookie) = hub.sign_in(&sign_in)?;
    with_cookie((StatusCode::CREATED, Json(shown)).into_response(), &cookie)
}

/// `GET /v1/office/session`: who is signed in, and until when.
pub(super) async fn session(State(hub): State<Server>, request: Request) -> Answer<Response> {
    authenticate_office(&hub, request.headers())?;
    Ok(Json(hub.session(request.headers())).into_response())
}

/// `DELETE /v1/office/session`
pub(super) async fn sign_out(State(hub): State<Server>, request: Request) -> Answer<Response> {
    check_page(request.headers(), request.method())?;
    let cookie = hub.sign_out(request.headers());
    with_cookie(StatusCode::NO_CONTENT.into_response(), &cookie)
}

fn with_cookie(mut answer: Response, cookie: &str) -> Answer<Response> {
    let value = HeaderValue::from_str(cookie);
    let value = value.map_err(|error| Problem::internal("session", &error))?;
    answer.headers_mut().insert(header::SET_COOKIE, value);
    Ok(answer)
}
