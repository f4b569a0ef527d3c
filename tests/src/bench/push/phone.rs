//! The phone's side: the day's envelopes in its encrypted store, and the request that is packed from there.

use counterfoil_domain::envelope::{BlobRef, Body};
use counterfoil_domain::limits::{EXCHANGE_BYTES_MAX, EXCHANGE_ENVELOPES_MAX};
use counterfoil_store::blobs::{self, BlobRow, BlobState};
use counterfoil_store::vault::SealedBlob;
use counterfoil_store::{Store, StoreError, capture, chain, outbox};
use counterfoil_sync::wire::Section;
use rusqlite::{Connection, Transaction};

use crate::ann;
use crate::bench::Measured;
use crate::bench::bytes::pushing;

const NOW_MS: i64 = 1_790_100_000_000;

/// Keeps Ann's envelopes, with the rows of their blobs and with her seals, as capturing them did.
pub(super) fn keep(store: &Store, ann: &ann::Store) -> Measured<()> {
    let mut seals = ann.seals.iter().peekable();
    store.write(|tx| {
        chain::begin(tx, ann.chain.incarnation, None)?;
        for (size, envelope) in (1..).zip(&ann.envelopes) {
            let body = envelope.body.as_ref().and_then(|body| Body::from_bytes(&body.bytes).ok());
            let named = body.iter().flat_map(Body::blobs);
            named.into_iter().try_for_each(|blob| note_blob(tx, blob))?;
            capture::append(tx, envelope)?;
            if let Some(seal) = seals.next_if(|seal| seal.statement.size == size) {
                chain::put_seal(tx, seal)?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// The row of a blob; its file does not matter to a push.
fn note_blob(tx: &Transaction<'_>, blob: &BlobRef) -> Result<(), StoreError> {
    let sealed = SealedBlob {
        hash: blob.hash,
        size: blob.size_bytes,
        sealed_hash: blob.hash,
        sealed_size: blob.size_bytes,
    };
    let row = BlobRow {
        sealed,
        media_type: blob.media_type.clone(),
        derived: None,
        urgency: 9,
        offset_bytes: 0,
        state: BlobState::Local,
        made_at_ms: NOW_MS,
    };
    blobs::put(tx, &row)
}

/// Reads what waits and packs it into one request: the bytes that travel.
pub(super) fn pack(store: &Store, ann: &ann::Store) -> Measured<Vec<u8>> {
    let section = store.read(|c| section(c, ann))?;
    if section.envelopes != ann.envelopes || section.seals != ann.seals {
        return Err("the store gave back something else".into());
    }
    Ok(pushing(ann, vec![section]).to_bytes()?)
}

fn section(connection: &Connection, ann: &ann::Store) -> Result<Section, StoreError> {
    let (count, bytes) = (EXCHANGE_ENVELOPES_MAX, EXCHANGE_BYTES_MAX);
    let waiting = outbox::to_send(connection, NOW_MS, count, bytes)?;
    let mut seals = Vec::new();
    let mut sealed = 0;
    while let Some(seal) = chain::seal_over(connection, ann.chain.incarnation, sealed)? {
        sealed = seal.statement.size;
        seals.push(seal);
    }
    Ok(Section {
        chain: ann.chain,
        from: 0,
        salted: false,
        envelopes: waiting.into_iter().map(|row| row.envelope).collect(),
        seals,
    })
}
