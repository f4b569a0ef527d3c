//! Somebody with a phone: the real client on a folder of its own, with its own signal and clocks. Methods read as
//! what people do; whatever must go well, panics with who could not do it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use counterfoil_cli::day::signal::Signal;
use counterfoil_client::account::CertificateOutcome;
use counterfoil_client::captures::{PhotoSource, PhotoTaken, ShownOrder, SignatureInput};
use counterfoil_client::orders::{CardOrder, Done, OrderFilter, OrderSheet};
use counterfoil_client::ports::{FileSecretStore, Ports};
use counterfoil_client::syncing::{Budget, Report, SyncStatus};
use counterfoil_client::{ClientError, Phone, PhoneConfig};
use counterfoil_domain::command::{Command, FieldSet, TransitionCommand};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::Comment;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, SubjectId};
use counterfoil_domain::order::Sheet;

use super::clock::PhoneMoments;
use super::lossy::LossyTransport;
use super::pictures::{self, pen};
use super::world::{Entered, World};

/// Sessions after which a phone that is still not done gives up.
const SESSIONS_MAX: usize = 12;

/// Pictures of all phones of this process: no two are alike.
static PICTURES: AtomicU32 = AtomicU32::new(1);

/// A worker with an open phone.
pub struct Person {
    /// What people call them.
    pub name: String,
    /// Their id.
    pub id: PersonId,
    home: PathBuf,
    secrets: PathBuf,
    phone: Option<Phone>,
    signal: Arc<Signal>,
    transport: Arc<LossyTransport>,
    moments: Arc<PhoneMoments>,
}

impl From<&Person> for PersonId {
    fn from(person: &Person) -> Self {
        person.id
    }
}

impl World {
    /// Somebody new with an enrolled phone of their own.
    pub async fn phone(&self, name: &str, roles: &[&str]) -> Person {
        let signal = self.signal().await;
        let entered = self.enter(name, roles, &signal).await;
        let home = self.path("phones").join(name);
        self.enrolled(name, &entered, signal, (home.clone(), home.join("secrets"))).await
    }

    /// Another phone of the same person.
    pub async fn second_phone(&self, of: &Person, name: &str) -> Person {
        let signal = self.signal().await;
        let invitation = self.invite_again(of.id, &signal).await;
        let entered = Entered { person: of.id, invitation };
        let home = self.path("phones").join(name);
        self.enrolled(name, &entered, signal, (home.clone(), home.join("secrets"))).await
    }

    /// Somebody new on the phone of another: a store of their own beside the other's, the same key store.
    pub async fn on_the_phone_of(&self, other: &Person, name: &str, roles: &[&str]) -> Person {
        let signal = other.signal.clone();
        let entered = self.enter(name, roles, &signal).await;
        let home = other.home.with_file_name(format!("{}+{name}", other.name));
        self.enrolled(name, &entered, signal, (home, other.secrets.clone())).await
    }

    async fn enrolled(
        &self,
        name: &str,
        entered: &Entered,
        signal: Arc<Signal>,
        (home, secrets): (PathBuf, PathBuf),
    ) -> Person {
        let mut person = Person {
            name: name.to_owned(),
            id: entered.person,
            home,
            secrets,
            phone: None,
            signal,
            transport: Arc::default(),
            moments: Arc::default(),
        };
        person.opens();
        let enrolled = person.phone().account().enrol(&entered.invitation).await;
        let enrolled = enrolled.unwrap_or_else(|why| panic!("{name} enrols: {why}"));
        assert_eq!(enrolled.enrolled.map(|one| one.person), Some(entered.person));
        person
    }
}

/// The phone itself.
impl Person {
    /// The open phone.
    #[must_use]
    pub fn phone(&self) -> &Phone {
        self.phone.as_ref().expect("the phone is open")
    }

    /// Its signal.
    #[must_use]
    pub fn signal(&self) -> &Signal {
        &self.signal
    }

    /// Its way to the hub, on which answers can be lost.
    #[must_use]
    pub fn way(&self) -> &LossyTransport {
        &self.transport
    }

    /// Its clocks.
    #[must_use]
    pub fn moments(&self) -> &PhoneMoments {
        &self.moments
    }

    /// The folder that a backup of the phone holds.
    #[must_use]
    pub fn store_folder(&self) -> PathBuf {
        self.home.join("store")
    }

    /// The key store's folder.
    #[must_use]
    pub fn secrets_folder(&self) -> &Path {
        &self.secrets
    }

    fn config(&self) -> PhoneConfig {
        let mut config = PhoneConfig::new(self.store_folder());
        config.unbacked_folder = self.home.join("unbacked");
        config
    }

    /// Opens the store, as it may go.
    pub fn try_open(&self) -> Result<Phone, ClientError> {
        let secrets = FileSecretStore::open(&self.secrets).expect("a key store");
        let ports = Ports {
            secrets: Arc::new(secrets),
            signer: None,
            transport: self.transport.clone(),
            moments: self.moments.clone(),
        };
        Phone::open(self.config(), ports)
    }

    /// The app is opened.
    pub fn opens(&mut self) {
        let opened = self.try_open();
        self.phone = Some(opened.unwrap_or_else(|why| panic!("{} opens: {why}", self.name)));
    }

    /// The app is closed.
    pub fn closes(&mut self) {
        if let Some(phone) = self.phone.take() {
            phone.close();
        }
    }

    /// Makes a copy of what backups of this phone hold. The app is closed for it and opened again.
    pub fn backs_up(&mut self, copy: &Path) {
        self.closes();
        copy_folder(&self.store_folder(), copy);
        self.opens();
    }

    /// The phone is set up again from a copy: what backups leave out is gone.
    pub fn is_restored_from(&mut self, copy: &Path) {
        self.closes();
        fs::remove_dir_all(self.store_folder()).expect("the old store goes");
        fs::remove_dir_all(self.home.join("unbacked")).expect("what no backup holds goes");
        copy_folder(copy, &self.store_folder());
        self.opens();
    }

    /// The store's folder is put back as a copy had it, and nothing else; the app stays closed.
    pub fn is_put_back(&mut self, copy: &Path) {
        self.closes();
        fs::remove_dir_all(self.store_folder()).expect("the old store goes");
        copy_folder(copy, &self.store_folder());
    }

    /// Somebody copies the whole phone, keys and all, and uses the copy: one store that lives twice.
    pub fn is_cloned(&mut self, name: &str) -> Self {
        self.closes();
        let home = self.home.with_file_name(name);
        copy_folder(&self.home, &home);
        self.opens();
        let mut clone = Self {
            name: name.to_owned(),
            id: self.id,
            secrets: home.join("secrets"),
            home,
            phone: None,
            signal: self.signal.clone(),
            transport: Arc::default(),
            moments: self.moments.clone(),
        };
        clone.opens();
        clone
    }

    /// This store's id at the hub.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        let status = self.phone().account().status().expect("a status");
        status.enrolled.expect("enrolled").device
    }
}

/// Syncing.
impl Person {
    /// One session, however it ends.
    pub async fn try_sync(&self) -> Report {
        let session = self.phone().syncing().run(Budget::default()).await;
        session.unwrap_or_else(|why| panic!("{} syncs: {why}", self.name))
    }

    /// Syncs until nothing is left to do.
    pub async fn sync(&self) -> Report {
        let mut last = None;
        for _ in 0..SESSIONS_MAX {
            let report = self.try_sync().await;
            if report.is_done() {
                return report;
            }
            last = Some(report);
        }
        panic!("{}'s phone is not done: {last:?}\n{:?}", self.name, self.status());
    }

    /// How far the work is.
    #[must_use]
    pub fn status(&self) -> SyncStatus {
        self.phone().syncing().status().expect("a status")
    }

    /// Closes the shift: the closing envelope.
    pub fn closes_the_shift(&self) -> Hash {
        let closed = self.phone().account().close_shift();
        closed.unwrap_or_else(|why| panic!("{} closes the shift: {why}", self.name))
    }

    /// Asks for "nothing left on this phone".
    pub async fn certificate(&self) -> CertificateOutcome {
        let asked = self.phone().account().certificate().await;
        asked.unwrap_or_else(|why| panic!("{} asks for the certificate: {why}", self.name))
    }
}

/// Orders.
impl Person {
    /// An order as this phone shows it.
    #[must_use]
    pub fn order_sheet(&self, order: SubjectId) -> OrderSheet {
        let sheet = self.phone().orders().sheet(order);
        sheet.unwrap_or_else(|why| panic!("{} looks at the order: {why}", self.name))
    }

    /// The sheet alone.
    #[must_use]
    pub fn sheet(&self, order: SubjectId) -> Sheet {
        self.order_sheet(order).sheet
    }

    /// The orders in this phone's list.
    #[must_use]
    pub fn list(&self) -> Vec<SubjectId> {
        let listed = self.phone().orders().list(&OrderFilter::default(), CardOrder::Due, None, 500);
        listed.expect("a list").cards.into_iter().map(|card| card.id).collect()
    }

    /// Does something to an order, as it may go.
    pub fn tries(&self, order: SubjectId, command: Command) -> Result<Done, ClientError> {
        let shown = self.phone().orders().sheet(order).map(|sheet| sheet.shown).ok();
        self.phone().orders().act(order, command, shown.as_ref())
    }

    /// Does something to an order.
    pub fn does(&self, order: SubjectId, command: Command) -> Done {
        let done = self.tries(order, command);
        done.unwrap_or_else(|why| panic!("{} acts: {why:?}", self.name))
    }

    /// Writes a remark.
    pub fn says(&self, order: SubjectId, words: &str) -> Done {
        self.does(order, Command::Comment(Comment { text: words.to_owned() }, Vec::new()))
    }

    /// Sets a field.
    pub fn sets(&self, order: SubjectId, path: &str, value: &str) -> Done {
        let sets = vec![FieldSet::new(path, FieldValue::text(value))];
        self.does(order, Command::SetFields(sets))
    }

    /// A step of the workflow with what belongs to the act.
    #[must_use]
    pub fn step(name: &str, reason: Option<&str>, with: Vec<Command>) -> Command {
        let reason = reason.map(str::to_owned);
        let name = name.to_owned();
        Command::Transition(TransitionCommand { name, reason, with, ..Default::default() })
    }

    /// Delivers in person: a photograph of the door and the recipient's signature in one act.
    pub fn delivers(&self, order: SubjectId) -> Done {
        let with = vec![self.prepared_photo("door"), self.prepared_signature(order, "recipient")];
        self.does(order, Self::step("deliver", None, with))
    }

    /// One signature for several orders.
    pub fn lets_sign(&self, orders: &[SubjectId], role: &str) {
        let shown = |id: &SubjectId| ShownOrder { id: *id, text: format!("签收 {id}") };
        let input = SignatureInput {
            orders: orders.iter().map(shown).collect(),
            signature: pen(),
            signer: "赵经理".to_owned(),
            role: role.to_owned(),
        };
        let signed = self.phone().captures().sign(&input);
        for (_, done) in signed.unwrap_or_else(|why| panic!("{} lets sign: {why}", self.name)) {
            done.unwrap_or_else(|why| panic!("{} lets sign: {why}", self.name));
        }
    }

    fn prepared_photo(&self, role: &str) -> Command {
        let source = self.shoots(role);
        let prepared = self.phone().captures().prepare_photo(&source);
        prepared.unwrap_or_else(|why| panic!("{} takes a photograph: {why}", self.name))
    }

    fn prepared_signature(&self, order: SubjectId, role: &str) -> Command {
        let orders = vec![ShownOrder { id: order, text: format!("签收 {order}") }];
        let input = SignatureInput {
            orders,
            signature: pen(),
            signer: "李女士".to_owned(),
            role: role.to_owned(),
        };
        let prepared = self.phone().captures().prepare_signature(&input);
        let prepared = prepared.unwrap_or_else(|why| panic!("{} lets sign: {why}", self.name));
        prepared.into_iter().next().expect("one order").1
    }

    /// The camera makes a file.
    #[must_use]
    pub fn shoots(&self, role: &str) -> PhotoSource {
        let number = PICTURES.fetch_add(1, Ordering::SeqCst);
        let path = pictures::photograph(&self.home.join("camera"), number);
        PhotoSource { path, preview: None, role: role.to_owned() }
    }

    /// Takes a photograph into an order.
    pub fn photographs(&self, order: SubjectId, role: &str) -> PhotoTaken {
        self.takes_in(order, &self.shoots(role))
    }

    /// Takes a file into an order.
    pub fn takes_in(&self, order: SubjectId, source: &PhotoSource) -> PhotoTaken {
        let taken = self.phone().captures().photo(order, source);
        taken.unwrap_or_else(|why| panic!("{} takes a photograph: {why}", self.name))
    }

    /// Whether the phone still has a blob's bytes.
    #[must_use]
    pub fn still_has(&self, blob: Hash) -> bool {
        self.phone().captures().blob(blob).is_ok()
    }
}

/// Copies a folder with everything in it.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}
