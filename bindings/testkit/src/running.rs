//! The hub while it runs: its server, its signal, and the threads of both.

use std::net::SocketAddr;
use std::time::Duration;

use counterfoil_cli::day::signal::Signal;
use counterfoil_server::app::app;
use counterfoil_server::server::{HubConfig, Server};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::TestKitError;

/// How long a hub may take to finish what it was answering.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// A hub that runs.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) runtime: Runtime,
    pub(crate) signal: Signal,
    /// Where the hub itself listens, behind the signal.
    pub(crate) address: SocketAddr,
    pub(crate) office_secret: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
    folder: TempDir,
}

impl Running {
    pub(crate) fn start(tenant_name: &str) -> Result<Self, TestKitError> {
        let runtime = Runtime::new().map_err(TestKitError::because)?;
        let folder = tempfile::tempdir().map_err(TestKitError::because)?;
        let begun = runtime.block_on(begin(&folder, tenant_name))?;
        let Begun { signal, address, office_secret, stop, task } = begun;
        Ok(Self { runtime, signal, address, office_secret, stop, task, folder })
    }

    /// Ends everything and deletes the folder.
    pub(crate) fn stop(self) -> Result<(), TestKitError> {
        let Self { runtime, signal, stop, mut task, folder, .. } = self;
        // A task that has ended already does not listen any more.
        let _ = stop.send(());
        runtime.block_on(async {
            drop(signal);
            if tokio::time::timeout(STOP_WITHIN, &mut task).await.is_err() {
                task.abort();
            }
        });
        runtime.shutdown_timeout(STOP_WITHIN);
        folder.close().map_err(TestKitError::because)
    }
}

struct Begun {
    signal: Signal,
    address: SocketAddr,
    office_secret: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

async fn begin(folder: &TempDir, tenant_name: &str) -> Result<Begun, TestKitError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(TestKitError::because)?;
    let address = listener.local_addr().map_err(TestKitError::because)?;
    let signal = Signal::start().await.map_err(TestKitError::because)?;
    signal.leads_to(address);
    signal.on();
    let mut config = HubConfig::beside(folder.path(), tenant_name);
    config.public_url = format!("http://{}", signal.address);
    config.safe_is_stored = true;
    let server = Server::open(config).await.map_err(TestKitError::because)?;
    let office_secret = server.keyring.office_secret.clone();
    let (stop, stopped) = oneshot::channel::<()>();
    let told = async move { drop(stopped.await) };
    let serving = axum::serve(listener, app(server)).with_graceful_shutdown(told);
    let task = tokio::spawn(serving.into_future());
    Ok(Begun { signal, address, office_secret: office_secret.to_string(), stop, task })
}
