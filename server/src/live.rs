//! "There is something after your cursor", as server-sent events. No event carries data of an order.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::hash::sha256;
use futures_util::stream;

use crate::door;
use crate::problem::Answer;
use crate::server::Server;

/// Seconds between signs of life.
const KEEP_ALIVE_SECONDS: u64 = 25;
/// Seconds after which a reader connects again, with a fresh token.
const LIVE_SECONDS: u64 = 600;

impl Server {
    /// Answers a reader who has seen `cursor` entries.
    pub async fn live(&self, headers: &HeaderMap, target: &str, cursor: u64) -> Answer<Response> {
        if door::authenticate_office(self, headers).is_err() {
            let caller = door::authenticate(self, headers, target, sha256(&[])).await?;
            if !caller.may_pull {
                return Err(door::no_token());
            }
        }
        let ends = tokio::time::Instant::now() + Duration::from_secs(LIVE_SECONDS);
        let start = (self.news.subscribe(), cursor);
        let events = stream::unfold(start, move |(mut news, seen)| async move {
            let grown = tokio::time::timeout_at(ends, news.wait_for(|size| *size > seen)).await;
            let size = *grown.ok()?.ok()?;
            let event = Event::default().event("news").data("{}");
            Some((Ok::<_, Infallible>(event), (news, size)))
        });
        let alive = KeepAlive::new().interval(Duration::from_secs(KEEP_ALIVE_SECONDS));
        Ok(Sse::new(events).keep_alive(alive).into_response())
    }
}
