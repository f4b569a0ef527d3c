//! A whole order as a page shows it: the sheet, with names for ids and words for times and marks.

use std::collections::BTreeMap;

use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{FactId, Hash, PersonId};
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::conflicts::{CandidateRow, ProposalRow};
use counterfoil_domain::order::sheet::SideRow;
use counterfoil_domain::order::telling::{Told, told};
use counterfoil_domain::order::timeline::TimelineRow;
use counterfoil_domain::order::urges::UrgeRow;
use counterfoil_domain::order::{Card, Sheet};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::sla::target::Target;
use serde::{Deserialize, Serialize};

use super::approving::{self, ApprovalShown};
use super::clock::HubClock;
use super::contacts::HeardOf;
use super::flags::Flag;
use super::reading::{EvidenceShown, OrderRead, ReceiptShown};
use crate::erasing::HoldShown;

/// Minutes east of UTC in which times are told, unless the reader asks for another zone: 北京时间.
const OFFSET_MINUTES: i32 = 480;

/// How a reader wants an order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Minutes east of UTC in which times are told.
    pub offset_minutes: Option<i32>,
}

/// A whole order, as the office sees it.
#[derive(Debug, Serialize)]
pub struct OrderShown {
    /// The sheet, as a phone that sees everything has it.
    pub sheet: Sheet,
    /// Its kind, for people.
    pub kind_name: Words,
    /// What a dispatcher looks for.
    pub flags: Vec<Flag>,
    /// The sheet's timeline, in words.
    pub timeline: Vec<TimelineShown>,
    /// Both sides of a dispute, in words; empty if there is none.
    pub dispute: Vec<SideShown>,
    /// Fields with several values.
    pub conflicts: Vec<ConflictShown>,
    /// What somebody proposed and a field does not hold.
    pub proposals: Vec<ProposalShown>,
    /// Who has to agree to what, and what they are shown.
    pub approvals: Vec<ApprovalShown>,
    /// Who asked to hurry, and what became of it.
    pub urges: Vec<UrgeShown>,
    /// Its service levels now, with what each was reckoned on.
    pub targets: Vec<Target>,
    /// Every blob that an envelope of the order names, and whether it is here.
    pub evidence: Vec<EvidenceShown>,
    /// What the hub has of the chains that wrote on it.
    pub receipts: Vec<ReceiptShown>,
    /// Names of the people on it.
    pub people: BTreeMap<PersonId, String>,
    /// The legal hold that keeps it from erasure, if one stands.
    pub legal_hold: Option<HoldShown>,
    /// Entries in the log that are in it.
    pub log_size: u64,
}

/// One row of the timeline.
#[derive(Debug, Serialize)]
pub struct TimelineShown {
    /// The row.
    #[serde(flatten)]
    pub row: TimelineRow,
    /// Who acted, by name; absent for the hub.
    pub person_name: Option<String>,
    /// For whom it was written, by the playbook's name; absent for the hub's statements.
    pub audience: Option<String>,
    /// When it is believed to have happened.
    pub when: Words,
    /// What happened.
    pub told: Told,
}

/// One side of a dispute.
#[derive(Debug, Serialize)]
pub struct SideShown {
    /// The side.
    #[serde(flatten)]
    pub side: SideRow,
    /// Who says so, by name.
    pub person_name: Option<String>,
    /// When.
    pub when: Words,
}

/// A field with several values.
#[derive(Debug, Serialize)]
pub struct ConflictShown {
    /// The audience.
    pub audience: String,
    /// The document within it.
    pub document: String,
    /// The path.
    pub path: String,
    /// What people call the field.
    pub name: Words,
    /// The values, the one that is shown last.
    pub candidates: Vec<CandidateShown>,
}

/// One of several values.
#[derive(Debug, Serialize)]
pub struct CandidateShown {
    /// The value.
    #[serde(flatten)]
    pub candidate: CandidateRow,
    /// Who wrote it, by name.
    pub person_name: Option<String>,
    /// When.
    pub when: Words,
}

/// A proposal.
#[derive(Debug, Serialize)]
pub struct ProposalShown {
    /// The path.
    pub path: String,
    /// What people call the field.
    pub name: Words,
    /// The proposal.
    #[serde(flatten)]
    pub proposal: ProposalRow,
    /// Who proposes it, by name.
    pub person_name: Option<String>,
    /// When.
    pub when: Words,
}

/// An urge and what became of it.
#[derive(Debug, Serialize)]
pub struct UrgeShown {
    /// The urge.
    pub urge: FactId,
    /// Why.
    pub reason: Option<String>,
    /// When it was written into the log, ms since 1970.
    pub asked_ms: Option<u64>,
    /// When a phone of somebody assigned was first answered from a log that held it: it has it since then.
    pub handed_ms: Option<u64>,
    /// The answers.
    pub answers: Vec<UrgeAnswerShown>,
}

/// An answer to an urge.
#[derive(Debug, Serialize)]
pub struct UrgeAnswerShown {
    /// What they say.
    pub answer: String,
    /// In how many minutes they will be there.
    pub minutes: Option<u32>,
    /// Who, by name.
    pub person_name: Option<String>,
    /// When, as an interval.
    pub believed: Interval,
    /// When.
    pub when: Words,
}

/// What a page is made of beside the order.
pub(super) struct PageParts {
    pub(super) evidence: Vec<EvidenceShown>,
    pub(super) receipts: Vec<ReceiptShown>,
    pub(super) people: BTreeMap<PersonId, String>,
    pub(super) stores: Vec<(PersonId, counterfoil_domain::ids::DeviceId)>,
    pub(super) heard: HeardOf,
    pub(super) clock: HubClock,
    /// What was told at once and nobody has read.
    pub(super) unread: Option<u32>,
    pub(super) legal_hold: Option<HoldShown>,
    pub(super) office: (PersonId, Vec<String>),
}

/// Writes a page.
struct Writer<'a> {
    read: &'a OrderRead,
    parts: &'a PageParts,
    offset_minutes: i32,
}

/// A whole order in words.
pub(super) fn page(read: &OrderRead, parts: PageParts, query: &PageQuery) -> OrderShown {
    let offset_minutes = query.offset_minutes.unwrap_or(OFFSET_MINUTES);
    let writer = Writer { read, parts: &parts, offset_minutes };
    let mut sheet = Sheet::from(&read.state, &read.playbook);
    sheet.card.unread = parts.unread;
    let next_due = parts.clock.next(&sheet.card);
    let kind = read.playbook.kind(read.state.kind());
    let timeline = sheet.timeline.iter().cloned();
    let timeline = timeline.map(|row| writer.timeline(row)).collect();
    let dispute = sheet.dispute.iter().cloned();
    let dispute = dispute.map(|side| writer.side(side)).collect();
    OrderShown {
        kind_name: kind
            .map_or_else(|| Words::new(read.state.kind(), read.state.kind()), |k| k.name.clone()),
        flags: Flag::of(&sheet.card),
        timeline,
        dispute,
        conflicts: writer.conflicts(&sheet),
        proposals: writer.proposals(&sheet),
        approvals: approving::approvals(read, &sheet.approvals, &parts.office),
        urges: writer.urges(&sheet),
        targets: parts.clock.targets(&sheet.card),
        sheet: Sheet { card: Card { next_due, ..sheet.card }, ..sheet },
        log_size: read.tip.size,
        legal_hold: parts.legal_hold,
        evidence: parts.evidence,
        receipts: parts.receipts,
        people: parts.people,
    }
}

impl Writer<'_> {
    fn name(&self, person: Option<PersonId>) -> Option<String> {
        self.parts.people.get(&person?).cloned()
    }

    fn when(&self, interval: &Interval) -> Words {
        interval.words(self.offset_minutes)
    }

    fn timeline(&self, row: TimelineRow) -> TimelineShown {
        let name_of = |id: &str| {
            let person: PersonId = id.parse().ok()?;
            self.parts.people.get(&person).cloned()
        };
        let state = &self.read.state;
        let entry = state.entries.iter().find(|entry| entry.index == row.index);
        let committed = Interval { earliest_ms: row.hub_time_ms, latest_ms: row.hub_time_ms };
        let when = if row.person.is_some() { &row.believed } else { &committed };
        TimelineShown {
            person_name: self.name(row.person),
            audience: entry.filter(|_| row.person.is_some()).map(|entry| entry.audience.clone()),
            when: self.when(when),
            told: told(&row, &self.read.playbook, state.kind(), &name_of),
            row,
        }
    }

    fn side(&self, side: SideRow) -> SideShown {
        let (person_name, when) = (self.name(side.person), self.when(&side.believed));
        SideShown { side, person_name, when }
    }

    fn conflicts(&self, sheet: &Sheet) -> Vec<ConflictShown> {
        let several = sheet.fields.iter().filter(|row| row.candidates.len() > 1);
        let shown = several.map(|row| ConflictShown {
            audience: row.audience.clone(),
            document: row.document.clone(),
            path: row.path.clone(),
            name: row.name.clone(),
            candidates: row.candidates.iter().cloned().map(|one| self.candidate(one)).collect(),
        });
        shown.collect()
    }

    fn candidate(&self, candidate: CandidateRow) -> CandidateShown {
        let (person_name, when) = (self.name(candidate.person), self.when(&candidate.believed));
        CandidateShown { candidate, person_name, when }
    }

    fn proposals(&self, sheet: &Sheet) -> Vec<ProposalShown> {
        let rows = sheet.fields.iter().flat_map(|row| {
            row.proposals.iter().map(move |one| (row.path.clone(), row.name.clone(), one.clone()))
        });
        let shown = rows.map(|(path, name, proposal)| ProposalShown {
            path,
            name,
            person_name: self.name(Some(proposal.person)),
            when: self.when(&proposal.believed),
            proposal,
        });
        shown.collect()
    }

    fn urges(&self, sheet: &Sheet) -> Vec<UrgeShown> {
        let state = &self.read.state;
        let urges = state.standing().filter_map(|(row, fact)| match fact {
            Fact::Urge(urge) => Some((row, urge)),
            _ => None,
        });
        let shown = urges.map(|(row, urge)| {
            let entry = state.entry_of(row);
            UrgeShown {
                urge: row.id,
                reason: urge.reason.clone(),
                asked_ms: entry.hub_time_ms,
                handed_ms: entry.index.and_then(|index| self.handed_ms(index)),
                answers: self.answers(sheet, &row.id),
            }
        });
        shown.collect()
    }

    fn handed_ms(&self, index: u64) -> Option<u64> {
        let assigned = &self.read.state.assigned;
        let stores = self.parts.stores.iter().filter(|(person, _)| assigned.contains(person));
        stores.filter_map(|(_, device)| self.parts.heard.handed_ms(*device, index)).min()
    }

    /// What was answered to the urge to which a tap belongs.
    fn answers(&self, sheet: &Sheet, tap: &FactId) -> Vec<UrgeAnswerShown> {
        let of_tap = |row: &&UrgeRow| row.taps.iter().any(|one| one.fact == *tap);
        let answers = sheet.urges.iter().find(of_tap).map(|row| row.answers.as_slice());
        let shown = answers.unwrap_or_default().iter().map(|answer| UrgeAnswerShown {
            answer: answer.answer.clone(),
            minutes: answer.minutes,
            person_name: self.name(Some(answer.person)),
            believed: answer.at,
            when: self.when(&answer.at),
        });
        shown.collect()
    }
}

/// Where the bytes of a blob are, for who may read its envelope.
pub(super) fn evidence_path(envelope: Hash, hash: Hash) -> String {
    format!("/v1/evidence/{envelope}/{hash}")
}
