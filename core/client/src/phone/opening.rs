//! Opening: keys, the store, the install marker, damage, and a projection that is stale.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use counterfoil_domain::envelope::Predecessor;
use counterfoil_domain::ids::{ChainId, Incarnation};
use counterfoil_store::progress;
use counterfoil_store::{
    Database, Store, StoreError, StoreFolder, StoreSecrets, Transaction, chain,
};

use super::core::Core;
use super::keys::{Keys, Secrets, random};
use super::{OpeningReport, PhoneConfig, leaving};
use crate::error::Caused;
use crate::layers;
use crate::ports::Ports;
use crate::wiping;

/// Names a store in the secret store; part of backups, worth nothing alone.
const NAME_FILE: &str = "store.name";
const MARKER_FILE: &str = "install.marker";
const MARKER_SECRET: &str = "install-marker";

/// Opens the store of a folder. The lock comes first, so that of two that open at once one alone makes keys and
/// marker; then a newer version's store is refused, before anything is written anywhere.
pub(super) fn open(config: PhoneConfig, ports: Ports) -> Caused<(Core, OpeningReport)> {
    leaving::wait_for(&config.folder);
    let folder = StoreFolder::open(&config.folder)?;
    wiping::finish(&folder, &ports, &config.unbacked_folder)?;
    let store_name = store_name(&config.folder)?;
    let secrets = Secrets::new(&ports, &store_name);
    let has_database = folder.database().exists();
    if has_database {
        Database::check_version(&folder, &secrets.database_key(false)?)?;
    }
    let keys = secrets.keys(&ports, has_database)?;
    let enrolment = secrets.enrolment()?;
    let (recipients, segments) = match &enrolment {
        Some(enrolment) => (enrolment.recipients()?, enrolment.segment_keys(&keys)?),
        None => Default::default(),
    };
    let (key, identity) = (keys.store.clone(), keys.identity.clone());
    let secrets_of_store = StoreSecrets { key, identity, recipients, segments };
    let (store, opening) = Store::open_in(folder, secrets_of_store)?;
    fs::create_dir_all(&config.unbacked_folder)?;
    let mut report = OpeningReport { is_new: opening.is_new, ..OpeningReport::default() };
    settle_chain(&store, &keys, &ports, &mut report)?;
    report.restored_copy = settle_marker(&store, &keys, &secrets, &config.unbacked_folder)?;
    let core = Core::new(config, ports.clone(), (store_name, keys), store, enrolment);
    if (opening.projection_is_stale || report.salvaged.is_some()) && core.enrolment().is_ok() {
        core.write(|tx| layers::rebuild_all(&core, tx))?;
    }
    let salvaged = report.salvaged.is_some();
    let (is_new, restored_copy) = (report.is_new, report.restored_copy);
    tracing::info!(is_new, restored_copy, salvaged, "a store was opened");
    Ok((core, report))
}

/// The name of the store that lies in a folder, if one does.
pub(super) fn known_name(folder: &Path) -> Option<String> {
    let name = fs::read_to_string(folder.join(NAME_FILE)).ok()?;
    let whole = name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then_some(name)
}

fn store_name(folder: &Path) -> Caused<String> {
    if let Some(name) = known_name(folder) {
        return Ok(name);
    }
    let path = folder.join(NAME_FILE);
    let name = hex::encode(random::<8>()?);
    write_durably(&path, name.as_bytes())?;
    Ok(name)
}

fn write_durably(path: &Path, bytes: &[u8]) -> Caused<()> {
    let draft = path.with_extension("new");
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A new store gets its first chain; after damage what can be read of the old one comes back before that.
fn settle_chain(
    store: &Store,
    keys: &Keys,
    ports: &Ports,
    report: &mut OpeningReport,
) -> Caused<()> {
    report.salvaged = store.salvage_all(ports.moments.clocks().wall_ms)?;
    if let Some(salvaged) = &report.salvaged {
        let (envelopes, lost) = (salvaged.envelopes, salvaged.lost);
        tracing::warn!(envelopes, lost, "a damaged store was set aside and read out");
        begin_chain(store, keys)?;
    }
    let chains = store.read(chain::all)?;
    if chains.is_empty() {
        begin_chain(store, keys)?;
    }
    Ok(())
}

fn begin_chain(store: &Store, keys: &Keys) -> Caused<()> {
    let incarnation = Incarnation(random()?);
    Ok(store.write(|tx| begin_after_last(tx, keys, incarnation))?)
}

/// Begins a chain that names the last one, if there is one, as its predecessor.
pub(crate) fn begin_after_last(
    tx: &Transaction<'_>,
    keys: &Keys,
    incarnation: Incarnation,
) -> Result<(), StoreError> {
    let last = chain::all(tx)?.pop();
    // A chain on which nothing was written has no place in anybody's past.
    let predecessor = last.filter(|last| last.frontier.size() > 0).map(|last| Predecessor {
        chain: ChainId { device: keys.device(), incarnation: last.incarnation },
        size: last.frontier.size(),
    });
    chain::begin(tx, incarnation, predecessor)
}

/// Compares the marker in the database with those that no backup carries. They differ in a store that was
/// restored from a copy: it must not write on a chain on which the original may write too.
fn settle_marker(
    store: &Store,
    keys: &Keys,
    secrets: &Secrets<'_>,
    unbacked: &Path,
) -> Caused<bool> {
    let path = unbacked.join(MARKER_FILE);
    let in_database = store.read(progress::install_marker)?;
    let in_file = fs::read(&path).ok();
    let in_secret = secrets.get(MARKER_SECRET)?;
    let whole = in_database.is_some_and(|marker| {
        let same = |held: Option<&[u8]>| held == Some(marker.as_slice());
        same(in_file.as_deref()) && same(in_secret.as_ref().map(|held| held.as_slice()))
    });
    if whole {
        return Ok(false);
    }
    let (marker, incarnation) = (random::<16>()?, Incarnation(random()?));
    let is_copy = in_database.is_some();
    // The database last: cut off before it, the next opening finds the same difference again.
    secrets.put(MARKER_SECRET, &marker)?;
    write_durably(&path, &marker)?;
    store.write(|tx| {
        if is_copy {
            begin_after_last(tx, keys, incarnation)?;
        }
        progress::set_install_marker(tx, &marker)
    })?;
    Ok(is_copy)
}
