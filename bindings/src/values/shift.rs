//! The sheet of a shift and the three balances of its end.

use super::card::Interval;
use super::words::LastingMs;
use crate::crossing::shown;

shown! {
    /// A shift as a reader's entries make it.
    ShiftSheet from counterfoil_domain::shift::ShiftSheet {
        /// The shift.
        id: String,
        /// Whose it is.
        person: Option<String>,
        /// The vehicle.
        vehicle: Option<String>,
        /// The outlet (网点).
        outlet: Option<String>,
        /// `on`, `break` or `off`.
        duty: String,
        /// When duty began.
        began: Option<Interval>,
        /// When it ended.
        ended: Option<Interval>,
        /// Breaks in their order; the last one may be under way.
        breaks: Vec<BreakRow>,
        /// From the beginning to the end, or to now.
        length: LastingMs,
        /// All breaks together.
        break_length: LastingMs,
        /// What is left of the length without the breaks.
        work_length: LastingMs,
        /// Whether everything was counted and the shift closed.
        closed: bool,
        /// The last count of each list.
        counted: Vec<CountedRow>,
    }
}

shown! {
    /// A break.
    BreakRow from counterfoil_domain::shift::BreakRow {
        /// When it began.
        began: Interval,
        /// When it was over.
        ended: Option<Interval>,
        /// How long it was, or is by now.
        length: LastingMs,
    }
}

shown! {
    /// What was counted.
    CountedRow from counterfoil_domain::shift::CountedRow {
        /// The fact.
        fact: String,
        /// `money`, or a list of things.
        list: String,
        /// What the money was taken for, by the playbook's name.
        purpose: Option<String>,
        /// How it was paid, by the playbook's name.
        method: Option<String>,
        /// Minor units.
        minor: Option<i64>,
        /// Three letters.
        currency: Option<String>,
        /// Pieces.
        pieces: Option<i64>,
        /// Words.
        note: Option<String>,
    }
}

shown! {
    /// The balances of one shift.
    Balances from counterfoil_domain::shift::balances::Balances {
        /// The shift.
        shift: String,
        /// Whose it is.
        person: String,
        /// Things.
        things: Things,
        /// Money.
        cash: Cash,
        /// Work.
        work: Work,
    }
}

shown! {
    /// Things: what came into the person's hands is delivered, returned, handed over or still held.
    Things from counterfoil_domain::shift::balances::Things {
        /// In the person's hands since an earlier shift.
        carried: Vec<String>,
        /// Taken or received in this shift.
        loaded: Vec<String>,
        /// With their recipients.
        delivered: Vec<String>,
        /// Brought back to the outlet, or put on a shelf.
        returned: Vec<String>,
        /// In a colleague's hands.
        handed_over: Vec<String>,
        /// Still in the person's hands.
        held: Vec<String>,
        /// Of those still held: given to somebody who has not received them yet.
        given_not_received: Vec<String>,
        /// Of those in the person's hands: somebody else says that he has them too.
        in_question: Vec<String>,
        /// What was in the person's hands and is in none of these lists: it has to be found.
        unexplained: Vec<String>,
        /// Lists that were counted, with what is reckoned beside it.
        counted: Vec<ThingsCounted>,
    }
}

shown! {
    /// A list of things that was counted.
    ThingsCounted from counterfoil_domain::shift::balances::ThingsCounted {
        /// Which: `held`, `returned`, `loaded`, `delivered`, `handed_over`.
        list: String,
        /// Reckoned from the facts; absent for a list that is not known.
        reckoned: Option<i64>,
        /// Counted by the person.
        counted: i64,
        /// Words.
        note: Option<String>,
    }
}

shown! {
    /// Money, by purpose and by method.
    Cash from counterfoil_domain::shift::balances::Cash {
        /// By purpose and currency: what should have been taken for what was delivered, and what was.
        purposes: Vec<CashPurpose>,
        /// By method and currency: what was said to be taken, and what was counted.
        methods: Vec<CashMethod>,
        /// Orders on which due and taken differ.
        differing: Vec<CashOrder>,
        /// Orders with a payment that a person has to decide on.
        in_question: Vec<String>,
    }
}

shown! {
    /// Money for one purpose.
    CashPurpose from counterfoil_domain::shift::balances::CashPurpose {
        /// What for: `freight` 到付, `goods` 代收货款, `repair`.
        purpose: String,
        /// Three letters.
        currency: String,
        /// Due on what was delivered in the shift, minor units.
        expected_minor: i64,
        /// Written down as taken in the shift, by all methods, minor units.
        said_minor: i64,
        /// Counted under this purpose, minor units; absent if that was not counted apart.
        counted_minor: Option<i64>,
    }
}

shown! {
    /// Money taken in one way.
    CashMethod from counterfoil_domain::shift::balances::CashMethod {
        /// How: `cash`, `qr`, `card`.
        method: String,
        /// Three letters.
        currency: String,
        /// Written down as taken in the shift, minor units.
        said_minor: i64,
        /// Counted, minor units; absent if nobody counted.
        counted_minor: Option<i64>,
    }
}

shown! {
    /// An order on which due and taken differ.
    CashOrder from counterfoil_domain::shift::balances::CashOrder {
        /// The order.
        order: String,
        /// What for.
        purpose: String,
        /// Due, minor units.
        due_minor: i64,
        /// Taken, minor units.
        taken_minor: i64,
    }
}

shown! {
    /// Work.
    Work from counterfoil_domain::shift::balances::Work {
        /// Brought to an end, or into the recipient's hands, by the person in this shift.
        done: Vec<String>,
        /// Waiting for something, with the reason.
        waiting: Vec<WaitingRow>,
        /// The person's to do, and neither over nor waiting.
        open: Vec<String>,
        /// With work of the person in this shift that came when the order was no longer his.
        late: Vec<String>,
        /// Open or waiting although their window is over.
        overdue: Vec<String>,
        /// With work that the hub has not acknowledged, and how many envelopes.
        unsent: Vec<UnsentRow>,
    }
}

shown! {
    /// An order that waits for something.
    WaitingRow from counterfoil_domain::shift::balances::WaitingRow {
        /// The order.
        order: String,
        /// The stage at which it waits.
        stage: String,
        /// The reason code that brought it there.
        reason: Option<String>,
        /// The words beside it.
        note: Option<String>,
    }
}

shown! {
    /// An order with work that is still on the phone.
    UnsentRow from counterfoil_domain::shift::balances::UnsentRow {
        /// The order.
        order: String,
        /// Its envelopes that the hub has not acknowledged.
        envelopes: i64,
    }
}
