//! The answer, put together and signed.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::keys::Signature;
use counterfoil_domain::receipt::{AnswerStatement, LogPoint, Receipt, SignedAnswer};

use crate::wire::signed::{pack_answer, pack_payload};
use crate::wire::{AnswerPayload, Asked, WireError};

/// All that the storage says, read in one transaction at the tip.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerDraft {
    /// Verdicts, page, cursor.
    pub payload: AnswerPayload,
    /// The hub's time, ms since 1970.
    pub time_ms: u64,
    /// The log at the tip.
    pub log: LogPoint,
    /// Everything below this point is safe.
    pub safe: Option<LogPoint>,
    /// For each chain that was pushed or asked about.
    pub receipts: Vec<Receipt>,
    /// Fresh random bytes, to be signed in the next request's proof.
    pub nonce: [u8; 16],
}

/// The bytes to send, and the statement as it was signed. `sign` signs the statement's bytes under
/// [`counterfoil_domain::keys::Purpose::Answer`] with the hub's answer key.
pub fn build_answer(
    asked: &Asked,
    draft: AnswerDraft,
    sign: impl FnOnce(&[u8]) -> Signature,
) -> Result<(Vec<u8>, SignedAnswer), WireError> {
    let cursor = asked.cursor.as_ref();
    let payload = pack_payload(&draft.payload, asked.carrier, &draft.log, cursor)?;
    let statement = AnswerStatement {
        version: 1,
        tenant: asked.carrier.tenant,
        device: asked.carrier.device,
        request: asked.hash,
        payload: sha256(&payload),
        time_ms: draft.time_ms,
        log: draft.log,
        safe: draft.safe,
        receipts: draft.receipts,
        nonce: draft.nonce,
    };
    let signature = sign(&statement.to_bytes());
    let signed = SignedAnswer { statement, signature };
    Ok((pack_answer(&signed, payload, cursor)?, signed))
}
