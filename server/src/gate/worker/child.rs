//! What runs in a worker process: limits first, then one task after the other from standard input, until that is closed.

use std::io::{self, Read as _};
use std::thread;

use counterfoil_domain::limits::{GATE_FRAME_BYTES_MAX, GATE_MEMORY_BYTES_MAX, GATE_STACK_BYTES};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Resource, Rlimit, setrlimit};

use super::engine::Engine;

/// The first bytes that a worker says: the limits stand, tasks may come.
pub(super) const READY: &[u8] = b"counterfoil-gate/1";

/// Serves tasks from standard input to standard output, each as its length in 4 bytes big-endian and its bytes, until
/// standard input is closed; whoever holds its other end may die at any time, and then this process ends at once,
/// in the midst of a task too. `before` sees each task first: tests let it do what a hostile change might.
///
/// # Errors
/// The limits cannot be set, or a pipe broke.
pub fn serve_changes(before: fn(&[u8])) -> io::Result<()> {
    limit()?;
    thread::Builder::new().name("watch".into()).spawn(end_with_the_hub)?;
    // What would overflow the hub's own stack overflows this smaller one first.
    let work = thread::Builder::new().name("changes".into()).stack_size(GATE_STACK_BYTES);
    let served = work.spawn(move || serve(before))?.join();
    served.unwrap_or_else(|_| Err(io::Error::other("the engine panicked")))
}

fn limit() -> io::Result<()> {
    let both = |bytes: u64| Rlimit { current: Some(bytes), maximum: Some(bytes) };
    setrlimit(Resource::Core, both(0))?; // a core file would hold what people wrote
    // Allocators reserve address space in advance: what counts is what comes on top of it.
    if let Some(present) = reserved_bytes() {
        setrlimit(Resource::As, both(present.saturating_add(GATE_MEMORY_BYTES_MAX)))?;
    }
    Ok(())
}

/// Address space of this process, where the system tells: Linux does, in KiB.
fn reserved_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    kib.checked_mul(1024)
}

/// Waits until the other end of standard input is gone.
fn end_with_the_hub() {
    let input = io::stdin();
    loop {
        let mut watched = [PollFd::new(&input, PollFlags::empty())];
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        match poll(&mut watched, None) {
            Ok(_) if watched.iter().any(|fd| fd.revents().intersects(gone)) => {
                std::process::exit(0)
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => std::process::exit(1),
        }
    }
}

fn serve(before: fn(&[u8])) -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut engine = Engine::default();
    say(&mut output, READY)?;
    loop {
        let mut length = [0; 4];
        match input.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
        let length = u32::from_be_bytes(length) as usize;
        if length > GATE_FRAME_BYTES_MAX {
            return Err(io::Error::other("a task that is too long"));
        }
        let mut task = vec![0; length];
        input.read_exact(&mut task)?;
        before(&task);
        say(&mut output, &engine.answer(&task))?;
    }
}

fn say(output: &mut impl io::Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    let mut frame = length.to_be_bytes().to_vec();
    frame.extend_from_slice(bytes);
    output.write_all(&frame)?;
    output.flush()
}
