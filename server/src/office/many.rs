//! One command on each of many orders: planned and sealed together, pushed as one run of the office's chain.
//!
//! Each order is still an act of its own, judged by the same gate; what the playbook or the gate refuses on one
//! stops no other. Only the reading, the seal and the commits are shared.

use std::collections::HashMap;

use counterfoil_domain::command::{Command, EnvelopeDraft, Refusal, plan};
use counterfoil_domain::envelope::Envelope;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::IMPORT_SLICE_ORDERS_MAX;
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::order::{Actor, Sight};
use counterfoil_domain::subject::SubjectKind;

use super::acting::refused;
use super::acts::is_nothing;
use super::chain::{Hand, Sealed};
use super::pushing::{Acted, acted};
use super::reading::OrderRead;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// A command that follows from how an order stands.
pub(super) type CommandOf = Box<dyn Fn(&OrderRead) -> Answer<Command> + Send + Sync>;

/// What is to be done on one order.
pub(super) struct Wished {
    /// The order.
    pub(super) order: SubjectId,
    /// Whether nobody knows it yet.
    pub(super) fresh: bool,
    /// What.
    pub(super) command: CommandOf,
}

/// A slice that is planned and sealed.
struct PreparedSlice {
    /// For each wish how many envelopes it became, or why none.
    counts: Vec<Answer<usize>>,
    /// The envelopes of all, in order; absent if there are none.
    sealed: Option<Sealed>,
}

impl Server {
    /// Does what is wished, in slices; answers for each in order. An error of the whole means that the storage
    /// failed; slices before it stand.
    pub(super) async fn act_on_many(&self, wished: Vec<Wished>) -> Answer<Vec<Answer<Acted>>> {
        let mut outcomes = Vec::with_capacity(wished.len());
        let mut wished = wished.into_iter().peekable();
        while wished.peek().is_some() {
            let slice: Vec<Wished> = wished.by_ref().take(IMPORT_SLICE_ORDERS_MAX).collect();
            outcomes.extend(self.act_on_slice(slice).await?);
        }
        Ok(outcomes)
    }

    async fn act_on_slice(&self, slice: Vec<Wished>) -> Answer<Vec<Answer<Acted>>> {
        let mut hand = self.office.hand.lock().await;
        let orders: Vec<(SubjectId, bool)> =
            slice.iter().map(|one| (one.order, one.fresh)).collect();
        let reads = self.read_orders(&orders).await?;
        let roles = self.roles_of(self.office_person).await?;
        let edge = self.office_edge().await?;
        let (hub, lent) = (self.clone(), std::mem::take(&mut *hand));
        // Planning and sealing is work for the processor; the runtime goes on meanwhile.
        let task = tokio::task::spawn_blocking(move || {
            let prepared = hub.prepare_many(&lent, &slice, &reads, &roles, edge);
            (lent, prepared)
        });
        let done = task.await.map_err(|error| Problem::internal("office", &error))?;
        *hand = done.0;
        let PreparedSlice { counts, sealed } = done.1?;
        let Some(sealed) = sealed else {
            let nothing = |(order, count): ((SubjectId, bool), Answer<usize>)| {
                count.map(|_| Acted::of(order.0))
            };
            return Ok(orders.into_iter().zip(counts).map(nothing).collect());
        };
        let judged = self.submit_sealed(&sealed).await?;
        let hashes: Vec<Hash> = sealed.envelopes.iter().map(Envelope::hash).collect();
        let (mut at, mut standings) = (0, HashMap::new());
        let outcomes = orders.iter().zip(counts).map(|((order, _), count)| {
            let own = hashes.get(at..at + count.clone()?).unwrap_or_default();
            let (done, standing) = acted(*order, sealed.from + at as u64, own, &judged);
            at += own.len();
            standings.insert(*order, standing);
            done
        });
        let outcomes: Vec<Answer<Acted>> = outcomes.collect();
        hand.remember(sealed, |subject| standings.get(&subject).copied().flatten());
        Ok(outcomes)
    }

    fn prepare_many(
        &self,
        hand: &Hand,
        slice: &[Wished],
        reads: &[OrderRead],
        roles: &[String],
        edge: Frontier,
    ) -> Answer<PreparedSlice> {
        let planned: Vec<Answer<Vec<EnvelopeDraft>>> = slice
            .iter()
            .zip(reads)
            .map(|(one, read)| self.plan_one(&one.command, read, roles))
            .collect();
        let drafted = reads.iter().zip(&planned).filter_map(|(read, drafts)| {
            let drafts = drafts.as_ref().ok().filter(|drafts| !drafts.is_empty())?;
            Some((read, drafts.as_slice()))
        });
        let acts: Vec<(&OrderRead, &[EnvelopeDraft])> = drafted.collect();
        let sealed = match acts.first() {
            Some((read, _)) => {
                let moment = self.office_moment(read);
                Some(self.seal_acts(hand, edge, &acts, moment)?)
            }
            None => None,
        };
        let counts = planned.into_iter().map(|drafts| drafts.map(|drafts| drafts.len())).collect();
        Ok(PreparedSlice { counts, sealed })
    }

    /// The drafts of one command; none if nothing would change.
    pub(super) fn plan_one(
        &self,
        command: &CommandOf,
        read: &OrderRead,
        roles: &[String],
    ) -> Answer<Vec<EnvelopeDraft>> {
        let command = match command(read) {
            Ok(command) => command,
            Err(problem) if is_nothing(&problem) => return Ok(Vec::new()),
            Err(problem) => return Err(problem),
        };
        let actor = Actor::on(&read.state, self.office_person, roles.to_vec());
        let standing = (SubjectKind::Order, &actor, &Sight::All);
        let moment = self.office_moment(read);
        match plan(command, &read.playbook, &read.state, standing, &moment) {
            Ok(planned) => Ok(planned.envelopes),
            Err(Refusal::NothingToDo) => Ok(Vec::new()),
            Err(refusal) => Err(refused(&refusal, read)),
        }
    }
}
