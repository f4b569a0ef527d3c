//! Where automerge runs: apart, under a watchdog. A worker that hangs or dies costs only the change it held.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use counterfoil_domain::document::GateRefusal;

/// Wall time after which a change is given up; a good one takes under 5 ms. A machine that has too much to do can
/// make an honest change wait, so one that was given up is tried once more, alone and with the long patience.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// For a change that is judged for itself.
pub(super) const PATIENCE_ALONE: Duration = Duration::from_secs(20);

/// Work for the worker; what comes of it goes where the job puts it.
pub type ChangeJob = Box<dyn FnOnce() + Send>;

/// Why a change was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeFault {
    /// A step of the document's gate refused it.
    #[error(transparent)]
    Gate(#[from] GateRefusal),
    /// It writes what its author may not.
    #[error("the change writes what its author may not")]
    Policy,
    /// The worker did not come back in time.
    #[error("the change took too long")]
    TooSlow,
    /// The worker died over it.
    #[error("the change broke the engine")]
    Died,
    /// There was nobody to do it: nothing is said of the change.
    #[error("no thread could be started")]
    NoWorker,
}

impl ChangeFault {
    /// The code of `refused{code}`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Gate(refusal) => refusal.code(),
            Self::Policy => "field_policy",
            Self::TooSlow => "too_slow",
            Self::Died => "engine_panicked",
            Self::NoWorker => "no_worker",
        }
    }
}

/// Runs work on changes apart from everything else.
pub trait ChangeWorker: Send + Sync {
    /// Runs `job` and waits for it, but no longer than `patience`.
    fn run(&self, job: ChangeJob, patience: Duration) -> Result<(), ChangeFault>;
}

/// Runs `work` on the worker and gives what came of it.
pub(super) fn on<T, W>(
    worker: &dyn ChangeWorker,
    patience: Duration,
    work: W,
) -> Result<T, ChangeFault>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    let (put, done) = sync_channel(1);
    worker.run(Box::new(move || drop(put.try_send(work()))), patience)?;
    done.try_recv().map_err(|_| ChangeFault::Died)
}

type Answer = Result<(), ChangeFault>;

struct Desk {
    jobs: SyncSender<(ChangeJob, SyncSender<Answer>)>,
}

/// A worker on a thread of its own; a thread that hangs is left behind and another one begins.
#[derive(Default)]
pub struct ThreadWorker {
    desk: Mutex<Option<Desk>>,
}

impl core::fmt::Debug for ThreadWorker {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ThreadWorker")
    }
}

impl ThreadWorker {
    /// A worker whose thread begins with the first job.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl ChangeWorker for ThreadWorker {
    fn run(&self, job: ChangeJob, patience: Duration) -> Answer {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let (answer, answered) = sync_channel(1);
        let present = match desk.take() {
            Some(present) => present,
            None => Desk { jobs: begin()? },
        };
        if present.jobs.send((job, answer)).is_err() {
            return Err(ChangeFault::Died); // the next job gets a new thread
        }
        match answered.recv_timeout(patience) {
            Ok(done) => {
                *desk = Some(present);
                done
            }
            Err(RecvTimeoutError::Timeout) => Err(ChangeFault::TooSlow),
            Err(RecvTimeoutError::Disconnected) => Err(ChangeFault::Died),
        }
    }
}

/// automerge recurses; the thread gets a stack of its own size.
const STACK_BYTES: usize = 8 * 1024 * 1024;

fn begin() -> Result<SyncSender<(ChangeJob, SyncSender<Answer>)>, ChangeFault> {
    let (jobs, waiting) = sync_channel::<(ChangeJob, SyncSender<Answer>)>(1);
    let thread = std::thread::Builder::new().name("changes".into()).stack_size(STACK_BYTES);
    thread.spawn(move || work(&waiting)).map_err(|_| ChangeFault::NoWorker)?;
    Ok(jobs)
}

fn work(waiting: &Receiver<(ChangeJob, SyncSender<Answer>)>) {
    while let Ok((job, answer)) = waiting.recv() {
        let done = catch_unwind(AssertUnwindSafe(job)).map_err(|_| ChangeFault::Died);
        if answer.send(done).is_err() {
            return; // nobody waits any more: another thread has taken over
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_hangs_or_panics_costs_only_itself() {
        let worker = ThreadWorker::new();
        let short = Duration::from_millis(20);
        let (go_on, blocked) = sync_channel::<()>(1);
        let hang: ChangeJob = Box::new(move || {
            let _ = blocked.recv();
        });
        assert_eq!(worker.run(hang, short), Err(ChangeFault::TooSlow));
        assert_eq!(on(&worker, PATIENCE, || 7), Ok(7));
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let died = on(&worker, PATIENCE, || panic!("on purpose"));
        std::panic::set_hook(hook);
        assert_eq!(died, Err::<(), _>(ChangeFault::Died));
        assert_eq!(on(&worker, PATIENCE, || 8), Ok(8));
        drop(go_on);
    }
}
