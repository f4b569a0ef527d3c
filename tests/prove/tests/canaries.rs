//! Two hundred secrets are planted in a day of work, on the phone, at the hub and between them. Afterwards every file,
//! log line and error text is searched for them, in every way in which bytes are written down.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use counterfoil_cli::hook::{Hook, Secret};
use counterfoil_client::account::Pin;
use counterfoil_client::captures::{PhotoSource, ShownOrder, SignatureInput};
use counterfoil_client::logs::{self, LogEvent, LogLevel, LogListener};
use counterfoil_client::media::signature::{Point, Signature};
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Consent;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_prove::canary::{Flock, digits, spellings, words};
use counterfoil_prove::dice::Dice;
use counterfoil_prove::tier::seed;
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{Person, World, pictures};
use serde_json::json;

/// Orders of the day.
const ORDERS: usize = 13;
const PIN_KIND: &str = "PIN";
/// What people write and the office has to read: the hub's own database, and its backup, may hold it.
const FOR_THE_HUB: [&str; 8] =
    ["name", "phone", "address", "waybill", "office's remark", "remark", "consent", "signer"];
/// What the hub's key file, and its backup, may hold.
const FOR_THE_KEY_FILE: [&str; 1] = ["hub's key"];

#[derive(Default)]
struct Book(Mutex<Vec<String>>);

impl LogListener for Book {
    fn heard(&self, event: LogEvent) {
        self.0.lock().expect("whole").push(format!("{event} {event:?}"));
    }
}

impl Book {
    /// All that was said until these words came; the log is written on a thread of its own.
    async fn until(&self, last: &str) -> String {
        for _ in 0..600 {
            let text = self.0.lock().expect("whole").join("\n");
            if text.contains(last) {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the log never said: {last}");
    }
}

/// A JPEG with a word of the camera's owner in it.
fn owned_by(jpeg: &[u8], owner: &str) -> Vec<u8> {
    let text = owner.as_bytes();
    let mut tiff = b"II*\0\x08\0\0\0\x01\0".to_vec();
    tiff.extend(0x013b_u16.to_le_bytes());
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(u32::try_from(text.len() + 1).expect("short").to_le_bytes());
    tiff.extend(26_u32.to_le_bytes());
    tiff.extend([0; 4]);
    tiff.extend(text);
    tiff.push(0);
    let length = u16::try_from(tiff.len() + 8).expect("short").to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

fn pen(dice: &mut Dice) -> Signature {
    let mut at = |most: usize| u16::try_from(dice.below(most)).expect("small");
    let mut point = |n: u32| Point {
        x: at(10_000),
        y: at(8_000),
        t_ms: n * 16,
        pressure: at(255).try_into().expect("a byte"),
    };
    Signature::new(10_000, 8_000, vec![(0..40).map(&mut point).collect()]).expect("a signature")
}

/// A day of one courier, everything in it planted.
struct Day {
    world: World,
    ann: Person,
    flock: Flock,
    dice: Dice,
    errors: Vec<String>,
}

impl Day {
    async fn begins() -> Self {
        let world = World::start().await;
        let ann = world.phone("ann", &["courier"]).await;
        let mut day = Self {
            world,
            ann,
            flock: Flock::default(),
            dice: Dice::new(seed()),
            errors: Vec::new(),
        };
        day.plants_keys().await;
        day
    }

    fn word(&mut self, kind: &'static str, characters: usize) -> String {
        let text = words(&mut self.dice, characters);
        self.flock.plant(kind, text.clone());
        text
    }

    async fn plants_keys(&mut self) {
        for file in files_below(self.ann.secrets_folder()) {
            // Names are kept in hexadecimal. The marker of the installation is no key: its other half lies in a file.
            let is_marker = is_named(&file, &hex::encode("install-marker"));
            let bytes = std::fs::read(file).expect("a secret");
            if bytes.len() <= 128 && !is_marker {
                self.flock.plant("phone's key", bytes);
            }
        }
        let keyring = &self.world.server().keyring;
        for key in
            [&keyring.log, &keyring.answer, &keyring.office, &keyring.office_session, &keyring.wipe]
        {
            let SoftwareKey::Ed25519(key) = key else { panic!("the hub has no other keys") };
            self.flock.plant("hub's key", key.to_bytes());
        }
        for name in ["root.key", "rescue.key"] {
            let file = self.world.config().key_file.with_file_name(name);
            self.flock.plant("key taken away", std::fs::read(file).expect("handed out once"));
        }
        self.flock.plant("hub's key", keyring.nonce_key);
        self.flock.plant("hub's key", keyring.office_secret.clone());
        for number in 0..4 {
            let mut hand = self.world.hand_phone(&format!("hand {number}"), &["courier"]).await;
            hand.begin_chain("one");
            self.flock.plant("token", hand.token().await.expect("a token"));
        }
        for number in 0..4 {
            let body = json!({"name": format!("worker {number}"), "roles": ["courier"]});
            let invited = self.world.post("/v1/office/people", &body).await;
            let code = invited["invitation"]["code"].as_str().expect("a code").to_owned();
            self.flock.plant("code", code.replace('-', ""));
            self.flock.plant("code", code);
        }
    }

    async fn is_given_orders(&mut self) -> Vec<SubjectId> {
        let mut orders = Vec::new();
        for _ in 0..ORDERS {
            let name = self.word("name", 4);
            let phone = format!("199{}", digits(&mut self.dice, 8));
            let waybill = format!("SF{}", digits(&mut self.dice, 13));
            self.flock.plant("phone", phone.clone());
            self.flock.plant("waybill", waybill.clone());
            let (address, remark) = (self.word("address", 8), self.word("office's remark", 8));
            let fields = json!({
                "title": "一箱苹果", "contact/name": name, "contact/phone": phone,
                "address/line": address, "remark": remark,
            });
            let keys = json!([{"scheme": "waybill", "value": waybill}]);
            let body =
                json!({"kind": "parcel", "keys": keys, "fields": fields, "assign": self.ann.id});
            let made = self.world.post("/v1/office/orders", &body).await;
            orders.push(made["order"].as_str().expect("an id").parse().expect("an id"));
        }
        self.ann.sync().await;
        orders
    }

    fn works_on(&mut self, order: SubjectId, number: usize) {
        for _ in 0..2 {
            let remark = self.word("remark", 8);
            self.ann.says(order, &remark);
        }
        let (owner, seed) = (self.word("EXIF", 6), u32::try_from(number).expect("small") + 900);
        let picture = owned_by(&pictures::picture(seed, 320, 240), &owner);
        let middle = picture.len() / 2;
        self.flock.plant("photograph", &picture[middle..middle + 32]);
        let path = self.world.path(&format!("camera-{number}.jpg"));
        std::fs::write(&path, picture).expect("a file");
        let source = PhotoSource { path: path.clone(), preview: None, role: "door".to_owned() };
        self.ann.takes_in(order, &source);
        std::fs::remove_file(path).expect("the host lets it go");
        let (signer, shown) = (self.word("signer", 4), self.word("shown", 8));
        let orders = vec![ShownOrder { id: order, text: shown }];
        let (signature, role) = (pen(&mut self.dice), "recipient".to_owned());
        let signed =
            self.ann.phone().captures().sign(&SignatureInput { orders, signature, signer, role });
        signed.expect("signed").pop().expect("one").1.expect("kept");
        let words = self.word("consent", 6);
        let consent = Consent {
            to: "doorstep".into(),
            who: "本人".into(),
            channel: "wechat".into(),
            words,
            attempts: Vec::new(),
            place: None,
            screenshot: None,
            until_ms: None,
        };
        self.ann.does(order, Command::Consent(consent));
    }

    /// What the phone made of it: strokes, drawings, small copies.
    fn plants_evidence(&mut self, orders: &[SubjectId]) {
        let mut seen = BTreeSet::new();
        for order in orders {
            for blob in self.ann.sheet(*order).timeline.iter().flat_map(|row| &row.evidence) {
                let Ok(bytes) = self.ann.phone().captures().blob(blob.hash) else { continue };
                if seen.insert(blob.hash) && bytes.len() >= 96 {
                    let middle = bytes.len() / 2;
                    self.flock.plant("evidence", &bytes[middle..middle + 24]);
                }
            }
        }
    }

    /// Whatever is refused says why; that text may be shown, logged and sent to whoever helps.
    async fn goes_wrong(&mut self, orders: &[SubjectId]) {
        let pins = [digits(&mut self.dice, 12), digits(&mut self.dice, 12)];
        pins.iter().for_each(|pin| self.flock.plant(PIN_KIND, pin.clone()));
        let account = self.ann.phone().account();
        account.set_pin(None, &Pin::new(pins[0].clone())).expect("chosen");
        let order = orders[0];
        let (reason, number) = (self.word("reason", 6), self.word("remark", 8));
        let mut say = |what: &dyn core::fmt::Debug| self.errors.push(format!("{what:?}"));
        let captures = self.ann.phone().captures();
        say(&account.set_pin(Some(&Pin::new(pins[1].clone())), &Pin::new(pins[0].clone())));
        say(&account.enrol(&format!("counterfoil://enrol?code={reason}")).await);
        say(&self.ann.phone().orders().reveal(order, "contact/phone", &reason).await);
        say(&self.ann.phone().orders().search(&number));
        say(&captures.comment(SubjectId([9; 16]), &number));
        say(&self.ann.tries(order, Person::step("no such step", Some(&reason), Vec::new())));
        self.ann.signal().off();
        say(&self.ann.try_sync().await);
        self.ann.signal().on();
        say(&self.ann.status());
        say(&self.ann.phone().account().status());
        for (path, body) in [
            ("/v1/office/people", json!({"name": number, "roles": [reason]})),
            ("/v1/office/orders", json!({"kind": reason, "fields": {"contact/name": number}})),
            ("/v1/office/read-text", json!({"words": number})),
        ] {
            say(&self.world.try_post(path, &body).await);
        }
        let secret = format!("whsec_{}", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        self.flock.plant("webhook's secret", secret.clone());
        let hook = Hook::new("http://127.0.0.1:9/hook", Secret::read(&secret).expect("a secret"));
        say(&hook.expect("a hook").round(self.world.server()).await.map_err(|why| why.to_string()));
    }
}

fn kinds(flock: &Flock) -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    flock.canaries().iter().for_each(|canary| *kinds.entry(canary.kind).or_default() += 1);
    kinds
}

/// What stands in the files of a folder and may not.
fn search(
    flock: &Flock,
    folder: &Path,
    may: impl Fn(&Path, &'static str) -> bool,
) -> (usize, Vec<String>) {
    let (files, mut found) = (files_below(folder), Vec::new());
    for file in &files {
        let name = file.to_string_lossy().into_owned();
        let bytes = std::fs::read(file).unwrap_or_default();
        for one in flock.found_in(&bytes).into_iter().chain(flock.found_in(name.as_bytes())) {
            if !may(file, one.kind) {
                found.push(format!("{} {} in {name}, {}", one.kind, one.canary, one.spelling));
            }
        }
    }
    (files.len(), found)
}

fn is_named(file: &Path, part: &str) -> bool {
    file.file_name().is_some_and(|name| name.to_string_lossy().contains(part))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_planted_secrets_stand_nowhere_in_plain() {
    let begun = std::time::Instant::now();
    let book = Arc::new(Book::default());
    logs::listen(book.clone(), LogLevel::Trace).expect("nobody else listens");
    let mut day = Day::begins().await;
    let orders = day.is_given_orders().await;
    for (number, order) in orders.iter().enumerate() {
        day.works_on(*order, number);
    }
    day.plants_evidence(&orders);
    // Half of the day reaches the hub, half of it does not; then things go wrong.
    day.goes_wrong(&orders).await;
    day.ann.sync().await;
    day.world.backup().await;
    day.ann.says(orders[0], "after the backup");
    let kinds = kinds(&day.flock);
    let count = day.flock.canaries().len();
    println!("seed {}: {count} secrets planted: {kinds:?}", seed());
    assert!(count >= 200, "{count} secrets");

    // 1. The phone: nothing, in no file, while it is open (its log is a file too) and after it was closed.
    let home = day.ann.store_folder();
    for _ in 0..2 {
        let (files, found) = search(&day.flock, home.parent().expect("a home"), |file, _| {
            file.starts_with(day.ann.secrets_folder())
        });
        assert!(files > 50 && found.is_empty(), "{files} files: {found:#?}");
        day.ann.closes();
    }
    day.ann.opens();
    // 2. The hub: its database holds what the office has to read, its key file its keys, nothing else anything.
    let (hub_folder, backup) = (day.world.config().dir.clone(), day.world.path("backup"));
    let key_file = day.world.config().key_file.clone();
    let allowed = |file: &Path, kind: &'static str| {
        let in_database = is_named(file, "hub.sqlite") || is_named(file, ".sqlite");
        let in_key_file = file == key_file || is_named(file, "hub.key");
        (in_database && FOR_THE_HUB.contains(&kind))
            || (in_key_file && FOR_THE_KEY_FILE.contains(&kind))
    };
    for folder in [&hub_folder, &backup] {
        let (files, found) = search(&day.flock, folder, allowed);
        assert!(files > 3 && found.is_empty(), "{}: {files} files: {found:#?}", folder.display());
    }
    // 3. Logs of both, at every level, and every text of an error.
    tracing::warn!(target: "counterfoil_prove::canaries", "the day is over");
    let log = book.until("the day is over").await;
    println!("{} lines of log, {} texts of errors", log.lines().count(), day.errors.len());
    let told = ["the store was enrolled", "a capture", "a session ended"];
    assert!(told.into_iter().all(|words| log.contains(words)), "a day without a word:\n{log}");
    assert_eq!(day.flock.found_in(log.as_bytes()), []);
    let errors = day.errors.join("\n");
    assert!(day.errors.len() >= 12 && errors.contains("NotAllowed"), "{errors}");
    assert_eq!(day.flock.found_in(errors.as_bytes()), [], "{errors}");
    // 4. The controls: the phone did have all of it, the hub's database does, and each way of leaking is seen.
    controls(&mut day, &book, &hub_folder).await;
    println!("searched in {} s", begun.elapsed().as_secs());
}

async fn controls(day: &mut Day, book: &Book, hub_folder: &Path) {
    let dump: Vec<u8> = day.ann.dump().into_iter().flat_map(|(_, bytes)| bytes).collect();
    let had: BTreeSet<usize> =
        day.flock.found_in(&dump).into_iter().map(|one| one.canary).collect();
    let has = |kind: &str| {
        let all = day.flock.canaries().iter().enumerate().filter(|(_, one)| one.kind == kind);
        all.filter(|(number, _)| had.contains(number)).count()
    };
    for kind in ["name", "phone", "address", "remark", "consent", "signer"] {
        assert!(has(kind) >= ORDERS, "decrypted, the phone has {} of {kind}", has(kind));
    }
    let (_, at_hub) = search(&day.flock, hub_folder, |_, _| false);
    for kind in ["name", "remark", "waybill"] {
        assert!(at_hub.iter().any(|one| one.starts_with(kind)), "the hub's database has {kind}");
    }
    let folder = day.ann.store_folder();
    for canary in day.flock.canaries().iter().step_by(7) {
        for (spelling, bytes) in spellings(&canary.bytes) {
            let leak = folder.join("leak.txt");
            std::fs::write(&leak, [b"{\"v\":\"", &bytes[..], b"\"}"].concat()).expect("written");
            let (_, found) = search(&day.flock, &leak_folder(&leak), |_, _| false);
            assert!(found.iter().any(|one| one.ends_with(spelling)), "{spelling}: {found:?}");
        }
    }
    std::fs::remove_file(folder.join("leak.txt")).expect("gone");
    let name = String::from_utf8(
        day.flock.canaries().iter().find(|one| one.kind == "name").expect("one").bytes.clone(),
    );
    tracing::warn!(target: "counterfoil_prove::canaries", name = name.expect("text"), "a careless line");
    tracing::warn!(target: "counterfoil_prove::canaries", "that was careless");
    let log = book.until("that was careless").await;
    assert!(!day.flock.found_in(log.as_bytes()).is_empty(), "a log line with a name is seen");
}

/// A folder with this one file in it, so that the control searches no more than that.
fn leak_folder(leak: &Path) -> std::path::PathBuf {
    let folder = leak.with_file_name("leaks");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::rename(leak, folder.join("leak.txt")).expect("moved");
    std::fs::copy(folder.join("leak.txt"), leak).expect("copied");
    folder
}
