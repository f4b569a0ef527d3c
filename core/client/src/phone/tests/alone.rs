//! A store has one holder on the whole machine, and an older version leaves a newer one's store alone.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use counterfoil_store::StoreError;

use super::{Device, enrol, found};
use crate::error::ClientError;
use crate::phone::{Phone, PhoneConfig};
use crate::ports::{FileSecretStore, Ports, SecretError};

const HOLDER: &str = "COUNTERFOIL_TEST_HOLDER";

/// The store of a home folder whose keys lie beside it, as another process finds them too.
fn open_home(home: &Path) -> Result<Phone, ClientError> {
    let secrets = FileSecretStore::open(&home.join("secrets")).unwrap();
    let ports = Ports { secrets: Arc::new(secrets), ..Device::new().ports };
    let mut config = PhoneConfig::new(home.join("store"));
    config.unbacked_folder = home.join("unbacked");
    Phone::open(config, ports)
}

/// The other process: opens, works, says so, and stays until it is killed.
fn hold(home: &Path) {
    let phone = open_home(home).unwrap();
    enrol(&phone);
    found(&phone, "SF1234567890123");
    println!("held");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

fn start_holder(home: &Path) -> Child {
    let name = "phone::tests::alone::another_process_is_told_so_until_the_holder_is_killed";
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(HOLDER, home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().ends_with("held")), "the holder ended early");
    holder
}

#[test]
fn another_process_is_told_so_until_the_holder_is_killed() {
    if let Some(home) = std::env::var_os(HOLDER) {
        return hold(Path::new(&home));
    }
    let home = tempfile::tempdir().unwrap();
    // 1. The holder is a process of its own; whoever else opens is told so and changes nothing.
    let mut holder = start_holder(home.path());
    let before = files(home.path());
    assert!(matches!(open_home(home.path()), Err(ClientError::AlreadyOpen)));
    assert_eq!(files(home.path()), before);
    // 2. The system kills it without a word (SIGKILL): the lock ends with it, what it acknowledged stays.
    holder.kill().unwrap();
    holder.wait().unwrap();
    let phone = open_home(home.path()).unwrap();
    assert!(!phone.opening().is_new);
    assert_eq!(phone.orders().search("0123").unwrap().len(), 1);
    // 3. The same within one process.
    assert!(matches!(open_home(home.path()), Err(ClientError::AlreadyOpen)));
    phone.close();
    assert!(open_home(home.path()).is_ok());
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
}

fn copy_tree(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, bytes).unwrap();
    }
}

fn set_schema(phone: &Phone, number: u32) {
    let set = |tx: &counterfoil_store::Transaction<'_>| {
        tx.pragma_update(None, "user_version", number).map_err(StoreError::from)
    };
    phone.core.write(|tx| Ok(set(tx)?)).unwrap();
}

#[test]
fn an_older_library_changes_not_one_byte_of_a_newer_one_s_store() {
    let (closed, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // 1. A newer version works: an order, a sealed blob, and a schema that this version does not know.
    let phone = open_home(closed.path()).unwrap();
    enrol(&phone);
    found(&phone, "SF1234567890123");
    phone.core.store().unwrap().vault().put_bytes(b"a picture").unwrap();
    set_schema(&phone, 99);
    // 2. One image of a process that was killed, with its log, and one that was closed.
    copy_tree(closed.path(), killed.path());
    phone.close();
    assert!(files(&killed.path().join("store")).keys().any(|path| path.ends_with("store.db-wal")));
    for home in [closed, killed] {
        // 3. Also where the marker is gone, as in a restored copy: no new chain, no new marker.
        for marker in [true, false] {
            if !marker {
                std::fs::remove_file(home.path().join("unbacked/install.marker")).unwrap();
            }
            let before = files(home.path());
            assert!(matches!(open_home(home.path()), Err(ClientError::UpdateNeeded)));
            assert!(files(home.path()) == before, "something was written");
        }
    }
}

#[test]
fn before_the_first_unlock_opening_says_what_to_do_and_makes_nothing() {
    let device = Device::new();
    let secrets = Arc::new(crate::ports::MemorySecretStore::default());
    let ports = Ports { secrets: secrets.clone(), ..device.ports };
    let open = || Phone::open(PhoneConfig::new(device.folder.path()), ports.clone());
    open().unwrap().close();
    secrets.refuse(Some(SecretError::LockedBeforeFirstUnlock));
    let Err(ClientError::NotAllowed { reason }) = open() else { panic!("it opened") };
    assert_eq!(reason.code, "locked");
    secrets.refuse(None);
    assert!(!open().unwrap().opening().is_new);
}
