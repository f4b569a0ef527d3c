//! The file calls of the C library, for this whole process: a definition in the program itself goes before the
//! library's. Each does the real call and writes down what changed; outside a watched folder it does nothing else.
//!
//! `copy_file_range` and `sendfile` say that the system has none, so that copying is made of writes.
#![expect(unsafe_code, reason = "the C library's own names and signatures")]

use std::ffi::{CStr, OsStr, c_char, c_int, c_long, c_void};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use libc::{mode_t, off_t, size_t, ssize_t};

use super::fault::{Does, Kind};
use super::journal::{Change, Watch, watch};

/// Asks the system itself: sets `errno` and returns -1 as the C library does.
macro_rules! system {
    ($name:ident $(, $value:expr)*) => {
        // Safety: the very arguments that the caller gave to the call of this name.
        unsafe { libc::syscall(libc::$name $(, $value)*) }
    };
}

/// Where a descriptor leads.
fn path_of(descriptor: c_int) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/self/fd/{descriptor}")).ok()
}

/// The path that a caller names, made absolute.
fn named(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // Safety: callers of these functions give strings that end with zero.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    std::path::absolute(Path::new(OsStr::from_bytes(bytes))).ok()
}

/// The path and whether something goes wrong there; `None` outside the watched folder.
fn met(watch: &mut Watch, path: Option<PathBuf>, does: Does) -> Option<(PathBuf, Option<Kind>)> {
    let inside = watch.inside(&path?)?;
    let wrong = watch.faults.meet(does);
    Some((inside, wrong))
}

fn fails(kind: Kind) -> c_int {
    let code = match kind {
        Kind::Full => libc::ENOSPC,
        Kind::Broken | Kind::Short => libc::EIO,
        Kind::Busy => libc::EAGAIN,
    };
    // Safety: the calling thread's own error number.
    unsafe { *libc::__errno_location() = code };
    -1
}

/// Runs `real` for a descriptor; `None` from `changed`: nothing to write down.
fn on_descriptor(
    descriptor: c_int,
    does: Does,
    real: impl Fn() -> c_long,
    changed: impl FnOnce(PathBuf, c_long) -> Option<Change>,
) -> c_long {
    let Some(mut held) = watch() else { return real() };
    let Some(watch) = held.as_mut() else { return real() };
    let Some((path, wrong)) = met(watch, path_of(descriptor), does) else { return real() };
    if let Some(kind) = wrong {
        return c_long::from(fails(kind));
    }
    let result = real();
    if result >= 0
        && let Some(change) = changed(path, result)
    {
        watch.note(change);
    }
    result
}

/// Runs `real` for a name.
fn on_name(
    name: *const c_char,
    real: impl Fn() -> c_long,
    changed: impl FnOnce(PathBuf) -> Option<Change>,
) -> c_int {
    let Some(mut held) = watch() else { return narrow(real()) };
    let Some(watch) = held.as_mut() else { return narrow(real()) };
    let Some((path, wrong)) = met(watch, named(name), Does::Names) else { return narrow(real()) };
    if let Some(kind) = wrong {
        return fails(kind);
    }
    let result = real();
    if result >= 0
        && let Some(change) = changed(path)
    {
        watch.note(change);
    }
    narrow(result)
}

#[expect(clippy::cast_possible_truncation, reason = "descriptors and zero fit")]
fn narrow(result: c_long) -> c_int {
    result as c_int
}

fn bytes_of(data: *const c_void, written: c_long) -> Vec<u8> {
    // Safety: the system has just read that many bytes there.
    unsafe { std::slice::from_raw_parts(data.cast::<u8>(), written.unsigned_abs() as usize) }
        .to_vec()
}

fn position(descriptor: c_int) -> c_long {
    system!(SYS_lseek, descriptor, 0, libc::SEEK_CUR)
}

fn writes_at(
    descriptor: c_int,
    data: *const c_void,
    at: impl FnOnce(c_long) -> c_long,
    size: size_t,
    real: impl Fn(size_t) -> c_long,
) -> ssize_t {
    let changed = |path, written: c_long| {
        let at = at(written).unsigned_abs();
        Some(Change::Wrote { path, at, bytes: bytes_of(data, written) })
    };
    let Some(mut held) = watch() else { return real(size) as ssize_t };
    let Some(watch) = held.as_mut() else { return real(size) as ssize_t };
    let Some((path, wrong)) = met(watch, path_of(descriptor), Does::Writes) else {
        return real(size) as ssize_t;
    };
    let size = match wrong {
        Some(Kind::Short) => size.div_ceil(2),
        Some(kind) => return fails(kind) as ssize_t,
        None => size,
    };
    let written = real(size);
    if written > 0
        && let Some(change) = changed(path, written)
    {
        watch.note(change);
    }
    written as ssize_t
}

fn opens(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    let real = || system!(SYS_openat, libc::AT_FDCWD, name, flags, mode);
    if flags & (libc::O_CREAT | libc::O_TRUNC) == 0 {
        return narrow(real());
    }
    let was_there = named(name).is_some_and(|path| path.exists());
    on_name(name, real, |path| match was_there {
        false => Some(Change::Made { path, is_folder: false }),
        true if flags & libc::O_TRUNC != 0 => Some(Change::SetLength { path, length: 0 }),
        true => None,
    })
}

/// `open(2)`. Variadic in C; on the systems this runs on a third argument that is not given is not looked at.
#[unsafe(no_mangle)]
pub extern "C" fn open(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    opens(name, flags, mode)
}

/// `open(2)` for large files.
#[unsafe(no_mangle)]
pub extern "C" fn open64(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    opens(name, flags, mode)
}

/// `write(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn write(descriptor: c_int, data: *const c_void, size: size_t) -> ssize_t {
    let real = |size: size_t| system!(SYS_write, descriptor, data, size);
    writes_at(descriptor, data, |written| position(descriptor) - written, size, real)
}

/// `pwrite(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn pwrite(fd: c_int, data: *const c_void, size: size_t, at: off_t) -> ssize_t {
    let real = |size: size_t| system!(SYS_pwrite64, fd, data, size, at);
    writes_at(fd, data, |_| at, size, real)
}

/// `pwrite(2)` for large files.
#[unsafe(no_mangle)]
pub extern "C" fn pwrite64(fd: c_int, data: *const c_void, size: size_t, at: off_t) -> ssize_t {
    pwrite(fd, data, size, at)
}

fn reads(fd: c_int, size: size_t, real: impl Fn(size_t) -> c_long) -> ssize_t {
    let wrong = watch().and_then(|mut held| {
        let watch = held.as_mut()?;
        met(watch, path_of(fd), Does::Reads)?.1
    });
    match wrong {
        Some(Kind::Short) => real(size.div_ceil(2)) as ssize_t,
        Some(kind) => fails(kind) as ssize_t,
        None => real(size) as ssize_t,
    }
}

/// `read(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn read(fd: c_int, into: *mut c_void, size: size_t) -> ssize_t {
    reads(fd, size, |size| system!(SYS_read, fd, into, size))
}

/// `pread(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn pread(fd: c_int, into: *mut c_void, size: size_t, at: off_t) -> ssize_t {
    reads(fd, size, |size| system!(SYS_pread64, fd, into, size, at))
}

/// `pread(2)` for large files.
#[unsafe(no_mangle)]
pub extern "C" fn pread64(fd: c_int, into: *mut c_void, size: size_t, at: off_t) -> ssize_t {
    pread(fd, into, size, at)
}

/// `ftruncate(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn ftruncate(fd: c_int, length: off_t) -> c_int {
    let real = || system!(SYS_ftruncate, fd, length);
    let changed = |path, _| Some(Change::SetLength { path, length: length.unsigned_abs() });
    narrow(on_descriptor(fd, Does::Writes, real, changed))
}

/// `ftruncate(2)` for large files.
#[unsafe(no_mangle)]
pub extern "C" fn ftruncate64(fd: c_int, length: off_t) -> c_int {
    ftruncate(fd, length)
}

/// `fsync(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(fd: c_int) -> c_int {
    let changed = |path, _| Some(Change::Synced { path });
    narrow(on_descriptor(fd, Does::Syncs, || system!(SYS_fsync, fd), changed))
}

/// `fdatasync(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(fd: c_int) -> c_int {
    let changed = |path, _| Some(Change::Synced { path });
    narrow(on_descriptor(fd, Does::Syncs, || system!(SYS_fdatasync, fd), changed))
}

/// `rename(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    let real = || system!(SYS_renameat2, libc::AT_FDCWD, from, libc::AT_FDCWD, to, 0);
    let target = named(to);
    let folder = named(from);
    on_name(from, real, |inside| {
        // Both in the watched folder: nothing of ours moves files in or out of it.
        let above = folder?.ancestors().nth(inside.components().count())?.to_owned();
        let to = target?.strip_prefix(above).ok()?.to_owned();
        Some(Change::Renamed { from: inside, to })
    })
}

/// `unlink(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn unlink(name: *const c_char) -> c_int {
    let real = || system!(SYS_unlinkat, libc::AT_FDCWD, name, 0);
    on_name(name, real, |path| Some(Change::Removed { path }))
}

/// `mkdir(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn mkdir(name: *const c_char, mode: mode_t) -> c_int {
    let real = || system!(SYS_mkdirat, libc::AT_FDCWD, name, mode);
    on_name(name, real, |path| Some(Change::Made { path, is_folder: true }))
}

/// `fcntl(2)`: locks of records can be held by somebody else.
#[unsafe(no_mangle)]
pub extern "C" fn fcntl(fd: c_int, command: c_int, argument: *mut c_void) -> c_int {
    let real = || system!(SYS_fcntl, fd, command, argument);
    if command != libc::F_SETLK {
        return narrow(real());
    }
    narrow(on_descriptor(fd, Does::Locks, real, |_, _| None))
}

/// `fcntl(2)` for large files.
#[unsafe(no_mangle)]
pub extern "C" fn fcntl64(fd: c_int, command: c_int, argument: *mut c_void) -> c_int {
    fcntl(fd, command, argument)
}

fn has_none() -> ssize_t {
    // Safety: the calling thread's own error number.
    unsafe { *libc::__errno_location() = libc::ENOSYS };
    -1
}

/// `copy_file_range(2)`: there is none.
#[unsafe(no_mangle)]
pub extern "C" fn copy_file_range(
    _: c_int,
    _: *mut off_t,
    _: c_int,
    _: *mut off_t,
    _: size_t,
    _: u32,
) -> ssize_t {
    has_none()
}

/// `sendfile(2)`: there is none.
#[unsafe(no_mangle)]
pub extern "C" fn sendfile(_: c_int, _: c_int, _: *mut off_t, _: size_t) -> ssize_t {
    has_none()
}

/// `sendfile(2)` for large files: there is none.
#[unsafe(no_mangle)]
pub extern "C" fn sendfile64(_: c_int, _: c_int, _: *mut off_t, _: size_t) -> ssize_t {
    has_none()
}
