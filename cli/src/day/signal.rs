//! The signal between phones and hub: a TCP relay that can be switched off, or cut after some bytes.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// No limit: everything passes.
const UNLIMITED: i64 = i64::MAX;
/// How often an idle connection looks whether there still is signal.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A relay whose other end may come later: phones learn its address before the hub is there.
#[derive(Debug)]
pub struct Signal {
    /// Where phones connect.
    pub address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

/// What was under way on connections that were cut in the middle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cuts {
    /// Exchanges: the request or its answer.
    pub syncs: u64,
    /// Uploads of photographs and signatures.
    pub uploads: u64,
    /// Everything else: asking for a nonce or a token.
    pub others: u64,
}

impl Cuts {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.syncs + self.uploads + self.others
    }
}

#[derive(Debug)]
struct State {
    target: watch::Sender<Option<SocketAddr>>,
    /// Bytes that may still pass; below 1 connections are cut and new ones refused.
    budget: AtomicI64,
    carried: AtomicU64,
    cuts: Mutex<Cuts>,
    /// When the signal went for the first time, and when it came back; 0 before.
    off_at_ms: AtomicU64,
    back_at_ms: AtomicU64,
}

/// What a request is for, by its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Errand {
    Sync,
    Upload,
    Other,
}

impl Signal {
    /// A relay on a free port of this machine; off until [`Signal::on`].
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            target: watch::Sender::new(None),
            budget: AtomicI64::new(UNLIMITED),
            carried: AtomicU64::new(0),
            cuts: Mutex::new(Cuts::default()),
            off_at_ms: AtomicU64::new(0),
            back_at_ms: AtomicU64::new(0),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&state)));
        Ok(Self { address, state, task })
    }

    /// Where the hub is.
    pub fn leads_to(&self, hub: SocketAddr) {
        self.state.target.send_replace(Some(hub));
    }

    /// Signal.
    pub fn on(&self) {
        self.state.came_back();
        self.state.budget.store(UNLIMITED, Ordering::SeqCst);
    }

    /// No signal.
    pub fn off(&self) {
        note_first(&self.state.off_at_ms);
        self.state.budget.store(0, Ordering::SeqCst);
    }

    /// Signal that is lost again after some bytes, in the middle of whatever goes on then.
    pub fn cut_after(&self, bytes: u64) {
        self.state.came_back();
        self.state.budget.store(i64::try_from(bytes).unwrap_or(UNLIMITED), Ordering::SeqCst);
    }

    /// Bytes carried so far, both ways.
    pub fn carried_bytes(&self) -> u64 {
        self.state.carried.load(Ordering::SeqCst)
    }

    /// Connections that were cut in the middle so far: bytes were on the way and did not arrive.
    pub fn cuts(&self) -> Cuts {
        *self.state.cuts()
    }

    /// From when to when there was no signal, ms since 1970; `None` if there always was some.
    pub fn gone_ms(&self) -> Option<(u64, u64)> {
        let from = self.state.off_at_ms.load(Ordering::SeqCst);
        let to = self.state.back_at_ms.load(Ordering::SeqCst);
        (from > 0).then(|| (from, if to > 0 { to } else { now_ms() }))
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Notes the present time, the first time that it is asked to.
fn note_first(at_ms: &AtomicU64) {
    let _ = at_ms.compare_exchange(0, now_ms(), Ordering::SeqCst, Ordering::SeqCst);
}

/// This machine's clock, ms since 1970.
#[must_use]
pub fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

impl State {
    fn came_back(&self) {
        if self.off_at_ms.load(Ordering::SeqCst) > 0 {
            note_first(&self.back_at_ms);
        }
    }

    fn cuts(&self) -> std::sync::MutexGuard<'_, Cuts> {
        self.cuts.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// How many of `count` bytes may pass now; they are taken from the budget.
    fn may_pass(&self, count: usize) -> usize {
        let left = self.budget.load(Ordering::SeqCst);
        if left == UNLIMITED {
            return count;
        }
        self.budget.fetch_sub(i64::try_from(count).unwrap_or(left), Ordering::SeqCst);
        usize::try_from(left).unwrap_or(0).min(count)
    }

    fn was_cut(&self, errand: Errand) {
        let mut cuts = self.cuts();
        match errand {
            Errand::Sync => cuts.syncs += 1,
            Errand::Upload => cuts.uploads += 1,
            Errand::Other => cuts.others += 1,
        }
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((phone, _)) = listener.accept().await {
        tokio::spawn(relay(phone, Arc::clone(&state)));
    }
}

async fn relay(phone: TcpStream, state: Arc<State>) {
    let target = *state.target.borrow();
    let Some(target) = target.filter(|_| state.budget.load(Ordering::SeqCst) > 0) else { return };
    let Ok(hub) = TcpStream::connect(target).await else { return };
    let (mut from_phone, mut to_phone) = phone.into_split();
    let (mut from_hub, mut to_hub) = hub.into_split();
    let errand = Mutex::new(Errand::Other);
    // Either way that ends, ends both: a cut is a cut.
    tokio::select! {
        () = carry(&mut from_phone, &mut to_hub, &state, &errand) => {}
        () = carry(&mut from_hub, &mut to_phone, &state, &errand) => {}
    }
}

async fn carry(
    from: &mut (impl AsyncReadExt + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    state: &State,
    errand: &Mutex<Errand>,
) {
    let mut buffer = vec![0; 8 * 1024];
    loop {
        let read = tokio::time::timeout(LOOK_AGAIN, from.read(&mut buffer)).await;
        let count = match read {
            Err(_) if state.budget.load(Ordering::SeqCst) > 0 => continue,
            Ok(Ok(count)) if count > 0 => count,
            _ => return,
        };
        let errand = now(errand, &buffer[..count]);
        let may = state.may_pass(count);
        if may < count {
            state.was_cut(errand);
        }
        if to.write_all(&buffer[..may]).await.is_err() {
            return;
        }
        state.carried.fetch_add(may as u64, Ordering::SeqCst);
        if may < count {
            return;
        }
    }
}

/// What goes on on this connection: the last request line that passed.
fn now(errand: &Mutex<Errand>, bytes: &[u8]) -> Errand {
    let mut errand = errand.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if bytes.starts_with(b"POST /v1/sync") {
        *errand = Errand::Sync;
    } else if bytes.starts_with(b"PATCH /v1/blobs") || bytes.starts_with(b"HEAD /v1/blobs") {
        *errand = Errand::Upload;
    } else if bytes.starts_with(b"POST /") || bytes.starts_with(b"GET /") {
        *errand = Errand::Other;
    }
    *errand
}
