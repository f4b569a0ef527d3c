//! Enrolment: the invitation's hub proves itself by the root fingerprint, this store by its two keys.

use counterfoil_domain::cbor;
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::proof::Proof;
use counterfoil_store::progress::{self, Owner};
use counterfoil_sync::access::{ENROL_PATH, PROOF_HEADER, SEAL_PROOF_HEADER, proof_text};
use counterfoil_sync::enrolment::{EnrolAnswer, EnrolForm, Invitation};

use super::{Account, AccountStatus};
use crate::door::{self, Knock, Traffic};
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::phone::core::Core;
use crate::phone::keys::Enrolment;
use crate::topics::Topic;

impl Account {
    /// Enrols this store with the text of an invitation's QR code. May be repeated with the same code when the
    /// answer was lost.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a text that is no invitation, a code that is over or used, or a hub that is
    /// not the invitation's; [`ClientError::Offline`].
    pub async fn enrol(&self, text: &str) -> Result<AccountStatus, ClientError> {
        let core = &self.core;
        let invitation = Invitation::from_text(text).map_err(|_| {
            let reason =
                NotAllowed::now("invitation", "不是有效的登记码", "this is no enrolment code");
            CauseError::NotAllowed(reason)
        })?;
        let _session = core.session.lock().await;
        let answer = ask(core, &invitation).await?;
        keep(core, invitation, answer)?;
        core.topics.tell([Topic::Account, Topic::Orders, Topic::Syncing]);
        self.status()
    }
}

async fn ask(core: &Core, invitation: &Invitation) -> Caused<EnrolAnswer> {
    let (hub_url, mut traffic) = (&invitation.hub_url, Traffic::default());
    let nonce = door::ask_nonce(core, hub_url, &mut traffic).await?;
    let form = EnrolForm {
        version: 1,
        code: invitation.code.clone(),
        session_key: core.keys.session.public(),
        seal_key: core.keys.signer.public_key(),
        recipient: core.keys.identity.to_public().to_string(),
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
    let answer: EnrolAnswer =
        cbor::decode(&body).map_err(|_| CauseError::Answer("not an enrolment"))?;
    answer.keys.verify(&answer.tenant, &invitation.root_fingerprint)?;
    if answer.device != core.keys.device() || answer.tenant != nonce.tenant {
        return Err(CauseError::Answer("an enrolment of another store"));
    }
    Ok(answer)
}

fn keep(core: &Core, invitation: Invitation, answer: EnrolAnswer) -> Caused<()> {
    check_person(core, &answer)?;
    let owner = Owner { tenant: answer.tenant, device: answer.device, person: answer.person };
    let (roles, nonce, token) = (answer.roles.clone(), answer.nonce, answer.token.clone());
    let enrolment = Enrolment {
        hub_url: invitation.hub_url,
        root_fingerprint: invitation.root_fingerprint,
        answer,
    };
    let recipients = enrolment.recipients()?;
    core.secrets().keep_enrolment(&enrolment)?;
    core.write(|tx| {
        progress::set_owner(tx, &owner)?;
        Core::set_roles(tx, &roles)
    })?;
    core.store()?.vault().seal_to(recipients);
    core.set_enrolment(enrolment);
    door::set_nonce(core, nonce);
    door::set_token(core, &token);
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
