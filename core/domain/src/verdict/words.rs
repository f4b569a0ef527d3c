//! The short codes of verdicts in people's words: why something was not simply taken, and what helps.

use crate::playbook::words::Words;

/// Code, why in 简体中文 and English.
type Row = (&'static str, &'static str, &'static str);

const REASONS: &[Row] = &[
    // held
    (
        "access",
        "记录人手里没有这单,也没派给他",
        "the order is neither assigned to its author nor in his hands",
    ),
    (
        "behind",
        "同一部手机在这单上还有更早的记录没判定",
        "an earlier record of the same phone on it waits",
    ),
    ("duty", "要先判定这部手机更早的上下班记录", "an earlier record of the shift waits"),
    (
        "update_hub",
        "由更新的程序写成,中心升级后再判定",
        "written by a newer program; the hub needs an update",
    ),
    ("person", "署名的人和手机登记的人不一致", "signed by somebody whose phone it is not"),
    ("revoked", "这部手机已停用", "the phone's keys were taken away"),
    ("act", "同一次操作的另一条还没到齐", "another record of the same act is not here yet"),
    ("gap", "前面还缺记录", "earlier records are missing"),
    // flagged
    ("forked", "同一部手机写出了两条不同的后续", "the phone wrote two different continuations"),
    (
        "policy_changed",
        "按当时的规则可以,按现在的规则不行",
        "allowed by the rules of then, not by today's",
    ),
    ("seen", "手机声称看过的进度对不上", "what the phone says that it saw cannot be"),
    (
        "line",
        "签名下的这一行与当时给人看的内容对不上",
        "its line is not among those that were shown and signed",
    ),
    // refused
    (
        "erased",
        "这单已按规定删除,记录到了中心,内容不保留",
        "the order was erased by law; the record arrived, and nothing of its content is kept",
    ),
    (
        "off_duty",
        "不在班上或休息时的定位,内容不保留",
        "a position from outside a shift; nothing of it is kept",
    ),
    (
        "fact_policy",
        "按规则此人在这一环节不能做这一步",
        "the rules do not let this person do this here",
    ),
    ("field_policy", "按规则此人不能改这一项", "the rules do not let this person set this field"),
    ("fact_audience", "写在了不该写的范围里", "written for readers for whom it is not"),
    ("stage", "建单时的环节不对", "founded at a stage that is not the first"),
    ("kind_unknown", "没有这种业务类型", "there is no such kind of order"),
    ("subject_kind", "对象的种类不符", "the subject is of another kind"),
    ("blob_not_listed", "照片或签名没有随记录列出", "its picture is not listed with it"),
    ("text_too_long", "文字太长", "its text is too long"),
    ("document_full", "这份资料已满", "the document is full"),
    ("too_many_heads", "这份资料同时改动太多", "too many changes side by side"),
    ("too_slow", "改动太大,没能在时限内处理", "the change took too long"),
    ("unknown_dependency", "它所依据的改动不在中心", "it builds on a change that is not here"),
    ("replayed_already", "已由补发的记录代替", "a replay has taken its place"),
    ("instead_of_taken", "它要代替的记录已经生效", "what it was to replace was taken"),
];
/// What is said of a record that is not well formed.
const BROKEN: Row = ("", "记录格式有误,原样留存备查", "not well formed; kept as it came");

/// Why, for people. Codes of broken records have one word in common.
#[must_use]
pub fn reason_words(code: &str) -> Words {
    let found = REASONS.iter().find(|row| row.0 == code).unwrap_or(&BROKEN);
    Words::new(found.1, found.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_both_languages_and_once() {
        for (at, (code, zh, en)) in REASONS.iter().enumerate() {
            assert!(!zh.is_ascii() && en.is_ascii() && !en.is_empty(), "{code}");
            assert!(REASONS.iter().skip(at + 1).all(|other| other.0 != *code), "{code} twice");
        }
        assert_eq!(reason_words("bad_checksum").zh, BROKEN.1);
    }
}
