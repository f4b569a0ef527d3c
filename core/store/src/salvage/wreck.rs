//! Reading a damaged database: row by row, with a fresh connection after each failure.

use counterfoil_domain::sorting::SortSmall as _;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::{Body, Envelope, Header, SaltedBody, body_matches, header_hash};
use counterfoil_domain::ids::{Hash, Incarnation};
use counterfoil_domain::verdict::Verdict;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Row};

use crate::connection::{self, Purpose};
use crate::error::StoreError;
use crate::key::StoreKey;

use super::WreckChain;

/// A database that was set aside. Reading never changes it.
pub(super) struct Wreck {
    path: PathBuf,
    key: StoreKey,
    connection: Option<Connection>,
}

/// An envelope that was found whole.
pub(super) struct Found {
    pub(super) header: Header,
    pub(super) header_bytes: Vec<u8>,
    pub(super) hash: Hash,
    pub(super) salted: SaltedBody,
    pub(super) hub_index: Option<u64>,
    pub(super) verdict: Option<Verdict>,
    state: String,
}

impl Found {
    /// One that the outbox file holds: nobody knows whether the hub has it, so it is offered again.
    pub(super) fn outside((header, envelope): (Header, Envelope)) -> Self {
        let hash = envelope.hash();
        let salted = envelope.body.unwrap_or(SaltedBody { salt: [0; 16], bytes: Vec::new() });
        let (header_bytes, state) = (envelope.header_bytes, "unsent".to_owned());
        Self { header, header_bytes, hash, salted, hub_index: None, verdict: None, state }
    }

    /// True when the hub has not confirmed it, as far as the wreck can be believed.
    pub(super) fn is_unsent(&self) -> bool {
        !matches!(self.state.as_str(), "stored" | "seen" | "safe") || self.hub_index.is_none()
    }

    /// The state that it has here: what was seen is on its way again until the cursor passes it.
    pub(super) fn state(&self) -> &'static str {
        if self.is_unsent() { "unsent" } else { "stored" }
    }

    pub(super) fn body(&self) -> Option<Body> {
        Body::from_bytes(&self.salted.bytes).ok()
    }
}

impl Wreck {
    pub(super) fn new(path: &Path, key: &StoreKey) -> Self {
        Self { path: path.to_owned(), key: key.clone(), connection: None }
    }

    /// Every envelope that is whole, in the order of writing, and how many are not.
    pub(super) fn envelopes(&mut self) -> (Vec<Found>, usize) {
        let (mut found, mut lost) = (Vec::new(), 0);
        for id in self.envelope_ids() {
            let row = self.ask(|connection| {
                let sql = "SELECT * FROM envelope WHERE envelope_id = ?1";
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query([id])?;
                rows.next()?.map(envelope).transpose()
            });
            match row {
                Some(Some(Some(envelope))) => found.push(envelope),
                // There is no row under this number: it left the phone when it was safe.
                Some(None) => {}
                _ => lost += 1,
            }
        }
        (found, lost)
    }

    /// Whether the list of envelopes names this one; `None` where that cannot be read.
    pub(super) fn has_row(&mut self, hash: Hash) -> Option<bool> {
        self.ask(|connection| {
            let sql = "SELECT 1 FROM envelope WHERE header_hash = ?1";
            Ok(connection.prepare_cached(sql)?.exists([hash.0])?)
        })
    }

    /// The edge of each chain as its own row says it; `None` where the list cannot be read whole.
    pub(super) fn chains(&mut self) -> Option<Vec<WreckChain>> {
        let rows = self.ask(|connection| {
            let mut statement = connection.prepare("SELECT incarnation, frontier FROM chain")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<Vec<([u8; 8], Vec<u8>)>, _>>()?)
        })?;
        let chains = rows.into_iter().map(|(incarnation, frontier)| {
            let edge = cbor::decode(&frontier).ok()?;
            Some(WreckChain { incarnation: Incarnation(incarnation), edge })
        });
        chains.collect::<Option<Vec<_>>>().filter(|chains| !chains.is_empty())
    }

    /// The leaves of each chain, from its begin to the first that cannot be read.
    pub(super) fn leaves(&mut self) -> BTreeMap<Incarnation, Vec<Hash>> {
        let chains = self.ask(|connection| {
            let mut statement = connection.prepare("SELECT chain_id, incarnation FROM chain")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<Vec<(i64, [u8; 8])>, _>>()?)
        });
        let mut leaves = BTreeMap::new();
        for (row, incarnation) in chains.unwrap_or_default() {
            leaves.insert(Incarnation(incarnation), self.leaves_of(row));
        }
        leaves
    }

    fn leaves_of(&mut self, chain: i64) -> Vec<Hash> {
        let mut leaves = Vec::new();
        let sql = "SELECT hash FROM leaf WHERE chain_id = ?1 AND seq = ?2";
        while let Some(leaf) = self.ask(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row((chain, leaves.len()), |row| row.get(0).map(Hash))?)
        }) {
            leaves.push(leaf);
        }
        leaves
    }

    /// The numbers of the rows; where the list cannot be read, every number up to the highest.
    fn envelope_ids(&mut self) -> Vec<i64> {
        let lists = ["SELECT envelope_id FROM envelope NOT INDEXED", "SELECT rowid FROM envelope"];
        for sql in lists {
            let ids = self.ask(|connection| {
                let mut statement = connection.prepare(sql)?;
                let rows = statement.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<Result<Vec<i64>, _>>()?)
            });
            if let Some(mut ids) = ids {
                ids.sort_small_by(Ord::cmp);
                return ids;
            }
        }
        let highest = ["SELECT max(envelope_id) FROM envelope", "SELECT count(*) FROM leaf"];
        let highest = highest.into_iter().find_map(|sql| {
            self.ask(|connection| {
                Ok(connection.query_row(sql, [], |row| row.get::<_, Option<i64>>(0))?)
            })
        });
        (1..=highest.flatten().unwrap_or(0)).collect()
    }

    /// Asks, and gives the connection up when the answer is an error: after one page that does not
    /// authenticate, SQLCipher answers nothing any more.
    fn ask<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Option<T> {
        if self.connection.is_none() {
            self.connection = self.open().ok();
        }
        let answer = work(self.connection.as_ref()?);
        if answer.is_err() {
            self.connection = None;
        }
        answer.ok()
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let connection = connection::open(&self.path, &self.key, Purpose::Read)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(connection)
    }
}

/// The envelope in a row, or `None` when the bytes do not vouch for each other.
fn envelope(row: &Row<'_>) -> Result<Option<Found>, StoreError> {
    let header_bytes: Vec<u8> = row.get("header")?;
    let salt: [u8; 16] = row.get("salt")?;
    let body: Option<Vec<u8>> = row.get("body")?;
    let hash = Hash(row.get("header_hash")?);
    let header = Header::from_bytes(&header_bytes).ok();
    let salted = body.map(|bytes| SaltedBody { salt, bytes });
    let Some((header, salted)) = header.zip(salted) else { return Ok(None) };
    if header_hash(&header_bytes) != hash || !body_matches(&header, &salted) {
        return Ok(None);
    }
    let verdict: Option<Vec<u8>> = row.get("verdict")?;
    Ok(Some(Found {
        header,
        header_bytes,
        hash,
        salted,
        hub_index: row.get("hub_index")?,
        verdict: verdict.and_then(|bytes| cbor::decode(&bytes).ok()),
        state: row.get("state")?,
    }))
}
