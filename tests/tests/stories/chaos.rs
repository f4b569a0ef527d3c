//! Some weeks in a minute: people work, signal comes and goes in the middle of anything, answers get lost, apps are
//! closed, the hub restarts and is restored. What happens when follows from a seed; the laws are checked at the
//! end: nothing lost, nothing doubled, everybody with one sight sees the same.
//!
//! Replay one seed: `CHAOS_SEED=7 cargo test -p counterfoil-tests --test stories chaos`.

use std::collections::BTreeMap;

use counterfoil_cli::day::chance::Chance;
use counterfoil_domain::ids::SubjectId;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

const ROUNDS: u64 = 40;

/// What was acknowledged to somebody, by order: it must be at the hub, once.
#[derive(Debug, Default)]
struct Acknowledged {
    remarks: BTreeMap<SubjectId, u32>,
    photos: BTreeMap<SubjectId, u32>,
}

struct Play {
    world: World,
    phones: Vec<Person>,
    orders: Vec<SubjectId>,
    chance: Chance,
    done: Acknowledged,
}

impl Play {
    async fn begin(seed: u64) -> Self {
        let world = World::start().await;
        let ann = world.phone("ann", &["outlet_manager"]).await;
        let bo = world.phone("bo", &["outlet_manager"]).await;
        let tablet = world.second_phone(&ann, "ann's tablet").await;
        let orders = vec![world.order("parcel", &ann).await, world.order("repair", &bo).await];
        let phones = vec![ann, bo, tablet];
        for phone in &phones {
            phone.sync().await;
        }
        world.backup().await;
        Self { world, phones, orders, chance: Chance::new(seed), done: Acknowledged::default() }
    }

    fn pick(&mut self) -> (usize, SubjectId) {
        let phone = self.chance.between(0, self.phones.len() as u64) as usize;
        let order = self.chance.between(0, self.orders.len() as u64) as usize;
        (phone, self.orders[order])
    }

    async fn round(&mut self, number: u64) {
        let (at, order) = self.pick();
        let phone = &mut self.phones[at];
        match self.chance.between(0, 12) {
            0..=2 => {
                phone.says(order, &format!("remark {number}"));
                *self.done.remarks.entry(order).or_default() += 1;
            }
            3 => {
                phone.photographs(order, "other");
                *self.done.photos.entry(order).or_default() += 1;
            }
            4 => drop(phone.sets(order, "a/note", &format!("value {number}"))),
            5 => phone.signal().off(),
            6 => phone.signal().on(),
            7 => phone.signal().cut_after(self.chance.between(1, 20_000)),
            8 => phone.way().lose_answers(1),
            9 => {
                phone.closes();
                phone.opens();
            }
            10 => self.world.edit(order, json!({"a/note": format!("office {number}")})).await,
            _ => self.something_at_the_hub().await,
        }
        if self.chance.between(0, 2) == 0 {
            let _however_it_ends = self.phones[at].try_sync().await;
        }
    }

    async fn something_at_the_hub(&mut self) {
        match self.chance.between(0, 4) {
            0 => self.world.restart_hub().await,
            1 => self.world.restore_hub_from_backup().await,
            _ => self.world.backup().await,
        }
    }

    /// Signal for everybody until nothing is left to do, twice over.
    async fn settle(&self) {
        for _ in 0..2 {
            for phone in &self.phones {
                phone.way().lose_answers(0);
                phone.signal().on();
                phone.sync().await;
            }
        }
    }

    async fn laws(&self, seed: u64) {
        for order in &self.orders {
            let hub = self.world.hub_sheet(*order).await;
            let want = |of: &BTreeMap<SubjectId, u32>| of.get(order).copied().unwrap_or_default();
            let counts = hub.card.counts;
            assert_eq!(
                counts.comments,
                want(&self.done.remarks),
                "seed {seed}: remarks, once each"
            );
            assert_eq!(
                counts.photos,
                want(&self.done.photos),
                "seed {seed}: photographs, once each"
            );
            for blob in self.world.hub_blobs(*order).await {
                assert_eq!(blob["arrived"], true, "seed {seed}: {blob}");
            }
            for phone in &self.phones {
                assert_eq!(phone.sheet(*order), hub, "seed {seed}: {}'s sheet", phone.name);
            }
        }
        for phone in &self.phones {
            let status = phone.status();
            assert_eq!((status.on_phone, status.blobs_waiting), (0, 0), "seed {seed}: {status:?}");
            assert!(status.stuck.is_empty(), "seed {seed}: {}: {status:?}", phone.name);
        }
    }
}

#[tokio::test]
async fn whatever_happens_nothing_is_lost_or_doubled() {
    let asked = std::env::var("CHAOS_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = asked.map_or_else(|| vec![1, 2, 3], |seed| vec![seed]);
    for seed in seeds {
        println!("seed {seed}");
        let mut play = Play::begin(seed).await;
        for number in 0..ROUNDS {
            play.round(number).await;
        }
        play.settle().await;
        play.laws(seed).await;
    }
}

#[tokio::test]
#[should_panic(expected = "remarks, once each")]
async fn the_laws_notice_one_remark_that_is_not_there() {
    let mut play = Play::begin(0).await;
    play.done.remarks.insert(play.orders[0], 1);
    play.settle().await;
    play.laws(0).await;
}

#[tokio::test]
#[should_panic(expected = "photographs, once each")]
async fn the_laws_notice_a_photograph_that_is_there_twice() {
    let mut play = Play::begin(0).await;
    let (phone, order) = (&play.phones[0], play.orders[0]);
    let file = phone.shoots("other");
    phone.takes_in(order, &file);
    phone.takes_in(order, &file);
    play.done.photos.insert(order, 1);
    play.settle().await;
    play.laws(0).await;
}
