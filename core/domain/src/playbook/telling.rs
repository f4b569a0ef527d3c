//! A playbook's rules in words, for who edits it: what a need asks for, who may make a transition, what it
//! asks of them.

mod by_itself;

use super::approvals::Level;
use super::facts::fact_kind_words;
use super::steps::{Need, Since, Transition, Until};
use super::words::Words;
use super::{Playbook, name_in};

pub use by_itself::{act_words, limit_words, occasion_words};

/// What a need asks for.
#[must_use]
pub fn need_words(playbook: &Playbook, need: &Need) -> Words {
    let file = playbook.file();
    match need {
        Need::Photo { role, count, since } => {
            let name = name_in(&file.photo_roles, role);
            let zh = format!("“{}”照片 {count} 张", name.zh);
            since_words(*since, zh, format!("{count} photo(s): {}", name.en))
        }
        Need::Signature { role, since, or_unsigned } => {
            let name = name_in(&file.signature_roles, role);
            let (zh, en) = match or_unsigned {
                true => ("签名(或拒签并注明原因)", ", or why there is none"),
                false => ("签名", ""),
            };
            let en = format!("signature: {}{en}", name.en);
            since_words(*since, format!("{}{zh}", name.zh), en)
        }
        Need::Consent { kinds, since } => {
            let names: Vec<Words> =
                kinds.iter().map(|kind| name_in(&file.consents, kind)).collect();
            let (zh, en) = joined(&names, "或", " or ");
            since_words(*since, format!("收件人同意{zh}"), format!("consent: {en}"))
        }
        Need::Payment { purpose, due } => {
            let name = name_in(&file.purposes, purpose);
            let zh = format!("“{}”按应收收齐(无应收则不需要)", name.zh);
            Words::new(zh, format!("payment of exactly what {due} says: {}", name.en))
        }
        Need::ContactAttempt { outcomes, count, apart_minutes, since } => {
            let (zh, en) = match outcomes.is_empty() {
                true => (String::new(), String::new()),
                false => {
                    (format!("({})", outcomes.join("/")), format!(" ({})", outcomes.join(", ")))
                }
            };
            let (apart_zh, apart_en) = match apart_minutes {
                0 => (String::new(), String::new()),
                apart => (format!(",间隔至少 {apart} 分钟"), format!(", {apart} min apart")),
            };
            let en = format!("{count} contact attempt(s){en}{apart_en}");
            since_words(*since, format!("联系客户 {count} 次{zh}{apart_zh}"), en)
        }
        Need::Fact { kind, count, since } => {
            let name = fact_kind_words(kind);
            let zh = format!("“{}”{count} 条", name.zh);
            since_words(*since, zh, format!("{count} x {}", name.en))
        }
        Need::Form { form, exceptions } => {
            let name = playbook.form(form).map(|form| form.name().clone());
            let name = name.unwrap_or_else(|| Words::new(form, form));
            let (zh, en) = match exceptions {
                Some(_) => ("(或注明免填原因)", ", or why it is incomplete"),
                None => ("", ""),
            };
            Words::new(format!("填好“{}”{zh}", name.zh), format!("form: {}{en}", name.en))
        }
        Need::SubOrders { kinds, count } => parts_words(playbook, kinds, *count),
        Need::Note => Words::new("几句说明", "a few words"),
        Need::NextDate => Words::new("下次处理时间", "when it goes on"),
        Need::AnyOf { of } => {
            let all: Vec<Words> = of.iter().map(|need| need_words(playbook, need)).collect();
            let (zh, en) = joined(&all, " 或 ", ", or ");
            Words::new(zh, en)
        }
    }
}

/// That the parts of an order are over.
fn parts_words(playbook: &Playbook, kinds: &[String], count: u32) -> Words {
    let name = |id: &String| {
        playbook.kind(id).map_or_else(|| Words::new(id, id), |kind| kind.name.clone())
    };
    let names: Vec<Words> = kinds.iter().map(name).collect();
    let (zh, en) = match joined(&names, "、", ", ") {
        (zh, en) if kinds.is_empty() => (zh, en),
        (zh, en) => (format!("({zh})"), format!(" ({en})")),
    };
    let (least_zh, least_en) = match count {
        0 => (String::new(), String::new()),
        count => (format!(",至少 {count} 张"), format!(", at least {count}")),
    };
    Words::new(format!("子单{zh}全部完成{least_zh}"), format!("all sub-orders over{en}{least_en}"))
}

fn since_words(since: Since, zh: String, en: String) -> Words {
    match since {
        Since::Order => Words::new(zh, en),
        Since::Stage => {
            Words::new(format!("{zh}(本次到场后的)"), format!("{en} (since this stage began)"))
        }
    }
}

/// Who may make a transition.
#[must_use]
pub fn who_words(playbook: &Playbook, step: &Transition) -> Words {
    let names: Vec<Words> =
        step.roles.iter().map(|role| name_in(&playbook.file().roles, role)).collect();
    let (zh, en) = joined(&names, "、", ", ");
    match step.assigned {
        true => Words::new(format!("{zh}(须派给本人或货在本人手上)"), format!("{en} (assigned)")),
        false => Words::new(zh, en),
    }
}

/// What a transition asks for, one text for each need, its reason and its guard.
#[must_use]
pub fn asked_words(playbook: &Playbook, step: &Transition) -> Vec<Words> {
    let mut asked: Vec<Words> = step.needs.iter().map(|need| need_words(playbook, need)).collect();
    if let Some(group) = &step.reason {
        let names: Vec<Words> =
            playbook.reasons_in(group).map(|reason| reason.name.clone()).collect();
        let (zh, en) = joined(&names, "、", ", ");
        asked.push(Words::new(format!("原因,任选其一:{zh}"), format!("a reason, one of: {en}")));
    }
    if let Some(guard) = &step.guard {
        let zh = format!("条件:{}({})", guard.words.zh, guard.cel);
        asked.push(Words::new(zh, format!("condition: {} ({})", guard.words.en, guard.cel)));
    }
    if step.joins {
        asked.push(Words::new("各分支都已完成", "all lanes at their end"));
    }
    let levels = step.approvals.iter().flat_map(|needed| &needed.levels);
    asked.extend(levels.map(|level| level_words(playbook, level)));
    if step.with_assignment {
        asked.push(Words::new("同时派给某人", "an assignment in the same act"));
    }
    asked
}

/// A level of approval: how many of whom, and for how long.
fn level_words(playbook: &Playbook, level: &Level) -> Words {
    let roles: Vec<Words> =
        level.roles.iter().map(|role| name_in(&playbook.file().roles, role)).collect();
    let (zh, en) = joined(&roles, "或", " or ");
    let (name, count) = (&level.name, level.count);
    let (good_zh, good_en) = match level.valid_hours {
        Some(hours) => (format!(",{hours} 小时内有效"), format!(", good for {hours} h")),
        None => (String::new(), String::new()),
    };
    Words::new(
        format!("审批“{}”:{zh} {count} 人{good_zh}", name.zh),
        format!("approval '{}': {count} x {en}{good_en}", name.en),
    )
}

/// Who may take a transition back, and until when.
#[must_use]
pub fn take_back_words(playbook: &Playbook, step: &Transition) -> Words {
    let mut who = Vec::new();
    if step.take_back.author {
        who.push(match step.take_back.until {
            Until::ShiftEnd => Words::new("本人下班前", "its author until the shift ends"),
            Until::NextStage => Words::new("本人在下一步之前", "its author until the next step"),
            Until::Always => Words::new("本人随时", "its author at any time"),
        });
    }
    for role in &step.take_back.roles {
        let name = name_in(&playbook.file().roles, role);
        who.push(Words::new(format!("{}随时", name.zh), format!("{} at any time", name.en)));
    }
    match who.is_empty() {
        true => Words::new("不可撤回", "nobody"),
        false => {
            let (zh, en) = joined(&who, ",", ", ");
            Words::new(zh, en)
        }
    }
}

fn joined(names: &[Words], zh: &str, en: &str) -> (String, String) {
    let all = |pick: fn(&Words) -> &str| names.iter().map(pick).collect::<Vec<_>>();
    (all(|words| &words.zh).join(zh), all(|words| &words.en).join(en))
}
