//! What is wrong with an answer, as a value that a screen shows in its language.

use serde::Serialize;

use super::form::{EvidenceKind, Kind};
use super::number::Number;
use crate::playbook::words::Words;

/// One thing that is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable short code.
    pub code: &'static str,
    /// For people.
    pub words: Words,
}

impl Problem {
    fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, words: Words::new(zh, en) }
    }

    pub(super) fn required() -> Self {
        Self::new("required", "此项必填", "an answer is needed")
    }

    pub(super) fn wrong_type(kind: &Kind) -> Self {
        let (zh, en) = match kind {
            Kind::Integer(_) => ("须填整数", "a whole number is needed"),
            Kind::Decimal(_) => ("须填数字", "a number is needed"),
            Kind::Boolean => ("须选是或否", "yes or no is needed"),
            Kind::Date => ("日期无效,例:2026-11-22", "not a date, such as 2026-11-22"),
            Kind::Time => ("时间无效,例:09:30", "not a time, such as 09:30"),
            Kind::DateTime => {
                ("日期时间无效,例:2026-11-22T09:30", "not a date and time: 2026-11-22T09:30")
            }
            _ => ("填写格式不对", "not an answer of this type"),
        };
        Self::new("type", zh, en)
    }

    pub(super) fn too_short(min: usize) -> Self {
        Self::new("too_short", format!("至少 {min} 个字"), format!("at least {min} characters"))
    }

    pub(super) fn too_long(max: usize) -> Self {
        Self::new("too_long", format!("最多 {max} 个字"), format!("at most {max} characters"))
    }

    pub(super) fn too_small(min: Number) -> Self {
        Self::new("too_small", format!("不能小于 {min}"), format!("not less than {min}"))
    }

    pub(super) fn too_large(max: Number) -> Self {
        Self::new("too_large", format!("不能大于 {max}"), format!("not more than {max}"))
    }

    pub(super) fn too_few(min: usize) -> Self {
        Self::new("too_few", format!("至少选 {min} 项"), format!("choose at least {min}"))
    }

    pub(super) fn too_many(max: usize) -> Self {
        Self::new("too_many", format!("最多选 {max} 项"), format!("choose at most {max}"))
    }

    pub(super) fn not_offered() -> Self {
        Self::new("not_offered", "请重新选择,没有此选项", "choose again: this is not offered")
    }

    pub(super) fn constraint(words: &Words) -> Self {
        Self { code: "constraint", words: words.clone() }
    }

    pub(super) fn pattern(words: &Words) -> Self {
        Self { code: "pattern", words: words.clone() }
    }

    pub(super) fn evidence(of: EvidenceKind, lacking: usize) -> Self {
        let (zh, en) = match of {
            EvidenceKind::Photo => ("张照片", "photo"),
            EvidenceKind::Signature => ("个签名", "signature"),
            EvidenceKind::Scan => ("次扫码", "scan"),
        };
        Self::new("evidence", format!("还缺 {lacking} {zh}"), format!("{lacking} more {en} needed"))
    }

    pub(super) fn items_too_few(min: usize) -> Self {
        Self::new("items_too_few", format!("至少填 {min} 组"), format!("at least {min} entries"))
    }

    pub(super) fn items_too_many(max: usize) -> Self {
        Self::new("items_too_many", format!("最多填 {max} 组"), format!("at most {max} entries"))
    }

    pub(super) fn too_much() -> Self {
        Self::new(
            "too_much",
            "表单计算量过大,请联系管理员",
            "the form takes too much reckoning: tell who made it",
        )
    }
}
