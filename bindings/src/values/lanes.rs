//! What a stage has besides its name: lanes, a limit, and what the hub did by itself.

use super::card::Interval;
use super::words::Words;
use crate::crossing::shown;

shown! {
    /// A lane of the present stage: work that goes on beside other work.
    LaneRow from counterfoil_domain::order::lanes::LaneRow {
        /// The lane.
        lane: String,
        /// What people call it.
        name: Words,
        /// Where it stands.
        stage: String,
        /// The same for people.
        stage_name: Words,
        /// Whether it is at its end.
        done: bool,
        /// Who brought it there; absent where it began so.
        person: Option<String>,
    }
}

shown! {
    /// Something that the hub did by itself, as the playbook says.
    TriggeredRow from counterfoil_domain::order::triggers::TriggeredRow {
        /// Place of the hub's entry.
        index: i64,
        /// The trigger.
        trigger: String,
        /// What people call it.
        name: Words,
        /// What it says.
        words: Option<Words>,
        /// For whom; empty for everybody who sees the order.
        roles: Vec<String>,
        /// The hub's time, ms since 1970.
        hub_time_ms: i64,
        /// Why it did nothing: short codes of what was missing; absent where it did something.
        missing: Option<Vec<String>>,
    }
}

shown! {
    /// How long an order may stay at its stage.
    LimitRow from counterfoil_domain::order::waiting::LimitRow {
        /// Minutes.
        minutes: i64,
        /// The business calendar whose minutes count; absent: all do.
        calendar: Option<String>,
        /// Since when; absent where that is not visible here.
        since: Option<Interval>,
    }
}
