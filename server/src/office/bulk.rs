//! One act on many orders: first what would happen to each, then the act itself with an answer for each.
//!
//! Every row is an act of its own through the same gate: what one order forbids does not stop the others, and
//! a request that was cut off is sent again under its key without doing anything twice.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::ids::{ActId, PersonId, SubjectId};
use counterfoil_domain::limits::BULK_ORDERS_MAX;
use counterfoil_domain::playbook::words::Words;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::acting::Prepared;
use super::acts::{Act, is_nothing};
use super::pushing::{Acted, ActedEnvelope, Unchanged};
use super::repeated::{Repeated, Standing, acting};
use super::shapes::{AssignOrder, CancelOrder, CommentOrder, EditFields, StopLoading, UrgeOrder};
use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/office/bulk`
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    /// What is done.
    pub act: BulkAct,
    /// To which orders; one that is named twice counts once.
    pub orders: Vec<SubjectId>,
    /// Only say what would happen.
    #[serde(default)]
    pub preview: bool,
    /// `assign`, `reassign`: to whom; `reassign` without it takes the assignment away.
    #[serde(default)]
    pub to: Option<PersonId>,
    /// A reason code; of an urge a few words.
    #[serde(default)]
    pub reason: Option<String>,
    /// `cancel`: a few words.
    #[serde(default)]
    pub note: Option<String>,
    /// `edit`: fields by path; `null` clears one.
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    /// `edit`: the document within each path's audience; `""` for the main one.
    #[serde(default)]
    pub document: String,
    /// `comment`: the words.
    #[serde(default)]
    pub text: Option<String>,
    /// `do_not_load`: whether they must stay.
    #[serde(default)]
    pub stop: Option<bool>,
    /// `assign`, `reassign`: also what the customer refused, with a reason.
    #[serde(default, rename = "override")]
    pub override_refusal: bool,
}

/// What can be done to many orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAct {
    /// Assigns those that nobody else has.
    #[default]
    Assign,
    /// Assigns them, whoever had them.
    Reassign,
    /// Cancels.
    Cancel,
    /// Asks to hurry.
    Urge,
    /// Sets fields.
    Edit,
    /// Writes a remark.
    Comment,
    /// Intercepts, or sets free.
    DoNotLoad,
}

/// What became of a bulk act, or would become of it.
#[derive(Debug, Clone, Serialize)]
pub struct BulkDone {
    /// The act.
    pub act: BulkAct,
    /// Whether this is only what would happen.
    pub preview: bool,
    /// How many rows have each outcome.
    pub counts: BTreeMap<Outcome, usize>,
    /// One row for each order, in the order of the request.
    pub rows: Vec<BulkRow>,
}

/// What became of one order.
#[derive(Debug, Clone, Serialize)]
pub struct BulkRow {
    /// The order.
    pub order: SubjectId,
    /// What became of it.
    pub outcome: Outcome,
    /// The envelopes that were written.
    pub envelopes: Vec<ActedEnvelope>,
    /// Why not, as a stable short code.
    pub code: Option<String>,
    /// Why not, for people.
    pub zh: Vec<String>,
    /// The same in English.
    pub en: Vec<String>,
    /// What to know before going on.
    pub notes: Vec<Words>,
}

/// What became of one order of a bulk act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It would be done.
    Would,
    /// It is so already.
    Unchanged,
    /// It cannot be done; the row says why.
    Refused,
    /// The hub failed on it; sending the same again is safe.
    Failed,
}

impl Bulk {
    fn act(&self) -> Answer<Act> {
        let missing = |title| Problem::malformed(title);
        let assign = || AssignOrder {
            to: self.to,
            reason: self.reason.clone(),
            override_refusal: self.override_refusal,
        };
        Ok(match self.act {
            BulkAct::Assign if self.to.is_none() => {
                return Err(missing("It is not said to whom"));
            }
            BulkAct::Assign => Act::AssignNew(assign()),
            BulkAct::Reassign => Act::Assign(assign()),
            BulkAct::Cancel => {
                Act::Cancel(CancelOrder { reason: self.reason.clone(), note: self.note.clone() })
            }
            BulkAct::Urge => Act::Urge(UrgeOrder { reason: self.reason.clone(), wave: true }),
            BulkAct::Edit if self.fields.is_empty() => return Err(missing("No field is named")),
            BulkAct::Edit => {
                let (fields, document) = (self.fields.clone(), self.document.clone());
                Act::Edit(EditFields { fields, document, check_window: false })
            }
            BulkAct::Comment => {
                let text = self.text.clone().filter(|text| !text.trim().is_empty());
                let text = text.ok_or_else(|| missing("The remark has no words"))?;
                Act::Comment(CommentOrder { text })
            }
            BulkAct::DoNotLoad => {
                let stop = self.stop.ok_or_else(|| missing("It is not said whether to stop"))?;
                Act::StopLoading(StopLoading { stop, reason: self.reason.clone() })
            }
        })
    }

    fn distinct_orders(&self) -> Answer<Vec<SubjectId>> {
        let mut seen = BTreeSet::new();
        let distinct = self.orders.iter().copied().filter(|order| seen.insert(*order));
        let orders: Vec<SubjectId> = distinct.collect();
        if orders.is_empty() || orders.len() > BULK_ORDERS_MAX {
            let title = "A bulk act is on 1 to 500 orders";
            return Err(Problem::malformed(title).with("max", BULK_ORDERS_MAX));
        }
        Ok(orders)
    }
}

impl BulkRow {
    fn of(order: SubjectId, outcome: Outcome) -> Self {
        let (zh, en) = (Vec::new(), Vec::new());
        Self { order, outcome, envelopes: Vec::new(), code: None, zh, en, notes: Vec::new() }
    }

    fn done(acted: Acted) -> Self {
        match acted.unchanged {
            Some(unchanged) => Self::unchanged(acted.order, unchanged),
            None => Self { envelopes: acted.envelopes, ..Self::of(acted.order, Outcome::Done) },
        }
    }

    fn unchanged(order: SubjectId, why: Unchanged) -> Self {
        Self { code: Some(why.code), zh: why.zh, en: why.en, ..Self::of(order, Outcome::Unchanged) }
    }

    fn not_done(order: SubjectId, problem: &Problem) -> Self {
        if is_nothing(problem) {
            return Self::unchanged(order, Unchanged::of(problem));
        }
        let failed = problem.status.is_server_error();
        let outcome = if failed { Outcome::Failed } else { Outcome::Refused };
        let why = Unchanged::of(problem);
        let en = if why.en.is_empty() { vec![problem.title.to_owned()] } else { why.en };
        let code = Some(problem.code.to_owned());
        Self { code, zh: why.zh, en, ..Self::of(order, outcome) }
    }

    fn would(order: SubjectId, prepared: &Prepared, act: &Act) -> Self {
        Self { notes: notes(prepared, act), ..Self::of(order, Outcome::Would) }
    }
}

/// What a dispatcher should know before he goes on.
fn notes(prepared: &Prepared, act: &Act) -> Vec<Words> {
    let state = &prepared.read.state;
    let mut notes = Vec::new();
    let moves_on = matches!(act, Act::Cancel(_) | Act::Assign(_) | Act::AssignNew(_));
    let to = match act {
        Act::Assign(asked) | Act::AssignNew(asked) => asked.to,
        _ => None,
    };
    if moves_on && state.custody.holder.is_some_and(|holder| Some(holder) != to) {
        let (zh, en) =
            ("件还在别人手上,须交接或交回", "somebody has it: to be handed over or back");
        notes.push(Words::new(zh, en));
    }
    if matches!(act, Act::Urge(_)) && state.assigned.is_empty() {
        notes.push(Words::new("还没有派给人,没人会收到", "nobody is assigned, nobody gets it"));
    }
    notes
}

impl Server {
    /// Does one thing to many orders, or says what would become of each.
    pub(crate) async fn bulk(&self, asked: &Bulk, repeated: Option<&Repeated>) -> Answer<BulkDone> {
        let act = asked.act()?;
        let orders = asked.distinct_orders()?;
        self.check_act(&act).await?;
        // What one act tells of many orders people are told once, also when its rest is sent again.
        let over = repeated.map_or_else(|| random().map(ActId), |asked| Ok(asked.act()))?;
        let mut rows = Vec::new();
        for order in orders {
            rows.push(match asked.preview {
                true => match self.prepare_act(order, &act).await {
                    Ok(prepared) => BulkRow::would(order, &prepared, &act),
                    Err(problem) => BulkRow::not_done(order, &problem),
                },
                false => self.bulk_row(order, (&act, over), repeated).await,
            });
        }
        let mut counts = BTreeMap::new();
        for row in &rows {
            *counts.entry(row.outcome).or_default() += 1;
        }
        Ok(BulkDone { act: asked.act, preview: asked.preview, counts, rows })
    }

    async fn bulk_row(
        &self,
        order: SubjectId,
        (act, over): (&Act, ActId),
        asked: Option<&Repeated>,
    ) -> BulkRow {
        let done = match act {
            // Everything else finds that it is so already; a remark would be written again.
            Act::Comment(_) => self.once_for_row(order, (act, over), asked).await,
            _ => self.act_on_one(order, act, Some(over)).await,
        };
        match done {
            Ok(acted) => BulkRow::done(acted),
            Err(problem) => BulkRow::not_done(order, &problem),
        }
    }

    async fn once_for_row(
        &self,
        order: SubjectId,
        (act, over): (&Act, ActId),
        asked: Option<&Repeated>,
    ) -> Answer<Acted> {
        let own = asked.map(|asked| asked.row(order));
        if let Standing::Answered(answer) = self.begin_repeated(own.as_ref(), order).await? {
            let read = serde_json::from_value(answer);
            return read.map_err(|error| Problem::internal("idempotency", &error));
        }
        let acted = acting(own.clone(), self.act_on_one(order, act, Some(over))).await?;
        let kept = serde_json::to_value(&acted);
        let kept = kept.map_err(|error| Problem::internal("office", &error))?;
        self.end_repeated(own.as_ref(), &kept).await?;
        Ok(acted)
    }
}
