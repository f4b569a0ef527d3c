//! A hub in this process: the real one with its storage in a folder, reached through its router. It can end and
//! begin again, make backups and be set up from one. The office asks it as any office system would.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use axum::middleware::{Next, from_fn};
use counterfoil_domain::older::{Lacking, lacking};
use counterfoil_server::app::app;
use counterfoil_server::clock::HandClock;
use counterfoil_server::server::{HubConfig, Server};
use serde_json::Value;
use tower::ServiceExt as _;

/// Bytes of an answer to the office that are read.
const ANSWER_BYTES_MAX: usize = 64 << 20;

/// A hub that runs.
pub struct Hub {
    /// Its time.
    pub clock: Arc<HandClock>,
    config: HubConfig,
    open: Option<(Server, Router)>,
    /// Kinds of facts that this version does not know.
    pub lacks: &'static [u16],
    asked: u64,
}

impl Hub {
    /// A fresh hub in a folder, with a folder for backups beside it.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn begins(folder: &Path, name: &str, now_ms: u64) -> Self {
        let mut config = HubConfig::beside(folder, name);
        config.backup = Some(folder.join("backup"));
        let clock = Arc::new(HandClock::at(now_ms));
        let mut hub = Self { clock, config, open: None, lacks: &[], asked: 0 };
        hub.opens().await;
        hub
    }

    async fn opens(&mut self) {
        let lacks = self.lacks;
        let opening = Server::open_with_clock(self.config.clone(), self.clock.clone());
        let server = Lacking::new(lacks, opening).await.expect("the hub opens");
        let as_it_is = move |request, next: Next| Lacking::new(lacks, next.run(request));
        let doors = lacking(lacks, || app(server.clone())).layer(from_fn(as_it_is));
        self.open = Some((server, doors));
    }

    /// The process ends, and one of another version begins.
    pub async fn becomes(&mut self, lacks: &'static [u16]) {
        self.lacks = lacks;
        self.restarts().await;
    }

    fn running(&self) -> &(Server, Router) {
        self.open.as_ref().expect("the hub runs")
    }

    /// The hub behind its doors, for the laws.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.running().0
    }

    /// Its doors.
    pub fn router(&self) -> Router {
        self.running().1.clone()
    }

    /// The process ends and begins again on its folder.
    pub async fn restarts(&mut self) {
        self.open = None;
        self.opens().await;
    }

    /// Makes a backup.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn backs_up(&self) {
        self.server().backup_now().await.expect("a backup");
    }

    /// The machine is lost; what the newest backup holds begins again.
    ///
    /// # Panics
    /// When the backup cannot be restored.
    pub async fn is_restored(&mut self) {
        self.open = None;
        std::fs::remove_dir_all(&self.config.dir).expect("the machine is gone");
        counterfoil_server::safe::restore(&self.config, &self.backup()).expect("restored");
        self.opens().await;
    }

    fn backup(&self) -> PathBuf {
        self.config.backup.clone().expect("a backup folder")
    }

    /// Asks as the office; `Err` is the answer's status and body.
    ///
    /// # Errors
    /// The hub's answer, where it is no success.
    ///
    /// # Panics
    /// When the router gives no answer.
    pub async fn asks(
        &mut self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Value, String> {
        self.asked += 1;
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.server().keyring.office_secret))
            .header("content-type", "application/json")
            .header("idempotency-key", format!("asked-{}", self.asked))
            .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) })
            .expect("a request");
        let answer = self.router().oneshot(request).await.unwrap_or_else(|never| match never {});
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), ANSWER_BYTES_MAX).await.expect("a body");
        if !status.is_success() {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&bytes)));
        }
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// `POST`.
    ///
    /// # Errors
    /// As [`Hub::asks`].
    pub async fn posts(&mut self, path: &str, body: &Value) -> Result<Value, String> {
        self.asks(Method::POST, path, body).await
    }

    /// `GET`.
    ///
    /// # Errors
    /// As [`Hub::asks`].
    pub async fn gets(&mut self, path: &str) -> Result<Value, String> {
        self.asks(Method::GET, path, &Value::Null).await
    }
}
