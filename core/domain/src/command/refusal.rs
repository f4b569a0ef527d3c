//! Why a command is refused: a value that a screen translates, with words in both languages.

use crate::ids::FactId;
use crate::order::missing;
use crate::playbook::Playbook;
use crate::playbook::facts::fact_kind_words;
use crate::playbook::words::{Lang, Words};
use crate::playbook::workflow::Missing;

/// Why a command makes no envelope.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The workflow lacks these.
    Missing(Vec<Missing>),
    /// What a decision would not accept, as short codes (see [`crate::order::missing`]).
    Codes {
        /// The rule.
        rule: String,
        /// The codes.
        codes: Vec<String>,
    },
    /// The policy lets nobody in this standing add this kind of fact.
    MayNotAdd {
        /// The kind of fact.
        kind: String,
    },
    /// The policy lets nobody in this standing set this path; a proposal may be possible.
    MayNotSet {
        /// The path.
        path: String,
    },
    /// The playbook knows no such kind, field, key scheme or reason.
    NotInPlaybook {
        /// What kind of name it is: `kind`, `fact`, `field`, `key`, `role`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A text is too long.
    TooLong {
        /// Which one.
        what: &'static str,
        /// Units allowed.
        max: usize,
        /// `characters` or `bytes`.
        unit: &'static str,
    },
    /// Too many of something in one command.
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        max: usize,
    },
    /// Something that has to be said was left empty.
    Empty {
        /// What.
        what: &'static str,
    },
    /// A value that cannot stand: another type than the field's, a number that is taken.
    Wrong {
        /// What.
        what: &'static str,
    },
    /// A fact that is not known here.
    UnknownFact(FactId),
    /// A position outside a shift, or in a break: none is recorded then.
    OffDuty {
        /// Whether it is in a break.
        in_break: bool,
    },
    /// Every field has its value already.
    NothingToDo,
}

impl Refusal {
    /// What to tell a person, in one language.
    #[must_use]
    pub fn words(&self, playbook: &Playbook, kind: &str, lang: Lang) -> Vec<String> {
        match self {
            Self::Missing(missing) => missing.iter().map(|one| one.words(playbook, lang)).collect(),
            Self::Codes { rule, codes } => {
                let (rule, missing) = (rule.clone(), codes.clone());
                let exception = crate::decision::Exception { rule, missing };
                let words =
                    codes.iter().map(|code| missing::words(playbook, kind, &exception, code));
                words.map(|words| words.in_lang(lang).to_owned()).collect()
            }
            other => vec![other.one_sentence().in_lang(lang).to_owned()],
        }
    }

    fn one_sentence(&self) -> Words {
        match self {
            Self::MayNotAdd { kind } => {
                let name = fact_kind_words(kind);
                Words::new(format!("不允许添加{}", name.zh), format!("not allowed: {}", name.en))
            }
            Self::MayNotSet { path } => Words::new(
                format!("不允许修改“{path}”,可以提出建议"),
                format!("'{path}' may not be set by you; you may propose a value"),
            ),
            Self::NotInPlaybook { what, name } => Words::new(
                format!("规则中没有“{name}”({what})"),
                format!("the playbook has no {what} '{name}'"),
            ),
            Self::TooLong { what, max, unit } => {
                let zh_unit = if *unit == "bytes" { "字节" } else { "字" };
                Words::new(
                    format!("“{what}”过长,最多 {max} {zh_unit}"),
                    format!("'{what}' has at most {max} {unit}"),
                )
            }
            Self::TooMany { what, max } => {
                Words::new(format!("“{what}”过多,最多 {max}"), format!("at most {max} {what}"))
            }
            Self::Empty { what } => {
                Words::new(format!("请填写“{what}”"), format!("'{what}' is needed"))
            }
            Self::OffDuty { in_break: true } => {
                Words::new("休息中,不记录位置", "no position is recorded during a break")
            }
            Self::OffDuty { in_break: false } => {
                Words::new("未上班,不记录位置", "no position is recorded outside a shift")
            }
            Self::Wrong { what } => wrong(what),
            Self::UnknownFact(_) => Words::new("找不到这条记录", "that record is not here"),
            Self::NothingToDo | Self::Missing(_) | Self::Codes { .. } => {
                Words::new("没有改动", "nothing would change")
            }
        }
    }
}

/// Why something cannot be so, for what people meet every day.
fn wrong(what: &str) -> Words {
    match what {
        "quote" => Words::new(
            "这份报价已作废,请签最新报价",
            "that quote was replaced: sign the latest one",
        ),
        "total" => Words::new("合计与明细不符", "the total is not what the lines come to"),
        "visit" => {
            Words::new("上门未开始或尚未结束", "a visit has not begun, or has not ended yet")
        }
        "timer" => Words::new("计时未开始或已在计时", "the timer does not run, or runs already"),
        "payment" => Words::new("找不到这笔收款", "there is no such payment"),
        "unit" => Words::new("单位与规则不符", "the unit is not the one that is prescribed"),
        _ => Words::new(format!("“{what}”不正确"), format!("'{what}' cannot be so")),
    }
}
