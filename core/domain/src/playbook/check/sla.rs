//! Service levels: calendars that are sound, names that stand somewhere, warnings that can come.

use std::collections::BTreeSet;

use super::{FindingCode, Report};
use crate::limits::{
    CALENDARS_MAX, SLA_MINUTES_MAX, SLA_POLICIES_MAX, SLA_TARGETS_MAX, SLA_WARNINGS_MAX,
};
use crate::playbook::Playbook;
use crate::playbook::file::{PlaybookFile, SubjectType};
use crate::playbook::sla::{
    ASSIGNEE, AnswerRule, Measure, SlaPolicy, SlaRules, TargetRule, WarnAt, WarningRule,
};
use crate::playbook::words::Words;
use crate::sla::calendar::Calendar;

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    let file = playbook.file();
    let mut checks = Checks { playbook, file, rules: &file.sla, report };
    checks.calendars();
    checks.tiers();
    checks.policies();
    checks.stages();
    checks.urges();
    checks.board();
}

struct Checks<'a, 'r> {
    playbook: &'a Playbook,
    file: &'a PlaybookFile,
    rules: &'a SlaRules,
    report: &'r mut Report,
}

impl Checks<'_, '_> {
    fn wrong(&mut self, at: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.report.error(FindingCode::Sla, at, Words::new(zh, en));
    }

    fn unknown(&mut self, name: &str, at: &str) {
        let words = Words::new(format!("没有“{name}”"), format!("there is no '{name}'"));
        self.report.named(FindingCode::UnknownName, at, name, words);
    }

    fn calendar(&mut self, id: Option<&String>, at: &str) {
        let known = |id: &&String| self.rules.calendars.iter().any(|one| one.id == **id);
        if let Some(id) = id.filter(|id| !known(id)) {
            self.unknown(id, at);
        }
    }

    fn distinct<'i>(&mut self, ids: impl Iterator<Item = &'i str>, at: &str, max: usize) {
        let mut seen = BTreeSet::new();
        let mut count = 0;
        for id in ids {
            count += 1;
            if id.is_empty() || id.contains('/') {
                self.wrong(at, format!("“{id}”不能为空或含“/”"), "a name is empty or has a '/'");
            }
            if !seen.insert(id) {
                let words = Words::new(format!("“{id}”出现两次"), format!("'{id}' is given twice"));
                self.report.named(FindingCode::DuplicateName, at, id, words);
            }
        }
        if count > max {
            self.wrong(at, format!("最多 {max} 项"), format!("at most {max}"));
        }
    }

    fn calendars(&mut self) {
        let rules = self.rules;
        self.distinct(
            rules.calendars.iter().map(|one| one.id.as_str()),
            "sla/calendars",
            CALENDARS_MAX,
        );
        for rule in &rules.calendars {
            if let Err(error) = Calendar::try_from(rule) {
                let at = format!("sla/calendars/{}", rule.id);
                self.wrong(&at, format!("日历无效:{error}"), format!("no calendar: {error}"));
            }
        }
        self.calendar(rules.office_hours.as_ref(), "sla/office_hours");
    }

    fn tiers(&mut self) {
        let rules = self.rules;
        self.distinct(rules.tiers.iter().map(|one| one.id.as_str()), "sla/tiers", SLA_POLICIES_MAX);
        let mut from = BTreeSet::new();
        for tier in rules.tiers.iter().filter(|tier| !from.insert(tier.from)) {
            let at = format!("sla/tiers/{}", tier.id);
            self.wrong(&at, "两个级别的起点相同", "two tiers begin at the same priority");
        }
    }

    fn policies(&mut self) {
        let rules = self.rules;
        let ids = rules.policies.iter().map(|one| one.id.as_str());
        self.distinct(ids, "sla/policies", SLA_POLICIES_MAX);
        for policy in &rules.policies {
            self.policy(policy, &format!("sla/policies/{}", policy.id));
        }
    }

    fn policy(&mut self, policy: &SlaPolicy, at: &str) {
        for kind in policy.kinds.iter().filter(|kind| *kind != "*") {
            let known = self.playbook.kind(kind);
            if known.is_none_or(|kind| kind.subject != SubjectType::Order) {
                self.unknown(kind, at);
            }
        }
        for tier in &policy.tiers {
            if self.rules.tiers.iter().all(|own| own.id != *tier) {
                self.unknown(tier, at);
            }
        }
        let ids = policy.targets.iter().map(|one| one.id.as_str());
        self.distinct(ids, at, SLA_TARGETS_MAX);
        for target in &policy.targets {
            self.target(policy, target, &format!("{at}/targets/{}", target.id));
        }
    }

    fn target(&mut self, policy: &SlaPolicy, target: &TargetRule, at: &str) {
        self.calendar(target.calendar.as_ref(), at);
        let timed = target.measure != Measure::Window;
        if timed && !(1..=SLA_MINUTES_MAX).contains(&target.minutes) {
            let most = SLA_MINUTES_MAX;
            self.wrong(
                at,
                format!("时限须为 1 到 {most} 分钟"),
                format!("needs 1 to {most} minutes"),
            );
        }
        if target.measure == Measure::Stage && target.stages.is_empty() {
            self.wrong(at, "须列出限时的状态", "name the stages that it limits");
        }
        for stage in &target.stages {
            self.stage(policy, target, stage, at);
        }
        let at = format!("{at}/warnings");
        self.warnings(&target.warnings, target.minutes, timed, &at);
    }

    fn stage(&mut self, policy: &SlaPolicy, target: &TargetRule, stage: &str, at: &str) {
        let kinds = self.file.kinds.iter().filter(|kind| {
            kind.subject == SubjectType::Order
                && policy.kinds.iter().any(|own| *own == kind.id || own == "*")
        });
        let found: Vec<bool> = kinds
            .filter_map(|kind| self.playbook.stage(&kind.id, stage))
            .map(|stage| stage.terminal)
            .collect();
        if found.is_empty() {
            self.unknown(stage, at);
        } else if target.measure == Measure::Stage && found.iter().all(|terminal| *terminal) {
            self.wrong(at, format!("“{stage}”已是终点"), format!("the order is over at '{stage}'"));
        }
    }

    fn warnings(&mut self, rules: &[WarningRule], minutes: u32, timed: bool, at: &str) {
        self.distinct(rules.iter().map(|one| one.id.as_str()), at, SLA_WARNINGS_MAX);
        for rule in rules {
            let at = format!("{at}/{}", rule.id);
            if !(1..=3).contains(&rule.level) {
                self.wrong(&at, "级别须为 1 到 3", "its level is 1 to 3");
            }
            if rule.to.is_empty() {
                self.wrong(&at, "没有通知对象", "nobody is told");
            }
            for to in rule.to.iter().filter(|to| *to != ASSIGNEE) {
                if self.file.roles.iter().all(|role| role.id != *to) {
                    self.unknown(to, &at);
                }
            }
            let fits = match rule.at {
                WarnAt::Percent(percent) => (1..=99).contains(&percent),
                WarnAt::MinutesBefore(before) => !timed || (1..minutes).contains(&before),
                WarnAt::MinutesAfter(after) => after <= SLA_MINUTES_MAX,
            };
            if !fits {
                let zh = "预警时间不在时限之内(1–99%,或早于时限的分钟数须小于时限)";
                self.wrong(
                    &at,
                    zh,
                    "it would not come before the target: 1 to 99 percent, or fewer minutes",
                );
            }
            if rule.office_hours && self.rules.office_hours.is_none() {
                self.wrong(&at, "没有设定办公时间日历", "no calendar of office hours is named");
            }
        }
    }

    fn stages(&mut self) {
        let rules = self.rules;
        self.warnings(&rules.stage_warnings, 0, false, "sla/stage_warnings");
        for flow in &self.file.workflows {
            for stage in &flow.stages {
                let Some(limit) = &stage.limit else { continue };
                let at = format!("workflows/{}/stages/{}", flow.id, stage.id);
                self.calendar(limit.calendar.as_ref(), &at);
                if !(1..=SLA_MINUTES_MAX).contains(&limit.minutes) {
                    self.wrong(&at, "时限须至少 1 分钟", "its limit needs at least a minute");
                }
                if stage.terminal {
                    self.wrong(&at, "终点没有时限", "an end has no limit");
                }
            }
        }
    }

    fn urges(&mut self) {
        let rules = self.rules;
        if rules.urges.window_minutes > SLA_MINUTES_MAX {
            self.wrong("sla/urges", "窗口过长", "its window is too long");
        }
        let ids = rules.urges.answers.iter().map(|one| one.answer.as_str());
        self.distinct(ids, "sla/urges/answers", SLA_POLICIES_MAX);
        for answer in &rules.urges.answers {
            self.answer(answer, &format!("sla/urges/answers/{}", answer.answer));
        }
    }

    fn answer(&mut self, rule: &AnswerRule, at: &str) {
        if self.file.urge_answers.iter().all(|own| own.id != rule.answer) {
            self.unknown(&rule.answer, at);
        }
        let targets = self.rules.policies.iter().flat_map(|policy| &policy.targets);
        let warnings = targets.flat_map(|target| &target.warnings);
        let known: BTreeSet<&str> =
            warnings.chain(&self.rules.stage_warnings).map(|one| one.id.as_str()).collect();
        for warning in rule.stops.iter().filter(|own| *own != "*") {
            if !known.contains(warning.as_str()) {
                self.unknown(warning, at);
            }
        }
        if rule.minutes && rule.for_minutes.is_none() {
            let zh = "填分钟的回复须有默认分钟数 for_minutes";
            self.wrong(at, zh, "an answer with minutes needs for_minutes for who says none");
        }
        if rule.for_minutes.is_some_and(|minutes| !(1..=SLA_MINUTES_MAX).contains(&minutes)) {
            self.wrong(at, "分钟数无效", "its minutes are out of range");
        }
    }

    fn board(&mut self) {
        let Some(board) = &self.rules.board else { return };
        if self.playbook.kind(board).is_none_or(|kind| kind.subject != SubjectType::Place) {
            self.unknown(board, "sla/board");
        }
    }
}
