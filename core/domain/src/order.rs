//! The order: folded from entries and documents, decided on, and shown.
//!
//! * [`OrderState::fold`]: total and deterministic; whatever order the entries come in and however
//!   often, the state is the same. Decisions are replayed, no guard is evaluated.
//! * [`decide`](decide::decide): what the hub writes at commit, and the phone's prediction
//!   ([`predict`]).
//! * [`Card`] and [`Sheet`]: what lists and screens show, byte-equal wherever the same entries are
//!   held.

pub mod adherence;
pub mod approvals;
pub mod call;
pub mod card;
pub mod claims;
pub mod conflicts;
pub mod consents;
pub mod contacts;
pub mod custody;
pub mod decide;
pub mod details;
pub mod documents;
pub mod entry;
pub mod fields;
pub mod lanes;
pub mod length;
pub mod missing;
pub mod notices;
pub mod parts;
pub mod permissions;
pub mod series;
pub mod sheet;
pub mod state;
pub mod sums;
pub mod tally;
pub mod telling;
pub mod timeline;
pub mod timers;
pub mod triggers;
pub mod urges;
pub mod value;
pub mod view;
pub mod visits;
pub mod waiting;

mod fold;
mod joins;
mod predict;
mod rejudge;
mod sub_orders;

#[cfg(test)]
mod stories;

pub use approvals::{ApprovalRow, Approvers};
pub use card::Card;
pub use decide::{Actor, Decided, decide};
pub use documents::{DocumentView, FieldCandidate, FieldConflict};
pub use entry::{Entry, Material, StatementEntry};
pub use joins::Span;
pub use notices::{DANGER, OrderNotice};
pub use permissions::Permission;
pub use predict::{predict, steps_of};
pub use rejudge::rejudge;
pub use sheet::Sheet;
pub use state::{EntryRow, ExceptionRow, FactRow, OrderState, Origin, StageMove, StatementRow};
pub use sub_orders::{PartOf, PartState, SubOrderRow, SubOrdersShown};
pub use tally::Tally;
pub use view::Sight;
