//! Nobody holds what was never theirs to see: of each order a phone has bodies and documents of those audiences alone that
//! the playbook gives to its person's role, and of what it gives to who works on it only where they ever did.
//!
//! The rule is read from the playbook's rows here, and not by the hub's own reckoning of scopes. Stages are left out:
//! what a role sees in any of them counts as seen.

use std::collections::BTreeSet;

use counterfoil_domain::envelope::Header;
use counterfoil_domain::ids::{DeviceId, PersonId, SubjectId};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::documents::{self, Layer};
use counterfoil_store::{Connection, Store, StoreError, pages};

use crate::sim::phone::SimPhone;
use crate::sim::world::World;

/// What a phone holds of orders that others wrote: the order and the audience.
type Held = BTreeSet<(SubjectId, String)>;

impl SimPhone {
    /// Closes the app, lets something be done with its store, and opens it again.
    ///
    /// # Errors
    /// Why the store cannot be opened or read, or the app not be opened again.
    pub fn with_store<T>(
        &mut self,
        work: impl FnOnce(&Store) -> Result<T, StoreError>,
    ) -> Result<T, String> {
        self.closes();
        let store = self.opens_store()?;
        let done = work(&store).map_err(|why| why.to_string());
        drop(store);
        self.opens().map_err(|why| why.to_string())?;
        done
    }
}

fn held(connection: &Connection, own: Option<DeviceId>) -> Result<Held, StoreError> {
    let mut held = Held::new();
    for subject in pages::subjects(connection)? {
        if subject.kind != SubjectKind::Order {
            continue;
        }
        for entry in pages::entries(connection, subject.id)?.iter().filter(|one| one.body.is_some())
        {
            let header = entry.content.as_deref().and_then(|one| Header::from_bytes(one).ok());
            let others = header.filter(|header| Some(header.device) != own);
            held.extend(others.map(|header| (subject.id, header.audience)));
        }
        for row in documents::of_subject(connection, subject.id)? {
            if row.layer == Layer::Acknowledged {
                held.insert((subject.id, row.name.audience));
            }
        }
    }
    Ok(held)
}

/// The audiences that a role sees of orders: of any, and of those that are its own.
fn sees(role: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let playbook = Playbook::builtin();
    let rows = playbook.file().policy.iter().filter(|row| row.roles.iter().any(|one| one == role));
    let mut sees = (BTreeSet::new(), BTreeSet::new());
    for row in rows {
        sees.1.extend(row.sees.iter().cloned());
        if row.assigned != Some(true) && row.kinds.iter().any(|kind| kind == "parcel") {
            sees.0.extend(row.sees.iter().cloned());
        }
    }
    sees
}

impl World {
    /// Notes who has or had access of their own to which order; a hub that is lost forgets some of it.
    ///
    /// # Panics
    /// When the hub's storage cannot be read.
    pub async fn notes_access(&mut self) {
        let server = self.hub.server().clone();
        let founded = self.ledger.entries.values().filter_map(|entry| entry.order);
        let orders: BTreeSet<SubjectId> = self.desk.orders.iter().copied().chain(founded).collect();
        for order in orders {
            let spans = server.storage.access(server.tenant(), order).await;
            let spans = spans.expect("the hub's storage");
            self.had.extend(spans.iter().map(|span| (order, span.person)));
        }
    }

    /// What each phone holds was its person's to see at some time.
    pub(super) async fn nobody_holds_what_was_never_theirs(&mut self) -> Vec<String> {
        self.notes_access().await;
        let mut found = Vec::new();
        for at in 0..self.phones.len() {
            let (person, role) = (self.phones[at].person, self.phones[at].role);
            let own = self.phones[at].device;
            let held = self.phones[at].with_store(|store| store.read(|all| held(all, own)));
            match held {
                Ok(held) => {
                    let more = held.iter().filter(|(order, audience)| {
                        !self.may_have_seen((*order, person), role, audience)
                    });
                    found.extend(more.map(|(order, audience)| {
                        format!("sight: phone {at} ({role}) holds {audience} of order {order}")
                    }));
                }
                Err(why) => found.push(format!("sight: phone {at} cannot be read: {why}")),
            }
        }
        found
    }

    fn may_have_seen(&self, whose: (SubjectId, PersonId), role: &str, audience: &str) -> bool {
        let (of_any, of_own) = sees(role);
        of_any.contains(audience) || self.had.contains(&whose) && of_own.contains(audience)
    }
}
