//! Asking which manuals are needed, and fetching what is not here: small ones first, piece by piece.

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::receipt::KeyRole;
use counterfoil_domain::sorting::SortSmall as _;
use counterfoil_store::progress;
use counterfoil_sync::manuals::{
    MANUALS_PATH, Manual, ManualsAnswer, ManualsAsk, Need, manual_path,
};
use minicbor::{Decode, Encode};

use super::list;
use crate::door::{self, SMALL_ANSWER_BYTES_MAX, Traffic};
use crate::error::{CauseError, Caused};
use crate::phone::core::Core;
use crate::pieces::{self, Budget, Shelf, Wanted};
use crate::syncing::Uploads;

/// Where it is noted what was asked last.
const ASKED: &str = "manuals/asked";
/// After this time the hub is asked again although no order changed: a manual may have a new version, ms.
const ASK_AGAIN_MS: i64 = 60 * 60_000;
/// On a metered network larger manuals wait, bytes.
const SMALL_BYTES: u64 = 2 * 1024 * 1024;

/// What a session may carry.
pub(crate) struct Limits {
    pub(crate) until_ms: u64,
    pub(crate) bytes: u64,
    pub(crate) which: Uploads,
}

/// What was asked last.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
struct Asked {
    /// SHA-256 of the question.
    #[n(0)]
    question: Hash,
    /// When, on this phone's wall clock, ms since 1970.
    #[n(1)]
    at_ms: i64,
}

/// Asks where that is due, and fetches what is not here. A network that fails ends it without an error.
pub(crate) async fn fetch(core: &Core, limits: &Limits, traffic: &mut Traffic) -> Caused<u64> {
    if limits.which == Uploads::Nothing {
        return Ok(0);
    }
    let fetched = match ask(core, traffic).await {
        Ok(()) => fetch_listed(core, limits, traffic).await,
        Err(cause) => Err(cause),
    };
    match fetched {
        // Manuals never make a session fail: work went first, and the next session goes on here.
        Err(CauseError::Transport(_) | CauseError::Hub { .. } | CauseError::Answer(_)) => Ok(0),
        other => other,
    }
}

async fn ask(core: &Core, traffic: &mut Traffic) -> Caused<()> {
    let needs: Vec<Need> = core.read(|c| list::needs(core, c))?.into_keys().collect();
    let question = cbor::encode(&ManualsAsk { version: 1, needs: needs.clone() });
    let asked = Asked { question: sha256(&question), at_ms: core.wall_ms() };
    if !is_due(core, &asked)? {
        return Ok(());
    }
    let manuals =
        if needs.is_empty() { Vec::new() } else { told(core, &question, traffic).await? };
    forget(core, &manuals)?;
    core.write(|tx| {
        list::keep_list(tx, &manuals)?;
        Ok(progress::set_note(tx, ASKED, &cbor::encode(&asked))?)
    })
}

fn is_due(core: &Core, now: &Asked) -> Caused<bool> {
    let before = core.read(|connection| Ok(progress::note(connection, ASKED)?))?;
    let before: Option<Asked> = before.and_then(|bytes| cbor::decode(&bytes).ok());
    Ok(before.is_none_or(|before| {
        let age_ms = now.at_ms.saturating_sub(before.at_ms);
        before.question != now.question || !(0..ASK_AGAIN_MS).contains(&age_ms)
    }))
}

async fn told(core: &Core, question: &[u8], traffic: &mut Traffic) -> Caused<Vec<Manual>> {
    let how = (true, SMALL_ANSWER_BYTES_MAX);
    let answer = door::post_proven(core, MANUALS_PATH, question, how, traffic).await?;
    let body = door::success(answer)?;
    let enrolment = core.enrolment()?;
    let key = enrolment.answer.keys.signing_key(KeyRole::Answer)?;
    let own = (enrolment.answer.tenant, enrolment.answer.device);
    let said = ManualsAnswer::from_bytes(&body, own, question, key);
    Ok(said.map_err(|_| CauseError::garbled())?.manuals)
}

/// Pieces of what is not needed any more go; whole manuals of the list before stay until the next one.
fn forget(core: &Core, manuals: &[Manual]) -> Caused<()> {
    let store = core.store()?;
    let needed = |hash: &Hash| manuals.iter().any(|manual| manual.hash == *hash);
    let begun = core.read(|connection| pieces::begun(connection, Shelf::Manuals))?;
    for hash in begun.into_iter().filter(|hash| !needed(hash)) {
        pieces::drop_pieces(core, Shelf::Manuals, hash)?;
    }
    let before = core.read(list::list)?.unwrap_or_default();
    let pieces = core.read(|connection| pieces::all(connection, Shelf::Manuals))?;
    for hash in store.manuals().list()? {
        let known = before.iter().any(|manual| manual.hash == hash);
        if !needed(&hash) && !known && !pieces.contains(&hash) {
            store.manuals().remove_if(hash, || Ok(true))?;
        }
    }
    Ok(())
}

async fn fetch_listed(core: &Core, limits: &Limits, traffic: &mut Traffic) -> Caused<u64> {
    let mut manuals = core.read(list::list)?.unwrap_or_default();
    manuals.sort_small_by_key(|manual| manual.size_bytes);
    let store = core.store()?;
    let mut fetched = 0;
    for manual in manuals {
        let waits = limits.which == Uploads::Small && manual.size_bytes > SMALL_BYTES;
        if waits || store.manuals().contains(manual.hash) {
            continue;
        }
        let wanted = Wanted {
            shelf: Shelf::Manuals,
            hash: manual.hash,
            size_bytes: manual.size_bytes,
            path: manual_path(&manual.hash),
        };
        let budget = Budget { until_ms: limits.until_ms, bytes: limits.bytes };
        if !pieces::fetch(core, &wanted, budget, traffic).await? {
            break;
        }
        fetched += 1;
    }
    Ok(fetched)
}
