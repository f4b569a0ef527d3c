//! What a call at the door needs to know besides the address: the pin, the remark, how many pieces.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::fields;
use super::state::OrderState;

/// What a call at the door needs to know besides the address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct CallShown {
    /// The pin, as its field holds it.
    #[n(0)]
    pub pin: Option<String>,
    /// The customer's remark.
    #[n(1)]
    pub remark: Option<String>,
    /// Pieces.
    #[n(2)]
    pub pieces: Option<i64>,
}

impl CallShown {
    pub(super) fn of(state: &OrderState) -> Option<Self> {
        let pin = state.text_field(fields::PIN).or_else(|| state.text_field(fields::PIN_IMPORTED));
        let (remark, pieces) = (state.text_field(fields::REMARK), state.int_field(fields::PIECES));
        let said = pin.is_some() || remark.is_some() || pieces.is_some();
        said.then_some(Self { pin, remark, pieces })
    }
}
