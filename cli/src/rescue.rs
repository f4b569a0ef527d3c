//! `counterfoil rescue`: what a lost phone had not sent, opened with the tenant's rescue key by a named person.

mod dropped;
mod hand_in;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use counterfoil_client::rescue::{Identity, Reader, SealedFile, Segment, StoreError, Vault};
use counterfoil_domain::cbor;
use counterfoil_domain::envelope::{Body, Envelope, Header};
use counterfoil_domain::ids::{ChainId, Hash};
use counterfoil_domain::limits::BLOB_BYTES_MAX;
use counterfoil_domain::seal::Seal;
use counterfoil_server::private_file;
use serde_json::{Value, json};

use crate::CliError;
use crate::args::RescueArgs;
use crate::asking::secret_in;

/// What was found in the segments of a store.
#[derive(Default)]
struct Found {
    /// By chain and place; a place may have two envelopes only if somebody forged a segment.
    envelopes: BTreeMap<ChainId, BTreeMap<u64, Envelope>>,
    /// How long each chain was.
    sizes: BTreeMap<ChainId, u64>,
    blobs: BTreeSet<Hash>,
    /// The store's seals, by the size that each covers.
    seals: BTreeMap<ChainId, BTreeMap<u64, Seal>>,
    /// The sealed files that the segments name.
    sealed: Vec<SealedFile>,
    /// By the name of a segment's file: the chain in it, and the blobs that its envelopes name.
    of_file: BTreeMap<String, (ChainId, BTreeSet<Hash>)>,
    /// One line for each segment.
    segments: Vec<Value>,
}

/// Opens the store's segments and blobs, writes down what they hold, and returns the record of it.
///
/// # Errors
/// Why nothing could be read or written, for a person at a terminal.
pub async fn rescue(args: &RescueArgs) -> Result<Value, CliError> {
    if args.out.exists() {
        return Err(format!("{} is there already: name another folder", args.out.display()).into());
    }
    let identity = rescue_key(&args.key)?;
    let secret = args.office_secret.as_deref().map(secret_in).transpose()?.unwrap_or_default();
    let hub = args.hand_in.as_deref().map(|hub| hub.trim_end_matches('/'));
    let office = hub.map(|hub| hand_in::Office { hub, secret: &secret, by: &args.by });
    let store = args.store.clone().unwrap_or_else(|| args.out.join("dropped"));
    let mut fetched = Vec::new();
    if let (true, Some(office)) = (args.dropped, &office) {
        fetched = office.fetch_dropped(&store).await?;
    }
    let files = segments(&store)?;
    if files.is_empty() {
        let folder = store.join("outbox");
        return Err(format!("there is no segment in {}", folder.display()).into());
    }
    private_file::make_folder(&args.out)?;
    let mut found = Found::default();
    for file in &files {
        let line = found.take(file, &identity);
        found.segments.push(line);
    }
    found.name_blobs(&store)?;
    let chains = write_envelopes(&found, &args.out)?;
    let blobs = write_blobs(&found, &store, identity, &args.out)?;
    let at_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_millis());
    let mut record = json!({
        "by": args.by,
        "at_ms": u64::try_from(at_ms).unwrap_or(u64::MAX),
        "chains": chains,
        "blobs": blobs,
        "segments": found.segments,
    });
    write_record(&record, &args.out)?; // before anything is handed in: a hub that is away costs nothing
    if let Some(office) = &office {
        let identity = rescue_key(&args.key)?;
        record["handed_in"] = office.hand_in(&found, &blobs_of(&store), identity).await?;
        write_record(&record, &args.out)?;
        if args.dropped {
            let gone = office.let_go(&fetched, &found, &record["handed_in"]).await?;
            record["dropped"] = json!({"fetched": fetched.len(), "let_go": gone});
            write_record(&record, &args.out)?;
        }
        println!("handed in: {}", record["handed_in"]["runs"]);
    }
    let envelopes: usize = found.envelopes.values().map(BTreeMap::len).sum();
    println!("{envelopes} envelopes of {} chains; see rescue.json", found.envelopes.len());
    Ok(record)
}

fn write_record(record: &Value, out: &Path) -> Result<(), CliError> {
    let text = serde_json::to_vec_pretty(record)?;
    Ok(private_file::write(&out.join("rescue.json"), &text)?)
}

fn rescue_key(path: &Path) -> Result<Identity, CliError> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("cannot read the rescue key in {}: {error}", path.display()))?;
    let read: Result<Identity, _> = text.trim().parse();
    read.map_err(|_| format!("{} holds no rescue key (AGE-SECRET-KEY-1…)", path.display()).into())
}

/// Where the sealed files lie: in a store's folder, or beside the segments that a wipe left.
fn blobs_of(store: &Path) -> PathBuf {
    let own = store.join("blobs");
    if own.is_dir() { own } else { store.to_owned() }
}

fn segments(store: &Path) -> Result<Vec<PathBuf>, CliError> {
    let folder = store.join("outbox");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "segment") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

impl Found {
    /// Takes what a segment holds; says what it was worth.
    fn take(&mut self, file: &Path, identity: &Identity) -> Value {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let segment = match Segment::read_file(file, identity, Reader::Rescue) {
            Ok(segment) => segment,
            Err(StoreError::WrongKey) => return json!({"file": name, "problem": "another_key"}),
            Err(error) => return json!({"file": name, "problem": error.to_string()}),
        };
        let said = &segment.head.statement;
        let chain = ChainId { device: said.device, incarnation: said.incarnation };
        let mut others = 0_u64;
        let mut named = BTreeSet::new();
        for record in &segment.records {
            self.sealed.extend(record.blobs.iter().flatten().cloned());
            if let Some(edge) = &record.edge {
                let size = self.sizes.entry(chain).or_default();
                *size = edge.size().max(*size);
            }
            if let Some(seal) = &record.seal {
                let size = seal.statement.size;
                self.seals.entry(chain).or_default().insert(size, seal.clone());
            }
            let Some((header, envelope)) = record.envelope() else { continue };
            // A segment holds what its head says, and nothing of another store.
            if (header.device, header.incarnation) == (chain.device, chain.incarnation) {
                named.extend(blobs_in(&envelope));
                self.keep(chain, &header, envelope);
            } else {
                others += 1;
            }
        }
        if let Some(name) = &name {
            self.of_file.insert(name.clone(), (chain, named));
        }
        json!({
            "file": name,
            "number": said.number,
            "device": said.device.to_string(),
            "signed_by_store": segment.head.is_signed(),
            "records": segment.records.len(),
            "records_of_others": others,
            "changed_frames": segment.changed,
            "bytes_behind_the_last": segment.tail_bytes,
        })
    }

    fn keep(&mut self, chain: ChainId, header: &Header, envelope: Envelope) {
        self.blobs.extend(blobs_in(&envelope));
        self.envelopes.entry(chain).or_default().entry(header.seq).or_insert(envelope);
    }
}

/// The blobs that an envelope names.
fn blobs_in(envelope: &Envelope) -> Vec<Hash> {
    let body = envelope.body.as_ref().and_then(|body| Body::from_bytes(&body.bytes).ok());
    let named = body.map(|body| body.blobs().to_vec()).unwrap_or_default();
    named.into_iter().map(|blob| blob.hash).collect()
}

fn write_envelopes(found: &Found, out: &Path) -> Result<Vec<Value>, CliError> {
    let mut chains = Vec::new();
    for (chain, envelopes) in &found.envelopes {
        let (device, incarnation) = (chain.device.to_string(), chain.incarnation.to_string());
        let folder = out.join(&device).join(&incarnation);
        private_file::make_folder(&folder)?;
        for (seq, envelope) in envelopes {
            let file = folder.join(format!("{seq:08}.envelope"));
            private_file::write(&file, &in_one(envelope))?;
        }
        let size = found.sizes.get(chain).copied().unwrap_or(0);
        let first = envelopes.keys().next().copied().unwrap_or(0);
        let missing: Vec<u64> =
            (first..size).filter(|seq| !envelopes.contains_key(seq)).take(1_000).collect();
        chains.push(json!({
            "device": device,
            "incarnation": incarnation,
            "envelopes": envelopes.len(),
            "first": first,
            "size": size,
            // Below the first one everything was safe, or left with an earlier segment.
            "missing": missing,
        }));
    }
    Ok(chains)
}

/// `[header, salt, body]`, each as the bytes that were made.
fn in_one(envelope: &Envelope) -> Vec<u8> {
    let salted = envelope.body.as_ref();
    let bytes = |bytes: &[u8]| minicbor::bytes::ByteVec::from(bytes.to_vec());
    cbor::encode(&(
        bytes(&envelope.header_bytes),
        bytes(salted.map_or(&[], |salted| &salted.salt)),
        bytes(salted.map_or(&[], |salted| &salted.bytes)),
    ))
}

fn write_blobs(
    found: &Found,
    store: &Path,
    identity: Identity,
    out: &Path,
) -> Result<Value, CliError> {
    let vault = Vault::of_others(&blobs_of(store), identity);
    let folder = out.join("blobs");
    private_file::make_folder(&folder)?;
    let (mut opened, mut missing) = (0, Vec::new());
    for hash in &found.blobs {
        match vault.read(*hash, BLOB_BYTES_MAX) {
            Ok(bytes) => {
                private_file::write(&folder.join(hash.to_string()), &bytes)?;
                opened += 1;
            }
            Err(error) => {
                missing.push(json!({"hash": hash.to_string(), "problem": error.to_string()}))
            }
        }
    }
    Ok(json!({"opened": opened, "missing": missing}))
}
