//! Connections that hold a socket and ask nothing are closed; who asks is answered meanwhile.

use std::time::{Duration, Instant};

use counterfoil_server::app::app;
use counterfoil_server::listening::serve;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::world::World;

const ASKS: &[u8] = b"GET /v1/health HTTP/1.1\r\nHost: hub\r\n\r\n";

/// The hub on a socket of this machine, and what ends it.
async fn on_a_socket(world: &World, head_within: Duration) -> (String, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = listener.local_addr().expect("an address").to_string();
    let (end, ended) = oneshot::channel::<()>();
    let router = app(world.hub.clone());
    tokio::spawn(serve(listener, router, head_within, async move { drop(ended.await) }));
    (address, end)
}

/// Reads until the hub closes; `None` if it has not within this time.
async fn closed(stream: &mut TcpStream, within: Duration) -> Option<Vec<u8>> {
    let mut said = Vec::new();
    let read = timeout(within, stream.read_to_end(&mut said)).await;
    read.is_ok().then_some(said)
}

#[tokio::test]
async fn who_says_nothing_or_half_a_word_is_shown_the_door() {
    let world = World::fresh().await;
    let short = Duration::from_millis(400);
    let (address, _end) = on_a_socket(&world, short).await;
    let patience = Duration::from_secs(20);
    let connect = async || TcpStream::connect(&address).await.expect("a connection");
    let (mut silent, mut half, mut slow) = (connect().await, connect().await, connect().await);
    let mut kept = connect().await;
    // 1. Nothing; half a head; a head of which a byte comes now and then; nothing more after an answer.
    half.write_all(b"GET /v1/health HTTP/1.1\r\nHo").await.expect("sent");
    kept.write_all(ASKS).await.expect("sent");
    let began = Instant::now();
    let trickle = async {
        for byte in b"GET /v1/health HTTP/1.1\r\nHost: a-very-long-name-that-never-ends".repeat(20)
        {
            if slow.write_all(&[byte]).await.is_err() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    };
    // 2. Somebody else is answered meanwhile.
    let mut other = connect().await;
    other.write_all(ASKS).await.expect("sent");
    let mut first = [0; 12];
    other.read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200");
    assert!(trickle.await, "a head that trickles was let in for {:?}", began.elapsed());
    assert!(closed(&mut silent, patience).await.is_some());
    assert!(closed(&mut half, patience).await.is_some());
    let said = closed(&mut kept, patience).await.expect("closed in the end");
    assert!(said.starts_with(b"HTTP/1.1 200"), "it was answered first");
    // 3. The control: with more patience all of them stay.
    let (address, end) = on_a_socket(&world, Duration::from_secs(600)).await;
    let mut silent = TcpStream::connect(&address).await.expect("a connection");
    let mut half = TcpStream::connect(&address).await.expect("a connection");
    half.write_all(b"GET /v1/he").await.expect("sent");
    assert!(closed(&mut silent, 2 * short).await.is_none());
    assert!(closed(&mut half, 2 * short).await.is_none());
    // 4. A hub that is told to stop lets go of who asks nothing.
    end.send(()).expect("it runs");
    assert!(closed(&mut silent, patience).await.is_some());
}
