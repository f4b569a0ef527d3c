//! What finders of phones have left at a hub: fetched into a folder that looks like a copied store, and let go there
//! when it was handed in.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_server::private_file;
use serde_json::{Value, json};

use super::Found;
use super::hand_in::Office;
use crate::CliError;
use crate::asking::{ask, client};

/// A segment as it was fetched.
pub(super) struct Fetched {
    /// What its file is called here.
    pub(super) file: String,
    device: String,
    segment: String,
    /// Of its bytes.
    hash: Hash,
}

impl Office<'_> {
    /// Fetches every segment that waits, and the sealed files beside them.
    pub(super) async fn fetch_dropped(&self, into: &Path) -> Result<Vec<Fetched>, CliError> {
        let (status, list) = ask((self.hub, self.secret), "/v1/office/dropped", None).await?;
        if status != 200 {
            let title = list["title"].as_str().unwrap_or("the hub refused").to_owned();
            return Err(title.into());
        }
        let (outbox, blobs) = (into.join("outbox"), into.join("blobs"));
        private_file::make_folder(&outbox)?;
        private_file::make_folder(&blobs)?;
        let mut fetched = Vec::new();
        for waiting in list["waiting"].as_array().into_iter().flatten() {
            let text = |name: &str| waiting[name].as_str().unwrap_or_default().to_owned();
            let (device, segment) = (text("device"), text("segment"));
            let Some(bytes) = self.get(&format!("{device}/{segment}")).await? else { continue };
            let file = format!("{device}-{segment}.segment");
            private_file::write(&outbox.join(&file), &bytes)?;
            for named in waiting["files"].as_array().into_iter().flatten() {
                let sealed = named["sealed_hash"].as_str().unwrap_or_default();
                if named["arrived"] == true
                    && let Some(bytes) = self.get(&format!("{device}/files/{sealed}")).await?
                {
                    private_file::write(&blobs.join(format!("{sealed}.age")), &bytes)?;
                }
            }
            fetched.push(Fetched { file, device, segment, hash: sha256(&bytes) });
        }
        Ok(fetched)
    }

    /// Bytes that wait; `None` if somebody else was quicker.
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, CliError> {
        let url = format!("{}/v1/office/dropped/{path}", self.hub);
        let answer = client()?.get(url).bearer_auth(self.secret).send().await?;
        match answer.status().as_u16() {
            200 => Ok(Some(answer.bytes().await?.to_vec())),
            404 => Ok(None),
            status => Err(format!("the hub refused ({status})").into()),
        }
    }

    /// Lets those segments go of which the hub has everything; says how many they are.
    pub(super) async fn let_go(
        &self,
        fetched: &[Fetched],
        found: &Found,
        handed_in: &Value,
    ) -> Result<u64, CliError> {
        let of = |list: &Value, name: &str| -> BTreeSet<String> {
            let list = list.as_array().into_iter().flatten();
            list.filter_map(|one| one[name].as_str()).map(str::to_owned).collect()
        };
        let not_sent = of(&handed_in["blobs"]["not_sent"], "hash");
        let runs = handed_in["runs"].as_array().into_iter().flatten();
        let undone: Value = runs.filter(|run| run["taken"]["kept"] != true).cloned().collect();
        let undone = of(&undone, "incarnation");
        let mut gone = 0;
        for one in fetched {
            let Some((chain, blobs)) = found.of_file.get(&one.file) else { continue };
            let whole = !undone.contains(&chain.incarnation.to_string())
                && !blobs.iter().any(|hash| not_sent.contains(&hash.to_string()));
            if !whole {
                continue;
            }
            let path =
                format!("{}/v1/office/dropped/{}/{}/opened", self.hub, one.device, one.segment);
            let body = json!({"by": self.by, "hash": one.hash});
            let answer = client()?.post(path).bearer_auth(self.secret).json(&body).send().await?;
            gone += u64::from(answer.status().is_success());
        }
        Ok(gone)
    }
}

impl Found {
    /// Gives the fetched files the names that a store gives them: of what they hold.
    pub(super) fn name_blobs(&self, store: &Path) -> Result<(), CliError> {
        let folder = store.join("blobs");
        for file in &self.sealed {
            let from = folder.join(format!("{}.age", file.sealed_hash));
            if from.exists() {
                fs::rename(from, folder.join(format!("{}.age", file.hash)))?;
            }
        }
        Ok(())
    }
}
