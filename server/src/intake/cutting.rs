//! Parts of a section: where a part that fills a document is cut, so that what fits is taken and the rest is judged
//! upon what comes of it; and when a part is no part of its chain any more.

use counterfoil_domain::envelope::ActMode;
use counterfoil_domain::verdict::{BlockedBy, Verdict};
use counterfoil_sync::hub::Pushed;
use counterfoil_sync::wire::Judged;

use super::{Waiting, Work};
use crate::gate::Slice;
use crate::hub::Hub;
use crate::storage::{ChainRow, Stored};

/// What became of a part.
pub(super) enum Outcome {
    /// It is committed; its verdicts, and the chain after it.
    Judged(Vec<Judged>, ChainRow),
    /// Its first envelopes fill a document: they go first, the others are judged upon what comes of them.
    Cut(usize),
}

/// Where a part is to be cut so that what fits into a full document goes before what does not; never within an
/// all-or-nothing group.
pub(super) fn cut_before_full(part: &[Waiting], slice: &Slice) -> Option<usize> {
    let blocked = |one: &&Waiting| {
        let by = BlockedBy::Envelope(one.pushed.hash);
        let own = slice.verdicts.iter().find(|(_, seq, _)| *seq == one.pushed.header.seq);
        own.is_some_and(|(.., verdict)| *verdict == Verdict::Blocked { by })
    };
    let mut at = part.iter().position(|one| blocked(&one))?;
    while at > 0 && same_act(&part.get(at - 1)?.pushed, &part.get(at)?.pushed) {
        at -= 1;
    }
    (at > 0).then_some(at)
}

/// Whether two neighbours belong to one all-or-nothing group.
pub(super) fn same_act(one: &Pushed, other: &Pushed) -> bool {
    let act = |pushed: &Pushed| {
        let act = pushed.header.act.filter(|act| act.mode == ActMode::Together);
        act.map(|act| (act.id, pushed.header.subject.id))
    };
    act(one).is_some() && act(one) == act(other)
}

/// Whether the chain has grown by another request: what this one would file is not the next any more.
pub(super) async fn went_on_elsewhere(hub: &Hub, work: &Work<'_>) -> Stored<bool> {
    let row = hub.storage.chain(work.tenant, work.section.chain).await?;
    Ok(row.map_or(0, |row| row.edge.size()) != work.here)
}
