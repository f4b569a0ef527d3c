//! The console: the page that the hub serves to the office at `/`, with its assets below `/console/`.
//!
//! The page holds nothing about anybody until somebody has signed in; everything that it then shows it asks of
//! the office API, like any other client. There is no build step: what stands in `server/console/` is what a
//! browser gets.

mod asset;
mod language;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::problem::Problem;
use asset::Asset;

pub use asset::names;

/// What a page of the hub's origin may do: run its own modules, and nothing that anybody wrote into an order.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// Headers of every answer of the console.
const GUARDS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// `GET /`: the page, in the language that the browser asks for.
pub(crate) async fn page(headers: HeaderMap) -> Response {
    let mut answer = given(asset::page(language::preferred(&headers)), &headers);
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language"));
    answer
}

/// `GET /console/{name}`
pub(crate) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match asset::find(&name) {
        Some(found) => given(found, &headers),
        None => Problem::not_found().into_response(),
    }
}

/// An asset, or the word that the browser has it already.
fn given(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = known.is_some_and(|known| {
        known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == asset.tag)
    });
    let mut answer = match same {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => (StatusCode::OK, asset.bytes.as_ref()).into_response(),
    };
    let given = answer.headers_mut();
    for (name, value) in GUARDS {
        given.insert(name, HeaderValue::from_static(value));
    }
    given.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    given.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&asset.tag) {
        given.insert(header::ETAG, tag);
    }
    answer
}
