//! Where automerge meets a change first: apart, under a watchdog. A worker that hangs or dies costs only the change
//! it held.
//!
//! The worker **rehearses**: it applies the change to its own copy of the document, and saves and loads that. The hub
//! repeats only what the worker came through, and keeps the bytes that the worker loaded. The engine does the same
//! with the same bytes everywhere, so that whatever spins, aborts or eats memory does so in the worker.
//!
//! * [`wire`]: what is asked and answered, as bytes.
//! * [`engine`]: the worker's side: documents kept warm, one task after the other.
//! * [`thread`]: a worker on a thread, where no program can be started.
//! * `process`: workers as child processes with a limit of memory, and `child`, what runs in them.

#[cfg(unix)]
mod child;
mod engine;
#[cfg(unix)]
mod process;
mod thread;
mod wire;

use std::time::Duration;

use counterfoil_domain::document::GateRefusal;

#[cfg(unix)]
pub use child::serve_changes;
#[cfg(unix)]
pub use process::ProcessWorker;
pub use thread::ThreadWorker;
pub use wire::Task;
pub(super) use wire::{Answer, Question, Start, What};

/// Wall time after which a change is given up; a good one takes under 5 ms. A machine that has too much to do can
/// make an honest change wait, so one that was given up is tried once more, alone and with the long patience.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// For a change that is judged for itself.
pub(super) const PATIENCE_ALONE: Duration = Duration::from_secs(20);

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
    #[error("no worker could be started")]
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

/// Rehearses changes apart from everything else.
pub trait ChangeWorker: Send + Sync {
    /// Gives the answer to `task`, waiting no longer than `patience`.
    fn ask(&self, task: &Task, patience: Duration) -> Result<Vec<u8>, ChangeFault>;

    /// Whether a change that eats memory or aborts takes the hub with it: a thread's does, a process's does not.
    fn is_apart(&self) -> bool {
        false
    }
}
