//! Between the core's events and the listener: what is passed on, the queue, and its thread.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};

use super::event::{LogEvent, LogLevel};
use super::{LOG_QUEUE_MAX, LogListener};

/// Every crate of this project has a name that begins so.
const OWN: &str = "counterfoil_";

type Held = Option<Arc<dyn LogListener>>;

/// What collector, thread and callers share.
pub(super) struct Shared {
    queue: SyncSender<LogEvent>,
    listener: Mutex<Held>,
    /// [`LogLevel::number`] of the least level; 0 while nobody listens.
    least: AtomicU8,
    dropped_untold: AtomicU64,
    pub(super) dropped_in_all: AtomicU64,
}

impl Shared {
    pub(super) fn start() -> io::Result<Arc<Self>> {
        let (queue, events) = sync_channel(LOG_QUEUE_MAX);
        let shared = Arc::new(Self {
            queue,
            listener: Mutex::default(),
            least: AtomicU8::new(0),
            dropped_untold: AtomicU64::new(0),
            dropped_in_all: AtomicU64::new(0),
        });
        let own = shared.clone();
        let deliver = move || own.deliver(&events);
        thread::Builder::new().name("counterfoil-log".into()).spawn(deliver)?;
        Ok(shared)
    }

    pub(super) fn listen(&self, listener: Held, least: Option<LogLevel>) {
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = listener;
        self.least.store(least.map_or(0, LogLevel::number), Ordering::Release);
    }

    fn wants(&self, metadata: &Metadata<'_>) -> bool {
        let least = self.least.load(Ordering::Acquire);
        LogLevel::of(*metadata.level()).number() <= least
    }

    fn put(&self, event: LogEvent) {
        if let Err(TrySendError::Full(_)) = self.queue.try_send(event) {
            self.dropped_untold.fetch_add(1, Ordering::Relaxed);
            self.dropped_in_all.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn deliver(&self, events: &Receiver<LogEvent>) {
        while let Ok(event) = events.recv() {
            let untold = self.dropped_untold.swap(0, Ordering::Relaxed);
            if untold > 0 {
                self.tell(LogEvent::dropped(untold));
            }
            self.tell(event);
        }
    }

    /// The listener is called without any lock of ours.
    fn tell(&self, event: LogEvent) {
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(listener) = listener {
            // What a listener does wrong is not to end the log.
            let _ = catch_unwind(AssertUnwindSafe(|| listener.heard(event)));
        }
    }
}

/// The process's subscriber: events of this project's crates, no spans.
pub(super) struct Collector(Arc<Shared>);

impl Collector {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }
}

impl Subscriber for Collector {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // Levels change while the process lives: asked each time, which costs one load.
        let own = metadata.is_event() && metadata.target().starts_with(OWN);
        if own { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with(OWN) && self.0.wants(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::TRACE)
    }

    fn event(&self, event: &Event<'_>) {
        self.0.put(LogEvent::of(event));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
