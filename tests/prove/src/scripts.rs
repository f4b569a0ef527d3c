//! What a phone does while its power may go, and controls that must break.

mod controls;
mod day;
mod digest;
mod halves;
mod layout;
mod migrating;
mod opened;

pub use self::controls::{Bench, Layout, Steps, Sync};
pub use self::day::{ROUND_ACTS, StoreDay};
pub use self::digest::digest;
pub use self::halves::HalfMigration;
pub use self::migrating::Migrating;
