//! A store's folder after a cut, opened as the app opens it.

use std::path::Path;

use counterfoil_store::vault::Identity;
use counterfoil_store::{Store, cards};

use super::digest::digest;
use crate::phone::Phone;

/// Opens it; whatever makes a person lose sight of work is an error.
pub(super) fn opened(folder: &Path, identity: &Identity) -> Result<Phone, String> {
    let mut phone = Phone::at(folder.to_owned(), identity.clone());
    let opening = phone.try_switch_on().map_err(|error| format!("not opened: {error}"))?;
    if let Some(aside) = opening.set_aside {
        return Err(format!("set aside: {aside:?}"));
    }
    if opening.projection_is_stale {
        // The app fills the lists again; here they are empty.
        phone.write(cards::note_filled);
    }
    Ok(phone)
}

/// One word for what it holds.
pub(super) fn state(store: &Store) -> Result<String, String> {
    let found = store.read(|connection| {
        let whole: String =
            connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
        Ok((whole, digest(connection)?))
    });
    let (whole, state) = found.map_err(|error| format!("not read: {error}"))?;
    if whole == "ok" { Ok(state) } else { Err(format!("not whole: {whole}")) }
}
