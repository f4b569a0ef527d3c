//! Typical times of calls through the library, for the table in its README: a store with 200 orders.
//!
//! `cargo run -p counterfoil-bindings --example times`. `bindings/wall` sets the first rows beside the same calls
//! from Kotlin and Swift, so their names are the same there.

mod ann;

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use counterfoil_ffi::topics::{ListenerError, Topic, TopicListener};
use counterfoil_ffi::values::captures::{PenStrokes, ShownOrder, SignatureInput, Touch};
use counterfoil_ffi::values::lists::ListOrder;

use ann::{Ann, ORDERS, everything};

const ROUNDS: usize = 200;
/// Of what takes long.
const FEW: usize = 15;

/// Times one kind of call, after a tenth of the rounds to warm up, and prints three percentiles: the tenth is what a
/// call takes by itself, also where other work is on the machine.
fn line(name: &str, rounds: usize, mut work: impl FnMut(usize)) {
    (0..rounds / 10).for_each(&mut work);
    let timed = |round| {
        let begun = Instant::now();
        work(round);
        begun.elapsed()
    };
    print(name, (0..rounds).map(timed).collect());
}

fn print(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1e3;
    println!("| {name} | {:.3} | {:.3} | {:.3} |", at(10), at(50), at(95));
}

struct Hears(Sender<Instant>);

impl TopicListener for Hears {
    fn on_change(&self, _: Topic) -> Result<(), ListenerError> {
        self.0.send(Instant::now()).map_err(|_| ListenerError::Threw)
    }
}

impl Ann {
    /// What Kotlin and Swift time as well.
    fn across_the_wall(&self) {
        let (phone, desk) = (&self.phone, self.phone.orders());
        line("`Account.status`", 2_000, |_| drop(phone.account().status().expect("status")));
        let lookup = |round: usize| desk.lookup(format!("SF{:013}", round % ORDERS));
        line("`Orders.lookup`", 2_000, |round| drop(lookup(round).expect("looked up")));
        let list = || desk.list(everything(), ListOrder::Due, None, 100).expect("a page");
        line("`Orders.list`, 100 cards", ROUNDS * 2, |_| assert_eq!(list().cards.len(), 100));
        let sheet = |round: usize| desk.sheet(self.order(round)).expect("a sheet");
        line("`Orders.sheet`", ROUNDS * 2, |round| drop(sheet(round)));
        line("`Captures.comment`", ROUNDS, |round| self.comment(round));
        self.topic();
        self.sync();
        line("`Syncing.run`, nothing to do", ROUNDS / 2, |_| assert_eq!(self.sync().unsent, 0));
    }

    /// From the begin of a call to the listener of its topic, which hears it after the call has written.
    fn topic(&self) {
        let (sender, heard) = channel();
        let topic = Topic::Order { id: self.order(0) };
        let _hears = self.phone.topics().subscribe_to(vec![topic], Arc::new(Hears(sender)));
        heard.recv().expect("the first value");
        let latency = (0..ROUNDS).map(|_| {
            let begun = Instant::now();
            self.comment(0);
            heard.recv().expect("the topic").saturating_duration_since(begun)
        });
        print("`Captures.comment` until its topic is heard", latency.collect());
    }

    fn other_reads(&self) {
        let (phone, desk) = (&self.phone, self.phone.orders());
        line("`Orders.search`", ROUNDS, |_| drop(desk.search("0000".into()).expect("found")));
        let number = || desk.read_number("SF0000000000017".into()).expect("read");
        line("`Orders.read_number`", ROUNDS, |_| drop(number()));
        let message = || desk.read_message("帮我改一下 SF0000000000017 谢谢".into()).expect("read");
        line("`Orders.read_message`", ROUNDS, |_| drop(message()));
        line("`Orders.places`", ROUNDS, |_| drop(desk.places().expect("places")));
        let playbook = |_| drop(desk.newest_playbook().expect("a playbook"));
        line("`Orders.newest_playbook`", ROUNDS, playbook);
        line("`Orders.load_check`", FEW, |_| drop(desk.load_check().expect("a check")));
        line("`Syncing.status`", ROUNDS, |_| drop(phone.syncing().status().expect("status")));
        line("`Account.balances`", FEW, |_| drop(phone.account().balances().expect("sums")));
        line("`Account.shift`", ROUNDS, |_| drop(phone.account().shift().expect("a shift")));
        line("`Account.ready`", ROUNDS, |_| _ = phone.account().ready().expect("ready"));
        let inventory = |_| drop(phone.account().inventory().expect("an inventory"));
        line("`Account.inventory`", ROUNDS, inventory);
    }

    fn other_writes(&self) {
        let (captures, desk) = (self.phone.captures(), self.phone.orders());
        let scan = |round: usize| {
            captures.scan(self.order(round), format!("SF{round:013}"), "code128".into())
        };
        line("`Captures.scan`", ROUNDS, |round| drop(scan(round).expect("scanned")));
        let load = |round: usize| captures.load(format!("SF{round:013}"), "code128".into());
        line("`Captures.load`", ROUNDS, |round| drop(load(round).expect("loaded")));
        line("`Captures.begin_visit` and `end_visit`", ROUNDS, |round| {
            captures.begin_visit(self.order(round), None, None).expect("begun");
            captures.end_visit(self.order(round), None).expect("ended");
        });
        let ten = |round: usize| (0..10).map(|one| self.order(round * 10 + one)).collect();
        let back = |round| drop(desk.bring_back(ten(round)).expect("brought back"));
        line("`Orders.bring_back`, 10 orders", FEW, back);
        let touch = |at: u16| Touch {
            x: f32::from(at),
            y: f32::from(at % 40),
            at_ms: at.into(),
            pressure: 0.5,
        };
        let strokes = vec![(0..100).map(touch).collect()];
        let pen = PenStrokes { width: 400, height: 100, strokes };
        let sign = |round| {
            let orders =
                vec![ShownOrder { id: self.order(round), text: "收到一箱苹果".into() }];
            let (signer, role) = ("李女士".into(), "recipient".into());
            captures.sign(SignatureInput { orders, pen: pen.clone(), signer, role })
        };
        line("`Captures.sign`", FEW, |round| drop(sign(round).expect("signed")));
    }

    fn pictures(&self) {
        let captures = self.phone.captures();
        let files: Vec<_> = (0..=FEW).map(|round| self.photograph(round)).collect();
        let mut taken = vec![];
        line("`Captures.photo`, 12 megapixels", FEW, |round| {
            taken.push(captures.photo(self.order(1), files[round].clone()).expect("taken"));
        });
        let hash = || taken[0].original.clone();
        let thumbnail = |_| drop(captures.thumbnail(hash()).expect("a copy"));
        line("`Captures.thumbnail`", ROUNDS, thumbnail);
        line("`Captures.pictures`", FEW, |_| drop(captures.pictures(self.order(1)).expect("some")));
        line("`Captures.open_blob`", ROUNDS, |_| drop(captures.open_blob(hash()).expect("open")));
        let blob = captures.open_blob(hash()).expect("open");
        println!("(an original of {} bytes)", blob.size_bytes());
        line("`BlobStream.read_at`, 1 MiB", FEW, |_| {
            assert_eq!(blob.read_at(0, 1 << 20).expect("read").len(), 1 << 20);
        });
        line("`Captures.blob`", FEW, |_| drop(captures.blob(hash()).expect("read")));
    }
}

fn main() {
    let mut ann = Ann::on_duty();
    println!("| call | p10 ms | median ms | p95 ms |\n|---|---|---|---|");
    ann.across_the_wall();
    if std::env::args().nth(1).as_deref() != Some("--wall") {
        ann.other_reads();
        ann.other_writes();
        ann.pictures();
        ann.sync();
        line("`Phone.close_and_wait`, then `open`", FEW, |_| ann.reopen());
    }
    ann.phone.close_and_wait().expect("closed");
    ann.hub.stop().expect("stopped");
    ann.folder.close().expect("gone");
}
