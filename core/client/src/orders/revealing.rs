//! A masked value of the customer, whole: asked of the hub with a reason, shown, and kept nowhere on this phone.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::SubjectId;
use counterfoil_sync::access::{REVEAL_PATH, RevealAnswer, RevealAsk};

use super::Orders;
use super::approvals::not_now;
use crate::door::{self, SMALL_ANSWER_BYTES_MAX, Traffic};
use crate::error::{CauseError, Caused, ClientError};
use crate::phone::core::Core;

impl Orders {
    /// Asks the hub for a value of which this phone has the mask alone: `contact/phone`, `contact/name`. The hub writes
    /// who looked, at what and why; the office reads that. Needs signal, and no session meanwhile.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `reason` without one, and `may_not_reveal` by policy;
    /// [`ClientError::NotFound`], [`ClientError::Offline`].
    pub async fn reveal(
        &self,
        id: SubjectId,
        path: &str,
        reason: &str,
    ) -> Result<String, ClientError> {
        if reason.trim().is_empty() {
            return Err(not_now("reason", "请说明查看原因", "say why you need it"));
        }
        let ask = RevealAsk { order: id, path: path.to_owned(), reason: reason.to_owned() };
        let _session = self.core.session.lock().await;
        match asked(&self.core, &ask).await {
            Err(CauseError::Hub { status: 403, code }) if code == "may_not_reveal" => {
                Err(not_now("may_not_reveal", "您的岗位不能查看", "your role may not see this"))
            }
            Err(CauseError::Hub { status: 404, .. }) => {
                Err(CauseError::NotFound("masked value").into())
            }
            other => Ok(other?),
        }
    }
}

async fn asked(core: &Core, ask: &RevealAsk) -> Caused<String> {
    let (small, mut traffic) = ((true, SMALL_ANSWER_BYTES_MAX), Traffic::default());
    let body = cbor::encode(ask);
    let mut renewed = false;
    let body = loop {
        if !door::ensure_token(core, &mut traffic).await? {
            return Err(CauseError::NotEnrolled);
        }
        let answer = door::post_proven(core, REVEAL_PATH, &body, small, &mut traffic).await?;
        // Clocks that stood still believe in a token that has ended.
        match answer.status {
            401 if !renewed => (renewed, ()) = (true, door::forget_token(core)),
            _ => break door::success(answer)?,
        }
    };
    let answer: RevealAnswer = cbor::decode(&body).map_err(|_| CauseError::garbled())?;
    Ok(answer.value)
}
