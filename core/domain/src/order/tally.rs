//! The tally of many orders: how many stand where, what is in whose hands, what is due and what was taken.
//! Folded from cards alone, so that a phone and the hub count alike.

use crate::sorting::SortSmall as _;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::adherence::Adherence;
use super::card::{Card, CardCounts};
use crate::ids::{PersonId, SubjectId};
use crate::playbook::Playbook;
use crate::playbook::words::Words;

/// What is counted over many orders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Orders in all; of joined orders the leading one counts.
    pub orders: u64,
    /// How many stand at each stage, by kind and stage.
    pub stages: Vec<StageTally>,
    /// Who has which things, by person.
    pub hands: Vec<HandTally>,
    /// What is due and what was taken, by purpose and currency.
    pub money: Vec<MoneyTally>,
    /// How far work kept to its templates, by kind; kinds whose steps asked for no form are not among them.
    #[serde(default)]
    pub adherence: Vec<AdherenceTally>,
    /// What lies on all of them together.
    pub counts: CardCounts,
    /// Orders that somebody has to look at.
    pub attention: Vec<SubjectId>,
    /// Orders whose two ends contradict each other.
    pub disputed: Vec<SubjectId>,
}

/// How many orders stand at one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTally {
    /// The kind of order.
    pub kind: String,
    /// The stage, by the playbook's name.
    pub stage: String,
    /// The same for people.
    pub name: Words,
    /// Whether an order is over there.
    pub terminal: bool,
    /// How many.
    pub orders: u64,
}

/// How far work of one kind kept to its templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdherenceTally {
    /// The kind of order.
    pub kind: String,
    /// Orders of which a step asked for a form.
    pub orders: u64,
    /// Of them those with everything that was asked for, and no reason in place of a form.
    pub whole: u64,
    /// All of them together.
    #[serde(flatten)]
    pub sum: Adherence,
    /// What is there of what was asked for, in thousandths, rounded down.
    pub per_mille: Option<u32>,
}

/// What one person has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandTally {
    /// The person.
    pub person: PersonId,
    /// Orders whose thing is in these hands.
    pub holds: Vec<SubjectId>,
    /// Orders that are assigned to this person and not over.
    pub open: u64,
    /// Orders that are assigned to this person and over.
    pub done: u64,
}

/// Money of one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyTally {
    /// What for.
    pub purpose: String,
    /// Three letters.
    pub currency: String,
    /// What is due, minor units.
    pub due_minor: i64,
    /// What was taken, by method, minor units.
    pub taken_minor: BTreeMap<String, i64>,
    /// Whether a payment among them is in question.
    pub in_question: bool,
}

impl Tally {
    /// Counts; an order that follows another counts with that one. What was handed out is in nobody's hands
    /// of ours.
    #[must_use]
    pub fn of<'a>(cards: impl IntoIterator<Item = &'a Card>, playbook: &Playbook) -> Self {
        let mut tally = Self::default();
        let mut stages: BTreeMap<(&str, &str), StageTally> = BTreeMap::new();
        let mut hands: BTreeMap<PersonId, HandTally> = BTreeMap::new();
        for card in cards.into_iter().filter(|card| card.lead.is_none()) {
            tally.orders += 1;
            add_stage(&mut stages, card);
            let stage = playbook.stage(&card.kind, &card.stage);
            add_hands(&mut hands, card, stage.is_some_and(|stage| stage.handed_out));
            tally.add_money(card);
            tally.add_adherence(card);
            tally.counts.add(&card.counts);
            if card.needs_attention() {
                tally.attention.push(card.id);
            }
            if card.disputed {
                tally.disputed.push(card.id);
            }
        }
        tally.stages = stages.into_values().collect();
        tally.hands = hands.into_values().collect();
        tally.adherence.sort_small_by(|one, other| one.kind.cmp(&other.kind));
        tally.money.sort_small_by(|one, other| {
            (&one.purpose, &one.currency).cmp(&(&other.purpose, &other.currency))
        });
        tally
    }

    fn add_adherence(&mut self, card: &Card) {
        let Some(of_card) = card.adherence else { return };
        let same = |row: &AdherenceTally| row.kind == card.kind;
        let at = self.adherence.iter().position(same).unwrap_or_else(|| {
            let (kind, sum) = (card.kind.clone(), Adherence::default());
            self.adherence.push(AdherenceTally { kind, orders: 0, whole: 0, sum, per_mille: None });
            self.adherence.len() - 1
        });
        let Some(row) = self.adherence.get_mut(at) else { return };
        row.orders += 1;
        row.whole += u64::from(of_card.met == of_card.asked && of_card.excepted == 0);
        row.sum = row.sum.and(of_card);
        row.per_mille = row.sum.per_mille();
    }

    fn money_of(&mut self, purpose: &str, currency: &str) -> Option<&mut MoneyTally> {
        let same = |row: &MoneyTally| row.purpose == purpose && row.currency == currency;
        let at = self.money.iter().position(same).unwrap_or_else(|| {
            self.money.push(MoneyTally {
                purpose: purpose.to_owned(),
                currency: currency.to_owned(),
                due_minor: 0,
                taken_minor: BTreeMap::new(),
                in_question: false,
            });
            self.money.len() - 1
        });
        self.money.get_mut(at)
    }

    fn add_money(&mut self, card: &Card) {
        for due in &card.due {
            let Some(row) = self.money_of(&due.purpose, &due.currency) else { continue };
            row.due_minor = row.due_minor.saturating_add(due.minor);
        }
        for taken in &card.taken {
            let Some(row) = self.money_of(&taken.purpose, &taken.currency) else { continue };
            let method = taken.method.clone().unwrap_or_default();
            let sum = row.taken_minor.entry(method).or_default();
            *sum = sum.saturating_add(taken.minor);
            row.in_question |= card.in_question;
        }
    }
}

fn add_stage<'a>(stages: &mut BTreeMap<(&'a str, &'a str), StageTally>, card: &'a Card) {
    let row = stages.entry((&card.kind, &card.stage)).or_insert_with(|| StageTally {
        kind: card.kind.clone(),
        stage: card.stage.clone(),
        name: card.stage_name.clone(),
        terminal: card.terminal,
        orders: 0,
    });
    row.orders += 1;
}

fn add_hands(hands: &mut BTreeMap<PersonId, HandTally>, card: &Card, handed_out: bool) {
    let mut hand = |person: PersonId, add: &dyn Fn(&mut HandTally)| {
        let empty = HandTally { person, holds: Vec::new(), open: 0, done: 0 };
        add(hands.entry(person).or_insert(empty));
    };
    let holders = card.holder.into_iter().chain(card.also_taken_by.iter().copied());
    for person in holders.filter(|_| !handed_out) {
        hand(person, &|row| row.holds.push(card.id));
    }
    for person in &card.assigned {
        hand(*person, &|row| if card.terminal { row.done += 1 } else { row.open += 1 });
    }
}

impl CardCounts {
    fn add(&mut self, other: &Self) {
        let sum = |one: &mut u32, two: u32| *one = one.saturating_add(two);
        sum(&mut self.photos, other.photos);
        sum(&mut self.signatures, other.signatures);
        sum(&mut self.comments, other.comments);
        sum(&mut self.conflicts, other.conflicts);
        sum(&mut self.proposals, other.proposals);
        sum(&mut self.exceptions, other.exceptions);
        sum(&mut self.late, other.late);
        sum(&mut self.flagged, other.flagged);
        sum(&mut self.refused, other.refused);
        sum(&mut self.waiting, other.waiting);
        sum(&mut self.unsent, other.unsent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{Material, OrderState};

    const ANN: PersonId = PersonId([1; 16]);
    const CHEN: PersonId = PersonId([2; 16]);

    fn card(n: u8, stage: &str, change: impl FnOnce(&mut Card)) -> Card {
        let subject = SubjectId([n; 16]);
        let material = Material { subject, entries: &[], statements: &[], documents: &[] };
        let mut card = Card::from(&OrderState::fold(&material), &Playbook::builtin());
        card.kind = "parcel".into();
        card.stage = stage.into();
        change(&mut card);
        card
    }

    #[test]
    fn a_load_of_four_is_counted_by_stage_and_by_hand() {
        let cards = [
            card(1, "loaded", |card| card.holder = Some(ANN)),
            card(2, "loaded", |card| {
                card.holder = Some(ANN);
                card.also_taken_by = vec![CHEN];
                card.assigned = vec![CHEN];
            }),
            card(3, "delivered", |card| {
                card.terminal = true;
                card.holder = Some(ANN);
                card.assigned = vec![ANN];
            }),
            card(4, "loaded", |card| card.lead = Some(SubjectId([1; 16]))),
        ];
        let tally = Tally::of(&cards, &Playbook::builtin());
        assert_eq!(tally.orders, 3, "a joined order counts once");
        let stages: Vec<_> = tally.stages.iter().map(|row| (&*row.stage, row.orders)).collect();
        assert_eq!(stages, [("delivered", 1), ("loaded", 2)]);
        let hands = tally.hands.iter().map(|row| (row.holds.len(), row.open, row.done));
        assert_eq!(hands.collect::<Vec<_>>(), [(2, 0, 1), (1, 1, 0)], "both who say they have it");
        assert_eq!(tally.attention, [SubjectId([2; 16])], "two hold one thing");
    }

    #[test]
    fn money_is_added_by_purpose_and_method() {
        let money = |purpose: &str, method: Option<&str>, minor| super::super::card::CardMoney {
            purpose: purpose.into(),
            method: method.map(str::to_owned),
            minor,
            currency: "CNY".into(),
            said_minor: None,
        };
        let cards = [1, 2].map(|n| {
            card(n, "delivered", |card| {
                card.due = vec![money("freight", None, 1_800)];
                card.taken =
                    vec![money("freight", Some("cash"), 1_000), money("freight", Some("qr"), 800)];
            })
        });
        let tally = Tally::of(&cards, &Playbook::builtin());
        let [row] = tally.money.as_slice() else { panic!("one purpose: {:?}", tally.money) };
        assert_eq!(
            (row.due_minor, row.taken_minor["cash"], row.taken_minor["qr"]),
            (3_600, 2_000, 1_600)
        );
    }
}
