//! What a bad network does: cuts, lost answers, repetitions. Every request has one effect.

use counterfoil_client::syncing::{Budget, Uploads};
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::pictures;
use counterfoil_tests::harness::{Person, World};

/// A number of the hub's metrics.
async fn metric(world: &World, name: &str) -> u64 {
    let http = counterfoil_tests::harness::office::http_client();
    let answer = http.get(format!("{}/v1/metrics", world.hub_url())).send().await;
    let text = answer.expect("an answer").text().await.expect("text");
    let prefix = format!("counterfoil_{name} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&prefix));
    line.unwrap_or_else(|| panic!("no {name} in\n{text}")).parse().expect("a number")
}

/// Envelopes of a phone at the hub, in all its chains.
async fn envelopes_at_the_hub(world: &World, phone: &Person) -> u64 {
    let devices = world.get("/v1/office/devices").await;
    let own = phone.device().to_string();
    let row = devices.as_array().expect("devices").iter().find(|row| row["device"] == own);
    row.expect("enrolled")["envelopes"].as_u64().expect("a number")
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_cut_and_no_byte_is_received_twice() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. A large photograph; its facts go up without it.
    let mut source = ann.shoots("door");
    std::fs::write(&source.path, pictures::picture(77, 2_400, 3_200)).expect("a large one");
    source.role = "door".into();
    let taken = ann.takes_in(order, &source);
    let no_blobs = Budget { uploads: Uploads::Nothing, ..Budget::default() };
    ann.phone().syncing().run(no_blobs).await.expect("a session");
    let (count, sealed_bytes) = {
        let status = ann.status();
        (status.blobs_waiting, status.blob_bytes_waiting)
    };
    assert!(count >= 2 && sealed_bytes > 1_000_000, "{count} files, {sealed_bytes} bytes");
    // 2. Signal is lost again and again in the middle of it.
    let mut cuts = 0;
    for _ in 0..4 {
        ann.signal().cut_after(sealed_bytes / 6);
        let report = ann.try_sync().await;
        cuts += u32::from(!report.is_done());
    }
    let halfway = metric(&world, "upload_bytes_total").await;
    assert!(cuts >= 3, "{cuts} sessions were cut");
    assert!(halfway > 0 && halfway < sealed_bytes, "{halfway} of {sealed_bytes}");
    // 3. The rest.
    ann.signal().on();
    ann.sync().await;
    let received = metric(&world, "upload_bytes_total").await;
    assert_eq!(received, sealed_bytes, "each byte once");
    let blobs = world.hub_blobs(order).await;
    assert!(blobs.iter().all(|blob| blob["arrived"] == true), "{blobs:?}");
    let (envelope, hash) = (blobs[0]["envelope"].as_str(), blobs[0]["hash"].as_str());
    let bytes = world.evidence(envelope.expect("a hash"), hash.expect("a hash")).await;
    assert_eq!(bytes, std::fs::read(&source.path).expect("the camera's file"));
    assert_eq!(counterfoil_domain::hash::sha256(&bytes), taken.original);
}

#[tokio::test]
async fn an_answer_that_is_lost_any_number_of_times_leaves_one_effect() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.says(order, "once");
    ann.sets(order, "a/door", "1102#");
    ann.photographs(order, "door");
    // 1. The hub hears it five times; the phone hears nothing.
    ann.way().lose_answers(5);
    for _ in 0..5 {
        assert!(!ann.try_sync().await.is_done());
    }
    assert_eq!(ann.way().lost(), 5);
    assert!(ann.status().on_phone > 0, "for the phone nothing is sent");
    let counted = envelopes_at_the_hub(&world, &ann).await;
    // 2. Then it hears.
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        assert_eq!((sheet.card.counts.comments, sheet.card.counts.photos), (1, 1));
        assert_eq!(sheet.card.counts.conflicts, 0);
    }
    assert_eq!(envelopes_at_the_hub(&world, &ann).await, counted, "the five repetitions were one");
    assert_eq!(ann.status().stored, counted);
    // 3. Nothing more to say.
    let size = world.server().log_point().await.expect("a log").size;
    ann.sync().await;
    assert_eq!(world.server().log_point().await.expect("a log").size, size);
}

#[tokio::test]
async fn the_same_request_bytes_ten_times_have_one_effect() {
    let world = World::start().await;
    let mut ann = world.hand_phone("ann", &["courier"]).await;
    let order = world.order("parcel", ann.person()).await;
    ann.comment(order, "一");
    ann.comment(order, "二");
    let bytes = ann.request_from(0, false);
    let first = ann.exchange(&bytes, None).await;
    let size = world.server().log_point().await.expect("a log").size;
    for _ in 0..9 {
        let again = ann.exchange(&bytes, None).await;
        assert_eq!(verdicts(&again.payload.sections[0]), verdicts(&first.payload.sections[0]));
        assert_eq!(again.signed.statement.receipts, first.signed.statement.receipts);
    }
    assert_eq!(verdicts(&first.payload.sections[0]), vec![Verdict::Accepted; 2]);
    assert_eq!(world.server().log_point().await.expect("a log").size, size);
    assert_eq!(world.hub_sheet(order).await.card.counts.comments, 2);
}

#[tokio::test]
async fn a_session_cut_at_any_byte_loses_nothing() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    let mut want = 0;
    for cut in [1, 150, 400, 700, 1_000, 1_400, 2_000, 3_000, 5_000] {
        ann.says(order, &format!("cut after {cut}"));
        want += 1;
        ann.signal().cut_after(cut);
        let _however_it_ends = ann.try_sync().await;
    }
    ann.signal().on();
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        assert_eq!(sheet.card.counts.comments, want);
    }
}

#[tokio::test]
async fn without_signal_a_session_says_so_and_work_goes_on() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.signal().off();
    ann.says(order, "written without signal");
    let report = ann.try_sync().await;
    assert!(!report.is_done());
    assert!(!report.sign_in_again, "being offline is no reason to enrol again: {report:?}");
    assert_eq!(ann.status().on_phone, 1);
    ann.signal().on();
    ann.sync().await;
    assert_eq!((ann.status().on_phone, ann.status().stored > 0), (0, true));
}

#[tokio::test]
async fn a_session_without_any_signal_says_how_much_waits() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.signal().off();
    for words in ["一", "二", "三"] {
        ann.says(order, words);
    }
    let report = ann.try_sync().await;
    assert_eq!((report.unsent, report.is_done()), (3, false), "{report:?}");
    assert_eq!(report.unsent, ann.status().on_phone);
    ann.signal().on();
    assert_eq!(ann.sync().await.unsent, 0);
}

#[tokio::test]
async fn a_request_that_the_phone_gave_up_does_not_spoil_its_next_session() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    for round in 0..6 {
        for number in 0..40 {
            ann.says(order, &format!("第{round}轮第{number}句"));
        }
        // It goes on to the hub while the phone begins anew.
        ann.way().give_up(1);
        let given_up = ann.try_sync().await;
        assert_eq!((given_up.unsent, given_up.is_done()), (40, false), "{given_up:?}");
        let next = ann.try_sync().await;
        assert!(next.is_done(), "round {round}: {next:?}");
    }
    let card = world.hub_sheet(order).await.card;
    assert_eq!(card.counts.comments, 240, "each once");
    assert_eq!(ann.sheet(order).card.counts.comments, 240);
}

#[tokio::test]
async fn a_phone_whose_clocks_stood_still_while_it_slept_gets_what_is_new() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let li = world.phone("li", &["dispatcher"]).await;
    ann.sync().await;
    li.sync().await;
    // Eleven minutes pass, of which their clocks know nothing: what they were let in with is over.
    world.hub_time_passes(11 * 60_000);
    let order = world.order("parcel", &ann).await;
    for who in [&ann, &li] {
        who.sync().await;
        assert_eq!(who.sheet(order).card.stage, "assigned", "{}", who.name);
    }
}
