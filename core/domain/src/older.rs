//! Stands in for a program of an earlier version: one that does not know some kinds of facts. With it a harness runs
//! phones and hubs of two versions in one process. A released program is built without this feature.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

thread_local! {
    static LACKS: Cell<&'static [u16]> = const { Cell::new(&[]) };
}

/// Whether the program that runs on this thread knows a kind.
#[must_use]
pub fn knows(kind: u16) -> bool {
    !LACKS.get().contains(&kind)
}

/// Whether the program that runs on this thread is an earlier one.
#[must_use]
pub fn runs() -> bool {
    !LACKS.get().is_empty()
}

/// From now on a program that lacks these kinds runs on this thread, where no other one is named.
pub fn is_installed(lacks: &'static [u16]) {
    LACKS.set(lacks);
}

/// What ran before, which goes on when this is let go.
struct Before(&'static [u16]);

impl Drop for Before {
    fn drop(&mut self) {
        LACKS.set(self.0);
    }
}

/// Does something as a program that lacks these kinds.
pub fn lacking<T>(lacks: &'static [u16], work: impl FnOnce() -> T) -> T {
    let _before = Before(LACKS.replace(lacks));
    work()
}

/// Work for another thread, to be done there as the program that runs on this one.
pub fn carried<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let lacks = LACKS.get();
    move || lacking(lacks, work)
}

/// The same for what is done bit by bit.
pub struct Lacking<F> {
    lacks: &'static [u16],
    work: Pin<Box<F>>,
}

impl<F: Future> Lacking<F> {
    /// Work of a program that lacks these kinds.
    pub fn new(lacks: &'static [u16], work: F) -> Self {
        Self { lacks, work: Box::pin(work) }
    }
}

impl<F: Future> Future for Lacking<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let lacks = self.lacks;
        lacking(lacks, || self.work.as_mut().poll(context))
    }
}
