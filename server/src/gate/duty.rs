//! Step 5, positions: none is kept that its author's chain wrote outside a shift or in a break.

use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{ChainId, PersonId};
use counterfoil_domain::shift::{DutyLog, DutyMark};
use counterfoil_domain::subject::SubjectKind;
use counterfoil_domain::verdict::Verdict;

use super::Incoming;
use super::bench::Bench;
use super::readable::{held, refused};
use crate::storage::{AccessReason, Effect, OFF_DUTY};

/// Why positions wait: an earlier envelope of the chain on a shift is not judged yet.
pub(super) const WAITS: &str = "duty";

/// Refuses a position from outside a shift; holds it while a shift of the chain waits before it.
pub(super) fn check(bench: &Bench<'_>, one: &Incoming, facts: &[Fact]) -> Result<(), Verdict> {
    if !facts.iter().any(Fact::has_position) {
        return Ok(());
    }
    let nothing = DutyLog::default();
    let log = bench.duty.get(&one.header.person).unwrap_or(&nothing);
    if log.state_at(one.chain, one.seq).allows_positions() {
        return Ok(());
    }
    let before = |(chain, seq): &(ChainId, u64)| *chain == one.chain && *seq < one.seq;
    if bench.shifts_waiting.iter().any(before) { Err(held(WAITS)) } else { Err(refused(OFF_DUTY)) }
}

/// The duty facts of a person's own shift that were taken just now.
pub(super) fn noted(bench: &mut Bench<'_>, one: &Incoming, facts: &[Fact]) -> Vec<Effect> {
    let (subject, person) = (one.header.subject, one.header.person);
    if subject.kind != SubjectKind::Shift {
        return Vec::new();
    }
    bench.duty_news = true;
    bench.shifts_waiting.retain(|place| *place != (one.chain, one.seq));
    if !founded_by(bench, one, person) {
        return Vec::new(); // the office may write on a shift; that is nobody's duty
    }
    let mut effects = Vec::new();
    for fact in facts {
        let Fact::Duty(duty) = fact else { continue };
        let (chain, seq, step) = (one.chain, one.seq, duty.step);
        let mark = DutyMark { chain, seq, step, shift: subject.id };
        bench.duty.entry(person).or_default().push(mark);
        effects.push(Effect::Duty { person, mark });
    }
    effects
}

/// Notes that an envelope on a shift was settled without effect: positions behind it wait, or need
/// not any more.
pub(super) fn settled(bench: &mut Bench<'_>, one: &Incoming, verdict: &Verdict) {
    if one.header.subject.kind != SubjectKind::Shift {
        return;
    }
    bench.duty_news = true;
    bench.shifts_waiting.retain(|place| *place != (one.chain, one.seq));
    if !verdict.is_final() {
        bench.shifts_waiting.push((one.chain, one.seq));
    }
}

fn founded_by(bench: &mut Bench<'_>, one: &Incoming, person: PersonId) -> bool {
    bench.desk(one.header.subject.id).holders_of(AccessReason::Founded).contains(&person)
}
