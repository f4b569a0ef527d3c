//! A phone that is killed again and again: what it acknowledged is at the hub in the end, each thing once.

use std::path::Path;

use counterfoil_domain::ids::SubjectId;
use counterfoil_prove::kill::{EDITED, KilledPhone};
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_tests::harness::World;
use serde_json::Value;

/// A world with a phone in a process of its own, and the order that it is about.
async fn begun(seed: u64) -> (World, KilledPhone, SubjectId) {
    let world = World::start().await;
    let signal = world.signal().await;
    let ann = world.enter("ann", &["courier"], &signal).await;
    let order = world.order("parcel", ann.person).await;
    let program = Path::new(env!("CARGO_BIN_EXE_proved-phone"));
    let phone = KilledPhone::new(program, &world.path("killed"), seed);
    let phone = apart(phone, move |phone| phone.begins(&ann.invitation, &order.to_string())).await;
    (world, phone, order)
}

/// Waits for a phone without keeping the hub from answering it.
async fn apart(
    mut phone: KilledPhone,
    work: impl FnOnce(&mut KilledPhone) + Send + 'static,
) -> KilledPhone {
    let work = move || {
        work(&mut phone);
        phone
    };
    tokio::task::spawn_blocking(work).await.expect("the phone's work")
}

/// How often words stand in a text as a whole.
fn count(text: &str, words: &str) -> usize {
    text.matches(&Value::from(words).to_string()).count()
}

/// What a sheet shows of a field.
fn value_of(sheet: &str, path: &str) -> String {
    let sheet: Value = serde_json::from_str(sheet).expect("a sheet");
    let fields = sheet["fields"].as_array().expect("fields");
    let field = fields.iter().find(|field| field["path"] == path).expect("the field");
    field["value"].as_str().expect("words").to_owned()
}

/// Two phones, each with a hub of its own: most of a life is waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_phone_acknowledged_arrives_once() {
    let kills = Tier::asked().of(300, 2_000, 10_000);
    tokio::join!(is_killed(kills / 2, seed()), is_killed(kills / 2, seed() + 1));
}

/// One phone is killed so many times, and nothing is missing in the end.
async fn is_killed(kills: usize, seed: u64) {
    let (world, phone, order) = begun(seed).await;
    let begun = std::time::Instant::now();
    let phone = apart(phone, move |phone| {
        (0..kills).for_each(|_| phone.lives_and_is_killed());
        phone.sends_everything();
    });
    let phone = phone.await;
    let (said, taken) = (phone.said.len(), phone.taken.len());
    println!(
        "seed {seed}, {kills} kills: {said} remarks, {taken} photographs and {} edits acknowledged, {} lives silent, {} syncs cut; {} s",
        phone.edits,
        phone.silent,
        phone.syncs_cut,
        begun.elapsed().as_secs()
    );
    assert!(said > kills / 10 && taken > 0 && phone.edits > 0);
    assert!(phone.syncs_cut > 0 && phone.silent > 0);
    all_arrived_once(&world, order, apart(phone, KilledPhone::looks).await).await;
}

async fn all_arrived_once(world: &World, order: SubjectId, phone: KilledPhone) {
    let (at_hub, shown) = (world.shown(order).await["sheet"].to_string(), &phone.shown);
    for words in &phone.said {
        assert_eq!((count(&at_hub, words), count(shown, words)), (1, 1), "hub and phone: {words}");
    }
    for words in &phone.unanswered {
        assert!(count(&at_hub, words) <= 1, "twice: {words}");
    }
    for (who, sheet) in [("hub", &at_hub), ("phone", shown)] {
        let value = value_of(sheet, EDITED);
        assert!(phone.written.contains(&value), "{who} shows {value}, not {:?}", phone.written);
    }
    let evidence = world.hub_blobs(order).await;
    for hash in &phone.taken {
        let hash = Value::from(hash.to_string());
        assert!(evidence.iter().any(|one| one["hash"] == hash && one["arrived"] == true), "{hash}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_whose_log_is_thrown_away_has_its_second_copies() {
    let (world, phone, order) = begun(seed()).await;
    let phone = apart(phone, |phone| {
        phone.says_and_is_killed(3);
        phone.loses_its_log();
        phone.sends_everything();
    });
    let phone = phone.await;
    let at_hub = world.shown(order).await["sheet"].to_string();
    assert!(phone.said.iter().all(|words| count(&at_hub, words) == 1), "{:?}", phone.said);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_whose_log_and_copies_are_thrown_away_is_found_out() {
    let (world, phone, order) = begun(seed()).await;
    let phone = apart(phone, |phone| {
        phone.says_and_is_killed(3);
        phone.loses_its_log();
        phone.loses_its_second_copies();
        phone.sends_everything();
    });
    let phone = phone.await;
    let at_hub = world.shown(order).await["sheet"].to_string();
    assert!(
        phone.said.iter().any(|words| count(&at_hub, words) == 0),
        "the control must lose work"
    );
}
