//! Handing in what was rescued: to the hub's office door, under the author's chain and seals.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use counterfoil_client::rescue::{Identity, SealedFile, Vault};
use counterfoil_domain::cbor;
use counterfoil_domain::envelope::{BlobRef, Body, Envelope, Header};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, Hash};
use counterfoil_domain::limits::{BLOB_BYTES_MAX, EXCHANGE_BYTES_MAX};
use counterfoil_domain::seal::Seal;
use counterfoil_server::office::{RescuedEnvelope, RescuedRun, RescuedTaken};
use serde_json::{Value, json};

use super::Found;
use crate::CliError;
use crate::asking::client;

/// Bytes of envelopes after which a run ends at its next seal.
const RUN_BYTES: usize = EXCHANGE_BYTES_MAX / 8;
/// How often a run is sent again while the hub is busy with it.
const TRIES: usize = 50;

/// The hub, and with what its office is asked.
pub(super) struct Office<'a> {
    pub(super) hub: &'a str,
    pub(super) secret: &'a str,
    pub(super) by: &'a str,
}

impl Office<'_> {
    /// Hands in all runs, and then the sealed files that they name.
    pub(super) async fn hand_in(
        &self,
        found: &Found,
        blobs: &Path,
        identity: Identity,
    ) -> Result<Value, CliError> {
        let mut runs = Vec::new();
        for (chain, envelopes) in &found.envelopes {
            let seals = found.seals.get(chain).cloned().unwrap_or_default();
            for run in runs_of(self.by, *chain, envelopes, &seals) {
                let (from, count) = (run.from, run.envelopes.len());
                let taken = self.send(run).await?;
                let (device, incarnation) = (chain.device, chain.incarnation);
                runs.push(json!({
                    "device": device.to_string(),
                    "incarnation": incarnation.to_string(),
                    "from": from,
                    "envelopes": count,
                    "taken": taken,
                }));
            }
        }
        let blobs = self.send_blobs(found, blobs, identity).await?;
        Ok(json!({"hub": self.hub, "runs": runs, "blobs": blobs}))
    }

    /// What became of a run. One that is none of its chain blocks only itself.
    async fn send(&self, run: RescuedRun) -> Result<Value, CliError> {
        let url = format!("{}/v1/office/rescued", self.hub);
        let body = cbor::encode(&run);
        let mut tries = 0;
        loop {
            tries += 1;
            let request = client()?.post(&url).body(body.clone());
            let (status, answer) = self.ask(request).await?;
            if status == 400 {
                return Ok(json!({"problem": "malformed", "title": title(&answer)}));
            }
            if status != 200 {
                return Err(format!("the hub did not take a run: {}", title(&answer)).into());
            }
            let taken: RescuedTaken = serde_json::from_value(answer)?;
            match taken.wait_ms {
                Some(wait_ms) if tries < TRIES => {
                    tokio::time::sleep(Duration::from_millis(wait_ms.clamp(10, 5_000))).await;
                }
                _ => return Ok(serde_json::to_value(taken)?),
            }
        }
    }

    async fn send_blobs(
        &self,
        found: &Found,
        folder: &Path,
        identity: Identity,
    ) -> Result<Value, CliError> {
        let vault = Vault::of_others(folder, identity);
        let (mut sent, mut not_sent, mut seen) = (0_u64, Vec::new(), BTreeSet::new());
        for named in found.named() {
            let (chain, _, BlobRef { hash, .. }) = named;
            if !seen.insert((chain.device, hash)) {
                continue;
            }
            let sealed = found.sealed.iter().find(|file| file.hash == hash);
            match self.send_blob(&vault, folder, named, sealed).await {
                Ok(()) => sent += 1,
                Err(error) => {
                    not_sent.push(json!({"hash": hash.to_string(), "problem": error.to_string()}));
                }
            }
        }
        Ok(json!({"sent": sent, "not_sent": not_sent}))
    }

    async fn send_blob(
        &self,
        vault: &Vault,
        folder: &Path,
        (chain, envelope, BlobRef { hash, size_bytes, .. }): (ChainId, Hash, BlobRef),
        known: Option<&SealedFile>,
    ) -> Result<(), CliError> {
        let file = folder.join(format!("{hash}.age"));
        let (sealed, sealed_hash, sealed_bytes) = match (file.exists(), known) {
            (false, Some(known)) => (Vec::new(), known.sealed_hash, known.sealed_bytes),
            _ => {
                vault.read(hash, BLOB_BYTES_MAX)?;
                let sealed = fs::read(file)?;
                let (hash, bytes) = (sha256(&sealed), sealed.len() as u64);
                (sealed, hash, bytes)
            }
        };
        let url = format!(
            "{}/v1/office/rescued/{}/{}?envelope={envelope}&plain={hash}&plain_bytes={size_bytes}&sealed_bytes={sealed_bytes}",
            self.hub, chain.device, sealed_hash
        );
        // Of a file that is not here nothing is sent: the hub says whether it has had it from the phone itself.
        let (status, answer) = self.ask(client()?.put(url).body(sealed)).await?;
        if status < 300 { Ok(()) } else { Err(title(&answer).into()) }
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<(u16, Value), CliError> {
        let answer = request.bearer_auth(self.secret).send().await;
        let answer =
            answer.map_err(|error| format!("the hub at {} does not answer: {error}", self.hub))?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await?;
        if bytes.is_empty() {
            return Ok((status, Value::Null));
        }
        let body = serde_json::from_slice(&bytes)
            .map_err(|_| format!("what answers at {} is no hub", self.hub))?;
        Ok((status, body))
    }
}

fn title(problem: &Value) -> String {
    problem["title"].as_str().unwrap_or("the hub refused").to_owned()
}

impl Found {
    /// Every blob that an envelope names, with the envelope.
    fn named(&self) -> Vec<(ChainId, Hash, BlobRef)> {
        let mut named = Vec::new();
        for (chain, envelopes) in &self.envelopes {
            for envelope in envelopes.values() {
                let body = envelope.body.as_ref();
                let Some(body) = body.and_then(|body| Body::from_bytes(&body.bytes).ok()) else {
                    continue;
                };
                let blobs = body.blobs().iter().cloned();
                let blobs = blobs.map(|blob| (*chain, envelope.hash(), blob));
                named.extend(blobs);
            }
        }
        named
    }
}

/// The runs of a chain: without gaps, each ending at a seal where there is one, so that each is provably its
/// author's own.
fn runs_of(
    by: &str,
    chain: ChainId,
    envelopes: &BTreeMap<u64, Envelope>,
    seals: &BTreeMap<u64, Seal>,
) -> Vec<RescuedRun> {
    let mut runs: Vec<RescuedRun> = Vec::new();
    let mut ended = true;
    let mut bytes = 0;
    for (seq, envelope) in envelopes {
        let Some(one) = rescued(envelope) else { continue };
        let follows = runs.last().is_some_and(|run| run.from + run.envelopes.len() as u64 == *seq);
        if ended || !follows {
            let (by, envelopes, seals) = (by.to_owned(), Vec::new(), Vec::new());
            runs.push(RescuedRun { by, chain, from: *seq, envelopes, seals });
            bytes = 0;
        }
        let Some(run) = runs.last_mut() else { continue };
        bytes += one.header.len() + one.body.len();
        run.envelopes.push(one);
        let size = seq + 1;
        run.seals.extend(seals.get(&size).cloned());
        // What lies behind the last seal goes apart, and holds nothing up.
        let last_seal = seals.contains_key(&size) && seals.range(size + 1..).next().is_none();
        ended = last_seal || seals.contains_key(&size) && bytes >= RUN_BYTES;
    }
    runs
}

fn rescued(envelope: &Envelope) -> Option<RescuedEnvelope> {
    let salted = envelope.body.as_ref()?;
    Header::from_bytes(&envelope.header_bytes).ok()?;
    Some(RescuedEnvelope {
        header: envelope.header_bytes.clone(),
        salt: salted.salt,
        body: salted.bytes.clone(),
    })
}
