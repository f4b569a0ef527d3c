//! What people write: numbers, places, topics and urgency, read out of a free text in Chinese, English or both.
//!
//! [`read_text`] is a pure function of the playbook, the text and, if it is known, the moment. It looks at the first
//! [`MESSAGE_CHARS_MAX`](crate::limits::MESSAGE_CHARS_MAX) characters, in time that grows with their number alone.
//! Nothing is decided: everything is a hint with its span and its reasons, for a person to confirm. What was
//! found is [`Private`]: its `Debug` tells its length and nothing else, so that no log can hold it.

mod clock;
mod codes;
mod cues;
mod draft;
mod folded;
mod phones;
mod places;
mod priority;
mod private;
mod repeats;
mod topics;

use serde::{Deserialize, Serialize};

use crate::playbook::Playbook;
use crate::playbook::words::Words;

pub use clock::{Deadline, LocalNow};
pub use codes::{CodeDoubt, CodeHint, Healing, OrderNumberHint};
pub use draft::TicketDraft;
pub use folded::Span;
pub use phones::{PhoneDoubt, PhoneHint, PhoneKind};
pub use places::PlaceHint;
pub use priority::{Priority, PriorityInput, prioritise};
pub use private::Private;
pub use topics::TopicHit;

use folded::Folded;

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extraction {
    /// The playbook whose rules were applied.
    pub playbook: String,
    /// Its version.
    pub version: u32,
    /// Numbers of orders.
    pub order_numbers: Vec<OrderNumberHint>,
    /// Waybills and codes of crates, each once.
    pub codes: Vec<CodeHint>,
    /// Telephone numbers, each once.
    pub phones: Vec<PhoneHint>,
    /// Where it speaks of a place.
    pub places: Vec<PlaceHint>,
    /// What it is about, in the order of the playbook.
    pub topics: Vec<TopicHit>,
    /// By when something must have happened.
    pub deadline: Option<Deadline>,
    /// How often it has happened, if that is said.
    pub repeats: Option<u32>,
    /// How urgent it is, and by which rule.
    pub priority: Option<Priority>,
    /// An order that it could become.
    pub draft: TicketDraft,
    /// Whether the text was longer than what was looked at.
    pub cut: bool,
}

/// Reads a text. `now` makes deadlines moments: without it a rule about minutes fires for none.
#[must_use]
pub fn read_text(playbook: &Playbook, text: &str, now: Option<LocalNow>) -> Extraction {
    let mut folded = Folded::of(text);
    let rules = &playbook.file().extraction;
    let (order_numbers, codes) = codes::find(playbook, &mut folded);
    let phones = phones::find(rules, &mut folded);
    let places = places::find(rules, &folded);
    let topics = topics::find(rules, &folded);
    let deadline = clock::deadline(&folded, now);
    let repeats = repeats::find(&folded);
    let kind = draft::kind(rules, &topics);
    let input = PriorityInput {
        topics: topics.iter().map(|hit| hit.topic.clone()).collect(),
        kind: kind.clone(),
        repeats,
        due_today: deadline.as_ref().is_some_and(|one| one.days_ahead == 0),
        due_in_minutes: deadline.as_ref().and_then(|one| one.minutes_left),
    };
    let priority = prioritise(playbook, &input);
    let mut read = Extraction {
        playbook: playbook.id().to_owned(),
        version: playbook.version(),
        order_numbers,
        codes,
        phones,
        places,
        topics,
        deadline,
        repeats,
        priority,
        draft: TicketDraft::default(),
        cut: folded.cut,
    };
    read.draft = draft::make(playbook, kind, &read, text);
    read
}

/// The waybills and codes of crates in a text.
#[must_use]
pub fn codes(playbook: &Playbook, text: &str) -> Vec<CodeHint> {
    codes::find(playbook, &mut Folded::of(text)).1
}

/// The names of topics, joined for a title.
fn joined_names(topics: &[TopicHit]) -> Option<Words> {
    let names = |of: fn(&Words) -> &str| {
        let all: Vec<&str> = topics.iter().map(|hit| of(&hit.name)).collect();
        all.join(" · ")
    };
    (!topics.is_empty()).then(|| Words::new(names(|name| &name.zh), names(|name| &name.en)))
}
