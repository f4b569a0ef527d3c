//! Workers as child processes: each serves one task at a time, is killed when it does not come back, and another one
//! begins with the next task.

use std::ffi::OsString;
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use counterfoil_domain::limits::{GATE_FRAME_BYTES_MAX, GATE_WORKERS_MAX};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

use super::child::READY;
use super::{ChangeFault, ChangeWorker, Task};

/// How long a new process may take to say that it is ready.
const START: Duration = Duration::from_secs(10);
/// How often a task looks for its own worker, 1 ms apart, before it takes another one that is free.
const LOOKS: u32 = 20;

/// Workers as child processes of one program, begun when they are needed.
pub struct ProcessWorker {
    program: PathBuf,
    arguments: Vec<OsString>,
    seats: Vec<Mutex<Option<Running>>>,
}

impl core::fmt::Debug for ProcessWorker {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ProcessWorker")
    }
}

impl ProcessWorker {
    /// Workers that `program` with `arguments` runs, which calls [`super::serve_changes`]. One is begun at once.
    ///
    /// # Errors
    /// It cannot be started, or does not say that it is ready.
    pub fn start(program: PathBuf, arguments: Vec<OsString>) -> io::Result<Self> {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let seats = (0..cores.clamp(2, GATE_WORKERS_MAX)).map(|_| Mutex::default()).collect();
        let worker = Self { program, arguments, seats };
        let first = worker.begin()?;
        if let Some(seat) = worker.seats.first() {
            *seat.lock().unwrap_or_else(PoisonError::into_inner) = Some(first);
        }
        Ok(worker)
    }

    fn begin(&self) -> io::Result<Running> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        // Nothing of the hub's surroundings: no secrets, and no words of the engine about what people wrote.
        command.env_clear().stderr(Stdio::null());
        let mut child = command.spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let Some((to, from)) = pipes else { return Err(io::Error::other("no pipes")) };
        let mut running = Running { child, to, from };
        for fd in [running.to.as_fd(), running.from.as_fd()] {
            fcntl_setfl(fd, fcntl_getfl(fd)? | OFlags::NONBLOCK)?;
        }
        let said =
            running.hear(Instant::now() + START).map_err(|_| io::Error::other("not ready"))?;
        if said == READY { Ok(running) } else { Err(io::Error::other("another program")) }
    }

    /// The seat of a lane, or one that is free.
    fn seat(&self, lane: u64) -> Option<MutexGuard<'_, Option<Running>>> {
        let own = usize::try_from(lane % self.seats.len().max(1) as u64).ok()?;
        let own = self.seats.get(own)?;
        for _ in 0..LOOKS {
            if let Some(seat) = free(own) {
                return Some(seat);
            }
            thread::sleep(Duration::from_millis(1));
        }
        let other = self.seats.iter().find_map(free);
        other.or_else(|| Some(own.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn free(seat: &Mutex<Option<Running>>) -> Option<MutexGuard<'_, Option<Running>>> {
    match seat.try_lock() {
        Ok(seat) => Some(seat),
        Err(TryLockError::Poisoned(seat)) => Some(seat.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

impl ChangeWorker for ProcessWorker {
    fn ask(&self, task: &Task, patience: Duration) -> Result<Vec<u8>, ChangeFault> {
        let mut seat = self.seat(task.lane).ok_or(ChangeFault::NoWorker)?;
        let mut running = match seat.take() {
            Some(running) => running,
            None => self.begin().map_err(|error| {
                tracing::error!(%error, "no worker for changes can be started");
                ChangeFault::NoWorker
            })?,
        };
        let until = Instant::now() + patience;
        let answer = running.say(&task.bytes, until).and_then(|()| running.hear(until));
        match answer {
            Ok(_) => *seat = Some(running),
            // It is dropped, and killed with that.
            Err(fault) => tracing::warn!(%fault, "a worker for changes is ended"),
        }
        answer
    }

    fn is_apart(&self) -> bool {
        true
    }
}

/// A child process that waits for a task.
struct Running {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _it_has_ended = self.child.kill();
        let _nobody_else_waits = self.child.wait();
    }
}

impl Running {
    fn say(&mut self, bytes: &[u8], until: Instant) -> Result<(), ChangeFault> {
        let length = u32::try_from(bytes.len()).map_err(|_| ChangeFault::TooSlow)?;
        let mut frame = length.to_be_bytes().to_vec();
        frame.extend_from_slice(bytes);
        let mut rest = frame.as_slice();
        while !rest.is_empty() {
            match rustix::io::write(&self.to, rest) {
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(Errno::AGAIN) => wait(&self.to, PollFlags::OUT, until)?,
                Err(Errno::INTR) => {}
                Err(_) => return Err(ChangeFault::Died),
            }
        }
        Ok(())
    }

    fn hear(&mut self, until: Instant) -> Result<Vec<u8>, ChangeFault> {
        let mut length = [0; 4];
        self.read(&mut length, until)?;
        let length = u32::from_be_bytes(length) as usize;
        if length > GATE_FRAME_BYTES_MAX {
            return Err(ChangeFault::Died);
        }
        let mut answer = vec![0; length];
        self.read(&mut answer, until)?;
        Ok(answer)
    }

    fn read(&mut self, into: &mut [u8], until: Instant) -> Result<(), ChangeFault> {
        let mut have = 0;
        while have < into.len() {
            match rustix::io::read(&self.from, into.get_mut(have..).unwrap_or_default()) {
                Ok(0) => return Err(ChangeFault::Died),
                Ok(read) => have += read,
                Err(Errno::AGAIN) => wait(&self.from, PollFlags::IN, until)?,
                Err(Errno::INTR) => {}
                Err(_) => return Err(ChangeFault::Died),
            }
        }
        Ok(())
    }
}

/// Waits until a pipe is ready, or gone, which the next call on it tells.
fn wait(pipe: &impl AsFd, ready: PollFlags, until: Instant) -> Result<(), ChangeFault> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ChangeFault::TooSlow);
    }
    let left = Timespec::try_from(left).map_err(|_| ChangeFault::TooSlow)?;
    match poll(&mut [PollFd::new(pipe, ready)], Some(&left)) {
        Ok(0) => Err(ChangeFault::TooSlow),
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(_) => Err(ChangeFault::Died),
    }
}
