//! What people write and what scanners read: hints with their places, and the draft of an order.

use counterfoil_domain::sorting::CollectSmall as _;

pub use counterfoil_domain::extract::{CodeDoubt, Healing, PhoneDoubt, PhoneKind};
use counterfoil_domain::extract::{Extraction, Private, Span, TicketDraft as CoreDraft};
pub use counterfoil_domain::playbook::extraction::TopicGroup;

use super::card::Interval;
use super::load::Candidate;
use super::words::{Key, Words};
use crate::crossing::{Asked, Shown, same, shown};
use crate::error::CounterfoilError;

/// What was put right to read a number.
#[uniffi::remote(Enum)]
pub enum Healing {
    /// Full-width characters were made half.
    FullWidth,
    /// Spaces or hyphens between groups were left out.
    Grouped,
    /// A letter was read as the digit that it looks like.
    Letters,
}

/// Why somebody should look at a code.
#[uniffi::remote(Enum)]
pub enum CodeDoubt {
    /// Several carriers have such numbers.
    Ambiguous,
    /// It fits only once letters are read as digits.
    Misread,
    /// It has a published form, and its check digit is wrong.
    BadCheck,
    /// No carrier of the playbook has such numbers.
    UnknownFormat,
}

/// What kind of telephone number it is.
#[uniffi::remote(Enum)]
pub enum PhoneKind {
    /// Eleven digits from 13 to 19.
    Mobile,
    /// With an area code, or eight digits without.
    Landline,
    /// 400 and 800, and short ones.
    Service,
    /// With another country's code.
    Abroad,
    /// The text says that it is one.
    Other,
}

/// Why somebody should look at a telephone number.
#[uniffi::remote(Enum)]
pub enum PhoneDoubt {
    /// It has too few or too many digits.
    WrongLength,
    /// The text says that nobody answers there any more (空号, 停机).
    NotInService,
}

/// What a topic tells of.
#[uniffi::remote(Enum)]
pub enum TopicGroup {
    /// What went wrong.
    Problem,
    /// What somebody wants.
    Wish,
    /// What it is about: fresh food, a present.
    Goods,
    /// How things stand: said before, dangerous.
    Standing,
}
same!(Healing CodeDoubt PhoneKind PhoneDoubt TopicGroup);

impl Shown<String> for Private {
    fn shown(self) -> String {
        self.into_text()
    }
}

/// A part of a text, in Unicode scalar values: from, and up to but without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct TextSpan {
    /// The first.
    pub from: i64,
    /// The one behind it.
    pub to: i64,
}

impl Shown<TextSpan> for Span {
    fn shown(self) -> TextSpan {
        TextSpan { from: self.char_from.shown(), to: self.char_to.shown() }
    }
}

shown! {
    /// A number of an order, as a text calls it.
    OrderNumberHint from counterfoil_domain::extract::OrderNumberHint {
        /// Where.
        span: TextSpan,
        /// The number, spelt as keys are.
        value: String,
    }
}

shown! {
    /// A code that is or may be a waybill.
    CodeHint from counterfoil_domain::extract::CodeHint {
        /// Where.
        span: TextSpan,
        /// The code, spelt as keys are; healed where a letter was misread.
        value: String,
        /// What it may be, the surest first; none for an unknown format, which is kept all the same.
        candidates: Vec<Candidate>,
        /// What was put right to read it.
        healed: Vec<Healing>,
        /// Why somebody should look, if somebody should.
        doubt: Option<CodeDoubt>,
    }
}

shown! {
    /// A telephone number.
    PhoneHint from counterfoil_domain::extract::PhoneHint {
        /// Where, with its extension.
        span: TextSpan,
        /// The number in one spelling: `19900001234`, `199****1234`, `0571-86001234转802`.
        value: String,
        /// The extension alone.
        extension: Option<String>,
        /// What kind of number it is.
        kind: PhoneKind,
        /// Whether digits of it are hidden: it cannot be dialled.
        masked: bool,
        /// Why somebody should look, if somebody should.
        doubt: Option<PhoneDoubt>,
    }
}

shown! {
    /// Words that name a place.
    PlaceHint from counterfoil_domain::extract::PlaceHint {
        /// Where in the text.
        span: TextSpan,
        /// Which sort, by its id in the playbook.
        place: String,
        /// The sort, for people.
        name: Words,
        /// Whether the words around belong to it, as those of an address.
        is_address: bool,
        /// The words as they were written, in half width and lower case.
        text: String,
    }
}

shown! {
    /// A topic that a text shows.
    TopicHint from counterfoil_domain::extract::TopicHit {
        /// Its id.
        topic: String,
        /// Its name.
        name: Words,
        /// What it tells of.
        group: TopicGroup,
        /// The reason code that belongs to it.
        reason: Option<String>,
        /// Where the text shows it.
        spans: Vec<TextSpan>,
    }
}

shown! {
    /// By when something must have happened.
    DeadlineHint from counterfoil_domain::extract::Deadline {
        /// Where the text says it.
        span: TextSpan,
        /// Days from today.
        days_ahead: i64,
        /// Whether the text names the day; otherwise it is taken for today.
        day_named: bool,
        /// Minute of that day; absent for its end.
        minute: Option<i64>,
        /// The moment, ms since 1970.
        at_ms: Option<i64>,
        /// Minutes until then; below zero if it has passed.
        minutes_left: Option<i64>,
    }
}

shown! {
    /// How urgent it is, and why.
    PriorityHint from counterfoil_domain::extract::Priority {
        /// The level's id.
        level: String,
        /// The level, for people.
        name: Words,
        /// What the priority field holds; more is more urgent.
        value: i64,
        /// The rule that counted; absent where none fired and the default holds.
        rule: Option<String>,
        /// The rule, for people.
        rule_name: Option<Words>,
        /// What it stands on: ids of topics and kinds, `repeats`, `due_today`, `due_in_minutes`.
        because: Vec<String>,
        /// Other rules that fired.
        also: Vec<String>,
    }
}

shown! {
    /// What a text says: hints for a person to confirm, each with its place and its reasons.
    TextRead from Extraction {
        /// Numbers of orders.
        order_numbers: Vec<OrderNumberHint>,
        /// Waybills and codes of crates, each once.
        codes: Vec<CodeHint>,
        /// Telephone numbers, each once.
        phones: Vec<PhoneHint>,
        /// Where it speaks of a place.
        places: Vec<PlaceHint>,
        /// What it is about, in the order of the playbook.
        topics: Vec<TopicHint>,
        /// By when something must have happened.
        deadline: Option<DeadlineHint>,
        /// How often it has happened, if that is said.
        repeats: Option<i64>,
        /// How urgent it is, and by which rule.
        priority: Option<PriorityHint>,
        /// An order that it could become.
        draft: TicketDraft,
        /// Whether the text was longer than what was looked at.
        cut: bool,
    }
}

shown! {
    /// An order that a draft may be about already: a hint, and the person decides.
    SameMatter from counterfoil_client::orders::SameMatter {
        /// The order.
        order: String,
        /// What people call it.
        title: Option<String>,
        /// Where it stands.
        stage_name: Words,
        /// Whether it is over.
        is_over: bool,
        /// When it was founded, as it is believed.
        founded: Interval,
    }
}

/// One field of a draft.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DraftField {
    /// Its path.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// An order as a text proposes it. A person looks at it and changes it before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TicketDraft {
    /// The kind, if the topics or the playbook name one.
    pub kind: Option<String>,
    /// What it would be called: the names of its topics.
    pub title: Option<Words>,
    /// The field of that title.
    pub title_path: Option<String>,
    /// Its keys; what is ambiguous stands once, under its own letters.
    pub keys: Vec<Key>,
    /// Its fields.
    pub fields: Vec<DraftField>,
    /// The field of the priority.
    pub priority_path: Option<String>,
    /// The priority; more is more urgent.
    pub priority: Option<i64>,
    /// Reason codes of its topics.
    pub reasons: Vec<String>,
}

impl Shown<TicketDraft> for CoreDraft {
    fn shown(self) -> TicketDraft {
        let fields = self.fields.into_iter().map(|(path, text)| DraftField { path, text });
        let (priority_path, priority) = self.priority.unzip();
        TicketDraft {
            kind: self.kind,
            title: self.title,
            title_path: self.title_path,
            keys: self.keys,
            fields: fields.collect(),
            priority_path,
            priority,
            reasons: self.reasons,
        }
    }
}

impl Asked<CoreDraft> for TicketDraft {
    fn asked(self) -> Result<CoreDraft, CounterfoilError> {
        let fields = self.fields.into_iter().map(|one| (one.path, one.text));
        Ok(CoreDraft {
            kind: self.kind,
            title: self.title,
            title_path: self.title_path,
            keys: self.keys,
            fields: fields.collect_map(),
            priority: self.priority_path.zip(self.priority),
            reasons: self.reasons,
        })
    }
}
