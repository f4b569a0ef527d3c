//! What a company requires of photographs holds at the hub too: whichever program brings one that is not good enough
//! brings no evidence.

use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::fact::{Fact, Photo, Transition};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::World;
use counterfoil_tests::harness::hand::{photograph, verdicts};
use serde_json::{Value, json};

/// The built-in rules; photographs of the gate have to be sharp.
fn sharp_gates() -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    file["version"] = json!(Playbook::builtin().version() + 1);
    file["quality"] = json!([{"id": "sharp_gates", "check": "photo_blurred", "act": "require",
        "limit": 60, "photo_roles": ["gate"]}]);
    serde_json::to_vec_pretty(&file).expect("JSON")
}

/// A photograph of the gate of this sharpness, with its blob.
fn gate(name: &str, sharpness_milli: u16) -> (Fact, BlobRef) {
    let (photo, blob) = photograph(name, "gate");
    let (sharpness_milli, light) = (Some(sharpness_milli.into()), Some(120));
    (Fact::Photo(Photo { sharpness_milli, light, ..photo }), blob)
}

#[tokio::test]
async fn a_photograph_that_is_not_good_enough_is_no_evidence_at_the_hub() {
    let world = World::start().await;
    world.publish(&sharp_gates()).await.expect("published");
    // 1. Eve's own program asks nobody: a blurred gate, and the guard did not let her in.
    let mut eve = world.hand_phone("eve", &["courier"]).await;
    let order = world.order("parcel", eve.person()).await;
    eve.pull().await;
    let subject = Subject::order(order);
    let (photo, blob) = gate("blurred", 20);
    eve.write(subject, "work", vec![photo], vec![blob]);
    let fail = Transition {
        name: "fail".into(),
        from: "assigned".into(),
        reason: Some("gate_refused".into()),
        note: None,
        until_ms: None,
    };
    eve.write(subject, "work", vec![Fact::Transition(fail)], Vec::new());
    let said = verdicts(&eve.push().await);
    assert_eq!(said, [Verdict::Accepted, Verdict::Accepted], "it is kept, whatever it shows");
    let sheet = world.hub_sheet(order).await;
    assert_eq!((sheet.card.stage.as_str(), sheet.card.counts.photos), ("assigned", 1));
    let [held] = sheet.exceptions.as_slice() else { panic!("{:?}", sheet.exceptions) };
    assert_eq!(held.missing[0].code, "photo/gate/1");
    // 2. A sharp one comes: what waited for it is judged again.
    let (photo, blob) = gate("sharp", 300);
    eve.write(subject, "work", vec![photo], vec![blob]);
    eve.push().await;
    let sheet = world.hub_sheet(order).await;
    assert_eq!((sheet.card.stage.as_str(), sheet.exceptions.len()), ("attempted", 0));
}
