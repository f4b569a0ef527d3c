//! Ending what talks to the hub: by `stop`, by letting go of the future, by closing.

use std::future::Future;
use std::net::TcpListener;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use counterfoil_ffi::ports::{HttpRequest, HttpResponse, Ports, Transport, TransportError};
use counterfoil_ffi::syncing::Stop;
use counterfoil_ffi::topics::{ListenerError, Topic, TopicListener};
use counterfoil_ffi::values::syncing::SessionEnd;
use counterfoil_ffi::{CounterfoilError, Phone};

use crate::ann::{Ann, budget, ports, wait};

/// A way to the hub that hangs while it is told to.
struct Hanging {
    inner: std::sync::Arc<dyn Transport>,
    hangs: std::sync::Mutex<bool>,
    goes_on: std::sync::Condvar,
    waiting: std::sync::atomic::AtomicU32,
}

impl Hanging {
    fn set(&self, hangs: bool) {
        *self.hangs.lock().expect("whole") = hangs;
        self.goes_on.notify_all();
    }

    /// Until a request hangs.
    fn hung(&self) {
        while self.waiting.load(std::sync::atomic::Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
    }
}

impl Transport for Hanging {
    fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.waiting.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let hangs = self.hangs.lock().expect("whole");
        drop(self.goes_on.wait_while(hangs, |hangs| *hangs).expect("whole"));
        self.waiting.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
        self.inner.send(request)
    }
}

fn hanging() -> (Ann, std::sync::Arc<Hanging>) {
    let hanging = std::sync::Arc::new(Hanging {
        inner: counterfoil_ffi::ports::http_transport().expect("HTTP"),
        hangs: std::sync::Mutex::new(false),
        goes_on: std::sync::Condvar::new(),
        waiting: std::sync::atomic::AtomicU32::new(0),
    });
    let ann = Ann::enrolled_with(Ports { transport: Some(hanging.clone()), ..ports() });
    (ann, hanging)
}

#[test]
fn a_session_that_is_stopped_says_so_and_the_next_one_finishes_it() {
    let (ann, hanging) = hanging();
    let order = ann.order(1);
    ann.sync();
    ann.phone.captures().comment(order, "到了".into()).expect("a remark");
    hanging.set(true);
    let report = thread::scope(|scope| {
        let running = scope.spawn(|| wait(ann.phone.syncing().run(budget())));
        hanging.hung();
        let asked = Instant::now();
        ann.phone.syncing().stop();
        let report = running.join().expect("no panic").expect("a report");
        assert!(asked.elapsed() < Duration::from_secs(5), "at once, not after a time-out");
        report
    });
    assert_eq!((report.end, report.unsent), (SessionEnd::Stopped, 1), "{report:?}");
    hanging.set(false);
    ann.sync_until_done();
}

#[test]
fn letting_go_of_the_future_stops_its_session() {
    let (ann, hanging) = hanging();
    hanging.set(true);
    let desk = ann.phone.syncing();
    {
        let mut run = pin!(desk.run(budget()));
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(run.as_mut().poll(&mut context), Poll::Pending));
        hanging.hung();
    }
    // The next session gets its turn although the request of the first one still hangs.
    thread::scope(|scope| {
        let next = scope.spawn(|| wait(desk.run(budget())));
        hanging.set(false);
        next.join().expect("no panic").expect("a report");
    });
    ann.sync_until_done();
}

#[test]
fn closing_ends_what_stays_live() {
    let ann = Ann::enrolled();
    thread::scope(|scope| {
        let live = scope.spawn(|| wait(ann.phone.syncing().stay_live(budget())));
        let order = ann.order(1);
        // News come by themselves.
        let begun = Instant::now();
        while ann.phone.orders().sheet(order.clone()).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "the hub's news come");
            thread::sleep(Duration::from_millis(20));
        }
        ann.phone.close();
        let ended = live.join().expect("no panic");
        assert_eq!(ended, Ok(()), "closing is the end, and no error");
        assert_eq!(wait(ann.phone.syncing().stay_live(budget())), Ok(()));
    });
}

#[test]
fn a_stop_ends_its_own_session_and_no_other() {
    let (ann, hanging) = hanging();
    hanging.set(true);
    let (first, second) = (Stop::make(), Stop::make());
    thread::scope(|scope| {
        let desk = ann.phone.syncing();
        let one = scope.spawn(|| wait(ann.phone.syncing().run_until(budget(), first.clone())));
        hanging.hung();
        let other = scope.spawn(|| wait(ann.phone.syncing().run_until(budget(), second.clone())));
        first.stop();
        let stopped = one.join().expect("no panic").expect("a report");
        assert_eq!(stopped.end, SessionEnd::Stopped);
        hanging.set(false);
        let done = other.join().expect("no panic").expect("a report");
        assert_eq!(done.end, SessionEnd::Done, "{done:?}");
        // One that was asked for before ends what begins with it.
        let late = wait(desk.run_until(budget(), first.clone())).expect("a report");
        assert!(matches!(late.end, SessionEnd::Stopped), "{late:?}");
    });
}

#[test]
fn closed_under_load_the_store_can_be_opened_again_at_once_twenty_times() {
    let ann = Ann::enrolled();
    let order = ann.order(1);
    ann.sync();
    let mut phone = ann.phone.clone();
    for round in 0..20 {
        let listener = std::sync::Arc::new(Nobody);
        let _listening = phone.topics().subscribe(listener);
        thread::scope(|scope| {
            for caller in 0..4 {
                let (phone, order) = (&phone, &order);
                scope.spawn(move || {
                    // Until it is closed.
                    let said = || phone.captures().comment(order.clone(), format!("第{caller}句"));
                    let ended = std::iter::repeat_with(said).find_map(Result::err);
                    assert_eq!(ended, Some(CounterfoilError::Closed));
                });
            }
            let session = scope.spawn(|| wait(phone.syncing().run(budget())));
            let live = scope.spawn(|| wait(phone.syncing().stay_live(budget())));
            thread::sleep(Duration::from_millis(5));
            let asked = Instant::now();
            phone.close();
            assert!(asked.elapsed() < Duration::from_secs(2), "closing waits for nobody");
            let again = Phone::open(crate::ann::config(&ann.folder), ann.ports());
            let again = again.unwrap_or_else(|error| panic!("round {round}: {error}"));
            let session = session.join().expect("no panic");
            assert!(matches!(session, Ok(_) | Err(CounterfoilError::Closed)), "{session:?}");
            assert_eq!(live.join().expect("no panic"), Ok(()));
            again.close_and_wait().expect("nothing holds it");
        });
        phone = Phone::open(crate::ann::config(&ann.folder), ann.ports()).expect("opened");
    }
    phone.close_and_wait().expect("nothing holds it");
}

/// Hears, and does nothing.
struct Nobody;

impl TopicListener for Nobody {
    fn on_change(&self, _: Topic) -> Result<(), ListenerError> {
        Ok(())
    }
}

#[test]
fn enrolment_goes_on_when_nobody_waits_for_it() {
    let hub = counterfoil_testkit::TestHub::start("滨河网点".into()).expect("a hub");
    let folder = counterfoil_testkit::TestFolder::make().expect("a folder");
    let phone = counterfoil_ffi::Phone::open(crate::ann::config(&folder), ports()).expect("opened");
    let invited = hub.invite("安娜".into(), vec!["courier".into()]).expect("invited");
    let account = phone.account();
    {
        let mut enrol = pin!(account.enrol(invited.invitation));
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(enrol.as_mut().poll(&mut context), Poll::Pending));
    }
    let begun = Instant::now();
    while account.status().expect("status").enrolled.is_none() {
        assert!(begun.elapsed() < Duration::from_secs(20), "a code that was spent is not lost");
        thread::sleep(Duration::from_millis(10));
    }
    phone.close();
    hub.stop().expect("stopped");
    folder.close().expect("gone");
    // Nothing listens where the hub was.
    let address = hub.url().trim_start_matches("http://").to_owned();
    assert!(TcpListener::bind(address).is_ok());
}
