//! A whole order as one screen shows it.

use counterfoil_client::orders::{OrderSheet as CoreSheet, Shown as ShownBefore};
use counterfoil_domain::cbor;
use counterfoil_domain::command::{Offer as CoreOffer, OfferState};
use counterfoil_domain::order::missing;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_domain::playbook::workflow::Missing;

use super::approvals::ApprovalRow;
use super::card::{Card, Interval};
use super::fields::{FieldRow, NoteRow};
use super::history::{
    ConsentRow, ContactRow, MatterRow, PauseRow, TimelineRow, TimerRow, UrgeRow, VisitRow,
};
use super::lanes::{LaneRow, LimitRow, TriggeredRow};
use super::series::SeriesRow;
use super::service::DueTarget;
use super::sub_orders::SubOrderRow;
use super::words::Words;
use crate::crossing::{Shown, shown};
use crate::error::CounterfoilError;

shown! {
    /// A whole order.
    Sheet from counterfoil_domain::order::sheet::Sheet {
        /// What its row in a list shows.
        card: Card,
        /// Its fields, with conflicts and proposals.
        fields: Vec<FieldRow>,
        /// Its shared notes.
        notes: Vec<NoteRow>,
        /// What happened.
        timeline: Vec<TimelineRow>,
        /// Both sides of a dispute; empty if there is none.
        dispute: Vec<SideRow>,
        /// Transitions that moved nothing.
        exceptions: Vec<ExceptionShown>,
        /// Payments, each deed once.
        payments: Vec<PaymentRow>,
        /// What became of each article.
        parts: Vec<PartRow>,
        /// Quotes.
        quotes: Vec<QuoteRow>,
        /// Visits.
        visits: Vec<VisitRow>,
        /// Timers.
        timers: Vec<TimerRow>,
        /// Consents, with what stands behind them.
        consents: Vec<ConsentRow>,
        /// Readings, with the times outside their threshold.
        readings: Vec<SeriesRow>,
        /// Urges, with their answers.
        urges: Vec<UrgeRow>,
        /// Matters on which people say different things.
        matters: Vec<MatterRow>,
        /// When the service level's clock stood still.
        pauses: Vec<PauseRow>,
        /// Attempts to reach somebody, with the consents that stand on them.
        contacts: Vec<ContactRow>,
        /// Approvals, by transition and level.
        approvals: Vec<ApprovalRow>,
        /// Lanes of the present stage: what several people do at the same time.
        lanes: Vec<LaneRow>,
        /// What the hub did by itself.
        triggered: Vec<TriggeredRow>,
        /// How long it may stay at its stage.
        limit: Option<LimitRow>,
        /// The orders that are parts of it.
        sub_orders: Vec<SubOrderRow>,
    }
}

shown! {
    /// A blob that a fact names: a photograph, strokes, a voice note.
    BlobRef from counterfoil_domain::envelope::BlobRef {
        /// SHA-256 of the plain bytes.
        hash: String,
        /// Plain bytes.
        size_bytes: i64,
        /// Media type, such as `image/jpeg`.
        media_type: String,
        /// What it shows: `door`, `signature`, `shown`; as the playbook names it.
        role: String,
    }
}

shown! {
    /// One side of a dispute.
    SideRow from counterfoil_domain::order::sheet::SideRow {
        /// The transition.
        fact: String,
        /// The stage to which it leads.
        stage: String,
        /// The same for people.
        stage_name: Words,
        /// Who says so; absent if that is not visible to this reader.
        person: Option<String>,
        /// When.
        believed: Interval,
        /// Photographs and signatures of that person on this order that stand.
        evidence: Vec<BlobRef>,
    }
}

shown! {
    /// A transition that moved nothing.
    ExceptionShown from counterfoil_domain::order::sheet::ExceptionShown {
        /// The fact.
        fact: String,
        /// The rule that did not hold.
        rule: String,
        /// What was missing.
        missing: Vec<MissingShown>,
        /// Place of the decision.
        index: Option<i64>,
        /// Whether it still waits for somebody: not taken back, and nothing moved the order since.
        waits: bool,
    }
}

shown! {
    /// One thing that was missing.
    MissingShown from counterfoil_domain::order::sheet::MissingShown {
        /// Its short code.
        code: String,
        /// For people.
        words: Words,
    }
}

shown! {
    /// A payment, once for each deed.
    PaymentRow from counterfoil_domain::order::sheet::PaymentRow {
        /// What for.
        purpose: String,
        /// How.
        method: String,
        /// Minor units.
        minor: i64,
        /// Three letters.
        currency: String,
        /// The slip's number.
        slip: String,
        /// Every fact that tells of it.
        told_by: Vec<String>,
        /// Whether a person has to decide if it was one deed.
        in_question: bool,
        /// How sure it is: `received`, `said`, `confirmed`, `denied`.
        standing: String,
    }
}

shown! {
    /// What became of one article, in pieces.
    PartRow from counterfoil_domain::order::sheet::PartRow {
        /// Stock-keeping number.
        sku: String,
        /// What people call it.
        name: String,
        /// Asked for.
        asked: i64,
        /// Received.
        received: i64,
        /// Used.
        used: i64,
        /// Given back.
        returned: i64,
        /// Whether a deed among them is in question.
        in_question: bool,
        /// Kept for it by the store.
        reserved: i64,
        /// Not there at the store.
        short: i64,
        /// On the way.
        sent: i64,
    }
}

shown! {
    /// A quote.
    QuoteRow from counterfoil_domain::order::sheet::QuoteRow {
        /// Its fact.
        fact: String,
        /// Its number on this order.
        number: i64,
        /// The total, minor units.
        total_minor: i64,
        /// Three letters.
        currency: String,
        /// The number that it replaces.
        supersedes: Option<i64>,
        /// Whether no later one took its place.
        current: bool,
        /// Signatures over exactly this quote.
        signed_by: Vec<String>,
        /// What was shown.
        text: String,
    }
}

/// A whole order as its person sees it, with what could be done next.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OrderSheet {
    /// What is known of it.
    pub sheet: Sheet,
    /// The steps that could be made next, in the order of the playbook.
    pub offers: Vec<Offer>,
    /// To be handed back with a command, so that nothing is overwritten that this screen did not show.
    pub shown: String,
    /// Whether the hub decides on some of the unsent work.
    pub hub_decides: bool,
    /// Its service levels as they stand now, with what each was reckoned on.
    pub targets: Vec<DueTarget>,
}

/// A step that this person could make next.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Offer {
    /// The transition's name in the playbook.
    pub transition: String,
    /// What people call it.
    pub name: Words,
    /// The stage to which it leads.
    pub to: String,
    /// The group from which a reason has to be given.
    pub reason_group: Option<String>,
    /// Whether it may be made now.
    pub ready: bool,
    /// Whether only the hub can tell.
    pub hub_decides: bool,
    /// What is still missing; a reason or a note can be given with the command.
    pub missing: Vec<MissingShown>,
}

impl Offer {
    fn of(offer: CoreOffer, playbook: &Playbook) -> Self {
        let word = |one: &Missing| MissingShown {
            code: missing::code(one),
            words: Words { zh: one.words(playbook, Lang::Zh), en: one.words(playbook, Lang::En) },
        };
        Self {
            transition: offer.transition,
            name: offer.name,
            to: offer.to,
            reason_group: offer.reason_group,
            ready: offer.state == OfferState::Ready,
            hub_decides: offer.state == OfferState::HubDecides,
            missing: match &offer.state {
                OfferState::Lacks(missing) => missing.iter().map(word).collect(),
                _ => Vec::new(),
            },
        }
    }
}

impl Shown<OrderSheet> for CoreSheet {
    fn shown(self) -> OrderSheet {
        let offer = |offer| Offer::of(offer, &self.playbook);
        OrderSheet {
            sheet: self.sheet.shown(),
            offers: self.offers.into_iter().map(offer).collect(),
            shown: hex::encode(cbor::encode(&self.shown)),
            hub_decides: self.hub_decides,
            targets: self.targets.shown(),
        }
    }
}

/// What a screen showed, as a command takes it.
pub(crate) fn shown_before(text: Option<String>) -> Result<Option<ShownBefore>, CounterfoilError> {
    let read = |text: String| cbor::decode(&hex::decode(text).ok()?).ok();
    let wrong = || CounterfoilError::NotFound { what: "sheet".to_owned() };
    text.map(|text| read(text).ok_or_else(wrong)).transpose()
}
