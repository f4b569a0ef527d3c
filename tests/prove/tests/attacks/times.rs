//! Time and place: clocks of the year 2099, anchors that no hub gave, a courier in two cities at once, and what a
//! revoked phone says that it did yesterday.

use counterfoil_domain::envelope::Seen;
use counterfoil_domain::fact::{Comment, Fact, Fix, FixProvider};
use counterfoil_domain::moment::{Anchor, Clocks};
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_prove::siege::Siege;
use counterfoil_tests::harness::HandPhone;
use counterfoil_tests::harness::hand::verdicts;

/// New Year's Day 2099, ms since 1970.
const YEAR_2099_MS: u64 = 4_070_908_800_000;

fn remark() -> Vec<Fact> {
    vec![Fact::Comment(Comment { text: "到门口了".to_owned() })]
}

fn clocks(wall_ms: i64, monotonic_ms: u64) -> Clocks {
    Clocks { wall_ms, boot: [1; 8], monotonic_ms }
}

fn anchor(hub_time_ms: u64, sent_ms: u64, received_ms: u64) -> Anchor {
    let (log_size, log_root) = (7, [7; 16]);
    Anchor { hub_time_ms, log_size, log_root, boot: [1; 8], sent_ms, received_ms }
}

/// Writes a remark at such a moment.
fn lies(phone: &mut HandPhone, order: Subject, clocks: Clocks, anchor: Option<Anchor>) {
    phone.lies(order, "work", remark(), |author| {
        author.moment.clocks = clocks;
        author.moment.anchor = anchor;
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_of_the_year_2099_moves_no_time_that_anybody_believes() {
    let mut siege = Siege::begin().await;
    let hers = siege.hers;
    siege
        .under("clocks that lie", async |world, mallory| {
            let order = Subject::order(hers);
            let now = world.now_ms();
            let wall = i64::try_from(YEAR_2099_MS).expect("fits");
            // 1. Wall clocks of any year, and monotonic readings that cannot be.
            for wall_ms in [wall, 0, -1, i64::MAX, i64::MIN] {
                lies(mallory, order, clocks(wall_ms, 1_000), None);
                lies(mallory, order, clocks(wall_ms, u64::MAX), None);
            }
            // 2. Anchors that no hub gave: from 2099, from the end of time, received before they were sent.
            for hub_time_ms in [YEAR_2099_MS, u64::MAX, now + 60_000] {
                lies(mallory, order, clocks(wall, 5_000), Some(anchor(hub_time_ms, 1, 2)));
                lies(mallory, order, clocks(wall, 1), Some(anchor(hub_time_ms, 9, 2)));
                let late = clocks(wall, u64::MAX);
                lies(mallory, order, late, Some(anchor(hub_time_ms, 0, u64::MAX)));
            }
            // 3. An old anchor with a long way since: the device's own claim, years from now.
            let years = YEAR_2099_MS - now;
            lies(mallory, order, clocks(wall, years + 2), Some(anchor(now - 1_000, 1, 2)));
            let said = verdicts(&mallory.push().await);
            assert!(said.iter().all(Verdict::takes_facts), "odd facts are kept: {said:?}");
            // 4. Everything is shown, and nothing of it is believed to be later than it came here.
            let sheet = world.hub_sheet(hers).await;
            let now = world.now_ms();
            let mut rows = 0;
            for row in sheet.timeline.iter().filter(|row| row.kind == "comment") {
                rows += 1;
                let (earliest, latest) = (row.believed.earliest_ms, row.believed.latest_ms);
                assert!(latest.is_some_and(|latest| latest <= now), "{:?}", row.believed);
                assert!(earliest.is_none_or(|earliest| Some(earliest) <= latest), "{row:?}");
            }
            assert_eq!(rows, said.len());
            // 5. Boards, lists and days are answered as always.
            for path in ["/v1/office/board", "/v1/office/orders", "/v1/office/worklist"] {
                world.get(path).await;
            }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_revoked_phone_dates_back_is_kept_and_judged_by_nobody() {
    let mut siege = Siege::begin().await;
    let hers = siege.hers;
    siege
        .under("revoked, then dated back", async |world, mallory| {
            // 1. An honest remark; then the phone is reported lost.
            mallory.comment(hers, "正常");
            assert_eq!(verdicts(&mallory.push().await), [Verdict::Accepted]);
            let before = mallory.pull().await.payload.cursor.expect("a cursor");
            world.revoke(mallory.device).await;
            // 2. Whoever has it writes what was "done" before that, with everything that it still knows.
            let yesterday = world.now_ms() - 24 * 60 * 60 * 1_000;
            let seen = Seen { lineage: before.lineage, index: before.index };
            for step in 0..5 {
                mallory.lies(Subject::order(hers), "work", remark(), |author| {
                    let wall_ms = i64::try_from(yesterday + step).expect("fits");
                    author.moment.clocks = clocks(wall_ms, step);
                    author.moment.anchor = Some(anchor(yesterday, 0, 0));
                    author.seen = Some(seen);
                });
            }
            // 3. It is kept, with a receipt, and stands nowhere.
            let answer = mallory.push().await;
            assert_eq!(answer.size, 6, "its work is not thrown away");
            for verdict in verdicts(&answer) {
                assert!(matches!(verdict, Verdict::Held { .. }), "{verdict:?}");
            }
            assert_eq!(world.hub_sheet(hers).await.card.counts.comments, 1);
            assert_eq!(mallory.token().await, Err("enrol_again".to_owned()));
        })
        .await;
}

/// A position, in degrees.
fn fix(latitude: f64, longitude: f64) -> Vec<Fact> {
    #[expect(clippy::cast_possible_truncation, reason = "degrees fit")]
    let e7 = |degrees: f64| (degrees * 1e7) as i32;
    vec![Fact::Fix(Fix {
        latitude_e7: e7(latitude),
        longitude_e7: e7(longitude),
        accuracy_dm: 50,
        age_ms: 0,
        provider: FixProvider::Satellite,
        mock: false,
        of: None,
    })]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_courier_in_two_cities_at_once_breaks_nothing() {
    let mut siege = Siege::begin().await;
    let hers = siege.hers;
    siege
        .under("teleport", async |world, mallory| {
            let order = Subject::order(hers);
            let places = [
                (30.25, 120.17),
                (52.52, 13.40),
                (90.0, 180.0),
                (-90.0, -180.0),
                (0.0, 0.0),
                (214.7, -214.7),
            ];
            for (latitude, longitude) in places {
                mallory.write(order, "work", fix(latitude, longitude), Vec::new());
            }
            let said = verdicts(&mallory.push().await);
            println!("{said:?}");
            // Outside a shift no position is taken, wherever it is: nobody is followed, and nobody can pretend.
            assert!(said.iter().all(|one| !matches!(one, Verdict::Accepted)), "{said:?}");
            world.get("/v1/office/map").await;
        })
        .await;
}
