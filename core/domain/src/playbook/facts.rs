//! The names that playbooks use for the domain's facts, and the audiences that every playbook has.

use super::words::{Lang, Words};
use crate::fact::kind_number;

/// What people call each kind of fact, in Chinese and English.
const NAMES: [(&str, &str, &str); 40] = [
    ("transition", "状态变更", "stage change"),
    ("photo", "照片", "photo"),
    ("signature", "签名", "signature"),
    ("fix", "定位", "position fix"),
    ("scan", "扫描", "scan"),
    ("reading", "读数", "reading"),
    ("consent", "同意", "consent"),
    ("refusal", "拒收", "refusal"),
    ("contact_attempt", "联系记录", "contact attempt"),
    ("comment", "备注", "comment"),
    ("urge", "催办", "urge"),
    ("urge_answer", "催办回复", "answer to an urge"),
    ("part", "备件", "part"),
    ("payment", "收款", "payment"),
    ("quote", "报价", "quote"),
    ("timer", "计时", "timer"),
    ("visit", "上门", "visit"),
    ("custody", "保管", "custody"),
    ("assignment", "派单", "assignment"),
    ("approval", "审批", "approval"),
    ("proposed", "建议修改", "proposal"),
    ("withdrawn", "撤回", "withdrawal"),
    ("moved", "移动证据", "evidence moved"),
    ("found", "发现", "found"),
    ("keyed", "单号", "key added"),
    ("do_not_load", "勿装车", "do not load"),
    ("unsigned", "未签名", "not signed"),
    ("duty", "上下班", "duty"),
    ("shift_closed", "收班", "shift closed"),
    ("settled", "冲突已定", "conflict settled"),
    ("counted", "清点", "count"),
    ("load_scan", "装车扫描", "loading scan"),
    ("confirmed", "到账确认", "payment confirmed"),
    ("claim", "各方说法", "claim"),
    ("approval_request", "审批申请", "request for approval"),
    ("delegation", "审批委托", "delegation"),
    ("sequenced", "派送顺序", "order of calls"),
    ("clock_stop", "时效暂停", "clock stopped"),
    ("clock_resumed", "时效恢复", "clock goes on"),
    ("revealed", "查看完整信息", "masked value shown"),
];

/// How an attempt to reach somebody may end, in Chinese and English.
const OUTCOMES: [(&str, &str, &str); 5] = [
    ("reached", "接通", "answered"),
    ("no_answer", "无人接听", "nobody answered"),
    ("rejected", "拒接", "rejected"),
    ("invalid", "空号", "number does not exist"),
    ("off", "停机或关机", "switched off or out of service"),
];

/// The audiences that every playbook lists.
pub const BUILT_IN_AUDIENCES: [&str; 6] = ["keys", "plan", "contact", "money", "work", "desk"];

/// The stage at which subjects without a workflow stand in the policy matrix.
pub const NO_STAGE: &str = "-";

/// Whether the domain knows a kind of fact by this name.
#[must_use]
pub fn is_fact_kind(name: &str) -> bool {
    kind_number(name).is_some()
}

/// Whether an attempt to reach somebody may end so.
#[must_use]
pub fn is_contact_outcome(name: &str) -> bool {
    OUTCOMES.iter().any(|(outcome, ..)| *outcome == name)
}

/// What people call the end of an attempt to reach somebody; an unknown one is called by its own name.
#[must_use]
pub fn contact_outcome_words(name: &str) -> Words {
    let found = OUTCOMES.iter().find(|(outcome, ..)| *outcome == name);
    found.map_or_else(|| Words::new(name, name), |(_, zh, en)| Words::new(*zh, *en))
}

/// Who looked at what is the desk's, where a playbook does not say otherwise.
pub(super) const REVEALED: (&str, &str) = ("revealed", "desk");

/// Whether facts of this kind travel with a change and so belong to the audience of its document,
/// whichever that is; all other kinds belong to the one audience that the playbook names.
#[must_use]
pub fn follows_its_path(name: &str) -> bool {
    name == "settled"
}

/// Whether a playbook may leave out the audience of a kind of fact.
pub(super) fn has_audience_of_its_own(name: &str) -> bool {
    follows_its_path(name) || name == REVEALED.0
}

/// What people call a kind of fact; an unknown one is called by its own name.
#[must_use]
pub fn fact_kind_name(name: &str, lang: Lang) -> &str {
    NAMES.iter().find(|(kind, ..)| *kind == name).map_or(name, |(_, zh, en)| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
}

/// The same in both languages.
#[must_use]
pub fn fact_kind_words(name: &str) -> Words {
    Words::new(fact_kind_name(name, Lang::Zh), fact_kind_name(name, Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::KINDS;

    #[test]
    fn every_kind_of_fact_has_a_name_in_both_languages() {
        assert_eq!(NAMES.len(), KINDS.len());
        for (_, kind) in KINDS {
            let words = fact_kind_words(kind);
            assert!(words.zh != *kind && !words.en.is_empty(), "{kind} has no name");
        }
    }
}
