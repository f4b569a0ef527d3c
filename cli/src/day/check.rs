//! The reckoning: what each phone made and what the hub holds, envelope by envelope and byte by byte.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Day;
use super::hands::must;
use super::ledger::Chains;
use super::office::text;
use super::process::PhoneProcess;
use super::roster::Who;
use crate::CliError;

/// What was compared.
#[derive(Default)]
struct Counted {
    orders: usize,
    facts: usize,
    envelopes: u64,
    blobs: usize,
    blob_bytes: usize,
}

impl Day {
    /// Compares everything; the sum is for the last lines of the day.
    pub(super) async fn check(
        &mut self,
        scanner: &mut [PhoneProcess; 2],
    ) -> Result<String, CliError> {
        let mut counted = Counted::default();
        let mut made = Vec::new();
        for who in Who::ALL {
            let inventory = self.phone(who).tell(json!({"do": "inventory"})).await?;
            made.push((who.name().to_owned(), inventory));
        }
        for store in scanner.iter_mut() {
            made.push((store.name.clone(), store.tell(json!({"do": "inventory"})).await?));
        }
        let listed = self.office.get("/v1/office/orders?limit=500").await?;
        let mut receipts = Chains::new();
        let mut arrived = BTreeSet::new();
        for id in &order_ids(&listed)? {
            let shown = self.office.get(&format!("/v1/office/orders/{id}")).await?;
            self.same_on_the_phone(id, &shown, &mut counted).await?;
            self.same_bytes(&shown, &mut arrived, &mut counted).await?;
            keep_receipts(&shown, &mut receipts)?;
        }
        for (name, inventory) in &made {
            counted.envelopes += same_chains(name, inventory, &receipts)?;
            same_blobs(name, inventory, &arrived)?;
        }
        let mut said = 0;
        for who in Who::ALL {
            said += stands(self.phone(who), &receipts, &arrived)?;
        }
        for store in scanner {
            said += stands(store, &receipts, &arrived)?;
        }
        self.teller.step(
            &format!("手机当场答应保存的 {said} 条记录都在;逐条逐字节核对,手机与中心一致"),
            &format!(
                "all {said} records that phones acknowledged are there; compared byte by byte"
            ),
        );
        Ok(self.sum(&counted))
    }

    /// The same facts, once each, and the same stage, on the phone of whoever has the order and at the hub.
    async fn same_on_the_phone(
        &mut self,
        id: &str,
        shown: &Value,
        counted: &mut Counted,
    ) -> Result<(), CliError> {
        let there = facts(&shown["sheet"])?;
        // What is joined to another order stands in that one's sheet: it counts there, once.
        if shown["sheet"]["card"]["lead"].is_null() {
            counted.orders += 1;
            counted.facts += there.len();
        }
        let assigned = shown["sheet"]["card"]["assigned"].as_array().cloned().unwrap_or_default();
        let has = |who: &Who| assigned.iter().any(|one| one == self.person(*who));
        for who in Who::ALL.into_iter().filter(has).collect::<Vec<_>>() {
            let sheet = self.phone(who).tell(json!({"do": "sheet", "order": id})).await?;
            let here = facts(&sheet)?;
            let lost = here.difference(&there).count();
            must(lost == 0, || format!("order {id}: {lost} facts are not at the hub"))?;
            for part in ["stage", "disputed", "counts"] {
                let (mine, theirs) = (&sheet["card"][part], &shown["sheet"]["card"][part]);
                must(mine == theirs, || {
                    format!(
                        "order {id}: {part} is {mine} on {}'s phone, {theirs} there",
                        who.name()
                    )
                })?;
            }
        }
        Ok(())
    }

    /// Every blob that an envelope names is at the hub with the bytes that it names.
    async fn same_bytes(
        &self,
        shown: &Value,
        arrived: &mut BTreeSet<String>,
        counted: &mut Counted,
    ) -> Result<(), CliError> {
        for row in shown["evidence"].as_array().into_iter().flatten() {
            let (envelope, hash) = (text(row, "envelope")?, text(row, "hash")?);
            if row["arrived"] != json!(true) || row["safe"] != json!(true) {
                return Err(format!("blob {hash} has not arrived or is not safe").into());
            }
            if arrived.insert(hash.clone()) {
                let bytes = self.office.blob(&envelope, &hash).await?;
                if hex::encode(Sha256::digest(&bytes)) != hash {
                    return Err(format!("blob {hash} has other bytes at the hub").into());
                }
                counted.blobs += 1;
                counted.blob_bytes += bytes.len();
            }
        }
        Ok(())
    }

    fn sum(&self, counted: &Counted) -> String {
        let Counted { orders, facts, envelopes, blobs, blob_bytes } = counted;
        let kilobytes = blob_bytes / 1_024;
        let (carried, cuts) = (self.signal.carried_bytes() / 1_024, self.signal.cuts().total());
        let zh = format!(
            "工单 {orders} · 事实 {facts} · 手机信封 {envelopes} · 照片与签名 {blobs}({kilobytes} KiB)\
             · 网络共传 {carried} KiB,切断 {cuts} 次"
        );
        let en = format!(
            "{orders} orders · {facts} facts · {envelopes} envelopes of phones · {blobs} \
             photographs \
             and signatures ({kilobytes} KiB) · {carried} KiB over the network, cut {cuts} times"
        );
        self.teller.pick(&zh, &en).to_owned()
    }
}

fn order_ids(listed: &Value) -> Result<Vec<String>, CliError> {
    let rows = listed.as_array().or_else(|| listed["orders"].as_array());
    rows.ok_or("the hub's list is not a list")?.iter().map(|row| text(row, "id")).collect()
}

fn facts(sheet: &Value) -> Result<BTreeSet<String>, CliError> {
    let mut seen = BTreeSet::new();
    for row in sheet["timeline"].as_array().into_iter().flatten() {
        if row["fact"].is_null() {
            continue;
        }
        if !seen.insert(row["fact"].to_string()) {
            return Err(format!("a fact stands twice: {}", row["fact"]).into());
        }
    }
    Ok(seen)
}

fn keep_receipts(shown: &Value, receipts: &mut Chains) -> Result<(), CliError> {
    for row in shown["receipts"].as_array().into_iter().flatten() {
        let chain = format!("{}/{}", text(row, "device")?, text(row, "incarnation")?);
        let size = row["size"].as_u64().ok_or("a receipt without its size")?;
        receipts.insert(chain, (size, text(row, "root")?));
    }
    Ok(())
}

/// Everything that a phone acknowledged is at the hub.
fn stands(
    phone: &PhoneProcess,
    chains: &Chains,
    arrived: &BTreeSet<String>,
) -> Result<usize, CliError> {
    phone.ledger.compare(chains, arrived).map_err(|lost| format!("{}: {lost}", phone.name).into())
}

/// Size and root of each chain are the same on both sides.
fn same_chains(name: &str, inventory: &Value, receipts: &Chains) -> Result<u64, CliError> {
    let device = text(inventory, "device")?;
    let mut envelopes = 0;
    for chain in inventory["chains"].as_array().into_iter().flatten() {
        let key = format!("{device}/{}", text(chain, "incarnation")?);
        let size = chain["size"].as_u64().ok_or("a chain without its size")?;
        let mine = (size, text(chain, "root")?);
        if receipts.get(&key) != Some(&mine) {
            return Err(
                format!("{name}: chain {mine:?} is {:?} at the hub", receipts.get(&key)).into()
            );
        }
        envelopes += size;
    }
    Ok(envelopes)
}

fn same_blobs(name: &str, inventory: &Value, arrived: &BTreeSet<String>) -> Result<(), CliError> {
    for blob in inventory["blobs"].as_array().into_iter().flatten() {
        let hash = blob.as_str().unwrap_or_default();
        if !arrived.contains(hash) {
            return Err(format!("{name}: blob {hash} is not at the hub").into());
        }
    }
    Ok(())
}
