//! The office's shelf of manuals: uploading a version, pinning, listing.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use counterfoil_domain::faults::{FAULTS_MEDIA_TYPE, FaultTable};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::{
    MANUAL_BYTES_MAX, MANUAL_PINS_MAX, MANUAL_TITLE_CHARS_MAX, MANUALS_MAX, MODEL_BYTES_MAX,
};
use counterfoil_domain::map::{OUTLETS_MEDIA_TYPE, Outlet, Outlets};
use counterfoil_domain::playbook::words::Words;
use serde::{Deserialize, Serialize};

use super::MEDIA_TYPES;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::manuals::{ManualRow, PinRow};

/// `POST /v1/office/manuals?…`: what stands beside the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewManual {
    /// The document of which this is a new version; absent for a new document.
    pub manual: Option<SubjectId>,
    /// What people call it, in Chinese.
    pub title_zh: String,
    /// The same in English.
    pub title_en: String,
}

/// `PUT /v1/office/manuals/{manual}/pins`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pins {
    /// What it is needed for; none takes it off every phone's list.
    pub pins: Vec<Pin>,
}

/// What a manual is needed for: orders of a kind, appliances of a model, or both together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The kind in the playbook.
    #[serde(default)]
    pub kind: Option<String>,
    /// The model, as the field `device/model` says it.
    #[serde(default)]
    pub model: Option<String>,
}

/// A document with its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManualShown {
    /// The document.
    pub manual: SubjectId,
    /// What people call its newest version.
    pub title: Words,
    /// What it is needed for.
    pub pins: Vec<Pin>,
    /// Its versions, the newest first.
    pub versions: Vec<ManualVersion>,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManualVersion {
    /// The document.
    pub manual: SubjectId,
    /// Its number, from 1.
    pub version: u32,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// Its bytes.
    pub size_bytes: u64,
    /// Media type.
    pub media_type: String,
    /// When it was uploaded, ms since 1970.
    pub added_at_ms: u64,
    /// Where the office reads it.
    pub href: String,
}

impl From<&ManualRow> for ManualVersion {
    fn from(row: &ManualRow) -> Self {
        Self {
            manual: row.manual,
            version: row.version,
            hash: row.hash,
            size_bytes: row.size_bytes,
            media_type: row.media_type.clone(),
            added_at_ms: row.added_at_ms,
            href: counterfoil_sync::manuals::manual_path(&row.hash),
        }
    }
}

impl Server {
    /// Takes a version of a manual. The newest version's bytes again change nothing.
    pub async fn add_manual(
        &self,
        new: &NewManual,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Answer<ManualVersion> {
        check_titles(new)?;
        if !MEDIA_TYPES.contains(&media_type) {
            let title = "A manual is of another media type than phones can show";
            let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", title);
            return Err(problem.with("takes", MEDIA_TYPES.to_vec()));
        }
        if bytes.is_empty() || bytes.len() as u64 > MANUAL_BYTES_MAX {
            return Err(Problem::malformed("A manual has 1 byte to 64 MiB"));
        }
        check_faults(media_type, &bytes)?;
        check_outlets(media_type, &bytes)?;
        let _one_at_a_time = self.desk.uploading_manual.lock().await;
        let rows = self.storage.manuals(self.tenant()).await?;
        let newest = new.manual.map(|id| rows.iter().rfind(|row| row.manual == id));
        if newest == Some(None) {
            return Err(Problem::not_found());
        }
        let (newest, hash) = (newest.flatten(), sha256(&bytes));
        if let Some(same) = newest.filter(|row| row.hash == hash) {
            return Ok(same.into());
        }
        if rows.len() >= MANUALS_MAX * 4 {
            return Err(Problem::malformed("There are too many manuals"));
        }
        let row = ManualRow {
            manual: newest.map_or_else(|| self.new_order_id(), |row| Ok(row.manual))?,
            version: newest.map_or(1, |row| row.version + 1),
            hash,
            size_bytes: bytes.len() as u64,
            media_type: media_type.to_owned(),
            title_zh: new.title_zh.trim().to_owned(),
            title_en: new.title_en.trim().to_owned(),
            added_at_ms: self.now_ms(),
        };
        let office = self.keyring.office_device();
        let put = self.blobs.put(office, hash, bytes).await;
        put.map_err(|error| Problem::internal("manuals", &error))?;
        self.storage.add_manual(self.tenant(), row.clone()).await?;
        Ok((&row).into())
    }

    /// Says what a manual is needed for.
    pub async fn pin_manual(&self, manual: SubjectId, asked: &Pins) -> Answer<ManualShown> {
        let playbook = self.playbook(0).await?;
        let known_kind =
            |kind: &String| playbook.as_ref().is_some_and(|book| book.kind(kind).is_some());
        let mut rows = Vec::new();
        for pin in &asked.pins {
            let kind = pin.kind.clone().unwrap_or_default();
            let model = pin.model.as_deref().unwrap_or_default().trim().to_owned();
            let empty = kind.is_empty() && model.is_empty();
            if empty || (!kind.is_empty() && !known_kind(&kind)) || model.len() > MODEL_BYTES_MAX {
                return Err(Problem::malformed(
                    "A pin names a kind of the playbook, a model, or both",
                ));
            }
            rows.push(PinRow { manual, kind, model });
        }
        if rows.len() > MANUAL_PINS_MAX {
            return Err(Problem::malformed("A manual has at most 200 pins"));
        }
        if !self.list_manuals().await?.iter().any(|shown| shown.manual == manual) {
            return Err(Problem::not_found());
        }
        self.storage.pin_manual(self.tenant(), manual, rows).await?;
        let shown = self.list_manuals().await?.into_iter().find(|shown| shown.manual == manual);
        shown.ok_or_else(Problem::not_found)
    }

    /// Every manual.
    pub async fn list_manuals(&self) -> Answer<Vec<ManualShown>> {
        let mut shown: BTreeMap<SubjectId, ManualShown> = BTreeMap::new();
        for row in self.storage.manuals(self.tenant()).await? {
            let one = shown.entry(row.manual).or_insert_with(|| ManualShown {
                manual: row.manual,
                title: Words::new("", ""),
                pins: Vec::new(),
                versions: Vec::new(),
            });
            one.title = Words::new(&row.title_zh, &row.title_en);
            one.versions.insert(0, (&row).into());
        }
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        for pin in self.storage.pins(self.tenant()).await? {
            if let Some(one) = shown.get_mut(&pin.manual) {
                one.pins.push(Pin { kind: some(pin.kind), model: some(pin.model) });
            }
        }
        Ok(shown.into_values().collect())
    }
}

/// A table of fault codes is read before a technician in a basement has to.
fn check_faults(media_type: &str, bytes: &[u8]) -> Answer<()> {
    if media_type != FAULTS_MEDIA_TYPE {
        return Ok(());
    }
    let read = FaultTable::parse(bytes).map(|_| ());
    read.map_err(|error| {
        let title = "This is no table of fault codes";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "fault_table", title)
            .with("why", error.to_string())
    })
}

fn check_outlets(media_type: &str, bytes: &[u8]) -> Answer<()> {
    if media_type != OUTLETS_MEDIA_TYPE {
        return Ok(());
    }
    let no_pack = |why: String| {
        let title = "This is no pack of outlets";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "outlets", title).with("why", why)
    };
    let read: Vec<Outlet> =
        serde_json::from_slice(bytes).map_err(|error| no_pack(error.to_string()))?;
    Outlets::new(read).map(|_| ()).map_err(|error| no_pack(error.to_string()))
}

fn check_titles(new: &NewManual) -> Answer<()> {
    let fits =
        |title: &str| !title.trim().is_empty() && title.chars().count() <= MANUAL_TITLE_CHARS_MAX;
    if fits(&new.title_zh) && fits(&new.title_en) {
        return Ok(());
    }
    Err(Problem::malformed("A manual has a title of 1 to 100 characters in both languages"))
}
