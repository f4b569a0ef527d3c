//! Envelopes that waited and may be judged now: their author got access, or what stood before them is gone.

use counterfoil_domain::envelope::Header;
use counterfoil_domain::ids::SubjectId;

use super::bench::Bench;
use super::group::Group;
use super::{Incoming, duty, group};
use crate::storage::HeldEnvelope;

/// Rounds after which the rest waits for the next entry: a bound, no more.
const ROUNDS_MAX: usize = 64;

/// Judges what waits on the subjects that this slice touched, for as long as anything moves.
pub(super) fn waiting(bench: &mut Bench<'_>) {
    for _ in 0..ROUNDS_MAX {
        let duty_news = std::mem::take(&mut bench.duty_news);
        let ready: Vec<SubjectId> = bench
            .desks
            .values_mut()
            .filter_map(|desk| {
                let on_duty = duty_news && desk.held.iter().any(|held| held.why == duty::WAITS);
                let ready = on_duty || (desk.touched && !desk.held.is_empty() && desk.news());
                ready.then_some(desk.id)
            })
            .collect();
        if ready.is_empty() {
            return;
        }
        for id in ready {
            again(bench, id);
        }
    }
}

/// Judges everything that waits on one subject again, in its order.
pub(super) fn again(bench: &mut Bench<'_>, id: SubjectId) {
    let held = std::mem::take(&mut bench.desk(id).held);
    let (ready, stuck): (Vec<_>, Vec<_>) =
        held.into_iter().partition(|waiting| Header::from_bytes(&waiting.header).is_ok());
    bench.desk(id).held = stuck;
    let acts: Vec<Group> = group::acts(ready.into_iter().filter_map(incoming).collect());
    for act in acts {
        group::judge(bench, act);
    }
}

fn incoming(waiting: HeldEnvelope) -> Option<Incoming> {
    Some(Incoming {
        chain: waiting.chain,
        seq: waiting.seq,
        hash: waiting.hash,
        header: Header::from_bytes(&waiting.header).ok()?,
        body: waiting.body.bytes,
        owner: waiting.owner,
        revoked: waiting.revoked,
    })
}
