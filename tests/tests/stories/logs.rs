//! What the core and the hub log of a day, at every level: enough to find a fault, nothing about anybody.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use counterfoil_client::account::Pin;
use counterfoil_client::captures::Position;
use counterfoil_client::logs::{self, LogEvent, LogLevel, LogListener};
use counterfoil_client::syncing::Budget;
use counterfoil_domain::fact::FixProvider;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

const WAYBILL: &str = "SF1998877665544";
const PHONE: &str = "19900006017";
const DOOR: &str = "云栖花园3幢2单元1102室";
const CODE: &str = "门禁1102#";
const COURIER: &str = "安小然";
const RECIPIENT: &str = "欧阳女士";
const OTHER_WAYBILL: &str = "YT8812345670019";
const CARD: &str = "6222021234567890128";
const PIN: &str = "804215937264";
const WRONG_PIN: &str = "731946582037";
const PLACE: (f64, f64) = (30.251_234_5, 120.169_876_5);

#[derive(Default)]
struct Book(Mutex<Vec<String>>);

impl LogListener for Book {
    fn heard(&self, event: LogEvent) {
        self.0.lock().expect("whole").push(format!("{event} {event:?}"));
    }
}

impl Book {
    fn text(&self) -> String {
        self.0.lock().expect("whole").join("\n")
    }

    /// Waits for an event that is said last; the log is written on a thread of its own.
    async fn holds(&self, words: &str) {
        for _ in 0..600 {
            if self.text().contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the log never said: {words}");
    }
}

/// What no line may hold: content of the day, and every secret in the ways in which it could be written.
fn kept_quiet(world: &World, ann: &Person) -> Vec<String> {
    let mut words: Vec<String> =
        [WAYBILL, OTHER_WAYBILL, CARD, PIN, WRONG_PIN, PHONE, DOOR, CODE, COURIER, RECIPIENT]
            .into_iter()
            .map(str::to_owned)
            .collect();
    words.push("李女士".to_owned());
    words.extend(
        [&WAYBILL[3..], &PHONE[7..], "1102", "30.2512", "120.1698", "302512", "1201698"]
            .map(str::to_owned),
    );
    let secret = &world.server().keyring.office_secret;
    words.push(secret.to_string());
    let folder = ann.secrets_folder().display().to_string();
    words.push(folder);
    for file in files_below(ann.secrets_folder()) {
        let bytes = std::fs::read(file).expect("a secret");
        if bytes.len() > 128 {
            continue; // the enrolment: certificates and ids, public at the hub
        }
        words.push(hex::encode(&bytes));
        words.push(base64::engine::general_purpose::STANDARD_NO_PAD.encode(&bytes));
        words.push(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&bytes));
        words.extend(String::from_utf8(bytes).ok());
    }
    words
}

fn damage(folder: &Path) {
    for file in files_below(folder) {
        let mut bytes = std::fs::read(&file).expect("a sealed file");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(file, bytes).expect("written");
    }
}

#[tokio::test]
async fn a_day_leaves_a_log_that_speaks_of_nobody() {
    let book = Arc::new(Book::default());
    logs::listen(book.clone(), LogLevel::Trace).expect("nobody else listens");
    let mut world = World::start().await;
    let mut ann = world.phone(COURIER, &["courier"]).await;
    // 1. The office's order, with everything that people write into one.
    let fields = json!({
        "title": RECIPIENT, "contact/name": RECIPIENT, "contact/phone": PHONE,
        "address/text": DOOR, "remark": CODE,
    });
    let body = json!({
        "kind": "parcel", "keys": [{"scheme": "waybill", "value": WAYBILL}],
        "fields": fields, "assign": ann.id,
    });
    let made = world.post("/v1/office/orders", &body).await;
    let order = made["order"].as_str().expect("an id").parse().expect("an id");
    ann.sync().await;
    // 2. Her day: what goes well, and what is refused.
    ann.phone().account().begin_shift(Some("浙A12345".into()), None).expect("a shift");
    let position = Position {
        latitude: PLACE.0,
        longitude: PLACE.1,
        accuracy_m: 8.0,
        age_ms: 0,
        provider: FixProvider::Satellite,
        mock: false,
        of: None,
    };
    ann.phone().captures().fix(order, &position).expect("a fix");
    ann.says(order, &format!("{RECIPIENT}说放{DOOR},{CODE}"));
    ann.photographs(order, "door");
    assert!(ann.phone().captures().photo(order, &ann.shoots("selfie")).is_err());
    let no_picture = ann.shoots("door");
    std::fs::write(&no_picture.path, PHONE).expect("a file");
    // No picture that can be decoded: kept as it is.
    let _ = ann.phone().captures().photo(order, &no_picture);
    let _ = ann.phone().orders().search(&PHONE[7..]);
    let _ = ann.phone().orders().lookup(WAYBILL);
    ann.delivers(order);
    //    What a customer wrote, read on the phone and by the office, and made an order of; a card number in it, too.
    let words =
        format!("{RECIPIENT}的快递没到,单号{OTHER_WAYBILL},电话{PHONE},放{DOOR},退到{CARD}");
    let read = ann.phone().orders().read_text(&words, 480).expect("read");
    assert!(!read.codes.is_empty() && !read.phones.is_empty(), "there is something to keep quiet");
    let (other, _) =
        ann.phone().orders().found_from_draft(&read.draft, &words, Lang::Zh).expect("founded");
    ann.says(other, &words);
    assert!(ann.phone().orders().reveal(order, "contact/phone", RECIPIENT).await.is_err());
    ann.phone().account().set_pin(None, &Pin::new(PIN)).expect("chosen");
    assert!(ann.phone().account().set_pin(Some(&Pin::new(WRONG_PIN)), &Pin::new(PIN)).is_err());
    let read = world.post("/v1/office/read-text", &json!({ "text": words })).await;
    assert!(read.to_string().contains(PHONE), "the office reads it");
    // 3. What goes wrong on the way: no signal, lost answers, a hub that begins anew, a refused enrolment.
    ann.signal().off();
    ann.try_sync().await;
    ann.signal().on();
    ann.way().lose_answers(2);
    ann.try_sync().await;
    assert!(ann.phone().account().enrol("counterfoil://enrol?hub=x&root=y&code=z").await.is_err());
    world.restart_hub().await;
    ann.says(order, CODE);
    // 4. Damage: sealed files that are not what they were, a clone that writes on the same chain.
    let mut clone = ann.is_cloned("her other phone");
    clone.says(order, DOOR);
    ann.says(order, RECIPIENT);
    clone.try_sync().await;
    ann.closes();
    damage(&ann.store_folder().join("blobs"));
    ann.opens();
    let sheet = ann.sheet(order);
    for blob in sheet.timeline.iter().flat_map(|row| &row.evidence) {
        assert!(ann.phone().captures().thumbnail(blob.hash).is_err());
    }
    let _ = ann.phone().syncing().run(Budget::default()).await;
    let _ = ann.try_open();
    clone.closes();
    ann.closes();
    // 5. The log has something to say, and says nothing of all that.
    tracing::warn!(target: "counterfoil_tests::logs", "the day is over");
    book.holds("the day is over").await;
    logs::stop_listening();
    let (text, mut found) = (book.text(), String::new());
    let told = ["a store was opened", "the store was enrolled", "a capture", "a session ended"];
    assert!(told.into_iter().all(|words| text.contains(words)), "a day without a word:\n{text}");
    for word in kept_quiet(&world, &ann) {
        for line in text.lines().filter(|line| line.contains(&word)) {
            let _ = writeln!(found, "{word}: {line}");
        }
    }
    assert!(found.is_empty(), "the log speaks of people:\n{found}");
}
