//! Typical times of calls through the library, for the table in its README: a store with 200 orders.
//!
//! `cargo run --release -p counterfoil-bindings --example times`. Kotlin and Swift time the same calls beside it.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use counterfoil_ffi::ports::{Ports, memory_secret_store};
use counterfoil_ffi::topics::{ListenerError, Topic, TopicListener};
use counterfoil_ffi::values::lists::{ListOrder, OrderFilter};
use counterfoil_ffi::values::syncing::{Budget, SyncReport};
use counterfoil_ffi::{Phone, PhoneConfig};
use counterfoil_testkit::{TestFolder, TestHub};
use tokio::runtime::Runtime;

const ORDERS: usize = 200;
const ROUNDS: usize = 200;

fn median(mut work: impl FnMut(usize)) -> (Duration, Duration) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|round| {
            let begun = Instant::now();
            work(round);
            begun.elapsed()
        })
        .collect();
    times.sort();
    (times[ROUNDS / 2], times[ROUNDS * 95 / 100])
}

fn line(name: &str, (half, most): (Duration, Duration)) {
    println!("| {name} | {:.3} | {:.3} |", half.as_secs_f64() * 1e3, most.as_secs_f64() * 1e3);
}

struct Hears(Sender<Instant>);

impl TopicListener for Hears {
    fn on_change(&self, _: Topic) -> Result<(), ListenerError> {
        self.0.send(Instant::now()).map_err(|_| ListenerError::Threw)
    }
}

/// A courier on duty with her orders.
struct Ann {
    hub: Arc<TestHub>,
    folder: Arc<TestFolder>,
    phone: Arc<Phone>,
    orders: Vec<String>,
    runtime: Runtime,
}

impl Ann {
    fn on_duty() -> Self {
        let hub = TestHub::start("滨河网点".into()).expect("a hub");
        let folder = TestFolder::make().expect("a folder");
        let config = PhoneConfig {
            folder: folder.path(),
            unbacked_folder: None,
            photo_long_side_px: None,
            photo_quality: None,
        };
        let secrets = memory_secret_store();
        let ports = Ports { secrets, signer: None, transport: None, moments: None };
        let phone = Phone::open(config, ports).expect("opened");
        let invited = hub.invite("安娜".into(), vec!["courier".into()]).expect("invited");
        let runtime = Runtime::new().expect("threads");
        runtime.block_on(phone.account().enrol(invited.invitation)).expect("enrolled");
        phone.account().begin_shift(None, None).expect("on duty");
        let fields = r#"{"title": "一箱苹果", "area": "云栖花园", "address/line": "望湖路188号"}"#;
        let order = |number: usize| {
            let (waybill, person) = (format!("SF{number:013}"), Some(invited.person.clone()));
            hub.order("parcel".into(), waybill, fields.into(), person).expect("an order")
        };
        let orders = (0..ORDERS).map(order).collect();
        let ann = Self { hub, folder, phone, orders, runtime };
        assert!(ann.sync().is_done);
        ann
    }

    fn sync(&self) -> SyncReport {
        let budget = Budget {
            time_ms: 60_000,
            bytes: None,
            pull: true,
            uploads: None,
            patient: false,
            battery: None,
        };
        self.runtime.block_on(self.phone.syncing().run(budget)).expect("a session")
    }

    fn comment(&self, round: usize) {
        let order = self.orders[round % ORDERS].clone();
        self.phone.captures().comment(order, "门口有狗".into()).expect("a remark");
    }

    fn reads(&self) {
        let (phone, desk) = (&self.phone, self.phone.orders());
        let everything = || OrderFilter {
            kind: None,
            stages: vec![],
            is_open: None,
            is_mine: None,
            attention: None,
        };
        line("`Account.status`", median(|_| drop(phone.account().status().expect("status"))));
        let list = || desk.list(everything(), ListOrder::Due, None, 100).expect("a page");
        line("`Orders.list`, 100 cards", median(|_| assert_eq!(list().cards.len(), 100)));
        let lookup = |round: usize| desk.lookup(format!("SF{:013}", round % ORDERS));
        line("`Orders.lookup`", median(|round| drop(lookup(round).expect("looked up"))));
        line("`Orders.search`", median(|_| drop(desk.search("0000".into()).expect("found"))));
        let sheet = |round: usize| desk.sheet(self.orders[round % ORDERS].clone());
        line("`Orders.sheet`", median(|round| drop(sheet(round).expect("a sheet"))));
        let playbook = |_| drop(desk.newest_playbook().expect("a playbook"));
        line("`Orders.newest_playbook`", median(playbook));
        line("`Syncing.status`", median(|_| drop(phone.syncing().status().expect("status"))));
        line("`Account.balances`", median(|_| drop(phone.account().balances().expect("sums"))));
    }

    fn topic(&self) {
        let (sender, heard) = channel();
        let topic = Topic::Order { id: self.orders[0].clone() };
        let _hears = self.phone.topics().subscribe_to(vec![topic], Arc::new(Hears(sender)));
        heard.recv().expect("the first value");
        let mut latency: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                self.comment(0);
                let returned = Instant::now();
                heard.recv().expect("the topic").saturating_duration_since(returned)
            })
            .collect();
        latency.sort();
        let shown = (latency[ROUNDS / 2], latency[ROUNDS * 95 / 100]);
        line("a topic, after the call returned", shown);
    }
}

fn main() {
    let ann = Ann::on_duty();
    println!("| call | median ms | p95 ms |\n|---|---|---|");
    ann.reads();
    line("`Captures.comment`", median(|round| ann.comment(round)));
    ann.sync();
    line("`Syncing.run`, nothing to do", median(|_| assert_eq!(ann.sync().unsent, 0)));
    ann.topic();
    ann.phone.close();
    ann.hub.stop().expect("stopped");
    ann.folder.close().expect("gone");
}
