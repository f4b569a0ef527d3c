//! The world: one hub, its office, and everybody's signal.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use counterfoil_cli::day::signal::Signal;
use counterfoil_domain::document::{Document, DocumentId, DocumentKey};
use counterfoil_domain::faults::FAULTS_MEDIA_TYPE;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, SubjectId};
use counterfoil_domain::map::OUTLETS_MEDIA_TYPE;
use counterfoil_domain::order::Sheet;
use counterfoil_server::server::{HubConfig, Server};
use counterfoil_sync::enrolment::Invitation;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::hub::RunningHub;
use super::office::{Office, text};
use super::{HandPhone, StoryClock};

/// A hub with its office, and the folders of everybody.
pub struct World {
    folder: TempDir,
    clock: Arc<StoryClock>,
    config: HubConfig,
    hub: Option<RunningHub>,
    office: Office,
    asked: AtomicU64,
    signals: Mutex<Vec<Arc<Signal>>>,
}

/// A version of a manual that the office has uploaded.
#[derive(Debug, Clone)]
pub struct Manual {
    /// The document.
    pub id: String,
    /// Its version.
    pub version: u64,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    title: String,
}

/// Somebody whom the office has entered.
#[derive(Debug, Clone)]
pub struct Entered {
    /// The person.
    pub person: PersonId,
    /// The invitation for a phone.
    pub invitation: String,
}

impl World {
    /// A fresh hub with a folder for backups, none of which is made before the story says so.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = HubConfig::beside(folder.path(), "滨河网点");
        config.backup = Some(folder.path().join("backup"));
        let clock = Arc::new(StoryClock::default());
        let hub = RunningHub::start(config.clone(), clock.clone()).await;
        let office = signed_in(&hub);
        Self {
            folder,
            clock,
            config,
            hub: Some(hub),
            office,
            asked: AtomicU64::new(0),
            signals: Mutex::default(),
        }
    }

    fn hub(&self) -> &RunningHub {
        self.hub.as_ref().expect("the hub runs")
    }

    /// The hub behind its doors.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.hub().server
    }

    /// Where the hub listens, without any signal between.
    #[must_use]
    pub fn hub_url(&self) -> String {
        self.hub().url()
    }

    /// A folder of the world.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the hub was given.
    #[must_use]
    pub fn config(&self) -> &HubConfig {
        &self.config
    }

    /// The hub's time, ms since 1970.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        use counterfoil_server::clock::Clock as _;
        self.clock.now_ms()
    }

    /// Lets time pass at the hub.
    pub fn hub_time_passes(&self, ms: u64) {
        self.clock.pass(ms);
    }

    /// Signal of its own for one phone, which leads to the hub wherever that listens.
    pub async fn signal(&self) -> Arc<Signal> {
        let signal = Arc::new(Signal::start().await.expect("a relay"));
        signal.leads_to(self.hub().address);
        signal.on();
        self.signals.lock().expect("whole").push(signal.clone());
        signal
    }

    /// The hub's process ends and begins again on its folder.
    pub async fn restart_hub(&mut self) {
        self.stop_hub().await;
        self.start_hub().await;
    }

    /// The hub ends.
    pub async fn stop_hub(&mut self) {
        self.hub.take().expect("the hub runs").stop().await;
    }

    /// A hub begins on the folder.
    pub async fn start_hub(&mut self) {
        let hub = RunningHub::start(self.config.clone(), self.clock.clone()).await;
        self.office = signed_in(&hub);
        for signal in self.signals.lock().expect("whole").iter() {
            signal.leads_to(hub.address);
        }
        self.hub = Some(hub);
    }

    /// The hub's machine is lost; what its last backup holds begins again.
    pub async fn restore_hub_from_backup(&mut self) {
        self.stop_hub().await;
        std::fs::remove_dir_all(&self.config.dir).expect("the machine is gone");
        let backup = self.config.backup.clone().expect("a backup folder");
        counterfoil_server::safe::restore(&self.config, &backup).expect("restored");
        self.start_hub().await;
    }

    /// Makes a backup now: what is at the hub becomes safe.
    pub async fn backup(&self) {
        let backed_up = self.try_post("/v1/office/backup", &json!({})).await;
        backed_up.expect("a backup");
    }

    /// The office enters somebody; the invitation leads through `signal`.
    pub async fn enter(&self, name: &str, roles: &[&str], signal: &Signal) -> Entered {
        let (person, invitation) = self.office.invite(name, roles).await;
        let person = person.parse().expect("an id");
        Entered { person, invitation: through(&invitation, signal) }
    }

    /// Another invitation for somebody who is entered.
    pub async fn invite_again(&self, person: PersonId, signal: &Signal) -> String {
        let path = format!("/v1/office/people/{person}/invitations");
        let invited = self.post(&path, &json!({})).await;
        through(&text(&invited, "invitation"), signal)
    }

    /// A phone built by hand, enrolled, that talks to the hub without any signal between.
    pub async fn hand_phone(&self, name: &str, roles: &[&str]) -> HandPhone {
        let (_, invitation) = self.office.invite(name, roles).await;
        let mut phone = HandPhone::new(&self.hub_url(), name);
        phone.enrol(&invitation).await;
        phone
    }

    /// The office's own way to the hub, for who brings keys of his own.
    #[must_use]
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// A request of the office that may fail; each call is a new one.
    pub async fn try_post(&self, path: &str, body: &Value) -> Result<Value, String> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        self.office.post(path, body, &format!("asked-{asked}")).await
    }

    /// A request of the office that goes well.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).await.unwrap_or_else(|why| panic!("{why}"))
    }

    /// Something that the office puts in the place of what was there.
    pub async fn put(&self, path: &str, body: &Value) -> Value {
        self.office.put(path, body).await.unwrap_or_else(|why| panic!("{why}"))
    }

    /// The office imports a table.
    pub async fn import(&self, table: &[u8]) -> Value {
        let table = ("application/octet-stream", table.to_vec());
        let imported = self.office.upload("/v1/office/imports", &[], table).await;
        imported.unwrap_or_else(|why| panic!("the table is imported: {why}"))
    }

    /// The office publishes a playbook file.
    pub async fn publish(&self, file: &[u8]) -> Result<Value, String> {
        let file = ("application/json", file.to_vec());
        self.office.upload("/v1/office/playbook", &[], file).await
    }

    /// Something that the office looks up.
    pub async fn get(&self, path: &str) -> Value {
        self.office.get(path).await.unwrap_or_else(|why| panic!("{why}"))
    }

    /// The office reads a blob.
    pub async fn evidence(&self, envelope: &str, hash: &str) -> Vec<u8> {
        self.office.blob(envelope, hash).await.unwrap_or_else(|why| panic!("{why}"))
    }
}

/// What the office does to orders.
impl World {
    /// The office makes an order with fields and assigns it.
    pub async fn order_with(&self, kind: &str, to: Option<PersonId>, fields: Value) -> SubjectId {
        let number = self.asked.load(Ordering::SeqCst);
        let waybill = json!({"scheme": "waybill", "value": format!("SF12000{number:08}")});
        let mut body = json!({"kind": kind, "keys": [waybill], "fields": fields});
        if let Some(to) = to {
            body["assign"] = json!(to);
        }
        let made = self.post("/v1/office/orders", &body).await;
        text(&made, "order").parse().expect("an id")
    }

    /// The office makes an order as it comes, and assigns it.
    pub async fn order(&self, kind: &str, to: impl Into<PersonId>) -> SubjectId {
        let fields = json!({
            "title": "一箱苹果", "area": "云栖花园", "contact/name": "李女士",
            "contact/phone": "19900006017", "address/line": "望湖路188号3幢1102室",
        });
        self.order_with(kind, Some(to.into()), fields).await
    }

    async fn act(&self, order: SubjectId, what: &str, body: Value) -> Value {
        self.post(&format!("/v1/office/orders/{order}/{what}"), &body).await
    }

    /// The office assigns an order to somebody else, or to nobody.
    pub async fn assign(&self, order: SubjectId, to: Option<PersonId>) {
        self.act(order, "assign", json!({"to": to})).await;
    }

    /// The office cancels.
    pub async fn cancel(&self, order: SubjectId) {
        self.act(order, "cancel", json!({"reason": "not_wanted"})).await;
    }

    /// The office edits fields.
    pub async fn edit(&self, order: SubjectId, fields: Value) {
        self.act(order, "fields", json!({"fields": fields})).await;
    }

    /// The office lets one of several values stand.
    pub async fn settle(&self, order: SubjectId, path: &str, value: Value) {
        self.act(order, "settle", json!({"path": path, "value": value})).await;
    }

    /// The office writes a remark.
    pub async fn comment(&self, order: SubjectId, words: &str) {
        self.act(order, "comments", json!({"text": words})).await;
    }

    /// The order as the office sees it: sheet, evidence, receipts, people.
    pub async fn shown(&self, order: SubjectId) -> Value {
        self.get(&format!("/v1/office/orders/{order}")).await
    }

    /// The order's sheet at the hub.
    pub async fn hub_sheet(&self, order: SubjectId) -> Sheet {
        let shown = self.shown(order).await;
        serde_json::from_value(shown["sheet"].clone()).expect("a sheet")
    }

    /// The blobs that lie on an order at the hub: those that are named, and whether each has arrived.
    pub async fn hub_blobs(&self, order: SubjectId) -> Vec<Value> {
        self.shown(order).await["evidence"].as_array().cloned().unwrap_or_default()
    }

    /// The main document of an audience as the hub holds it, opened.
    pub async fn hub_document(&self, order: SubjectId, audience: &str) -> Option<Document> {
        let server = self.server();
        let rows = server.storage.documents(server.tenant(), order).await.expect("read");
        let row = rows.into_iter().find(|row| row.audience == audience && row.name.is_empty())?;
        let id = DocumentId { subject: order, audience: row.audience, name: row.name };
        let key = DocumentKey { id, generation: row.generation };
        Some(Document::load(key, &row.saved).expect("the hub's documents open"))
    }

    /// Somebody's phone is lost or they have left.
    pub async fn revoke(&self, device: DeviceId) {
        self.server().revoke_device(device).await.expect("revoked");
    }
}

/// Manuals.
impl World {
    /// Uploads a new manual and pins it.
    pub async fn manual(&self, title: &str, bytes: &[u8], pins: Value) -> Manual {
        let made = self.upload_manual(title, None, bytes).await;
        let path = format!("/v1/office/manuals/{}/pins", made.id);
        let pinned = self.office.put(&path, &json!({ "pins": pins })).await;
        pinned.unwrap_or_else(|why| panic!("the manual is pinned: {why}"));
        made
    }

    /// Uploads the next version of a manual.
    pub async fn manual_again(&self, manual: &Manual, bytes: &[u8]) -> Manual {
        self.upload_manual(&manual.title, Some(&manual.id), bytes).await
    }

    /// Uploads a table of fault codes and pins it; why the hub would not have it.
    pub async fn fault_table(&self, title: &str, table: &str, pins: Value) -> Result<(), String> {
        self.table(title, (FAULTS_MEDIA_TYPE, table), pins).await
    }

    /// Uploads a pack of outlets and pins it; why the hub would not have it.
    pub async fn outlet_pack(&self, title: &str, pack: &str, pins: Value) -> Result<(), String> {
        self.table(title, (OUTLETS_MEDIA_TYPE, pack), pins).await
    }

    async fn table(
        &self,
        title: &str,
        (media_type, bytes): (&'static str, &str),
        pins: Value,
    ) -> Result<(), String> {
        let query = [("title_zh", title), ("title_en", title)];
        let document = (media_type, bytes.as_bytes().to_vec());
        let made = self.office.upload("/v1/office/manuals", &query, document).await?;
        let path = format!("/v1/office/manuals/{}/pins", text(&made, "manual"));
        self.office.put(&path, &json!({ "pins": pins })).await.map(|_| ())
    }

    async fn upload_manual(&self, title: &str, of: Option<&str>, bytes: &[u8]) -> Manual {
        let mut query = vec![("title_zh", title), ("title_en", title)];
        query.extend(of.map(|id| ("manual", id)));
        let made = self
            .office
            .upload("/v1/office/manuals", &query, ("application/pdf", bytes.to_vec()))
            .await;
        let made = made.unwrap_or_else(|why| panic!("the manual is uploaded: {why}"));
        Manual {
            id: text(&made, "manual"),
            version: made["version"].as_u64().expect("a version"),
            hash: text(&made, "hash").parse().expect("a hash"),
            title: title.to_owned(),
        }
    }
}

fn signed_in(hub: &RunningHub) -> Office {
    Office::sign_in(&hub.url(), &hub.server.keyring.office_secret)
}

/// The same invitation, over a relay.
fn through(invitation: &str, signal: &Signal) -> String {
    let mut invited = Invitation::from_text(invitation).expect("an invitation");
    invited.hub_url = format!("http://{}", signal.address);
    invited.to_text()
}

/// The bytes of every file below a folder, by its path in it.
#[must_use]
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}
