//! Erasure of an order: said by the office, entered in the log, carried out here, and asked of every phone.
//!
//! The office's word is written beside the key file before anything else: from then on every opening finishes it, of
//! this database or of an older one that was restored. Then the order's storage key goes, the word becomes an entry of
//! the log, and everything that is not a header, a leaf or an id is deleted and overwritten. Each step may be repeated.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use counterfoil_domain::erasure::{Erasure, ErasureReason, ErasureStatement};
use counterfoil_domain::ids::{DeviceId, PersonId, SubjectId};
use counterfoil_domain::limits::{ERASURES_PER_ANSWER_MAX, LEGAL_BASIS_CHARS_MAX};
use counterfoil_domain::log::{ErasedSaid, LegalHold, Statement};
use counterfoil_domain::subject::SubjectKind;
use counterfoil_sync::access::{ErasuresAnswer, ErasuresAsk, ToErase};
use serde::{Deserialize, Serialize};

use crate::door::Caller;
use crate::intake;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::LoadRequest;
use crate::storage::erasures::{ErasingStore, ErasureRow, HoldRow};

/// How often a log that a reader keeps from being emptied is tried.
const EMPTY_TRIES: usize = 5;

/// What the office asks: to erase an order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EraseAsk {
    /// Why.
    pub reason: ErasureReason,
    /// The legal basis in words; it stays for ever.
    pub basis: String,
}

/// What the office asks: to keep an order from erasure, or to lift that.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldAsk {
    /// Whether it is held; else a hold is lifted.
    pub held: bool,
    /// The legal basis in words.
    pub basis: String,
}

/// A store that has not said that nothing of an erased order is left in it.
#[derive(Debug, Clone, Serialize)]
pub struct StoreWaiting {
    /// The store.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// By name.
    pub person_name: Option<String>,
    /// Its keys were taken away: it may never ask again.
    pub revoked: bool,
}

/// An erased order.
#[derive(Debug, Clone, Serialize)]
pub struct ErasedShown {
    /// The order.
    pub order: SubjectId,
    /// Why.
    pub reason: ErasureReason,
    /// The legal basis.
    pub basis: String,
    /// When it was said, ms since 1970.
    pub said_ms: u64,
    /// Index of its entry.
    pub erased_at: u64,
    /// Stores that may hold it: all that were enrolled before.
    pub stores: usize,
    /// Those of them that have not confirmed.
    pub waiting: Vec<StoreWaiting>,
}

/// A hold on an order.
#[derive(Debug, Clone, Serialize)]
pub struct HoldShown {
    /// The legal basis.
    pub basis: String,
    /// Index of its entry.
    pub held_at: u64,
}

impl From<HoldRow> for HoldShown {
    fn from(row: HoldRow) -> Self {
        Self { basis: row.basis, held_at: row.held_at }
    }
}

impl Server {
    /// Erases an order, with those that are one with it. The same again is the same.
    pub async fn erase_order(&self, order: SubjectId, asked: &EraseAsk) -> Answer<ErasedShown> {
        let basis = checked_basis(&asked.basis)?;
        let _one_at_a_time = self.erasing.lock().await;
        if self.subject_keys.is_erased(order) {
            // Said before, and perhaps not carried out to its end: a disk may have been full.
            self.finish_erasures().await?;
        }
        let mut all = self.storage.joined_with(self.tenant(), order).await?;
        all.retain(|one| !self.subject_keys.is_erased(*one));
        if let Some(row) = self.storage.erasure(self.tenant(), order).await?
            && all.is_empty()
        {
            return self.erased_shown(&row).await;
        }
        self.founded(order).await?;
        for one in &all {
            if let Some(hold) = self.storage.legal_hold(self.tenant(), *one).await? {
                return Err(on_hold(&hold));
            }
        }
        for one in all {
            let statement = ErasureStatement {
                version: 1,
                tenant: self.tenant(),
                order: one,
                reason: asked.reason,
                basis: basis.clone(),
                said_ms: self.now_ms(),
            };
            let erasure = Erasure::sign(statement, &self.keyring.office);
            self.subject_keys.note_erased(&erasure)?;
            self.carry_out(&erasure).await?;
        }
        self.sweep_blobs().await?;
        self.poke_tip().await?;
        tracing::warn!(%order, reason = ?asked.reason, "an order was erased");
        let row = self.storage.erasure(self.tenant(), order).await?;
        self.erased_shown(&row.ok_or_else(Problem::not_found)?).await
    }

    /// Everything after the word was written down; whatever of it is done already is not done again.
    async fn carry_out(&self, erasure: &Erasure) -> Answer<()> {
        let (tenant, order) = (self.tenant(), erasure.statement.order);
        self.subject_keys.drop_key(order)?;
        self.storage.enter_erasure(tenant, erasure.clone(), self.now_ms()).await?;
        // What waited on it gets its last verdict while its body can still be read.
        intake::judge_waiting_on(&self.engine, tenant, order, self.now_ms()).await?;
        // Parts of a picture that was on its way: of which order they are, only the whole would say.
        for device in self.authors(order).await? {
            let dropped = self.staging.drop_uploads(device).await;
            dropped.map_err(|error| Problem::internal("staging", &error))?;
        }
        self.storage.purge_erased(tenant, order).await?;
        self.desk.forget_card(order).await;
        Ok(())
    }

    /// The stores that ever wrote on an order.
    async fn authors(&self, order: SubjectId) -> Answer<BTreeSet<DeviceId>> {
        let request = LoadRequest { subjects: vec![order], ..LoadRequest::default() };
        let mut loaded = self.storage.load_for_gate(self.tenant(), request).await?;
        let entries = loaded.subjects.remove(&order).map(|one| one.entries).unwrap_or_default();
        let envelopes = entries.into_iter().filter_map(|one| one.envelope);
        Ok(envelopes.map(|envelope| envelope.chain.device).collect())
    }

    /// Removes the bytes of blobs whose last wrap is gone, and what the write-ahead log still holds.
    async fn sweep_blobs(&self) -> Answer<()> {
        for (device, hash) in self.storage.unwrapped_blobs(self.tenant()).await? {
            // The bytes first: a row without a file is found again, a file without a row is not.
            let gone = self.blobs.remove(device, hash).await;
            gone.map_err(|error| Problem::internal("blobs", &error))?;
            self.storage.forget_blob(self.tenant(), device, hash).await?;
        }
        for _ in 0..EMPTY_TRIES {
            if self.storage.empty_log().await? {
                return Ok(());
            }
        }
        tracing::warn!("the write-ahead log is emptied later: a reader is in the way");
        Ok(())
    }

    /// Finishes what was cut off, and erases in a restored database what was erased since its backup.
    pub(crate) async fn finish_erasures(&self) -> Answer<()> {
        let erased = self.subject_keys.erased();
        for erasure in &erased {
            let row = self.storage.erasure(self.tenant(), erasure.statement.order).await?;
            if row.is_none_or(|row| !row.purged) {
                tracing::warn!(order = %erasure.statement.order, "an erasure is finished");
                self.carry_out(erasure).await?;
            }
        }
        if erased.is_empty() { Ok(()) } else { self.sweep_blobs().await }
    }

    /// Puts an order on legal hold, or lifts the hold.
    pub async fn hold_order(&self, order: SubjectId, asked: &HoldAsk) -> Answer<Option<HoldShown>> {
        let basis = checked_basis(&asked.basis)?;
        let _one_at_a_time = self.erasing.lock().await;
        self.not_erased(order).await?;
        self.founded(order).await?;
        let stands = self.storage.legal_hold(self.tenant(), order).await?;
        let same = stands.as_ref().is_some_and(|hold| hold.basis == basis);
        if (asked.held && same) || (!asked.held && stands.is_none()) {
            return Ok(stands.map(HoldShown::from));
        }
        let said = vec![Statement::LegalHold(LegalHold { order, held: asked.held, basis })];
        let done = self.storage.append(self.tenant(), said, self.now_ms()).await?;
        self.poke(done.size);
        Ok(self.storage.legal_hold(self.tenant(), order).await?.map(HoldShown::from))
    }

    /// Refuses for an erased order, with what is known of it.
    pub(crate) async fn not_erased(&self, order: SubjectId) -> Answer<()> {
        let Some(row) = self.storage.erasure(self.tenant(), order).await? else { return Ok(()) };
        let shown = self.erased_shown(&row).await?;
        let shown = serde_json::to_value(&shown);
        let shown = shown.map_err(|error| Problem::internal("erasing", &error))?;
        Err(existed_erased().with("erased", shown))
    }

    /// Shifts, places and assets are not erased this way.
    async fn founded(&self, order: SubjectId) -> Answer<()> {
        let request = LoadRequest { subjects: vec![order], ..LoadRequest::default() };
        let loaded = self.storage.load_for_gate(self.tenant(), request).await?;
        let row = loaded.subjects.get(&order).and_then(|one| one.row.as_ref());
        let is_order = row.is_some_and(|row| row.subject.kind == SubjectKind::Order);
        if is_order { Ok(()) } else { Err(Problem::not_found()) }
    }

    async fn erased_shown(&self, row: &ErasureRow) -> Answer<ErasedShown> {
        let devices = self.storage.devices(self.tenant()).await?;
        let names = self.names_of(devices.iter().map(|one| one.person)).await?;
        let stores = self.storage.erasing_stores(self.tenant()).await?;
        let concerned: Vec<ErasingStore> =
            stores.into_iter().filter(|one| one.since < row.erased_at).collect();
        let mut waiting = Vec::new();
        for store in concerned.iter().filter(|one| one.through <= row.erased_at) {
            let wipe = self.storage.wipe(self.tenant(), store.device).await?;
            let known = devices.iter().find(|one| one.device == store.device);
            // A wiped store holds nothing that could be read.
            let wiped = wipe.is_some_and(|wipe| wipe.done_at.is_some());
            let Some(known) = known.filter(|_| !wiped) else { continue };
            waiting.push(StoreWaiting {
                device: known.device,
                person: known.person,
                person_name: names.get(&known.person).cloned(),
                revoked: known.revoked_at.is_some(),
            });
        }
        let said = &row.erasure.statement;
        Ok(ErasedShown {
            order: said.order,
            reason: said.reason,
            basis: said.basis.clone(),
            said_ms: said.said_ms,
            erased_at: row.erased_at,
            stores: concerned.len(),
            waiting,
        })
    }

    /// Takes a store's word on what it has carried out, and says what it has not.
    pub async fn tell_erasures(&self, caller: &Caller, ask: ErasuresAsk) -> Answer<ErasuresAnswer> {
        let (tenant, device) = (self.tenant(), caller.device);
        let open = self.storage.erasures_for(tenant, device, ERASURES_PER_ANSWER_MAX).await?;
        // No store can have carried out what it was not told of.
        let last =
            open.iter().map(|(index, _)| index + 1).filter(|next| *next <= ask.through).max();
        if let Some(through) = last {
            let said = vec![Statement::ErasedSaid(ErasedSaid { device, through })];
            let done = self.storage.append(tenant, said, self.now_ms()).await?;
            self.poke(done.size);
        }
        let open = self.storage.erasures_for(tenant, device, ERASURES_PER_ANSWER_MAX).await?;
        let orders = open.into_iter().map(|(index, erasure)| ToErase { index, erasure }).collect();
        Ok(ErasuresAnswer { orders })
    }

    /// Whether a store has erasures to carry out.
    pub(crate) async fn has_to_erase(&self, device: DeviceId) -> Answer<bool> {
        Ok(!self.storage.erasures_for(self.tenant(), device, 1).await?.is_empty())
    }
}

/// The answer wherever somebody asks for an erased order, or for evidence of it.
pub(crate) fn existed_erased() -> Problem {
    Problem::new(StatusCode::GONE, "erased", "It existed and was erased")
}

fn checked_basis(basis: &str) -> Answer<String> {
    let basis = basis.trim();
    if basis.is_empty() || basis.chars().count() > LEGAL_BASIS_CHARS_MAX {
        let title = "The legal basis is missing, or longer than it may be";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "legal_basis", title)
            .with("chars_max", LEGAL_BASIS_CHARS_MAX));
    }
    Ok(basis.to_owned())
}

fn on_hold(hold: &HoldRow) -> Problem {
    let title = "The order is on legal hold and is not erased; lift the hold first";
    Problem::new(StatusCode::CONFLICT, "legal_hold", title)
        .with("basis", hold.basis.clone())
        .with("held_at", hold.held_at)
}
