//! The order in which a courier calls at his orders: what he keeps, what the office offers.
//!
//! It is made of `sequenced` facts of his shift alone. What the shift's founder wrote is his own order; what anybody
//! else wrote is an offer and changes nothing until he answers it.

use serde::{Deserialize, Serialize};

use crate::fact::{Fact, SequenceStep, Sequenced};
use crate::ids::{FactId, PersonId, SubjectId};
use crate::order::OrderState;
use crate::route::{Diff, diff};

/// How a courier's order stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sequence {
    /// The orders in his own order; absent while he keeps none.
    pub own: Option<Vec<SubjectId>>,
    /// Orders that keep their order among each other although he let the rest go.
    pub held: Vec<SubjectId>,
    /// What others offered and he has not answered, oldest first.
    pub offers: Vec<SequenceOffer>,
}

/// An order that somebody offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceOffer {
    /// The fact, which an answer names.
    pub fact: FactId,
    /// Who offers.
    pub by: PersonId,
    /// The orders in the order that is offered.
    pub orders: Vec<SubjectId>,
    /// What would change against his own order; absent while he keeps none.
    pub diff: Option<Diff<SubjectId>>,
}

impl Sequence {
    /// The sequence of a shift's state: what stands of its facts, in their order.
    #[must_use]
    pub fn of(state: &OrderState) -> Self {
        let founder = state.founding().map(|(row, _)| state.entry_of(row).person);
        let mut made = Self::default();
        for (row, fact) in state.standing() {
            if let Fact::Sequenced(one) = fact {
                let by = state.entry_of(row).person;
                match Some(by) == founder {
                    true => made.decide(one),
                    false if one.step == SequenceStep::Offered => made.offer(row.id, by, one),
                    // Nobody else keeps or lets go what is his.
                    false => {}
                }
            }
        }
        let own = made.own.as_deref();
        for offer in &mut made.offers {
            offer.diff = own.map(|own| diff(own, &offer.orders));
        }
        made
    }

    /// Whoever offers again replaces his own earlier offer.
    fn offer(&mut self, fact: FactId, by: PersonId, one: &Sequenced) {
        self.offers.retain(|earlier| earlier.by != by);
        self.offers.push(SequenceOffer { fact, by, orders: one.orders.clone(), diff: None });
    }

    fn decide(&mut self, one: &Sequenced) {
        if let Some(answered) = one.offer {
            self.offers.retain(|offer| offer.fact != answered);
        }
        match one.step {
            SequenceStep::Kept => {
                self.own = Some(one.orders.clone());
                self.held.clear();
            }
            SequenceStep::LetGo => {
                self.own = None;
                self.held.clone_from(&one.orders);
            }
            // What a founder offers himself he has not decided yet.
            SequenceStep::Offered | SequenceStep::Declined => {}
        }
    }
}
