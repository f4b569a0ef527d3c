//! Operations of safety and of the office's desk: the safe horizon, copies of the database, counts, answers
//! that are given twice.

use std::path::PathBuf;

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, Hash, SubjectId, TenantId};
use counterfoil_domain::receipt::LogPoint;
use counterfoil_domain::verdict::Verdict;

use super::Stored;

/// The safe horizon: everything below it survives losing this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HorizonRow {
    /// How far.
    pub point: LogPoint,
    /// When it was reached, ms since 1970.
    pub reached_at_ms: u64,
}

/// Envelopes that wait, with why and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    /// The store that wrote it.
    pub device: DeviceId,
    /// Its header's hash.
    pub hash: Hash,
    /// What it is about.
    pub subject: SubjectId,
    /// Why it waits; absent while its body is awaited.
    pub why: Option<String>,
    /// When it came, ms since 1970.
    pub received_at_ms: u64,
}

/// Numbers of a tenant, for metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Envelopes filed.
    pub envelopes: u64,
    /// Of them waiting.
    pub held: u64,
    /// Subjects founded.
    pub subjects: u64,
    /// Stores enrolled and not revoked.
    pub devices: u64,
}

/// Operations of safety and of the office's desk.
#[async_trait]
pub trait SafetyStorage: Send + Sync {
    /// The safe horizon.
    async fn horizon(&self, tenant: TenantId) -> Stored<Option<HorizonRow>>;

    /// Moves the safe horizon.
    async fn set_horizon(&self, tenant: TenantId, horizon: HorizonRow) -> Stored<()>;

    /// Copies the whole storage, as of one instant, to a file; the copy is on disk when the call returns. Gives
    /// the tip that the copy has.
    async fn copy_to(&self, tenant: TenantId, path: PathBuf) -> Stored<LogPoint>;

    /// How many entries from `from` on are about a store: its envelopes, slices, blobs.
    async fn entries_of_device(&self, tenant: TenantId, device: DeviceId, from: u64)
    -> Stored<u64>;

    /// Envelopes that wait, oldest first.
    async fn waiting(&self, tenant: TenantId, limit: usize) -> Stored<Vec<WaitingRow>>;

    /// Envelopes with a final verdict other than plainly accepted, newest first.
    async fn remarkable(
        &self,
        tenant: TenantId,
        limit: usize,
    ) -> Stored<Vec<(WaitingRow, Verdict)>>;

    /// Numbers for metrics.
    async fn sums(&self, tenant: TenantId) -> Stored<Sums>;

    /// The answer that was given to a request with this idempotency key: hash of the request, and answer.
    async fn given(&self, tenant: TenantId, key: String) -> Stored<Option<(Hash, Vec<u8>)>>;

    /// Keeps, or replaces, what was given under an idempotency key; forgets those older than a day.
    async fn keep_given(
        &self,
        tenant: TenantId,
        key: String,
        request: Hash,
        answer: Vec<u8>,
        now_ms: u64,
    ) -> Stored<()>;
}
