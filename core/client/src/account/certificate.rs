//! "Nothing left on this phone": asked of the hub, checked against every chain of this store, and kept.

use std::path::PathBuf;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{ChainId, Hash, Incarnation};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::receipt::{Certificate, KeyRole, Level};
use counterfoil_store::chain;
use counterfoil_store::salvage::{self, WreckChain};
use counterfoil_store::signed::{self, SignedKind};
use counterfoil_store::{Connection, blobs, outbox};
use counterfoil_sync::access::{CERTIFICATE_PATH, CertificateAsk};

use super::Account;
use super::shift::closed_shift;
use crate::captures::count_drafts;
use crate::door::{self, SMALL_ANSWER_BYTES_MAX, Traffic};
use crate::error::{CauseError, Caused, ClientError};
use crate::phone::core::Core;
use crate::topics::Topic;

/// Why there is no certificate yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// No shift was closed.
    ShiftOpen,
    /// Captures that are not finished.
    Drafts(u32),
    /// Envelopes that the hub does not have.
    Unsent(u64),
    /// Blobs that the hub does not have.
    Blobs(u64),
    /// Something was written after the shift was closed: close it again.
    WorkAfterClosing,
    /// Damaged databases that lie aside and may hold work that the hub does not have; nothing deletes them.
    SetAside(u64),
    /// The hub's answer: `not_safe_yet`, `never_safe` and the like.
    Hub(String),
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateOutcome {
    /// Nothing is left on this phone; the certificate is kept.
    NothingLeft(Box<Certificate>),
    /// Something is.
    Left(Vec<Left>),
}

impl Account {
    /// Asks the hub to certify that nothing is left on this phone.
    ///
    /// # Errors
    /// [`ClientError::Offline`]; [`ClientError::Internal`] if the certificate does not stand.
    pub async fn certificate(&self) -> Result<CertificateOutcome, ClientError> {
        let core = &self.core;
        let _session = core.session.lock().await;
        let (left, closed) = core
            .read(|connection| Ok((what_is_left(core, connection)?, closed_shift(connection)?)))?;
        let Some(closed) = closed.filter(|_| left.is_empty()) else {
            return Ok(CertificateOutcome::Left(left));
        };
        match ask(core, closed).await {
            Ok(certificate) => {
                check(core, &certificate, closed)?;
                let wrecks = core.read(|connection| wrecks_left(core, connection, &certificate))?;
                if wrecks > 0 {
                    return Ok(CertificateOutcome::Left(vec![Left::SetAside(wrecks)]));
                }
                keep(core, &certificate)?;
                core.topics.tell([Topic::Account]);
                Ok(CertificateOutcome::NothingLeft(Box::new(certificate)))
            }
            Err(CauseError::Hub { status: 409, code }) => {
                Ok(CertificateOutcome::Left(vec![Left::Hub(code)]))
            }
            Err(other) => Err(other.into()),
        }
    }
}

fn what_is_left(core: &Core, connection: &Connection) -> Caused<Vec<Left>> {
    let mut left = Vec::new();
    let drafts = count_drafts(connection)?;
    let unsent = outbox::counts(connection)?.unsent;
    let (waiting, _) = blobs::waiting(connection)?;
    match closed_shift(connection)? {
        None => left.push(Left::ShiftOpen),
        Some(hash) if !is_last(connection, hash)? => left.push(Left::WorkAfterClosing),
        Some(_) => {}
    }
    left.extend((drafts > 0).then_some(Left::Drafts(drafts)));
    left.extend((unsent > 0).then_some(Left::Unsent(unsent)));
    left.extend((waiting > 0).then_some(Left::Blobs(waiting)));
    let unreadable = wrecks(core, connection)?.into_iter().filter(Option::is_none).count() as u64;
    left.extend((unreadable > 0).then_some(Left::SetAside(unreadable)));
    Ok(left)
}

/// What each database that lies aside should have held; `None` where nobody knows.
fn wrecks(core: &Core, connection: &Connection) -> Caused<Vec<Option<Vec<WreckChain>>>> {
    let notes = salvage::notes(connection)?;
    let set_asides = core.store()?.database().folder().set_asides()?;
    let of = |path: PathBuf| notes.get(path.file_name()?.to_str()?)?.chains.clone();
    Ok(set_asides.into_iter().map(of).collect())
}

/// How many of them hold a chain of which the certificate does not say that all of it is safe.
fn wrecks_left(core: &Core, connection: &Connection, given: &Certificate) -> Caused<u64> {
    let all = |chains: &Vec<WreckChain>| {
        let written = chains.iter().filter(|chain| chain.edge.size() > 0);
        written.into_iter().all(|chain| covers(core, given, chain.incarnation, &chain.edge))
    };
    let wrecks = wrecks(core, connection)?;
    Ok(wrecks.iter().filter(|wreck| !wreck.as_ref().is_some_and(all)).count() as u64)
}

/// Whether an envelope is the last that this store wrote.
fn is_last(connection: &Connection, hash: Hash) -> Caused<bool> {
    let now = chain::current(connection)?;
    let last = now.frontier.size().checked_sub(1);
    let Some(last) = last else { return Ok(false) };
    Ok(chain::leaves(connection, now.incarnation, last, 1)?.first() == Some(&hash))
}

async fn ask(core: &Core, closed: Hash) -> Caused<Certificate> {
    let body = cbor::encode(&CertificateAsk { shift_closed: closed });
    let small = (false, SMALL_ANSWER_BYTES_MAX);
    let mut traffic = Traffic::default();
    let answer = door::post_proven(core, CERTIFICATE_PATH, &body, small, &mut traffic).await?;
    let body = door::success(answer)?;
    cbor::decode(&body).map_err(|_| CauseError::garbled())
}

/// Checks that the certificate stands and is about this phone and its last closing.
fn check(core: &Core, certificate: &Certificate, closed: Hash) -> Caused<()> {
    let enrolment = core.enrolment()?;
    let key = enrolment.answer.keys.signing_key(KeyRole::Answer)?;
    let said = &certificate.statement;
    let ours = said.tenant == enrolment.answer.tenant
        && said.device == core.keys.device()
        && said.shift_closed == closed;
    match ours && certificate.verify(key).is_ok() {
        true => Ok(()),
        false => Err(CauseError::Answer("a certificate that does not stand")),
    }
}

/// Compares the certificate with every chain of this store, and keeps it.
fn keep(core: &Core, certificate: &Certificate) -> Caused<()> {
    core.write(|tx| {
        for chain in chain::all(tx)?.iter().filter(|chain| chain.frontier.size() > 0) {
            if !covers(core, certificate, chain.incarnation, &chain.frontier) {
                return Err(CauseError::Answer("a certificate that leaves out a chain"));
            }
        }
        let (size, bytes) = (certificate.statement.log.size, cbor::encode(certificate));
        Ok(signed::put(tx, SignedKind::Certificate, size, &bytes)?)
    })
}

fn covers(
    core: &Core,
    certificate: &Certificate,
    incarnation: Incarnation,
    edge: &Frontier,
) -> bool {
    let id = ChainId { device: core.keys.device(), incarnation };
    let receipt = certificate.statement.chains.iter().find(|receipt| receipt.chain == id);
    receipt.is_some_and(|receipt| {
        receipt.size == edge.size() && receipt.root == edge.root() && receipt.level == Level::Safe
    })
}
