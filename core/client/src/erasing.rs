//! Erasure on the phone: the hub's answer says that there is something to erase, the office's signed word says what.
//!
//! What the hub lacks is sent first, by the exchange that brought the hint; what is still unsent on an order keeps the
//! order's erasure open, and the next session goes on. The hub hears how far this store is.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::ERASURES_PER_ANSWER_MAX;
use counterfoil_domain::receipt::KeyRole;
use counterfoil_store::{blobs, outbox};
use counterfoil_sync::access::{ERASURES_PATH, ErasuresAnswer, ErasuresAsk, ToErase};

use crate::captures;
use crate::door::{self, Traffic};
use crate::error::{CauseError, Caused};
use crate::phone::core::Core;
use crate::topics::Topic;

/// Questions that one session asks: what is left waits for the next.
const ROUNDS_MAX: usize = 16;
/// Bytes of an answer with as many erasures as it may bring.
const ANSWER_BYTES_MAX: usize = ERASURES_PER_ANSWER_MAX * 2_048;

/// Asks what is to be erased, erases it, and says so, until nothing is left that can be.
pub(crate) async fn carry_out(core: &Core, traffic: &mut Traffic) -> Caused<()> {
    let mut through = 0;
    for _ in 0..ROUNDS_MAX {
        let ask = cbor::encode(&ErasuresAsk { through });
        let how = (false, ANSWER_BYTES_MAX);
        let answer = door::post_proven(core, ERASURES_PATH, &ask, how, traffic).await?;
        let body = door::success(answer)?;
        let told: ErasuresAnswer = cbor::decode(&body).map_err(|_| CauseError::garbled())?;
        let (before, mut all) = (through, true);
        for one in &told.orders {
            if !stands(core, one)? {
                return Err(CauseError::Answer("an erasure that the office did not sign"));
            }
            // One that something unsent keeps open keeps no other from being carried out.
            all &= erase(core, one.erasure.statement.order)?;
            if all {
                through = one.index.saturating_add(1);
            }
        }
        if through == before {
            return Ok(());
        }
    }
    Ok(())
}

fn stands(core: &Core, one: &ToErase) -> Caused<bool> {
    let answer = &core.enrolment()?.answer;
    let said = &one.erasure.statement;
    let ours = (said.version, said.tenant) == (1, answer.tenant);
    Ok(ours && one.erasure.verify(answer.keys.signing_key(KeyRole::Office)?).is_ok())
}

/// Erases one order, as far as the hub has what was written on it; `false` while something is unsent.
fn erase(core: &Core, order: SubjectId) -> Caused<bool> {
    let store = core.store()?;
    store.erase(order)?;
    let gone = store.read(blobs::unnamed)?;
    for hash in gone {
        // The file goes first: the hub asks again until it hears that this is over, and the row shows what is left.
        store.vault().remove_if(hash, || Ok(true))?;
        store.write(|tx| blobs::let_go(tx, hash))?;
    }
    captures::tidy_fetched(core)?;
    core.topics.tell([Topic::Order(order)]);
    core.read(|connection| Ok(!outbox::has_unsent_on(connection, order)?))
}
