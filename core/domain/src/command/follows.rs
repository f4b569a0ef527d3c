//! Facts that have to follow from what stands on the order: quotes, visits, timers, evidence that others name.

use super::checks::Checks;
use super::refusal::Refusal;
use crate::fact::{Claim, Consent, Fact, Payer, Quote, SignatureFact, TimerStep, Visit, VisitStep};
use crate::hash::sha256;
use crate::ids::FactId;
use crate::order::sums::quote_text;

type Checked = Result<(), Refusal>;

fn need(holds: bool, what: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(Refusal::Wrong { what }) }
}

impl Checks<'_> {
    /// Whether a fact follows from what stands.
    pub(super) fn follows(&self, fact: &Fact) -> Checked {
        match fact {
            Fact::Quote(quote) => self.quote(quote),
            Fact::Signature(signed) => self.signs_no_old_quote(signed),
            Fact::Visit(visit) => self.visit(visit),
            Fact::Timer(timer) => {
                let runs = self.state.timer_runs(self.actor.person, &timer.name);
                need(runs == (timer.step == TimerStep::Stop), "timer")
            }
            Fact::Consent(consent) => self.consent(consent),
            Fact::Claim(claim) => self.claim(claim),
            Fact::Proposed(one) => self.stand(&one.evidence),
            Fact::Confirmed(one) => {
                let paid = self.state.standing_fact(&one.payment);
                need(matches!(paid, Some(Fact::Payment(_))), "payment")
            }
            Fact::Reading(reading) => {
                let threshold = self.state.threshold(self.playbook);
                let same = threshold.filter(|one| one.quantity == reading.quantity);
                need(same.is_none_or(|one| one.unit == reading.unit), "unit")
            }
            _ => Ok(()),
        }
    }

    /// The next number, replacing nothing that is not there; the total is what the customer's lines come to.
    fn quote(&self, quote: &Quote) -> Checked {
        let last = self.state.quotes().iter().map(|seen| seen.quote.number).max();
        let next = last.unwrap_or(0).checked_add(1);
        need(Some(quote.number) == next && quote.supersedes <= last, "number")?;
        need(customer_total(quote) == Some(quote.total.minor), "total")
    }

    /// A signature on quote n never signs n + 1, and nobody is asked to sign what was replaced.
    fn signs_no_old_quote(&self, signed: &SignatureFact) -> Checked {
        let quotes = self.state.quotes();
        let over = |quote: &&crate::order::sums::QuoteSeen<'_>| {
            let text = quote_text(quote.quote);
            match &signed.line {
                Some(line) => line.text == text,
                None => signed.shown == sha256(text.as_bytes()),
            }
        };
        need(quotes.iter().find(over).is_none_or(|quote| quote.current), "quote")
    }

    fn visit(&self, visit: &Visit) -> Checked {
        let open = self.state.open_visit(self.actor.person);
        match visit.step {
            VisitStep::Begin => need(open.is_none(), "visit")?,
            VisitStep::End => need(open == Some(visit.id), "visit")?,
        }
        match visit.outcome.as_deref() {
            Some(id) if self.playbook.reason(id).is_none() => {
                Err(Refusal::NotInPlaybook { what: "reason", name: id.to_owned() })
            }
            _ => Ok(()),
        }
    }

    /// What a consent names has to stand; whether that is enough is asked when it is relied on, so that a word
    /// which somebody has given is never lost.
    fn consent(&self, consent: &Consent) -> Checked {
        self.stand(&consent.attempts)?;
        self.stand(consent.screenshot.as_slice())
    }

    fn claim(&self, claim: &Claim) -> Checked {
        self.stand(&claim.evidence)
    }

    fn stand(&self, facts: &[FactId]) -> Checked {
        let missing = facts.iter().find(|id| self.state.standing_fact(id).is_none());
        missing.map_or(Ok(()), |id| Err(Refusal::UnknownFact(*id)))
    }
}

/// What the lines that the customer pays come to, in minor units, each rounded to the nearest; `None` for a sum
/// beyond all bounds or lines in another currency than the total.
#[must_use]
pub fn customer_total(quote: &Quote) -> Option<i64> {
    let mut total: i64 = 0;
    for line in &quote.lines {
        if line.unit_price.currency != quote.total.currency {
            return None;
        }
        if line.payer == Payer::Customer {
            let milli = i128::from(line.quantity_milli) * i128::from(line.unit_price.minor);
            let minor = (milli + 500 * milli.signum()) / 1_000;
            total = total.checked_add(i64::try_from(minor).ok()?)?;
        }
    }
    Some(total)
}
