//! What the gate did not simply take: records that are held, blocked or refused, fields that late work would have
//! set, and runs in quarantine, each with why, for whom it matters and what the office can do about it.
//!
//! Nothing here goes around the gate. To *release* is to give the author the order and let the gate judge again
//! (`releasing`); to *adopt* is to write down as a proposal of the office what somebody meant (`adopting`).

mod adopting;
mod content;
mod releasing;
mod runs;
mod stranded;

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::envelope::{Envelope, Header};
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, SubjectId};
use counterfoil_domain::order::Card;
use counterfoil_domain::order::telling::Told;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_domain::verdict::{Verdict, reason_words};
use serde::{Deserialize, Serialize};

use super::cards::CardsNow;
use super::reading::OrderRead;
use super::worklist::mark_of;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::safety::WaitingRow;

pub use releasing::{AssignFor, ReleaseHeld, Released};
pub use runs::RunShown;

/// Records that are shown, at most.
const ROWS_MAX: usize = 300;
/// Orders that are folded for one answer, at most; records of others are shown without what they would change.
const FOLDED_MAX: usize = 100;
/// The mark of work that came when the order was somebody else's.
const LATE: &str = "late";

/// Which records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldQuery {
    /// Of this order.
    pub order: Option<SubjectId>,
    /// Written by this store.
    pub device: Option<DeviceId>,
}

/// What was not simply taken.
#[derive(Debug, Serialize)]
pub struct HeldList {
    /// Held records first, oldest first; then blocked and refused ones, newest first.
    pub rows: Vec<HeldShown>,
    /// How many of each mark.
    pub counts: BTreeMap<String, u64>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// Runs in quarantine, oldest first.
    pub runs: Vec<RunShown>,
}

/// One record.
#[derive(Debug, Serialize)]
pub struct HeldShown {
    /// Its header's hash.
    pub envelope: Hash,
    /// The store that wrote it.
    pub device: DeviceId,
    /// Who signed it.
    pub person: PersonId,
    /// The same by name.
    pub person_name: String,
    /// What it is about.
    pub subject: SubjectId,
    /// `order`, `shift`, `place` or `asset`.
    pub subject_kind: &'static str,
    /// The order, as far as the hub knows it.
    pub order: Option<OrderBrief>,
    /// `held`, `body_missing`, `blocked`, `late` or `refused`.
    pub mark: String,
    /// Why, as a short code.
    pub why: Option<String>,
    /// Why.
    pub why_words: Words,
    /// What helps.
    pub remedy: Words,
    /// What the office can do: `release`, `assign`, `adopt`.
    pub can: Vec<&'static str>,
    /// What it says.
    pub told: Vec<Told>,
    /// What it would change.
    pub fields: Vec<FieldSaid>,
    /// When it happened, as far as that is known.
    pub when: Words,
    /// When it came, ms since 1970.
    pub received_at_ms: u64,
}

/// An order in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderBrief {
    /// The number by which people call it.
    pub number: String,
    /// What people call it.
    pub title: Option<String>,
    /// Where it stands.
    pub stage_name: Words,
    /// Whether it is over there.
    pub terminal: bool,
    /// Who is to do it, by name.
    pub assigned: Vec<String>,
}

impl OrderBrief {
    /// The brief of a card.
    pub(super) fn of(card: &Card, names: &BTreeMap<PersonId, String>) -> Self {
        let named = card.assigned.iter().filter_map(|person| names.get(person).cloned());
        Self {
            number: card.keys.first().map(|key| key.value.clone()).unwrap_or_default(),
            title: card.title.clone(),
            stage_name: card.stage_name.clone(),
            terminal: card.terminal,
            assigned: named.collect(),
        }
    }
}

/// A field that a record would set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldSaid {
    /// The path.
    pub path: String,
    /// What people call it.
    pub name: Words,
    /// The value as people write it.
    pub value: String,
}

/// A row of the storage with its mark.
struct Marked {
    row: WaitingRow,
    mark: String,
    why: Option<String>,
}

/// What is read once for all rows.
struct Known {
    orders: BTreeMap<SubjectId, OrderRead>,
    names: BTreeMap<PersonId, String>,
    cards: CardsNow,
}

impl Server {
    /// What was not simply taken, of all or of one order or store.
    pub async fn held(&self, query: &HeldQuery) -> Answer<HeldList> {
        let mut marked = self.marked().await?;
        marked.retain(|one| query.device.is_none_or(|device| device == one.row.device));
        marked.retain(|one| query.order.is_none_or(|order| order == one.row.subject));
        let orders = self.orders_of(&marked).await?;
        marked.retain(|one| !replaced(one, orders.get(&one.row.subject)));
        let settled = self.late_settled(&marked, &orders).await?;
        marked.retain(|one| !settled.contains(&one.row.hash));
        let mut counts = BTreeMap::new();
        for one in &marked {
            *counts.entry(one.mark.clone()).or_default() += 1;
        }
        let more = marked.len() > ROWS_MAX;
        marked.truncate(ROWS_MAX);
        let known =
            Known { orders, names: self.everybody().await?, cards: self.cards_now().await? };
        let mut rows = Vec::new();
        for one in marked {
            rows.extend(self.held_shown(one, &known).await?);
        }
        let runs = self.runs(query).await?;
        Ok(HeldList { rows, counts, more, runs })
    }

    async fn marked(&self) -> Answer<Vec<Marked>> {
        let tenant = self.tenant();
        let mut all: Vec<Marked> = Vec::new();
        for row in self.storage.waiting(tenant, ROWS_MAX + 1).await? {
            let mark = if row.why.is_some() { "held" } else { "body_missing" }.to_owned();
            let why = row.why.clone();
            all.push(Marked { row, mark, why });
        }
        for (row, verdict) in self.storage.remarkable(tenant, ROWS_MAX + 1).await? {
            use Verdict::{Blocked, Late, Refused};
            if matches!(verdict, Refused { .. } | Blocked { .. } | Late) {
                let (mark, why) = mark_of(&verdict);
                all.push(Marked { row, mark: mark.to_owned(), why });
            }
        }
        Ok(all)
    }

    /// Late records that need nobody: those that set no field, and those of which everything was proposed since.
    async fn late_settled(
        &self,
        marked: &[Marked],
        orders: &BTreeMap<SubjectId, OrderRead>,
    ) -> Answer<BTreeSet<Hash>> {
        let mut settled = BTreeSet::new();
        for one in marked.iter().filter(|one| one.mark == LATE) {
            let read = orders.get(&one.row.subject);
            let entries = read.map(|read| read.entries.as_slice()).unwrap_or_default();
            let sets = entries.iter().any(|entry| {
                entry.header_hash == Some(one.row.hash) && entry.header.document.is_some()
            });
            let envelope = match sets {
                true => self.storage.envelope(self.tenant(), one.row.hash).await?,
                false => None,
            };
            let open = envelope.and_then(understood).is_some_and(|(envelope, header)| {
                let said = content::said(&header, &envelope, read);
                said.sets.iter().any(|(path, value)| {
                    !read.is_some_and(|read| adopting::is_proposed(&read.state, path, value))
                })
            });
            if !open {
                settled.insert(one.row.hash);
            }
        }
        Ok(settled)
    }

    /// The orders that the records are about, as they stand; those that nobody founded are left out.
    async fn orders_of(&self, marked: &[Marked]) -> Answer<BTreeMap<SubjectId, OrderRead>> {
        let ids: BTreeSet<SubjectId> = marked.iter().map(|one| one.row.subject).collect();
        let asked: Vec<(SubjectId, bool)> =
            ids.into_iter().take(FOLDED_MAX).map(|id| (id, false)).collect();
        let read = self.read_orders(&asked).await?.into_iter();
        let founded = read.filter(|read| read.state.founding().is_some());
        Ok(founded.map(|read| (read.state.subject, read)).collect())
    }

    async fn held_shown(&self, one: Marked, known: &Known) -> Answer<Option<HeldShown>> {
        let Marked { row, mark, why } = one;
        let envelope = self.storage.envelope(self.tenant(), row.hash).await?;
        let Some((envelope, header)) = envelope.and_then(understood) else { return Ok(None) };
        let (read, names) = (known.orders.get(&row.subject), &known.names);
        let playbook = match read {
            Some(read) => read.playbook.clone(),
            None => self.newest_playbook().await?,
        };
        let said = content::said(&header, &envelope, read);
        let order = known.cards.of(row.subject).map(|card| OrderBrief::of(card, names));
        let can = what_helps(&mark, why.as_deref(), (&header, order.as_ref()), &said);
        Ok(Some(HeldShown {
            envelope: row.hash,
            device: row.device,
            person: header.person,
            person_name: names.get(&header.person).cloned().unwrap_or_default(),
            subject: row.subject,
            subject_kind: kind_name(header.subject.kind),
            order,
            why_words: why_words(&mark, why.as_deref()),
            remedy: remedy(&mark, why.as_deref(), &can),
            told: said.told(&playbook, read, names),
            fields: said.fields_said(&playbook),
            when: header.moment().believed(Some(row.received_at_ms)).words(480),
            received_at_ms: row.received_at_ms,
            mark,
            why,
            can,
        }))
    }

    /// A record of this hash, with its header.
    async fn held_envelope(&self, hash: Hash) -> Answer<(Envelope, Header)> {
        let found = self.storage.envelope(self.tenant(), hash).await?;
        found.and_then(understood).ok_or_else(Problem::not_found)
    }
}

fn understood(envelope: Envelope) -> Option<(Envelope, Header)> {
    let header = Header::from_bytes(&envelope.header_bytes).ok()?;
    Some((envelope, header))
}

/// Whether a later envelope stands in its place: its phone has replayed it.
fn replaced(one: &Marked, read: Option<&OrderRead>) -> bool {
    let entries = read.map(|read| read.entries.as_slice()).unwrap_or_default();
    entries
        .iter()
        .any(|entry| entry.header.instead_of == Some(one.row.hash) && entry.verdict.takes_facts())
}

fn kind_name(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Order => "order",
        SubjectKind::Shift => "shift",
        SubjectKind::Place => "place",
        SubjectKind::Asset => "asset",
    }
}

fn what_helps(
    mark: &str,
    why: Option<&str>,
    (header, order): (&Header, Option<&OrderBrief>),
    said: &content::Said,
) -> Vec<&'static str> {
    let open = order.is_some_and(|order| !order.terminal);
    let waits_for_access = matches!(why, Some("access" | "behind"));
    let mut can = Vec::new();
    if mark == "held" && waits_for_access && open && header.subject.kind == SubjectKind::Order {
        can.push("assign");
    }
    if mark == "held" {
        can.push("release");
    }
    if order.is_some() && said.is_adoptable(matches!(mark, "blocked" | LATE)) {
        can.push("adopt");
    }
    can
}

fn why_words(mark: &str, why: Option<&str>) -> Words {
    match (mark, why) {
        ("body_missing", _) => {
            Words::new("只到了记录的目录,内容还在手机上", "its content is still on the phone")
        }
        ("blocked", _) => Words::new(
            "它所依据的改动没有生效,或资料已整理过",
            "it builds on a change that was not taken, or the document was renewed",
        ),
        (LATE, _) => Words::new(
            "送到时单子已经不归他;现场的事实都留着,改的字段没有生效",
            "it came when the order was no longer theirs: what they did counts, the fields were not set",
        ),
        (_, why) => reason_words(why.unwrap_or_default()),
    }
}

/// What helps, for people.
fn remedy(mark: &str, why: Option<&str>, can: &[&'static str]) -> Words {
    let adopt = can.contains(&"adopt");
    match (mark, why.unwrap_or_default()) {
        ("body_missing", _) => Words::new(
            "等这部手机下次联网,内容会自动补上",
            "nothing to do: it comes when the phone is next online",
        ),
        ("blocked", _) => Words::new(
            "手机下次联网会自己重发;等不及可先采纳为建议",
            "the phone sends it again by itself; or adopt it as a proposal",
        ),
        (LATE, _) => Words::new(
            "核对后采纳,就成为一条建议;不用的可以不管",
            "adopt it as a proposal where it is worth it",
        ),
        ("held", "access" | "behind") if can.contains(&"assign") => Words::new(
            "改派给记录人就会生效;也可以只放行这一次,单子还归原负责人",
            "assign the order to its author, for good or for this once",
        ),
        ("held", "access" | "behind") => Words::new(
            "单子已完结或中心还不认识,先留存;可采纳的内容可转为建议",
            "the order is over or not known here: it is kept; adopt what it says",
        ),
        ("held", "update_hub") => Words::new("升级中心后自动判定", "update the hub"),
        ("held", "revoked" | "person") => Words::new(
            "核实是谁写的;内容留作证据,可采纳为建议",
            "find out who wrote it; it is kept as evidence and may be adopted",
        ),
        ("held", _) => Words::new("前面的记录一到就自动判定", "judged when what it needs is here"),
        (_, "off_duty") => Words::new(
            "无需处理:下班和休息时不留定位",
            "nothing to do: no position is kept outside a shift",
        ),
        _ if adopt => Words::new("不能放行;可采纳为建议", "cannot be let in; adopt it"),
        _ => Words::new(
            "不能放行;请记录人按规则重做,原记录留存备查",
            "cannot be let in; its author does it again by the rules",
        ),
    }
}
