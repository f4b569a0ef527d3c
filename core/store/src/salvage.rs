//! Salvage: what a database that was set aside, and the outbox file, still hold of this store's own work.
//!
//! Nothing in a wreck is believed: an envelope counts when its header reads back under its hash and
//! its body is what the header commits to. It comes back under the chain that its header names,
//! with its bytes as they were, so that the hub can check it as if nothing had happened.
//! What the wreck cannot give comes from the second copy; where there is no wreck, from that alone.
//! Acknowledged entries, documents and cards are not salvaged: the hub has them. The wreck itself
//! stays for some days, and so does a note of what it should have held: until the hub shows that it has all of
//! that, nobody may say that nothing is left on this phone.

mod chains;
mod leaving;
mod wreck;

use counterfoil_domain::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::{BlobRef, Body, Envelope, Header};
use counterfoil_domain::ids::{Hash, Incarnation};
use counterfoil_domain::merkle::Frontier;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use self::wreck::{Found, Wreck};
use crate::blobs::{self, BlobRow, BlobState};
use crate::error::StoreError;
use crate::outbox_file::{Edges, OutboxFile};
use crate::progress;
use crate::store::Store;

/// Notes of what each wreck should have held, by the name of its file.
const NOTES: &str = "salvage/";

/// What came back from a wreck; the caller tells the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Salvaged {
    /// Envelopes that are in this store again.
    pub envelopes: usize,
    /// Of those, envelopes that the hub had not confirmed.
    pub unsent: usize,
    /// Envelopes that the wreck lists or should hold, and that could not be read.
    pub lost: usize,
    /// Blobs that salvaged envelopes name and whose file is whole.
    pub blobs: usize,
    /// Wrecks whose list of chains could not be read, and where there is no wreck segments of the outbox file that could
    /// not be read to their end: nobody knows how much is lost with them.
    pub unreadable: usize,
}

/// What a wreck should have held.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct WreckNote {
    /// The edge of each chain that was written there; absent where nobody can read the list.
    #[n(0)]
    pub chains: Option<Vec<WreckChain>>,
}

/// A chain as it stood when its database was set aside.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct WreckChain {
    /// Which.
    #[n(0)]
    pub incarnation: Incarnation,
    /// Its size and root.
    #[n(1)]
    pub edge: Frontier,
}

/// What each database that lies aside should have held, as salvage noted it. A database of which
/// there is no note was not looked at to the end.
///
/// # Errors
/// [`StoreError::Damaged`] if a note cannot be read.
pub fn notes(connection: &Connection) -> Result<BTreeMap<String, WreckNote>, StoreError> {
    let notes = progress::notes(connection, NOTES)?.into_iter().map(|(name, bytes)| {
        let note =
            cbor::decode(&bytes).map_err(|_| StoreError::Damaged { what: "salvage note" })?;
        Ok((name.trim_start_matches(NOTES).to_owned(), note))
    });
    notes.collect()
}

impl Store {
    /// Brings own envelopes back from every database that lies aside and was not looked at to the
    /// end before: a phone that dies between setting aside and salvage goes on at its next opening.
    /// So does what the outbox file holds and the database never had, or lost. `None` where there was nothing to do;
    /// else the caller begins a new chain.
    ///
    /// # Errors
    /// [`StoreError::Io`]. Damage is no error here.
    pub fn salvage_all(&self, now_ms: i64) -> Result<Option<Salvaged>, StoreError> {
        let known = self.read(notes)?;
        let mut sum = None;
        for path in self.database().folder().set_asides()? {
            if known.contains_key(&name_of(&path)) {
                continue;
            }
            let one = self.salvage(&path, now_ms)?;
            let so_far = sum.get_or_insert_with(Salvaged::default);
            so_far.envelopes += one.envelopes;
            so_far.unsent += one.unsent;
            so_far.lost += one.lost;
            so_far.blobs += one.blobs;
            so_far.unreadable += one.unreadable;
        }
        if sum.is_some() {
            return Ok(sum);
        }
        let outside = self.outbox_file().unknown_to(self.database())?;
        if outside.envelopes.is_empty() {
            return Ok(None);
        }
        let found: Vec<Found> = outside.envelopes.into_iter().map(Found::outside).collect();
        let salvaged =
            self.bring_back(&found, &BTreeMap::new(), &outside.edges, now_ms, |_| Ok(()))?;
        let salvaged = Salvaged { unreadable: outside.unreadable, ..salvaged };
        // What stands in the way of another envelope at its place stays in the outbox file.
        Ok(Some(salvaged).filter(|salvaged| salvaged.envelopes > 0))
    }

    /// Brings own envelopes back from a database that was set aside, and from the outbox file. It may be repeated: what
    /// is here already is not counted and not changed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such file. Damage is no error here.
    pub fn salvage(&self, set_aside: &Path, now_ms: i64) -> Result<Salvaged, StoreError> {
        if !set_aside.exists() {
            return Err(StoreError::NotFound { what: "database set aside" });
        }
        let mut wreck = Wreck::new(set_aside, self.database().key());
        let (mut found, lost) = wreck.envelopes();
        let leaves = wreck.leaves();
        let chains = wreck.chains();
        let unreadable = usize::from(chains.is_none());
        let note = cbor::encode(&WreckNote { chains });
        let outside = self.outbox_file().unknown_to(self.database())?;
        let given_back = add_outside(&mut wreck, &mut found, &leaves, outside.envelopes);
        let name = format!("{NOTES}{}", name_of(set_aside));
        let noted = |tx: &Transaction<'_>| progress::set_note(tx, &name, &note);
        let salvaged = self.bring_back(&found, &leaves, &outside.edges, now_ms, noted)?;
        Ok(Salvaged { lost: lost.saturating_sub(given_back), unreadable, ..salvaged })
    }

    /// Takes envelopes into the store as they are, in one transaction with `noted`.
    fn bring_back(
        &self,
        found: &[Found],
        leaves: &BTreeMap<Incarnation, Vec<Hash>>,
        edges: &Edges,
        now_ms: i64,
        noted: impl Fn(&Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<Salvaged, StoreError> {
        let named = self.named_blobs(found, now_ms);
        let salvaged = self.write(|tx| {
            let mut salvaged = Salvaged { blobs: named.len(), ..Salvaged::default() };
            chains::adopt(tx, found, leaves, edges)?;
            for blob in &named {
                blobs::put(tx, blob)?;
            }
            for envelope in found {
                if adopt(tx, envelope)? {
                    salvaged.envelopes += 1;
                    let confirmed = !envelope.is_unsent() || edges.at_hub(&envelope.header);
                    salvaged.unsent += usize::from(!confirmed);
                }
            }
            noted(tx)?;
            Ok(salvaged)
        })?;
        self.copy_outside(OutboxFile::settle);
        Ok(salvaged)
    }

    /// Rows for the blobs that bodies name, made from their files: what is damaged or gone is left
    /// out.
    fn named_blobs(&self, found: &[Found], now_ms: i64) -> Vec<BlobRow> {
        let bodies = found.iter().filter_map(|envelope| envelope.body());
        let named: BTreeMap<Hash, BlobRef> = bodies
            .flat_map(|body| body.blobs().to_vec())
            .map(|blob| (blob.hash, blob))
            .collect_map();
        let row = |blob: BlobRef| {
            let sealed = self.vault().check(blob.hash).ok()?;
            Some(BlobRow {
                sealed,
                media_type: blob.media_type,
                derived: None,
                urgency: u8::MAX,
                offset_bytes: 0,
                state: BlobState::Local,
                made_at_ms: now_ms,
            })
        };
        named.into_values().filter_map(row).collect()
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Adds what the outbox file holds and the wreck did not give; how many of these the wreck had and could not give.
fn add_outside(
    wreck: &mut Wreck,
    found: &mut Vec<Found>,
    leaves: &BTreeMap<Incarnation, Vec<Hash>>,
    outside: Vec<(Header, Envelope)>,
) -> usize {
    let given: BTreeSet<Hash> = found.iter().map(|envelope| envelope.hash).collect_set();
    let mut given_back = 0;
    for (header, envelope) in outside {
        let hash = envelope.hash();
        if given.contains(&hash) {
            continue;
        }
        let has_row = wreck.has_row(hash);
        let place = usize::try_from(header.seq).unwrap_or(usize::MAX);
        let leaf = leaves.get(&header.incarnation).and_then(|leaves| leaves.get(place));
        if has_row == Some(false) && leaf == Some(&hash) {
            // It left that database when it was safe.
            continue;
        }
        given_back += usize::from(has_row != Some(false));
        found.push(Found::outside((header, envelope)));
    }
    given_back
}

/// True when the envelope was not here yet.
fn adopt(tx: &Transaction<'_>, envelope: &Found) -> Result<bool, StoreError> {
    let header = &envelope.header;
    let known: Option<i64> = tx
        .prepare_cached("SELECT 1 FROM envelope WHERE header_hash = ?1")?
        .query_row([envelope.hash.0], |row| row.get(0))
        .optional()?;
    if known.is_some() {
        return Ok(false);
    }
    let verdict = envelope.verdict.as_ref();
    // At a place where another envelope stands this one is not taken: the outbox file keeps it.
    let added = tx.prepare_cached(
        "INSERT OR IGNORE INTO envelope (chain_id, seq, header_hash, header, salt, body, subject, audience,
             instead_of, state, hub_index, verdict, verdict_code)
         VALUES ((SELECT chain_id FROM chain WHERE incarnation = ?1),
             ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        header.incarnation.0,
        header.seq,
        envelope.hash.0,
        envelope.header_bytes,
        envelope.salted.salt,
        envelope.salted.bytes,
        header.subject.id.0,
        header.audience,
        header.instead_of.map(|hash| hash.0),
        envelope.state(),
        envelope.hub_index.filter(|_| !envelope.is_unsent()),
        verdict.map(cbor::encode),
        verdict.map(|verdict| verdict.code()),
    ])?;
    if added == 0 {
        return Ok(false);
    }
    if let Some(body) = envelope.body() {
        adopt_blob_uses(tx, envelope.hash, &body)?;
    }
    Ok(true)
}

fn adopt_blob_uses(tx: &Transaction<'_>, envelope: Hash, body: &Body) -> Result<(), StoreError> {
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO blob_use (hash, header_hash, role)
         SELECT hash, ?2, ?3 FROM blob WHERE hash = ?1",
    )?;
    for blob in body.blobs() {
        insert.execute(params![blob.hash.0, envelope.0, blob.role])?;
    }
    Ok(())
}
