//! What one row of a list shows, and the small values of which rows are made.

use super::service::NextDue;
use super::sub_orders::SubOrdersShown;
use super::words::{Key, Words};
use crate::crossing::shown;

shown! {
    /// An interval that contains the true time, ms since 1970. An open end is `None`.
    Interval from counterfoil_domain::moment::Interval {
        /// Not before.
        earliest_ms: Option<i64>,
        /// Not after.
        latest_ms: Option<i64>,
    }
}

shown! {
    /// One row of a list. Equal entries and documents give equal bytes, on every phone and on the hub.
    Card from counterfoil_domain::order::card::Card {
        /// The order.
        id: String,
        /// Its kind in the playbook; empty if its founding is not known.
        kind: String,
        /// Where it stands, by the playbook's name.
        stage: String,
        /// Where it stands, for people.
        stage_name: Words,
        /// Whether it is over there.
        terminal: bool,
        /// Whether the stage is this phone's own prediction.
        predicted: bool,
        /// Whether two ends contradict each other.
        disputed: bool,
        /// What people call it.
        title: Option<String>,
        /// The area.
        area: Option<String>,
        /// The address in one line.
        address: Option<String>,
        /// The window's beginning, ms since 1970.
        window_from_ms: Option<i64>,
        /// The window's end, ms since 1970: when it is due.
        window_to_ms: Option<i64>,
        /// The name: whole for who sees the contact, masked for others.
        contact_name: Option<String>,
        /// The telephone number: whole for who sees the contact, masked for others.
        phone: Option<String>,
        /// The keys, sorted.
        keys: Vec<Key>,
        /// Who is to do it.
        assigned: Vec<String>,
        /// Who has the thing.
        holder: Option<String>,
        /// The place where it was put.
        place: Option<String>,
        /// To whom it was given who has not received it yet.
        given_to: Option<String>,
        /// Others who also said that they had taken it.
        also_taken_by: Vec<String>,
        /// Intercepted: it must not be loaded.
        do_not_load: bool,
        /// Larger is more urgent.
        priority: i64,
        /// Taps of the urge that nobody has answered.
        urges: i64,
        /// What lies on it.
        counts: CardCounts,
        /// What is due, by purpose.
        due: Vec<CardMoney>,
        /// What was taken, by purpose and method.
        taken: Vec<CardMoney>,
        /// Whether a payment or part is in question.
        in_question: bool,
        /// The order that leads it, while it is joined.
        lead: Option<String>,
        /// The orders that are joined to it.
        joined: Vec<String>,
        /// Whether something on it was written by a newer program.
        update_needed: bool,
        /// Highest index of the log that is in it.
        updated_index: Option<i64>,
        /// What the `keys` audience tells of an order of which nothing else is known here.
        keys_only: Option<KeysOnly>,
        /// Why it waits, if it does.
        waiting: Option<Waiting>,
        /// How often it was tried, where that is bounded.
        attempts: Option<AttemptsShown>,
        /// The urge that nobody has answered.
        urge: Option<UrgeShown>,
        /// Times that readings lay outside their threshold; absent for none.
        excursions: Option<i64>,
        /// Matters on which two say opposite things; absent for none.
        opposed: Option<i64>,
        /// Roles whose approval is asked for now; absent for none.
        asks_roles: Option<Vec<String>>,
        /// What whoever calls there needs to know; absent for nothing.
        call: Option<CallShown>,
        /// What is due first by its service levels, now; absent where it has none.
        next_due: Option<NextDue>,
        /// How far the forms of the steps that were made are filled in; absent where no such step needed one.
        adherence: Option<Adherence>,
        /// How much of what was told at once this person has not read; absent for nothing.
        unread: Option<i64>,
        /// The order that it is a part of.
        parent: Option<String>,
        /// How many orders are parts of it; absent for none.
        sub_orders: Option<SubOrdersShown>,
        /// The role for which it waits: whoever has it may take it.
        for_role: Option<String>,
    }
}

shown! {
    /// How far the forms of the steps that were made are filled in.
    Adherence from counterfoil_domain::order::adherence::Adherence {
        /// Questions and evidence that were needed.
        asked: i64,
        /// Of them those that are there, with nothing wrong.
        met: i64,
        /// Forms that a reason stands in for.
        excepted: i64,
    }
}

shown! {
    /// What whoever calls at a place needs to know of an order.
    CallShown from counterfoil_domain::order::call::CallShown {
        /// The pin, as its field holds it.
        pin: Option<String>,
        /// The customer's remark.
        remark: Option<String>,
        /// Pieces.
        pieces: Option<i64>,
    }
}

shown! {
    /// An urge on a card.
    UrgeShown from counterfoil_domain::order::card::UrgeShown {
        /// Its fact: what an answer names.
        fact: String,
        /// Why.
        reason: Option<String>,
        /// When.
        at: Interval,
    }
}

shown! {
    /// What the `keys` audience tells of an order besides its keys, its holder and whether it is stopped.
    KeysOnly from counterfoil_domain::order::card::KeysOnly {
        /// Its kind in the playbook.
        kind: String,
        /// Whether somebody is to do it.
        assigned: bool,
    }
}

shown! {
    /// How many of what lie on an order.
    CardCounts from counterfoil_domain::order::card::CardCounts {
        /// Photographs that stand.
        photos: i64,
        /// Signatures that stand.
        signatures: i64,
        /// Remarks.
        comments: i64,
        /// Fields with several values.
        conflicts: i64,
        /// Proposals that are not what the field holds.
        proposals: i64,
        /// Transitions that moved nothing and still wait for somebody.
        exceptions: i64,
        /// Late envelopes.
        late: i64,
        /// Flagged envelopes.
        flagged: i64,
        /// Refused envelopes.
        refused: i64,
        /// Envelopes that wait: held, or their change is blocked.
        waiting: i64,
        /// Envelopes that the hub has not acknowledged.
        unsent: i64,
    }
}

shown! {
    /// A sum on a card.
    CardMoney from counterfoil_domain::order::card::CardMoney {
        /// What for, by the playbook's name.
        purpose: String,
        /// How it was paid; absent for what is due.
        method: Option<String>,
        /// Minor units.
        minor: i64,
        /// Three letters.
        currency: String,
        /// How much of it is only said to be paid; absent for nothing.
        said_minor: Option<i64>,
    }
}

shown! {
    /// Why an order waits, and until when.
    Waiting from counterfoil_domain::order::waiting::Waiting {
        /// The transition that made it wait; absent if it began so.
        fact: Option<String>,
        /// The reason's code.
        reason: Option<String>,
        /// The reason for people.
        reason_name: Option<Words>,
        /// Words of who made it wait.
        note: Option<String>,
        /// Until when, ms since 1970.
        until_ms: Option<i64>,
        /// Since when.
        since: Option<Interval>,
        /// Who made it wait.
        person: Option<String>,
        /// Whether the service level's clock stands still.
        sla_paused: bool,
    }
}

shown! {
    /// How often something was tried.
    AttemptsShown from counterfoil_domain::order::waiting::AttemptsShown {
        /// Times that it came to the stage of a failed attempt.
        made: i64,
        /// Times that it may.
        max: i64,
        /// The transition that is due once they are used up.
        then: String,
        /// The same for people.
        then_name: Words,
    }
}
