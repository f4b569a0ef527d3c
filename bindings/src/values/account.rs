//! Whose store this is, how the account stands, what this store has made.

use counterfoil_client::account as core;
use counterfoil_domain::cbor;

use super::words::Words;
use crate::crossing::{Shown, shown};

shown! {
    /// Whose store this is.
    Enrolled from counterfoil_client::account::Enrolled {
        /// Where the hub is.
        hub_url: String,
        /// The tenant.
        tenant: String,
        /// What people call the tenant.
        tenant_name: String,
        /// The person.
        person: String,
        /// What people call the person.
        person_name: String,
        /// This store.
        device: String,
        /// The person's roles.
        roles: Vec<String>,
    }
}

shown! {
    /// How the account stands.
    AccountStatus from counterfoil_client::account::AccountStatus {
        /// Whose store this is; absent before the first enrolment.
        enrolled: Option<Enrolled>,
        /// The hub gives no order data until this store is enrolled again. Capturing and pushing go on.
        sign_in_again: bool,
        /// The shift that is open.
        shift: Option<String>,
        /// Whether it is in a break.
        in_break: bool,
    }
}

shown! {
    /// One life of this store.
    ChainHeld from counterfoil_client::account::ChainHeld {
        /// The life.
        incarnation: String,
        /// Envelopes in it.
        size: i64,
        /// Root of its Merkle log.
        root: String,
    }
}

shown! {
    /// Everything that this store has made.
    Inventory from counterfoil_client::account::Inventory {
        /// The store.
        device: String,
        /// Its lives, the oldest first.
        chains: Vec<ChainHeld>,
        /// Plain hashes of the blobs that its envelopes name, sorted.
        blobs: Vec<String>,
    }
}

shown! {
    /// What came back from a wreck; the caller tells the person.
    Salvaged from counterfoil_client::phone::Salvaged {
        /// Envelopes that are in this store again.
        envelopes: i64,
        /// Of those, envelopes that the hub had not confirmed.
        unsent: i64,
        /// Envelopes that the wreck lists or should hold, and that could not be read.
        lost: i64,
        /// Blobs that salvaged envelopes name and whose file is whole.
        blobs: i64,
        /// Wrecks whose list of chains could not be read: nobody knows how much is lost with them.
        unreadable: i64,
    }
}

shown! {
    /// One manual, as far as it is here.
    ManualHeld from counterfoil_client::manuals::ManualHeld {
        /// SHA-256 of its bytes: its name.
        hash: String,
        /// What people call it.
        title: Words,
        /// Its version, from 1.
        version: i64,
        /// Media type.
        media_type: String,
        /// Its bytes.
        size_bytes: i64,
        /// Bytes of it that are here.
        here_bytes: i64,
        /// The open orders of this person that need it.
        orders: Vec<String>,
    }
}

shown! {
    /// "7 of 8": whether somebody can drive off into a basement.
    Ready from counterfoil_client::manuals::Ready {
        /// Open orders of this person.
        orders: i64,
        /// Manuals that they need.
        manuals: i64,
        /// Of them here.
        manuals_here: i64,
        /// Bytes still to come.
        bytes_left: i64,
        /// Whether the hub was ever asked which manuals are needed.
        is_known: bool,
    }
}

/// What came of asking for a certificate.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CertificateOutcome {
    /// Nothing is left on this phone; the certificate is kept on it.
    NothingLeft {
        /// Files of this store that the hub holds safely.
        blobs: i64,
        /// The certificate as it was signed, for whoever wants to check it.
        bytes: Vec<u8>,
    },
    /// Something is.
    Left {
        /// What.
        left: Vec<Left>,
    },
}

/// Why there is no certificate yet.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Left {
    /// No shift was closed.
    ShiftOpen,
    /// Captures that are not finished.
    Drafts {
        /// How many.
        count: i64,
    },
    /// Envelopes that the hub does not have.
    Unsent {
        /// How many.
        count: i64,
    },
    /// Blobs that the hub does not have.
    Blobs {
        /// How many.
        count: i64,
    },
    /// Something was written after the shift was closed: close it again.
    WorkAfterClosing,
    /// Damaged databases that lie aside and may hold work that the hub does not have; nothing deletes them.
    SetAside {
        /// How many.
        count: i64,
    },
    /// The hub's answer.
    Hub {
        /// Its code: `not_safe_yet`, `never_safe`.
        code: String,
    },
}

impl Shown<Left> for core::Left {
    fn shown(self) -> Left {
        match self {
            Self::ShiftOpen => Left::ShiftOpen,
            Self::Drafts(count) => Left::Drafts { count: count.shown() },
            Self::Unsent(count) => Left::Unsent { count: count.shown() },
            Self::Blobs(count) => Left::Blobs { count: count.shown() },
            Self::WorkAfterClosing => Left::WorkAfterClosing,
            Self::SetAside(count) => Left::SetAside { count: count.shown() },
            Self::Hub(code) => Left::Hub { code },
        }
    }
}

impl Shown<CertificateOutcome> for core::CertificateOutcome {
    fn shown(self) -> CertificateOutcome {
        match self {
            Self::NothingLeft(certificate) => CertificateOutcome::NothingLeft {
                blobs: certificate.statement.blobs.shown(),
                bytes: cbor::encode(certificate.as_ref()),
            },
            Self::Left(left) => CertificateOutcome::Left { left: left.shown() },
        }
    }
}

shown! {
    /// What opening found; the shell tells the person what they must know.
    OpeningReport from counterfoil_client::OpeningReport {
        /// The store was made just now.
        is_new: bool,
        /// The store was restored from a copy: it goes on under a new name, and what the copy lacks is not lost.
        restored_copy: bool,
        /// A damaged database was set aside; this is what came back from it.
        salvaged: Option<Salvaged>,
        /// Photographs whose capture was cut off and is now whole.
        drafts_continued: i64,
        /// Photographs whose capture was cut off and that still wait: their order does not allow them now.
        drafts_left: i64,
    }
}
