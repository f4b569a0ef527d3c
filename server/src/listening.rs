//! Listening: connections that say nothing, or half of a request, are closed, so that nobody holds the hub's sockets for
//! nothing. How long a request may take once its head is here is `app`'s to say.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// For how long a connection may wait for the whole head of its next request: phones and pages keep one open between
/// two requests.
pub const HEAD_WITHIN: Duration = Duration::from_secs(75);
/// Pause after the system gave no connection, as when there are no file handles left.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers with `app` until `told` is; requests that are being answered then are answered to their end.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    head_within: Duration,
    told: impl Future<Output = ()>,
) {
    let (end, ends) = watch::channel(false);
    let (mut told, mut open) = (pin!(told), JoinSet::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut told => break,
        };
        while open.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                drop(open.spawn(answer(stream, app.clone(), head_within, ends.clone())));
            }
            Err(error) => {
                tracing::warn!(%error, "no connection could be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    end.send_replace(true);
    while open.join_next().await.is_some() {}
}

async fn answer(
    stream: TcpStream,
    app: Router,
    head_within: Duration,
    mut ends: watch::Receiver<bool>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head_within);
    let service = TowerToHyperService::new(app);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let answered = tokio::select! {
        answered = &mut connection => answered,
        () = async { drop(ends.wait_for(|end| *end).await) } => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = answered {
        tracing::debug!(%error, "a connection ended in the midst of something");
    }
}
