//! A hub in a folder of its own, with a clock that is moved by hand.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use counterfoil_server::app::app;
use counterfoil_server::clock::HandClock;
use counterfoil_server::server::{HubConfig, Server};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Where every story begins, ms since 1970.
pub(crate) const MORNING_MS: u64 = 1_790_000_000_000;

/// A hub with its folder.
pub(crate) struct World {
    folder: TempDir,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) config: HubConfig,
    pub(crate) hub: Server,
}

/// What the hub answered.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The problem's code.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    }
}

impl World {
    /// A fresh hub without backups.
    pub(crate) async fn fresh() -> Self {
        Self::with(|_| {}).await
    }

    /// A fresh hub that backs up into a folder beside its own.
    pub(crate) async fn with_backup() -> Self {
        Self::with(|config| config.backup = Some(config.dir.with_file_name("backup"))).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut HubConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = HubConfig::beside(folder.path(), "存根快递");
        change(&mut config);
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let hub = Server::open_with_clock(config.clone(), clock.clone()).await.expect("a hub");
        Self { folder, clock, config, hub }
    }

    /// The hub's process ends and begins again.
    pub(crate) async fn reopen(&mut self) {
        let opened = Server::open_with_clock(self.config.clone(), self.clock.clone());
        self.hub = opened.await.expect("reopened");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(body.into()).expect("a request");
        let response = app(self.hub.clone()).oneshot(request).await.expect("answered");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// A request of the office.
    pub(crate) async fn office(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.office_with(method, path, body, &[]).await
    }

    pub(crate) async fn office_with(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        more: &[(&str, String)],
    ) -> Reply {
        let secret = format!("Bearer {}", self.hub.keyring.office_secret);
        let mut headers = vec![("authorization", secret)];
        headers.extend_from_slice(more);
        self.call(method, path, &headers, body.to_string()).await
    }

    /// What the office reads; it must be there.
    pub(crate) async fn read(&self, path: &str) -> Value {
        let reply = self.office(Method::GET, path, &json!(null)).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.json());
        reply.json()
    }

    /// A parcel of the office, assigned where that is said.
    pub(crate) async fn parcel(&self, waybill: &str, title: &str, assign: Option<&str>) -> String {
        let body = json!({
            "kind": "parcel",
            "keys": [{ "scheme": "waybill", "value": waybill }],
            "fields": { "title": title, "contact/name": "李女士", "contact/phone": "19900006017" },
            "assign": assign,
        });
        let reply = self.office(Method::POST, "/v1/office/orders", &body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
        reply.json()["order"].as_str().expect("an id").to_owned()
    }

    /// Enters a courier; gives the person's id and an invitation's text.
    pub(crate) async fn courier(&self, name: &str) -> (String, String) {
        let body = json!({ "name": name, "roles": ["courier"] });
        let reply = self.office(Method::POST, "/v1/office/people", &body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
        let answer = reply.json();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (text(&answer["person"]["person"]), text(&answer["invitation"]["invitation"]))
    }

    /// A number of the metrics.
    pub(crate) async fn metric(&self, name: &str) -> u64 {
        let reply = self.call(Method::GET, "/v1/metrics", &[], Body::empty()).await;
        let text = String::from_utf8(reply.body).expect("text");
        let prefix = format!("counterfoil_{name} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&prefix));
        line.expect("a metric").parse().expect("a number")
    }
}

/// Server-sent events as they come.
pub(crate) struct Events(axum::body::BodyDataStream);

impl Events {
    /// The next event's text.
    pub(crate) async fn next_text(&mut self) -> String {
        use futures_util::StreamExt as _;
        let part = self.0.next().await.expect("an event").expect("bytes");
        String::from_utf8(part.to_vec()).expect("text")
    }
}

impl World {
    /// Listens on a live route with an authorization.
    pub(crate) async fn listen(&self, path: &str, authorization: String) -> Events {
        let request = Request::builder().uri(path).header("authorization", authorization);
        let request = request.body(Body::empty()).expect("a request");
        let response = app(self.hub.clone()).oneshot(request).await.expect("answered");
        assert_eq!(response.status(), StatusCode::OK);
        Events(response.into_body().into_data_stream())
    }

    /// The first reason code of a group of the built-in playbook.
    pub(crate) fn reason_of(&self, group: &str) -> String {
        let playbook = counterfoil_domain::playbook::Playbook::builtin();
        let reason = playbook.reasons_in(group).next().map(|reason| reason.id.clone());
        reason.expect("a reason")
    }
}
