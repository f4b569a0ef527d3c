//! Phones, a dispatcher and a hub through days of troubles: the laws hold, and each law notices when one is broken.

use std::time::Duration;

use counterfoil_domain::older::lacking;
use counterfoil_domain::subject::Subject;
use counterfoil_prove::dice::Dice;
use counterfoil_prove::sim::bad::Bad;
use counterfoil_prove::sim::chance::Chance;
use counterfoil_prove::sim::laws::papers::faults;
use counterfoil_prove::sim::plan::{Deed, Plan, Trouble};
use counterfoil_prove::sim::run::{LENGTH, on_one_thread, play, play_for, told};
use counterfoil_prove::sim::versions::LACKING;
use counterfoil_prove::sim::world::{STRANGERS, World};
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_store::pages::{self, Page, SubjectPage};
use counterfoil_store::{StoreError, progress};
use serde_json::json;

#[test]
fn the_laws_hold_through_all_troubles() {
    let seconds = Tier::asked().of(90, 20 * 60, 60 * 60);
    // A fast machine plays the same runs with every test, and not others that nobody has seen.
    let runs_max = Tier::asked().of(14, u64::MAX, u64::MAX);
    let sum = play_for(Duration::from_secs(seconds), seed(), runs_max);
    let (requests, troubled) = sum.requests;
    let (envelopes, gone) = sum.envelopes;
    println!(
        "seed {}, {seconds} s: {} runs, {} acts and {} with reason refused, {envelopes} envelopes of which {gone} lost \
         every disk, {} sessions, {requests} requests of which {troubled} met a trouble, {} device-days",
        seed(),
        sum.runs,
        sum.tally.acts,
        sum.tally.refused,
        sum.tally.syncs,
        sum.device_days()
    );
    assert!(sum.failure.is_none(), "{}", sum.failure.unwrap_or_default());
    // A tenth of what two busy cores did: less says that hardly anything was tried.
    let floor = Tier::asked().of(30, 400, 1_200);
    assert!(sum.device_days() >= floor, "only {} device-days", sum.device_days());
}

/// One run: `SIM_SEED=7`, or the trace that a failing one left, `SIM_TRACE=file`. Without either the first. With
/// `SIM_ONLY=late,kills` no other troubles are about.
#[test]
fn one_run() {
    let trace = std::env::var("SIM_TRACE").ok();
    let plan = match trace.map(|path| std::fs::read_to_string(path).expect("a trace")) {
        Some(text) => Plan::from_text(&text).unwrap_or_else(|line| panic!("line {line}")),
        None => {
            let seed = std::env::var("SIM_SEED").ok().and_then(|seed| seed.parse().ok());
            let seed = seed.unwrap_or(1);
            match std::env::var("SIM_ONLY") {
                Ok(only) => {
                    let about: Vec<Trouble> = only.split(',').filter_map(Trouble::of).collect();
                    Plan::with(seed, LENGTH, &about)
                }
                Err(_) => Plan::of(seed, LENGTH),
            }
        }
    };
    println!("{:?}", plan.troubles);
    let outcome = play(plan.clone());
    println!("{:?} {:?} {:?}", outcome.tally, outcome.requests, outcome.envelopes);
    assert!(outcome.found.is_empty(), "{}", told(&plan, &outcome.found));
}

/// Steps of a run in which something is broken on purpose, about.
const SHORT: usize = 40;

/// A short plan in which only these troubles are about.
fn with(seed: u64, about: &[Trouble]) -> Plan {
    Plan::with(seed, SHORT, about)
}

/// Plays a plan, lets `spoil` break something, and gives what the laws find.
fn spoilt<F>(plan: &Plan, spoil: F) -> Vec<String>
where
    F: AsyncFnOnce(&mut World),
{
    let _chance = Chance::from_seed(plan.seed);
    on_one_thread(async {
        let mut world = World::begins(plan.clone()).await;
        world.happens().await;
        world.settles().await;
        let found = world.laws().await;
        assert!(found.is_empty(), "before anything was broken: {found:?}");
        spoil(&mut world).await;
        world.laws().await
    })
}

/// Whether a law found something.
fn notices(found: &[String], law: &str) -> bool {
    found.iter().any(|one| one.starts_with(law))
}

/// Runs in which laws were once broken: a branch of a branch, phones that live twice among a hub's restores and revocations, and a hub that is
/// set up from its backup three times, or so that nobody has a cursor by which it could notice, or lacks a photograph.
const ONCE_BROKEN: [&str; 9] = [
    include_str!("../traces/a_begin_behind_what_follows_it.trace"),
    include_str!("../traces/held_before_it_was_shared.trace"),
    include_str!("../traces/held_for_another_reason_after_an_update.trace"),
    include_str!("../traces/a_held_remark_on_a_branch_of_a_branch.trace"),
    include_str!("../traces/a_photograph_that_a_restored_hub_lacks.trace"),
    include_str!("../traces/a_branch_of_a_branch.trace"),
    include_str!("../traces/phones_that_live_twice.trace"),
    include_str!("../traces/a_hub_restored_three_times.trace"),
    include_str!("../traces/a_loss_that_no_cursor_tells_of.trace"),
];

#[test]
fn runs_that_once_broke_a_law_hold() {
    for text in ONCE_BROKEN {
        let plan = Plan::from_text(text).expect("a trace");
        let seed = plan.seed;
        let found = play(plan).found;
        assert!(found.is_empty(), "seed {seed}: {found:?}");
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let plan = with(3, &[Trouble::LostAnswer, Trouble::Late, Trouble::Kills, Trouble::Restarts]);
    let again = Plan::from_text(&plan.to_text()).expect("a trace");
    assert_eq!(plan, again, "a trace holds all of it");
    let played = [play(plan), play(again)];
    let [first, second] = played.map(|one| (one.tally, one.requests, one.envelopes, one.found));
    assert_eq!(first, second);
}

#[test]
fn what_an_older_phone_does_not_know_is_kept_and_shown_after_its_update() {
    let plan = with(13, &[]);
    let _chance = Chance::from_seed(plan.seed);
    on_one_thread(async {
        let mut world = World::begins(plan).await;
        world.phones[0].closes();
        world.phones[0].lacks = LACKING;
        world.phones[0].opens().expect("the older app opens what the newer one wrote");
        let order = world.desk.orders[0];
        let path = format!("/v1/office/orders/{order}/comments");
        world.hub.posts(&path, &json!({"text": "台九说"})).await.expect("a remark");
        let report = world.phones[0].syncs().await.expect("it lives").expect("it syncs");
        assert!(report.is_done());
        let shown = |world: &World| {
            let phone = &world.phones[0];
            let sheet = lacking(phone.lacks, || phone.phone().orders().sheet(order));
            let sheet = sheet.expect("a sheet").sheet;
            (sheet.card.update_needed, format!("{:?}", sheet.timeline).contains("台九说"))
        };
        assert_eq!(shown(&world), (true, false), "it says that an update is needed");
        world.phones[0].wire.is_off(true);
        world.updates(0);
        assert_eq!(shown(&world), (false, true), "what it kept is shown, without asking anybody");
    });
}

#[test]
fn what_an_older_hub_does_not_know_waits_and_counts_after_its_update() {
    let found = spoilt(&with(14, &[]), async |world| {
        world.installs(LACKING).await;
        let mut dice = Dice::new(1);
        world.works(0, Deed::Remark, 9_000, &mut dice);
        let report = world.phones[0].syncs().await.expect("it lives").expect("it syncs");
        assert!(report.pushed > 0);
        let waiting = world.laws().await;
        assert!(notices(&waiting, "versions:"), "{waiting:?}");
        world.settles().await;
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_phone_whose_disk_forgets_is_found_out() {
    let found = spoilt(&with(5, &[]), async |world| {
        // The store goes back to how it was, and nothing tells it that it did: keys and marks are those of now.
        world.phones[0].is_copied();
        world.phones[0].wire.is_off(true);
        let mut dice = Dice::new(1);
        for number in 9_000..9_010 {
            world.works(0, Deed::Remark, number, &mut dice);
        }
        world.phones[0].forgets().expect("it opens");
        world.settles().await;
    });
    assert!(notices(&found, "lost:"), "{found:?}");
}

#[test]
fn a_phone_that_is_behind_is_found_out() {
    let found = spoilt(&with(6, &[]), async |world| {
        let mut dice = Dice::new(1);
        for number in 9_000..9_010 {
            let done = world.desk.does(&mut world.hub, Deed::Word, number, &mut dice).await;
            done.expect("the office writes");
        }
    });
    assert!(notices(&found, "same:"), "{found:?}");
}

#[test]
fn a_phone_that_never_gets_through_is_found_out() {
    let found = spoilt(&with(7, &[]), async |world| {
        let mut dice = Dice::new(1);
        for number in 9_000..9_010 {
            world.works(0, Deed::Remark, number, &mut dice);
        }
    });
    assert!(notices(&found, "drains:") && notices(&found, "lost:"), "{found:?}");
}

#[test]
fn a_bad_item_behind_which_a_phone_stops_is_found_out() {
    for bad in Bad::ALL {
        let found = spoilt(&with(11, &[]), async |world| {
            // A phone that gives up at what the hub does not take: nothing behind it leaves.
            let mut dice = Dice::new(1);
            for number in 9_000..9_005 {
                world.works(0, Deed::Remark, number, &mut dice);
            }
            world.plants(0, bad);
            world.settles().await;
            let found = world.laws().await;
            assert!(found.is_empty(), "{bad:?} by itself breaks nothing: {found:?}");
            let order = *world.ledger.planted.values().next().expect("it was planted");
            let shown = world.phones[0].phone().orders().sheet(order).expect("the order");
            let of_tomorrow = bad == Bad::OfTomorrow;
            assert_eq!(shown.sheet.card.update_needed, of_tomorrow, "who lacks a version is told");
            for number in 9_005..9_010 {
                world.works(0, Deed::Remark, number, &mut dice);
            }
        });
        assert!(notices(&found, "alone:"), "{found:?}");
    }
}

#[test]
fn a_courier_who_holds_an_order_that_was_never_theirs_is_found_out() {
    let found = spoilt(&with(12, &[]), async |world| {
        // A hub that once gave one order too many: the manager's copy of it lies on a courier's phone.
        let theirs = world.had.clone();
        let courier = world.phones.iter().position(|phone| phone.role == "courier");
        let courier = courier.expect("a courier");
        let person = world.phones[courier].person;
        let orders = world.desk.orders.clone();
        let strange = orders.into_iter().find(|order| !theirs.contains(&(*order, person)));
        let order = strange.expect("somebody else's order");
        let entries =
            world.phones[0].with_store(|store| store.read(|all| pages::entries(all, order)));
        let part = SubjectPage {
            subject: Subject::order(order),
            is_snapshot: true,
            entries: entries.expect("the manager's copy"),
            documents: Vec::new(),
            digest: None,
        };
        let given = world.phones[courier].with_store(|store| {
            store.write(|tx| {
                let progress =
                    progress::progress(tx)?.ok_or(StoreError::Damaged { what: "cursor" })?;
                let page = Page { subjects: vec![part.clone()], gone: Vec::new(), progress };
                pages::apply(tx, &page).map(drop)
            })
        });
        given.expect("it lies there");
    });
    assert!(notices(&found, "sight:"), "{found:?}");
}

#[test]
fn something_of_a_stranger_in_an_answer_is_found_out() {
    let found = spoilt(&with(8, &[]), async |world| {
        let order = json!({"kind": "parcel", "fields": {"title": STRANGERS[1]}});
        world.hub.posts("/v1/office/orders", &order).await.expect("an order");
        world.settles().await;
    });
    assert!(notices(&found, "tenants:"), "{found:?}");
}

#[test]
fn money_that_is_two_deeds_under_one_slip_is_found_out() {
    let found = spoilt(&with(9, &[]), async |world| {
        let mut dice = Dice::new(1);
        for number in 9_000..9_010 {
            world.works(0, Deed::Pay, number, &mut dice);
        }
        world.settles().await;
        let paid = world.paid.first().cloned();
        let (order, slip, minor, at) = paid.expect("money was taken in this run");
        // What the books say is another sum than what the phone took.
        world.paid.push((order, slip, minor + 1, at));
    });
    assert!(notices(&found, "money:"), "{found:?}");
}

#[test]
fn papers_of_which_a_bit_has_turned_do_not_verify() {
    let _chance = Chance::from_seed(10);
    on_one_thread(async {
        let mut world = World::begins(with(10, &[])).await;
        world.happens().await;
        world.settles().await;
        let key = world.hub.server().keyring.answer.public();
        let papers = world.phones[0].papers().expect("papers");
        assert!(faults(&papers, &key, false).is_empty());
        let mut forged = papers.clone();
        let last = forged.answer.as_mut().and_then(|bytes| bytes.last_mut()).expect("an answer");
        *last ^= 1;
        assert!(!faults(&forged, &key, false).is_empty(), "the signature");
        let mut other = papers.clone();
        other.chains.iter_mut().for_each(|(_, leaves)| leaves.reverse());
        assert!(!faults(&other, &key, false).is_empty(), "the chain");
    });
}
