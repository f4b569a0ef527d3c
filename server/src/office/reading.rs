//! Reading an order at the office: folded from the log as every phone does, with everything in sight.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterfoil_domain::envelope::Body;
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, PersonId, SubjectId};
use counterfoil_domain::log::{Enrolled, Statement};
use counterfoil_domain::order::{Entry, Permission, StatementEntry};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Words;
use serde::Serialize;

pub(super) use super::folded::OrderRead;
use super::folded::{fold, fold_one};
use super::order_page::{self, OrderShown, PageParts, PageQuery, evidence_path};
use super::worklist::mark_of;
use crate::erasing::HoldShown;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::LoadRequest;

/// Recipes of small pictures begin with this.
const THUMBNAIL: &str = "thumb/";

/// A blob that an envelope names.
#[derive(Debug, Serialize)]
pub struct EvidenceShown {
    /// The envelope; its hash is also the way to the bytes.
    pub envelope: Hash,
    /// Place in the log.
    pub index: Option<u64>,
    /// SHA-256 of the plain bytes.
    pub hash: Hash,
    /// Plain bytes.
    pub size_bytes: u64,
    /// Media type.
    pub media_type: String,
    /// What it shows.
    pub role: String,
    /// The same for people.
    pub role_name: Words,
    /// Who made it.
    pub person: PersonId,
    /// The verdict on its envelope.
    pub mark: String,
    /// Whether its bytes are here.
    pub arrived: bool,
    /// Where the bytes are; absent until they are here.
    pub href: Option<String>,
    /// Where a small picture of it is, if one is here.
    pub thumbnail_href: Option<String>,
    /// Whether they also survive losing this machine.
    pub safe: bool,
    /// Derivatives that are here: recipe and hash.
    pub derivatives: BTreeMap<String, Hash>,
}

/// What the hub has of a chain.
#[derive(Debug, Serialize)]
pub struct ReceiptShown {
    /// The store.
    pub device: DeviceId,
    /// Its life.
    pub incarnation: String,
    /// Envelopes of it at the hub.
    pub size: u64,
    /// Size up to which a seal covers it.
    pub sealed_size: u64,
    /// The chain's root.
    pub root: Hash,
}

impl Server {
    /// An order's state; that of a subject which nobody founded is empty.
    pub(super) async fn read_order(&self, subject: SubjectId) -> Answer<OrderRead> {
        let request = LoadRequest { subjects: vec![subject], ..LoadRequest::default() };
        let loaded = self.storage.load_for_gate(self.tenant(), request).await?;
        let row = loaded.subjects.get(&subject).and_then(|found| found.row.as_ref());
        let pinned = row.map_or(0, |row| row.playbook);
        let playbook = self.playbook(pinned).await?;
        let missing = || Problem::internal("playbook", &"a pinned version is not here");
        let office = self.office_statements().await?;
        let read = fold(subject, loaded, office, playbook.ok_or_else(missing)?);
        match read.state.site() {
            Some(site) => self.with_permissions(read, site).await,
            None => Ok(read),
        }
    }

    /// With what the place that the order names permits: the page and the office's own acts know what the gate knows.
    async fn with_permissions(&self, read: OrderRead, site: SubjectId) -> Answer<OrderRead> {
        let request = LoadRequest { subjects: vec![site], ..LoadRequest::default() };
        let loaded = self.storage.load_for_gate(self.tenant(), request).await?;
        let row = loaded.subjects.get(&site).and_then(|part| part.row.as_ref());
        let lead = row.and_then(|row| row.lead).filter(|lead| loaded.subjects.contains_key(lead));
        let place = fold(lead.unwrap_or(site), loaded, Vec::new(), read.playbook.clone());
        Ok(read.permitted(Permission::of(&place.state, site)))
    }

    /// The states of several orders, read at one instant, in the order asked for. Those that are `fresh` are
    /// known to nobody, and nothing is read for them.
    pub(super) async fn read_orders(&self, asked: &[(SubjectId, bool)]) -> Answer<Vec<OrderRead>> {
        let known = asked.iter().filter(|(_, fresh)| !fresh).map(|(id, _)| *id);
        let request = LoadRequest { subjects: known.collect(), ..LoadRequest::default() };
        let loaded = self.storage.load_for_gate(self.tenant(), request).await?;
        let office = self.office_statements().await?;
        let mut books: BTreeMap<u32, Arc<Playbook>> = BTreeMap::new();
        let rows = loaded.subjects.values().filter_map(|part| part.row.as_ref());
        for pinned in rows.map(|row| row.playbook).chain([0]) {
            if let (false, Some(book)) = (books.contains_key(&pinned), self.playbook(pinned).await?)
            {
                books.insert(pinned, book);
            }
        }
        let fold_all = move |ids: Vec<SubjectId>| -> Option<Vec<OrderRead>> {
            let one = |id| fold_one(id, &loaded, &office, &books);
            ids.into_iter().map(one).collect()
        };
        let ids = asked.iter().map(|(id, _)| *id).collect();
        let work = move || fold_all(ids);
        #[cfg(feature = "older")]
        let work = counterfoil_domain::older::carried(work);
        let folded = tokio::task::spawn_blocking(work).await;
        let missing = || Problem::internal("playbook", &"a pinned version is not here");
        folded.map_err(|error| Problem::internal("reading", &error))?.ok_or_else(missing)
    }

    /// A whole order.
    pub async fn show_order(&self, subject: SubjectId, query: &PageQuery) -> Answer<OrderShown> {
        self.not_erased(subject).await?;
        let read = self.read_order(subject).await?;
        if read.state.founding().is_none() && read.entries.is_empty() {
            return Err(Problem::not_found());
        }
        let stores = self.storage.devices(self.tenant()).await?;
        let parts = PageParts {
            evidence: self.evidence_of(&read).await?,
            receipts: self.receipts_of(&read).await?,
            people: self.people_of(&read).await?,
            stores: stores.into_iter().map(|row| (row.person, row.device)).collect(),
            heard: self.heard_of().await?,
            clock: self.clock_of(&read).await?,
            unread: self.storage.unread_notices(self.tenant()).await?.remove(&read.state.subject),
            legal_hold: self.storage.legal_hold(self.tenant(), subject).await?.map(HoldShown::from),
            office: (self.office_person, self.roles_of(self.office_person).await?),
        };
        Ok(order_page::page(&read, parts, query))
    }

    /// The office's own enrolments: by them the fold tells what the office made.
    async fn office_statements(&self) -> Answer<Vec<StatementEntry>> {
        let devices = self.storage.devices(self.tenant()).await?;
        let own = devices.into_iter().filter(|device| device.office);
        let statement = |device: crate::storage::DeviceRow| StatementEntry {
            index: device.enrolled_at,
            statement: Statement::Enrolled(Enrolled {
                device: device.device,
                person: device.person,
                seal_key: device.seal_key,
                session_key: device.session_key,
                recipient: device.recipient,
                office: true,
                ticket: None,
            }),
            decision: None,
            hub_time_ms: 0,
        };
        Ok(own.map(statement).collect())
    }

    async fn evidence_of(&self, read: &OrderRead) -> Answer<Vec<EvidenceShown>> {
        let safe = self.safe_point().await?.map_or(0, |point| point.size);
        let mut shown = Vec::new();
        for entry in &read.entries {
            let blobs = entry.body.as_ref().map(Body::blobs).unwrap_or_default();
            let device = entry.header.device;
            for blob in blobs {
                let row = self.storage.blob(self.tenant(), device, blob.hash).await?;
                let arrived_at = row.and_then(|row| row.arrived_at);
                let made = self.storage.derivatives(self.tenant(), device, blob.hash).await?;
                let envelope = entry.header_hash.unwrap_or(Hash::ZERO);
                let small = made.iter().find(|row| row.recipe.starts_with(THUMBNAIL));
                shown.push(EvidenceShown {
                    envelope,
                    index: entry.index,
                    role_name: role_name(&read.playbook, &blob.role),
                    person: entry.header.person,
                    mark: mark_of(&entry.verdict).0.to_owned(),
                    href: arrived_at.map(|_| evidence_path(envelope, blob.hash)),
                    thumbnail_href: small.map(|row| evidence_path(envelope, row.hash)),
                    hash: blob.hash,
                    size_bytes: blob.size_bytes,
                    media_type: blob.media_type.clone(),
                    role: blob.role.clone(),
                    arrived: arrived_at.is_some(),
                    safe: arrived_at.is_some_and(|index| index < safe),
                    derivatives: made.into_iter().map(|row| (row.recipe, row.hash)).collect(),
                });
            }
        }
        Ok(shown)
    }

    async fn receipts_of(&self, read: &OrderRead) -> Answer<Vec<ReceiptShown>> {
        let mut chains: Vec<ChainId> = read.entries.iter().map(Entry::chain).collect();
        chains.sort_unstable();
        chains.dedup();
        let mut shown = Vec::new();
        for chain in chains {
            let Some(row) = self.storage.chain(self.tenant(), chain).await? else { continue };
            shown.push(ReceiptShown {
                device: chain.device,
                incarnation: chain.incarnation.to_string(),
                size: row.edge.size(),
                sealed_size: row.sealed_size,
                root: row.edge.root(),
            });
        }
        Ok(shown)
    }

    async fn people_of(&self, read: &OrderRead) -> Answer<BTreeMap<PersonId, String>> {
        let state = &read.state;
        let mut named: Vec<PersonId> = state.entries.iter().map(|entry| entry.person).collect();
        named.extend(&state.ever_assigned);
        named.extend(&state.assigned);
        named.extend(state.custody.holder);
        named.extend(state.custody.given_to);
        named.extend(state.custody.also_taken_by.iter().flatten());
        for row in &state.facts {
            match &row.fact {
                Some(Fact::Assignment(to)) => named.extend(to.to),
                Some(Fact::Custody(step)) => named.extend(step.person),
                _ => {}
            }
        }
        self.names_of(named).await
    }

    /// Names of people, as far as they are known.
    pub(crate) async fn names_of(
        &self,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Answer<BTreeMap<PersonId, String>> {
        let wanted: BTreeSet<PersonId> = people.into_iter().collect();
        let all = self.storage.people(self.tenant()).await?.into_iter();
        let known = all.filter(|row| wanted.contains(&row.person));
        Ok(known.map(|row| (row.person, row.name)).collect())
    }

    /// The playbook in force for what is not pinned to an earlier one.
    pub(super) async fn newest_playbook(&self) -> Answer<Arc<Playbook>> {
        let missing = || Problem::internal("playbook", &"none is published");
        self.playbook(0).await?.ok_or_else(missing)
    }
}

/// What a photograph shows or who signed, for people.
fn role_name(playbook: &Playbook, role: &str) -> Words {
    let file = playbook.file();
    let mut all = file.photo_roles.iter().chain(&file.signature_roles);
    let found = all.find(|named| named.id == role);
    found.map_or_else(|| Words::new(role, role), |named| named.name.clone())
}
