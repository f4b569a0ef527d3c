//! The cash of a shift: its payments one by one, and the word of the outlet that they were handed in.

use std::collections::BTreeSet;

use counterfoil_domain::fact::Payment;
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::order::sums::{Deed, PaymentStanding, method_name, purpose_name};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::shift::ShiftSheet;
use serde::{Deserialize, Serialize};

use crate::office::acts::Act;
use crate::office::pushing::Unchanged;
use crate::office::reading::OrderRead;
use crate::office::shapes::ConfirmPayment;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// A payment of a shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaidShown {
    /// The order.
    pub order: SubjectId,
    /// The fact that tells of it.
    pub fact: FactId,
    /// What for, by the playbook's name.
    pub purpose: String,
    /// How, by the playbook's name.
    pub method: String,
    /// Minor units.
    pub minor: i64,
    /// Three letters.
    pub currency: String,
    /// The slip's number.
    pub slip: String,
    /// `received`, `said`, `confirmed` or `denied`.
    pub standing: &'static str,
    /// Whether a person has to decide if it was one deed.
    pub in_question: bool,
    /// When.
    pub when: Words,
}

/// `POST /v1/office/shifts/{shift}/cash`: several payments of a shift in one go.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmCash {
    /// The payments' facts.
    pub payments: Vec<FactId>,
    /// Whether they were handed in, or have come.
    pub received: bool,
    /// The number of the receipt.
    #[serde(default)]
    pub reference: Option<String>,
}

/// What became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashDone {
    /// How many stand so now.
    pub done: u64,
    /// Those that do not, and why.
    pub rows: Vec<CashRow>,
}

/// A payment that was left as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashRow {
    /// The payment.
    pub payment: FactId,
    /// Why.
    #[serde(flatten)]
    pub why: Unchanged,
}

/// The payments of an order that were written in a shift, each deed once.
pub(super) fn payments(read: &OrderRead, sheet: &ShiftSheet) -> Vec<PaidShown> {
    let state = &read.state;
    let shown = |deed: Deed<'_, Payment>| {
        let fact = *deed.told_by.first()?;
        let row = state.fact(&fact)?;
        let entry = state.entry_of(row);
        let written_here = sheet.contains(entry.chain, entry.seq);
        let (paid, standing) = (deed.counted, state.payment_standing(&deed));
        written_here.then(|| PaidShown {
            order: state.subject,
            fact,
            purpose: purpose_name(paid.purpose).to_owned(),
            method: method_name(paid.method).to_owned(),
            minor: paid.amount.minor,
            currency: paid.amount.currency.clone(),
            slip: paid.slip.clone(),
            standing: standing.name(),
            in_question: deed.in_question,
            when: entry.believed.words(480),
        })
    };
    state.payments().into_iter().filter_map(shown).collect()
}

impl Server {
    /// Confirms payments of a shift, each on its own order; one that is refused stops no other. Sent again it
    /// changes nothing.
    pub async fn confirm_cash(&self, shift: SubjectId, asked: &ConfirmCash) -> Answer<CashDone> {
        let shown = self.show_shift(shift).await?;
        let wanted: BTreeSet<FactId> = asked.payments.iter().copied().collect();
        let mut done = CashDone { done: 0, rows: Vec::new() };
        for payment in wanted {
            let found = shown.payments.iter().find(|paid| paid.fact == payment);
            let result = match found {
                Some(paid) if stands(paid.standing, asked.received) => {
                    done.done += 1;
                    continue;
                }
                Some(paid) => self.act_on(paid.order, &Act::Confirm(one(payment, asked))).await,
                None => Err(Problem::not_found()),
            };
            let why = match result {
                Ok(acted) => acted.unchanged,
                Err(problem) => Some(Unchanged::of(&problem)),
            };
            match why {
                None => done.done += 1,
                Some(why) => done.rows.push(CashRow { payment, why }),
            }
        }
        Ok(done)
    }
}

fn stands(standing: &str, received: bool) -> bool {
    let wanted = if received { PaymentStanding::Confirmed } else { PaymentStanding::Denied };
    standing == wanted.name()
}

fn one(payment: FactId, asked: &ConfirmCash) -> ConfirmPayment {
    ConfirmPayment { payment, received: asked.received, reference: asked.reference.clone() }
}
