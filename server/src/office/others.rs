//! Machines and places as the office sees them: what outlives an order, and which of them are one.

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::{Key, SubjectKind};
use serde::{Deserialize, Serialize};

use crate::problem::Answer;
use crate::server::Server;

/// Subjects of one list.
const LISTED_MAX: usize = 500;

/// `GET /v1/office/machines`, `GET /v1/office/places`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OthersQuery {
    /// Only those of which an entry at or after this moment tells, ms since 1970.
    #[serde(default)]
    pub since_ms: u64,
}

/// A list of machines or of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherList {
    /// One row each, also of those that follow another.
    pub rows: Vec<OtherRow>,
    /// Whether there are more than a list holds; ask for what is newer.
    pub more: bool,
}

/// A machine or a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherRow {
    /// Its id.
    pub id: SubjectId,
    /// The keys by which people know it.
    pub keys: Vec<Key>,
    /// What people call it.
    pub name: Option<String>,
    /// The one that leads, while this one is joined to it.
    pub lead: Option<SubjectId>,
    /// Those that are joined to this one, which leads.
    pub joined: Vec<SubjectId>,
}

impl Server {
    /// The machines ([`SubjectKind::Asset`]) or places of the tenant.
    pub async fn others(&self, kind: SubjectKind, query: OthersQuery) -> Answer<OtherList> {
        let since = query.since_ms;
        let heard = self.storage.heard_since(self.tenant(), kind, since, LISTED_MAX + 1).await?;
        let more = heard.len() > LISTED_MAX;
        let asked: Vec<(SubjectId, bool)> =
            heard.into_iter().take(LISTED_MAX).map(|id| (id, false)).collect();
        let path = if kind == SubjectKind::Asset { "asset/name" } else { "place/name" };
        let row = |read: &super::reading::OrderRead| OtherRow {
            id: read.state.subject,
            keys: read.state.keys(),
            name: read.state.field(path).and_then(|name| name.as_text().map(str::to_owned)),
            lead: read.state.lead,
            joined: read.state.joined.iter().copied().collect(),
        };
        let rows = self.read_orders(&asked).await?.iter().map(row).collect();
        Ok(OtherList { rows, more })
    }
}
