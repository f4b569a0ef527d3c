//! The exchange as the shell sees it: a proven request goes in, a signed answer comes out.

use axum::http::StatusCode;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::LineageId;
use counterfoil_domain::keys::{Purpose, Signature};

use super::Server;
use crate::door;
use crate::exchange::{self, ExchangeError};
use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::storage::StorageError;

/// Times that a request is answered anew because another one of the same chain was being judged:
/// one that its phone had given up, and that goes on here.
const ANSWERS_MAX: usize = 4;

impl Server {
    /// Answers one exchange of a caller whose proof stood.
    pub async fn exchange(&self, caller: &door::Caller, request: &[u8]) -> Answer<Vec<u8>> {
        let asking = exchange::Caller {
            tenant: self.tenant(),
            device: caller.row.clone(),
            may_pull: caller.may_pull,
        };
        let key = self.keyring.answer.clone();
        let sign = move |statement: &[u8]| -> Signature { key.sign(Purpose::Answer, statement) };
        let key = self.keyring.answer.clone();
        // Deterministic, and the signature itself leaves nowhere: who has not the key cannot make it up.
        let mark = move |place: &[u8]| sha256(&key.sign(Purpose::Cursor, place).bytes).short();
        let mut answers = 0;
        let (answer, signed) = loop {
            let moment = exchange::Moment {
                now_ms: self.now_ms(),
                nonce: self.nonce_for(caller.device),
                lineage: LineageId(random()?),
                safe: self.safe_point().await?,
                mark: &mark,
                sign: &sign,
            };
            answers += 1;
            match exchange::exchange(&self.engine, &asking, request, moment).await {
                // What the other one filed is found filed.
                Err(ExchangeError::Storage(StorageError::Moved)) if answers < ANSWERS_MAX => {}
                answered => break answered.map_err(no_answer)?,
            }
        };
        self.metrics.exchanges.add_one();
        self.metrics.exchange_request_bytes.add(request.len() as u64);
        self.metrics.exchange_answer_bytes.add(answer.len() as u64);
        let size = if caller.may_pull { signed.statement.log.size } else { 0 };
        self.note_contact(caller.device, size).await?;
        self.poke_tip().await?;
        // What the phone brought is committed: it is not told of another's trouble.
        if let Err(problem) = self.flag_short().await {
            tracing::warn!(code = problem.code, "shelves were not reckoned");
        }
        Ok(answer)
    }
}

fn no_answer(error: ExchangeError) -> Problem {
    match error {
        ExchangeError::Wire(error) => {
            tracing::debug!(%error, "a request was not readable");
            let title = "The request is not one of this exchange";
            Problem::new(StatusCode::BAD_REQUEST, "exchange", title)
        }
        ExchangeError::Storage(error) => error.into(),
    }
}
