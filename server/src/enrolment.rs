//! Enrolment: a one-time code, or a ticket of the host's backend, becomes a store with enrolled keys.
//!
//! Answers get lost, so the same code with the same device key gives the same tenant, device and person until
//! its fifteen minutes are over. A second key is refused and counted: somebody read the code over a shoulder.

use axum::http::{HeaderMap, StatusCode};
use counterfoil_domain::cbor;
use counterfoil_domain::hash::{device_id, sha256, sha256_parts};
use counterfoil_domain::ids::{DeviceId, Hash, PersonId};
use counterfoil_domain::keys::{Algorithm, KeyId};
use counterfoil_domain::limits::{
    ENROLMENT_CODE_BYTES_MAX, ENROLMENT_CODE_SECONDS, TICKET_BYTES_MAX,
};
use counterfoil_domain::log::{Enrolled, Statement};
use counterfoil_sync::access::{ENROL_PATH, PROOF_HEADER, SEAL_PROOF_HEADER, TokenAnswer};
use counterfoil_sync::enrolment::{EnrolAnswer, EnrolForm, Invitation};

use crate::door::{self, Caller};
use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::DeviceRow;
use crate::storage::enrolment::{Claim, CodeRow};
use crate::token;
use crate::{exchange, intake};

/// Letters of a code: none that are taken for another when read aloud.
const CODE_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters in a code: 80 bits.
const CODE_LEN: usize = 16;

/// An invitation with its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// For the QR code.
    pub invitation: Invitation,
    /// When it ends, ms since 1970.
    pub expires_ms: u64,
}

impl Server {
    /// Makes a one-time code for a person.
    pub async fn invite(&self, person: PersonId) -> Answer<Invited> {
        let code = make_code()?;
        let now_ms = self.now_ms();
        let expires_ms = now_ms + ENROLMENT_CODE_SECONDS * 1_000;
        let row = CodeRow { code_hash: code_hash(&code), person, expires_ms };
        self.storage.add_code(self.tenant(), row, now_ms).await?;
        let invitation = Invitation {
            hub_url: self.config.public_url.clone(),
            root_fingerprint: self.keyring.root.root_fingerprint(),
            code,
        };
        Ok(Invited { invitation, expires_ms })
    }

    /// Enrols a store.
    pub async fn enrol(&self, headers: &HeaderMap, body: &[u8]) -> Answer<EnrolAnswer> {
        let form = read_form(body)?;
        let device = device_id(&form.session_key.bytes);
        self.check_possession(headers, &form, device, sha256(body))?;
        let (person, ticket) = match &form.ticket {
            Some(ticket) => {
                let admitted = self.admit(&form, ticket).await?;
                (admitted.person, Some(admitted.key))
            }
            None => (self.claim(&form.code, device).await?, None),
        };
        self.enter(&form, device, person, ticket).await?;
        self.answer(device, person).await
    }

    async fn claim(&self, code: &str, device: DeviceId) -> Answer<PersonId> {
        let claim = self.storage.claim_code(self.tenant(), code_hash(code), device, self.now_ms());
        match claim.await? {
            Claim::Taken(person) => Ok(person),
            Claim::OtherDevice => {
                self.metrics.codes_shown_twice.add_one();
                tracing::warn!("an enrolment code was shown by a second device");
                Err(code_used())
            }
            Claim::Expired | Claim::Unknown => Err(code_gone()),
        }
    }

    /// Gives an access token against a fresh proof.
    pub async fn give_token(&self, caller: &Caller) -> Answer<TokenAnswer> {
        if !door::is_in_order(self, &caller.row).await? {
            return Err(door::enrol_again());
        }
        Ok(self.token_for(caller.device))
    }

    fn token_for(&self, device: DeviceId) -> TokenAnswer {
        token::issue(&self.keyring.answer, self.tenant(), device, self.now_ms())
    }

    /// Both keys sign the form's hash: nobody enrols a key that is not theirs.
    fn check_possession(
        &self,
        headers: &HeaderMap,
        form: &EnrolForm,
        device: DeviceId,
        body: Hash,
    ) -> Answer<()> {
        let target = format!("POST {ENROL_PATH}");
        for (header, key) in
            [(PROOF_HEADER, &form.session_key), (SEAL_PROOF_HEADER, &form.seal_key)]
        {
            let proof = door::proof_of(headers, header)?;
            let fits =
                proof.statement.device == device && door::stands(self, &proof, key, &target, body);
            if !fits {
                self.metrics.proofs_refused.add_one();
                return Err(door::unproven());
            }
            door::check_nonce(self, &proof)?;
        }
        Ok(())
    }

    /// Writes the enrolment into the log, once.
    async fn enter(
        &self,
        form: &EnrolForm,
        device: DeviceId,
        person: PersonId,
        ticket: Option<KeyId>,
    ) -> Answer<()> {
        if let Some(row) = self.storage.device(self.tenant(), device).await? {
            if !is_same(&row, form, person) {
                return Err(key_enrolled());
            }
            // Again by the same keys says something new only after a fork: their person stands behind the store.
            if door::is_in_order(self, &row).await? {
                return Ok(());
            }
        }
        let enrolled = Enrolled {
            device,
            person,
            seal_key: form.seal_key.clone(),
            session_key: form.session_key.clone(),
            recipient: form.recipient.clone(),
            office: false,
            ticket,
        };
        let statements = vec![Statement::Enrolled(enrolled)];
        let done = self.storage.append(self.tenant(), statements, self.now_ms()).await?;
        self.metrics.enrolments.add_one();
        self.poke(done.size);
        self.take_what_waited(device).await?;
        Ok(())
    }

    /// What somebody handed in for this store before it was enrolled is filed and judged now.
    async fn take_what_waited(&self, device: DeviceId) -> Answer<()> {
        let (tenant, now_ms) = (self.tenant(), self.now_ms());
        exchange::fill_store(&self.engine, tenant, device, now_ms).await?;
        intake::judge_waiting(&self.engine, tenant, now_ms).await?;
        Ok(())
    }

    async fn answer(&self, device: DeviceId, person: PersonId) -> Answer<EnrolAnswer> {
        let known = self.storage.person(self.tenant(), person).await?;
        Ok(EnrolAnswer {
            tenant: self.tenant(),
            tenant_name: self.keyring.tenant_name.clone(),
            device,
            person,
            person_name: known.map(|row| row.name).unwrap_or_default(),
            roles: self.roles_of(person).await?,
            keys: self.keyring.hub_keys(),
            nonce: self.nonce_for(device),
            token: self.token_for(device),
        })
    }

    /// A person's present roles.
    pub async fn roles_of(&self, person: PersonId) -> Answer<Vec<String>> {
        let spans = self.storage.roles(self.tenant(), person).await?;
        Ok(spans
            .into_iter()
            .max_by_key(|span| span.from)
            .map(|span| span.roles)
            .unwrap_or_default())
    }
}

fn read_form(body: &[u8]) -> Answer<EnrolForm> {
    let form: EnrolForm =
        cbor::decode(body).map_err(|_| Problem::malformed("The body is not an enrolment form"))?;
    let sound = form.version == 1
        && form.code.len() <= ENROLMENT_CODE_BYTES_MAX
        && form.ticket.as_ref().is_none_or(|ticket| ticket.len() <= TICKET_BYTES_MAX)
        && form.session_key.algorithm == Algorithm::Ed25519
        && form.session_key.bytes.len() == 32
        && form.recipient.parse::<age::x25519::Recipient>().is_ok();
    if sound { Ok(form) } else { Err(Problem::malformed("The enrolment form is out of bounds")) }
}

fn is_same(row: &DeviceRow, form: &EnrolForm, person: PersonId) -> bool {
    row.person == person
        && row.seal_key == form.seal_key
        && row.recipient == form.recipient
        && row.revoked_at.is_none()
}

fn make_code() -> Answer<String> {
    let bytes: [u8; CODE_LEN] = random()?;
    let letters = bytes.iter().map(|byte| CODE_LETTERS[usize::from(byte % 32)] as char);
    let letters: String = letters.collect();
    let groups: Vec<&str> =
        [0, 4, 8, 12].iter().filter_map(|at| letters.get(*at..at + 4)).collect();
    Ok(groups.join("-"))
}

/// A code is stored as a hash: who reads the database cannot enrol with it.
fn code_hash(code: &str) -> Hash {
    sha256_parts(&[b"cf/enrolment-code/1\0", code.as_bytes()])
}

fn code_used() -> Problem {
    let title = "This code was used by another device; ask the office for a new one";
    Problem::new(StatusCode::CONFLICT, "code_used", title)
}

fn code_gone() -> Problem {
    let title = "This code is unknown or its fifteen minutes are over; ask for a new one";
    Problem::new(StatusCode::FORBIDDEN, "code_gone", title)
}

fn key_enrolled() -> Problem {
    let title = "This key was enrolled before with other particulars; make a new one";
    Problem::new(StatusCode::CONFLICT, "key_enrolled", title)
}
