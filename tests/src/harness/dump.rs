//! Everything that lies on a phone, for somebody who has its keys: each value of each table of its database,
//! decrypted, and each file beside it.

use std::path::Path;

use counterfoil_client::ports::{FileSecretStore, SecretStore};
use counterfoil_store::vault::Identity;
use counterfoil_store::{Connection, SegmentKeys, Store, StoreError, StoreKey, StoreSecrets};
use rusqlite::types::ValueRef;

use super::Person;
use super::world::files_below;

/// Opens a store of which no app is open, by the keys in its key store.
pub fn with_store_in<T>(
    (secrets, folder): (&Path, &Path),
    look: impl FnOnce(&Connection, &dyn Fn(&str) -> Vec<u8>) -> Result<T, StoreError>,
) -> T {
    let secrets = FileSecretStore::open(secrets).expect("a key store");
    let name = std::fs::read_to_string(folder.join("store.name")).expect("a name");
    let secret = |what: &str| {
        let held = secrets.get(&format!("counterfoil/{name}/{what}")).expect("readable");
        held.unwrap_or_else(|| panic!("there is a {what}")).to_vec()
    };
    let key: [u8; 32] = secret("database-key").try_into().expect("32 bytes");
    let identity = String::from_utf8(secret("blob-identity")).expect("text");
    let identity: Identity = identity.parse().expect("an identity");
    let opened = StoreSecrets {
        key: StoreKey::from_bytes(key),
        identity,
        recipients: Vec::new(),
        segments: SegmentKeys::default(),
    };
    let (store, _) = Store::open(folder, opened).expect("the store opens");
    store.read(|connection| look(connection, &secret)).expect("readable")
}

impl Person {
    /// Closes the app, opens its store with its own keys and opens the app again.
    pub fn with_store<T>(
        &mut self,
        look: impl FnOnce(&Connection, &dyn Fn(&str) -> Vec<u8>) -> Result<T, StoreError>,
    ) -> T {
        self.closes();
        let seen = with_store_in((self.secrets_folder(), &self.store_folder()), look);
        self.opens();
        seen
    }

    /// Every text and blob of the database, numbers as texts, and the bytes of every other file; each with the place
    /// where it lies.
    pub fn dump(&mut self) -> Vec<(String, Vec<u8>)> {
        let mut dump = self.with_store(|connection, _| values(connection));
        for file in files_below(&self.store_folder()) {
            let name = file.to_string_lossy().into_owned();
            dump.push(("a file's name".to_owned(), name.clone().into_bytes()));
            if !name.contains("store.db") {
                dump.extend(std::fs::read(&file).map(|bytes| (name, bytes)));
            }
        }
        dump
    }
}

/// Every text and blob of a database, and numbers as texts, each with its column.
///
/// # Errors
/// Those of the database.
pub fn values(connection: &Connection) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut names = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for name in names {
        // Shadow tables of the search index are tables like others; its own virtual one has no rows to read.
        let Ok(mut rows) = connection.prepare(&format!("SELECT * FROM \"{name}\"")) else {
            continue;
        };
        let columns = rows.column_count();
        let Ok(mut rows) = rows.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            for column in 0..columns {
                let bytes = match row.get_ref(column)? {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
                    ValueRef::Integer(number) => number.to_string().into_bytes(),
                    ValueRef::Null | ValueRef::Real(_) => continue,
                };
                found.push((format!("{name}, column {column}"), bytes));
            }
        }
    }
    Ok(found)
}

impl Person {
    /// The audiences of which the phone holds documents.
    pub fn document_audiences(&mut self) -> Vec<String> {
        self.with_store(|connection, _| {
            let mut asked =
                connection.prepare("SELECT DISTINCT audience FROM document ORDER BY audience")?;
            Ok(asked.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }
}
