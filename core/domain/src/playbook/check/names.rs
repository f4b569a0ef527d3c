//! Names: each given once, each one used exists, and every fact kind and field has one audience.

use std::collections::BTreeSet;

use super::{FindingCode, PlacedStep, Report, graph, lane_at, placed_steps};
use crate::fact::KINDS;
use crate::limits;
use crate::playbook::Playbook;
use crate::playbook::approvals::Approvals;
use crate::playbook::facts::{
    BUILT_IN_AUDIENCES, NO_STAGE, has_audience_of_its_own, is_contact_outcome, is_fact_kind,
};
use crate::playbook::file::{Named, PlaybookFile, PolicyRow, SubjectType};
use crate::playbook::path_fits;
use crate::playbook::sla::{ASSIGNEE, HOLDER};
use crate::playbook::steps::Need;
use crate::playbook::templates::names_in_braces;
use crate::playbook::words::Words;

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    let file = playbook.file();
    for (at, list) in lists(file) {
        distinct(&at, list.into_iter(), report);
    }
    audiences(file, report);
    kinds(file, report);
    for reason in &file.reasons {
        let at = format!("reasons/{}", reason.id);
        for group in &reason.groups {
            exists(&file.reason_groups, group, &at, report);
        }
        reason.needs.iter().for_each(|need| self::need(file, need, &at, report));
        tells(file, &reason.tells, &at, report);
        if reason.safety && !reason.needs.is_empty() {
            let words = Words::new(
                "涉及安全的原因不能再要求其他内容",
                "a reason about safety must not ask for anything more",
            );
            report.error(FindingCode::SafetyAsks, &at, words);
        }
    }
    for workflow in &file.workflows {
        for stage in &workflow.stages {
            let at = format!("workflows/{}/stages/{}", workflow.id, stage.id);
            stage.requires.iter().for_each(|need| self::need(file, need, &at, report));
        }
        for (stage, attempts) in graph::attempts(workflow) {
            let at = format!("workflows/{}/{}", workflow.id, stage.id);
            attempts.more.iter().for_each(|role| exists(&file.roles, role, &at, report));
        }
        placed_steps(workflow).for_each(|placed| transition(file, &placed, report));
    }
    file.policy.iter().for_each(|row| policy(playbook, row, report));
    for carrier in &file.carriers {
        exists(&file.keys, &carrier.scheme, &format!("carriers/{}", carrier.id), report);
    }
    loading(playbook, report);
    templates(playbook, report);
}

/// Who is told is a role, or who has the work or the thing.
fn tells(file: &PlaybookFile, to: &[String], at: &str, report: &mut Report) {
    let roles = to.iter().filter(|to| ![ASSIGNEE, HOLDER].contains(&to.as_str()));
    roles.for_each(|role| exists(&file.roles, role, at, report));
}

/// Every slot is a field, every name in braces a slot, in both languages.
fn templates(playbook: &Playbook, report: &mut Report) {
    for one in &playbook.file().templates {
        let at = format!("templates/{}", one.id);
        for kind in one.kinds.iter().filter(|kind| *kind != "*") {
            if playbook.kind(kind).is_none() {
                unknown(kind, &at, report);
            }
        }
        for path in one.slots.iter().flat_map(|slot| slot.until.iter().chain([&slot.path])) {
            if playbook.field(path).is_none() {
                unknown(path, &at, report);
            }
        }
        let named = names_in_braces(&one.text.zh).chain(names_in_braces(&one.text.en));
        for name in named.filter(|name| one.slots.iter().all(|slot| slot.id != *name)) {
            unknown(name, &at, report);
        }
    }
}

fn loading(playbook: &Playbook, report: &mut Report) {
    let loading = &playbook.file().loading;
    let fits = |kind: &String| {
        let kind = playbook.kind(kind);
        kind.is_some_and(|kind| kind.subject == SubjectType::Order)
    };
    for kind in loading.kinds.iter().chain(&loading.founds).filter(|kind| !fits(kind)) {
        unknown(kind, "loading", report);
    }
    for mark in &loading.marks {
        if playbook.field(&mark.path).is_none() {
            unknown(&mark.path, &format!("loading/marks/{}", mark.id), report);
        }
    }
}

fn lists(file: &PlaybookFile) -> Vec<(String, Vec<&str>)> {
    fn ids(items: &[Named]) -> Vec<&str> {
        items.iter().map(|item| item.id.as_str()).collect()
    }
    let mut all = vec![
        ("audiences".to_owned(), ids(&file.audiences)),
        ("keys".to_owned(), ids(&file.keys)),
        ("carriers".to_owned(), file.carriers.iter().map(|item| item.id.as_str()).collect()),
        (
            "loading/marks".to_owned(),
            file.loading.marks.iter().map(|item| item.id.as_str()).collect(),
        ),
        ("roles".to_owned(), ids(&file.roles)),
        ("photo_roles".to_owned(), ids(&file.photo_roles)),
        ("signature_roles".to_owned(), ids(&file.signature_roles)),
        ("purposes".to_owned(), ids(&file.purposes)),
        ("timers".to_owned(), ids(&file.timers)),
        ("urge_answers".to_owned(), ids(&file.urge_answers)),
        ("channels".to_owned(), file.channels.iter().map(|item| item.id.as_str()).collect()),
        ("thresholds".to_owned(), file.thresholds.iter().map(|item| item.id.as_str()).collect()),
        ("consents".to_owned(), ids(&file.consents)),
        ("reason_groups".to_owned(), ids(&file.reason_groups)),
        ("reasons".to_owned(), file.reasons.iter().map(|item| item.id.as_str()).collect()),
        ("forms".to_owned(), file.forms.iter().map(|item| item.id.as_str()).collect()),
        ("kinds".to_owned(), file.kinds.iter().map(|item| item.id.as_str()).collect()),
        ("workflows".to_owned(), file.workflows.iter().map(|item| item.id.as_str()).collect()),
        ("templates".to_owned(), file.templates.iter().map(|item| item.id.as_str()).collect()),
        ("policy".to_owned(), file.policy.iter().map(|item| item.id.as_str()).collect()),
        ("triggers".to_owned(), file.triggers.iter().map(|item| item.id.as_str()).collect()),
        ("facts".to_owned(), file.facts.iter().map(|item| item.kind.as_str()).collect()),
    ];
    for flow in &file.workflows {
        let at = format!("workflows/{}", flow.id);
        let stages = flow.stages.iter().map(|stage| stage.id.as_str()).collect();
        let transitions = flow.transitions.iter().map(|step| step.id.as_str()).collect();
        all.push((format!("{at}/stages"), stages));
        all.push((format!("{at}/transitions"), transitions));
        for stage in flow.stages.iter().filter(|stage| !stage.branches.is_empty()) {
            let lanes = stage.branches.iter().map(|branch| branch.id.as_str()).collect();
            all.push((format!("{at}/stages/{}/branches", stage.id), lanes));
            for branch in &stage.branches {
                let stages = branch.stages.iter().map(|one| one.id.as_str()).collect();
                all.push((format!("{}/stages", lane_at(flow, stage, branch)), stages));
            }
        }
    }
    all
}

pub(super) fn distinct<'a>(at: &str, ids: impl Iterator<Item = &'a str>, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            let words = Words::new(format!("“{id}”出现两次"), format!("'{id}' is given twice"));
            report.named(FindingCode::DuplicateName, at, id, words);
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        if id.is_empty() || id.len() > limits::NAME_BYTES_MAX || !id.chars().all(plain) {
            let words = Words::new(
                format!("“{id}”须为小写字母、数字、- 和 _,最长 {} 字节", limits::NAME_BYTES_MAX),
                format!("'{id}' must be lower-case letters, digits, - and _"),
            );
            report.named(FindingCode::BadName, at, id, words);
        }
    }
}

pub(super) fn unknown(name: &str, at: &str, report: &mut Report) {
    let words = Words::new(format!("没有“{name}”"), format!("there is no '{name}'"));
    report.named(FindingCode::UnknownName, at, name, words);
}

pub(super) fn exists(list: &[Named], id: &str, at: &str, report: &mut Report) {
    if !list.iter().any(|item| item.id == id) {
        unknown(id, at, report);
    }
}

fn audiences(file: &PlaybookFile, report: &mut Report) {
    for name in BUILT_IN_AUDIENCES {
        exists(&file.audiences, name, "audiences", report);
    }
    for rule in &file.facts {
        exists(&file.audiences, &rule.audience, &format!("facts/{}", rule.kind), report);
        if !is_fact_kind(&rule.kind) {
            unknown(&rule.kind, "facts", report);
        }
    }
    for (_, kind) in KINDS.iter().filter(|(_, kind)| !has_audience_of_its_own(kind)) {
        if !file.facts.iter().any(|rule| rule.kind == *kind) {
            let words =
                Words::new(format!("“{kind}”没有归属"), format!("'{kind}' has no audience"));
            report.error(FindingCode::Audience, "facts", words);
        }
    }
    let notes = file.notes.iter().map(|rule| (&rule.path, &rule.audience));
    let fields = file.fields.iter().map(|rule| (&rule.path, &rule.audience));
    let paths: Vec<_> = fields.chain(notes).collect();
    for (position, (path, audience)) in paths.iter().enumerate() {
        exists(&file.audiences, audience, &format!("fields/{path}"), report);
        self::path(path, report);
        for (other, its) in &paths[..position] {
            let overlap = path_fits(path, other) || path_fits(other, path);
            if path == other || (overlap && audience != its) {
                let words = Words::new(
                    format!("与“{other}”重叠,一个路径只能有一个归属"),
                    format!("overlaps '{other}': a path has exactly one audience"),
                );
                report.error(FindingCode::Audience, format!("fields/{path}"), words);
            }
        }
    }
}

fn path(path: &str, report: &mut Report) {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-/.".contains(c);
    let bare = path.strip_suffix("/*").unwrap_or(path);
    if bare.is_empty() || path.len() > limits::PATH_BYTES_MAX || !bare.chars().all(plain) {
        let words = Words::new("路径无效", "not a path, or a prefix that ends in '/*'");
        report.error(FindingCode::BadName, format!("fields/{path}"), words);
    }
}

fn kinds(file: &PlaybookFile, report: &mut Report) {
    for kind in &file.kinds {
        let at = format!("kinds/{}", kind.id);
        match &kind.workflow {
            Some(id) if file.workflows.iter().all(|flow| flow.id != *id) => {
                unknown(id, &at, report);
            }
            None if kind.subject == SubjectType::Order => {
                let words = Words::new("工单类型缺少流程", "a kind of order needs a workflow");
                report.error(FindingCode::UnknownName, at, words);
            }
            _ => {}
        }
        if let Some(choice) = &kind.threshold {
            let at = format!("kinds/{}/threshold", kind.id);
            if !file.fields.iter().any(|rule| rule.path == choice.field) {
                unknown(&choice.field, &at, report);
            }
            let known = |id: &&String| file.thresholds.iter().any(|one| one.id == **id);
            choice.default.iter().filter(|id| !known(id)).for_each(|id| unknown(id, &at, report));
        }
    }
}

fn transition(file: &PlaybookFile, placed: &PlacedStep<'_>, report: &mut Report) {
    let PlacedStep { at, step, .. } = placed;
    let roles = step.roles.iter().chain(&step.take_back.roles);
    roles.for_each(|role| exists(&file.roles, role, at, report));
    let groups = step.reason.iter().chain(&step.take_back.reason);
    groups.for_each(|group| exists(&file.reason_groups, group, at, report));
    step.approvals.iter().for_each(|needed| approvals(file, needed, at, report));
    step.needs.iter().for_each(|need| self::need(file, need, at, report));
    tells(file, &step.tells, at, report);
}

/// Who approves, and what they are shown.
fn approvals(file: &PlaybookFile, needed: &Approvals, at: &str, report: &mut Report) {
    distinct(at, needed.levels.iter().map(|level| level.id.as_str()), report);
    let paths = file.fields.iter().map(|rule| rule.path.as_str());
    let paths: Vec<&str> = paths.chain(file.notes.iter().map(|rule| rule.path.as_str())).collect();
    for level in &needed.levels {
        level.roles.iter().for_each(|role| exists(&file.roles, role, at, report));
    }
    if needed.levels.is_empty() || needed.levels.iter().any(|one| one.roles.is_empty()) {
        let words = Words::new("没有角色可以审批", "no role may approve this");
        report.error(FindingCode::NoRole, at, words);
    }
    for pattern in &needed.shows.fields {
        if !paths.iter().any(|path| path_fits(pattern, path) || path_fits(path, pattern)) {
            unknown(pattern, at, report);
        }
    }
    for kind in needed.shows.facts.iter().filter(|kind| !is_fact_kind(kind)) {
        unknown(kind, at, report);
    }
}

fn need(file: &PlaybookFile, need: &Need, at: &str, report: &mut Report) {
    match need {
        Need::Photo { role, .. } => exists(&file.photo_roles, role, at, report),
        Need::Signature { role, .. } => exists(&file.signature_roles, role, at, report),
        Need::Consent { kinds, .. } => {
            kinds.iter().for_each(|kind| exists(&file.consents, kind, at, report));
            not_empty(kinds.is_empty(), at, report);
        }
        Need::Payment { purpose, due } => {
            exists(&file.purposes, purpose, at, report);
            if !file.fields.iter().any(|rule| rule.path == *due) {
                unknown(due, at, report);
            }
        }
        Need::Fact { kind, .. } if !is_fact_kind(kind) => unknown(kind, at, report),
        Need::AnyOf { of } => {
            of.iter().for_each(|choice| self::need(file, choice, at, report));
            let nested = of.iter().any(|choice| matches!(choice, Need::AnyOf { .. }));
            not_empty(of.is_empty() || nested, at, report);
        }
        Need::ContactAttempt { outcomes, .. } => {
            let strange = outcomes.iter().filter(|one| !is_contact_outcome(one));
            strange.for_each(|one| unknown(one, at, report));
        }
        Need::Form { form, exceptions } => {
            if !file.forms.iter().any(|own| own.id == *form) {
                unknown(form, at, report);
            }
            exceptions.iter().for_each(|group| exists(&file.reason_groups, group, at, report));
        }
        Need::SubOrders { kinds, .. } => {
            let order = |id: &String| {
                let mut known = file.kinds.iter().filter(|kind| kind.id == *id);
                known.any(|kind| kind.subject == SubjectType::Order)
            };
            kinds.iter().filter(|id| !order(id)).for_each(|id| unknown(id, at, report));
        }
        Need::Fact { .. } | Need::Note | Need::NextDate => {}
    }
}

fn not_empty(wrong: bool, at: &str, report: &mut Report) {
    if wrong {
        let words =
            Words::new("须列出可选项,且不可嵌套", "needs choices, and no choice within a choice");
        report.error(FindingCode::UnknownName, at, words);
    }
}

fn policy(playbook: &Playbook, row: &PolicyRow, report: &mut Report) {
    let file = playbook.file();
    let at = format!("policy/{}", row.id);
    row.roles.iter().for_each(|role| exists(&file.roles, role, &at, report));
    row.sees.iter().for_each(|audience| exists(&file.audiences, audience, &at, report));
    for kind in row.kinds.iter().filter(|kind| *kind != "*") {
        if playbook.kind(kind).is_none() {
            unknown(kind, &at, report);
        }
    }
    for stage in row.stages.iter().filter(|stage| *stage != "*" && *stage != NO_STAGE) {
        let mut stages = file.workflows.iter().flat_map(|flow| &flow.stages);
        if !stages.any(|own| own.id == *stage) {
            unknown(stage, &at, report);
        }
    }
    for kind in row.add.iter().filter(|kind| *kind != "*" && !is_fact_kind(kind)) {
        unknown(kind, &at, report);
    }
    for pattern in &row.set {
        let notes = file.notes.iter().map(|rule| rule.path.as_str());
        let mut paths = file.fields.iter().map(|rule| rule.path.as_str()).chain(notes);
        if !paths.any(|path| path_fits(pattern, path) || path_fits(path, pattern)) {
            unknown(pattern, &at, report);
        }
    }
}
