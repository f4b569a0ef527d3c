//! The card: what one row of a list needs to know of an order.

mod counts;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::adherence::Adherence;
use super::call::CallShown;
use super::fields;
use super::notices::OrderNotice;
use super::state::OrderState;
use super::sub_orders::SubOrdersShown;
use super::sums::{method_name, purpose_name};
use super::urges::UrgeRow;
pub use super::urges::UrgeShown;
use super::waiting::{AttemptsShown, Waiting};
use crate::cbor;
use crate::ids::{PersonId, SubjectId};
use crate::playbook::Playbook;
use crate::playbook::words::Words;
use crate::sla::service::Service;
use crate::sla::target::NextDue;
use crate::subject::Key;

/// One row of a list. Equal entries and documents give equal bytes, on every phone and on the hub.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Card {
    /// The order.
    #[n(0)]
    pub id: SubjectId,
    /// Its kind in the playbook; empty if its founding is not known.
    #[n(1)]
    pub kind: String,
    /// Where it stands, by the playbook's name.
    #[n(2)]
    pub stage: String,
    /// Where it stands, for people.
    #[n(3)]
    pub stage_name: Words,
    /// Whether it is over there.
    #[n(4)]
    pub terminal: bool,
    /// Whether the stage is this phone's own prediction.
    #[n(5)]
    pub predicted: bool,
    /// Whether two ends contradict each other.
    #[n(6)]
    pub disputed: bool,
    /// What people call it.
    #[n(7)]
    pub title: Option<String>,
    /// The area.
    #[n(8)]
    pub area: Option<String>,
    /// The address in one line.
    #[n(9)]
    pub address: Option<String>,
    /// The window's beginning, ms since 1970.
    #[n(10)]
    pub window_from_ms: Option<i64>,
    /// The window's end, ms since 1970: when it is due.
    #[n(11)]
    pub window_to_ms: Option<i64>,
    /// The name: whole for who sees the contact, masked for others.
    #[n(12)]
    pub contact_name: Option<String>,
    /// The telephone number: whole for who sees the contact, masked for others.
    #[n(13)]
    pub phone: Option<String>,
    /// The keys, sorted.
    #[n(14)]
    pub keys: Vec<Key>,
    /// Who is to do it.
    #[n(15)]
    pub assigned: Vec<PersonId>,
    /// Who has the thing.
    #[n(16)]
    pub holder: Option<PersonId>,
    /// The place where it was put.
    #[n(17)]
    pub place: Option<SubjectId>,
    /// To whom it was given who has not received it yet.
    #[n(18)]
    pub given_to: Option<PersonId>,
    /// Others who also said that they had taken it.
    #[n(19)]
    pub also_taken_by: Vec<PersonId>,
    /// Intercepted: it must not be loaded.
    #[n(20)]
    pub do_not_load: bool,
    /// Larger is more urgent.
    #[n(21)]
    pub priority: i64,
    /// Taps of the urge that nobody has answered.
    #[n(22)]
    pub urges: u32,
    /// What lies on it.
    #[n(23)]
    pub counts: CardCounts,
    /// What is due, by purpose.
    #[n(24)]
    pub due: Vec<CardMoney>,
    /// What was taken, by purpose and method.
    #[n(25)]
    pub taken: Vec<CardMoney>,
    /// Whether a payment or part is in question.
    #[n(26)]
    pub in_question: bool,
    /// The order that leads it, while it is joined.
    #[n(27)]
    pub lead: Option<SubjectId>,
    /// The orders that are joined to it.
    #[n(28)]
    pub joined: Vec<SubjectId>,
    /// Whether something on it was written by a newer program.
    #[n(29)]
    pub update_needed: bool,
    /// Highest index of the log that is in it.
    #[n(30)]
    pub updated_index: Option<u64>,
    /// What a search looks through: one part on each line.
    #[n(31)]
    pub search_text: String,
    /// What the `keys` audience tells of an order of which nothing else is known here.
    #[n(32)]
    pub keys_only: Option<KeysOnly>,
    /// Why it waits, if it does.
    #[n(40)]
    pub waiting: Option<Waiting>,
    /// How often it was tried, where that is bounded.
    #[n(41)]
    pub attempts: Option<AttemptsShown>,
    /// The urge that nobody has answered.
    #[n(42)]
    pub urge: Option<UrgeShown>,
    /// Times that readings lay outside their threshold; absent for none.
    #[n(43)]
    pub excursions: Option<u32>,
    /// Matters on which two say opposite things; absent for none.
    #[n(44)]
    pub opposed: Option<u32>,
    /// The roles that are asked to approve something now; absent for none.
    #[n(45)]
    pub asks_roles: Option<Vec<String>>,
    /// What a call there needs to know; absent for nothing.
    #[n(50)]
    pub call: Option<CallShown>,
    /// What its service levels are reckoned on.
    #[n(52)]
    pub service: Option<Service>,
    /// What is due first by them. It depends on the time of day: whoever shows a list puts it in, and no card that
    /// is kept has it.
    #[n(51)]
    pub next_due: Option<NextDue>,
    /// The order that it is a part of.
    #[n(60)]
    pub parent: Option<SubjectId>,
    /// How many orders are parts of it; absent for none.
    #[n(61)]
    pub sub_orders: Option<SubOrdersShown>,
    /// The role for which it waits: whoever has it may take it.
    #[n(62)]
    pub for_role: Option<String>,
    /// What was told at once, oldest first: the last few; absent for none.
    #[n(63)]
    pub notices: Option<Vec<OrderNotice>>,
    /// How many of them nobody here has read; absent for none. Whoever shows a list puts it in, and no card that is
    /// kept has it.
    #[n(64)]
    pub unread: Option<u32>,
    /// How far the forms of the steps that were made are filled in; absent where no such step needed one.
    #[n(65)]
    pub adherence: Option<Adherence>,
}

/// What the `keys` audience tells of an order besides its keys, its holder and whether it is stopped.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct KeysOnly {
    /// Its kind in the playbook.
    #[n(0)]
    pub kind: String,
    /// Whether somebody is to do it.
    #[n(1)]
    pub assigned: bool,
}

/// How many of what lie on an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct CardCounts {
    /// Photographs that stand.
    #[n(0)]
    pub photos: u32,
    /// Signatures that stand.
    #[n(1)]
    pub signatures: u32,
    /// Remarks.
    #[n(2)]
    pub comments: u32,
    /// Fields with several values.
    #[n(3)]
    pub conflicts: u32,
    /// Proposals that are not what the field holds.
    #[n(4)]
    pub proposals: u32,
    /// Transitions that moved nothing and still wait for somebody.
    #[n(5)]
    pub exceptions: u32,
    /// Late envelopes.
    #[n(6)]
    pub late: u32,
    /// Flagged envelopes.
    #[n(7)]
    pub flagged: u32,
    /// Refused envelopes.
    #[n(8)]
    pub refused: u32,
    /// Envelopes that wait: held, or their change is blocked.
    #[n(9)]
    pub waiting: u32,
    /// Envelopes that the hub has not acknowledged.
    #[n(10)]
    pub unsent: u32,
}

/// A sum on a card.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct CardMoney {
    /// What for, by the playbook's name.
    #[n(0)]
    pub purpose: String,
    /// How it was paid; absent for what is due.
    #[n(1)]
    pub method: Option<String>,
    /// Minor units.
    #[n(2)]
    pub minor: i64,
    /// Three letters.
    #[n(3)]
    pub currency: String,
    /// How much of it is only said to be paid; absent for nothing.
    #[n(4)]
    pub said_minor: Option<i64>,
}

impl Card {
    /// The card of a state.
    #[must_use]
    pub fn from(state: &OrderState, playbook: &Playbook) -> Self {
        let (kind, custody) = (state.kind(), &state.custody);
        let stage = playbook.stage(kind, &state.stage.stage);
        let place = &state.stage.stage;
        let open_urge = state.open_urge(playbook);
        let masked = |path, hidden| state.text_field(path).or_else(|| state.text_field(hidden));
        let mut card = Self {
            id: state.subject,
            kind: kind.to_owned(),
            stage: place.clone(),
            stage_name: stage.map_or_else(|| Words::new(place, place), |one| one.name.clone()),
            terminal: playbook.is_terminal(kind, place),
            predicted: state.predicted,
            disputed: state.stage.is_disputed(),
            title: state.text_field(fields::TITLE),
            area: state.text_field(fields::AREA),
            address: state.address(),
            window_from_ms: state.int_field(fields::WINDOW_FROM_MS),
            window_to_ms: state.int_field(fields::WINDOW_TO_MS),
            contact_name: masked(fields::CONTACT_NAME, fields::MASKED_NAME),
            phone: masked(fields::CONTACT_PHONE, fields::MASKED_PHONE),
            keys: state.keys(),
            assigned: state.assigned.clone(),
            holder: custody.holder,
            place: custody.place,
            given_to: custody.given_to,
            also_taken_by: custody.also_taken_by.clone().unwrap_or_default(),
            do_not_load: state.do_not_load(),
            priority: state.int_field(fields::PRIORITY).unwrap_or(0),
            urges: open_urge.as_ref().map_or(0, UrgeRow::count),
            counts: CardCounts::of(state, playbook),
            due: due(state, playbook),
            taken: Vec::new(),
            in_question: state.parts().iter().any(|deed| deed.in_question),
            lead: state.lead,
            joined: state.joined.iter().copied().collect(),
            update_needed: state.update_needed(),
            updated_index: state.updated_index,
            search_text: String::new(),
            keys_only: None,
            waiting: state.waiting(playbook),
            attempts: state.attempts(playbook),
            urge: open_urge.map(UrgeShown::from),
            excursions: some(state.excursion_count(playbook)),
            opposed: some(state.opposed_count(playbook)),
            asks_roles: Some(state.roles_asked(playbook)).filter(|roles| !roles.is_empty()),
            call: CallShown::of(state),
            service: state.service(playbook),
            next_due: None,
            parent: state.part_of.map(|one| one.parent),
            sub_orders: state.sub_orders_shown(),
            for_role: state.waits_for_role(playbook),
            notices: state.notices_on_card(playbook),
            unread: None,
            adherence: state.adherence(playbook),
        };
        card.add_taken(state);
        card.search_text = card.searchable();
        card
    }

    /// The card's bytes: equal for equal states.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Whether it is among what a person has to do, as
    /// [`OrderState::is_work_of`](super::OrderState::is_work_of).
    #[must_use]
    pub fn is_work_of(&self, person: &PersonId) -> bool {
        let holds = self.holder.as_ref() == Some(person);
        let given_away = holds && self.given_to.is_some_and(|to| to != *person);
        let mine = holds || self.also_taken_by.contains(person) || self.assigned.contains(person);
        mine && !given_away
    }

    /// Whether somebody has to look at it: a dispute, a conflict, a proposal, work that was refused
    /// or moved nothing, money in question, two who have one thing; while it is not over, also late
    /// and flagged work.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        let counts = &self.counts;
        let open = counts.conflicts + counts.proposals + counts.exceptions + counts.refused;
        let odd = counts.late + counts.flagged;
        let two_hold_it = !self.also_taken_by.is_empty();
        let odd = odd + self.excursions.unwrap_or(0);
        let decide = self.disputed || self.in_question || self.opposed.is_some();
        decide || two_hold_it || open > 0 || (odd > 0 && !self.terminal)
    }

    fn add_taken(&mut self, state: &OrderState) {
        for taken in state.taken() {
            self.in_question |= taken.in_question;
            self.taken.push(CardMoney {
                purpose: purpose_name(taken.purpose).to_owned(),
                method: Some(method_name(taken.method).to_owned()),
                minor: taken.sum.minor,
                currency: taken.sum.currency,
                said_minor: Some(taken.said_minor).filter(|minor| *minor != 0),
            });
        }
    }

    fn searchable(&self) -> String {
        let texts = [&self.title, &self.area, &self.address, &self.contact_name, &self.phone];
        let mut parts: Vec<&str> = self.keys.iter().map(|key| key.value.as_str()).collect();
        parts.extend(texts.into_iter().flatten().map(String::as_str));
        parts.join("\n")
    }
}

fn due(state: &OrderState, playbook: &Playbook) -> Vec<CardMoney> {
    let currency = state.text_field(fields::CURRENCY);
    let currency = currency.unwrap_or_else(|| fields::CURRENCY_DEFAULT.to_owned());
    let money = |(purpose, minor)| CardMoney {
        purpose,
        method: None,
        minor,
        currency: currency.clone(),
        said_minor: None,
    };
    state.due(playbook).into_iter().map(money).collect()
}

fn some(number: u32) -> Option<u32> {
    Some(number).filter(|number| *number > 0)
}
