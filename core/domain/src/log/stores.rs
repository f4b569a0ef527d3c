//! What the hub's log says of stores whose keys die or change.

use minicbor::{Decode, Encode};

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
