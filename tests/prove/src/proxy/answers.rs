//! What becomes of an answer on its way to the phone.

use std::io::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use counterfoil_sync::access::HUB_HEADER;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::message::Message;
use super::trick::{Errand, Trick};
use super::{Shared, forging};

const CBOR: (&str, &str) = ("content-type", "application/cbor");
const HUB: (&str, &str) = (HUB_HEADER, "1");
const MIB: usize = 1024 * 1024;

/// Half a gigabyte of nothing.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut packed = zstd::Encoder::new(Vec::new(), 3).expect("memory");
    let zeros = vec![0; MIB];
    (0..512).for_each(|_| packed.write_all(&zeros).expect("memory"));
    packed.finish().expect("memory")
});

impl Shared {
    /// Plays a trick with the answer.
    pub(super) async fn answer(
        &self,
        trick: Trick,
        errand: Errand,
        request: &Message,
        phone: &mut TcpStream,
    ) -> std::io::Result<()> {
        let made = match trick {
            Trick::Portal { as_hub } => portal(as_hub),
            Trick::Redirect(status) => {
                let away = format!("http://{}/elsewhere", self.address);
                Message::made(status, &[("location", &away)], Vec::new())
            }
            Trick::Status { status, as_hub } => bare_status(status, as_hub),
            Trick::Bomb => Message::made(200, &[HUB, CBOR], BOMB.clone()),
            Trick::Noise => return phone.write_all(&[0x16, 3, 1, 0, 0, 255, 13, 10]).await,
            Trick::Silence => return Ok(()),
            Trick::Endless => return endless(phone).await,
            Trick::Forged => match forging::all_is_safe(request, &self.key) {
                Some(body) => Message::made(200, &[HUB, CBOR], body),
                None => Message::made(204, &[HUB, ("upload-complete", "?1")], Vec::new()),
            },
            Trick::OldAnswer => self.known_answer(|known| known == errand),
            Trick::OtherAnswer => self.known_answer(|known| known != errand),
            trick => return self.honest_but(trick, request, phone).await,
        };
        phone.write_all(&made.to_bytes()).await
    }

    /// An answer that the hub once gave.
    fn known_answer(&self, which: impl Fn(Errand) -> bool) -> Message {
        let state = self.state();
        let known = Errand::ALL.iter().filter(|errand| which(**errand));
        let answer = known.filter_map(|errand| state.known.get(errand)).next();
        answer.map_or_else(|| portal(false), |(_, answer)| answer.clone())
    }

    /// The hub's own answer, not as it was sent.
    async fn honest_but(
        &self,
        trick: Trick,
        request: &Message,
        phone: &mut TcpStream,
    ) -> std::io::Result<()> {
        if let Trick::Slow(ms) = trick {
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
        let mut answer = self.ask(request).await?;
        match trick {
            Trick::Slow(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
            Trick::CutAnswer(share) => {
                let bytes = answer.to_bytes();
                return phone.write_all(&bytes[..share.of(bytes.len())]).await;
            }
            Trick::Truncated(share) => {
                answer.body.truncate(share.of(answer.body.len()));
                answer.set("content-length", &answer.body.len().to_string());
            }
            Trick::FlipAnswer(share) => answer = answer.with_bit_flipped(share),
            Trick::WrongLength(by) => {
                let length = i64::try_from(answer.body.len()).unwrap_or_default() + i64::from(by);
                answer.set("content-length", &length.max(-1).to_string());
            }
            Trick::Drip => return drip(phone, &answer.to_bytes()).await,
            _ => {}
        }
        phone.write_all(&answer.to_bytes()).await
    }
}

fn portal(as_hub: bool) -> Message {
    let page = "<!doctype html><html><title>Free Wi-Fi</title><form action=/login>…</form></html>";
    let html = ("content-type", "text/html; charset=utf-8");
    let headers = if as_hub { vec![html, HUB] } else { vec![html] };
    Message::made(200, &headers, page.as_bytes().to_vec())
}

fn bare_status(status: u16, as_hub: bool) -> Message {
    let problem = ("content-type", "application/problem+json");
    let headers = if as_hub { vec![problem, HUB, ("retry-after", "1")] } else { Vec::new() };
    let body = if as_hub { br#"{"code":"whatever"}"#.to_vec() } else { b"no".to_vec() };
    Message::made(status, &headers, body)
}

/// Goes on until the phone has enough.
async fn endless(phone: &mut TcpStream) -> std::io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ncounterfoil-hub: 1\r\ncontent-type: application/cbor\r\n\
                transfer-encoding: chunked\r\n\r\n";
    phone.write_all(head.as_bytes()).await?;
    let part = vec![b'a'; 64 * 1024];
    for _ in 0..4 * 1024 {
        phone.write_all(format!("{:x}\r\n", part.len()).as_bytes()).await?;
        phone.write_all(&part).await?;
        phone.write_all(b"\r\n").await?;
    }
    Ok(())
}

/// A byte now and then, and the rest when everybody has waited long enough.
async fn drip(phone: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    let (first, rest) = bytes.split_at(bytes.len().min(120));
    for byte in first {
        phone.write_all(&[*byte]).await?;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    phone.write_all(rest).await
}
