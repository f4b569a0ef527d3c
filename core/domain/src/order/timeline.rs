//! The timeline: one row for each thing that happened, with its mark, whatever became of it.

use crate::sorting::SortSmall as _;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::details::details;
use super::state::{EntryRow, FactRow, OrderState, Origin};
use super::value::Value;
use crate::envelope::BlobRef;
use crate::fact::{Fact, Fix, kind_name};
use crate::ids::{DeviceId, FactId, PersonId, SubjectId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::words::Words;
use crate::verdict::{BlockedBy, Verdict};

/// A fix older than this is not "now", ms.
pub const FIX_STALE_MS: u64 = 60_000;
/// A fix less accurate than this says little, decimetres.
pub const FIX_COARSE_DM: u32 = 1_000;
/// A wall clock further off than this is worth saying, ms.
pub const WALL_ERROR_MS: i64 = 120_000;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct TimelineRow {
    /// Place in the log; absent for what the hub has not acknowledged.
    #[n(0)]
    pub index: Option<u64>,
    /// The fact; absent for a change of fields alone, a withheld body or a statement of the hub.
    #[n(1)]
    pub fact: Option<FactId>,
    /// The fact's kind, or `fields`, `withheld`, `unknown`, `decided`, `joined`, `parted`,
    /// `generation`.
    #[n(2)]
    pub kind: String,
    /// Who acted; absent for the hub.
    #[n(3)]
    pub person: Option<PersonId>,
    /// On which store.
    #[n(4)]
    pub device: Option<DeviceId>,
    /// The interval that the device's clocks claim.
    #[n(5)]
    pub claimed: Interval,
    /// The interval that is believed.
    #[n(6)]
    pub believed: Interval,
    /// The hub's time at commit, ms since 1970.
    #[n(7)]
    pub hub_time_ms: Option<u64>,
    /// `unsent`, `stored` (at the hub, and not applied here yet), `accepted`, `flagged`, `late`, `refused`, `blocked` or `held`.
    #[n(8)]
    pub mark: String,
    /// The mark's short code: why flagged, refused or held, what blocks.
    #[n(9)]
    pub mark_why: Option<String>,
    /// The fact that took it back: shown struck through.
    #[n(10)]
    pub struck_by: Option<FactId>,
    /// The order to which it was moved.
    #[n(11)]
    pub moved_to: Option<SubjectId>,
    /// The order for which it was written, if that is another one.
    #[n(12)]
    pub of: Option<SubjectId>,
    /// Where the order stood after it, if it was decided on.
    #[n(13)]
    pub stage_after: Option<String>,
    /// Short codes of what was missing, if it moved nothing.
    #[n(14)]
    pub missing: Vec<String>,
    /// What it says, name by name.
    #[n(15)]
    pub details: Vec<Detail>,
    /// What a reader should know before he relies on it.
    #[n(16)]
    pub warnings: Vec<Warning>,
    /// The blobs that belong to it.
    #[n(17)]
    pub evidence: Vec<BlobRef>,
    /// The trigger, where the hub did something by itself.
    #[n(18)]
    pub trigger: Option<String>,
    /// What that says, or what people call it.
    #[n(19)]
    pub words: Option<Words>,
}

/// One thing that a fact says.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Detail {
    /// Its name: `reason`, `note`, `amount`.
    #[n(0)]
    pub name: String,
    /// Its value.
    #[n(1)]
    pub value: Value,
}

/// Something to know before relying on a fact.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Warning {
    /// A stable short code: `fix_stale`, `fix_coarse`, `fix_mock`, `clock_off`, `unreadable`.
    #[n(0)]
    pub code: String,
    /// For people.
    #[n(1)]
    pub words: Words,
}

impl Warning {
    fn new(code: &str, zh: String, en: String) -> Self {
        Self { code: code.to_owned(), words: Words { zh, en } }
    }
}

impl OrderState {
    /// All rows: what the hub has numbered in log order, then the overlay.
    #[must_use]
    pub fn timeline(&self) -> Vec<TimelineRow> {
        let mut rows = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let mut facts = self.facts.iter().filter(|row| row.entry == at).peekable();
            if facts.peek().is_none() {
                rows.push(self.bare_row(entry));
            }
            rows.extend(facts.map(|fact| self.fact_row(entry, fact)));
        }
        rows.extend(self.statements.iter().map(|said| TimelineRow {
            index: Some(said.index),
            fact: said.of,
            kind: said.kind.to_owned(),
            hub_time_ms: Some(said.hub_time_ms),
            of: said.other,
            stage_after: self.stage_after(said.of.as_ref(), Some(said.index)),
            missing:
                self.did_nothing.get(&said.index).map_or_else(Vec::new, |one| one.missing.clone()),
            trigger: said.trigger.as_ref().map(|(id, _)| id.clone()),
            ..TimelineRow::empty()
        }));
        rows.sort_small_by_key(|row| row.index.unwrap_or(u64::MAX));
        rows
    }

    /// The same with what triggers say, in the playbook's words.
    #[must_use]
    pub fn timeline_in_words(&self, playbook: &Playbook) -> Vec<TimelineRow> {
        let mut rows = self.timeline();
        for row in &mut rows {
            let known = |id: &String| {
                let trigger = playbook.file().triggers.iter().find(|one| one.id == *id)?;
                Some(trigger.does.words().unwrap_or(&trigger.name).clone())
            };
            row.words = row.trigger.as_ref().and_then(known);
        }
        rows
    }

    fn stage_after(&self, cause: Option<&FactId>, index: Option<u64>) -> Option<String> {
        let step =
            self.moves.iter().find(|step| step.cause.as_ref() == cause && step.index == index);
        step.map(|step| step.after.stage.clone())
    }

    fn entry_part(&self, entry: &EntryRow) -> TimelineRow {
        let (mark, mark_why) = mark(entry);
        TimelineRow {
            index: entry.index,
            person: Some(entry.person),
            device: Some(entry.chain.device),
            claimed: entry.claimed,
            believed: entry.believed,
            hub_time_ms: entry.hub_time_ms,
            mark: mark.to_owned(),
            mark_why,
            of: (entry.origin != Origin::Own).then_some(entry.subject.id),
            warnings: clock_warning(entry).into_iter().collect(),
            ..TimelineRow::empty()
        }
    }

    fn bare_row(&self, entry: &EntryRow) -> TimelineRow {
        let document = entry.document.iter().map(|(name, _)| Detail {
            name: "document".into(),
            value: Value::text(format!("{}/{name}", entry.audience)),
        });
        let withheld = if entry.document.is_some() { "fields" } else { "withheld" };
        TimelineRow {
            kind: withheld.to_owned(),
            details: document.collect(),
            ..self.entry_part(entry)
        }
    }

    fn fact_row(&self, entry: &EntryRow, row: &FactRow) -> TimelineRow {
        let mut line = self.entry_part(entry);
        line.fact = Some(row.id);
        line.kind = kind_name(row.kind).filter(|_| row.fact.is_some()).unwrap_or("unknown").into();
        line.struck_by = row.struck;
        line.moved_to = row.moved.map(|(_, to)| to).filter(|to| *to != self.subject);
        line.stage_after = self.stage_after(Some(&row.id), entry.index);
        let exception = self.exceptions.get(&row.id);
        line.missing = exception.map(|one| one.exception.missing.clone()).unwrap_or_default();
        line.evidence.clone_from(&row.blobs);
        if let Some(fact) = &row.fact {
            line.details = details(fact);
            line.warnings.extend(warnings(fact));
        }
        line
    }
}

impl TimelineRow {
    fn empty() -> Self {
        Self {
            index: None,
            fact: None,
            kind: String::new(),
            person: None,
            device: None,
            claimed: Interval::default(),
            believed: Interval::default(),
            hub_time_ms: None,
            mark: "accepted".into(),
            mark_why: None,
            struck_by: None,
            moved_to: None,
            of: None,
            stage_after: None,
            missing: Vec::new(),
            details: Vec::new(),
            warnings: Vec::new(),
            evidence: Vec::new(),
            trigger: None,
            words: None,
        }
    }
}

/// The mark of an entry, and its short code.
fn mark(entry: &EntryRow) -> (&'static str, Option<String>) {
    match &entry.verdict {
        Verdict::Accepted if entry.index.is_none() => match &entry.said {
            None => ("unsent", None),
            Some(Verdict::Held { why }) => ("held", Some(why.clone())),
            Some(_) => ("stored", None),
        },
        Verdict::Accepted => ("accepted", None),
        Verdict::Flagged { why } => ("flagged", Some(why.clone())),
        Verdict::Late => ("late", None),
        Verdict::Refused { code } => ("refused", Some(code.clone())),
        Verdict::Blocked { by: BlockedBy::Entry(index) } => ("blocked", Some(index.to_string())),
        Verdict::Blocked { by: BlockedBy::Envelope(hash) } => ("blocked", Some(hash.to_string())),
        Verdict::Retry { .. } => ("unsent", None),
        Verdict::Held { why } => ("held", Some(why.clone())),
    }
}

fn clock_warning(entry: &EntryRow) -> Option<Warning> {
    let off = entry.wall_error_ms.filter(|off| off.saturating_abs() > WALL_ERROR_MS)?;
    let minutes = off.saturating_add(30_000 * off.signum()) / 60_000;
    let zh = format!("手机时钟偏差 {minutes} 分钟");
    Some(Warning::new("clock_off", zh, format!("the phone's clock was {minutes} minutes off")))
}

/// What to know before relying on a fact.
#[must_use]
pub fn warnings(fact: &Fact) -> Vec<Warning> {
    match fact {
        Fact::Fix(fix) => fix_warnings(fix),
        Fact::Photo(photo) => photo
            .unreadable
            .iter()
            .map(|why| {
                let zh = format!("照片无法读取:{why}");
                Warning::new("unreadable", zh, format!("the picture cannot be read: {why}"))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn fix_warnings(fix: &Fix) -> Vec<Warning> {
    let mut found = Vec::new();
    if fix.age_ms > FIX_STALE_MS {
        let seconds = fix.age_ms / 1_000;
        let zh = format!("定位是 {seconds} 秒前的");
        found.push(Warning::new("fix_stale", zh, format!("the position is {seconds} s old")));
    }
    if fix.accuracy_dm > FIX_COARSE_DM {
        let metres = fix.accuracy_dm / 10;
        let zh = format!("定位精度仅 {metres} 米");
        found.push(Warning::new("fix_coarse", zh, format!("accurate to {metres} m only")));
    }
    if fix.mock {
        let en = "the platform says that it is a mock position";
        found.push(Warning::new("fix_mock", "系统提示为模拟定位".into(), en.into()));
    }
    found
}
