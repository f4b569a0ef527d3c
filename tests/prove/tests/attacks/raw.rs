//! HTTP written by hand: what no client library sends.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of an answer that are read.
const ANSWER_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Sends bytes as they are and gives what came back until the hub closed, as text; empty if nothing did.
pub(crate) async fn say(hub_url: &str, bytes: &[u8]) -> String {
    let mut stream = connect(hub_url).await;
    // A hub that refuses may close while bytes are still on their way.
    let _cut = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let reading = stream.take(ANSWER_BYTES_MAX);
    let mut reading = std::pin::pin!(reading);
    let _cut = tokio::time::timeout(PATIENCE, reading.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// A connection to the hub.
pub(crate) async fn connect(hub_url: &str) -> TcpStream {
    let address = hub_url.strip_prefix("http://").expect("a hub on this machine");
    TcpStream::connect(address).await.expect("the hub listens")
}

/// The status of an answer; 0 if there was none.
pub(crate) fn status(answer: &str) -> u16 {
    let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    status.and_then(|status| status.parse().ok()).unwrap_or_default()
}

/// A request without a body.
pub(crate) fn bare(method: &str, target: &str, headers: &str) -> Vec<u8> {
    format!("{method} {target} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n{headers}\r\n")
        .into_bytes()
}
