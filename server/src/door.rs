//! The two doors. Whoever proves a request with a key that this hub has ever enrolled may push; whoever shows
//! a live token as well, and is neither revoked nor forked, may pull.

use axum::http::{HeaderMap, StatusCode, header};
use counterfoil_domain::ids::{DeviceId, Hash, PersonId};
use counterfoil_domain::keys::{PublicKey, Purpose};
use counterfoil_domain::proof::Proof;
use counterfoil_sync::access::{PROOF_HEADER, TOKEN_SCHEME, read_proof};

use crate::exchange;
use crate::nonce::same;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::DeviceRow;
use crate::token;

/// Who asks.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The store that proved the request.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// Whether it may have order data.
    pub may_pull: bool,
    /// Its row.
    pub row: DeviceRow,
}

/// Checks the proof of a request. `target` is method and path, `body` the hash of its bytes as they travelled;
/// nothing of the body has been parsed yet.
pub async fn authenticate(
    hub: &Server,
    headers: &HeaderMap,
    target: &str,
    body: Hash,
) -> Answer<Caller> {
    let checked = check(hub, headers, target, body).await;
    if checked.is_err() {
        hub.metrics.proofs_refused.add_one();
    }
    checked
}

async fn check(hub: &Server, headers: &HeaderMap, target: &str, body: Hash) -> Answer<Caller> {
    let proof = proof_of(headers, PROOF_HEADER)?;
    let device = proof.statement.device;
    let row = hub.storage.device(hub.tenant(), device).await?;
    let row = row.filter(|row| !row.office).ok_or_else(unproven)?;
    let by_session = stands(hub, &proof, &row.session_key, target, body);
    if !by_session && !stands(hub, &proof, &row.seal_key, target, body) {
        return Err(unproven());
    }
    check_nonce(hub, &proof)?;
    let may_pull = has_token(hub, headers, device) && is_in_order(hub, &row).await?;
    Ok(Caller { device, person: row.person, may_pull, row })
}

/// Reads a proof from a header.
pub fn proof_of(headers: &HeaderMap, name: &str) -> Answer<Proof> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    text.and_then(|text| read_proof(text).ok()).ok_or_else(unproven)
}

/// Whether a proof is by `key` over exactly this request to this tenant.
#[must_use]
pub fn stands(hub: &Server, proof: &Proof, key: &PublicKey, target: &str, body: Hash) -> bool {
    let said = &proof.statement;
    said.version == 1
        && said.tenant == hub.tenant()
        && said.target == target
        && said.request == body
        && key.verify(Purpose::Proof, &said.to_bytes(), &proof.signature).is_ok()
}

/// Whether a proof's nonce is fresh; if not, the problem brings the next one.
pub fn check_nonce(hub: &Server, proof: &Proof) -> Answer<()> {
    let (said, now) = (&proof.statement, hub.now_ms());
    if hub.nonces.is_fresh(&said.nonce, said.device, now) {
        return Ok(());
    }
    let title = "The proof's nonce is missing or old; ask again with the one that comes along";
    let problem = Problem::new(StatusCode::UNAUTHORIZED, "nonce", title);
    Err(problem.with_nonce(hub.nonce_for(said.device)))
}

/// A token is asked for with a proof and given to a store that is in order.
pub async fn is_in_order(hub: &Server, row: &DeviceRow) -> Answer<bool> {
    if row.revoked_at.is_some() {
        return Ok(false);
    }
    Ok(!exchange::is_forked(&hub.engine, hub.tenant(), row).await?)
}

/// The office's door: one bearer secret, or the session of a page that has shown it.
pub fn authenticate_office(hub: &Server, headers: &HeaderMap) -> Answer<()> {
    let shown = bearer(headers).unwrap_or_default();
    let by_secret = same(shown.as_bytes(), hub.keyring.office_secret.as_bytes());
    if by_secret || hub.session_ends(headers).is_some() {
        return Ok(());
    }
    Err(not_the_office())
}

/// Neither the office's secret nor a session that stands for it.
#[must_use]
pub fn not_the_office() -> Problem {
    let title = "The office's secret is missing or wrong";
    Problem::new(StatusCode::UNAUTHORIZED, "office", title)
}

fn has_token(hub: &Server, headers: &HeaderMap, device: DeviceId) -> bool {
    let key = hub.keyring.answer.public();
    let live = |text| token::is_live(&key, text, hub.tenant(), device, hub.now_ms());
    bearer(headers).is_some_and(live)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix(TOKEN_SCHEME)?.strip_prefix(' ')
}

/// One answer for every proof that does not stand: it does not say whether the device exists.
#[must_use]
pub fn unproven() -> Problem {
    let title = "The request is not proven by a key that this hub has enrolled";
    Problem::new(StatusCode::UNAUTHORIZED, "unproven", title)
}

/// The token door is closed: the person enrols again; pushing goes on meanwhile.
#[must_use]
pub fn enrol_again() -> Problem {
    let title = "This store may push and no longer pull; enrol again";
    Problem::new(StatusCode::FORBIDDEN, "enrol_again", title)
}

/// Pulling without a live token.
#[must_use]
pub fn no_token() -> Problem {
    let title = "A live access token is needed";
    Problem::new(StatusCode::UNAUTHORIZED, "token", title)
}
