//! What changes, as it changes, for a page of the office: server-sent events that can be taken up again.
//!
//! * `order` `{"order": …}`: this order changed; ask for it again.
//! * `board` `{"log_size": …}`: lists and counts changed. It closes a batch and carries its `id`, so a reader
//!   that was cut off in the middle of one gets all of it again by `Last-Event-ID`.
//! * `all` `{}`: too much changed to be told apart, or the reader knows another log; read everything again.
//! * `alarm` `{"order": …}`: somebody should look at once. Never repeated; the order's flags say the same.
//! * `alive` `{}`: a sign of life.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;

use crate::door;
use crate::hub::Poke;
use crate::problem::Answer;
use crate::server::Server;

/// Seconds between signs of life.
const ALIVE_SECONDS: u64 = 15;
/// Seconds after which a reader connects again.
const LIVE_SECONDS: u64 = 3_600;
/// Milliseconds for which news are gathered, so that a phone's sync is one batch.
const GATHER_MS: u64 = 150;
/// Orders that one batch names; of more it says `all`.
const ORDERS_MAX: usize = 500;
/// The header by which a reader says what it had last.
const LAST_EVENT_ID: &str = "last-event-id";

/// A reader while its stream runs.
struct Listener {
    hub: Server,
    headers: HeaderMap,
    news: watch::Receiver<u64>,
    pokes: broadcast::Receiver<Poke>,
    /// Entries of the log that it was told of.
    seen: u64,
    ends: Instant,
    ready: VecDeque<Event>,
}

/// Why a listener wakes.
enum Woken {
    News,
    Alarm(SubjectId),
    Over,
}

impl Server {
    /// Answers a page that wants to know what changes, after the event that it had last.
    pub async fn office_live(&self, headers: &HeaderMap, after: Option<u64>) -> Answer<Response> {
        door::authenticate_office(self, headers)?;
        let said = headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok()?.parse().ok());
        let size = self.storage.tip(self.tenant()).await?.size;
        let mut listener = Listener {
            hub: self.clone(),
            headers: headers.clone(),
            news: self.news.subscribe(),
            pokes: self.engine.listen(),
            seen: size,
            ends: Instant::now() + Duration::from_secs(LIVE_SECONDS),
            ready: VecDeque::new(),
        };
        match said.or(after) {
            Some(had) if had <= size => listener.tell(had, size).await?,
            Some(_) => listener.tell_all(size), // the hub was restored: that log is not this one
            None => listener.ready.push_back(board(size)), // the first word comes at once
        }
        let events = stream::unfold(listener, |mut listener| async move {
            let event = listener.next().await?;
            Some((Ok::<_, Infallible>(event), listener))
        });
        let alive = event("alive", &json!({}));
        let alive = KeepAlive::new().interval(Duration::from_secs(ALIVE_SECONDS)).event(alive);
        Ok(Sse::new(events).keep_alive(alive).into_response())
    }
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            match self.woken().await {
                Woken::News => {
                    tokio::time::sleep(Duration::from_millis(GATHER_MS)).await;
                    door::authenticate_office(&self.hub, &self.headers).ok()?;
                    let size = *self.news.borrow_and_update();
                    self.tell(self.seen, size).await.ok()?;
                }
                Woken::Alarm(order) => {
                    door::authenticate_office(&self.hub, &self.headers).ok()?;
                    return Some(event("alarm", &json!({ "order": order })));
                }
                Woken::Over => return None,
            }
        }
    }

    async fn woken(&mut self) -> Woken {
        let seen = self.seen;
        tokio::select! {
            grown = self.news.wait_for(|size| *size > seen) => match grown {
                Ok(_) => Woken::News,
                Err(_) => Woken::Over,
            },
            order = alarm(&mut self.pokes) => order.map_or(Woken::Over, Woken::Alarm),
            () = tokio::time::sleep_until(self.ends) => Woken::Over,
        }
    }

    /// Everything that changed in `from..to`.
    async fn tell(&mut self, from: u64, to: u64) -> Answer<()> {
        let storage = &self.hub.storage;
        let tenant = self.hub.tenant();
        let changed = storage.subjects_changed(tenant, from, to, ORDERS_MAX + 1).await?;
        if changed.len() > ORDERS_MAX {
            self.tell_all(to);
            return Ok(());
        }
        let told = changed.into_iter().map(|order| event("order", &json!({ "order": order })));
        self.ready.extend(told);
        self.ready.push_back(board(to));
        self.seen = to;
        Ok(())
    }

    fn tell_all(&mut self, size: u64) {
        self.ready.push_back(event("all", &json!({})));
        self.ready.push_back(board(size));
        self.seen = size;
    }
}

/// The next order that somebody should look at; those that a slow reader missed are flagged anyway.
async fn alarm(pokes: &mut broadcast::Receiver<Poke>) -> Option<SubjectId> {
    loop {
        match pokes.recv().await {
            Ok(Poke { alarm: true, subject: Some(order), .. }) => return Some(order),
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return None,
        }
    }
}

fn event(name: &str, data: &Value) -> Event {
    Event::default().event(name).data(data.to_string())
}

fn board(size: u64) -> Event {
    event("board", &json!({ "log_size": size })).id(size.to_string())
}
