//! The rules of quality at the door: each given once, about kinds and photographs that exist, with limits that mean
//! something.

use super::names::{distinct, exists, unknown};
use super::{FindingCode, Report};
use crate::playbook::file::{PlaybookFile, SubjectType};
use crate::playbook::quality::QualityRule;
use crate::playbook::words::Words;

pub(super) fn check(file: &PlaybookFile, report: &mut Report) {
    distinct("quality", file.quality.iter().map(|rule| rule.id.as_str()), report);
    for rule in &file.quality {
        let at = format!("quality/{}", rule.id);
        let is_order = |kind: &str| {
            file.kinds.iter().any(|own| own.id == kind && own.subject == SubjectType::Order)
        };
        for kind in rule.kinds.iter().filter(|kind| !is_order(kind)) {
            unknown(kind, &at, report);
        }
        for role in &rule.photo_roles {
            exists(&file.photo_roles, role, &at, report);
        }
        meaning(rule, &at, report);
    }
}

/// A limit or a photograph where the check has none would have no effect.
fn meaning(rule: &QualityRule, at: &str, report: &mut Report) {
    if !rule.photo_roles.is_empty() && !rule.check.is_of_photos() {
        let words = Words::new("此项检查与照片无关", "this check looks at no photographs");
        report.error(FindingCode::Quality, at, words);
    }
    let fits = |limit: u32| rule.check.limit_max().is_some_and(|max| limit <= max);
    if rule.limit.is_some_and(|limit| !fits(limit)) {
        let words = match rule.check.limit_max() {
            Some(max) => Words::new(format!("限值最大 {max}"), format!("a limit is at most {max}")),
            None => Words::new("此项检查没有限值", "this check has no limit"),
        };
        report.error(FindingCode::Quality, at, words);
    }
}

#[cfg(test)]
mod tests {
    use crate::playbook::Playbook;
    use crate::playbook::check::{FindingCode, check};

    fn faults(rules: &str) -> Vec<(FindingCode, String)> {
        let text = std::str::from_utf8(Playbook::builtin_bytes()).unwrap();
        let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
        file["quality"] = serde_json::from_str(rules).unwrap();
        let book = Playbook::parse(&serde_json::to_vec(&file).unwrap()).unwrap();
        check(&book).into_iter().map(|one| (one.code, one.at)).collect()
    }

    #[test]
    fn sound_rules_pass_and_each_fault_is_named() {
        let sound = r#"[{"id": "label", "check": "photo_blurred", "act": "require", "limit": 90,
            "kinds": ["parcel"], "photo_roles": ["door"]}, {"id": "map", "check": "fix_mock"}]"#;
        let before = faults("[]");
        assert_eq!(faults(sound), before);
        let wrong = r#"[{"id": "a", "check": "fix_coarse", "photo_roles": ["door"]},
            {"id": "a", "check": "photo_dark", "limit": 256, "kinds": ["nothing"]},
            {"id": "b", "check": "scan_other", "limit": 1},
            {"id": "c", "check": "photo_dark", "photo_roles": ["nothing"]}]"#;
        let found = faults(wrong);
        let at = |code, at: &str| found.iter().filter(|one| **one == (code, at.to_owned())).count();
        assert_eq!(at(FindingCode::Quality, "quality/a"), 2);
        assert_eq!(at(FindingCode::Quality, "quality/b"), 1);
        assert_eq!(at(FindingCode::DuplicateName, "quality"), 1);
        assert_eq!(at(FindingCode::UnknownName, "quality/a"), 1);
        assert_eq!(at(FindingCode::UnknownName, "quality/c"), 1);
    }
}
