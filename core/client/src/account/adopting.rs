//! Another seal key in the place of one that is gone: the session key takes over the chain for it.

use counterfoil_domain::cbor;
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::seal::{Adoption, AdoptionStatement};
use counterfoil_store::chain;
use counterfoil_sync::access::ADOPT_PATH;

use crate::door::{self, SMALL_ANSWER_BYTES_MAX, Traffic};
use crate::error::Caused;
use crate::phone::core::Core;
use crate::phone::keys::Enrolment;
use crate::syncing::seal_anew;

/// Tells the hub of another seal key than the one that it knows, and seals once more with it: seals of the old key that
/// have not reached the hub are worth nothing there any more.
///
/// # Errors
/// Those of the signer and of the door; the next session tries again.
pub(crate) async fn adopt(core: &Core, traffic: &mut Traffic) -> Caused<()> {
    let enrolment = core.enrolment()?;
    let Ok(seal_key) = core.keys.signer.public_key() else { return Ok(()) };
    match &enrolment.seal_key {
        Some(known) if *known == seal_key => return Ok(()),
        Some(_) => {}
        // Enrolled before this was noted: the key is the one that was enrolled.
        None => return keep(core, Enrolment { seal_key: Some(seal_key), ..(*enrolment).clone() }),
    }
    let now = core.read(|connection| Ok(chain::current(connection)?))?;
    let statement = AdoptionStatement {
        version: 1,
        tenant: enrolment.answer.tenant,
        device: core.keys.device(),
        incarnation: now.incarnation,
        size: now.frontier.size(),
        root: now.frontier.root(),
        seal_key: seal_key.clone(),
        clocks: core.ports.moments.clocks(),
    };
    let bytes = statement.to_bytes();
    let by_session = core.keys.session.sign(Purpose::Adoption, &bytes);
    let by_seal = core.keys.signer.sign(Purpose::Adoption, &bytes)?;
    let body = cbor::encode(&Adoption { statement, by_session, by_seal });
    let small = (false, SMALL_ANSWER_BYTES_MAX);
    door::success(door::post_proven(core, ADOPT_PATH, &body, small, traffic).await?)?;
    tracing::warn!("another seal key was adopted");
    seal_anew(core)?;
    keep(core, Enrolment { seal_key: Some(seal_key), ..(*enrolment).clone() })
}

fn keep(core: &Core, enrolment: Enrolment) -> Caused<()> {
    core.secrets().keep_enrolment(&enrolment)?;
    core.set_enrolment(enrolment);
    Ok(())
}
