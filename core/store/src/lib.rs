//! The phone's store: an SQLite database, sealed blob files, and nothing that knows a network.
//!
//! The [`Store`] is one person's on one phone. Rooms whose functions take a `&Transaction` write,
//! those that take a `&Connection` read; one call of [`Store::write`] is one transaction over all
//! of them:
//!
//! - [`progress`]: whose store this is, how far the hub's log is known.
//! - [`chain`] and [`capture`]: the lives of this store, and an envelope's place in the last one.
//! - [`outbox`]: how far each envelope is on its way to safety, and the overlay.
//! - [`pages`]: the acknowledged layer, scope, erasure.
//! - [`documents`]: saved documents of both layers.
//! - [`cards`] and [`search`]: the projection that lists, filters, scans and search read.
//! - [`blobs`] and [`vault`]: rows about blobs, and the sealed files; the reserve for a full disk.
//! - [`quarantine`]: items that could not be applied. [`signed`]: playbooks and receipts.
//! - [`folder`], [`database`], `migrations`: locks, keys, damage, and any schema ever released.
//! - [`outbox_file`]: a second copy of what the hub does not have, outside the database; [`salvage`] reads it.

// On a phone of 32 bits a number must not be cut in silence; tests count small things.
#![cfg_attr(not(test), warn(clippy::cast_possible_truncation))]

pub mod blobs;
pub mod capture;
pub mod cards;
pub mod chain;
mod columns;
mod connection;
pub mod database;
pub mod documents;
pub mod error;
pub mod folder;
mod key;
pub mod limits;
mod migrations;
pub mod outbox;
pub mod outbox_file;
pub mod pages;
pub mod progress;
pub mod quarantine;
pub mod salvage;
pub mod search;
pub mod signed;
mod store;
pub mod vault;

pub use crate::database::{Database, Opening};
pub use crate::error::StoreError;
pub use crate::folder::StoreFolder;
pub use crate::key::StoreKey;
pub use crate::outbox_file::{OutboxFile, SegmentKeys};
pub use crate::store::{SheetRows, Store, StoreSecrets, sheet_rows};
pub use crate::vault::Vault;
pub use rusqlite::{Connection, Transaction};
