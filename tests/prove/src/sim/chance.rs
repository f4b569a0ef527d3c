//! The system's randomness, for this whole process: while a run plays it comes from the run's seed, so that the same
//! seed makes the same keys and ids, and everything that hangs on their order comes again. Else it is the system's.
//!
//! A definition of `getrandom` in the program itself goes before the C library's; `build.rs` makes it findable. The
//! cipher of the database draws its own, by which nothing else is decided.
#![expect(unsafe_code, reason = "the C library's own name and signature")]

use std::ffi::{c_uint, c_void};
use std::sync::{Mutex, MutexGuard, PoisonError};

use libc::{size_t, ssize_t};

use crate::dice::Dice;

/// Where chance comes from while a run plays.
static STREAM: Mutex<Option<Dice>> = Mutex::new(None);
/// One run at a time: two would draw from one stream.
static TURN: Mutex<()> = Mutex::new(());
/// What the seeds of hash maps are: threads come and go by real time, and none of them may shift the stream.
const OF_MAPS: u8 = 0x5a;

/// Holds the system's chance for one run.
#[derive(Debug)]
pub struct Chance {
    _turn: MutexGuard<'static, ()>,
}

impl Chance {
    /// Waits until no other run plays; from now on chance follows from this seed.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        *stream() = Some(Dice::new(seed));
        Self { _turn: turn }
    }
}

impl Drop for Chance {
    fn drop(&mut self) {
        *stream() = None;
    }
}

fn stream() -> MutexGuard<'static, Option<Dice>> {
    STREAM.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The C library's call of this name, as every crate of this program asks it: while a run lasts, its chance answers.
///
/// # Safety
/// As of the C library's: `to` has room for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn getrandom(to: *mut c_void, len: size_t, flags: c_uint) -> ssize_t {
    let mut stream = stream();
    let Some(dice) = stream.as_mut().filter(|_| len > 0) else {
        drop(stream);
        // Safety: the very arguments that the caller gave to the call of this name.
        let got = unsafe { libc::syscall(libc::SYS_getrandom, to, len, flags) };
        return ssize_t::try_from(got).unwrap_or(-1);
    };
    let bytes = match flags & libc::GRND_INSECURE {
        0 => dice.bytes(len),
        _ => vec![OF_MAPS; len],
    };
    // Safety: the caller gives room for that many.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), to.cast(), len) };
    ssize_t::try_from(len).unwrap_or(-1)
}
