//! The office: one more author with a chain of its own. There is no second way to change an order.
//!
//! What the office wants is a command like a courier's: planned against the playbook (`acting`), made into
//! envelopes of the office's chain and sealed (`chain`), and pushed through the same exchange and gate as a
//! phone's section (`pushing`). Reading (`reading`) folds the order from the log as every phone does.

mod acting;
mod chain;
mod people;
mod pushing;
mod reading;
mod repeated;
mod shapes;
mod worklist;

pub use chain::OfficeChain;
pub use people::{DeviceShown, InvitationShown, NewPerson, PersonShown};
pub use pushing::{Acted, ActedEnvelope};
pub use reading::{EvidenceShown, OrderShown, ReceiptShown};
pub use repeated::IDEMPOTENCY_HEADER;
pub(crate) use repeated::{Repeated, Standing};
pub use shapes::{
    AssignOrder, CancelOrder, CommentOrder, CreateOrder, EditFields, SettleField, StepOrder,
    StopLoading, UrgeOrder,
};
pub use worklist::{ListQuery, OrderRow, WaitingShown, Worklist};
