//! What the hub's log says of stores whose keys die or change, and of who lets stores in.

use minicbor::{Decode, Encode};

use crate::keys::{KeyId, PublicKey};
use crate::seal::Adoption;
use crate::wipe::{WipeOrder, Wiped};

/// A store is to be wiped.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WipeOrdered {
    /// The order as the store gets it.
    #[n(0)]
    pub order: WipeOrder,
}

/// A store says that it was wiped.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WipedSaid {
    /// Its word.
    #[n(0)]
    pub wiped: Wiped,
}

/// A store's session key took over its chain for a new seal key, which is good from here on; what the old one sealed
/// stays sealed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Adopted {
    /// As the store said it.
    #[n(0)]
    pub adoption: Adoption,
}

/// A key of a host's backend signs tickets from this entry on, or no longer: who could let whom in stands in the
/// log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TicketKey {
    /// Its id.
    #[n(0)]
    pub key: KeyId,
    /// The key.
    #[n(1)]
    pub public: PublicKey,
    /// Roles of whom it may enrol.
    #[n(2)]
    pub roles: Vec<String>,
    /// Whether it may bring workers whom the hub does not know.
    #[n(3)]
    pub may_create: bool,
    /// It signs no longer.
    #[n(4)]
    pub revoked: bool,
}
