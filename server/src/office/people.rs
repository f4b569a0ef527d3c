//! People and devices: entering somebody, inviting them, taking a store's keys away.

use counterfoil_domain::ids::{DeviceId, PersonId};
use counterfoil_domain::limits::{NAME_BYTES_MAX, PERSON_NAME_CHARS_MAX, PERSON_ROLES_MAX};
use counterfoil_domain::log::{Granted, Revoked, Statement};
use serde::{Deserialize, Serialize};

use super::qr::squares;
use crate::intake;
use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::enrolment::PersonRow;
use crate::wiping::WipeShown;

/// `POST /v1/office/people`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Their name.
    pub name: String,
    /// Their roles in the playbook.
    pub roles: Vec<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonShown {
    /// Their id.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their present roles.
    pub roles: Vec<String>,
    /// Whether it is the office's own.
    pub office: bool,
    /// When a store of theirs last asked, ms since 1970.
    pub last_contact_ms: Option<u64>,
    /// As the host's own login has it, for tickets.
    #[serde(default)]
    pub staff_number: Option<String>,
}

/// A one-time code, for a QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvitationShown {
    /// Whom it enrols.
    pub person: PersonId,
    /// The QR code's text.
    pub invitation: String,
    /// The code alone.
    pub code: String,
    /// The QR code drawn: its rows from the top, `1` for a dark module.
    pub qr: Vec<String>,
    /// When it ends, ms since 1970.
    pub expires_ms: u64,
}

/// A store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceShown {
    /// The store.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// Whether it is the office's own.
    pub office: bool,
    /// Index of the enrolment.
    pub enrolled_at: u64,
    /// Index of the revocation.
    pub revoked_at: Option<u64>,
    /// Envelopes of all its chains.
    pub envelopes: u64,
    /// Of them not judged yet.
    pub held: u64,
    /// Whether it wrote two different envelopes under one place.
    pub forked: bool,
    /// When it last asked, ms since 1970.
    pub last_contact_ms: Option<u64>,
    /// Whether it is to be wiped, or was.
    pub wipe: Option<WipeShown>,
}

impl Server {
    /// Enters a person and grants the roles.
    pub async fn add_person(&self, new: &NewPerson) -> Answer<PersonShown> {
        self.check_roles(&new.roles).await?;
        if new.name.trim().is_empty() || new.name.chars().count() > PERSON_NAME_CHARS_MAX {
            return Err(Problem::malformed("A person's name has 1 to 100 characters"));
        }
        let person = PersonId(random()?);
        let name = new.name.trim().to_owned();
        let row = PersonRow { person, name: name.clone(), created_at_ms: self.now_ms() };
        self.storage.add_person(self.tenant(), row).await?;
        self.grant(person, new.roles.clone()).await?;
        let roles = new.roles.clone();
        let (office, last_contact_ms, staff_number) = (false, None, None);
        Ok(PersonShown { person, name, roles, office, last_contact_ms, staff_number })
    }

    /// Grants roles; none takes every access away.
    pub async fn set_roles(&self, person: PersonId, roles: Vec<String>) -> Answer<PersonShown> {
        self.check_roles(&roles).await?;
        let known = self.storage.person(self.tenant(), person).await?;
        let known = known.ok_or_else(Problem::not_found)?;
        if self.roles_of(person).await? != roles {
            self.grant(person, roles.clone()).await?;
            // What they wrote while they saw less may be judged now.
            intake::judge_waiting(&self.engine, self.tenant(), self.now_ms()).await?;
        }
        let last_contact_ms = self.last_contacts().await?.get(&person).copied();
        let office = person == self.office_person;
        let staff_number = self.staff_number_of(person).await?;
        let name = known.name;
        Ok(PersonShown { person, name, roles, office, last_contact_ms, staff_number })
    }

    async fn staff_number_of(&self, person: PersonId) -> Answer<Option<String>> {
        let numbers = self.storage.staff_numbers(self.tenant()).await?;
        Ok(numbers.into_iter().find(|(_, own)| *own == person).map(|(number, _)| number))
    }

    /// Makes a one-time code for somebody who is entered.
    pub async fn invite_person(&self, person: PersonId) -> Answer<InvitationShown> {
        if self.storage.person(self.tenant(), person).await?.is_none() {
            return Err(Problem::not_found());
        }
        let invited = self.invite(person).await?;
        let invitation = invited.invitation.to_text();
        Ok(InvitationShown {
            person,
            qr: squares(&invitation)?,
            invitation,
            code: invited.invitation.code,
            expires_ms: invited.expires_ms,
        })
    }

    /// Everybody.
    pub async fn list_people(&self) -> Answer<Vec<PersonShown>> {
        let last = self.last_contacts().await?;
        let numbers = self.storage.staff_numbers(self.tenant()).await?;
        let number_of = |person| {
            let found = numbers.iter().find(|(_, own)| *own == person);
            found.map(|(number, _)| number.clone())
        };
        let mut shown = Vec::new();
        for row in self.storage.people(self.tenant()).await? {
            shown.push(PersonShown {
                person: row.person,
                name: row.name,
                roles: self.roles_of(row.person).await?,
                office: row.person == self.office_person,
                last_contact_ms: last.get(&row.person).copied(),
                staff_number: number_of(row.person),
            });
        }
        Ok(shown)
    }

    /// Every store that was ever enrolled.
    pub async fn list_devices(&self) -> Answer<Vec<DeviceShown>> {
        let people = self.storage.people(self.tenant()).await?;
        let name_of = |person| {
            let found = people.iter().find(|row| row.person == person);
            found.map(|row| row.name.clone()).unwrap_or_default()
        };
        let heard = self.heard_of().await?;
        let mut shown = Vec::new();
        for row in self.storage.devices(self.tenant()).await? {
            let chains = self.storage.chains(self.tenant(), row.device).await?;
            let wipe = self.storage.wipe(self.tenant(), row.device).await?;
            shown.push(DeviceShown {
                wipe: wipe.as_ref().map(WipeShown::from),
                device: row.device,
                person: row.person,
                name: name_of(row.person),
                office: row.office,
                enrolled_at: row.enrolled_at,
                revoked_at: row.revoked_at,
                envelopes: chains.iter().map(|(_, chain)| chain.edge.size()).sum(),
                held: chains.iter().map(|(_, chain)| chain.counts.held).sum(),
                forked: chains.iter().any(|(_, chain)| chain.fork_of.is_some()),
                last_contact_ms: heard.last_ms(row.device),
            });
        }
        Ok(shown)
    }

    /// Takes a store's keys away, from now on. What it pushes is still kept.
    pub async fn revoke_device(&self, device: DeviceId) -> Answer<()> {
        let row = self.storage.device(self.tenant(), device).await?;
        let row = row.filter(|row| !row.office).ok_or_else(Problem::not_found)?;
        if row.revoked_at.is_some() {
            return Ok(());
        }
        let revoked = Statement::Revoked(Revoked { device, compromised_since: None });
        let done = self.storage.append(self.tenant(), vec![revoked], self.now_ms()).await?;
        self.poke(done.size);
        // What it wrote and cannot write once more is not left lying.
        self.propose_stranded(device).await?;
        Ok(())
    }

    pub(crate) async fn grant(&self, person: PersonId, roles: Vec<String>) -> Answer<()> {
        let granted = Statement::Granted(Granted { person, roles });
        let done = self.storage.append(self.tenant(), vec![granted], self.now_ms()).await?;
        self.poke(done.size);
        Ok(())
    }

    pub(super) async fn check_roles(&self, roles: &[String]) -> Answer<()> {
        let playbook = self.playbook(0).await?;
        let known = |role: &String| {
            role.len() <= NAME_BYTES_MAX
                && playbook
                    .as_ref()
                    .is_some_and(|book| book.file().roles.iter().any(|own| own.id == *role))
        };
        if roles.len() <= PERSON_ROLES_MAX && roles.iter().all(known) {
            return Ok(());
        }
        Err(Problem::malformed("A role is not in the playbook"))
    }
}
