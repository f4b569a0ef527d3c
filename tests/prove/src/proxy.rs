//! A proxy between a phone and its hub that plays tricks: it speaks HTTP, so it knows what it breaks.
//!
//! ```text
//! Phone ── HTTP ── Proxy ── HTTP ── hub
//!                    └─ Trick: what becomes of the next request of a kind, or of its answer
//! ```

mod answers;
mod forging;
mod message;
mod trick;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use counterfoil_domain::keys::SoftwareKey;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use self::message::Message;
pub use self::trick::{Errand, Trick, every_trick};

/// A proxy whose tricks are planned or thrown.
pub struct Proxy {
    /// Where phones connect.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    address: SocketAddr,
    hub: SocketAddr,
    /// The key by which answers are forged.
    key: SoftwareKey,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    planned: VecDeque<(Errand, Trick)>,
    played: usize,
    astray: usize,
    /// The last honest request and answer of each kind.
    known: HashMap<Errand, (Message, Message)>,
}

impl Proxy {
    /// A proxy on a free port; `key` signs what it forges.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(hub: SocketAddr, key: SoftwareKey) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared { address, hub, key, state: Mutex::default() });
        let serving = shared.clone();
        let task = tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                let shared = serving.clone();
                tokio::spawn(async move { drop(shared.serve(phone).await) });
            }
        });
        Self { address, shared, task }
    }

    /// Plays this with the next request of its kind; planned tricks are played in their order.
    pub fn plans(&self, errand: Errand, trick: Trick) {
        self.shared.state().planned.push_back((errand, trick));
    }

    /// Forgets what was planned and not played yet.
    pub fn behaves(&self) {
        self.shared.state().planned.clear();
    }

    /// Tricks played so far.
    #[must_use]
    pub fn played(&self) -> usize {
        self.shared.state().played
    }

    /// Requests that came to where only a redirection could have sent them.
    #[must_use]
    pub fn astray(&self) -> usize {
        self.shared.state().astray
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to do with this request.
    fn trick_for(&self, errand: Errand) -> Trick {
        let mut state = self.state();
        let at = state.planned.iter().position(|(planned, _)| *planned == errand);
        let trick = at.and_then(|at| state.planned.remove(at)).map(|(_, trick)| trick);
        state.played += usize::from(trick.is_some());
        trick.unwrap_or(Trick::Honest)
    }

    async fn serve(&self, mut phone: TcpStream) -> std::io::Result<()> {
        let Some(request) = Message::read(&mut phone).await? else { return Ok(()) };
        let errand = Errand::of(&request);
        if request.first_line().contains("/elsewhere") {
            self.state().astray += 1;
        }
        match self.trick_for(errand) {
            Trick::Honest => {
                let answer = self.ask(&request).await?;
                phone.write_all(&answer.to_bytes()).await?;
                self.state().known.insert(errand, (request, answer));
            }
            trick => self.play(trick, errand, request, &mut phone).await?,
        }
        phone.shutdown().await
    }

    /// The hub's answer to a request.
    async fn ask(&self, request: &Message) -> std::io::Result<Message> {
        let mut hub = TcpStream::connect(self.hub).await?;
        hub.write_all(&request.to_bytes()).await?;
        let answer = Message::read_answer(&mut hub).await?;
        answer.ok_or_else(|| std::io::Error::other("the hub closed"))
    }

    /// What becomes of the request.
    async fn play(
        &self,
        trick: Trick,
        errand: Errand,
        request: Message,
        phone: &mut TcpStream,
    ) -> std::io::Result<()> {
        match trick {
            Trick::CutRequest(share) => {
                let mut hub = TcpStream::connect(self.hub).await?;
                let bytes = request.to_bytes();
                hub.write_all(&bytes[..share.of(bytes.len())]).await
            }
            Trick::FlipRequest(share) => {
                let broken = request.with_bit_flipped(share);
                phone.write_all(&self.ask(&broken).await?.to_bytes()).await
            }
            Trick::Twice => {
                let _first = self.ask(&request).await?;
                phone.write_all(&self.ask(&request).await?.to_bytes()).await
            }
            Trick::OldRequestFirst => {
                let old = self.state().known.get(&errand).map(|(old, _)| old.clone());
                if let Some(old) = old {
                    let _whatever = self.ask(&old).await?;
                }
                phone.write_all(&self.ask(&request).await?.to_bytes()).await
            }
            Trick::Overtaken => {
                // The phone hears nothing; its request comes to the hub behind those that it sends next.
                let (hub, bytes) = (self.hub, request.to_bytes());
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(150)).await;
                    if let Ok(mut hub) = TcpStream::connect(hub).await {
                        let _gone = hub.write_all(&bytes).await;
                        let _answer = Message::read_answer(&mut hub).await;
                    }
                });
                Ok(())
            }
            trick => self.answer(trick, errand, &request, phone).await,
        }
    }
}
