//! The hub's door as the phone knocks at it: proofs, nonces, tokens, and what the traffic weighs.

use std::sync::PoisonError;

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::TenantId;
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::moment::Clocks;
use counterfoil_domain::proof::{Proof, ProofStatement};
use counterfoil_sync::access::{
    NONCE_HEADER, NONCE_PATH, NonceAnswer, NonceAsk, PROOF_HEADER, TOKEN_PATH, TOKEN_SCHEME,
    TokenAnswer, proof_text,
};

use crate::error::{CauseError, Caused};
use crate::phone::core::Core;
use crate::ports::transport::Heard;
use crate::ports::{Body, Request, Response};
use crate::wiping;

/// Bytes of a small answer.
pub(crate) const SMALL_ANSWER_BYTES_MAX: usize = 256 * 1024;
/// A token that ends this soon counts as over, ms.
const TOKEN_MARGIN_MS: u64 = 30_000;

/// What is known of the door, for as long as the process lives.
#[derive(Debug, Default)]
pub(crate) struct Access {
    nonce: Option<[u8; 16]>,
    token: Option<Token>,
    /// The hub gives no token any more: enrol again. Pushing goes on.
    pub(crate) enrol_again: bool,
}

#[derive(Debug, Clone)]
struct Token {
    text: String,
    lives_ms: u64,
    received: Clocks,
}

/// What went over the wire: bodies, and the headers that this side wrote and saw, apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Bytes of bodies sent.
    pub bytes_up: u64,
    /// Bytes of bodies received.
    pub bytes_down: u64,
    /// Bytes of header lines sent.
    pub header_bytes_up: u64,
    /// Bytes of header lines received.
    pub header_bytes_down: u64,
    /// Requests that were answered.
    pub round_trips: u32,
}

impl Traffic {
    /// Adds what else went over the wire.
    pub(crate) fn add(&mut self, other: &Self) {
        self.bytes_up += other.bytes_up;
        self.bytes_down += other.bytes_down;
        self.header_bytes_up += other.header_bytes_up;
        self.header_bytes_down += other.header_bytes_down;
        self.round_trips += other.round_trips;
    }
}

fn header_bytes(headers: &[(String, String)]) -> u64 {
    headers.iter().map(|(name, value)| (name.len() + value.len() + 4) as u64).sum()
}

/// A request to this store's hub.
#[derive(Clone)]
pub(crate) struct Knock {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) answer_bytes_max: usize,
}

impl Knock {
    pub(crate) fn get(path: String, answer_bytes_max: usize) -> Self {
        let (headers, body) = (Vec::new(), Body::Empty);
        Self { method: "GET", path, headers, body, answer_bytes_max }
    }

    pub(crate) fn post(path: &str, body: Vec<u8>) -> Self {
        let headers = vec![("content-type".to_owned(), "application/cbor".to_owned())];
        let answer_bytes_max = SMALL_ANSWER_BYTES_MAX;
        let (path, body) = (path.to_owned(), Body::Bytes(body));
        Self { method: "POST", path, headers, body, answer_bytes_max }
    }
}

/// Sends a request as it is.
pub(crate) async fn send(
    core: &Core,
    hub_url: &str,
    knock: Knock,
    traffic: &mut Traffic,
) -> Caused<Response> {
    let body_bytes = match &knock.body {
        Body::Empty => 0,
        Body::Bytes(bytes) => bytes.len() as u64,
        Body::File { len, .. } => *len,
    };
    let up = header_bytes(&knock.headers) + (knock.method.len() + knock.path.len() + 12) as u64;
    let request = request_of(hub_url, knock);
    traffic.bytes_up += body_bytes;
    traffic.header_bytes_up += up;
    let answer = core.ports.transport.send(request).await?;
    traffic.round_trips += 1;
    traffic.bytes_down += answer.body.len() as u64;
    traffic.header_bytes_down += header_bytes(&answer.headers);
    note_nonce(core, &answer);
    wiping::hear(core, &answer);
    Ok(answer)
}

fn request_of(hub_url: &str, knock: Knock) -> Request {
    Request {
        method: knock.method,
        hub_url: hub_url.to_owned(),
        path: knock.path,
        headers: knock.headers,
        body: knock.body,
        answer_bytes_max: knock.answer_bytes_max,
    }
}

fn note_nonce(core: &Core, answer: &Response) {
    let text = answer.header(NONCE_HEADER);
    let nonce = text.and_then(|text| hex::decode(text).ok()).and_then(|one| one.try_into().ok());
    if let Some(nonce) = nonce {
        set_nonce(core, nonce);
    }
}

/// The nonce that the hub's last answer brought.
pub(crate) fn set_nonce(core: &Core, nonce: [u8; 16]) {
    core.access.lock().unwrap_or_else(PoisonError::into_inner).nonce = Some(nonce);
}

/// Keeps a token with the clocks at which it came.
pub(crate) fn set_token(core: &Core, answer: &TokenAnswer) {
    let token = Token {
        text: answer.token.clone(),
        lives_ms: answer.expires_ms.saturating_sub(answer.time_ms),
        received: core.ports.moments.clocks(),
    };
    let mut access = core.access.lock().unwrap_or_else(PoisonError::into_inner);
    (access.token, access.enrol_again) = (Some(token), false);
}

/// Why an answer is no success.
pub(crate) fn refusal(answer: &Response) -> CauseError {
    let body: Option<serde_json::Value> = serde_json::from_slice(&answer.body).ok();
    let code = body.as_ref().and_then(|body| body.get("code")?.as_str().map(str::to_owned));
    CauseError::Hub { status: answer.status, code: code.unwrap_or_default() }
}

/// The body of a success.
pub(crate) fn success(answer: Response) -> Caused<Vec<u8>> {
    if (200..300).contains(&answer.status) { Ok(answer.body) } else { Err(refusal(&answer)) }
}

/// Asks for a nonce; also tells which tenant the hub serves.
pub(crate) async fn ask_nonce(
    core: &Core,
    hub_url: &str,
    traffic: &mut Traffic,
) -> Caused<NonceAnswer> {
    let ask = NonceAsk { device: core.keys.device() };
    let knock = Knock::post(NONCE_PATH, cbor::encode(&ask));
    let body = success(send(core, hub_url, knock, traffic).await?)?;
    let answer: NonceAnswer = cbor::decode(&body).map_err(|_| CauseError::garbled())?;
    set_nonce(core, answer.nonce);
    Ok(answer)
}

/// The statement that a proof over a request signs.
pub(crate) fn proof_statement(
    core: &Core,
    tenant: TenantId,
    target: String,
    body: &[u8],
    nonce: [u8; 16],
) -> ProofStatement {
    let (device, request) = (core.keys.device(), sha256(body));
    ProofStatement { version: 1, tenant, device, target, request, nonce }
}

/// Posts bytes with a proof by the session key; once more if the nonce was old. The answer may be a refusal.
pub(crate) async fn post_proven(
    core: &Core,
    path: &str,
    body: &[u8],
    (with_token, answer_bytes_max): (bool, usize),
    traffic: &mut Traffic,
) -> Caused<Response> {
    let knock = Knock { answer_bytes_max, ..Knock::post(path, body.to_vec()) };
    send_proven(core, knock, with_token, traffic).await
}

/// Sends a request with a proof over method, path and body; once more if the nonce was old.
pub(crate) async fn send_proven(
    core: &Core,
    knock: Knock,
    with_token: bool,
    traffic: &mut Traffic,
) -> Caused<Response> {
    let enrolment = core.enrolment()?;
    let mut first_time = true;
    loop {
        let (proven, nonce) = prove(core, &knock, with_token, traffic).await?;
        core.access.lock().unwrap_or_else(PoisonError::into_inner).nonce = None;
        let answer = send(core, &enrolment.hub_url, proven, traffic).await?;
        let old_nonce = answer.status == 401 && first_time && is_code(&answer, "nonce");
        if !old_nonce {
            // A nonce is good for a quarter of an hour and for any number of requests.
            let mut access = core.access.lock().unwrap_or_else(PoisonError::into_inner);
            access.nonce.get_or_insert(nonce);
            return Ok(answer);
        }
        first_time = false;
    }
}

/// A request with its proof, and the nonce that the proof signs.
async fn prove(
    core: &Core,
    knock: &Knock,
    with_token: bool,
    traffic: &mut Traffic,
) -> Caused<(Knock, [u8; 16])> {
    let enrolment = core.enrolment()?;
    let held = core.access.lock().unwrap_or_else(PoisonError::into_inner).nonce;
    let nonce = match held {
        Some(nonce) => nonce,
        None => ask_nonce(core, &enrolment.hub_url, traffic).await?.nonce,
    };
    let target = format!("{} {}", knock.method, knock.path);
    let body: &[u8] = if let Body::Bytes(bytes) = &knock.body { bytes } else { &[] };
    let statement = proof_statement(core, enrolment.answer.tenant, target, body, nonce);
    let signature = core.keys.session.sign(Purpose::Proof, &statement.to_bytes());
    let mut proven = knock.clone();
    let proof = proof_text(&Proof { statement, signature });
    proven.headers.push((PROOF_HEADER.to_owned(), proof));
    if let Some(token) = live_token(core).filter(|_| with_token) {
        proven.headers.push(("authorization".to_owned(), format!("{TOKEN_SCHEME} {token}")));
    }
    Ok((proven, nonce))
}

/// Listens to what the hub says until it ends; gives the status. A proof that was too old is made anew next time.
pub(crate) async fn listen(core: &Core, knock: Knock, heard: Heard<'_>) -> Caused<u16> {
    let mut traffic = Traffic::default();
    let (proven, _) = prove(core, &knock, true, &mut traffic).await?;
    let enrolment = core.enrolment()?;
    let request = request_of(&enrolment.hub_url, proven);
    let answer = core.ports.transport.stream(request, heard).await?;
    if answer.status == 401 {
        core.access.lock().unwrap_or_else(PoisonError::into_inner).nonce = None;
        note_nonce(core, &answer);
    }
    Ok(answer.status)
}

/// Whether an answer is a problem with this code.
pub(crate) fn is_code(answer: &Response, code: &str) -> bool {
    matches!(refusal(answer), CauseError::Hub { code: own, .. } if own == code)
}

fn live_token(core: &Core) -> Option<String> {
    let now = core.ports.moments.clocks();
    let access = core.access.lock().unwrap_or_else(PoisonError::into_inner);
    let token = access.token.as_ref()?;
    let age_ms = now.monotonic_ms.checked_sub(token.received.monotonic_ms)?;
    let live =
        token.received.boot == now.boot && age_ms.saturating_add(TOKEN_MARGIN_MS) < token.lives_ms;
    live.then(|| token.text.clone())
}

/// The hub no longer takes the token.
pub(crate) fn forget_token(core: &Core) {
    core.access.lock().unwrap_or_else(PoisonError::into_inner).token = None;
}

/// Sees to a live token. False when the hub gives none: this store may push and no longer pull.
pub(crate) async fn ensure_token(core: &Core, traffic: &mut Traffic) -> Caused<bool> {
    if live_token(core).is_some() {
        return Ok(true);
    }
    let small = (false, SMALL_ANSWER_BYTES_MAX);
    let answer = post_proven(core, TOKEN_PATH, &[], small, traffic).await?;
    if matches!(answer.status, 401 | 403) {
        core.access.lock().unwrap_or_else(PoisonError::into_inner).enrol_again = true;
        return Ok(false);
    }
    let body = success(answer)?;
    let token = cbor::decode(&body).map_err(|_| CauseError::garbled())?;
    set_token(core, &token);
    Ok(true)
}
