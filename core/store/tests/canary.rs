//! A lost phone's files hold nothing readable: a planted text is in none of them.
#![cfg(feature = "sqlcipher")]
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "world/phone.rs"]
mod phone;

use std::fs;
use std::path::{Path, PathBuf};

use counterfoil_domain::subject::{Key, Subject};
use counterfoil_store::cards::{self, Card, FindableCard};
use counterfoil_store::documents::{self, DocumentName, DocumentRow, Layer};
use counterfoil_store::{progress, quarantine};

use phone::{NOW_MS, Phone, brings, order};

const CANARY: &str = "canary-7f3d-王小明-13800136017";

/// The canary in everything that a store keeps.
fn plant(phone: &Phone) {
    phone.photo(order(1), CANARY.repeat(20_000).as_bytes());
    let mut page = brings(order(1), &[0]);
    page.entries[0].content = Some(CANARY.into());
    page.documents.push(DocumentRow {
        name: DocumentName { subject: order(1), audience: "contact".into(), name: "".into() },
        layer: Layer::Acknowledged,
        generation: 0,
        saved: CANARY.repeat(1_000).into_bytes(),
        heads: vec![],
    });
    phone.apply(vec![page], vec![], 1);
    phone.write(|tx| {
        progress::set_note(tx, "test/canary", CANARY.as_bytes())?;
        quarantine::put(tx, None, None, "unknown", CANARY.as_bytes(), NOW_MS)?;
        cards::put(tx, &card())
    });
    assert_eq!(phone.store().read(|c| cards::search(c, "小明")).unwrap().len(), 1);
    assert_eq!(phone.store().read(documents_of_ann).unwrap(), 1);
}

fn documents_of_ann(
    connection: &rusqlite::Connection,
) -> Result<usize, counterfoil_store::StoreError> {
    Ok(documents::of_subject(connection, order(1))?.len())
}

fn card() -> FindableCard {
    FindableCard {
        card: Card {
            subject: Subject::order(order(1)),
            order_kind: "parcel".into(),
            stage: "loaded".into(),
            is_open: true,
            is_mine: true,
            attention: false,
            due_at_ms: None,
            place_in_route: None,
            content: CANARY.into(),
        },
        keys: vec![Key::new("waybill", CANARY)],
        text: CANARY.into(),
    }
}

#[test]
fn a_planted_text_is_in_no_file_of_the_store() {
    let phone = Phone::new();
    let folder = phone.folder.as_path();
    plant(&phone);
    phone.store().database().copy_to(&folder.join("store.db.before-1")).unwrap();

    // While open, so that the write-ahead log and its index are looked at too.
    let files = files_below(folder);
    assert!(files.iter().any(|path| path.to_string_lossy().ends_with("-wal")), "{files:?}");
    assert!(files.len() >= 6, "{files:?}");
    for path in &files {
        assert!(!holds_canary(&fs::read(path).unwrap()), "{}", path.display());
    }

    // The scan itself must be able to fail.
    fs::write(folder.join("plain"), format!("..{CANARY}..")).unwrap();
    assert!(files_below(folder).iter().any(|path| holds_canary(&fs::read(path).unwrap())));
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
