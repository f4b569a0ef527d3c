//! A real phone and a real hub with a network between them that plays every trick, one by one and thrown by a seed:
//! nothing is lost, nothing doubled, nothing believed that the hub did not say.

use std::time::{Duration, Instant};

use counterfoil_client::syncing::{Budget, Report, Why};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_prove::dice::Dice;
use counterfoil_prove::proxy::{Errand, Proxy, Trick, every_trick};
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_tests::harness::{Person, World};

/// The longest that a phone may take over one trick.
const GIVES_UP_WITHIN: Duration = Duration::from_secs(20);

/// Time after which nonces and tokens are over, ms: the phone asks for new ones.
const OVER_MS: u64 = 20 * 60_000;

/// Tricks after which hub and phone are compared as a whole; that all was taken is asked after each.
const LOOKS_EVERY: usize = 8;

/// A phone behind a proxy, and what it was promised.
struct Play {
    world: World,
    ann: Person,
    order: SubjectId,
    proxy: Proxy,
    said: u32,
    taken: u32,
}

impl Play {
    async fn begin(key: Option<SoftwareKey>) -> Self {
        let world = World::start().await;
        let ann = world.phone("ann", &["courier"]).await;
        let order = world.order("parcel", &ann).await;
        let hub = world.hub_url();
        let hub = hub.trim_start_matches("http://").parse().expect("an address");
        let key = key.unwrap_or_else(|| SoftwareKey::ed25519(&[0x66; 32]));
        let proxy = Proxy::start(hub, key).await;
        let mut play = Self { world, ann, order, proxy, said: 0, taken: 0 };
        play.leads_through().await;
        play.ann.sync().await;
        play.works(Errand::Upload);
        play.survives("nothing yet").await;
        play
    }

    /// Signal goes and comes back, so that no connection is left that leads past the proxy.
    async fn leads_through(&self) {
        self.ann.signal().off();
        tokio::time::sleep(Duration::from_millis(200)).await;
        self.ann.signal().leads_to(self.proxy.address);
        self.ann.signal().on();
    }

    /// One session, however it ends: an error too, as long as it comes in time.
    async fn tries(&self, what: &str) -> Option<Report> {
        let began = Instant::now();
        let ended = self.ann.phone().syncing().run(Budget::default()).await;
        assert!(began.elapsed() < GIVES_UP_WITHIN, "{what}: {:?}", began.elapsed());
        ended.map_err(|why| println!("{what}: {why}")).ok()
    }

    /// A remark, and a photograph where the trick is about uploads.
    fn works(&mut self, errand: Errand) {
        self.said += 1;
        self.ann.says(self.order, &format!("第{}条", self.said));
        if matches!(errand, Errand::Offset | Errand::Upload) {
            self.taken += 1;
            self.ann.photographs(self.order, "other");
        }
    }

    /// A session with tricks, then an honest one: everything is at the hub, once, and both show the same.
    async fn survives(&mut self, what: &str) {
        self.tries(what).await;
        self.proxy.behaves();
        self.ann.sync().await;
        let status = self.ann.status();
        assert_eq!((status.on_phone, status.blobs_waiting), (0, 0), "{what}: {status:?}");
        assert!(status.stuck.is_empty(), "{what}: {status:?}");
    }

    async fn laws(&self, what: &str) {
        let (hub, own) = (self.world.hub_sheet(self.order).await, self.ann.sheet(self.order));
        let counts = &hub.card.counts;
        assert_eq!((counts.comments, counts.photos), (self.said, self.taken), "{what}: once each");
        assert_eq!(own, hub, "{what}: the phone shows what the hub shows");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_trick_with_every_request_costs_a_try_and_nothing_else() {
    let mut play = Play::begin(None).await;
    let (mut tried, began) = (0, Instant::now());
    // The small tier plays every trick with exchanges, and every sixth with the other requests.
    let step = Tier::asked().of(6, 1, 1);
    for errand in Errand::ALL {
        let step = if errand == Errand::Sync { 1 } else { step };
        for trick in every_trick().into_iter().step_by(step) {
            if matches!(errand, Errand::Nonce | Errand::Token) {
                play.world.passes(&[&play.ann], OVER_MS);
            }
            if errand == Errand::Nonce {
                // Later ones come with each answer: only an app that was just opened asks for one.
                play.ann.closes();
                play.ann.opens();
            }
            play.proxy.plans(errand, trick);
            play.works(errand);
            let what = format!("{trick:?} with {errand:?}");
            play.survives(&what).await;
            tried += 1;
            if tried % LOOKS_EVERY == 0 {
                play.laws(&what).await;
            }
        }
    }
    play.laws("the end").await;
    let evidence = play.world.hub_blobs(play.order).await;
    assert!(evidence.iter().all(|blob| blob["arrived"] == true), "every photograph arrived");
    assert_eq!(play.proxy.astray(), 0, "no redirection was followed");
    println!("{tried} tricks, {} played, in {:?}", play.proxy.played(), began.elapsed());
    assert!(play.proxy.played() * 10 > tried * 9, "or the tricks were not played");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tricks_thrown_by_a_seed_lose_nothing_and_double_nothing() {
    let rounds = Tier::asked().of(60, 400, 10_000);
    let (mut play, mut dice) = (Play::begin(None).await, Dice::new(seed()));
    let tricks = every_trick();
    for round in 0..rounds {
        for _ in 0..=dice.below(3) {
            let errand = Errand::ALL[dice.below(Errand::ALL.len())];
            play.proxy.plans(errand, tricks[dice.below(tricks.len())]);
        }
        let errand = Errand::ALL[dice.below(Errand::ALL.len())];
        play.works(errand);
        if dice.coin() {
            // The phone gives up before the answer is there; the request goes on to the hub without it.
            play.ann.way().give_up(1);
        }
        let what = format!("seed {}, round {round}", seed());
        play.tries(&what).await;
        if round % 20 == 19 {
            play.ann.way().give_up(0);
            play.survives(&what).await;
            play.laws(&what).await;
        }
    }
    play.ann.way().give_up(0);
    play.survives("the end").await;
    play.laws("the end").await;
    println!("seed {}: {rounds} rounds, {} tricks", seed(), play.proxy.played());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_receipt_moves_nothing_on_the_phone() {
    let mut play = Play::begin(None).await;
    play.works(Errand::Upload);
    let before = play.ann.status();
    play.proxy.plans(Errand::Sync, Trick::Forged);
    let report = play.tries("forged").await.expect("a session");
    assert_eq!(report.why, Why::NotTrusted, "{report:?}");
    assert_eq!(play.ann.status().on_phone, before.on_phone, "all of it still waits");
    play.survives("forged").await;
    play.laws("forged").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_forgery_with_the_hubs_own_key_is_trusted() {
    // A control: it is an answer as the hub makes them, but for the key.
    let mut play = Play::begin(None).await;
    let key = play.world.server().keyring.answer.clone();
    let hub = play.world.hub_url().trim_start_matches("http://").parse().expect("an address");
    play.proxy = Proxy::start(hub, key).await;
    play.leads_through().await;
    play.works(Errand::Sync);
    play.proxy.plans(Errand::Sync, Trick::Forged);
    let report = play.tries("forged with the hub's key").await.expect("a session");
    assert_eq!((report.why, play.proxy.played()), (Why::Done, 1), "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[should_panic(expected = "once each")]
async fn the_laws_notice_a_remark_that_did_not_arrive() {
    let mut play = Play::begin(None).await;
    play.said += 1;
    play.laws("a control").await;
}
