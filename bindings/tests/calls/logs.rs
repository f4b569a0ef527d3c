//! The log: a host hears what happens, and nothing about anybody; a listener that throws harms nobody.

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
    assert!(dropped_log_events() >= 0);
}
