//! A worker on a thread of its own; a thread that hangs is left behind and another one begins. It stands in where no
//! program can be started: what eats memory or aborts takes the hub with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::engine::Engine;
use super::{ChangeFault, ChangeWorker, Task};

type Answer = Result<Vec<u8>, ChangeFault>;
type Job = Box<dyn FnOnce(&mut Engine) -> Vec<u8> + Send>;

struct Desk {
    jobs: SyncSender<(Job, SyncSender<Answer>)>,
}

/// A worker on a thread of its own.
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
    /// A worker whose thread begins with the first task.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn run(&self, job: Job, patience: Duration) -> Answer {
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
            Ok(Ok(done)) => {
                *desk = Some(present);
                Ok(done)
            }
            Ok(Err(fault)) => Err(fault),
            Err(RecvTimeoutError::Timeout) => Err(ChangeFault::TooSlow),
            Err(RecvTimeoutError::Disconnected) => Err(ChangeFault::Died),
        }
    }
}

impl ChangeWorker for ThreadWorker {
    fn ask(&self, task: &Task, patience: Duration) -> Answer {
        let bytes = task.bytes.clone();
        self.run(Box::new(move |engine| engine.answer(&bytes)), patience)
    }
}

/// automerge recurses; the thread gets a stack of its own size.
const STACK_BYTES: usize = 8 * 1024 * 1024;

fn begin() -> Result<SyncSender<(Job, SyncSender<Answer>)>, ChangeFault> {
    let (jobs, waiting) = sync_channel::<(Job, SyncSender<Answer>)>(1);
    let thread = std::thread::Builder::new().name("changes".into()).stack_size(STACK_BYTES);
    thread.spawn(move || work(&waiting)).map_err(|_| ChangeFault::NoWorker)?;
    Ok(jobs)
}

/// Works until nobody waits, or until a job panics: what it held may be half done, so its documents go with it.
fn work(waiting: &Receiver<(Job, SyncSender<Answer>)>) {
    let mut engine = Engine::default();
    while let Ok((job, answer)) = waiting.recv() {
        let done = catch_unwind(AssertUnwindSafe(|| job(&mut engine)));
        let died = done.is_err();
        if answer.send(done.map_err(|_| ChangeFault::Died)).is_err() || died {
            return; // nobody waits any more: another thread has taken over
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    #[test]
    fn a_job_that_hangs_or_panics_costs_only_itself() {
        let worker = ThreadWorker::new();
        let short = Duration::from_millis(20);
        let (go_on, blocked) = sync_channel::<()>(1);
        let hang: Job = Box::new(move |_| {
            let _ = blocked.recv();
            Vec::new()
        });
        assert_eq!(worker.run(hang, short), Err(ChangeFault::TooSlow));
        assert_eq!(worker.run(Box::new(|_| vec![7]), PATIENCE), Ok(vec![7]));
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let died = worker.run(Box::new(|_| panic!("on purpose")), PATIENCE);
        std::panic::set_hook(hook);
        assert_eq!(died, Err(ChangeFault::Died));
        assert_eq!(worker.run(Box::new(|_| vec![8]), PATIENCE), Ok(vec![8]));
        drop(go_on);
    }
}
