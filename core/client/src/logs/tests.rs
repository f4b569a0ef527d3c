//! A listener that is quick, one that is slow, and one that throws.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{LOG_QUEUE_MAX, LOG_TEXT_CHARS_MAX, LogEvent, LogLevel, LogListener, LogValue};

struct Hears {
    events: Mutex<Sender<LogEvent>>,
    /// Held by the test for as long as the listener is to be slow.
    gate: Arc<Mutex<()>>,
}

impl LogListener for Hears {
    fn heard(&self, event: LogEvent) {
        assert_ne!(event.text, "the listener throws");
        drop(self.gate.lock());
        let sent = self.events.lock().map(|events| events.send(event));
        assert!(sent.is_ok_and(|sent| sent.is_ok()));
    }
}

/// Only what this test says: other tests of the process log too.
fn next(events: &Receiver<LogEvent>) -> LogEvent {
    loop {
        let event = events.recv_timeout(Duration::from_secs(60)).expect("an event");
        if event.target.starts_with(module_path!()) || event.text.starts_with("events were") {
            return event;
        }
    }
}

/// One test: the log is one for the process.
#[test]
fn a_listener_hears_what_it_asked_for_and_stops_nobody() {
    let ((sender, events), gate) = (channel(), Arc::new(Mutex::new(())));
    let listener = Arc::new(Hears { events: Mutex::new(sender), gate: gate.clone() });
    super::listen(listener.clone(), LogLevel::Info).expect("installed");
    // 1. Levels, texts, typed fields; nothing of other crates, nothing below the level.
    tracing::debug!("too little");
    tracing::error!(target: "hyper::client", "GET https://hub.example/secret");
    tracing::info!(
        count = 3u64,
        left = -1i64,
        share = 0.5,
        whole = true,
        code = "held",
        "it went well"
    );
    let heard = next(&events);
    assert_eq!((heard.level, heard.text.as_str()), (LogLevel::Info, "it went well"));
    let text = LogValue::Text("held".into());
    let values = [
        LogValue::Number(3),
        LogValue::Number(-1),
        LogValue::Float(0.5),
        LogValue::Flag(true),
        text,
    ];
    let names = ["count", "left", "share", "whole", "code"].map(str::to_owned);
    assert_eq!(heard.fields, names.into_iter().zip(values).collect::<Vec<_>>());
    // 2. A text of any length is cut.
    tracing::warn!(what = ?"x".repeat(10_000), "long");
    let LogValue::Text(cut) = next(&events).fields.remove(0).1 else { panic!("a text") };
    assert_eq!(cut.chars().count(), LOG_TEXT_CHARS_MAX);
    // 3. A listener that throws misses one event.
    tracing::info!("the listener throws");
    tracing::info!("and goes on");
    assert_eq!(next(&events).text, "and goes on");
    // 4. A slow one stops no caller: what does not fit is dropped, counted and told.
    let (slow, before) = (gate.lock().expect("whole"), super::dropped_count());
    let count = LOG_QUEUE_MAX * 3;
    for n in 0..count {
        tracing::info!(n, "many");
    }
    // The listener is still shut in: whoever waited for it would not have come here.
    assert!(super::dropped_count() > before, "what does not fit is dropped");
    drop(slow);
    let mut told = 0;
    let mut heard = 0;
    tracing::info!("the end");
    while told + heard < i64::try_from(count).expect("small") {
        let event = next(&events);
        match event.fields.first() {
            Some((name, LogValue::Number(count))) if name == "count" => told += count,
            _ if event.text == "many" => heard += 1,
            _ => tracing::info!("so that what was dropped last is told"),
        }
    }
    // Not to the last one: other tests of this process log into the same queue.
    assert!(told > 0 && heard > i64::try_from(LOG_QUEUE_MAX / 2).expect("small"));
    // 5. Nobody listens any more; the next one may.
    super::stop_listening();
    tracing::error!("unheard");
    super::listen(listener, LogLevel::Trace).expect("installed");
    tracing::trace!("everything");
    loop {
        let event = next(&events);
        assert_ne!(event.text, "unheard");
        if event.text == "everything" {
            break;
        }
    }
    super::stop_listening();
}
