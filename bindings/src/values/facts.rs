//! What a shell hands over: facts that a person captures, as plain values.

use super::words::{ContactOutcome, CustodyAct, Key, Money, Payer, PaymentMethod, PaymentPurpose};
use crate::crossing::asked;

asked! {
    /// A measured value with its unit.
    Reading from counterfoil_domain::fact::Reading {
        /// The quantity: `temperature`.
        quantity: String,
        /// Thousandths of the unit.
        value_milli: i64,
        /// The unit: `cel`, as UCUM writes it.
        unit: String,
        /// The sensor.
        sensor: Option<String>,
        /// How long before it was written down it was measured, ms: values that were read out of a logger.
        ago_ms: Option<i64>,
    }
}

asked! {
    /// Consent to a locker, station, proxy or doorstep.
    Consent from counterfoil_domain::fact::Consent {
        /// To what: `locker`, `station`, `proxy`, `doorstep`.
        to: String,
        /// Who consented.
        who: String,
        /// By which channel of the playbook: `phone`, `sms`, `wechat`, `in_person`, `standing`.
        channel: String,
        /// Their words.
        words: String,
        /// The contact attempts behind it.
        attempts: Vec<String>,
        /// The place that holds a standing consent.
        place: Option<String>,
        /// The photograph on this order that shows it: a screenshot.
        screenshot: Option<String>,
        /// Until when a standing authorisation is good, ms since 1970, exclusive.
        until_ms: Option<i64>,
    }
}

asked! {
    /// The customer refused the goods (拒收).
    Refusal from counterfoil_domain::fact::Refusal {
        /// A reason code of the playbook.
        reason: String,
        /// Who refused.
        who: Option<String>,
        /// Words.
        note: Option<String>,
    }
}

asked! {
    /// The signer would not or could not sign.
    Unsigned from counterfoil_domain::fact::Unsigned {
        /// A reason code of the playbook.
        reason: String,
        /// Words.
        note: Option<String>,
    }
}

asked! {
    /// An attempt to reach somebody. The number itself stays in the contact document.
    ContactAttempt from counterfoil_domain::fact::ContactAttempt {
        /// By which channel.
        channel: String,
        /// The path of the number in the contact document.
        number_path: String,
        /// How long it lasted, ms.
        lasted_ms: i64,
        /// How it ended.
        outcome: ContactOutcome,
        /// How long before it was written down it ended, ms; absent for just now. With the length it says when it
        /// began and ended, by the clock that no one sets.
        ended_ago_ms: Option<i64>,
    }
}

asked! {
    /// Money taken (positive) or given back (negative).
    Payment from counterfoil_domain::fact::Payment {
        /// What for.
        purpose: PaymentPurpose,
        /// How.
        method: PaymentMethod,
        /// How much.
        amount: Money,
        /// The business key's slip: with the order and the purpose it names one deed, whoever writes it down.
        slip: String,
    }
}

asked! {
    /// Whether money that was said to be paid has come, by who sees the account.
    Confirmed from counterfoil_domain::fact::Confirmed {
        /// The payment; with several tellings of one deed any of them.
        payment: String,
        /// Whether it has come.
        received: bool,
        /// The bank's or the platform's number of it.
        reference: Option<String>,
    }
}

asked! {
    /// A part on its way to a machine, or back.
    Part from counterfoil_domain::fact::Part {
        /// Stock-keeping number.
        sku: String,
        /// What people call it.
        name: String,
        /// `asked`, `received`, `used`, `returned`; the store says `reserved`, `short`, `sent`.
        step: String,
        /// How many; never negative.
        quantity: i64,
        /// Serial, where it has one.
        serial: Option<String>,
        /// The business key's slip.
        slip: String,
        /// The place whose shelf it comes from or goes back to.
        place: Option<String>,
    }
}

asked! {
    /// One line of a quote.
    QuoteLine from counterfoil_domain::fact::QuoteLine {
        /// What.
        text: String,
        /// Whether it is labour rather than a part.
        labour: bool,
        /// Thousandths of a piece or an hour.
        quantity_milli: i64,
        /// For one piece or hour.
        unit_price: Money,
        /// Who pays.
        payer: Payer,
    }
}

asked! {
    /// One side's word on a matter: "it is under warranty", "it is not".
    Claim from counterfoil_domain::fact::Claim {
        /// The matter: the path of a field (`warranty`), or a name of the tenant's own.
        about: String,
        /// Whether they say that it is so.
        holds: bool,
        /// Who says it: `customer`, `technician`, `maker`, `sender`.
        who: String,
        /// Their words.
        words: String,
        /// Facts of this order that show it: the photograph of an invoice, of a nameplate.
        evidence: Vec<String>,
    }
}

asked! {
    /// What a person counted with his own hands, on his shift: banknotes, or things of one list. Of
    /// several counts of the same the last one stands.
    Counted from counterfoil_domain::fact::Counted {
        /// What was counted: `money`, or a list of things: `held`, `returned`, `loaded`.
        list: String,
        /// What the money was taken for; absent if it was counted in one heap.
        purpose: Option<PaymentPurpose>,
        /// How it was paid; only for money.
        method: Option<PaymentMethod>,
        /// How much; only for money.
        amount: Option<Money>,
        /// How many; only for things.
        pieces: Option<i64>,
        /// Words, where something is short or over.
        note: Option<String>,
    }
}

asked! {
    /// Who has the thing now; folds to a holder.
    CustodyStep from counterfoil_domain::fact::CustodyStep {
        /// What was done.
        act: CustodyAct,
        /// The other person, for given and received.
        person: Option<String>,
        /// The place, for shelved.
        place: Option<String>,
        /// The key that was scanned.
        key: Option<Key>,
    }
}
