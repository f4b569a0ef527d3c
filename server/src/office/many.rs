//! Commands on each of many orders: planned and sealed together, pushed as one run of the office's chain.
//!
//! Each order is still an act of its own, judged by the same gate; what the playbook or the gate refuses on one
//! stops no other. Only the reading, the seal and the commits are shared.

use std::collections::HashMap;
use std::sync::Arc;

use counterfoil_domain::command::{Command, EnvelopeDraft, Refusal, plan};
use counterfoil_domain::envelope::Envelope;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::IMPORT_SLICE_ORDERS_MAX;
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::order::{Actor, Sight};
use counterfoil_domain::subject::SubjectKind;
use counterfoil_sync::wire::Judged;

use super::acting::refused;
use super::acts::is_nothing;
use super::chain::{Hand, Pen, Sealed, Written};
use super::pushing::{Acted, acted};
use super::reading::OrderRead;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Orders whose commands are pushed together.
type Slice = Arc<Vec<Wished>>;

/// A command that follows from how an order stands.
pub(super) type CommandOf = Box<dyn Fn(&OrderRead) -> Answer<Command> + Send + Sync>;

/// What is to be done on one order.
pub(super) struct Wished {
    /// The order.
    pub(super) order: SubjectId,
    /// Whether nobody knows it yet.
    pub(super) fresh: bool,
    /// What, one after the other.
    pub(super) steps: Vec<Step>,
}

/// One command of a wish.
pub(super) struct Step {
    /// Whether those after it are nothing without it: if it is refused, they are not tried.
    pub(super) needed: bool,
    /// The command.
    pub(super) command: CommandOf,
}

/// What became of each command of a wish that was tried.
pub(super) type Outcomes = Vec<Answer<Acted>>;

/// A slice that is planned and sealed.
struct PreparedSlice {
    /// The chain's size before it.
    from: u64,
    /// For each wish and command how many envelopes it became, or why none.
    counts: Vec<Vec<Answer<usize>>>,
    /// The envelopes of all, in order; absent if there are none.
    sealed: Option<Sealed>,
}

impl Server {
    /// Does what is wished, in slices; answers for each in order. An error of the whole means that the storage
    /// failed; slices before it stand.
    ///
    /// Orders that nobody knows yet need no reading: their slice is planned and sealed while the one before it
    /// stands at the gate.
    pub(super) async fn act_on_many(&self, wished: Vec<Wished>) -> Answer<Vec<Outcomes>> {
        let mut outcomes = Vec::with_capacity(wished.len());
        let (mut ahead, mut wished) = (None, wished.into_iter());
        let mut next = || Arc::new(wished.by_ref().take(IMPORT_SLICE_ORDERS_MAX).collect());
        let mut slice: Slice = next();
        while !slice.is_empty() {
            // For each slice anew: what others do at the office comes between two slices.
            let mut hand = self.office.hand.lock().await;
            let edge = self.office_edge().await?;
            let ready = ahead.take().filter(|ready: &PreparedSlice| ready.from == edge.size());
            let prepared = match ready {
                Some(prepared) => prepared,
                None => self.prepare_slice(&mut hand, &slice, edge).await?,
            };
            let PreparedSlice { counts, sealed, .. } = prepared;
            let following: Slice = next();
            let judged = match &sealed {
                Some(sealed) => {
                    let after = sealed.edge.clone();
                    let (judged, prepared) = tokio::join!(
                        self.submit_sealed(sealed),
                        self.prepare_ahead(&mut hand, &following, after)
                    );
                    ahead = prepared?;
                    judged?
                }
                None => Vec::new(),
            };
            outcomes.extend(told(&mut hand, &slice, counts, sealed, &judged));
            slice = following;
        }
        Ok(outcomes)
    }

    async fn prepare_ahead(
        &self,
        hand: &mut Hand,
        slice: &Slice,
        edge: Frontier,
    ) -> Answer<Option<PreparedSlice>> {
        if slice.is_empty() || !slice.iter().all(|one| one.fresh) {
            return Ok(None);
        }
        self.prepare_slice(hand, slice, edge).await.map(Some)
    }

    async fn prepare_slice(
        &self,
        hand: &mut Hand,
        slice: &Slice,
        edge: Frontier,
    ) -> Answer<PreparedSlice> {
        let orders: Vec<(SubjectId, bool)> =
            slice.iter().map(|one| (one.order, one.fresh)).collect();
        let reads = self.read_orders(&orders).await?;
        let roles = self.roles_of(self.office_person).await?;
        let (hub, lent, slice) = (self.clone(), std::mem::take(hand), slice.clone());
        // Planning and sealing is work for the processor; the runtime goes on meanwhile.
        let task = tokio::task::spawn_blocking(move || {
            let prepared = hub.prepare_many(&lent, &slice, reads, &roles, edge);
            (lent, prepared)
        });
        let done = task.await.map_err(|error| Problem::internal("office", &error))?;
        *hand = done.0;
        Ok(done.1)
    }

    fn prepare_many(
        &self,
        hand: &Hand,
        slice: &[Wished],
        reads: Vec<OrderRead>,
        roles: &[String],
        edge: Frontier,
    ) -> PreparedSlice {
        let from = edge.size();
        let Some(tip) = reads.first().map(|read| read.tip) else {
            return PreparedSlice { from, counts: Vec::new(), sealed: None };
        };
        let mut pen = Pen::new(self, hand, edge, self.office_moment(&tip));
        let each = slice.iter().zip(reads);
        let counts = each.map(|(one, read)| self.write_one(&mut pen, one, read, roles)).collect();
        PreparedSlice { from, counts, sealed: pen.seal() }
    }

    /// Writes the commands of one wish, each upon what the one before it makes of the order.
    fn write_one(
        &self,
        pen: &mut Pen<'_>,
        wished: &Wished,
        mut read: OrderRead,
        roles: &[String],
    ) -> Vec<Answer<usize>> {
        let mut counts = Vec::with_capacity(wished.steps.len());
        for (place, step) in wished.steps.iter().enumerate() {
            let drafts = self.plan_one(&step.command, &read, roles);
            let written = drafts.and_then(|drafts| pen.write(&read, &drafts));
            let is_last = place + 1 == wished.steps.len();
            match written {
                Ok(Written { count, changed }) => {
                    if count > 0 && !is_last {
                        read = read.after(pen.last(count), changed, roles);
                    }
                    counts.push(Ok(count));
                }
                Err(problem) => {
                    counts.push(Err(problem));
                    if step.needed {
                        break;
                    }
                }
            }
        }
        counts
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
        let moment = self.office_moment(&read.tip);
        match plan(command, &read.playbook, &read.state, standing, &moment) {
            Ok(planned) => Ok(planned.envelopes),
            Err(Refusal::NothingToDo) => Ok(Vec::new()),
            Err(refusal) => Err(refused(&refusal, read)),
        }
    }
}

/// What became of the commands of a slice, and what the office remembers of them.
fn told(
    hand: &mut Hand,
    slice: &[Wished],
    counts: Vec<Vec<Answer<usize>>>,
    sealed: Option<Sealed>,
    judged: &[Judged],
) -> Vec<Outcomes> {
    let Some(sealed) = sealed else {
        let nothing = |(one, counts): (&Wished, Vec<Answer<usize>>)| {
            counts.into_iter().map(|count| count.map(|_| Acted::of(one.order))).collect()
        };
        return slice.iter().zip(counts).map(nothing).collect();
    };
    let hashes: Vec<Hash> = sealed.envelopes.iter().map(Envelope::hash).collect();
    let (mut at, mut standings) = (0, HashMap::new());
    let mut outcome = |order: SubjectId, count: Answer<usize>| {
        let own = hashes.get(at..at + count?).unwrap_or_default();
        let (done, standing) = acted(order, sealed.from + at as u64, own, judged);
        at += own.len();
        // One that was not taken is followed by a fresh start, whatever became of the others.
        let worst = standings.entry(order).or_insert(standing);
        *worst = worst.and_then(|before| standing.map(|now| before && now));
        done
    };
    let mut outcomes = Vec::with_capacity(slice.len());
    for (one, counts) in slice.iter().zip(counts) {
        outcomes.push(counts.into_iter().map(|count| outcome(one.order, count)).collect());
    }
    hand.remember(sealed, |subject| standings.get(&subject).copied().flatten());
    outcomes
}
