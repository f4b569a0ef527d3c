//! `counterfoil drop`: who finds a phone hands in what it had not sent, and can read none of it; `counterfoil dropped`
//! shows the office what waits.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use counterfoil_client::rescue::dropping::{DROP_PATH, DropAnswer, dropped_file_path};
use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::limits::OUTBOX_SEGMENT_BYTES_MAX;
use counterfoil_domain::receipt::KeyRole;
use counterfoil_domain::segment::{ListedFile, SegmentHead, Standing};
use serde_json::{Value, json};

use crate::CliError;
use crate::args::{DropArgs, DroppedArgs};
use crate::asking::{ask, client, secret_in};

/// Folders within folders that are looked into.
const DEPTH_MAX: usize = 16;

/// What lies in a finder's copy of a phone.
#[derive(Default)]
struct Found {
    segments: Vec<PathBuf>,
    /// By the hash of the sealed file, whatever it is called.
    sealed: BTreeMap<Hash, PathBuf>,
}

/// Hands in every segment below a folder, and the sealed files that they name. Gives the record of it.
///
/// # Errors
/// Why nothing could be handed in, for a person at a terminal. A segment that is not taken is told in the record.
pub async fn drop_off(args: &DropArgs) -> Result<Value, CliError> {
    let mut found = Found::default();
    found.look_into(&args.folder, 0)?;
    if found.segments.is_empty() {
        return Err(format!("there is no segment below {}", args.folder.display()).into());
    }
    let mut lines = Vec::new();
    for path in &found.segments {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let line = match hand_in(path, &found, args.hub.as_deref()).await {
            Ok(line) => line,
            Err(error) => json!({"problem": error.to_string()}),
        };
        println!("{}: {}", name.as_deref().unwrap_or_default(), said(&line));
        lines.push(json!({"file": name, "taken": line}));
    }
    let record = json!({ "segments": lines });
    if let Some(file) = &args.receipts {
        fs::write(file, serde_json::to_vec_pretty(&record)?)?;
    }
    Ok(record)
}

/// Whether everything in a record was taken.
///
/// # Errors
/// How many segments were not.
pub fn all_taken(record: &Value) -> Result<(), CliError> {
    let lines = record["segments"].as_array().map(Vec::as_slice).unwrap_or_default();
    let whole = |line: &&Value| {
        let files = line["taken"]["files"].as_array().map(Vec::as_slice).unwrap_or_default();
        !line["taken"]["receipt"].is_null() && files.iter().all(|file| file["problem"].is_null())
    };
    match lines.len() - lines.iter().filter(whole).count() {
        0 => Ok(()),
        not => Err(format!("{not} of {} segments were not taken whole", lines.len()).into()),
    }
}

fn said(line: &Value) -> String {
    match line["problem"].as_str() {
        Some(problem) => format!("not taken: {problem}"),
        None => format!(
            "{} records and {} sealed files are kept at {}",
            line["frames"], line["files_sent"], line["hub"]
        ),
    }
}

async fn hand_in(path: &Path, found: &Found, hub: Option<&str>) -> Result<Value, CliError> {
    if fs::metadata(path)?.len() > OUTBOX_SEGMENT_BYTES_MAX {
        return Err("longer than any segment".into());
    }
    let bytes = fs::read(path)?;
    let standing = Standing::read(&bytes, |_, _| false)?;
    if standing.frames.is_empty() {
        return Err("nothing in it is signed: it takes the rescue key (counterfoil rescue)".into());
    }
    let said = &standing.head.statement;
    let hub = hub.or(said.hub_url.as_deref()).ok_or("it does not say where its hub is: --hub")?;
    let hub = hub.trim_end_matches('/');
    let answer = send(client()?.post(format!("{hub}{DROP_PATH}")).body(bytes.clone())).await?;
    check(&answer, &standing.head, None)?;
    let receipt = &answer.receipt.statement;
    if receipt.frames < standing.frames.len() as u64 {
        return Err("the hub keeps less than was handed in".into());
    }
    let (mut sent, mut missing, mut files) = (0_u64, 0_u64, Vec::new());
    for wanted in &answer.wanted {
        match found.sealed.get(&wanted.sealed_hash) {
            Some(file) => match send_file(hub, &standing.head, wanted, file).await {
                Ok(line) => {
                    files.push(line);
                    sent += 1;
                }
                Err(error) => {
                    let problem = error.to_string();
                    files.push(json!({"sealed_hash": wanted.sealed_hash, "problem": problem}));
                }
            },
            None => missing += 1, // the hub may have had it from the phone itself
        }
    }
    Ok(json!({
        "hub": hub,
        "device": said.device,
        "segment": hex::encode(said.segment),
        "frames": receipt.frames,
        "receipt": hex::encode(cbor::encode(&answer.receipt)),
        "files_sent": sent,
        "files_not_here": missing,
        "files": files,
    }))
}

async fn send_file(
    hub: &str,
    head: &SegmentHead,
    wanted: &ListedFile,
    file: &Path,
) -> Result<Value, CliError> {
    let said = &head.statement;
    let path = dropped_file_path(said.device, said.segment, wanted.sealed_hash);
    let answer = send(client()?.put(format!("{hub}{path}")).body(fs::read(file)?)).await?;
    check(&answer, head, Some(wanted.sealed_hash))?;
    Ok(json!({
        "sealed_hash": wanted.sealed_hash,
        "receipt": hex::encode(cbor::encode(&answer.receipt)),
    }))
}

async fn send(request: reqwest::RequestBuilder) -> Result<DropAnswer, CliError> {
    let answer = request.send().await.map_err(|error| format!("no answer: {error}"))?;
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await?;
    if status != 200 {
        let problem: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let title = problem["title"].as_str().unwrap_or("what answers is no hub");
        return Err(format!("{title} ({status})").into());
    }
    cbor::decode(&bytes).map_err(|_| "what answers is no hub".into())
}

/// A receipt is worth something if it is about this, and by the hub that the phone was enrolled with.
fn check(answer: &DropAnswer, head: &SegmentHead, file: Option<Hash>) -> Result<(), CliError> {
    let (said, of) = (&answer.receipt.statement, &head.statement);
    let is_about = (said.tenant, said.device, said.segment) == (of.tenant, of.device, of.segment);
    if !is_about || said.file != file || file.is_some_and(|file| said.hash != file) {
        return Err("the receipt is for something else".into());
    }
    if let Some(root) = &of.root {
        answer.keys.verify(&of.tenant, root)?;
    }
    answer.receipt.verify(answer.keys.signing_key(KeyRole::Answer)?)?;
    Ok(())
}

impl Found {
    fn look_into(&mut self, folder: &Path, depth: usize) -> Result<(), CliError> {
        let entries = fs::read_dir(folder)
            .map_err(|error| format!("cannot look into {}: {error}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() && depth < DEPTH_MAX {
                self.look_into(&path, depth + 1)?;
            } else if kind.is_file() {
                match path.extension().and_then(|ending| ending.to_str()) {
                    Some("segment") => self.segments.push(path),
                    Some("age") => {
                        self.sealed.insert(sha256(&fs::read(&path)?), path);
                    }
                    _ => {}
                }
            }
        }
        self.segments.sort();
        Ok(())
    }
}

/// Prints what waits at a hub, and what was opened.
///
/// # Errors
/// Why it could not be asked for.
pub async fn dropped(args: &DroppedArgs) -> Result<(), CliError> {
    let secret = secret_in(&args.office_secret)?;
    let (status, list) = ask((&args.hub, &secret), "/v1/office/dropped", None).await?;
    if status != 200 {
        let title = list["title"].as_str().unwrap_or("the hub refused").to_owned();
        return Err(title.into());
    }
    println!("{}", serde_json::to_string_pretty(&list)?);
    Ok(())
}
