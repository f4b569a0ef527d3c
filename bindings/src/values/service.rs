//! Service levels: what is due, why, how it stands, and the moments at which somebody is told.

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::reckon::Standing;
use counterfoil_domain::sla::target::{DueId, DueState};

use super::card::Interval;
use super::words::Words;
use crate::crossing::{Asked, Shown, shown};
use crate::error::CounterfoilError;

impl Shown<String> for DueId {
    fn shown(self) -> String {
        self.to_string()
    }
}

impl Asked<DueId> for String {
    fn asked(self) -> Result<DueId, CounterfoilError> {
        let id: Result<SubjectId, _> = self.parse(); // the same 16 bytes, written alike
        id.map(|id| DueId(id.0))
            .map_err(|_| CounterfoilError::NotFound { what: "notice".to_owned() })
    }
}

impl Shown<String> for Standing {
    fn shown(self) -> String {
        self.name().to_owned()
    }
}

impl Shown<String> for DueState {
    fn shown(self) -> String {
        self.name().to_owned()
    }
}

shown! {
    /// What is due first on an order: of an open one the open target that is due first, of one that is over the
    /// worst that was not kept.
    NextDue from counterfoil_domain::sla::target::NextDue {
        /// The target.
        target: String,
        /// What people call it.
        name: Words,
        /// When it is due.
        due: Interval,
        /// `running`, `paused`, `overdue`, `broken`, or `straddles`: nobody can say.
        standing: String,
    }
}

shown! {
    /// A target of an order, reckoned.
    DueTarget from counterfoil_domain::sla::target::Target {
        /// Its id in the policy; `stage/` and the stage for the limit of a stage.
        id: String,
        /// What people call it.
        name: Words,
        /// What began this run; absent where that is not visible here.
        cause: Option<String>,
        /// `running`, `paused`, `overdue`, `met`, `broken`, or `straddles`: nobody can say.
        standing: String,
        /// When it is due; an end is absent where a pause lasts.
        due: Interval,
        /// How long its clock has run.
        spent: Spent,
        /// The rule by which it was reckoned, and what went into it.
        why: Why,
        /// Its due moments, in order.
        warnings: Vec<DueMoment>,
    }
}

shown! {
    /// How long a clock has run: it lies between these.
    Spent from counterfoil_domain::moment::Length {
        /// At least so long, ms.
        least_ms: i64,
        /// At most so long, ms; absent while nobody can tell.
        most_ms: Option<i64>,
    }
}

shown! {
    /// Why a target is due when it is.
    Why from counterfoil_domain::sla::target::Why {
        /// The policy's id; empty for the limit of a stage.
        policy: String,
        /// What people call the policy.
        policy_name: Words,
        /// The tier of priority.
        tier: Option<Words>,
        /// How long it may take, ms.
        limit_ms: i64,
        /// The calendar; absent: day and night.
        calendar: Option<Words>,
        /// When it began.
        began: Interval,
        /// When it ended, if it did.
        ended: Option<Interval>,
        /// When its clock stood still.
        pauses: Vec<PauseTold>,
    }
}

shown! {
    /// A time during which a target's clock stood still, and why.
    PauseTold from counterfoil_domain::sla::target::PauseTold {
        /// Why, for people: the reason, or the stage.
        name: Words,
        /// Words of who stopped the clock for many.
        note: Option<String>,
        /// The act that stopped it for many; absent where the order itself waited.
        stop: Option<String>,
        /// Since when.
        from: Interval,
        /// Until when; absent while it lasts.
        to: Option<Interval>,
    }
}

shown! {
    /// A moment at which somebody is to be told.
    DueMoment from counterfoil_domain::sla::target::DueMoment {
        /// The same whenever it is reckoned.
        id: String,
        /// The warning's id in the policy.
        warning: String,
        /// What people call it.
        name: Words,
        /// How grave it is, 1 to 3.
        level: i64,
        /// Who is told: `assignee`, or roles.
        to: Vec<String>,
        /// When, ms since 1970; absent while the clock stands still.
        at_ms: Option<i64>,
        /// `ahead`, `due`, `answered` or `over`.
        state: String,
        /// The answer to an urge that stopped it or put it off.
        answer: Option<String>,
    }
}

shown! {
    /// The due moments of a person's orders, and what the phone knows of the time.
    DueList from counterfoil_client::orders::DueList {
        /// The interval that contains the true time.
        now: Interval,
        /// How far the wall clock is off, ms; 0 within what is known, absent if nothing is known.
        clock_off_ms: Option<i64>,
        /// The moments, soonest first.
        moments: Vec<Alarm>,
    }
}

shown! {
    /// A due moment, as an alarm is set for it. One that is not in the next list is to be taken away.
    Alarm from counterfoil_client::orders::Alarm {
        /// An alarm with this id replaces the one before.
        id: String,
        /// The order.
        order: String,
        /// What people call the order.
        title: Option<String>,
        /// The target.
        target: String,
        /// What people call it.
        target_name: Words,
        /// What the warning says.
        name: Words,
        /// How grave it is, 1 to 3.
        level: i64,
        /// When, ms since 1970 in true time.
        at_ms: i64,
        /// In how many ms from now; 0 for one that has come: tell it at once, unless this id was told before.
        in_ms: i64,
        /// What this phone's wall clock will say then, ms since 1970, if nobody sets it meanwhile.
        wall_ms: i64,
        /// When the target is due.
        due: Interval,
    }
}

shown! {
    /// Something that this person is told at once: a refusal, a danger, the words of a rule.
    Notice from counterfoil_client::orders::Notice {
        /// The order.
        order: String,
        /// What people call the order.
        title: Option<String>,
        /// A number by which people know it.
        key: Option<String>,
        /// What is told.
        told: NoticeTold,
        /// The orders of which one act told this and of which it is unread, this one first; none for one alone.
        orders: Vec<ToldOrder>,
    }
}

shown! {
    /// One of the orders for which a notice stands.
    ToldOrder from counterfoil_client::orders::ToldOrder {
        /// The order.
        order: String,
        /// What people call the order.
        title: Option<String>,
        /// A number by which people know it.
        key: Option<String>,
    }
}

shown! {
    /// What a notice tells.
    NoticeTold from counterfoil_domain::order::OrderNotice {
        /// The same on every phone: `read_notice` takes it, and an alarm with this id is this notice.
        id: String,
        /// `trigger/` and its id, or `step/` and the transition.
        source: String,
        /// What people call that.
        name: Words,
        /// What it says.
        words: Words,
        /// Who is told: roles, `assignee`, `holder`.
        to: Vec<String>,
        /// How grave it is, 1 to 3.
        level: i64,
        /// The fact that it is about.
        of: String,
        /// Who did that; absent where this reader may not see it.
        by: Option<String>,
        /// The hub's time, ms since 1970.
        at_ms: i64,
    }
}

shown! {
    /// A stop of the clock that the office declared for an area, a span or a filter.
    ClockStop from counterfoil_domain::sla::stops::Stop {
        /// Its fact.
        fact: String,
        /// The areas that it holds for; none: all.
        areas: Vec<String>,
        /// The kinds of order; none: all.
        kinds: Vec<String>,
        /// Why, by the playbook's code.
        reason: String,
        /// The same for people.
        reason_name: Words,
        /// Words of who stopped it.
        note: Option<String>,
        /// Since when.
        from: Interval,
        /// Until when; absent until somebody ends it.
        to: Option<Interval>,
        /// Who stopped it.
        person: String,
        /// Who ended it.
        ended_by: Option<String>,
    }
}
