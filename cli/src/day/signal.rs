//! The signal between phones and hub: a TCP relay that can be switched off, or cut after some bytes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// No limit: everything passes.
const UNLIMITED: i64 = i64::MAX;

/// A relay whose other end may come later: phones learn its address before the hub is there.
#[derive(Debug)]
pub struct Signal {
    /// Where phones connect.
    pub address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    target: watch::Sender<Option<SocketAddr>>,
    /// Bytes that may still pass; below 1 connections are cut and new ones refused.
    budget: AtomicI64,
    carried: AtomicU64,
    cuts: AtomicU64,
    /// When the signal went for the first time, and when it came back; 0 before.
    off_at_ms: AtomicU64,
    back_at_ms: AtomicU64,
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
            cuts: AtomicU64::new(0),
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

    /// Connections that were cut in the middle so far.
    pub fn cuts(&self) -> u64 {
        self.state.cuts.load(Ordering::SeqCst)
    }
}

impl Signal {
    /// From when to when there was no signal, ms since 1970; `None` if there always was some.
    pub fn gone_ms(&self) -> Option<(u64, u64)> {
        let from = self.state.off_at_ms.load(Ordering::SeqCst);
        let to = self.state.back_at_ms.load(Ordering::SeqCst);
        (from > 0).then(|| (from, if to > 0 { to } else { now_ms() }))
    }
}

impl State {
    fn came_back(&self) {
        if self.off_at_ms.load(Ordering::SeqCst) > 0 {
            note_first(&self.back_at_ms);
        }
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

impl Drop for Signal {
    fn drop(&mut self) {
        self.task.abort();
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
    // Either way that ends, ends both: a cut is a cut.
    tokio::select! {
        () = carry(&mut from_phone, &mut to_hub, &state) => {}
        () = carry(&mut from_hub, &mut to_phone, &state) => {}
    }
}

async fn carry(
    from: &mut (impl AsyncReadExt + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    state: &State,
) {
    let mut buffer = vec![0; 8 * 1024];
    loop {
        let read = from.read(&mut buffer);
        let read = tokio::time::timeout(std::time::Duration::from_millis(50), read).await;
        if state.budget.load(Ordering::SeqCst) <= 0 {
            state.cuts.fetch_add(1, Ordering::SeqCst);
            return;
        }
        let count = match read {
            Err(_) => continue, // nothing came; look at the budget again
            Ok(Ok(count)) if count > 0 => count,
            Ok(_) => return,
        };
        let left = state.budget.load(Ordering::SeqCst);
        let may = usize::try_from(left).unwrap_or(count).min(count);
        if left != UNLIMITED {
            state.budget.fetch_sub(i64::try_from(count).unwrap_or(left), Ordering::SeqCst);
        }
        if to.write_all(&buffer[..may]).await.is_err() {
            return;
        }
        state.carried.fetch_add(may as u64, Ordering::SeqCst);
        if may < count {
            state.cuts.fetch_add(1, Ordering::SeqCst);
            return;
        }
    }
}
