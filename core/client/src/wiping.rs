//! Remote wipe on the phone: an order is checked and written down; then the keys die first, whatever happens meanwhile.
//!
//! From the moment at which its journal stands in the store's folder a wipe is finished by every opening before
//! anything else, so a process that is killed at any step changes nothing. What the hub does not have stays, sealed to
//! the hub's upload key and to the tenant's rescue key, which are not on this phone.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{Hash, Incarnation};
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::limits::LEAVING_WAIT_S;
use counterfoil_domain::receipt::KeyRole;
use counterfoil_domain::wipe::{WipeMode, WipeOrder, WipeStatement, Wiped, WipedStatement};
use counterfoil_store::{Connection, Store, StoreFolder, blobs, chain, outbox, progress};
use counterfoil_sync::access::{WIPE_HEADER, WIPED_PATH, read_wipe};
use minicbor::{Decode, Encode};

use crate::door::{Knock, SMALL_ANSWER_BYTES_MAX};
use crate::error::{CauseError, Caused};
use crate::phone::core::Core;
use crate::phone::keys::Secrets;
use crate::phone::leaving::OpenStore;
use crate::ports::{Ports, Request, Response};

/// How often somebody who waits for the last call looks, ms.
const LOOK_MS: u64 = 10;
/// The order that this store has taken down, in its database.
const TAKEN: &str = "account/wipe";
/// The journal; while it stands the wipe is not over.
const JOURNAL: &str = "store.wipe";
/// The journal of a wipe that is over and of which the hub has not heard.
const DONE: &str = "store.wiped";
/// The folder of what stays, by the order's nonce.
const KEPT: &str = "wiped";
/// The folder of sealed blobs; those stay that the hub does not have safely.
const BLOBS: &str = "blobs";
/// The folder of the outbox file's segments: all of them stay.
const OUTBOX: &str = "outbox";
/// Bytes that are carried at a time.
const PIECE_BYTES: usize = 64 * 1024;
/// What no wipe removes: the lock is held meanwhile.
const STAYS: [&str; 4] = [JOURNAL, DONE, KEPT, "store.lock"];

/// A wipe that was decided.
#[derive(Debug, Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Journal {
    #[n(0)]
    hub_url: String,
    /// The store's name in the secret store.
    #[n(1)]
    store_name: String,
    /// What the hub will be told, signed while there was a key to sign with.
    #[n(2)]
    wiped: Wiped,
    /// Sealed blobs that the hub does not have safely, by their plain hashes.
    #[n(3)]
    keep: Vec<Hash>,
}

/// Takes down the order that came with an answer, if one did and it is for this store.
pub(crate) fn hear(core: &Core, answer: &Response) {
    let Some(text) = answer.header(WIPE_HEADER) else { return };
    if let Err(cause) = take_down(core, text) {
        tracing::warn!(%cause, "an order to wipe was not taken");
    }
}

fn take_down(core: &Core, text: &str) -> Caused<()> {
    let order = read_wipe(text).map_err(|_| CauseError::Answer("not an order to wipe"))?;
    if taken(core)?.as_ref() == Some(&order) {
        return Ok(());
    }
    let enrolment = core.enrolment()?;
    let said = &order.statement;
    let stands = order.verify(enrolment.answer.keys.signing_key(KeyRole::Wipe)?).is_ok()
        && (said.version, said.tenant) == (1, enrolment.answer.tenant)
        && said.device == core.keys.device();
    if !stands || !core.read(|connection| lived_under(connection, said.incarnation))? {
        return Err(CauseError::Answer("an order to wipe that is not for this store"));
    }
    core.write(|tx| Ok(progress::set_note(tx, TAKEN, &cbor::encode(&order))?))?;
    tracing::warn!(mode = ?said.mode, "an order to wipe was taken");
    Ok(())
}

fn lived_under(connection: &Connection, life: Option<Incarnation>) -> Caused<bool> {
    let Some(life) = life else { return Ok(true) };
    Ok(chain::all(connection)?.iter().any(|chain| chain.incarnation == life))
}

fn taken(core: &Core) -> Caused<Option<WipeOrder>> {
    let bytes = core.read(|connection| Ok(progress::note(connection, TAKEN)?))?;
    Ok(bytes.and_then(|bytes| cbor::decode(&bytes).ok()))
}

/// Whether an order stands and its time has come.
pub(crate) fn is_due(core: &Core) -> Caused<bool> {
    let Some(order) = taken(core)? else { return Ok(false) };
    let unsent = core.read(|connection| Ok(outbox::counts(connection)?.unsent))?;
    match order.statement.mode {
        // What the hub lacks would die with the database's key, if it had no second copy.
        WipeMode::Now if unsent == 0 => Ok(true),
        WipeMode::Now => {
            let store = core.store()?;
            has_copies(&store)
        }
        WipeMode::AfterDrain => core.read(|connection| {
            let work = outbox::counts(connection)?;
            Ok(work.unsent + work.stored == 0 && blobs::not_safe(connection)?.named == 0)
        }),
    }
}

/// Whether all that the hub lacks stands in the outbox file too, which a wipe keeps.
fn has_copies(store: &Store) -> Caused<bool> {
    Ok(store.outbox_file().is_complete(store.database())?)
}

/// Wipes this store: closes it, writes the journal, and does what it says. Afterwards the folder is as good as new.
///
/// # Errors
/// [`CauseError::Closed`] while a call still holds the store; the next session or opening tries again.
pub(crate) fn wipe(core: &Core) -> Caused<()> {
    let Some(order) = taken(core)? else { return Ok(()) };
    // What was written last is sealed as well, if the key can be had; unsealed work is kept all the same.
    let _ = crate::syncing::seal_now(core);
    let store = alone(core.close().ok_or(CauseError::Closed)?)?;
    // Nothing can be written any more; what came in between and has no second copy is sent first.
    if store.read(outbox::counts)?.unsent > 0 && !has_copies(&store)? {
        return Err(CauseError::Closed);
    }
    let journal = journal(core, &store, &order.statement)?;
    write_durably(&core.config.folder, JOURNAL, &cbor::encode(&journal))?;
    drop(store);
    finish(&StoreFolder::open(&core.config.folder)?, &core.ports, &core.config.unbacked_folder)
}

/// The store, when no other call holds it: nothing can be acknowledged any more.
fn alone(store: Arc<OpenStore>) -> Caused<Arc<OpenStore>> {
    for _ in 0..LEAVING_WAIT_S * 1_000 / LOOK_MS {
        if Arc::strong_count(&store) == 1 {
            return Ok(store);
        }
        std::thread::sleep(Duration::from_millis(LOOK_MS));
    }
    Err(CauseError::Closed)
}

fn journal(core: &Core, store: &Store, order: &WipeStatement) -> Caused<Journal> {
    let keep = store.read(blobs::not_safe)?.hashes;
    let statement = WipedStatement {
        version: 1,
        tenant: order.tenant,
        device: order.device,
        nonce: order.nonce,
        kept: keep.len() as u64,
    };
    let signature = core.keys.session.sign(Purpose::Wiped, &statement.to_bytes());
    Ok(Journal {
        hub_url: core.enrolment()?.hub_url.clone(),
        store_name: core.store_name.clone(),
        wiped: Wiped { statement, signature },
        keep,
    })
}

/// One step of a wipe; each may be repeated.
type Step = fn(&Journal, &Path, &Ports, &Path) -> Caused<()>;

/// The keys first: with them goes everything that could be read here. Room is made before anything is carried.
const STEPS: [Step; 4] = [forget_keys, remove_the_rest, put_aside, end];

/// Finishes a wipe that was decided in this folder, if one was.
pub(crate) fn finish(folder: &StoreFolder, ports: &Ports, unbacked: &Path) -> Caused<()> {
    finish_until(folder.path(), ports, unbacked, STEPS.len())
}

fn finish_until(folder: &Path, ports: &Ports, unbacked: &Path, steps: usize) -> Caused<()> {
    let Some(journal) = read(folder, JOURNAL)? else { return Ok(()) };
    for step in STEPS.iter().take(steps) {
        step(&journal, folder, ports, unbacked)?;
    }
    tracing::warn!(kept = journal.keep.len(), "a store was wiped");
    Ok(())
}

fn forget_keys(journal: &Journal, _: &Path, ports: &Ports, _: &Path) -> Caused<()> {
    Secrets::new(ports, &journal.store_name).forget()
}

fn remove_the_rest(journal: &Journal, folder: &Path, _: &Ports, unbacked: &Path) -> Caused<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if STAYS.iter().chain(&[BLOBS, OUTBOX]).all(|stays| name != *stays) {
            remove_tree(&entry.path(), entry.file_type()?.is_dir())?;
        }
    }
    for path in files(&folder.join(BLOBS))? {
        let hash = path.file_stem().and_then(|stem| stem.to_str()?.parse::<Hash>().ok());
        if hash.is_none_or(|hash| !journal.keep.contains(&hash)) {
            remove_if_there(&path)?;
        }
    }
    remove_if_there(&unbacked.join("install.marker"))?;
    sync_folder(folder)
}

/// What stays leaves the folders of a store that is to come.
fn put_aside(journal: &Journal, folder: &Path, _: &Ports, _: &Path) -> Caused<()> {
    let kept = folder.join(KEPT).join(hex::encode(journal.wiped.statement.nonce));
    fs::create_dir_all(kept.join(OUTBOX))?;
    sync_folder(folder)?;
    sync_folder(&folder.join(KEPT))?;
    sync_folder(&kept)?;
    for (from, to) in [(BLOBS, kept.clone()), (OUTBOX, kept.join(OUTBOX))] {
        let from = folder.join(from);
        for path in files(&from)? {
            carry(&path, &to)?;
        }
        if from.is_dir() {
            remove_tree(&from, true)?;
        }
    }
    sync_folder(folder)
}

/// The files of a folder; none where there is no folder.
fn files(folder: &Path) -> Caused<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let names = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    Ok(names.collect::<Result<_, _>>()?)
}

/// Carries a file to another folder as a copy: a name that changes its folder may be gone from the one after a power cut
/// and not be in the other.
fn carry(from: &Path, folder: &Path) -> Caused<()> {
    let Some(name) = from.file_name() else { return Ok(()) };
    let (to, draft) = (folder.join(name), folder.join("incoming.part"));
    let (mut source, mut target) = (File::open(from)?, File::create(&draft)?);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match source.read(&mut piece)? {
            0 => break,
            read => target.write_all(piece.get(..read).unwrap_or_default())?,
        }
    }
    target.sync_all()?;
    fs::rename(&draft, to)?;
    sync_folder(folder)?;
    remove_if_there(from)
}

fn end(_: &Journal, folder: &Path, _: &Ports, _: &Path) -> Caused<()> {
    rename_if_there(&folder.join(JOURNAL), &folder.join(DONE))?;
    sync_folder(folder)
}

fn remove_tree(path: &Path, is_folder: bool) -> Caused<()> {
    if !is_folder {
        return Ok(fs::remove_file(path)?);
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        remove_tree(&entry.path(), entry.file_type()?.is_dir())?;
    }
    // Names that a power cut brought back would be a folder of a store that is to come.
    sync_folder(path)?;
    Ok(fs::remove_dir(path)?)
}

/// Tells the hub of a wipe that is over, if it has not heard; a network that fails is no error.
pub(crate) async fn tell(core: &Core) -> Caused<()> {
    let folder = &core.config.folder;
    let Some(journal) = read(folder, DONE)? else { return Ok(()) };
    let knock = Knock::post(WIPED_PATH, cbor::encode(&journal.wiped));
    let request = Request {
        method: knock.method,
        hub_url: journal.hub_url,
        path: knock.path,
        headers: knock.headers,
        body: knock.body,
        answer_bytes_max: SMALL_ANSWER_BYTES_MAX,
    };
    // A hub that knows of no such order never will.
    if let Ok(answer) = core.ports.transport.send(request).await
        && matches!(answer.status, 200..=299 | 400 | 401)
    {
        remove_if_there(&folder.join(DONE))?;
    }
    Ok(())
}

fn read(folder: &Path, name: &str) -> Caused<Option<Journal>> {
    match fs::read(folder.join(name)) {
        Ok(bytes) => match cbor::decode(&bytes) {
            Ok(journal) => Ok(Some(journal)),
            Err(_) => Err(CauseError::NotFound("the journal of a wipe")),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn write_durably(folder: &Path, name: &str, bytes: &[u8]) -> Caused<()> {
    let draft = folder.join(format!("{name}.new"));
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(name))?;
    sync_folder(folder)
}

fn sync_folder(path: &Path) -> Caused<()> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn rename_if_there(from: &Path, to: &Path) -> Caused<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn remove_if_there(path: &Path) -> Caused<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
