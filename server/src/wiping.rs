//! Remote wipe and adopted seal keys: what a store hears of with whatever it asks next, and what it says of itself.

use axum::http::StatusCode;
use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation};
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::log::{Adopted, Statement, WipeOrdered, WipedSaid};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::seal::{Adoption, AdoptionStatement};
use counterfoil_domain::wipe::{WipeMode, WipeOrder, WipeStatement, Wiped};
use counterfoil_sync::access::wipe_text;
use serde::Serialize;

use crate::door::{self, Caller};
use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::wipes::WipeRow;

/// How a wipe stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WipeShown {
    /// When the keys die.
    pub mode: WipeMode,
    /// Index of the order.
    pub ordered_at: u64,
    /// Index of the store's word that it was done.
    pub done_at: Option<u64>,
}

impl From<&WipeRow> for WipeShown {
    fn from(row: &WipeRow) -> Self {
        let mode = row.order.statement.mode;
        Self { mode, ordered_at: row.ordered_at, done_at: row.done_at }
    }
}

impl Server {
    /// Orders a store to destroy its keys, and revokes it. The same order again is the same; *now* takes the place of
    /// *after drain*.
    pub async fn order_wipe(&self, device: DeviceId, mode: WipeMode) -> Answer<WipeShown> {
        let tenant = self.tenant();
        let row = self.storage.device(tenant, device).await?;
        row.filter(|row| !row.office).ok_or_else(Problem::not_found)?;
        self.revoke_device(device).await?;
        let stands = |row: &WipeRow| {
            row.done_at.is_some()
                || row.order.statement.mode == mode
                || row.order.statement.mode == WipeMode::Now
        };
        if let Some(known) = self.storage.wipe(tenant, device).await?.filter(stands) {
            return Ok((&known).into());
        }
        let incarnation = self.a_life_of(device).await?;
        let statement =
            WipeStatement { version: 1, tenant, device, incarnation, nonce: random()?, mode };
        let signature = self.keyring.wipe.sign(Purpose::Wipe, &statement.to_bytes());
        let order = WipeOrder { statement, signature };
        let ordered = vec![Statement::WipeOrdered(WipeOrdered { order })];
        let done = self.storage.append(tenant, ordered, self.now_ms()).await?;
        self.poke(done.size);
        tracing::warn!(%device, ?mode, "a store is to be wiped");
        let made = self.storage.wipe(tenant, device).await?;
        made.as_ref().map(WipeShown::from).ok_or_else(Problem::not_found)
    }

    /// A life of the store that it knows itself: no branch of a fork, and the newest if the chains say so.
    async fn a_life_of(&self, device: DeviceId) -> Answer<Option<Incarnation>> {
        let chains = self.storage.chains(self.tenant(), device).await?;
        let own = chains.iter().filter(|(_, row)| row.fork_of.is_none());
        let goes_on = |chain: ChainId| chains.iter().any(|(_, row)| row.predecessor == Some(chain));
        let newest = own.max_by_key(|(chain, _)| !goes_on(*chain));
        Ok(newest.map(|(chain, _)| chain.incarnation))
    }

    /// The order that a store has not carried out yet, as a header's text.
    pub(crate) async fn order_for(&self, device: DeviceId) -> Answer<Option<String>> {
        let row = self.storage.wipe(self.tenant(), device).await?;
        Ok(row.filter(|row| row.done_at.is_none()).map(|row| wipe_text(&row.order)))
    }

    /// Takes a store's word that it was wiped. It brings no proof of the request: its keys are gone.
    pub async fn note_wiped(&self, wiped: Wiped) -> Answer<()> {
        let (tenant, said) = (self.tenant(), &wiped.statement);
        let row = self.storage.wipe(tenant, said.device).await?;
        let device = self.storage.device(tenant, said.device).await?;
        let (row, device) = row.zip(device).ok_or_else(door::unproven)?;
        let stands = said.version == 1
            && said.tenant == tenant
            && said.nonce == row.order.statement.nonce
            && wiped.verify(&device.session_key).is_ok();
        if !stands {
            return Err(door::unproven());
        }
        if row.done_at.is_none() {
            tracing::warn!(device = %said.device, kept = said.kept, "a store was wiped");
            let said = vec![Statement::Wiped(WipedSaid { wiped })];
            let done = self.storage.append(tenant, said, self.now_ms()).await?;
            self.poke(done.size);
        }
        Ok(())
    }

    /// Takes a new seal key for a store whose old one is gone.
    pub async fn adopt(&self, caller: &Caller, adoption: Adoption) -> Answer<()> {
        let (tenant, said) = (self.tenant(), &adoption.statement);
        let ours = said.version == 1 && said.tenant == tenant && said.device == caller.device;
        if !ours || adoption.verify(&caller.row.session_key).is_err() {
            return Err(door::unproven());
        }
        if caller.row.revoked_at.is_some() {
            return Err(door::enrol_again());
        }
        if caller.row.seal_key == said.seal_key {
            return Ok(());
        }
        if !self.fits_chain(said).await? {
            let title = "The hub holds another chain of this name than the one that is adopted";
            return Err(Problem::new(StatusCode::CONFLICT, "other_chain", title));
        }
        tracing::warn!(device = %said.device, "a store seals with another key from here on");
        let adopted = vec![Statement::Adopted(Adopted { adoption })];
        let done = self.storage.append(tenant, adopted, self.now_ms()).await?;
        self.poke(done.size);
        Ok(())
    }

    /// Whether what is adopted goes on from what the hub has of that chain; what is not here yet will show it.
    async fn fits_chain(&self, said: &AdoptionStatement) -> Answer<bool> {
        let chain = ChainId { device: said.device, incarnation: said.incarnation };
        let row = self.storage.chain(self.tenant(), chain).await?;
        let Some(row) = row.filter(|row| row.edge.size() >= said.size) else { return Ok(true) };
        if row.edge.size() == said.size {
            return Ok(row.edge.root() == said.root);
        }
        let count = usize::try_from(said.size).unwrap_or(usize::MAX);
        let known = self.storage.envelopes(self.tenant(), chain, 0, count).await?;
        let mut edge = Frontier::new();
        known.iter().for_each(|one| edge.push(one.hash));
        Ok(edge.size() == said.size && edge.root() == said.root)
    }
}
