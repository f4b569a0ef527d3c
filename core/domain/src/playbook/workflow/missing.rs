//! What is missing for a transition: a value that a screen translates and a decision keeps.

mod counted;

use serde::{Deserialize, Serialize};

use self::counted::{attempts, evidence, parts};
use super::approvals::lacking;
use crate::playbook::file::Named;
use crate::playbook::measures::Source;
use crate::playbook::words::{Lang, Words};
use crate::playbook::{Playbook, name_in};

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "missing", rename_all = "snake_case")]
pub enum Missing {
    /// The order's kind has no stages.
    Workflow {
        /// The kind.
        kind: String,
    },
    /// The order's kind has no such transition.
    Transition {
        /// The transition asked for.
        id: String,
    },
    /// The order should stand at another stage.
    Stage {
        /// Where it stands.
        is: String,
        /// Where it should stand: any of these.
        needs: Vec<String>,
    },
    /// A lane of the stage should stand somewhere else.
    Lane {
        /// The lane.
        lane: String,
        /// Where it stands.
        is: String,
        /// Where it should stand: any of these.
        needs: Vec<String>,
    },
    /// Lanes of the stage are not at their end.
    Lanes {
        /// Which.
        open: Vec<String>,
    },
    /// There should be a dispute to settle.
    Dispute,
    /// The dispute should be settled first.
    Settling,
    /// Somebody in another role should do it.
    Role {
        /// The acting role.
        is: String,
        /// Any of these.
        needs: Vec<String>,
    },
    /// Who is assigned or holds the thing should do it.
    Assigned,
    /// A reason of a group.
    Reason {
        /// The group.
        group: String,
        /// The reason given, which is not in it.
        given: Option<String>,
    },
    /// A form that is filled in.
    Form {
        /// Which one.
        form: String,
        /// How many questions something is wrong with.
        count: u32,
        /// The first of them.
        questions: Vec<String>,
    },
    /// Orders that are parts of this one and not over, or not begun.
    SubOrders {
        /// Of these kinds; empty: of every kind.
        kinds: Vec<String>,
        /// How many are not over.
        open: u32,
        /// How many are not there yet.
        absent: u32,
    },
    /// A few words.
    Note,
    /// Facts.
    Evidence {
        /// Kind of fact.
        kind: String,
        /// What a photo should show, or as whom somebody should sign.
        role: Option<String>,
        /// How many more.
        count: u32,
    },
    /// Attempts to reach somebody, far enough from each other.
    Attempts {
        /// How they should end, any of these; empty: however they end.
        outcomes: Vec<String>,
        /// How many more.
        count: u32,
        /// Minutes from the end of one to the begin of the next.
        apart_minutes: u32,
    },
    /// The way that is due once every attempt was made.
    UsedUp {
        /// Attempts made.
        made: u32,
        /// The transition that is due.
        then: String,
    },
    /// An agreement.
    Consent {
        /// To any of these.
        kinds: Vec<String>,
    },
    /// What has to stand behind an agreement.
    Source {
        /// The channel by which it was given.
        channel: String,
        /// What stands not behind it: `contact_attempt`, `photo`, `words`, `until`, `channel`.
        source: String,
    },
    /// An agreement that is still good.
    Lapsed {
        /// To any of these.
        kinds: Vec<String>,
    },
    /// The date on which it goes on.
    NextDate,
    /// Money.
    Payment {
        /// What it is for.
        purpose: String,
        /// What is due, in minor units.
        amount_minor: i64,
        /// What was recorded as paid, in minor units.
        paid_minor: i64,
    },
    /// Any one of several.
    AnyOf {
        /// What each choice lacks.
        of: Vec<Missing>,
    },
    /// A condition does not hold.
    Guard {
        /// The condition.
        rule: String,
        /// What it asks for, by who wrote it.
        words: Words,
        /// Why it could not be evaluated, if so.
        error: Option<String>,
    },
    /// People have to agree.
    Approval {
        /// The level.
        level: String,
        /// What people call it.
        name: Words,
        /// How many more.
        count: u32,
        /// Why one that was given counts no more: `changed`, `expired`.
        lapsed: Option<String>,
    },
    /// Somebody whose approval is needed has said no.
    Denied {
        /// The level.
        level: String,
        /// What people call it.
        name: Words,
    },
    /// Only its author, or certain roles, may take it back.
    Author {
        /// Roles that may besides the author.
        roles: Vec<String>,
    },
    /// It can no longer be taken back by its author.
    InTime {
        /// Roles that still may.
        roles: Vec<String>,
    },
}

impl Missing {
    /// Whether it is only about where the order stands.
    #[must_use]
    pub fn is_about_the_stage(&self) -> bool {
        matches!(self, Self::Stage { .. } | Self::Lane { .. } | Self::Settling)
    }

    /// Whether it is about somebody's agreement.
    #[must_use]
    pub fn is_about_consent(&self) -> bool {
        match self {
            Self::Consent { .. } | Self::Lapsed { .. } | Self::Source { .. } => true,
            Self::AnyOf { of } => of.iter().any(Self::is_about_consent),
            _ => false,
        }
    }

    /// What to tell a person.
    #[must_use]
    pub fn words(&self, playbook: &Playbook, lang: Lang) -> String {
        let both = self.both(playbook);
        both.in_lang(lang).to_owned()
    }

    fn both(&self, playbook: &Playbook) -> Words {
        let file = playbook.file();
        match self {
            Self::Workflow { kind } => of(kind, "类型“{}”没有流程", "'{}' has no stages"),
            Self::Transition { id } => of(id, "没有操作“{}”", "there is no step '{}'"),
            Self::Stage { is, .. } => filled(
                &stage_name(playbook, is),
                "当前为“{}”,不能这样操作",
                "not possible while '{}'",
            ),
            Self::Lane { lane, .. } => {
                filled(&lane_name(playbook, lane), "“{}”已不在这一步", "'{}' does not stand there")
            }
            Self::Lanes { open } => {
                let open: Vec<Words> = open.iter().map(|id| lane_name(playbook, id)).collect();
                filled(&joined(&open, "、", ", "), "尚未完成:{}", "not finished yet: {}")
            }
            Self::Dispute => Words::new("没有需要裁定的争议", "there is no dispute to settle"),
            Self::Settling => {
                Words::new("有争议,请等待调度裁定", "disputed: the dispatcher decides first")
            }
            Self::Role { needs, .. } => {
                filled(&names(&file.roles, needs), "须由{}操作", "only for: {}")
            }
            Self::Assigned => {
                Words::new("此单未派给您,也不在您手上", "not assigned to you and not in your hands")
            }
            Self::Reason { group, .. } => {
                filled(&name_in(&file.reason_groups, group), "请选择{}", "choose: {}")
            }
            Self::Form { form, count, .. } => form_left(playbook, form, *count),
            Self::SubOrders { kinds, open, absent } => parts(playbook, kinds, (*open, *absent)),
            Self::Note => Words::new("请填写说明", "add a few words"),
            Self::Evidence { kind, role, count } => {
                evidence(playbook, kind, role.as_deref(), *count)
            }
            Self::Attempts { outcomes, count, apart_minutes } => {
                attempts(outcomes, *count, *apart_minutes)
            }
            Self::UsedUp { made, then } => used_up(*made, &transition_name(playbook, then)),
            Self::Consent { kinds } => {
                filled(&names(&file.consents, kinds), "需要客户同意:{}", "consent needed: {}")
            }
            Self::Source { channel, source } => lacking_source(playbook, channel, source),
            Self::Lapsed { kinds } => filled(
                &names(&file.consents, kinds),
                "授权已过期:{}",
                "the authorisation has run out: {}",
            ),
            Self::NextDate => Words::new("请选择下次日期", "choose the date on which it goes on"),
            Self::Payment { purpose, amount_minor, paid_minor } => {
                payment(&name_in(&file.purposes, purpose), *amount_minor, *paid_minor)
            }
            Self::AnyOf { of } => any_of(playbook, of),
            Self::Guard { words, error, .. } => guard(words, error.as_deref()),
            Self::Approval { name, count, lapsed, .. } => lacking(name, *count, lapsed.as_deref()),
            Self::Denied { name, .. } => filled(name, "{}:审批未通过", "{}: not approved"),
            Self::Author { roles } => {
                filled(&names(&file.roles, roles), "只有本人或{}可以撤回", "only its author or: {}")
            }
            Self::InTime { roles } => {
                filled(&names(&file.roles, roles), "已过撤回时限,请联系{}", "too late; ask: {}")
            }
        }
    }
}

fn of(id: &str, zh: &str, en: &str) -> Words {
    filled(&Words::new(id, id), zh, en)
}

fn filled(name: &Words, zh: &str, en: &str) -> Words {
    Words::new(zh.replace("{}", &name.zh), en.replace("{}", &name.en))
}

fn names(list: &[Named], ids: &[String]) -> Words {
    let found: Vec<Words> = ids.iter().map(|id| name_in(list, id)).collect();
    joined(&found, "、", ", ")
}

fn joined(parts: &[Words], zh: &str, en: &str) -> Words {
    let texts = |lang| parts.iter().map(|part| part.in_lang(lang)).collect::<Vec<_>>();
    Words::new(texts(Lang::Zh).join(zh), texts(Lang::En).join(en))
}

fn stage_name(playbook: &Playbook, id: &str) -> Words {
    let stages = playbook.file().workflows.iter().flat_map(|flow| &flow.stages);
    let found = stages.into_iter().find(|stage| stage.id == id);
    found.map_or_else(|| Words::new(id, id), |stage| stage.name.clone())
}

fn transition_name(playbook: &Playbook, id: &str) -> Words {
    let steps = playbook.file().workflows.iter().flat_map(|flow| &flow.transitions);
    let found = steps.into_iter().find(|step| step.id == id);
    found.map_or_else(|| Words::new(id, id), |step| step.name.clone())
}

fn used_up(made: u32, then: &Words) -> Words {
    Words::new(
        format!("已尝试 {made} 次,下一步应为“{}”", then.zh),
        format!("tried {made} times already; next is \u{201c}{}\u{201d}", then.en),
    )
}

fn lane_name(playbook: &Playbook, id: &str) -> Words {
    let stages = playbook.file().workflows.iter().flat_map(|flow| &flow.stages);
    let found = stages.flat_map(|stage| &stage.branches).find(|branch| branch.id == id);
    found.map_or_else(|| Words::new(id, id), |branch| branch.name.clone())
}

fn lacking_source(playbook: &Playbook, channel: &str, source: &str) -> Words {
    let known = playbook.file().channels.iter().find(|one| one.id == channel);
    let channel = known.map_or_else(|| Words::new(channel, channel), |one| one.name.clone());
    let source = Source::words(source);
    Words::new(
        format!("{}同意须有{}", channel.zh, source.zh),
        format!("consent by {} needs {}", channel.en, source.en),
    )
}

fn payment(purpose: &Words, due_minor: i64, paid_minor: i64) -> Words {
    let (due, paid) = (amount(due_minor), amount(paid_minor));
    Words::new(
        format!("{}应收 {due},已记 {paid}", purpose.zh),
        format!("{}: {due} due, {paid} recorded", purpose.en),
    )
}

/// A sum with two decimals, as all currencies of the first markets have.
fn amount(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

/// A form, with how much of it is left.
fn form_left(playbook: &Playbook, form: &str, count: u32) -> Words {
    let read = playbook.form(form);
    let name = read.map_or_else(|| Words::new(form, form), |form| form.name().clone());
    Words::new(
        format!("请填好“{}”,还有 {count} 项", name.zh),
        format!("fill in \u{201c}{}\u{201d}: {count} left", name.en),
    )
}

fn any_of(playbook: &Playbook, of: &[Missing]) -> Words {
    let choices: Vec<Words> = of.iter().map(|choice| choice.both(playbook)).collect();
    joined(&choices, ",或", ", or ")
}

fn guard(words: &Words, error: Option<&str>) -> Words {
    match error {
        None => words.clone(),
        Some(error) => Words::new(
            format!("{}(规则无法判断:{error})", words.zh),
            format!("{} (the rule could not be evaluated: {error})", words.en),
        ),
    }
}
