//! The targets of an order, reckoned: by the policy of its playbook, its own course, and the stops of the clock that
//! hold for it. Phone and hub ask this one function.

use super::calendar::Calendar;
use super::reckon::{Course, Standing};
use super::runs::STAGE_LIMIT;
use super::service::{Answer, Run, Service};
use super::stops::{About, Stops};
use super::target::{DueId, DueMoment, DueState, NextDue, PauseTold, Target, Why};
use crate::playbook::Playbook;
use crate::playbook::sla::{AnswerRule, SlaPolicy, TargetRule, WarnAt, WarningRule};
use crate::playbook::words::Words;
use crate::sorting::SortSmall as _;

const MINUTE_MS: u64 = 60_000;

/// What service levels are reckoned with.
#[derive(Debug, Clone, Copy)]
pub struct Reckoner<'a> {
    /// The playbook that the order is pinned to.
    pub playbook: &'a Playbook,
    /// The stops of the clock.
    pub stops: &'a Stops,
    /// Now, ms since 1970: the hub's time, or the middle of what a phone knows.
    pub now_ms: u64,
}

/// The rule of one run.
struct Rule<'a> {
    name: Words,
    policy: Option<&'a SlaPolicy>,
    calendar: Option<&'a str>,
    pauses: bool,
    warnings: &'a [WarningRule],
}

impl Reckoner<'_> {
    /// Every target of an order, in the order in which they began.
    #[must_use]
    pub fn targets(&self, about: &About<'_>, service: &Service) -> Vec<Target> {
        let runs = service.runs.iter();
        runs.filter_map(|run| self.target(about, service, run)).collect()
    }

    /// What a list shows: of an open order the open target that is due first, else the worst that was not kept.
    #[must_use]
    pub fn next(&self, about: &About<'_>, service: &Service) -> Option<NextDue> {
        let row = |run: &Run| {
            let rule = self.rule(about, service, run)?;
            let reckoned = self.course(about, service, run, &rule, |course| course.reckon());
            let (standing, due) = (reckoned.standing, reckoned.due);
            let (target, standing) = (run.target.clone(), standing.name().to_owned());
            Some((run.ended.is_none(), NextDue { target, name: rule.name, due, standing }))
        };
        next_of(service.runs.iter().filter_map(row).collect())
    }

    /// Asks something of a run's course.
    fn course<T>(
        &self,
        about: &About<'_>,
        service: &Service,
        run: &Run,
        rule: &Rule<'_>,
        ask: impl Fn(&Course<'_>) -> T,
    ) -> T {
        let waits = service.waits.iter().map(|wait| (wait.from, wait.to));
        let stops = self.stops.covering(about).map(|stop| (stop.from, stop.to));
        let pauses: Vec<_> = waits.chain(stops).filter(|_| rule.pauses).collect();
        let always = Calendar::always();
        let named = rule.calendar.and_then(|id| self.playbook.calendar(id));
        ask(&Course {
            calendar: named.unwrap_or(&always),
            limit_ms: run.limit_ms,
            began: run.began,
            ended: run.ended,
            pauses: &pauses,
            now_ms: self.now_ms,
        })
    }

    fn target(&self, about: &About<'_>, service: &Service, run: &Run) -> Option<Target> {
        let rule = self.rule(about, service, run)?;
        let (reckoned, mut warnings) = self.course(about, service, run, &rule, |course| {
            let moment = |warning| self.moment((about, service, run), course, warning);
            (course.reckon(), rule.warnings.iter().map(moment).collect::<Vec<DueMoment>>())
        });
        warnings.sort_small_by_key(|one| (one.at_ms.unwrap_or(u64::MAX), one.level));
        let told = if rule.pauses { self.pauses(about, service) } else { Vec::new() };
        Some(Target {
            id: run.target.clone(),
            cause: run.cause,
            standing: reckoned.standing,
            due: reckoned.due,
            spent: reckoned.spent,
            why: self.why(&rule, service, run, told),
            name: rule.name,
            warnings,
        })
    }

    fn rule(&self, about: &About<'_>, service: &Service, run: &Run) -> Option<Rule<'_>> {
        let rules = &self.playbook.file().sla;
        if let Some(stage) = run.target.strip_prefix(STAGE_LIMIT) {
            let stage = self.playbook.stage(about.kind, stage)?;
            return Some(Rule {
                name: stage.name.clone(),
                policy: None,
                calendar: stage.limit.as_ref()?.calendar.as_deref(),
                pauses: true,
                warnings: &rules.stage_warnings,
            });
        }
        let policy = rules.policy(&service.policy)?;
        let target: &TargetRule = policy.targets.iter().find(|rule| rule.id == run.target)?;
        Some(Rule {
            name: target.name.clone(),
            policy: Some(policy),
            calendar: target.calendar.as_deref(),
            pauses: target.pauses,
            warnings: &target.warnings,
        })
    }

    /// When the clock stood still: the order's own waiting, then what somebody declared.
    fn pauses(&self, about: &About<'_>, service: &Service) -> Vec<PauseTold> {
        let waits = service.waits.iter().map(|wait| {
            let reason = wait.reason.as_deref().and_then(|id| self.playbook.reason(id));
            let stage = || self.playbook.stage(about.kind, &wait.stage).map(|one| one.name.clone());
            let name = reason.map(|one| one.name.clone()).or_else(stage);
            let name = name.unwrap_or_else(|| Words::new(&wait.stage, &wait.stage));
            PauseTold { name, note: None, stop: None, from: wait.from, to: wait.to }
        });
        let stops = self.stops.covering(about).map(|stop| PauseTold {
            name: stop.reason_name.clone(),
            note: stop.note.clone(),
            stop: Some(stop.fact),
            from: stop.from,
            to: stop.to,
        });
        waits.chain(stops).collect()
    }

    /// The rule and what went into it; a stop that lies wholly outside the run explains nothing.
    fn why(&self, rule: &Rule<'_>, service: &Service, run: &Run, pauses: Vec<PauseTold>) -> Why {
        let file = self.playbook.file();
        let calendar =
            rule.calendar.and_then(|id| file.sla.calendars.iter().find(|one| one.id == id));
        let tier =
            service.tier.as_ref().and_then(|id| file.sla.tiers.iter().find(|one| one.id == *id));
        let touches = |pause: &PauseTold| {
            let before = pause.to.and_then(|to| to.latest_ms).zip(run.began.earliest_ms);
            let after = run.ended.and_then(|end| end.latest_ms).zip(pause.from.earliest_ms);
            let outside = before.is_some_and(|(to, began)| to <= began);
            !outside && after.is_none_or(|(end, from)| from < end)
        };
        Why {
            policy: rule.policy.map(|one| one.id.clone()).unwrap_or_default(),
            policy_name: rule.policy.map_or_else(|| rule.name.clone(), |one| one.name.clone()),
            tier: tier.map(|tier| tier.name.clone()),
            limit_ms: run.limit_ms,
            calendar: calendar.map(|one| one.name.clone()),
            began: run.began,
            ended: run.ended,
            pauses: pauses.into_iter().filter(touches).collect(),
        }
    }

    fn moment(
        &self,
        (about, service, run): (&About<'_>, &Service, &Run),
        course: &Course<'_>,
        rule: &WarningRule,
    ) -> DueMoment {
        let own_ms = course.ran_until_ms(length_ms(rule.at, run.limit_ms));
        let (at_ms, answer, stopped) = self.answered(service, run, rule, own_ms);
        let at_ms = at_ms.and_then(|at| self.in_office_hours(rule, at));
        let state = match at_ms {
            _ if run.ended.is_some() => DueState::Over,
            _ if stopped => DueState::Answered,
            Some(at) if at <= self.now_ms => DueState::Due,
            _ => DueState::Ahead,
        };
        DueMoment {
            id: DueId::of(about.order, run, &rule.id),
            warning: rule.id.clone(),
            name: rule.name.clone(),
            level: rule.level,
            to: rule.to.clone(),
            at_ms: at_ms.filter(|_| state != DueState::Answered && state != DueState::Over),
            state,
            answer,
        }
    }

    /// What answers make of a warning that comes due at `own_ms`: one that holds for some minutes puts it off to
    /// their end, one that holds for good stops it. What was due before the answer stays due.
    fn answered(
        &self,
        service: &Service,
        run: &Run,
        rule: &WarningRule,
        own_ms: Option<u64>,
    ) -> (Option<u64>, Option<crate::ids::FactId>, bool) {
        let (mut at_ms, mut by) = (own_ms, None);
        for answer in &service.answers {
            let Some(does) = self.playbook.file().sla.answer(&answer.answer) else { continue };
            let said_ms = answer.at.latest_ms.or(answer.at.earliest_ms).unwrap_or(0);
            let of_run = run.began.earliest_ms.is_none_or(|began| began <= said_ms);
            let ahead = at_ms.is_none_or(|at| at > said_ms);
            if !of_run || !ahead || !does.stops(&rule.id) {
                continue;
            }
            match holds_minutes(does, answer) {
                None => return (at_ms, Some(answer.fact), true),
                Some(minutes) => {
                    let end_ms = said_ms.saturating_add(u64::from(minutes) * MINUTE_MS);
                    if at_ms.is_some_and(|at| at < end_ms) {
                        (at_ms, by) = (Some(end_ms), Some(answer.fact));
                    }
                }
            }
        }
        (at_ms, by, false)
    }

    fn in_office_hours(&self, rule: &WarningRule, at_ms: u64) -> Option<u64> {
        let hours = self.playbook.file().sla.office_hours.as_deref().filter(|_| rule.office_hours);
        match hours.and_then(|id| self.playbook.calendar(id)) {
            Some(calendar) => calendar.next_open_ms(at_ms),
            None => Some(at_ms),
        }
    }
}

/// For how many minutes an answer holds; `None` for good.
fn holds_minutes(rule: &AnswerRule, answer: &Answer) -> Option<u32> {
    answer.minutes.filter(|_| rule.minutes).or(rule.for_minutes)
}

/// How long a target's clock has run when a warning comes due, ms.
fn length_ms(at: WarnAt, limit_ms: u64) -> u64 {
    let minutes_ms = |minutes: u32| u64::from(minutes) * MINUTE_MS;
    match at {
        WarnAt::Percent(percent) => {
            let part = u128::from(limit_ms) * u128::from(percent) / 100;
            u64::try_from(part).unwrap_or(u64::MAX)
        }
        WarnAt::MinutesBefore(minutes) => limit_ms.saturating_sub(minutes_ms(minutes)),
        WarnAt::MinutesAfter(minutes) => limit_ms.saturating_add(minutes_ms(minutes)),
    }
}

/// Of targets the one that a list shows; each with whether it is open.
fn next_of(rows: Vec<(bool, NextDue)>) -> Option<NextDue> {
    let when = |row: &NextDue| row.due.earliest_ms.unwrap_or(u64::MAX);
    let first =
        rows.iter().filter(|(open, _)| *open).map(|(_, row)| row).min_by_key(|row| when(row));
    if let Some(first) = first {
        return Some(first.clone());
    }
    let missed = |standing: Standing| {
        rows.iter().map(|(_, row)| row).find(|row| row.standing == standing.name()).cloned()
    };
    missed(Standing::Broken).or_else(|| missed(Standing::Straddles))
}
