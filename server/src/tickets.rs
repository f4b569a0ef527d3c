//! Enrolment by a ticket that a host's own backend has signed: what stands in the place of a one-time code.
//!
//! The key that signed it says whom it may enrol: people whose roles are all among the key's, and, if the office
//! allowed it, workers whom the hub does not know yet. A ticket stands for one store; the same store may show it
//! again while it is good, for answers get lost.

use axum::http::StatusCode;
use counterfoil_domain::hash::{device_id, sha256_parts};
use counterfoil_domain::ids::{Hash, PersonId};
use counterfoil_domain::keys::KeyId;
use counterfoil_domain::limits::PERSON_NAME_CHARS_MAX;
use counterfoil_sync::enrolment::EnrolForm;
/// What a backend signs with, for who tries it on this machine.
pub use counterfoil_sync::ticket::{Audience, Confirmation, Jwk, TicketClaims, sign_ticket};
use counterfoil_sync::ticket::{Expected, Ticket, TicketError, audience};

use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::enrolment::PersonRow;
use crate::storage::tickets::{TicketClaim, TicketKeyRow, TicketUse};

/// Whom a ticket enrols, and by which key.
pub(crate) struct Admitted {
    pub(crate) person: PersonId,
    pub(crate) key: KeyId,
}

impl Server {
    /// The audience that tickets for this tenant of this hub name.
    #[must_use]
    pub fn ticket_audience(&self) -> String {
        audience(self.tenant(), &self.keyring.root.root_fingerprint())
    }

    /// Checks a form's ticket and binds it to the store; the proofs of possession stand already.
    pub(crate) async fn admit(&self, form: &EnrolForm, text: &str) -> Answer<Admitted> {
        let admitted = self.admit_or_say_why(form, text).await;
        if admitted.is_err() {
            self.metrics.tickets_refused.add_one();
        }
        admitted
    }

    async fn admit_or_say_why(&self, form: &EnrolForm, text: &str) -> Answer<Admitted> {
        let ticket = Ticket::read(text).map_err(refused)?;
        let key = self.storage.ticket_key(self.tenant(), ticket.key()).await?;
        let key = key.ok_or_else(|| refused_because("key_unknown"))?;
        if key.revoked_at_ms.is_some() {
            return Err(refused_because("key_revoked"));
        }
        let (audience, now_ms) = (self.ticket_audience(), self.now_ms());
        let session_key = &form.session_key;
        let hub = Expected { audience: &audience, session_key, now_ms };
        let claims = ticket.check(&key.public, hub).map_err(refused)?;
        let person = self.worker_of(&key, claims).await?;
        let used = TicketUse {
            key: key.key,
            ticket: ticket_hash(&claims.id),
            device: device_id(&session_key.bytes),
            person,
            expires_ms: claims.expires_s.saturating_mul(1_000),
        };
        match self.storage.claim_ticket(self.tenant(), used, now_ms).await? {
            TicketClaim::Taken(person) => Ok(Admitted { person, key: key.key }),
            TicketClaim::Revoked => Err(refused_because("key_revoked")),
            TicketClaim::OtherDevice => {
                tracing::warn!("a ticket was shown by a second device");
                Err(ticket_used())
            }
        }
    }

    /// Whom the ticket means; entered now if the key may bring new workers.
    async fn worker_of(&self, key: &TicketKeyRow, claims: &TicketClaims) -> Answer<PersonId> {
        let known = self.known_worker(&claims.subject).await?;
        let person = match known {
            Some(person) => person,
            None if key.may_create => self.enter_worker(claims).await?,
            None => return Err(worker_unknown()),
        };
        let granted = self.storage.roles(self.tenant(), person).await?;
        if granted.is_empty() && key.may_create && person != self.office_person {
            // Somebody whom a ticket has entered, now or before an answer was lost.
            self.grant(person, key.roles.clone()).await?;
        }
        let roles = self.roles_of(person).await?;
        let within = roles.iter().all(|role| key.roles.contains(role));
        if !within || person == self.office_person {
            return Err(not_for_them());
        }
        Ok(person)
    }

    /// By staff number first; then by the id that the hub itself gave out.
    async fn known_worker(&self, subject: &str) -> Answer<Option<PersonId>> {
        let tenant = self.tenant();
        if let Some(person) = self.storage.person_of_number(tenant, subject.to_owned()).await? {
            return Ok(Some(person));
        }
        match subject.parse::<PersonId>() {
            Ok(id) => Ok(self.storage.person(tenant, id).await?.map(|row| row.person)),
            Err(_) => Ok(None),
        }
    }

    async fn enter_worker(&self, claims: &TicketClaims) -> Answer<PersonId> {
        let name = claims.name.as_deref().map(str::trim).unwrap_or_default();
        if name.is_empty()
            || name.chars().count() > PERSON_NAME_CHARS_MAX
            || claims.subject.parse::<PersonId>().is_ok()
        {
            return Err(worker_unknown());
        }
        let (person, created_at_ms) = (PersonId(random()?), self.now_ms());
        let row = PersonRow { person, name: name.to_owned(), created_at_ms };
        Ok(self.storage.enter_staff(self.tenant(), claims.subject.clone(), row).await?)
    }
}

fn ticket_hash(id: &str) -> Hash {
    sha256_parts(&[b"cf/ticket/1\0", id.as_bytes()])
}

fn refused(error: TicketError) -> Problem {
    refused_because(&error.to_string())
}

fn refused_because(why: &str) -> Problem {
    let title = "This ticket is not good; sign in to the app again for a new one";
    Problem::new(StatusCode::FORBIDDEN, "ticket_refused", title).with("why", why)
}

fn ticket_used() -> Problem {
    let title = "This ticket was used by another device; sign in to the app again for a new one";
    Problem::new(StatusCode::CONFLICT, "ticket_used", title)
}

fn worker_unknown() -> Problem {
    let title = "The office does not know this worker; ask it to enter the staff number";
    Problem::new(StatusCode::FORBIDDEN, "worker_unknown", title)
}

fn not_for_them() -> Problem {
    let title = "This worker has roles for which a ticket is not enough; ask the office for a code";
    Problem::new(StatusCode::FORBIDDEN, "ticket_not_for_them", title)
}
