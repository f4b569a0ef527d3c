//! What happens by itself, in words: how long an order may stay, on what occasion a trigger is looked at, what it does.

use super::joined;
use crate::playbook::branches::StageLimit;
use crate::playbook::facts::fact_kind_words;
use crate::playbook::triggers::{Assignee, Trigger, TriggerAct};
use crate::playbook::words::Words;
use crate::playbook::{Playbook, name_in};

/// How long an order may stay at a stage: in hours where they are whole.
#[must_use]
pub fn limit_words(playbook: &Playbook, limit: &StageLimit) -> Words {
    let (zh, en) = match limit.minutes {
        minutes if minutes >= 60 && minutes.is_multiple_of(60) => {
            let hours = minutes / 60;
            (format!("{hours} 小时"), format!("{hours} h"))
        }
        minutes => (format!("{minutes} 分钟"), format!("{minutes} min")),
    };
    let Some(calendar) = &limit.calendar else {
        return Words::new(format!("最长停留 {zh}"), format!("at most {en}"));
    };
    let rules = &playbook.file().sla.calendars;
    let name = rules.iter().find(|rule| rule.id == *calendar).map(|rule| rule.name.clone());
    let name = name.unwrap_or_else(|| Words::new(calendar, calendar));
    Words::new(format!("最长停留 {zh}(按{}计)", name.zh), format!("at most {en} of {}", name.en))
}

/// When a trigger is looked at, and its condition.
#[must_use]
pub fn occasion_words(playbook: &Playbook, trigger: &Trigger) -> Words {
    let on = &trigger.on;
    let facts = on.facts.iter().map(|kind| {
        let name = fact_kind_words(kind);
        Words::new(format!("新增“{}”", name.zh), format!("'{}' comes", name.en))
    });
    let stages = on.stages.iter().map(|stage| {
        let mut found = trigger.kinds.iter().filter_map(|kind| playbook.stage(kind, stage));
        let name = found.next().map_or_else(|| Words::new(stage, stage), |one| one.name.clone());
        Words::new(format!("到达“{}”", name.zh), format!("it comes to '{}'", name.en))
    });
    let all: Vec<Words> = facts.chain(stages).collect();
    let (zh, en) = joined(&all, "或", " or ");
    match &trigger.when {
        Some(cel) => Words::new(format!("{zh}时,若 {cel}"), format!("when {en}, if {cel}")),
        None => Words::new(format!("{zh}时"), format!("when {en}")),
    }
}

/// What a trigger does.
#[must_use]
pub fn act_words(playbook: &Playbook, trigger: &Trigger) -> Words {
    let file = playbook.file();
    match &trigger.does {
        TriggerAct::Comment { words } => {
            Words::new(format!("写备注“{}”", words.zh), format!("remarks '{}'", words.en))
        }
        TriggerAct::Notify { roles, words } => {
            let names: Vec<Words> = roles.iter().map(|role| name_in(&file.roles, role)).collect();
            let (zh, en) = joined(&names, "、", ", ");
            Words::new(format!("通知{zh}:“{}”", words.zh), format!("tells {en}: '{}'", words.en))
        }
        TriggerAct::Assign { to } => match to {
            Assignee::Author => Words::new("派给操作人", "assigns it to who did that"),
            Assignee::Holder => Words::new("派给持有人", "assigns it to who has the thing"),
            Assignee::Role(role) => {
                let name = name_in(&file.roles, role);
                Words::new(
                    format!("派到“{}”,等人接单", name.zh),
                    format!("leaves it to be taken by: {}", name.en),
                )
            }
            Assignee::Nobody => Words::new("取消派单", "assigns it to nobody"),
        },
        TriggerAct::Urge { reason: Some(why) } => {
            Words::new(format!("催办({why})"), format!("urges: {why}"))
        }
        TriggerAct::Urge { reason: None } => Words::new("催办", "urges"),
        TriggerAct::Move { transition, .. } => {
            let mut steps =
                trigger.kinds.iter().filter_map(|kind| playbook.transition(kind, transition));
            let name = steps
                .next()
                .map_or_else(|| Words::new(transition, transition), |step| step.name.clone());
            Words::new(format!("自动执行“{}”", name.zh), format!("does '{}'", name.en))
        }
    }
}
