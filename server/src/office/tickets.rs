//! The office and tickets: which keys may sign them, and who has which staff number.

use axum::http::StatusCode;
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::keys::{KeyId, PublicKey};
use counterfoil_domain::limits::{
    TICKET_KEY_NAME_CHARS_MAX, TICKET_KEYS_MAX, TICKET_SUBJECT_BYTES_MAX,
};
use counterfoil_domain::log::{Statement, TicketKey};
use counterfoil_sync::ticket::{Jwk, JwkError};
use serde::{Deserialize, Serialize};

use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::tickets::TicketKeyRow;

/// `POST /v1/office/ticket-keys`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketKey {
    /// What the office calls it: `App backend, spring`.
    pub name: String,
    /// The public key as a JSON Web Key.
    pub public_key: Jwk,
    /// Roles of whom it may enrol.
    pub roles: Vec<String>,
    /// Whether it may bring workers whom the hub does not know; they get these roles.
    #[serde(default)]
    pub may_create: bool,
}

/// `PUT /v1/office/people/{person}/staff-number`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffNumber {
    /// As the host's login has it; null for none.
    pub number: Option<String>,
}

/// A key that signs tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketKeyShown {
    /// Its id: the `kid` of its tickets.
    pub key: String,
    /// What the office calls it.
    pub name: String,
    /// The public key.
    pub public_key: Jwk,
    /// Roles of whom it may enrol.
    pub roles: Vec<String>,
    /// Whether it may bring workers whom the hub does not know.
    pub may_create: bool,
    /// When it was registered, ms since 1970.
    pub added_at_ms: u64,
    /// When it was revoked, ms since 1970.
    pub revoked_at_ms: Option<u64>,
}

/// Every key, and what a backend must know besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketKeysShown {
    /// `aud` of every ticket for this tenant of this hub.
    pub audience: String,
    /// Fingerprint of the root key, which the app hands over beside the ticket.
    pub root_fingerprint: counterfoil_domain::ids::Hash,
    /// The keys, the first registered first.
    pub keys: Vec<TicketKeyShown>,
}

impl From<TicketKeyRow> for TicketKeyShown {
    fn from(row: TicketKeyRow) -> Self {
        Self {
            key: hex::encode(row.key.0),
            name: row.name,
            public_key: Jwk::of(&row.public),
            roles: row.roles,
            may_create: row.may_create,
            added_at_ms: row.added_at_ms,
            revoked_at_ms: row.revoked_at_ms,
        }
    }
}

impl Server {
    /// Every key that was ever registered.
    pub async fn list_ticket_keys(&self) -> Answer<TicketKeysShown> {
        let rows = self.storage.ticket_keys(self.tenant()).await?;
        Ok(TicketKeysShown {
            audience: self.ticket_audience(),
            root_fingerprint: self.keyring.root.root_fingerprint(),
            keys: rows.into_iter().map(TicketKeyShown::from).collect(),
        })
    }

    /// Registers a key. It stands in the log, and a key that was revoked never comes back.
    pub async fn add_ticket_key(&self, new: NewTicketKey) -> Answer<TicketKeyShown> {
        let public = new.public_key.public_key().map_err(wrong_key)?;
        self.check_roles(&new.roles).await?;
        let name = new.name.trim();
        if name.is_empty()
            || name.chars().count() > TICKET_KEY_NAME_CHARS_MAX
            || new.roles.is_empty()
        {
            let title = "A ticket key has a name of 1 to 100 characters and at least one role";
            return Err(Problem::malformed(title));
        }
        if self.storage.ticket_keys(self.tenant()).await?.len() >= TICKET_KEYS_MAX
            || self.is_own_key(&public).await?
        {
            return Err(key_taken());
        }
        let row = TicketKeyRow {
            key: public.id(),
            public,
            name: name.to_owned(),
            roles: new.roles,
            may_create: new.may_create,
            added_at_ms: self.now_ms(),
            revoked_at_ms: None,
        };
        if !self.storage.add_ticket_key(self.tenant(), row.clone()).await? {
            return Err(key_taken());
        }
        self.say_ticket_key(&row, false).await?;
        Ok(row.into())
    }

    /// Takes a key away: from now on none of its tickets is taken. Stores that it has enrolled stay.
    pub async fn revoke_ticket_key(&self, key: &str) -> Answer<()> {
        let mut id = [0; 8];
        hex::decode_to_slice(key, &mut id).map_err(|_| Problem::not_found())?;
        let row = self.storage.ticket_key(self.tenant(), KeyId(id)).await?;
        let row = row.ok_or_else(Problem::not_found)?;
        if self.storage.revoke_ticket_key(self.tenant(), row.key, self.now_ms()).await? {
            self.say_ticket_key(&row, true).await?;
        }
        Ok(())
    }

    /// Gives a person a staff number, or takes it away.
    pub async fn set_staff_number(&self, person: PersonId, asked: StaffNumber) -> Answer<()> {
        let number = asked.number.map(|number| number.trim().to_owned());
        let bounded = |number: &String| {
            let bounded = !number.is_empty() && number.len() <= TICKET_SUBJECT_BYTES_MAX;
            bounded && number.parse::<PersonId>().is_err()
        };
        if !number.as_ref().is_none_or(bounded) {
            let title = "A staff number has 1 to 128 bytes and does not look like a person's id";
            return Err(Problem::malformed(title));
        }
        if self.storage.person(self.tenant(), person).await?.is_none() {
            return Err(Problem::not_found());
        }
        if self.storage.set_staff_number(self.tenant(), person, number).await? {
            return Ok(());
        }
        let title = "Somebody else has this staff number";
        Err(Problem::new(StatusCode::CONFLICT, "number_taken", title))
    }

    async fn say_ticket_key(&self, row: &TicketKeyRow, revoked: bool) -> Answer<()> {
        let said = TicketKey {
            key: row.key,
            public: row.public.clone(),
            roles: row.roles.clone(),
            may_create: row.may_create,
            revoked,
        };
        let statements = vec![Statement::TicketKey(said)];
        let done = self.storage.append(self.tenant(), statements, self.now_ms()).await?;
        self.poke(done.size);
        Ok(())
    }

    /// A key that signs anything of ours signs no tickets: no signature of one is ever taken for the other.
    async fn is_own_key(&self, public: &PublicKey) -> Answer<bool> {
        let hub = self.keyring.hub_keys();
        let certified = hub.certificates.iter().filter_map(|held| held.statement.key.as_ref());
        if hub.root == *public || certified.into_iter().any(|key| key == public) {
            return Ok(true);
        }
        let devices = self.storage.devices(self.tenant()).await?;
        Ok(devices.iter().any(|row| row.seal_key == *public || row.session_key == *public))
    }
}

fn wrong_key(error: JwkError) -> Problem {
    let title = "public_key is not the public half of an Ed25519 or P-256 key as a JSON Web Key";
    Problem::malformed(title).with("why", error.to_string())
}

fn key_taken() -> Problem {
    let title = "This key was registered before, is used for something else, or there are too many";
    Problem::new(StatusCode::CONFLICT, "key_taken", title)
}
