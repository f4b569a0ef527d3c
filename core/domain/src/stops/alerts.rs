//! What a courier should know before he rings, from remarks and from what is known of the place.

use crate::sorting::SortSmall as _;
use serde::{Deserialize, Serialize};

use crate::limits::FACT_TEXT_CHARS_MAX;

/// What a remark warns of or asks for; what matters most stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// 恶犬.
    Dog,
    /// 威胁, 辱骂.
    Threat,
    /// 门禁.
    Access,
    /// 宝宝在睡, 不要按门铃.
    Quiet,
    /// 先打电话.
    CallFirst,
    /// 本人签收.
    InPerson,
    /// 不要放快递柜.
    NoLocker,
    /// 周二以后, 只要上午.
    Timing,
    /// 老人, 耳背.
    Elderly,
    /// 无信号.
    NoSignal,
    /// 电梯坏.
    Stairs,
    /// 易碎, 很重.
    Handling,
}

/// One warning or wish, with the words that it was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Alert {
    /// What.
    pub kind: AlertKind,
    /// The whole remark.
    pub words: String,
}

use AlertKind as K;

/// Words, each with what it says. Latin ones in lower case.
const WORDS: [(&str, AlertKind); 62] = [
    ("恶犬", K::Dog),
    ("大狗", K::Dog),
    ("有狗", K::Dog),
    ("养狗", K::Dog),
    ("狗咬", K::Dog),
    ("dog", K::Dog),
    ("威胁", K::Threat),
    ("辱骂", K::Threat),
    ("闹事", K::Threat),
    ("threat", K::Threat),
    ("门禁", K::Access),
    ("密码", K::Access),
    ("门岗登记", K::Access),
    ("不让进", K::Access),
    ("不能进", K::Access),
    ("车停", K::Access),
    ("gate code", K::Access),
    ("door code", K::Access),
    ("宝宝在睡", K::Quiet),
    ("孩子在睡", K::Quiet),
    ("按门铃", K::Quiet),
    ("敲门轻", K::Quiet),
    ("轻敲", K::Quiet),
    ("补觉", K::Quiet),
    ("夜班", K::Quiet),
    ("do not ring", K::Quiet),
    ("baby", K::Quiet),
    ("先打电话", K::CallFirst),
    ("先联系", K::CallFirst),
    ("先约", K::CallFirst),
    ("先发短信", K::CallFirst),
    ("到了打电话", K::CallFirst),
    ("提前打电话", K::CallFirst),
    ("先打座机", K::CallFirst),
    ("call first", K::CallFirst),
    ("本人签收", K::InPerson),
    ("当面", K::InPerson),
    ("in person", K::InPerson),
    ("不要放快递柜", K::NoLocker),
    ("不要放柜", K::NoLocker),
    ("别放柜", K::NoLocker),
    ("不放驿站", K::NoLocker),
    ("不要放驿站", K::NoLocker),
    ("no locker", K::NoLocker),
    ("以后送", K::Timing),
    ("只要上午", K::Timing),
    ("只要下午", K::Timing),
    ("点以后", K::Timing),
    ("点后", K::Timing),
    ("下班后", K::Timing),
    ("工作日", K::Timing),
    ("老人", K::Elderly),
    ("耳背", K::Elderly),
    ("无信号", K::NoSignal),
    ("没信号", K::NoSignal),
    ("no signal", K::NoSignal),
    ("电梯坏", K::Stairs),
    ("电梯进不去", K::Stairs),
    ("很重", K::Handling),
    ("玻璃", K::Handling),
    ("易碎", K::Handling),
    ("fragile", K::Handling),
];

/// The alerts of some remarks, each kind once for each remark; what matters most first.
#[must_use]
pub fn alerts<'a>(remarks: impl IntoIterator<Item = &'a str>) -> Vec<Alert> {
    let mut found = Vec::new();
    for remark in remarks {
        let remark: String = remark.chars().take(FACT_TEXT_CHARS_MAX).collect();
        let lower = remark.to_lowercase();
        let kinds = WORDS.iter().filter(|(word, _)| lower.contains(word)).map(|(_, kind)| *kind);
        found.extend(kinds.map(|kind| Alert { kind, words: remark.trim().to_owned() }));
    }
    found.sort_small_by(Ord::cmp);
    found.dedup();
    found
}
