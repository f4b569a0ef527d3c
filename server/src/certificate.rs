//! "Nothing left on this phone": what the hub signs when every chain of a store is safe and every blob that
//! any of its envelopes names was stored and hashed again.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use counterfoil_domain::envelope::Body;
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{ChainId, Hash, SubjectId};
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::receipt::{
    Certificate, CertificateStatement, Level, LogPoint, Receipt, set_root,
};

use crate::door::Caller;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::ChainRow;

/// What is missing, as numbers; all zero means that the certificate is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Missing {
    /// Envelopes whose body or verdict is not here.
    bodies: u64,
    /// Entries about this store that are not safe yet.
    not_safe: u64,
    /// Blobs that were named and have not arrived.
    blobs: u64,
    /// Blobs that arrived and are not what they were.
    blobs_damaged: u64,
}

impl Server {
    /// Issues the certificate, or says what is missing.
    pub async fn certify(&self, caller: &Caller, shift_closed: Hash) -> Answer<Certificate> {
        let chains = self.storage.chains(self.tenant(), caller.device).await?;
        self.check_closing(&chains, shift_closed).await?;
        let log = self.log_point().await?;
        let safe = self.safe_point().await?.ok_or_else(never_safe)?;
        let (missing, hashes) = self.find_missing(caller, &safe).await?;
        if missing != Missing::default() {
            return Err(not_yet(missing));
        }
        let statement = CertificateStatement {
            version: 1,
            tenant: self.tenant(),
            device: caller.device,
            chains: chains.iter().map(|(chain, row)| receipt(*chain, row)).collect(),
            shift_closed,
            blobs: hashes.len() as u64,
            blobs_root: set_root(hashes),
            log,
            safe,
            time_ms: self.now_ms(),
        };
        let signature = self.keyring.answer.sign(Purpose::Certificate, &statement.to_bytes());
        self.metrics.certificates.add_one();
        Ok(Certificate { statement, signature })
    }

    /// The closing envelope must be of this store, hold a `shift_closed` that speaks of all that stands below it
    /// and of no unfinished capture, and be the last of its chain: what was written after it may still lie on the
    /// phone.
    async fn check_closing(&self, chains: &[(ChainId, ChainRow)], hash: Hash) -> Answer<()> {
        let known = self.storage.known(self.tenant(), vec![hash]).await?;
        let known = known.first().ok_or_else(closing_missing)?;
        let row = chains.iter().find(|(chain, _)| *chain == known.chain);
        let (_, row) = row.ok_or_else(closing_missing)?;
        let found = self.storage.envelope(self.tenant(), hash).await?;
        let body = found.and_then(|found| found.body).ok_or_else(closing_missing)?;
        let body = Body::from_bytes(&body.bytes).map_err(|_| closing_missing())?;
        let closing = body.facts().iter().find_map(|record| match record.fact() {
            Ok(Some(Fact::ShiftClosed(closed))) => Some(closed),
            _ => None,
        });
        let closing = closing.ok_or_else(closing_missing)?;
        if closing.drafts > 0 || closing.size != known.seq {
            return Err(closing_untrue());
        }
        if known.seq + 1 == row.edge.size() { Ok(()) } else { Err(work_after_closing()) }
    }

    async fn find_missing(
        &self,
        caller: &Caller,
        safe: &LogPoint,
    ) -> Answer<(Missing, BTreeSet<Hash>)> {
        let (tenant, device) = (self.tenant(), caller.device);
        let named = self.storage.named_blobs(tenant, device, None).await?;
        let mut missing = Missing { bodies: named.without_body, ..Missing::default() };
        missing.not_safe = self.storage.entries_of_device(tenant, device, safe.size).await?;
        let mut subjects: BTreeMap<Hash, Vec<SubjectId>> = BTreeMap::new();
        for (hash, _, subject) in named.named {
            subjects.entry(hash).or_default().push(subject);
        }
        for (hash, subjects) in &subjects {
            for subject in subjects {
                self.wrap_late(device, *hash, *subject).await?;
            }
            self.check_blob(caller, *hash, &mut missing).await?;
        }
        Ok((missing, subjects.into_keys().collect()))
    }

    /// Whether a blob is here; its bytes are read back from the store and hashed once after their arrival.
    async fn check_blob(&self, caller: &Caller, hash: Hash, missing: &mut Missing) -> Answer<()> {
        let (tenant, device) = (self.tenant(), caller.device);
        let row = self.storage.blob(tenant, device, hash).await?;
        let Some(row) = row.filter(|row| row.arrived_at.is_some()) else {
            missing.blobs += 1;
            return Ok(());
        };
        if row.hashed_at_ms > 0 {
            return Ok(());
        }
        match self.read_blob(device, hash).await {
            Ok(Some(_)) => self.storage.blob_hashed(tenant, device, hash, self.now_ms()).await?,
            Ok(None) | Err(_) => missing.blobs_damaged += 1,
        }
        Ok(())
    }
}

fn receipt(chain: ChainId, row: &ChainRow) -> Receipt {
    Receipt {
        kept: None,
        chain,
        size: row.edge.size(),
        root: row.edge.root(),
        sealed_size: row.sealed_size,
        level: Level::Safe,
        counts: row.counts,
    }
}

fn not_yet(missing: Missing) -> Problem {
    let title = "Not everything of this store is safe yet";
    Problem::new(StatusCode::CONFLICT, "not_safe_yet", title)
        .with("bodies_missing", missing.bodies)
        .with("entries_not_safe", missing.not_safe)
        .with("blobs_missing", missing.blobs)
        .with("blobs_damaged", missing.blobs_damaged)
}

fn never_safe() -> Problem {
    let title = "This hub makes no backups, so nothing becomes safe";
    Problem::new(StatusCode::CONFLICT, "never_safe", title)
}

fn closing_missing() -> Problem {
    let title = "The envelope that closes the shift is not here";
    Problem::new(StatusCode::CONFLICT, "closing_missing", title)
}

fn closing_untrue() -> Problem {
    let title =
        "The envelope that closes the shift names unfinished captures or another size of its chain";
    Problem::new(StatusCode::CONFLICT, "closing_untrue", title)
}

fn work_after_closing() -> Problem {
    let title = "Work was written after the shift was closed; close it again";
    Problem::new(StatusCode::CONFLICT, "work_after_closing", title)
}
