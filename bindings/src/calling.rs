//! How a call runs: a synchronous one on the caller's thread, an asynchronous one as a task of the library's own
//! runtime. A panic is an error of that call in both.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};
use tokio::task::AbortHandle;

use crate::error::CounterfoilError;

/// Threads that carry sessions; the hub is one, and one phone has one session at a time.
const WORKERS: usize = 2;

fn panicked() -> CounterfoilError {
    CounterfoilError::Internal { reason: "a call panicked".to_owned() }
}

/// Runs a synchronous call.
pub(crate) fn call<T>(
    work: impl FnOnce() -> Result<T, CounterfoilError>,
) -> Result<T, CounterfoilError> {
    // What a call leaves behind is in the store, which undoes what was not committed.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(panicked()))
}

/// The library's runtime, made when it is first needed.
pub(crate) fn runtime() -> Result<&'static Runtime, CounterfoilError> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(WORKERS).thread_name("counterfoil").enable_all().build().ok()
    });
    made.as_ref().ok_or_else(|| CounterfoilError::Internal { reason: "no threads".to_owned() })
}

/// Runs an asynchronous call as a task of its own: it goes on when whoever waits for it leaves.
pub(crate) async fn spawned<T: Send + 'static>(
    work: impl Future<Output = Result<T, CounterfoilError>> + Send + 'static,
) -> Result<T, CounterfoilError> {
    runtime()?.spawn(work).await.unwrap_or_else(|_| Err(panicked()))
}

/// Runs an asynchronous call as a task of its own that ends when whoever waits for it leaves.
pub(crate) async fn spawned_while_awaited<T: Send + 'static>(
    work: impl Future<Output = Result<T, CounterfoilError>> + Send + 'static,
) -> Result<T, CounterfoilError> {
    let task = runtime()?.spawn(work);
    let _ends = EndsWithWaiting(task.abort_handle());
    task.await.unwrap_or_else(|_| Err(panicked()))
}

/// Ends a task when it is dropped; one that has ended does not mind.
struct EndsWithWaiting(AbortHandle);

impl Drop for EndsWithWaiting {
    fn drop(&mut self) {
        self.0.abort();
    }
}
