//! A page in a browser signs in: the office's secret is shown once, and a cookie stands for it afterwards.
//!
//! The cookie is `HttpOnly` (no script reads it) and `SameSite=Strict` (no other site sends it). Whatever
//! changes something must also carry [`PAGE_HEADER`], which a form of another site cannot set. Sessions live
//! in memory: after a restart of the hub the page signs in again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method, StatusCode, header};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use serde::{Deserialize, Serialize};

use crate::keyring::random;
use crate::nonce::same;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Name of the session's cookie.
pub const COOKIE: &str = "counterfoil_office";
/// Header that a page sends with whatever changes something; its value does not matter.
pub const PAGE_HEADER: &str = "x-counterfoil-office";
/// For how long a session is good, seconds: a long day.
const SESSION_SECONDS: u64 = 14 * 3_600;
/// Sessions at one time, at most; the one that ends first makes room.
const SESSIONS_MAX: usize = 256;

/// `POST /v1/office/session`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The office's secret.
    pub secret: String,
}

/// A session, as its page is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionShown {
    /// The tenant's name.
    pub tenant_name: String,
    /// The person in whose name the office writes.
    pub person: counterfoil_domain::ids::PersonId,
    /// When it ends, ms since 1970; absent for who shows the secret itself.
    pub ends_ms: Option<u64>,
}

/// Who is signed in: by the hash of the cookie's value, until when.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<Hash, u64>>);

impl Sessions {
    fn add(&self, value: Hash, ends_ms: u64, now_ms: u64) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, ends| *ends > now_ms);
        if open.len() >= SESSIONS_MAX
            && let Some(first) = open.iter().min_by_key(|(_, ends)| **ends).map(|(key, _)| *key)
        {
            open.remove(&first);
        }
        open.insert(value, ends_ms);
    }

    fn ends_ms(&self, value: Hash, now_ms: u64) -> Option<u64> {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&value).copied().filter(|ends| *ends > now_ms)
    }

    fn end(&self, value: Hash) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&value);
    }
}

/// The cookie's value, hashed: what is kept opens nothing.
fn cookie(headers: &HeaderMap) -> Option<Hash> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).map(str::trim);
    let value = pairs.find_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='))?;
    Some(sha256(value.as_bytes()))
}

impl Server {
    /// Signs a page in: what it is told, and the `Set-Cookie` header.
    pub fn sign_in(&self, asked: &SignIn) -> Answer<(SessionShown, String)> {
        if !same(asked.secret.as_bytes(), self.keyring.office_secret.as_bytes()) {
            return Err(crate::door::not_the_office());
        }
        let random: [u8; 32] = random()?;
        let value = hex::encode(random);
        let now_ms = self.now_ms();
        let ends_ms = now_ms + SESSION_SECONDS * 1_000;
        self.desk.sessions.add(sha256(value.as_bytes()), ends_ms, now_ms);
        let shown = self.session_shown(Some(ends_ms));
        Ok((shown, self.set_cookie(&value, SESSION_SECONDS)))
    }

    /// Ends the session of a page, if it has one; the `Set-Cookie` header that forgets it.
    pub fn sign_out(&self, headers: &HeaderMap) -> String {
        if let Some(value) = cookie(headers) {
            self.desk.sessions.end(value);
        }
        self.set_cookie("", 0)
    }

    /// What a page is told about its session.
    #[must_use]
    pub fn session(&self, headers: &HeaderMap) -> SessionShown {
        self.session_shown(self.session_ends(headers))
    }

    /// Until when the session of these headers is good.
    pub(crate) fn session_ends(&self, headers: &HeaderMap) -> Option<u64> {
        self.desk.sessions.ends_ms(cookie(headers)?, self.now_ms())
    }

    fn session_shown(&self, ends_ms: Option<u64>) -> SessionShown {
        let tenant_name = self.keyring.tenant_name.clone();
        SessionShown { tenant_name, person: self.office_person, ends_ms }
    }

    fn set_cookie(&self, value: &str, seconds: u64) -> String {
        let secure = if self.config.public_url.starts_with("https:") { "; Secure" } else { "" };
        let rules = "; Path=/v1/; HttpOnly; SameSite=Strict";
        format!("{COOKIE}={value}{rules}; Max-Age={seconds}{secure}")
    }
}

/// Whatever a page changes must carry [`PAGE_HEADER`]; who shows the secret itself need not.
pub(crate) fn check_page(headers: &HeaderMap, method: &Method) -> Answer<()> {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if reads || headers.contains_key(header::AUTHORIZATION) || headers.contains_key(PAGE_HEADER) {
        return Ok(());
    }
    let title = "A page's request that changes something carries the header x-counterfoil-office";
    Err(Problem::new(StatusCode::FORBIDDEN, "page_header", title))
}
