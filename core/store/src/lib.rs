//! The phone's store: an SQLite database, sealed blob files, and nothing that knows a network.
//!
//! - [`folder`] is the folder of one store, its lock, and setting a damaged database aside.
//! - [`database`] opens the database: one writer that lends a `&Transaction`, readers that lend a
//!   `&Connection`.
//! - `migrations` brings any schema ever released to the current one.
//! - [`search`] turns texts and questions into tokens.
//! - [`vault`] keeps blobs, sealed from their first byte, and the reserve for a full disk.
//!
//! # Where the outbox file will stand
//!
//! A second copy of every unsent envelope (append-only, framed, authenticated, sealed to the
//! store's key and to the tenant's rescue key) belongs into a room `outbox_file`, written after the
//! transaction that captures and before the capture is acknowledged. Salvage reads it when the
//! database was set aside. Until that room exists, a database that was set aside is the only copy
//! of its unsent envelopes: it is kept, and nothing here deletes it.

mod connection;
pub mod database;
pub mod error;
pub mod folder;
mod key;
pub mod limits;
mod migrations;
pub mod search;
pub mod vault;

pub use crate::database::{Database, Opening};
pub use crate::error::StoreError;
pub use crate::key::StoreKey;
pub use crate::vault::Vault;
