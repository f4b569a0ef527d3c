//! From an order to what its service levels are reckoned on: every begin and end is a fact's believed interval.

use super::service::{Answer, Run, Service, Wait};
use crate::fact::Fact;
use crate::ids::FactId;
use crate::limits::{SLA_MINUTES_MAX, SLA_RUNS_MAX};
use crate::moment::Interval;
use crate::order::{EntryRow, OrderState, fields};
use crate::playbook::Playbook;
use crate::playbook::sla::{Measure, TargetRule};
use crate::sorting::SortSmall as _;

const MINUTE_MS: u64 = 60_000;
/// Runs of stages' own limits are named by this and the stage.
pub const STAGE_LIMIT: &str = "stage/";

/// A stay at a stage.
#[derive(Debug, Clone)]
struct Stay {
    stage: String,
    cause: Option<FactId>,
    from: Interval,
    to: Option<Interval>,
}

impl OrderState {
    /// What its service levels are reckoned on; `None` of what has no policy and no stage with a limit.
    #[must_use]
    pub fn service(&self, playbook: &Playbook) -> Option<Service> {
        let flow = playbook.workflow_of(self.kind())?;
        let rules = &playbook.file().sla;
        let tier = rules.tier(self.int_field(fields::PRIORITY).unwrap_or(0));
        let policy = rules.policy_for(self.kind(), tier);
        let limited = flow.stages.iter().any(|stage| stage.limit.is_some());
        if policy.is_none() && !limited {
            return None;
        }
        let course = Course::of(self, playbook)?;
        let targets = policy.into_iter().flat_map(|policy| &policy.targets);
        let mut runs: Vec<Run> = targets.flat_map(|rule| course.runs(rule)).collect();
        runs.extend(course.stage_limits());
        // What is over goes first: what is still due is never lost for the stays before it.
        runs.sort_small_by_key(|run| {
            (run.ended.is_none(), run.began.earliest_ms, run.began.latest_ms)
        });
        runs.drain(..runs.len().saturating_sub(SLA_RUNS_MAX));
        runs.sort_small_by_key(|run| (run.began.earliest_ms, run.began.latest_ms));
        let waits = self.pause_rows(playbook).into_iter().map(|row| Wait {
            stage: row.stage,
            reason: row.reason,
            from: row.from,
            to: row.to,
        });
        Some(Service {
            playbook: playbook.version(),
            policy: policy.map(|policy| policy.id.clone()).unwrap_or_default(),
            tier: tier.map(|tier| tier.id.clone()),
            runs,
            waits: waits.collect(),
            answers: self.calming_answers(playbook),
        })
    }

    fn calming_answers(&self, playbook: &Playbook) -> Vec<Answer> {
        let rules = &playbook.file().sla;
        let answer = |(row, fact): (&crate::order::FactRow, &Fact)| match fact {
            Fact::UrgeAnswer(said) if rules.answer(&said.answer).is_some() => Some(Answer {
                fact: row.id,
                answer: said.answer.clone(),
                at: self.entry_of(row).believed,
                minutes: said.minutes.map(|minutes| minutes.min(SLA_MINUTES_MAX)),
            }),
            _ => None,
        };
        let all: Vec<Answer> = self.standing().filter_map(answer).collect();
        all.into_iter().rev().take(SLA_RUNS_MAX).rev().collect()
    }

    /// Its stays, oldest first; of the last one the end is open. A step that was taken back was never there.
    fn stays(&self) -> Vec<Stay> {
        let mut stays: Vec<Stay> = Vec::new();
        for step in &self.moves {
            let Some(row) = step.cause.as_ref().and_then(|id| self.fact(id)) else { continue };
            let here = stays.last().is_some_and(|stay| stay.stage == step.after.stage);
            if row.struck.is_some() || here {
                continue;
            }
            let at = self.entry_of(row).believed;
            if let Some(last) = stays.last_mut() {
                last.to = Some(at);
            }
            let stage = step.after.stage.clone();
            stays.push(Stay { stage, cause: Some(row.id), from: at, to: None });
        }
        stays
    }
}

/// An order's course, as targets look at it.
struct Course<'a> {
    state: &'a OrderState,
    playbook: &'a Playbook,
    founded: (FactId, Interval),
    stays: Vec<Stay>,
    /// When it was over, if it is.
    over: Option<Interval>,
}

impl<'a> Course<'a> {
    fn of(state: &'a OrderState, playbook: &'a Playbook) -> Option<Self> {
        let (row, _) = state.founding()?;
        let founded = (row.id, state.entry_of(row).believed);
        let stays = state.stays();
        let ended = playbook.is_terminal(state.kind(), &state.stage.stage);
        let over = stays.last().filter(|_| ended && !state.stage.is_disputed());
        // Where the step that ended it is not visible here, it ended some time since what is.
        let over = over.map(|stay| match stay.stage == state.stage.stage {
            true => stay.from,
            false => Interval { earliest_ms: stay.from.earliest_ms, latest_ms: None },
        });
        Some(Self { state, playbook, founded, over, stays })
    }

    fn runs(&self, rule: &TargetRule) -> Vec<Run> {
        match rule.measure {
            Measure::Respond => vec![self.since_founding(rule, self.taken_up(rule))],
            Measure::Resolve => vec![self.since_founding(rule, self.over)],
            Measure::Window => self.window(rule).into_iter().collect(),
            Measure::Stage => {
                let limit_ms = minutes_ms(rule.minutes);
                self.spans(&rule.stages)
                    .into_iter()
                    .map(|stay| run(&rule.id, limit_ms, stay.cause, stay.from, stay.to))
                    .collect()
            }
            Measure::Idle => self.idle(rule).into_iter().collect(),
            Measure::Urge => self.urges(rule),
        }
    }

    fn since_founding(&self, rule: &TargetRule, ended: Option<Interval>) -> Run {
        let (cause, began) = self.founded;
        run(&rule.id, minutes_ms(rule.minutes), Some(cause), began, ended)
    }

    /// When it first stood outside the stages in which nobody has taken it up.
    fn taken_up(&self, rule: &TargetRule) -> Option<Interval> {
        let first = [self.playbook.initial_stage(self.state.kind()).to_owned()];
        let waiting = if rule.stages.is_empty() { &first[..] } else { &rule.stages[..] };
        self.stays.iter().find(|stay| !waiting.contains(&stay.stage)).map(|stay| stay.from)
    }

    /// The window's end is exact, so its beginning is taken as exact too: the earliest that it can have been.
    fn window(&self, rule: &TargetRule) -> Option<Run> {
        let ends_ms = u64::try_from(self.state.int_field(fields::WINDOW_TO_MS)?).ok()?;
        let (cause, began) = self.founded;
        let from_ms = began.earliest_ms.unwrap_or(ends_ms).min(ends_ms);
        let began = Interval { earliest_ms: Some(from_ms), latest_ms: Some(from_ms) };
        let run = run(&rule.id, ends_ms - from_ms, Some(cause), began, self.over);
        Some(Run { window_to_ms: Some(ends_ms), ..run })
    }

    /// Since the last thing that anybody did with it; urges are no work.
    fn idle(&self, rule: &TargetRule) -> Option<Run> {
        let urge = crate::fact::kind_number("urge");
        let works = |row: &&EntryRow| row.verdict.takes_facts() && Some(row.kind) != urge;
        // Not the last of the log: what was done without signal at nine may come after the work of two o'clock.
        let when = |row: &&EntryRow| (row.believed.latest_ms, row.believed.earliest_ms);
        let last = self.state.entries.iter().filter(works).max_by_key(when)?;
        let cause = FactId {
            device: last.chain.device,
            incarnation: last.chain.incarnation,
            seq: last.seq,
            position: 0,
        };
        let limit_ms = minutes_ms(rule.minutes);
        self.over.is_none().then(|| run(&rule.id, limit_ms, Some(cause), last.believed, None))
    }

    fn urges(&self, rule: &TargetRule) -> Vec<Run> {
        let rows = self.state.urge_rows(self.playbook).into_iter();
        rows.map(|row| {
            let answered = row.answers.first().map(|answer| answer.at).or(self.over);
            run(&rule.id, minutes_ms(rule.minutes), Some(row.fact), row.at, answered)
        })
        .collect()
    }

    fn stage_limits(&self) -> Vec<Run> {
        let flow = self.playbook.workflow_of(self.state.kind()).into_iter();
        let limited = flow.flat_map(|flow| &flow.stages);
        let limits = limited.filter_map(|stage| Some((stage, stage.limit.as_ref()?)));
        limits
            .flat_map(|(stage, limit)| {
                let (id, limit_ms) =
                    (format!("{STAGE_LIMIT}{}", stage.id), minutes_ms(limit.minutes));
                let stays = self.spans(std::slice::from_ref(&stage.id)).into_iter();
                stays.map(move |stay| run(&id, limit_ms, stay.cause, stay.from, stay.to))
            })
            .collect()
    }

    /// The stays at some stages; those that follow each other are one.
    fn spans(&self, stages: &[String]) -> Vec<Stay> {
        let mut spans: Vec<Stay> = Vec::new();
        let mut goes_on = false;
        for stay in &self.stays {
            let within = stages.contains(&stay.stage);
            match spans.last_mut().filter(|_| goes_on && within) {
                Some(last) => last.to = stay.to,
                None if within => spans.push(stay.clone()),
                None => {}
            }
            goes_on = within;
        }
        spans
    }
}

fn run(
    target: &str,
    limit_ms: u64,
    cause: Option<FactId>,
    began: Interval,
    ended: Option<Interval>,
) -> Run {
    Run { target: target.to_owned(), cause, began, ended, limit_ms, window_to_ms: None }
}

fn minutes_ms(minutes: u32) -> u64 {
    u64::from(minutes.min(SLA_MINUTES_MAX)) * MINUTE_MS
}
