//! Runs in quarantine: pieces of a chain that cannot be filed yet, with what they wait for.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{DeviceId, PersonId};
use counterfoil_domain::playbook::words::Words;
use serde::Serialize;

use super::HeldQuery;
use crate::problem::Answer;
use crate::server::Server;
use crate::storage::{DeviceRow, RunRow};

/// Runs that are shown, at most.
const RUNS_MAX: usize = 200;

/// A run that is kept.
#[derive(Debug, Serialize)]
pub struct RunShown {
    /// The store that wrote it.
    pub device: DeviceId,
    /// Whose it is, by name; absent for a store that is not enrolled.
    pub person_name: Option<String>,
    /// The store that brought it.
    pub carrier: DeviceId,
    /// Who brought it, by name.
    pub carrier_name: Option<String>,
    /// Place of its first record.
    pub from: u64,
    /// Place after its last record.
    pub to: u64,
    /// Records of that chain at the hub.
    pub size: u64,
    /// Its bytes.
    pub size_bytes: u64,
    /// `not_enrolled`, `gap`, `unsealed` or `refused`.
    pub why: &'static str,
    /// Why.
    pub why_words: Words,
    /// What helps.
    pub remedy: Words,
    /// When it came, ms since 1970.
    pub kept_at_ms: u64,
}

impl Server {
    /// Runs in quarantine; none for a question about one order, as nobody can tell what they are about.
    pub(super) async fn runs(&self, query: &HeldQuery) -> Answer<Vec<RunShown>> {
        if query.order.is_some() {
            return Ok(Vec::new());
        }
        let rows = self.storage.quarantined(self.tenant(), RUNS_MAX).await?;
        let rows = rows.into_iter().filter(|row| {
            query.device.is_none_or(|device| [row.carrier, row.chain.device].contains(&device))
        });
        let stores = self.storage.devices(self.tenant()).await?;
        let names = self.names_of(stores.iter().map(|row| row.person)).await?;
        let mut shown = Vec::new();
        for row in rows {
            let chain = self.storage.chain(self.tenant(), row.chain).await?;
            let size = chain.map_or(0, |chain| chain.edge.size());
            shown.push(run_shown(row, size, &stores, &names));
        }
        Ok(shown)
    }
}

fn run_shown(
    row: RunRow,
    size: u64,
    stores: &[DeviceRow],
    names: &BTreeMap<PersonId, String>,
) -> RunShown {
    let name_of = |device: DeviceId| {
        let store = stores.iter().find(|store| store.device == device)?;
        names.get(&store.person).cloned()
    };
    let known = stores.iter().any(|store| store.device == row.chain.device);
    let (why, why_words, remedy) = reason(&row, size, known);
    RunShown {
        device: row.chain.device,
        person_name: name_of(row.chain.device),
        carrier: row.carrier,
        carrier_name: name_of(row.carrier),
        from: row.from,
        to: row.to,
        size,
        size_bytes: row.size_bytes,
        why,
        why_words,
        remedy,
        kept_at_ms: row.kept_at_ms,
    }
}

fn reason(row: &RunRow, size: u64, known: bool) -> (&'static str, Words, Words) {
    let missing = row.from.saturating_sub(size);
    if !known {
        let why = Words::new("写它的手机没有在本中心登记", "its phone is not enrolled here");
        return ("not_enrolled", why, Words::new("登记那部手机后自动入库", "enrol that phone"));
    }
    if missing > 0 {
        let why = Words::new(
            format!("前面还缺 {missing} 条记录"),
            format!("{missing} records before it are missing"),
        );
        let remedy = Words::new(
            "让那部手机联网,或由其他同事转交前面的部分,补齐后自动入库",
            "bring that phone online, or have a colleague hand in what comes before",
        );
        return ("gap", why, remedy);
    }
    if row.tried {
        let why = Words::new("内容对不上,无法入库", "it does not fit and cannot be filed");
        let remedy = Words::new("原样留作证据,无需处理", "kept as evidence; nothing to do");
        return ("refused", why, remedy);
    }
    let why = Words::new("还没有那部手机的封签", "its phone has not sealed it yet");
    ("unsealed", why, Words::new("那部手机下次联网时自动入库", "filed when that phone is online"))
}
