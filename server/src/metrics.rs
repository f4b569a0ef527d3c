//! Numbers for the people who run the hub, in the Prometheus text format; nothing in them names a person, a
//! device or an order.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only grows while the hub runs.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn add_one(&self) {
        self.add(1);
    }

    /// More by `amount`.
    pub fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Ordering::Relaxed);
    }

    /// How much it is.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The hub's counters.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Exchanges answered.
    pub exchanges: Counter,
    /// Bytes of requests to the exchange, compressed.
    pub exchange_request_bytes: Counter,
    /// Bytes of its answers, compressed.
    pub exchange_answer_bytes: Counter,
    /// Requests whose proof did not stand.
    pub proofs_refused: Counter,
    /// Stores enrolled.
    pub enrolments: Counter,
    /// One-time codes that a second device showed.
    pub codes_shown_twice: Counter,
    /// Tickets that were not good.
    pub tickets_refused: Counter,
    /// Bytes appended to uploads.
    pub upload_bytes: Counter,
    /// Uploads that were not what they were signed for.
    pub uploads_wrong: Counter,
    /// Segments that finders of phones handed in.
    pub segments_dropped: Counter,
    /// What finders brought and no phone of this hub has written.
    pub drops_refused: Counter,
    /// Backups finished.
    pub backups: Counter,
    /// Backups that failed.
    pub backups_failed: Counter,
    /// Certificates issued.
    pub certificates: Counter,
}

impl Metrics {
    /// The counters as Prometheus reads them.
    #[must_use]
    pub fn to_text(&self) -> String {
        let rows: [(&str, &str, &Counter); 14] = [
            ("exchanges", "Exchanges answered", &self.exchanges),
            ("exchange_request_bytes", "Bytes of requests", &self.exchange_request_bytes),
            ("exchange_answer_bytes", "Bytes of answers", &self.exchange_answer_bytes),
            ("proofs_refused", "Requests whose proof did not stand", &self.proofs_refused),
            ("enrolments", "Stores enrolled", &self.enrolments),
            ("codes_shown_twice", "Codes shown by a second device", &self.codes_shown_twice),
            ("tickets_refused", "Tickets that were not good", &self.tickets_refused),
            ("upload_bytes", "Bytes appended to uploads", &self.upload_bytes),
            ("uploads_wrong", "Uploads with other content", &self.uploads_wrong),
            ("segments_dropped", "Segments handed in by finders", &self.segments_dropped),
            ("drops_refused", "What finders brought in vain", &self.drops_refused),
            ("backups", "Backups finished", &self.backups),
            ("backups_failed", "Backups that failed", &self.backups_failed),
            ("certificates", "Certificates issued", &self.certificates),
        ];
        let mut text = String::new();
        for (name, help, counter) in rows {
            push(&mut text, &format!("{name}_total"), help, "counter", counter.get());
        }
        text
    }
}

/// One metric with its help and type.
pub fn push(text: &mut String, name: &str, help: &str, kind: &str, value: u64) {
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "# HELP counterfoil_{name} {help}\n# TYPE counterfoil_{name} {kind}\ncounterfoil_{name} {value}"
    );
}
