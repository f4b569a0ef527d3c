//! Enrolment: the hub proves itself by its root's fingerprint, this store by its two keys; a one-time code or a
//! ticket of the host's own backend says whose store it is.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::limits::TICKET_BYTES_MAX;
use counterfoil_domain::proof::Proof;
use counterfoil_store::progress::{self, Owner};
use counterfoil_sync::access::{ENROL_PATH, PROOF_HEADER, SEAL_PROOF_HEADER, proof_text};
use counterfoil_sync::enrolment::{EnrolAnswer, EnrolForm, Invitation};
use counterfoil_sync::ticket::thumbprint;

use super::{Account, AccountStatus, pin};
use crate::door::{self, Knock, Traffic};
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::phone::core::Core;
use crate::phone::keys::Enrolment;
use crate::topics::Topic;

/// Which hub, and how it is known: what a one-time code carries in its text, a host app has in its own
/// configuration. Whoever could change the fingerprint there could put another hub in the place of the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubPin {
    /// Where the hub is, such as `https://hub.example`.
    pub hub_url: String,
    /// Fingerprint of the tenant's root key, as the office's `GET /v1/office/ticket-keys` shows it.
    pub root_fingerprint: Hash,
}

impl HubPin {
    /// From the texts of an app's configuration: an address and 64 hex digits.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `hub_pin` and words on what to put there.
    pub fn from_text(hub_url: &str, root_fingerprint: &str) -> Result<Self, ClientError> {
        let wrong = |zh, en| CauseError::NotAllowed(NotAllowed::now("hub_pin", zh, en));
        if !["https://", "http://"].iter().any(|scheme| hub_url.starts_with(scheme)) {
            let zh = "服务器地址要以 https:// 开头，例如 https://hub.example";
            let en = "the hub's address begins with https://, such as https://hub.example";
            return Err(wrong(zh, en).into());
        }
        let root_fingerprint = root_fingerprint.trim().parse().map_err(|_| {
            let zh = "根密钥指纹填错了：应是 64 位十六进制，照抄 GET /v1/office/ticket-keys 返回的 \
                root_fingerprint";
            let en = "the root fingerprint is not 64 hex digits: copy root_fingerprint from the \
                office's GET /v1/office/ticket-keys";
            wrong(zh, en)
        })?;
        Ok(Self { hub_url: hub_url.to_owned(), root_fingerprint })
    }
}

/// What says whose store it is.
enum Credential {
    Code(String),
    Ticket(String),
}

impl Account {
    /// Enrols this store with the text of an invitation's QR code. May be repeated with the same code when the
    /// answer was lost.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a text that is no invitation, a code that is over or used, or a hub that is
    /// not the invitation's, and with the code `locked` while the signing key is; [`ClientError::Offline`].
    pub async fn enrol(&self, text: &str) -> Result<AccountStatus, ClientError> {
        let Invitation { hub_url, root_fingerprint, code } =
            Invitation::from_text(text).map_err(|_| {
                let (zh, en) = ("不是有效的登记码", "this is no enrolment code");
                CauseError::NotAllowed(NotAllowed::now("invitation", zh, en))
            })?;
        self.enrol_by(HubPin { hub_url, root_fingerprint }, Credential::Code(code)).await
    }

    /// Enrols this store with a ticket that the host's own backend has signed for the person who is signed in
    /// there. May be repeated with the same ticket while it is good, when the answer was lost.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `ticket_refused` or `ticket_used` (ask the backend for another),
    /// `worker_unknown`, `ticket_not_for_them` (ask the office), `hub_keys`; [`ClientError::Offline`].
    pub async fn enrol_with_ticket(
        &self,
        hub: &HubPin,
        ticket: &str,
    ) -> Result<AccountStatus, ClientError> {
        if ticket.len() > TICKET_BYTES_MAX {
            return Err(crate::error::ticket_refusal("ticket_refused"));
        }
        self.enrol_by(hub.clone(), Credential::Ticket(ticket.to_owned())).await
    }

    /// Names this store's session key (RFC 7638). A backend that puts it into a ticket (`cnf.jkt`) makes the ticket
    /// worthless to any other store.
    #[must_use]
    pub fn key_thumbprint(&self) -> String {
        thumbprint(&self.core.keys.session.public())
    }

    async fn enrol_by(
        &self,
        hub: HubPin,
        credential: Credential,
    ) -> Result<AccountStatus, ClientError> {
        let core = &self.core;
        let _session = core.session.lock().await;
        let by_code = matches!(credential, Credential::Code(_));
        let answer = ask(core, &hub, credential).await?;
        keep(core, hub, answer, by_code)?;
        core.topics.tell([Topic::Account, Topic::Orders, Topic::Syncing]);
        self.status()
    }
}

async fn ask(core: &Core, hub: &HubPin, credential: Credential) -> Caused<EnrolAnswer> {
    let (hub_url, mut traffic) = (&hub.hub_url, Traffic::default());
    let nonce = door::ask_nonce(core, hub_url, &mut traffic).await?;
    let (code, ticket) = match credential {
        Credential::Code(code) => (code, None),
        Credential::Ticket(ticket) => (String::new(), Some(ticket)),
    };
    let form = EnrolForm {
        version: 1,
        code,
        session_key: core.keys.session.public(),
        seal_key: core.keys.signer.public_key()?,
        recipient: core.keys.identity.to_public().to_string(),
        ticket,
    };
    let body = cbor::encode(&form);
    let target = format!("POST {ENROL_PATH}");
    let statement = door::proof_statement(core, nonce.tenant, target, &body, nonce.nonce);
    let said = statement.to_bytes();
    let session = core.keys.session.sign(Purpose::Proof, &said);
    let seal = core.keys.signer.sign(Purpose::Proof, &said)?;
    let mut knock = Knock::post(ENROL_PATH, body);
    for (name, signature) in [(PROOF_HEADER, session), (SEAL_PROOF_HEADER, seal)] {
        let proof = Proof { statement: statement.clone(), signature };
        knock.headers.push((name.to_owned(), proof_text(&proof)));
    }
    let body = door::success(door::send(core, hub_url, knock, &mut traffic).await?)?;
    let answer: EnrolAnswer = cbor::decode(&body).map_err(|_| CauseError::garbled())?;
    answer.keys.verify(&answer.tenant, &hub.root_fingerprint)?;
    if answer.device != core.keys.device() || answer.tenant != nonce.tenant {
        return Err(CauseError::Answer("an enrolment of another store"));
    }
    Ok(answer)
}

fn keep(core: &Core, hub: HubPin, answer: EnrolAnswer, by_code: bool) -> Caused<()> {
    check_person(core, &answer)?;
    let owner = Owner { tenant: answer.tenant, device: answer.device, person: answer.person };
    let (roles, nonce, token) = (answer.roles.clone(), answer.nonce, answer.token.clone());
    let HubPin { hub_url, root_fingerprint } = hub;
    // The hub has just taken its proof; where the signer does not tell it now, the next session notes it.
    let seal_key = core.keys.signer.public_key().ok();
    let enrolment = Enrolment { hub_url, root_fingerprint, answer, seal_key };
    let (recipients, segments) = (enrolment.recipients()?, enrolment.segment_keys(&core.keys)?);
    core.secrets().keep_enrolment(&enrolment)?;
    core.write(|tx| {
        progress::set_owner(tx, &owner)?;
        // A code is the office's word, given to the person; a ticket comes by itself while an app is signed in.
        if by_code {
            pin::forget(tx)?;
        }
        Core::set_roles(tx, &roles)
    })?;
    let store = core.store()?;
    store.vault().seal_to(recipients);
    store.outbox_file().seal_with(segments);
    core.set_enrolment(enrolment);
    door::set_nonce(core, nonce);
    door::set_token(core, &token);
    tracing::info!("the store was enrolled");
    Ok(())
}

/// A store is one person's at one tenant; another worker has a store of their own.
fn check_person(core: &Core, answer: &EnrolAnswer) -> Caused<()> {
    let held = core.read(|connection| Ok(progress::owner(connection)?))?;
    let same = |owner: &Owner| owner.tenant == answer.tenant && owner.person == answer.person;
    if held.as_ref().is_none_or(same) {
        return Ok(());
    }
    let (zh, en) = ("这是另一位员工的数据", "this store is another person's");
    Err(CauseError::NotAllowed(NotAllowed::now("another_person", zh, en)))
}
