//! A hub that really listens on this machine, and can be stopped, started again and restored.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_server::app::app;
use counterfoil_server::server::{HubConfig, Server};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::StoryClock;

/// How long a hub may take to finish what it was answering.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// A running hub.
#[derive(Debug)]
pub struct RunningHub {
    /// The hub itself, for what a story looks up behind its doors.
    pub server: Server,
    /// Where it listens.
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl RunningHub {
    /// Opens the folder and listens on a free port.
    pub async fn start(config: HubConfig, clock: Arc<StoryClock>) -> Self {
        let server = Server::open_with_clock(config, clock).await.expect("the hub opens");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let told = async move { drop(stopped.await) };
        let serving = axum::serve(listener, app(server.clone())).with_graceful_shutdown(told);
        let task = tokio::spawn(serving.into_future());
        Self { server, address, stop, task }
    }

    /// Where it is reached.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening and finishes what is being answered.
    pub async fn stop(self) {
        let Self { server, stop, mut task, .. } = self;
        // A task that has ended already does not listen any more.
        let _ = stop.send(());
        drop(server);
        if tokio::time::timeout(STOP_WITHIN, &mut task).await.is_err() {
            task.abort();
        }
    }
}
