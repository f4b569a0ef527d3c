//! Reading an original: once, whole, and never more than the limit.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::PhotoError;
use crate::media::limits::PHOTO_FILE_BYTES_MAX;

/// All bytes of the file at `source`, at least one and at most [`PHOTO_FILE_BYTES_MAX`].
///
/// # Errors
/// [`PhotoError::Unreadable`] for anything but a plain file, [`PhotoError::Empty`],
/// [`PhotoError::TooLarge`].
pub(super) fn read_limited(source: &Path) -> Result<Vec<u8>, PhotoError> {
    let meta = std::fs::metadata(source).map_err(PhotoError::Unreadable)?;
    if !meta.is_file() {
        // A pipe would block for ever, a folder has no bytes.
        return Err(PhotoError::Unreadable(std::io::ErrorKind::InvalidInput.into()));
    }
    if meta.len() > PHOTO_FILE_BYTES_MAX {
        return Err(PhotoError::TooLarge { limit_bytes: PHOTO_FILE_BYTES_MAX });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
    // The size was that of a moment ago: the file may still be growing.
    File::open(source)
        .and_then(|file| file.take(PHOTO_FILE_BYTES_MAX + 1).read_to_end(&mut bytes))
        .map_err(PhotoError::Unreadable)?;
    match bytes.len() as u64 {
        0 => Err(PhotoError::Empty),
        n if n > PHOTO_FILE_BYTES_MAX => {
            Err(PhotoError::TooLarge { limit_bytes: PHOTO_FILE_BYTES_MAX })
        }
        _ => Ok(bytes),
    }
}
