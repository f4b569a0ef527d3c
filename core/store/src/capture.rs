//! Capturing: an envelope gets its place in the chain and is kept, in the caller's transaction.
//!
//! First [`next_place`] says what the header must name; the caller builds header and body; then
//! [`append`] checks that they fit there and keeps them. Both belong into one transaction.

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::{Body, Envelope, Header, Predecessor, SaltedBody, body_matches};
use counterfoil_domain::ids::{Hash, Incarnation, SubjectId};
use rusqlite::{Transaction, params};

use crate::chain::{self, Chain};
use crate::error::StoreError;

/// Where the next envelope stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The chain's name.
    pub incarnation: Incarnation,
    /// Its place in the chain.
    pub seq: u64,
    /// What the first envelope of a chain names as the life before.
    pub predecessor: Option<Predecessor>,
    /// The k of this chain for the subject and audience; when there is none, the caller makes 16
    /// random bytes and puts them into the body.
    pub salt_root: Option<[u8; 16]>,
}

/// What the next envelope's header must name.
pub fn next_place(
    tx: &Transaction<'_>,
    subject: SubjectId,
    audience: &str,
) -> Result<Place, StoreError> {
    let chain = chain::current(tx)?;
    let seq = chain.frontier.size();
    Ok(Place {
        incarnation: chain.incarnation,
        seq,
        predecessor: chain.predecessor.filter(|_| seq == 0),
        salt_root: chain::salt_root(tx, &chain, subject, audience)?,
    })
}

/// Appends an envelope to the chain and puts it into the outbox. Returns its hash.
///
/// # Errors
/// [`StoreError::Conflict`] when header and body do not fit each other or this place, or name a
/// blob that is not in the vault.
pub fn append(tx: &Transaction<'_>, envelope: &Envelope) -> Result<Hash, StoreError> {
    let header = Header::from_bytes(&envelope.header_bytes)
        .map_err(|_| StoreError::Conflict { what: "the header does not read back" })?;
    let salted = envelope
        .body
        .as_ref()
        .filter(|salted| body_matches(&header, salted))
        .ok_or(StoreError::Conflict { what: "the body is not what the header commits to" })?;
    let body = Body::from_bytes(&salted.bytes)
        .map_err(|_| StoreError::Conflict { what: "the body does not read back" })?;
    let mut chain = chain::current(tx)?;
    check_place(&header, &chain)?;
    settle_salt(tx, &chain, &header, salted, body.k)?;

    let hash = envelope.hash();
    keep(tx, &chain, &header, envelope, salted)?;
    extend(tx, &mut chain, hash)?;
    use_blobs(tx, hash, &body)?;
    Ok(hash)
}

fn check_place(header: &Header, chain: &Chain) -> Result<(), StoreError> {
    let seq = chain.frontier.size();
    let fits = header.incarnation == chain.incarnation && header.seq == seq;
    let names_predecessor = seq > 0 || header.predecessor == chain.predecessor;
    if fits && names_predecessor {
        Ok(())
    } else {
        Err(StoreError::Conflict { what: "the header names another place in the chain" })
    }
}

/// The salt follows from k; k is new exactly when this chain never wrote there.
fn settle_salt(
    tx: &Transaction<'_>,
    chain: &Chain,
    header: &Header,
    salted: &SaltedBody,
    new: Option<[u8; 16]>,
) -> Result<(), StoreError> {
    let known = chain::salt_root(tx, chain, header.subject.id, &header.audience)?;
    let k = match (known, new) {
        (Some(k), None) => k,
        (None, Some(k)) => {
            tx.execute(
                "INSERT INTO salt_root (chain_id, subject, audience, k) VALUES (?1, ?2, ?3, ?4)",
                params![chain.row, header.subject.id.0, header.audience, k],
            )?;
            k
        }
        _ => {
            return Err(StoreError::Conflict { what: "k belongs into the first body alone" });
        }
    };
    if header.salt(&k) == salted.salt {
        Ok(())
    } else {
        Err(StoreError::Conflict { what: "the salt does not follow from k" })
    }
}

fn keep(
    tx: &Transaction<'_>,
    chain: &Chain,
    header: &Header,
    envelope: &Envelope,
    salted: &SaltedBody,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO envelope
             (chain_id, seq, header_hash, header, salt, body, subject, audience, instead_of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        chain.row,
        header.seq,
        envelope.hash().0,
        envelope.header_bytes,
        salted.salt,
        salted.bytes,
        header.subject.id.0,
        header.audience,
        header.instead_of.map(|hash| hash.0),
    ])?;
    Ok(())
}

fn extend(tx: &Transaction<'_>, chain: &mut Chain, hash: Hash) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO leaf (chain_id, seq, hash) VALUES (?1, ?2, ?3)")?
        .execute(params![chain.row, chain.frontier.size(), hash.0])?;
    chain.frontier.push(hash);
    tx.prepare_cached("UPDATE chain SET frontier = ?2 WHERE chain_id = ?1")?
        .execute(params![chain.row, cbor::encode(&chain.frontier)])?;
    Ok(())
}

fn use_blobs(tx: &Transaction<'_>, envelope: Hash, body: &Body) -> Result<(), StoreError> {
    for blob in body.blobs() {
        let mut known =
            tx.prepare_cached("SELECT 1 FROM blob WHERE hash = ?1 AND size_bytes = ?2")?;
        if !known.exists(params![blob.hash.0, blob.size_bytes])? {
            return Err(StoreError::Conflict { what: "a fact names a blob that is not here" });
        }
        tx.prepare_cached(
            "INSERT OR IGNORE INTO blob_use (hash, header_hash, role) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![blob.hash.0, envelope.0, blob.role])?;
    }
    Ok(())
}
