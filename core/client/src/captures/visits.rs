//! A technician's call: visits, timers, and quotes that follow from those before.

use counterfoil_domain::command::Command;
use counterfoil_domain::command::follows::customer_total;
use counterfoil_domain::fact::{Money, Quote, QuoteLine, TimerFact, TimerStep, Visit, VisitStep};
use counterfoil_domain::ids::{ActId, SubjectId};
use counterfoil_domain::order::sums::quote_text;
use counterfoil_store::Transaction;

use super::Captures;
use crate::capturing::{self, Done, Intent};
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::layers::{self, View};
use crate::orders::tell;
use crate::phone::keys::random;

/// A quote that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteMade {
    /// The quote, with its number and total.
    pub quote: Quote,
    /// What is to be shown to who signs it, to the byte.
    pub text: String,
    /// Its envelope.
    pub done: Done,
}

impl Captures {
    /// A visit begins.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] while another one of this person on this order has not ended.
    pub fn begin_visit(&self, id: SubjectId) -> Result<(ActId, Done), ClientError> {
        self.begin_visit_at(id, None, None)
    }

    /// A visit begins that names the place that is called at, and the machine that it is about.
    ///
    /// # Errors
    /// As [`Captures::begin_visit`].
    pub fn begin_visit_at(
        &self,
        id: SubjectId,
        place: Option<SubjectId>,
        asset: Option<SubjectId>,
    ) -> Result<(ActId, Done), ClientError> {
        let visit = ActId(random()?);
        let begun = Visit { id: visit, step: VisitStep::Begin, outcome: None, place, asset };
        Ok((visit, self.visit(id, begun)?))
    }

    /// The visit that this person began ends, with a reason of the playbook as its outcome.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] if none has begun, or the playbook has no such reason.
    pub fn end_visit(
        &self,
        id: SubjectId,
        outcome: Option<&str>,
    ) -> Result<(ActId, Done), ClientError> {
        let mut ended = None;
        let done = self.follow(id, |view| {
            let open = view.state.open_visit(view.actor.person).ok_or_else(|| {
                let (zh, en) = ("上门未开始", "no visit has begun");
                CauseError::NotAllowed(NotAllowed::now("visit", zh, en))
            })?;
            ended = Some(open);
            let outcome = outcome.map(str::to_owned);
            let (step, place, asset) = (VisitStep::End, None, None);
            Ok(Command::Visit(Visit { id: open, step, outcome, place, asset }))
        })?;
        Ok((ended.ok_or(CauseError::NotFound("visit"))?, done))
    }

    /// A timer of this person begins. It runs on through a kill and a reboot: nothing but its facts is kept.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] if it runs already, or the playbook has no such timer.
    pub fn start_timer(&self, id: SubjectId, name: &str) -> Result<Done, ClientError> {
        self.timer(id, TimerFact { name: name.to_owned(), step: TimerStep::Start })
    }

    /// A timer of this person ends.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] if it does not run.
    pub fn stop_timer(&self, id: SubjectId, name: &str) -> Result<Done, ClientError> {
        self.timer(id, TimerFact { name: name.to_owned(), step: TimerStep::Stop })
    }

    /// The next quote: its number follows the last one's, it replaces the one that stands, and its total is what
    /// the customer's lines come to.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for lines in several currencies or beyond all bounds, and by policy.
    pub fn next_quote(
        &self,
        id: SubjectId,
        lines: &[QuoteLine],
        currency: &str,
    ) -> Result<QuoteMade, ClientError> {
        let mut made = None;
        let done = self.follow(id, |view| {
            let quotes = view.state.quotes();
            let last = quotes.iter().map(|seen| seen.quote.number).max();
            let standing = quotes.iter().find(|seen| seen.current);
            let total = Money { minor: 0, currency: currency.to_owned() };
            let mut quote = Quote {
                number: last.unwrap_or(0).saturating_add(1),
                lines: lines.to_vec(),
                total,
                supersedes: standing.map(|seen| seen.quote.number),
            };
            quote.total.minor = customer_total(&quote).ok_or_else(|| {
                let (zh, en) = ("金额或币种不正确", "the sums or currencies cannot be so");
                CauseError::NotAllowed(NotAllowed::now("quote", zh, en))
            })?;
            made = Some(quote.clone());
            Ok(Command::Quote(quote))
        })?;
        let quote = made.ok_or(CauseError::NotFound("quote"))?;
        let text = quote_text(&quote);
        Ok(QuoteMade { quote, text, done })
    }

    /// Writes what follows from the order as it stands now, in one transaction.
    pub(super) fn follow(
        &self,
        id: SubjectId,
        mut make: impl FnMut(&View) -> Caused<Command>,
    ) -> Result<Done, ClientError> {
        let core = &self.core;
        let done = core.capture(|tx: &Transaction<'_>| {
            let subject = layers::subject_of(tx, id)?;
            let command = make(&layers::view(core, tx, subject)?)?;
            capturing::write(core, tx, Intent::new(subject, command))
        })?;
        tell(core, [id]);
        Ok(done)
    }
}
