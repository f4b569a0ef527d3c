//! The log: a host hears what happens, and nothing about anybody; a listener that throws harms nobody.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use counterfoil_ffi::logs::{
    LogEvent, LogLevel, LogListener, dropped_log_events, listen_to_log, stop_listening_to_log,
};
use counterfoil_ffi::topics::ListenerError;

use crate::ann::Ann;

#[derive(Default)]
struct Book(Mutex<Vec<LogEvent>>);

impl LogListener for Book {
    fn heard(&self, event: LogEvent) -> Result<(), ListenerError> {
        self.0.lock().expect("whole").push(event);
        Err(ListenerError::Threw)
    }
}

#[test]
fn a_host_hears_the_log_and_no_name_is_in_it() {
    let book = Arc::new(Book::default());
    listen_to_log(book.clone(), LogLevel::Trace).expect("listening");
    let ann = Ann::enrolled();
    let order = ann.order(1);
    ann.sync();
    ann.phone.captures().comment(order, "李女士不在家".into()).expect("a remark");
    ann.hub.signal_off().expect("off");
    ann.sync();
    let begun = Instant::now();
    while book.0.lock().expect("whole").is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "something is said of a day");
        thread::sleep(Duration::from_millis(10));
    }
    stop_listening_to_log();
    stop_listening_to_log();
    for event in book.0.lock().expect("whole").iter() {
        let said = format!("{event:?}");
        for name in ["李女士", "19900006017", "望湖路", "安娜"] {
            assert!(!said.contains(name), "{said}");
        }
    }
    too_slow();
}

/// Told nothing more until it is let go.
struct Slow {
    goes_on: Mutex<Receiver<()>>,
    book: Book,
}

impl LogListener for Slow {
    fn heard(&self, event: LogEvent) -> Result<(), ListenerError> {
        let _let_go = self.goes_on.lock().expect("whole").recv();
        self.book.heard(event)
    }
}

/// In the story above, as a process has one listener.
fn too_slow() {
    const EVENTS: i64 = 3_000;
    let (let_go, goes_on) = channel();
    let slow = Arc::new(Slow { goes_on: Mutex::new(goes_on), book: Book::default() });
    listen_to_log(slow.clone(), LogLevel::Info).expect("listening");
    let before = dropped_log_events();
    for number in 0..EVENTS {
        tracing::info!(target: "counterfoil_calls", number, "many");
    }
    let dropped = dropped_log_events() - before;
    assert!(
        dropped > EVENTS / 2 && dropped < EVENTS,
        "nobody waited, and some were kept: {dropped}"
    );
    // Let go for good: what waited is told, and how many were not.
    drop(let_go);
    let said = |text: &str| {
        slow.book.0.lock().expect("whole").iter().any(|event| event.text.contains(text))
    };
    let begun = Instant::now();
    while !(said("many") && said("dropped")) {
        assert!(begun.elapsed() < Duration::from_secs(20), "what waited is told");
        tracing::info!(target: "counterfoil_calls", "so that what was dropped last is told");
        thread::sleep(Duration::from_millis(10));
    }
    stop_listening_to_log();
}
