//! The pages of an open database as its engine sees them: decrypted, and those that are free too.

use rusqlite::{Connection, ffi};

/// Every page of the main database, one after the other; empty if the engine cannot give them.
#[must_use]
#[expect(unsafe_code, reason = "the engine gives its pages through its C interface alone")]
pub fn pages(connection: &Connection) -> Vec<u8> {
    let mut size: ffi::sqlite3_int64 = 0;
    // SAFETY: the handle lives as long as the connection; what is given is `size` bytes that are the caller's to free.
    unsafe {
        let handle = connection.handle();
        let given = ffi::sqlite3_serialize(handle, c"main".as_ptr(), &raw mut size, 0);
        let Ok(size) = usize::try_from(size) else { return Vec::new() };
        if given.is_null() {
            return Vec::new();
        }
        let pages = std::slice::from_raw_parts(given, size).to_vec();
        ffi::sqlite3_free(given.cast());
        pages
    }
}
