//! The sheet: a whole order as one screen shows it, with everything that anybody should be able to
//! see of it.

use crate::sorting::SortSmall as _;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::approvals::ApprovalRow;
use super::card::Card;
use super::claims::MatterRow;
use super::conflicts::{FieldRow, NoteRow};
use super::consents::ConsentRow;
use super::contacts::ContactRow;
use super::lanes::LaneRow;
use super::missing::words;
use super::series::SeriesRow;
use super::state::OrderState;
use super::sub_orders::SubOrderRow;
use super::sums::{method_name, purpose_name};
use super::timeline::TimelineRow;
use super::timers::TimerRow;
use super::triggers::TriggeredRow;
use super::urges::UrgeRow;
use super::visits::VisitRow;
use super::waiting::{LimitRow, PauseRow};
use crate::cbor;
use crate::envelope::BlobRef;
use crate::ids::{FactId, PersonId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::words::Words;

/// A whole order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Sheet {
    /// What its row in a list shows.
    #[n(0)]
    pub card: Card,
    /// Its fields, with conflicts and proposals.
    #[n(1)]
    pub fields: Vec<FieldRow>,
    /// Its shared notes.
    #[n(2)]
    pub notes: Vec<NoteRow>,
    /// What happened.
    #[n(3)]
    pub timeline: Vec<TimelineRow>,
    /// Both sides of a dispute; empty if there is none.
    #[n(4)]
    pub dispute: Vec<SideRow>,
    /// Transitions that moved nothing.
    #[n(5)]
    pub exceptions: Vec<ExceptionShown>,
    /// Payments, each deed once.
    #[n(6)]
    pub payments: Vec<PaymentRow>,
    /// What became of each article.
    #[n(7)]
    pub parts: Vec<PartRow>,
    /// Quotes.
    #[n(8)]
    pub quotes: Vec<QuoteRow>,
    /// Visits.
    #[n(9)]
    pub visits: Vec<VisitRow>,
    /// Timers.
    #[n(10)]
    pub timers: Vec<TimerRow>,
    /// Consents, with what stands behind them.
    #[n(11)]
    pub consents: Vec<ConsentRow>,
    /// Readings, with the times outside their threshold.
    #[n(12)]
    pub readings: Vec<SeriesRow>,
    /// Urges, with their answers.
    #[n(13)]
    pub urges: Vec<UrgeRow>,
    /// Matters on which people say different things.
    #[n(14)]
    pub matters: Vec<MatterRow>,
    /// When the service level's clock stood still.
    #[n(15)]
    pub pauses: Vec<PauseRow>,
    /// Attempts to reach somebody, with the consents that stand on them.
    #[n(16)]
    pub contacts: Vec<ContactRow>,
    /// Approvals, by transition and level.
    #[n(17)]
    #[serde(default)]
    pub approvals: Vec<ApprovalRow>,
    /// Lanes of the present stage.
    #[n(18)]
    #[serde(default)]
    pub lanes: Vec<LaneRow>,
    /// What the hub did by itself.
    #[n(19)]
    #[serde(default)]
    pub triggered: Vec<TriggeredRow>,
    /// How long it may stay at its stage.
    #[n(20)]
    #[serde(default)]
    pub limit: Option<LimitRow>,
    /// The orders that are parts of it.
    #[n(30)]
    #[cbor(default)]
    #[serde(default)]
    pub sub_orders: Vec<SubOrderRow>,
}

/// One side of a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct SideRow {
    /// The transition.
    #[n(0)]
    pub fact: FactId,
    /// The stage to which it leads.
    #[n(1)]
    pub stage: String,
    /// The same for people.
    #[n(2)]
    pub stage_name: Words,
    /// Who says so; absent if that is not visible to this reader.
    #[n(3)]
    pub person: Option<PersonId>,
    /// When.
    #[n(4)]
    pub believed: Interval,
    /// Photographs and signatures of that person on this order that stand.
    #[n(5)]
    pub evidence: Vec<BlobRef>,
}

/// A transition that moved nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ExceptionShown {
    /// The fact.
    #[n(0)]
    pub fact: FactId,
    /// The rule that did not hold.
    #[n(1)]
    pub rule: String,
    /// What was missing.
    #[n(2)]
    pub missing: Vec<MissingShown>,
    /// Place of the decision.
    #[n(3)]
    pub index: Option<u64>,
    /// Whether it still waits for somebody: not taken back, and nothing moved the order since.
    #[n(4)]
    pub waits: bool,
}

/// One thing that was missing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct MissingShown {
    /// Its short code.
    #[n(0)]
    pub code: String,
    /// For people.
    #[n(1)]
    pub words: Words,
}

/// A payment, once for each deed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct PaymentRow {
    /// What for.
    #[n(0)]
    pub purpose: String,
    /// How.
    #[n(1)]
    pub method: String,
    /// Minor units.
    #[n(2)]
    pub minor: i64,
    /// Three letters.
    #[n(3)]
    pub currency: String,
    /// The slip's number.
    #[n(4)]
    pub slip: String,
    /// Every fact that tells of it.
    #[n(5)]
    pub told_by: Vec<FactId>,
    /// Whether a person has to decide if it was one deed.
    #[n(6)]
    pub in_question: bool,
    /// How sure it is: `received`, `said`, `confirmed`, `denied`.
    #[n(7)]
    pub standing: String,
}

/// What became of one article, in pieces.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct PartRow {
    /// Stock-keeping number.
    #[n(0)]
    pub sku: String,
    /// What people call it.
    #[n(1)]
    pub name: String,
    /// Asked for.
    #[n(2)]
    pub asked: u64,
    /// Received.
    #[n(3)]
    pub received: u64,
    /// Used.
    #[n(4)]
    pub used: u64,
    /// Given back.
    #[n(5)]
    pub returned: u64,
    /// Whether a deed among them is in question.
    #[n(6)]
    pub in_question: bool,
    /// Kept for it by the store.
    #[n(7)]
    #[cbor(default)]
    pub reserved: u64,
    /// Not there at the store.
    #[n(8)]
    #[cbor(default)]
    pub short: u64,
    /// On the way.
    #[n(9)]
    #[cbor(default)]
    pub sent: u64,
}

/// A quote.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct QuoteRow {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// Its number on this order.
    #[n(1)]
    pub number: u32,
    /// The total, minor units.
    #[n(2)]
    pub total_minor: i64,
    /// Three letters.
    #[n(3)]
    pub currency: String,
    /// The number that it replaces.
    #[n(4)]
    pub supersedes: Option<u32>,
    /// Whether no later one took its place.
    #[n(5)]
    pub current: bool,
    /// Signatures over exactly this quote.
    #[n(6)]
    pub signed_by: Vec<FactId>,
    /// What was shown.
    #[n(7)]
    pub text: String,
}

impl Sheet {
    /// The sheet of a state.
    #[must_use]
    pub fn from(state: &OrderState, playbook: &Playbook) -> Self {
        Self {
            card: Card::from(state, playbook),
            fields: state.field_rows(playbook),
            notes: state.note_rows(),
            timeline: state.timeline_in_words(playbook),
            dispute: dispute(state, playbook),
            exceptions: exceptions(state, playbook),
            payments: payments(state),
            parts: parts(state),
            quotes: quotes(state),
            visits: state.visit_rows(playbook),
            timers: state.timer_rows(playbook),
            consents: state.consent_rows(playbook),
            readings: state.series_rows(playbook),
            urges: state.urge_rows(playbook),
            matters: state.matter_rows(playbook),
            pauses: state.pause_rows(playbook),
            contacts: state.contact_rows(),
            approvals: state.approval_rows(playbook),
            lanes: state.lane_rows(playbook),
            triggered: state.triggered_rows(playbook),
            limit: state.limit_row(playbook),
            sub_orders: state.sub_order_rows(playbook),
        }
    }

    /// The sheet's bytes: equal for equal states.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}

fn dispute(state: &OrderState, playbook: &Playbook) -> Vec<SideRow> {
    let sides = state.stage.disputed.as_deref().unwrap_or_default();
    let side = |side: &crate::decision::DisputeSide| {
        let entry = state.entries.iter().find(|entry| {
            entry.chain.device == side.fact.device
                && entry.chain.incarnation == side.fact.incarnation
                && entry.seq == side.fact.seq
        });
        let stage = playbook.stage(state.kind(), &side.stage);
        SideRow {
            fact: side.fact,
            stage: side.stage.clone(),
            stage_name: stage
                .map_or_else(|| Words::new(&side.stage, &side.stage), |one| one.name.clone()),
            person: entry.map(|entry| entry.person),
            believed: entry.map(|entry| entry.believed).unwrap_or_default(),
            evidence: entry.map(|entry| evidence_of(state, entry.person)).unwrap_or_default(),
        }
    };
    sides.iter().map(side).collect()
}

fn evidence_of(state: &OrderState, person: PersonId) -> Vec<BlobRef> {
    let mut blobs: Vec<BlobRef> = Vec::new();
    for (row, _) in state.standing().filter(|(row, _)| state.entry_of(row).person == person) {
        for blob in &row.blobs {
            if !blobs.contains(blob) {
                blobs.push(blob.clone());
            }
        }
    }
    blobs
}

fn exceptions(state: &OrderState, playbook: &Playbook) -> Vec<ExceptionShown> {
    let shown = state.exceptions.iter().map(|(fact, row)| {
        let missing = row.exception.missing.iter().map(|code| MissingShown {
            code: code.clone(),
            words: words(playbook, state.kind(), &row.exception, code),
        });
        ExceptionShown {
            fact: *fact,
            rule: row.exception.rule.clone(),
            missing: missing.collect(),
            index: row.index,
            waits: state.waits(fact),
        }
    });
    let mut shown: Vec<ExceptionShown> = shown.collect();
    shown.sort_small_by_key(|one| (one.index.unwrap_or(u64::MAX), one.fact));
    shown
}

fn payments(state: &OrderState) -> Vec<PaymentRow> {
    let row = |deed: super::sums::Deed<'_, crate::fact::Payment>| PaymentRow {
        purpose: purpose_name(deed.counted.purpose).to_owned(),
        method: method_name(deed.counted.method).to_owned(),
        minor: deed.counted.amount.minor,
        currency: deed.counted.amount.currency.clone(),
        slip: deed.counted.slip.clone(),
        standing: state.payment_standing(&deed).name().to_owned(),
        told_by: deed.told_by,
        in_question: deed.in_question,
    };
    state.payments().into_iter().map(row).collect()
}

fn parts(state: &OrderState) -> Vec<PartRow> {
    let row = |sum: super::sums::PartSum| PartRow {
        sku: sum.sku,
        name: sum.name,
        asked: sum.asked,
        received: sum.received,
        used: sum.used,
        returned: sum.returned,
        in_question: sum.in_question,
        reserved: sum.reserved,
        short: sum.short,
        sent: sum.sent,
    };
    state.part_sums().into_iter().map(row).collect()
}

fn quotes(state: &OrderState) -> Vec<QuoteRow> {
    let row = |seen: super::sums::QuoteSeen<'_>| QuoteRow {
        fact: seen.row.id,
        number: seen.quote.number,
        total_minor: seen.quote.total.minor,
        currency: seen.quote.total.currency.clone(),
        supersedes: seen.quote.supersedes,
        current: seen.current,
        signed_by: seen.signed_by,
        text: super::sums::quote_text(seen.quote),
    };
    state.quotes().into_iter().map(row).collect()
}
