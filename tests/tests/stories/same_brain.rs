//! The same brain on both: what the vectors say is what a phone without signal and the hub's own routes answer, and what
//! no vector says they answer alike.

use std::fs;
use std::path::{Path, PathBuf};

use counterfoil_domain::ids::SubjectId;
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

const BEIJING_MINUTES: i32 = 480;
/// Of the made messages each so-manieth is read: a person's test run, not a bench.
const EACH: usize = 12;

fn domain(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/domain/tests").join(path)
}

/// Text and, where a vector says it, the answer.
fn vectors() -> Vec<(String, Value)> {
    let text = fs::read_to_string(domain("vectors/extraction/messages.json")).expect("vectors");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let cases = file["cases"].as_array().expect("cases").iter();
    cases
        .map(|one| (one["text"].as_str().expect("a text").to_owned(), one["expect"].clone()))
        .collect()
}

fn messages(file: &str, each: usize) -> Vec<String> {
    let text = fs::read_to_string(domain(file)).expect("messages");
    let lines = text.lines().step_by(each).map(|line| {
        let one: Value = serde_json::from_str(line).expect("JSON");
        one["t"].as_str().expect("a text").to_owned()
    });
    lines.collect()
}

/// Both read a text. The phone reads first: a minute may pass between the two.
async fn both(world: &World, who: &Person, text: &str) -> (Value, Value) {
    let phone = who.phone().orders().read_text(text, BEIJING_MINUTES).expect("read");
    let asked = json!({"text": text, "utc_offset_minutes": BEIJING_MINUTES});
    let hub = world.post("/v1/office/read-text", &asked).await;
    (serde_json::to_value(phone).expect("JSON"), hub)
}

/// Takes the minutes that are left until a deadline out of an answer.
fn minutes_left(answer: &mut Value) -> Option<i64> {
    answer.pointer_mut("/deadline/minutes_left").map(Value::take).and_then(|left| left.as_i64())
}

#[tokio::test]
async fn what_people_write_is_read_alike_by_a_phone_without_signal_and_by_the_hub() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    ann.sync().await;
    ann.signal().off();
    // 1. The vectors: both answer what stands there. When something is due depends on today, which no vector has.
    let vectors = vectors();
    for (text, expected) in &vectors {
        let (phone, hub) = both(&world, &ann, text).await;
        assert_eq!((&phone["codes"], &phone["phones"]), (&expected["codes"], &expected["phones"]));
        if expected["deadline"].is_null() {
            assert_eq!((&phone, &hub), (expected, expected), "{text}");
        }
    }
    // 2. What else people write: they agree on all of it, deadlines and urgency included.
    let texts = vectors.into_iter().map(|(text, _)| text);
    let texts: Vec<String> = texts
        .chain(messages("extraction/hand.jsonl", 1))
        .chain(messages("extraction/made.jsonl", EACH))
        .collect();
    assert!(texts.len() >= 100, "messages are missing: {}", texts.len());
    let mut deadlines = 0;
    for text in &texts {
        let (mut phone, mut hub) = both(&world, &ann, text).await;
        let left = minutes_left(&mut phone).zip(minutes_left(&mut hub));
        if let Some((phone, hub)) = left {
            assert!((phone - hub).abs() <= 1, "{phone} and {hub} minutes: {text}");
            deadlines += 1;
        }
        assert_eq!(phone, hub, "{text}");
    }
    assert!(deadlines >= 5, "deadlines are missing: {deadlines}");
}

/// What is due on an order, when and how it stands, by target.
fn due(targets: &Value) -> Vec<[Value; 3]> {
    let targets = targets.as_array().expect("targets").iter();
    targets.map(|one| ["id", "due", "standing"].map(|key| one[key].clone())).collect()
}

#[tokio::test]
async fn what_is_due_when_is_reckoned_alike_by_a_phone_without_signal_and_by_the_hub() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let mut orders: Vec<SubjectId> = Vec::new();
    for priority in 0..=2 {
        for kind in ["repair", "install"] {
            let fields = json!({"title": "空调不制冷 E4", "priority": priority});
            orders.push(world.order_with(kind, Some(bo.id), fields).await);
        }
    }
    bo.sync().await;
    bo.signal().off();
    let mut seen = 0;
    for hours in [0, 1, 4, 30] {
        world.passes(&[&bo], hours * 3_600_000);
        for order in &orders {
            let phone = serde_json::to_value(bo.order_sheet(*order).targets).expect("JSON");
            let hub = world.shown(*order).await["targets"].clone();
            assert_eq!(due(&phone), due(&hub), "after {hours} hours");
            seen += due(&hub).len();
        }
    }
    assert!(seen >= 24, "targets are missing: {seen}");
}
