//! Processes that end while they erase: a hub, and a phone that carries out what the hub was told.

use std::path::Path;
use std::sync::Arc;

use counterfoil_client::ports::transport::Answering;
use counterfoil_client::ports::{Body, HttpTransport, Request, Transport, TransportError};
use counterfoil_client::syncing::Budget;
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::cbor;
use counterfoil_domain::erasure::ErasureReason;
use counterfoil_domain::ids::SubjectId;
use counterfoil_server::clock::SystemClock;
use counterfoil_server::erasing::EraseAsk;
use counterfoil_server::server::{HubConfig, Server};
use counterfoil_sync::access::{ERASURES_PATH, ErasuresAsk};
use tokio::runtime::Runtime;

use crate::kill_wipe::{BEGINS, DONE, open_by};

/// The first word of the arguments of a process in which a hub erases an order.
pub const ERASES: &str = "erases";
/// The first word of the arguments of a process in which a phone syncs.
pub const SYNCS: &str = "syncs";

/// A hub's folders below one, with a folder for backups.
#[must_use]
pub fn hub_in(root: &Path) -> HubConfig {
    let mut config = HubConfig::beside(root, "滨河网点");
    config.backup = Some(root.join("backup"));
    config
}

/// Opens the hub, which finishes what was cut off before, and erases the order in this process, telling before and after:
/// what the killed process does.
///
/// # Panics
/// When the hub does not open, or cannot erase.
pub fn erase_and_tell(root: &Path, order: &str) {
    let order: SubjectId = order.parse().expect("an order");
    let runtime = Runtime::new().expect("a runtime");
    runtime.block_on(async {
        println!("{BEGINS}");
        let hub = Server::open_with_clock(hub_in(root), Arc::new(SystemClock)).await;
        let hub = hub.expect("it opens");
        let asked = EraseAsk { reason: ErasureReason::Request, basis: "PIPL 47".to_owned() };
        hub.erase_order(order, &asked).await.expect("erased");
        println!("{DONE}");
    });
}

/// A way to the hub on which the phone's word that it has erased is lost, so that the hub asks the next copy of it too.
struct Untold {
    http: HttpTransport,
    /// What is done when the word is said.
    said: fn(),
}

impl Transport for Untold {
    fn send(&self, request: Request) -> Answering<'_> {
        if request.path == ERASURES_PATH && through(&request.body) > 0 {
            (self.said)();
            return Box::pin(async { Err(TransportError::Unreachable) });
        }
        self.http.send(request)
    }
}

fn through(body: &Body) -> u64 {
    let Body::Bytes(bytes) = body else { return 0 };
    cbor::decode::<ErasuresAsk>(bytes).map_or(0, |ask| ask.through)
}

/// A phone in a home that never gets its word through; `said` is called when it says it.
///
/// # Errors
/// As opening.
///
/// # Panics
/// When there is no TLS, or the disk fails.
pub fn open_untold(home: &Path, said: fn()) -> Result<Phone, ClientError> {
    let http = HttpTransport::new().expect("TLS");
    open_by(home, Arc::new(Untold { http, said }))
}

/// Opens the phone and syncs in this process, telling before and after: what the killed process does.
///
/// # Panics
/// When it cannot be opened.
pub fn sync_and_tell(home: &Path) {
    let runtime = Runtime::new().expect("a runtime");
    runtime.block_on(async {
        println!("{BEGINS}");
        let phone = open_untold(home, || {}).expect("it opens");
        // Its end is the word that does not get through.
        let _ = phone.syncing().run(Budget::default()).await;
        phone.close_and_wait().expect("closed");
        println!("{DONE}");
    });
}
