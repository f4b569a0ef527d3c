//! Sub-orders (子单): orders that are parts of another. The hub says when a part begins and when it ends, to the parent
//! as to the part, so that whoever sees one of them knows of the other.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::entry::StatementEntry;
use super::state::{OrderState, StatementRow};
use crate::ids::SubjectId;
use crate::limits::SUB_ORDERS_MAX;
use crate::log::SubOrder;
use crate::playbook::Playbook;
use crate::playbook::view::PartOfSeen;
use crate::playbook::words::Words;

/// A part of an order, as the hub said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartState {
    /// The part.
    pub child: SubjectId,
    /// Its kind.
    pub kind: String,
    /// Where it stood when it was said.
    pub stage: String,
    /// Whether it was over there.
    pub ended: bool,
}

/// Of which order another is a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartOf {
    /// The order.
    pub parent: SubjectId,
    /// The part: this order, or one that is joined with it.
    pub child: SubjectId,
}

/// A part as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct SubOrderRow {
    /// The part.
    #[n(0)]
    pub order: SubjectId,
    /// Its kind.
    #[n(1)]
    pub kind: String,
    /// The same for people.
    #[n(2)]
    pub kind_name: Words,
    /// Where it began or ended.
    #[n(3)]
    pub stage: String,
    /// The same for people.
    #[n(4)]
    pub stage_name: Words,
    /// Whether it is over.
    #[n(5)]
    pub ended: bool,
}

/// How many parts an order has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct SubOrdersShown {
    /// All of them.
    #[n(0)]
    pub count: u32,
    /// Those that are not over.
    #[n(1)]
    pub open: u32,
}

impl OrderState {
    /// Takes a word of the hub about this order or one that is joined with it.
    pub(super) fn take_sub_order(&mut self, word: &SubOrder) {
        let here = |id: &SubjectId| *id == self.subject || self.joined.contains(id);
        let (mine, part) = (here(&word.parent), here(&word.child));
        if part && !mine {
            self.part_of = Some(PartOf { parent: word.parent, child: word.child });
        }
        if !mine || part {
            return;
        }
        let (kind, stage) = (word.kind.clone(), word.stage.clone());
        let now = PartState { child: word.child, kind, stage, ended: word.ended };
        let room = self.parts_of_it.len() < SUB_ORDERS_MAX;
        match self.parts_of_it.iter_mut().find(|own| own.child == word.child) {
            Some(own) => *own = now,
            None if room => self.parts_of_it.push(now),
            None => {}
        }
    }

    pub(super) fn sub_order_row(
        &self,
        entry: &StatementEntry,
        word: &SubOrder,
    ) -> Option<StatementRow> {
        let here = |id: &SubjectId| *id == self.subject || self.joined.contains(id);
        let other = match (here(&word.parent), here(&word.child)) {
            (true, _) => word.child,
            (false, true) => word.parent,
            (false, false) => return None,
        };
        Some(StatementRow {
            index: entry.index,
            kind: "sub_order",
            of: None,
            other: Some(other),
            trigger: None,
            hub_time_ms: entry.hub_time_ms,
        })
    }

    /// Whether it is over: at a terminal stage, with nothing in dispute.
    #[must_use]
    pub fn is_over(&self, playbook: &Playbook) -> bool {
        playbook.is_terminal(self.kind(), &self.stage.stage) && !self.stage.is_disputed()
    }

    /// What the parent has to be told of this order, if anything is new: `known` is what was said last.
    #[must_use]
    pub fn word_to_parent(
        &self,
        playbook: &Playbook,
        PartOf { parent, child }: PartOf,
        known: Option<&PartState>,
    ) -> Option<SubOrder> {
        let ended = self.is_over(playbook);
        let news = known.is_none_or(|known| known.ended != ended);
        news.then(|| SubOrder {
            parent,
            child,
            kind: self.kind().to_owned(),
            stage: self.stage.stage.clone(),
            ended,
        })
    }

    /// The parts as the playbook's engines are told of them.
    pub(super) fn parts_seen(&self) -> Vec<PartOfSeen> {
        let seen = |one: &PartState| PartOfSeen { kind: one.kind.clone(), ended: one.ended };
        self.parts_of_it.iter().map(seen).collect()
    }

    /// The parts, oldest first.
    #[must_use]
    pub fn sub_order_rows(&self, playbook: &Playbook) -> Vec<SubOrderRow> {
        let row = |one: &PartState| {
            let own = |id: &str| Words::new(id, id);
            let kind = playbook.kind(&one.kind).map(|kind| kind.name.clone());
            let stage = playbook.stage(&one.kind, &one.stage).map(|stage| stage.name.clone());
            SubOrderRow {
                order: one.child,
                kind: one.kind.clone(),
                kind_name: kind.unwrap_or_else(|| own(&one.kind)),
                stage: one.stage.clone(),
                stage_name: stage.unwrap_or_else(|| own(&one.stage)),
                ended: one.ended,
            }
        };
        self.parts_of_it.iter().map(row).collect()
    }

    /// How many parts it has; nothing for none.
    #[must_use]
    pub fn sub_orders_shown(&self) -> Option<SubOrdersShown> {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let open = self.parts_of_it.iter().filter(|one| !one.ended).count();
        let count = self.parts_of_it.len();
        (count > 0).then(|| SubOrdersShown { count: number(count), open: number(open) })
    }
}
