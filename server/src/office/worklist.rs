//! What the dispatcher looks through: lists of orders, late work, what waits.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, SubjectId};
use counterfoil_domain::order::Card;
use counterfoil_domain::subject::normalise_key;
use counterfoil_domain::verdict::Verdict;
use serde::{Deserialize, Serialize};

use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Orders that one list reads through, at most.
const CARDS_MAX: usize = 20_000;
/// Orders in one answer, at most.
const ROWS_MAX: usize = 500;
/// Rows of the worklist, at most.
const WORK_MAX: usize = 500;

/// Which orders to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// At this stage.
    pub stage: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Assigned to this person.
    pub assigned: Option<PersonId>,
    /// Assigned to nobody.
    #[serde(default)]
    pub unassigned: bool,
    /// With this in their keys, names, numbers or address.
    pub text: Option<String>,
    /// That somebody has to look at.
    #[serde(default)]
    pub attention: bool,
    /// At most so many.
    pub limit: Option<usize>,
}

/// One order of a list.
#[derive(Debug, Serialize)]
pub struct OrderRow {
    /// What lists show of it.
    #[serde(flatten)]
    pub card: Card,
    /// Whether somebody has to look at it.
    pub attention: bool,
}

/// One envelope that the office has to look at.
#[derive(Debug, Serialize)]
pub struct WaitingShown {
    /// The store that wrote it.
    pub device: DeviceId,
    /// Its header's hash.
    pub envelope: Hash,
    /// What it is about.
    pub subject: SubjectId,
    /// `late`, `flagged`, `refused`, `blocked`, `held`, or `body_missing`.
    pub mark: String,
    /// Why, as a short code.
    pub why: Option<String>,
    /// When it came, ms since 1970.
    pub received_at_ms: u64,
}

/// What the office has to look at.
#[derive(Debug, Default, Serialize)]
pub struct Worklist {
    /// Late, flagged, refused and blocked envelopes, newest first.
    pub inbox: Vec<WaitingShown>,
    /// Envelopes that wait for access, an update, a body; oldest first.
    pub waiting: Vec<WaitingShown>,
    /// How many wait in all.
    pub waiting_count: u64,
}

impl ListQuery {
    fn wants(&self, card: &Card) -> bool {
        self.stage.as_ref().is_none_or(|stage| card.stage == *stage)
            && self.kind.as_ref().is_none_or(|kind| card.kind == *kind)
            && self.assigned.is_none_or(|person| card.assigned.contains(&person))
            && (!self.unassigned || card.assigned.is_empty())
            && (!self.attention || card.needs_attention())
            && self.text.as_ref().is_none_or(|text| holds(card, text))
    }
}

/// Keys are compared without spaces and hyphens, words without regard to case.
fn holds(card: &Card, text: &str) -> bool {
    let (key, words) = (normalise_key(text), text.to_lowercase());
    card.keys.iter().any(|own| own.value.contains(&key))
        || card.search_text.to_lowercase().contains(&words)
}

impl Server {
    /// Orders, latest change first.
    pub async fn list_orders(&self, query: &ListQuery) -> Answer<Vec<OrderRow>> {
        let cards = self.storage.cards(self.tenant(), CARDS_MAX).await?;
        let limit = query.limit.unwrap_or(ROWS_MAX).min(ROWS_MAX);
        let mut rows = Vec::new();
        for (_, _, bytes) in cards {
            let card: Card =
                cbor::decode(&bytes).map_err(|error| Problem::internal("cards", &error))?;
            if query.wants(&card) {
                rows.push(OrderRow { attention: card.needs_attention(), card });
            }
            if rows.len() == limit {
                break;
            }
        }
        Ok(rows)
    }

    /// What somebody has to look at.
    pub async fn worklist(&self) -> Answer<Worklist> {
        let held = self.storage.waiting(self.tenant(), WORK_MAX).await?;
        let inbox = self.storage.remarkable(self.tenant(), WORK_MAX).await?;
        let sums = self.storage.sums(self.tenant()).await?;
        let waiting = held.into_iter().map(|row| WaitingShown {
            device: row.device,
            envelope: row.hash,
            subject: row.subject,
            mark: if row.why.is_some() { "held" } else { "body_missing" }.to_owned(),
            why: row.why,
            received_at_ms: row.received_at_ms,
        });
        let inbox = inbox.into_iter().map(|(row, verdict)| {
            let (mark, why) = mark_of(&verdict);
            WaitingShown {
                device: row.device,
                envelope: row.hash,
                subject: row.subject,
                mark: mark.to_owned(),
                why,
                received_at_ms: row.received_at_ms,
            }
        });
        let (waiting, inbox) = (waiting.collect(), inbox.collect());
        Ok(Worklist { inbox, waiting, waiting_count: sums.held })
    }
}

/// A verdict as the office API names it, with its short code.
pub(super) fn mark_of(verdict: &Verdict) -> (&'static str, Option<String>) {
    match verdict {
        Verdict::Accepted => ("accepted", None),
        Verdict::Flagged { why } => ("flagged", Some(why.clone())),
        Verdict::Late => ("late", None),
        Verdict::Refused { code } => ("refused", Some(code.clone())),
        Verdict::Blocked { .. } => ("blocked", None),
        Verdict::Retry { .. } => ("retry", None),
        Verdict::Held { why } => ("held", Some(why.clone())),
    }
}
