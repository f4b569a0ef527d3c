//! The syncing desk: sessions are tasks of the library's own runtime, which anybody may stop.

use std::sync::Arc;

use counterfoil_client::syncing as core;
use tokio::sync::watch;

use crate::calling::{call, spawned};
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::syncing::{Budget, SyncReport, SyncStatus};

/// The way to the hub.
///
/// `run` and `stay_live` are asynchronous and take turns; the rest reads the disk, from any thread.
#[derive(Debug, uniffi::Object)]
pub struct Syncing {
    desk: core::Syncing,
    /// Counts up when somebody stops what runs.
    stops: watch::Sender<u64>,
}

impl Syncing {
    pub(crate) fn new(desk: core::Syncing) -> Self {
        Self { desk, stops: watch::Sender::new(0) }
    }
}

/// Stops the one session, or the one staying live, that it is given to, and no other.
#[derive(Debug, Default, uniffi::Object)]
pub struct Stop {
    asked: watch::Sender<bool>,
}

#[uniffi::export]
impl Stop {
    /// Not asked for yet. Memory alone.
    #[uniffi::constructor]
    #[must_use]
    pub fn make() -> Arc<Self> {
        Arc::default()
    }

    /// Stops it, also if it has not begun yet. Returns at once; any number of times, from any thread. Memory alone.
    pub fn stop(&self) {
        self.asked.send_replace(true);
    }
}

/// Stops a session whose caller has left.
struct Leaving(Option<Arc<Stop>>);

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(stop) = self.0.take() {
            stop.stop();
        }
    }
}

/// Waits until somebody stops this session. Cut off between two requests or in one, a session leaves nothing half
/// done: what an exchange brought is one transaction.
async fn stopped(mut stops: watch::Receiver<u64>, stop: Arc<Stop>) {
    let mut asked = stop.asked.subscribe();
    tokio::select! {
        _ = stops.changed() => {}
        // The sender is held: this never fails.
        _ = asked.wait_for(|asked| *asked) => {}
    }
}

#[uniffi::export]
impl Syncing {
    /// One session: pushes, pulls and uploads as much as the budget allows. Being offline is no error but stands in
    /// the report. Sessions of one phone take turns. Runs on threads of this library.
    ///
    /// `stop` ends it, and so does dropping its future, which is what cancelling does in Kotlin; in Swift
    /// cancelling a task does not drop it, so call `run_until` there. What an exchange brought before that stays.
    ///
    /// # Errors
    /// `SignInAgain` before the first enrolment, `Closed` as soon as the phone is closed, and those of the store. A store
    /// that the office has wiped closes itself: opened again it is a new one, of nobody.
    pub async fn run(&self, budget: Budget) -> Result<SyncReport, CounterfoilError> {
        self.run_until(budget, Stop::make()).await
    }

    /// The same, ended also by `until`.
    ///
    /// # Errors
    /// As `run`.
    pub async fn run_until(
        &self,
        budget: Budget,
        until: Arc<Stop>,
    ) -> Result<SyncReport, CounterfoilError> {
        let (desk, budget, stops) = (self.desk.clone(), budget.asked()?, self.stops.subscribe());
        let mut leaving = Leaving(Some(until.clone()));
        let done = spawned(async move {
            let before = desk.status()?;
            tokio::select! {
                report = desk.run(budget) => Ok(SyncReport::ended(report?, &desk.status()?)),
                () = stopped(stops, until) => Ok(SyncReport::stopped(&before, &desk.status()?)),
            }
        });
        let done = done.await;
        leaving.0 = None;
        done
    }

    /// Stays live: runs a session at once and whenever the hub has something, and listens again when the connection
    /// ends, until `stop`, `close`, or dropping its future; that it was ended is no error, nor that the phone was
    /// closed before. Listeners hear the topic `Syncing` after each session. Hosts that bring a transport of their
    /// own run sessions from time to time.
    ///
    /// # Errors
    /// `SignInAgain` when this store has to be enrolled again, and those of the store.
    pub async fn stay_live(&self, budget: Budget) -> Result<(), CounterfoilError> {
        self.stay_live_until(budget, Stop::make()).await
    }

    /// The same, ended also by `until`.
    ///
    /// # Errors
    /// As `stay_live`.
    pub async fn stay_live_until(
        &self,
        budget: Budget,
        until: Arc<Stop>,
    ) -> Result<(), CounterfoilError> {
        let (desk, budget, stops) = (self.desk.clone(), budget.asked()?, self.stops.subscribe());
        let mut leaving = Leaving(Some(until.clone()));
        let done = spawned(async move {
            tokio::select! {
                ended = desk.stay_live(budget) => Ok(ended?),
                () = stopped(stops, until) => Ok(()),
            }
        });
        let done = done.await;
        leaving.0 = None;
        done
    }

    /// Stops every session that runs or waits for its turn now. Returns at once; the sessions end within
    /// milliseconds, with `SessionEnd.Stopped` in their reports. Later sessions are not concerned. Memory alone.
    pub fn stop(&self) {
        self.stops.send_modify(|stops| *stops += 1);
    }

    /// How far the work of this phone is: on the phone, stored, safe; and what is stuck, with its reason. About
    /// 1 ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn status(&self) -> Result<SyncStatus, CounterfoilError> {
        call(|| Ok(self.desk.status()?.shown()))
    }

    /// Lets safe blobs leave the phone that were made before this moment, ms since 1970 on this phone's wall clock.
    /// Gives how many left.
    ///
    /// # Errors
    /// Those of the store.
    pub fn drop_safe_blobs(&self, made_before_ms: i64) -> Result<i64, CounterfoilError> {
        call(|| Ok(self.desk.drop_safe_blobs(made_before_ms)?.shown()))
    }
}
