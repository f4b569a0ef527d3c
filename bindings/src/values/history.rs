//! What happened: the timeline, and what stands in it side by side.

use super::card::Interval;
use super::fields::FieldValue;
use super::sheet::BlobRef;
use super::words::Words;
use crate::crossing::shown;

shown! {
    /// A length of time: it lies between these, both ends counted.
    Length from counterfoil_domain::order::length::Length {
        /// Not shorter, ms.
        at_least_ms: i64,
        /// Not longer, ms; absent while nobody can tell.
        at_most_ms: Option<i64>,
    }
}

shown! {
    /// One row.
    TimelineRow from counterfoil_domain::order::timeline::TimelineRow {
        /// Place in the log; absent for what the hub has not acknowledged.
        index: Option<i64>,
        /// The fact; absent for a change of fields alone, a withheld body or a statement of the hub.
        fact: Option<String>,
        /// The fact's kind, or `fields`, `withheld`, `unknown`, `decided`, `joined`, `parted`,
        /// `generation`.
        kind: String,
        /// Who acted; absent for the hub.
        person: Option<String>,
        /// On which store.
        device: Option<String>,
        /// The interval that the device's clocks claim.
        claimed: Interval,
        /// The interval that is believed.
        believed: Interval,
        /// The hub's time at commit, ms since 1970.
        hub_time_ms: Option<i64>,
        /// `unsent`, `accepted`, `flagged`, `late`, `refused`, `blocked` or `held`.
        mark: String,
        /// The mark's short code: why flagged, refused or held, what blocks.
        mark_why: Option<String>,
        /// The fact that took it back: shown struck through.
        struck_by: Option<String>,
        /// The order to which it was moved.
        moved_to: Option<String>,
        /// The order for which it was written, if that is another one.
        of: Option<String>,
        /// Where the order stood after it, if it was decided on.
        stage_after: Option<String>,
        /// Short codes of what was missing, if it moved nothing.
        missing: Vec<String>,
        /// What it says, name by name.
        details: Vec<Detail>,
        /// What a reader should know before he relies on it.
        warnings: Vec<Warning>,
        /// The blobs that belong to it.
        evidence: Vec<BlobRef>,
        /// The trigger, where the hub did something by itself.
        trigger: Option<String>,
        /// What it says.
        words: Option<Words>,
    }
}

shown! {
    /// One thing that a fact says.
    Detail from counterfoil_domain::order::timeline::Detail {
        /// Its name: `reason`, `note`, `amount`.
        name: String,
        /// Its value.
        value: FieldValue,
    }
}

shown! {
    /// What a reader should know before relying on a row.
    Warning from counterfoil_domain::order::timeline::Warning {
        /// A stable short code: `fix_stale`, `fix_coarse`, `fix_mock`, `clock_off`, `unreadable`.
        code: String,
        /// For people.
        words: Words,
    }
}

shown! {
    /// A time during which the service level's clock stood still.
    PauseRow from counterfoil_domain::order::waiting::PauseRow {
        /// The stage.
        stage: String,
        /// The reason's code.
        reason: Option<String>,
        /// When it began.
        from: Interval,
        /// When it ended; absent while it lasts.
        to: Option<Interval>,
        /// How long it lasted; absent while it lasts.
        length: Option<Length>,
    }
}

shown! {
    /// One call at a place.
    VisitRow from counterfoil_domain::order::visits::VisitRow {
        /// Which visit.
        id: String,
        /// Who made it.
        person: String,
        /// When it began.
        begun: Option<Interval>,
        /// When it ended.
        ended: Option<Interval>,
        /// How it ended.
        outcome: Option<String>,
        /// The facts between, of the same person.
        facts: Vec<String>,
        /// How long it took; absent while it goes on.
        length: Option<Length>,
        /// How it ended, for people.
        outcome_name: Option<Words>,
    }
}

shown! {
    /// One run of a timer.
    TimerRow from counterfoil_domain::order::timers::TimerRow {
        /// The timer: `labour`, `travel`.
        name: String,
        /// The same for people.
        words: Words,
        /// Whose time.
        person: String,
        /// The fact that began it; absent where only the end is known.
        start: Option<String>,
        /// The fact that ended it; absent while it runs.
        stop: Option<String>,
        /// When it began.
        begun: Option<Interval>,
        /// When it ended.
        ended: Option<Interval>,
        /// How long it ran; absent while it runs.
        length: Option<Length>,
    }
}

shown! {
    /// A consent, with what stands behind it.
    ConsentRow from counterfoil_domain::order::consents::ConsentRow {
        /// Its fact.
        fact: String,
        /// To what: `locker`, `station`, `proxy`, `doorstep`.
        to: String,
        /// The same for people.
        to_name: Words,
        /// Who consented.
        who: String,
        /// By which channel.
        channel: String,
        /// Their words.
        words: String,
        /// When it was written down.
        at: Interval,
        /// Who wrote it down.
        person: String,
        /// The attempts to reach somebody that stand behind it.
        attempts: Vec<String>,
        /// The screenshot.
        screenshot: Option<String>,
        /// The place that holds a standing consent.
        place: Option<String>,
        /// Until when it is good, ms since 1970, exclusive.
        until_ms: Option<i64>,
        /// What its channel asks for and does not stand behind it.
        lacks: Option<String>,
    }
}

shown! {
    /// An attempt to reach somebody.
    ContactRow from counterfoil_domain::order::contacts::ContactRow {
        /// Its fact.
        fact: String,
        /// By which channel.
        channel: String,
        /// The path of the number; the number itself is for who sees the contact.
        number_path: String,
        /// How it ended.
        outcome: String,
        /// The same for people.
        outcome_name: Words,
        /// When it began.
        begun: Interval,
        /// When it ended.
        ended: Interval,
        /// Who tried.
        person: String,
        /// The consents that stand on it.
        consents: Vec<String>,
    }
}

shown! {
    /// An urge, with its taps and what was answered. Taps that nobody has answered yet are one urge.
    UrgeRow from counterfoil_domain::order::urges::UrgeRow {
        /// The fact of its first tap.
        fact: String,
        /// Why, as it was said last.
        reason: Option<String>,
        /// Who urged first.
        person: String,
        /// When.
        at: Interval,
        /// The answers, oldest first.
        answers: Vec<UrgeAnswerRow>,
        /// Every tap, oldest first.
        taps: Vec<UrgeTap>,
        /// How often it was raised: a tap within the playbook's window after the one before is the same one.
        raised: i64,
    }
}

shown! {
    /// One tap of an urge.
    UrgeTap from counterfoil_domain::order::urges::UrgeTap {
        /// Its fact.
        fact: String,
        /// Why.
        reason: Option<String>,
        /// Who.
        person: String,
        /// When.
        at: Interval,
    }
}

shown! {
    /// An answer to an urge.
    UrgeAnswerRow from counterfoil_domain::order::urges::UrgeAnswerRow {
        /// Its fact.
        fact: String,
        /// The playbook's code, or words.
        answer: String,
        /// The same for people.
        words: Words,
        /// Who answers.
        person: String,
        /// When.
        at: Interval,
        /// In how many minutes he will be there.
        minutes: Option<i64>,
    }
}

shown! {
    /// A matter on which somebody has said something.
    MatterRow from counterfoil_domain::order::claims::MatterRow {
        /// The matter: the path of a field, or a name.
        about: String,
        /// The same for people.
        name: Words,
        /// Who says what, oldest first.
        claims: Vec<ClaimRow>,
        /// Whether one says that it is so and another that it is not.
        opposed: bool,
    }
}

shown! {
    /// One side's word.
    ClaimRow from counterfoil_domain::order::claims::ClaimRow {
        /// Its fact.
        fact: String,
        /// Whether it is so.
        holds: bool,
        /// Who says it.
        who: String,
        /// Their words.
        words: String,
        /// What shows it.
        evidence: Vec<String>,
        /// Who wrote it down.
        person: String,
        /// When.
        at: Interval,
    }
}
