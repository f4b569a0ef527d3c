//! The policy matrix: who sees, adds and sets what. What no row grants is denied.

use crate::sorting::CollectSmall as _;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::file::PolicyRow;
use super::words::{Lang, Words};
use super::{Playbook, facts, path_fits};

/// In what capacity somebody looks at a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing<'a> {
    /// The role that the person acts in.
    pub role: &'a str,
    /// The subject's kind.
    pub kind: &'a str,
    /// Its stage; [`facts::NO_STAGE`] for subjects without stages.
    pub stage: &'a str,
    /// Whether the person is assigned to it.
    pub assigned: bool,
}

/// What was asked of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question<'a> {
    /// May they see an audience?
    See(&'a str),
    /// May they add a fact of this kind?
    Add(&'a str),
    /// May they set the field or write the note at this path?
    Set(&'a str),
}

/// The answer to a [`Question`], with the rows that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation<'a> {
    /// The answer.
    pub allowed: bool,
    /// Rows that grant it.
    pub granted_by: Vec<&'a str>,
    /// Rows that speak of this standing without granting it.
    pub silent: Vec<&'a str>,
}

impl Explanation<'_> {
    /// The answer in words.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let text = match self.granted_by.first() {
            Some(row) => Words::new(format!("规则“{row}”允许"), format!("allowed by rule '{row}'")),
            None => Words::new("没有规则允许", "no rule allows it"),
        };
        text.in_lang(lang).to_owned()
    }
}

fn lists(list: &[String], item: &str) -> bool {
    list.iter().any(|own| own == item || (own == "*" && item != facts::NO_STAGE))
}

fn speaks_of(row: &PolicyRow, standing: &Standing<'_>) -> bool {
    row.roles.iter().any(|role| role == standing.role)
        && lists(&row.kinds, standing.kind)
        && lists(&row.stages, standing.stage)
        && row.assigned.is_none_or(|assigned| assigned == standing.assigned)
}

fn rows<'a>(
    playbook: &'a Playbook,
    standing: &'a Standing<'_>,
) -> impl Iterator<Item = &'a PolicyRow> {
    playbook.file().policy.iter().filter(move |row| speaks_of(row, standing))
}

/// The audiences that somebody sees.
#[must_use]
pub fn sees<'a>(playbook: &'a Playbook, standing: &Standing<'_>) -> BTreeSet<&'a str> {
    let rows = playbook.file().policy.iter().filter(|row| speaks_of(row, standing));
    rows.flat_map(|row| row.sees.iter().map(String::as_str)).collect_set()
}

/// Whether somebody may add a fact of this kind. Kinds that the playbook gives no audience may not
/// be added.
#[must_use]
pub fn may_add(playbook: &Playbook, standing: &Standing<'_>, fact_kind: &str) -> bool {
    (playbook.audience_of_fact(fact_kind).is_some() || facts::follows_its_path(fact_kind))
        && rows(playbook, standing).any(|row| lists(&row.add, fact_kind))
}

/// Whether somebody may set the field (or write the note) at this path: some row lists it, and they
/// see its audience. Paths that the playbook gives no audience may not be set.
#[must_use]
pub fn may_set(playbook: &Playbook, standing: &Standing<'_>, path: &str) -> bool {
    let Some(audience) = playbook.audience_of_path(path) else { return false };
    let listed = |row: &PolicyRow| row.set.iter().any(|pattern| path_fits(pattern, path));
    rows(playbook, standing).any(listed)
        && rows(playbook, standing).any(|row| row.sees.iter().any(|seen| seen == audience))
}

/// Whether somebody may propose a value for this path: some row lets them propose, and they see its audience.
/// What may not be seen cannot be proposed on, and nothing is proposed where no path is.
#[must_use]
pub fn may_propose(playbook: &Playbook, standing: &Standing<'_>, path: &str) -> bool {
    let Some(audience) = playbook.audience_of_path(path) else { return false };
    may_add(playbook, standing, "proposed") && sees(playbook, standing).contains(audience)
}

/// Why somebody may or may not.
#[must_use]
pub fn explain<'a>(
    playbook: &'a Playbook,
    standing: &Standing<'_>,
    question: Question<'_>,
) -> Explanation<'a> {
    let allowed = match question {
        Question::See(audience) => sees(playbook, standing).contains(audience),
        Question::Add(kind) => may_add(playbook, standing, kind),
        Question::Set(path) => may_set(playbook, standing, path),
    };
    let grants = |row: &&PolicyRow| match question {
        Question::See(audience) => row.sees.iter().any(|own| own == audience),
        Question::Add(kind) => lists(&row.add, kind),
        Question::Set(path) => row.set.iter().any(|pattern| path_fits(pattern, path)),
    };
    let matching = playbook.file().policy.iter().filter(|row| speaks_of(row, standing));
    let (granting, silent): (Vec<_>, Vec<_>) = matching.partition(grants);
    let ids = |rows: Vec<&'a PolicyRow>| rows.into_iter().map(|row| row.id.as_str()).collect();
    let granted_by = if allowed { ids(granting) } else { Vec::new() };
    Explanation { allowed, granted_by, silent: ids(silent) }
}

/// Whether any standing of a role on a kind, at some stage and with this assignment, sees an
/// audience: what the checker asks of guards. `stages` are those a transition may leave.
#[must_use]
pub(crate) fn role_sees(
    playbook: &Playbook,
    role: &str,
    kind: &str,
    stage: &str,
    assigned: bool,
    audience: &str,
) -> bool {
    sees(playbook, &Standing { role, kind, stage, assigned }).contains(audience)
}
