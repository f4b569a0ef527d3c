//! The layout of a store folder as a number in plain text: read before anything else is, so that an older
//! version leaves alone what it would take for damage.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::write_durably;
use crate::error::StoreError;

const NAME: &str = "store.layout";
/// Raised when files are laid out or encrypted in a way that an older version would misread. What is only one
/// more table or column raises the schema's number inside the database instead.
const LAYOUT: u32 = 1;

/// Refuses a folder of a newer layout.
///
/// # Errors
/// [`StoreError::UpdateNeeded`]; nothing was changed.
pub(super) fn check(folder: &Path) -> Result<(), StoreError> {
    match noted(folder)? {
        Some(found) if found > LAYOUT => Err(StoreError::UpdateNeeded { found, known: LAYOUT }),
        _ => Ok(()),
    }
}

/// Notes the layout, once.
pub(super) fn note(folder: &Path) -> Result<(), StoreError> {
    if noted(folder)?.is_some() {
        return Ok(());
    }
    write_durably(&folder.join(NAME), format!("{LAYOUT}\n").as_bytes())
}

/// The number that stands there; a note that was never finished says nothing.
fn noted(folder: &Path) -> Result<Option<u32>, StoreError> {
    let mut text = Vec::new();
    match File::open(folder.join(NAME)) {
        Ok(file) => file.take(16).read_to_end(&mut text)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let line = std::str::from_utf8(&text).ok().and_then(|text| text.strip_suffix('\n'));
    Ok(line.and_then(|line| line.parse().ok()))
}
