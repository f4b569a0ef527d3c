//! Claims: what somebody says about a matter, so that both sides stand beside each other until a person decides.

use minicbor::{Decode, Encode};

use crate::ids::FactId;

/// One side's word on a matter: "it is under warranty", "it is not".
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Claim {
    /// The matter: the path of a field (`warranty`), or a name of the tenant's own.
    #[n(0)]
    pub about: String,
    /// Whether they say that it is so.
    #[n(1)]
    pub holds: bool,
    /// Who says it: `customer`, `technician`, `maker`, `sender`.
    #[n(2)]
    pub who: String,
    /// Their words.
    #[n(3)]
    pub words: String,
    /// Facts of this order that show it: the photograph of an invoice, of a nameplate.
    #[n(4)]
    pub evidence: Vec<FactId>,
}
