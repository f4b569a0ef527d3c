//! A lost phone's files hold nothing readable: a planted text is in none of them.
#![cfg(feature = "sqlcipher")]

use std::fs;
use std::path::{Path, PathBuf};

use counterfoil_store::vault::{Identity, Vault};
use counterfoil_store::{Database, StoreKey};

const CANARY: &str = "canary-7f3d-王小明-13800136017";

#[test]
fn a_planted_text_is_in_no_file_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let key = StoreKey::from_bytes([0x41; 32]);
    let (database, _) = Database::open(folder.path(), &key).unwrap();
    database
        .write(|tx| {
            for n in 0..500 {
                tx.execute(
                    "INSERT INTO meta (key, value) VALUES (?1, ?2)",
                    [format!("{CANARY} {n}"), CANARY.repeat(10)],
                )?;
            }
            Ok(())
        })
        .unwrap();
    let vault = Vault::open(&folder.path().join("blobs"), Identity::generate(), vec![]).unwrap();
    vault.put_bytes(CANARY.repeat(20_000).as_bytes()).unwrap();
    database.copy_to(&folder.path().join("store.db.before-1")).unwrap();

    // While open, so that the write-ahead log and its index are looked at too.
    let files = files_below(folder.path());
    assert!(files.iter().any(|path| path.to_string_lossy().ends_with("-wal")), "{files:?}");
    assert!(files.len() >= 6, "{files:?}");
    for path in &files {
        assert!(!holds_canary(&fs::read(path).unwrap()), "{}", path.display());
    }

    // The scan itself must be able to fail.
    fs::write(folder.path().join("plain"), format!("..{CANARY}..")).unwrap();
    assert!(files_below(folder.path()).iter().any(|path| holds_canary(&fs::read(path).unwrap())));
}

fn holds_canary(bytes: &[u8]) -> bool {
    [&b"canary-7f3d"[..], "王小明".as_bytes(), b"13800136017"]
        .iter()
        .any(|part| bytes.windows(part.len()).any(|window| window == *part))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}
