//! The way between phones and hubs: each request is carried to the hub's own router in this process, and on the way
//! happens what the plan has about.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body as HttpBody, Bytes, to_bytes};
use counterfoil_client::ports::transport::Answering;
use counterfoil_client::ports::{Body, Request, Response, Transport, TransportError};
use tokio::sync::Notify;
use tower::ServiceExt as _;

use super::plan::{Plan, Trouble};
use crate::dice::Dice;

/// Requests that are on their way for long, at most; of more the oldest are lost.
const LATE_MAX: usize = 16;
/// Answers kept to come again.
const STALE_MAX: usize = 8;
/// Bytes of a hub's answer that are read.
const ANSWER_BYTES_MAX: usize = 64 << 20;
/// What a captive portal says.
const PORTAL: &[u8] = b"<!DOCTYPE html><html><body>Please sign in to the network</body></html>";

/// A request that can be carried more than once.
#[derive(Debug, Clone)]
struct Parcel {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What all ways share.
#[derive(Default)]
struct Sky {
    hub: Option<Router>,
    stranger: Option<Router>,
    late: VecDeque<Parcel>,
    told: Told,
    needles: Vec<Vec<u8>>,
}

/// What went over all ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// Requests that phones made.
    pub requests: u64,
    /// Of them those that met a trouble.
    pub troubled: u64,
    /// Answers in which something of another tenant stood.
    pub leaks: u64,
}

/// The air over a place: where hubs are, and what is still on its way.
#[derive(Clone, Default)]
pub struct Air(Arc<Mutex<Sky>>);

impl core::fmt::Debug for Air {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Air")
    }
}

impl Air {
    fn sky(&self) -> MutexGuard<'_, Sky> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the hub is; `None` while it is away.
    pub fn leads_to(&self, hub: Option<Router>) {
        self.sky().hub = hub;
    }

    /// Where the hub of another tenant is, and words of it that nobody here may read.
    pub fn has_stranger(&self, hub: Router, needles: Vec<Vec<u8>>) {
        let mut sky = self.sky();
        (sky.stranger, sky.needles) = (Some(hub), needles);
    }

    /// What went over all ways.
    #[must_use]
    pub fn told(&self) -> Told {
        self.sky().told
    }

    /// Delivers everything that is still on its way.
    pub async fn clears(&self) {
        while let Some(parcel) = self.next_late() {
            let _nobody_waits = self.deliver(parcel, None, false).await;
        }
    }

    fn next_late(&self) -> Option<Parcel> {
        self.sky().late.pop_front()
    }

    /// Carries a request to a hub, whole or cut after some bytes of its body.
    async fn deliver(
        &self,
        parcel: Parcel,
        cut_after: Option<usize>,
        to_stranger: bool,
    ) -> Result<Response, TransportError> {
        let router = {
            let sky = self.sky();
            if to_stranger { sky.stranger.clone() } else { sky.hub.clone() }
        };
        let router = router.ok_or(TransportError::Unreachable)?;
        let mut request = axum::http::Request::builder().method(parcel.method).uri(&parcel.path);
        for (name, value) in &parcel.headers {
            request = request.header(name, value);
        }
        request = request.header("content-length", parcel.body.len());
        let body = match cut_after {
            None => HttpBody::from(parcel.body),
            Some(after) => cut_body(&parcel.body[..after.min(parcel.body.len())]),
        };
        let request = request.body(body).map_err(|_| TransportError::Address("not a request"))?;
        let answer = router.oneshot(request).await.unwrap_or_else(|never| match never {});
        let status = answer.status().as_u16();
        let headers = answer.headers().iter();
        let headers = headers.filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        let headers = headers.collect();
        let body = to_bytes(answer.into_body(), ANSWER_BYTES_MAX).await;
        let body = body.map_err(|_| TransportError::Unreachable)?.to_vec();
        Ok(Response { status, headers, body })
    }

    /// Looks whether an answer that a phone gets holds anything of another tenant.
    fn searches(&self, answer: &Response) {
        let mut sky = self.sky();
        let plain = counterfoil_sync::wire::frame::decompress(&answer.body).unwrap_or_default();
        let found = |needle: &Vec<u8>| holds(&answer.body, needle) || holds(&plain, needle);
        sky.told.leaks += u64::from(sky.needles.iter().any(found));
    }
}

/// Whether bytes stand in others.
#[must_use]
pub fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && bytes.windows(needle.len()).any(|window| window == needle)
}

/// A body whose connection breaks after these bytes.
fn cut_body(begun: &[u8]) -> HttpBody {
    let begun = Bytes::copy_from_slice(begun);
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    HttpBody::from_stream(futures_util::stream::iter([Ok(begun), Err(broken)]))
}

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Carried,
    Met(Trouble),
    /// The app dies; whether the request still arrives.
    Dies(bool),
    NoSignal,
}

struct Weather {
    dice: Dice,
    rates: Vec<(Trouble, usize)>,
    is_off: bool,
    dies_after: Option<(usize, bool)>,
    stale: VecDeque<(String, Response)>,
}

/// One phone's way to its hub.
pub struct Wire {
    air: Air,
    weather: Mutex<Weather>,
    /// Told when the app dies in the middle of a request.
    pub died: Notify,
}

impl Wire {
    /// A way on which nothing happens.
    #[must_use]
    pub fn new(air: &Air) -> Self {
        let weather = Weather {
            dice: Dice::new(0),
            rates: Vec::new(),
            is_off: false,
            dies_after: None,
            stale: VecDeque::new(),
        };
        Self { air: air.clone(), weather: Mutex::new(weather), died: Notify::new() }
    }

    /// From now on the plan's troubles may happen.
    pub fn storms(&self, plan: &Plan) {
        let troubles = [
            Trouble::LostRequest,
            Trouble::LostAnswer,
            Trouble::Twice,
            Trouble::Late,
            Trouble::Cut,
            Trouble::Portal,
            Trouble::Stale,
            Trouble::Flip,
            Trouble::Stranger,
        ];
        self.weather().rates = troubles.map(|trouble| (trouble, plan.rate(trouble))).to_vec();
    }

    fn weather(&self) -> MutexGuard<'_, Weather> {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Chance begins anew, from a step's own.
    pub fn begins(&self, chance: u64) {
        self.weather().dice = Dice::new(chance);
    }

    /// Signal, or none.
    pub fn is_off(&self, off: bool) {
        self.weather().is_off = off;
    }

    /// Whether there is signal.
    #[must_use]
    pub fn has_signal(&self) -> bool {
        !self.weather().is_off
    }

    /// Nothing happens any more on this way.
    pub fn calms(&self) {
        let mut weather = self.weather();
        weather.rates.clear();
        (weather.is_off, weather.dies_after) = (false, None);
    }

    /// The app dies with one of the next requests; whether that one still arrives.
    pub fn dies_after(&self, requests: usize, arrives: bool) {
        self.weather().dies_after = Some((requests, arrives));
    }

    /// The app does not die any more.
    pub fn lives(&self) {
        self.weather().dies_after = None;
    }

    fn fate(&self) -> (Fate, usize, bool) {
        let mut weather = self.weather();
        let (number, late_comes) = (weather.dice.below(1 << 20), weather.dice.below(4) == 0);
        if weather.is_off {
            return (Fate::NoSignal, number, false);
        }
        if let Some((requests, arrives)) = weather.dies_after {
            weather.dies_after = requests.checked_sub(1).map(|left| (left, arrives));
            if requests == 0 {
                return (Fate::Dies(arrives), number, late_comes);
            }
        }
        let rates = weather.rates.clone();
        for (trouble, rate) in rates {
            if rate > 0 && weather.dice.below(100) < rate {
                return (Fate::Met(trouble), number, late_comes);
            }
        }
        (Fate::Carried, number, late_comes)
    }

    async fn carry(&self, request: Request) -> Result<Response, TransportError> {
        let max = request.answer_bytes_max;
        let parcel = parcel(request)?;
        let (fate, number, late_comes) = self.fate();
        {
            let mut sky = self.air.sky();
            sky.told.requests += 1;
            sky.told.troubled += u64::from(fate != Fate::Carried);
        }
        if late_comes && let Some(late) = self.air.next_late() {
            let _nobody_waits = self.air.deliver(late, None, false).await;
        }
        let answer = self.meets(fate, parcel, number).await?;
        self.air.searches(&answer);
        if answer.body.len() > max { Err(TransportError::TooLong) } else { Ok(answer) }
    }

    async fn meets(
        &self,
        fate: Fate,
        parcel: Parcel,
        number: usize,
    ) -> Result<Response, TransportError> {
        let path = parcel.path.clone();
        match fate {
            Fate::Carried | Fate::Met(Trouble::Twice | Trouble::Stale | Trouble::Flip) => {
                if fate == Fate::Met(Trouble::Twice) {
                    let _the_first = self.air.deliver(parcel.clone(), None, false).await;
                }
                let answer = self.air.deliver(parcel, None, false).await?;
                Ok(self.returns(fate, &path, answer, number))
            }
            Fate::NoSignal | Fate::Met(Trouble::LostRequest) => Err(TransportError::Unreachable),
            Fate::Met(Trouble::LostAnswer) => {
                let _it_is_lost = self.air.deliver(parcel, None, false).await;
                Err(TransportError::TimedOut)
            }
            Fate::Met(Trouble::Late) => {
                let mut sky = self.air.sky();
                sky.late.push_back(parcel);
                if sky.late.len() > LATE_MAX {
                    sky.late.pop_front();
                }
                Err(TransportError::TimedOut)
            }
            Fate::Met(Trouble::Cut) => {
                let after = number % parcel.body.len().max(1);
                let _it_is_cut = self.air.deliver(parcel, Some(after), false).await;
                Err(TransportError::Unreachable)
            }
            Fate::Met(Trouble::Stranger) => self.air.deliver(parcel, None, true).await,
            // The way that the real transport tells a portal by is tried by its own tests; here one that looks like a
            // hub comes through as often as one that does not.
            Fate::Met(_) if number.is_multiple_of(2) => Err(TransportError::NotTheHub),
            Fate::Met(_) => {
                let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
                Ok(Response { status: 200, headers, body: PORTAL.to_vec() })
            }
            Fate::Dies(arrives) => {
                if arrives {
                    let _nobody_hears = self.air.deliver(parcel, None, false).await;
                }
                self.died.notify_one();
                std::future::pending().await
            }
        }
    }

    /// The hub's answer as it reaches the phone.
    fn returns(&self, fate: Fate, path: &str, mut answer: Response, number: usize) -> Response {
        let mut weather = self.weather();
        let kept = |(at, _): &&(String, Response)| at == path;
        if fate == Fate::Met(Trouble::Stale)
            && let Some((_, before)) = weather.stale.iter().find(kept)
        {
            return before.clone();
        }
        weather.stale.push_back((path.to_owned(), answer.clone()));
        if weather.stale.len() > STALE_MAX {
            weather.stale.pop_front();
        }
        if fate == Fate::Met(Trouble::Flip) && !answer.body.is_empty() {
            let at = number % answer.body.len();
            answer.body[at] ^= 1 << (number % 8);
        }
        answer
    }
}

fn parcel(request: Request) -> Result<Parcel, TransportError> {
    let body = match request.body {
        Body::Empty => Vec::new(),
        Body::Bytes(bytes) => bytes,
        Body::File { path, offset, len } => {
            let bytes = std::fs::read(path).map_err(|_| TransportError::File)?;
            let from = usize::try_from(offset).map_err(|_| TransportError::File)?;
            let to = from + usize::try_from(len).map_err(|_| TransportError::File)?;
            bytes.get(from..to).ok_or(TransportError::File)?.to_vec()
        }
    };
    let Request { method, path, headers, .. } = request;
    Ok(Parcel { method, path, headers, body })
}

impl Transport for Wire {
    fn send(&self, request: Request) -> Answering<'_> {
        Box::pin(self.carry(request))
    }
}
