//! A way to the hub on which answers get lost: the request arrives and is acted upon, and the phone never hears.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use counterfoil_client::ports::transport::{Answering, Heard};
use counterfoil_client::ports::{HttpTransport, Request, Transport, TransportError};

/// HTTP that can lose answers.
#[derive(Debug)]
pub struct LossyTransport {
    http: Arc<HttpTransport>,
    hearing: AtomicU32,
    losing: AtomicU32,
    lost: AtomicU32,
    giving_up: AtomicU32,
}

impl LossyTransport {
    /// A way on which nothing is lost yet.
    #[must_use]
    pub fn new() -> Self {
        let http = Arc::new(HttpTransport::new().expect("TLS can be set up"));
        let none = || AtomicU32::new(0);
        Self { http, hearing: none(), losing: none(), lost: none(), giving_up: none() }
    }

    /// Loses the answers of the next so many exchanges.
    pub fn lose_answers(&self, count: u32) {
        self.lose_answers_after(0, count);
    }

    /// Hears the answers of the next so many exchanges, and loses those of so many behind them.
    pub fn lose_answers_after(&self, heard: u32, count: u32) {
        self.hearing.store(heard, Ordering::SeqCst);
        self.losing.store(count, Ordering::SeqCst);
    }

    /// Gives up the next so many exchanges at once: each goes on to the hub without this phone.
    pub fn give_up(&self, count: u32) {
        self.giving_up.store(count, Ordering::SeqCst);
    }

    /// Answers lost so far.
    #[must_use]
    pub fn lost(&self) -> u32 {
        self.lost.load(Ordering::SeqCst)
    }
}

impl Default for LossyTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for LossyTransport {
    fn stream<'a>(&'a self, request: Request, heard: Heard<'a>) -> Answering<'a> {
        self.http.stream(request, heard)
    }

    fn send(&self, request: Request) -> Answering<'_> {
        let is_exchange = request.path == counterfoil_sync::access::SYNC_PATH;
        Box::pin(async move {
            let one_less = |left: u32| left.checked_sub(1);
            let one_of = |left: &AtomicU32| {
                left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok()
            };
            if is_exchange && one_of(&self.giving_up) {
                let http = self.http.clone();
                tokio::spawn(async move { http.send(request).await });
                return Err(TransportError::TimedOut);
            }
            let answer = self.http.send(request).await;
            if is_exchange && answer.is_ok() && !one_of(&self.hearing) && one_of(&self.losing) {
                self.lost.fetch_add(1, Ordering::SeqCst);
                return Err(TransportError::Unreachable);
            }
            answer
        })
    }
}
