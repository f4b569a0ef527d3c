//! The key of a database as the store gives it, for who opens the same file by hand.

use hmac::{Hmac, KeyInit as _, Mac as _};
use rusqlite::Connection;
use sha2::Sha256;

/// Gives the key with its salt, and the plain header that goes with it: `docs/format-records.md`.
///
/// # Errors
/// What SQLite says.
pub(super) fn give_key(connection: &Connection, key: &[u8; 32]) -> rusqlite::Result<()> {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(b"cf/store-salt/1");
    let salt = mac.finalize().into_bytes();
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    let value = format!("x'{}{}'", hex::encode(key), hex::encode(&salt[..16]));
    connection.pragma_update(None, "key", value)?;
    connection.pragma_update(None, "cipher_plaintext_header_size", 32)
}
