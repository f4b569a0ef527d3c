//! The day's report: one read of everything that the hub holds, to be compared with what each phone says that
//! it has made.

use std::collections::BTreeMap;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, SubjectId};
use counterfoil_domain::order::{Card, Tally};
use counterfoil_domain::receipt::{LogPoint, set_root};
use counterfoil_domain::verdict::Counts;
use serde::{Deserialize, Serialize};

use super::people::PersonShown;
use crate::problem::{Answer, Problem};
use crate::safe::SafetyMode;
use crate::server::Server;
use crate::storage::{ChainRow, DeviceRow};

/// Orders of one report, at most.
const ORDERS_MAX: usize = 20_000;

/// Which orders a report is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    /// Only orders that changed at or after this index of the log.
    pub since_index: Option<u64>,
}

/// Everything that the hub holds, in numbers and roots.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DayReport {
    /// The tenant's name.
    pub tenant: String,
    /// When the report was made, the hub's time, ms since 1970.
    pub made_at_ms: u64,
    /// The log.
    pub log: PointShown,
    /// What survives losing this machine; absent while nothing does.
    pub safe: Option<PointShown>,
    /// How work becomes safe here.
    pub safety: SafetyMode,
    /// Stages, hands, money and marks.
    pub tally: Tally,
    /// Every order of the report, latest change first.
    pub orders: Vec<SubjectId>,
    /// Everybody, with their roles.
    pub people: Vec<PersonShown>,
    /// Every store: phones, and the office's own.
    pub stores: Vec<StoreShown>,
    /// Blobs that are here, of all stores.
    pub blobs: BlobsShown,
}

/// A place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointShown {
    /// The log's life.
    pub lineage: String,
    /// Entries before this point.
    pub size: u64,
    /// The root there.
    pub root: Hash,
}

/// What is here of one store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoreShown {
    /// The store.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// The person's name; empty for one who is not entered.
    pub name: String,
    /// Whether it is the office's own.
    pub office: bool,
    /// Whether its keys were taken away.
    pub revoked: bool,
    /// Its chains, each with size and root.
    pub chains: Vec<ChainShown>,
    /// Distinct blobs that its envelopes name.
    pub blobs_named: u64,
    /// Of them here.
    pub blobs_here: u64,
    /// Their plain bytes.
    pub blob_bytes_here: u64,
    /// SHA-256 over the sorted hashes of those that are here.
    pub blobs_root: Hash,
    /// Envelopes whose body is not here.
    pub bodies_missing: u64,
}

/// What is here of one chain.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChainShown {
    /// Its life.
    pub incarnation: String,
    /// Envelopes.
    pub size: u64,
    /// Size up to which a seal covers it.
    pub sealed_size: u64,
    /// Its root.
    pub root: Hash,
    /// How many envelopes got each verdict.
    pub counts: BTreeMap<String, u64>,
    /// Whether it branched off another.
    pub fork: bool,
}

/// Blobs of all stores.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BlobsShown {
    /// How many.
    pub count: u64,
    /// Their plain bytes.
    pub bytes: u64,
}

impl Server {
    /// The report.
    pub async fn report(&self, query: &ReportQuery) -> Answer<DayReport> {
        let cards = self.report_cards(query).await?;
        let people = self.list_people().await?;
        let stores = self.report_stores(&people).await?;
        let (count, bytes) = self.storage.blob_sums(self.tenant()).await?;
        let missing = || Problem::internal("playbook", &"there is none");
        let playbook = self.playbook(0).await?.ok_or_else(missing)?;
        let safe = self.safe_point().await?;
        Ok(DayReport {
            tenant: self.keyring.tenant_name.clone(),
            made_at_ms: self.now_ms(),
            log: point(&self.log_point().await?),
            safe: safe.as_ref().map(point),
            safety: self.safety_mode(),
            tally: Tally::of(&cards, &playbook),
            orders: cards.iter().map(|card| card.id).collect(),
            people,
            stores,
            blobs: BlobsShown { count, bytes },
        })
    }

    async fn report_cards(&self, query: &ReportQuery) -> Answer<Vec<Card>> {
        let rows = self.storage.cards(self.tenant(), ORDERS_MAX).await?;
        let mut cards: Vec<Card> = Vec::with_capacity(rows.len());
        for (_, _, bytes) in rows {
            let card: Card =
                cbor::decode(&bytes).map_err(|error| Problem::internal("cards", &error))?;
            let recent = |since| card.updated_index.is_some_and(|index| index >= since);
            if query.since_index.is_none_or(recent) {
                cards.push(card);
            }
        }
        Ok(cards)
    }

    async fn report_stores(&self, people: &[PersonShown]) -> Answer<Vec<StoreShown>> {
        let mut stores = Vec::new();
        for row in self.storage.devices(self.tenant()).await? {
            let found = people.iter().find(|one| one.person == row.person);
            let name = found.map(|one| one.name.clone()).unwrap_or_default();
            stores.push(self.report_store(&row, name).await?);
        }
        Ok(stores)
    }

    /// What is here of one store, and what it has named that is still with it.
    pub async fn show_device(&self, device: DeviceId) -> Answer<StoreShown> {
        let row = self.storage.device(self.tenant(), device).await?;
        let row = row.ok_or_else(Problem::not_found)?;
        let person = self.storage.person(self.tenant(), row.person).await?;
        self.report_store(&row, person.map(|one| one.name).unwrap_or_default()).await
    }

    async fn report_store(&self, row: &DeviceRow, name: String) -> Answer<StoreShown> {
        let (tenant, device) = (self.tenant(), row.device);
        let chains = self.storage.chains(tenant, device).await?;
        let named = self.storage.named_blobs(tenant, device, None).await?;
        let hashes: BTreeMap<Hash, u64> =
            named.named.iter().map(|(hash, size_bytes, _)| (*hash, *size_bytes)).collect();
        let mut here = Vec::new();
        for hash in hashes.keys() {
            let found = self.storage.blob(tenant, device, *hash).await?;
            here.extend(found.filter(|blob| blob.arrived_at.is_some()));
        }
        Ok(StoreShown {
            device,
            person: row.person,
            name,
            office: row.office,
            revoked: row.revoked_at.is_some(),
            chains: chains.iter().map(|(id, chain)| chain_shown(id.incarnation, chain)).collect(),
            blobs_named: hashes.len() as u64,
            blobs_here: here.len() as u64,
            blob_bytes_here: here.iter().map(|blob| blob.size_bytes).sum(),
            blobs_root: set_root(here.iter().map(|blob| blob.hash)),
            bodies_missing: named.without_body,
        })
    }
}

fn point(point: &LogPoint) -> PointShown {
    PointShown { lineage: point.lineage.to_string(), size: point.size, root: point.root }
}

fn chain_shown(incarnation: counterfoil_domain::ids::Incarnation, row: &ChainRow) -> ChainShown {
    ChainShown {
        incarnation: incarnation.to_string(),
        size: row.edge.size(),
        sealed_size: row.sealed_size,
        root: row.edge.root(),
        counts: by_verdict(&row.counts),
        fork: row.fork_of.is_some(),
    }
}

fn by_verdict(counts: &Counts) -> BTreeMap<String, u64> {
    let counted = [
        ("accepted", counts.accepted),
        ("flagged", counts.flagged),
        ("late", counts.late),
        ("refused", counts.refused),
        ("blocked", counts.blocked),
        ("held", counts.held),
    ];
    counted.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}
