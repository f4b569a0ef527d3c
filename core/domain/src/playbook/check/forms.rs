//! Forms: everything that is wrong with each, and what it names outside of itself.

use super::{FindingCode, Report};
use crate::forms::answer;
use crate::forms::{EvidenceKind, Kind, Question};
use crate::limits;
use crate::playbook::Playbook;
use crate::playbook::file::PlaybookFile;
use crate::playbook::words::Words;

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    let file = playbook.file();
    if file.forms.len() > limits::FORMS_MAX {
        let max = limits::FORMS_MAX;
        let words = Words::new(format!("表单超过 {max} 个"), format!("more than {max} forms"));
        report.error(FindingCode::Form, "/forms", words);
    }
    for (place, form) in file.forms.iter().enumerate() {
        let at = format!("/forms/{place}");
        for fault in playbook.form_faults(&form.id) {
            let at = format!("{at}{}", fault.pointer);
            report.error(FindingCode::Form, at, fault.words.clone());
        }
        for kind in form.kinds.iter().filter(|kind| playbook.kind(kind).is_none()) {
            unknown(kind, &at, report);
        }
        if playbook.audience_of_path(&answer::path(&form.id, "", None)).is_none() {
            let words = Words::new("答案没有归属,须有字段 a/*", "its answers need a field a/*");
            report.error(FindingCode::Audience, at.as_str(), words);
        }
        let read = playbook.form(&form.id);
        for question in read.iter().flat_map(|read| read.questions()) {
            evidence(file, question, &format!("{at}/schema"), report);
        }
    }
}

fn evidence(file: &PlaybookFile, question: &Question, at: &str, report: &mut Report) {
    let Kind::Evidence { of, role, .. } = &question.kind else { return };
    let known = match of {
        EvidenceKind::Photo => file.photo_roles.iter().any(|own| own.id == *role),
        EvidenceKind::Signature => file.signature_roles.iter().any(|own| own.id == *role),
        EvidenceKind::Scan => role.is_empty(),
    };
    if !known {
        unknown(role, at, report);
    }
}

fn unknown(name: &str, at: &str, report: &mut Report) {
    let words = Words::new(format!("没有“{name}”"), format!("there is no '{name}'"));
    report.named(FindingCode::UnknownName, at, name, words);
}
