//! `POST /v1/sync`: a request whose proof held is opened, its sections are taken, and a page is answered.
//!
//! The shell checks proof and token and hands in the caller; time and the nonce are arguments.

mod lineage;
mod quarantine;
mod sections;

use std::collections::BTreeMap;

use counterfoil_domain::envelope::{Envelope, Header};
use counterfoil_domain::ids::{ChainId, Hash, LineageId, TenantId};
use counterfoil_domain::keys::Signature;
use counterfoil_domain::receipt::{KeptRun, Level, LogPoint, Receipt, SignedAnswer};
use counterfoil_sync::hub::{AcceptedSection, AnswerDraft, Pushed, build_answer};
use counterfoil_sync::wire::{
    AnswerPayload, Asked, BlobWord, Carrier, Cursor, Judged, OpenedRequest, Problem, Section,
    SectionVerdicts, WireError,
};

pub use self::quarantine::fill_store;
use crate::hub::Hub;
use crate::intake;
use crate::page::{self, Pull};
use crate::scope::View;
use crate::storage::{DeviceRow, StorageError, Stored, Tip, ViewRow};

/// Earlier verdicts that one answer repeats for one chain.
const REPEATED_MAX: usize = 10_000;

/// Who sends a request, as the shell found out.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The tenant.
    pub tenant: TenantId,
    /// The store that proved the request.
    pub device: DeviceRow,
    /// Whether a live token came with it; without one it may push only.
    pub may_pull: bool,
}

/// What the shell brings to one exchange.
pub struct Moment<'a> {
    /// The hub's time, ms since 1970.
    pub now_ms: u64,
    /// Fresh random bytes for the next request's proof.
    pub nonce: [u8; 16],
    /// Fresh random bytes, used if a new lineage has to begin.
    pub lineage: LineageId,
    /// Everything below this point is safe.
    pub safe: Option<LogPoint>,
    /// Marks what the hub gives a phone to hand back, so that nobody else can have made it up.
    pub mark: &'a (dyn Fn(&[u8]) -> [u8; 16] + Send + Sync),
    /// Signs an answer's statement with the hub's answer key.
    pub sign: &'a (dyn Fn(&[u8]) -> Signature + Send + Sync),
}

/// Why an exchange gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The request is not one.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The storage failed; the request may be repeated.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Answers one request.
pub async fn exchange(
    hub: &Hub,
    caller: &Caller,
    request: &[u8],
    moment: Moment<'_>,
) -> Result<(Vec<u8>, SignedAnswer), ExchangeError> {
    let carrier = Carrier { tenant: caller.tenant, device: caller.device.device };
    let request = OpenedRequest::from_bytes(request, carrier)?;
    let asked = request.asked();
    // Of other stores' chains it learns only what it carried here itself.
    let own = |chain: &&ChainId| chain.device == carrier.device;
    let mut chains: Vec<ChainId> = request.receipts_for.iter().filter(own).copied().collect();
    let mut sections = Vec::new();
    let mut kept = BTreeMap::new();
    for section in request.sections {
        let taken = sections::take(hub, caller, section, moment.now_ms).await?;
        let chain = filed_under(&taken.verdicts);
        if chain != taken.verdicts.chain {
            // It is another phone's: this one did not know yet when it asked.
            chains.retain(|asked| *asked != taken.verdicts.chain);
        }
        chains.push(chain);
        kept.insert(chain, taken.kept);
        sections.push(taken.verdicts);
    }
    chains.sort_unstable();
    chains.dedup();
    let tip = lineage::settled_tip(hub, caller, asked.cursor.as_ref(), &moment).await?;
    add_judged_since(hub, caller.tenant, &mut sections, &chains, asked.cursor.as_ref()).await?;
    let blobs = blob_words(hub, &carrier, &request.blobs, tip, moment.safe.as_ref()).await?;
    let mut payload = AnswerPayload { sections, blobs, ..AnswerPayload::default() };
    let revoked = caller.device.revoked_at.is_some();
    let forked = is_forked(hub, caller.tenant, &caller.device).await?;
    if request.pull && caller.may_pull && !revoked && !forked {
        pull(hub, caller, &asked, tip, &request.receipts_for, &mut payload, &moment).await?;
    }
    let receipts = receipts(hub, caller.tenant, &chains, tip, moment.safe.as_ref(), kept).await?;
    let draft = AnswerDraft {
        payload,
        time_ms: moment.now_ms,
        log: LogPoint { lineage: tip.lineage, size: tip.size, root: tip.root },
        safe: moment.safe,
        receipts,
        nonce: moment.nonce,
    };
    Ok(build_answer(&asked, draft, moment.sign)?)
}

/// Takes a run that somebody carries by hand, as a request's section is taken; and whether all of it is here now, in
/// its chain or waiting.
pub async fn hand_in(
    hub: &Hub,
    caller: &Caller,
    section: Section,
    now_ms: u64,
) -> Result<(SectionVerdicts, bool), ExchangeError> {
    let carrier = Carrier { tenant: caller.tenant, device: caller.device.device };
    let (from, to) = (section.from, section.size_after());
    let taken = sections::take(hub, caller, section.opened(&carrier)?, now_ms).await?;
    let waits = taken.kept.iter().any(|run| run.from <= from && to <= run.to);
    let filed = taken.verdicts.size >= to
        && matches!(taken.verdicts.problem, None | Some(Problem::Unsealed | Problem::Forked(_)));
    Ok((taken.verdicts, filed || waits))
}

/// Takes envelopes that were made here: the office's, signed by its own store.
pub async fn submit(
    hub: &Hub,
    tenant: TenantId,
    author: &DeviceRow,
    envelopes: Vec<Envelope>,
    seal: Option<counterfoil_domain::seal::Seal>,
    now_ms: u64,
) -> Result<SectionVerdicts, ExchangeError> {
    let mut pushed = Vec::new();
    for envelope in envelopes {
        let header = Header::from_bytes(&envelope.header_bytes).map_err(WireError::from)?;
        let hash = envelope.hash();
        let (header_bytes, body) = (envelope.header_bytes, envelope.body);
        pushed.push(Pushed { header, header_bytes, hash, body });
    }
    let first = pushed.first().ok_or(WireError::Shape("nothing to submit"))?;
    let chain = first.header.chain();
    let edge = hub.storage.chain(tenant, chain).await?.map(|row| row.edge).unwrap_or_default();
    if first.header.seq != edge.size() {
        return Err(WireError::Shape("not the next of its chain").into());
    }
    let mut frontier = edge.clone();
    pushed.iter().for_each(|one| frontier.push(one.hash));
    let sealed_size = seal.as_ref().map_or(0, |seal| seal.statement.size);
    let section = AcceptedSection {
        chain,
        from: edge.size(),
        envelopes: pushed,
        repeated: Vec::new(),
        frontier,
        seals: seal.into_iter().collect(),
        sealed_size,
        seals_failed: 0,
        keys: Default::default(),
    };
    Ok(intake::take(hub, tenant, author, section, edge, now_ms).await?)
}

/// The chain under which a section is filed: the receipt is for that one.
fn filed_under(section: &SectionVerdicts) -> ChainId {
    match section.problem {
        Some(Problem::Forked(incarnation)) => ChainId { incarnation, ..section.chain },
        _ => section.chain,
    }
}

/// Whether a store gets no order data: one of its chains forked, none names the forked one as its predecessor, and
/// its person has not enrolled it again since.
pub(crate) async fn is_forked(hub: &Hub, tenant: TenantId, store: &DeviceRow) -> Stored<bool> {
    let chains = hub.storage.chains(tenant, store.device).await?;
    let mended = |fork: ChainId| chains.iter().any(|(_, row)| row.predecessor == Some(fork));
    let open = chains.iter().filter(|(_, row)| row.fork_of.is_some_and(|fork| !mended(fork)));
    for (branch, _) in open {
        let filed = hub.storage.received_at(tenant, *branch).await?;
        if filed.is_none_or(|filed| filed > store.enrolled_at) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Verdicts on envelopes that were held and have been judged since the cursor.
async fn add_judged_since(
    hub: &Hub,
    tenant: TenantId,
    sections: &mut Vec<SectionVerdicts>,
    chains: &[ChainId],
    cursor: Option<&Cursor>,
) -> Stored<()> {
    let Some(cursor) = cursor else { return Ok(()) };
    for chain in chains {
        let since = hub.storage.judged_since(tenant, *chain, cursor.index, REPEATED_MAX).await?;
        let judged = since.into_iter().filter_map(|one| {
            Some(Judged { seq: one.seq, verdict: one.verdict?, index: one.index })
        });
        let judged: Vec<Judged> = judged.collect();
        if judged.is_empty() {
            continue;
        }
        let forked = |one: &SectionVerdicts| matches!(one.problem, Some(Problem::Forked(_)));
        let mut own = sections.iter_mut().filter(|section| section.chain == *chain);
        match own.find(|section| !forked(section)) {
            Some(section) => merge(&mut section.verdicts, judged),
            None => {
                let row = hub.storage.chain(tenant, *chain).await?;
                let size = row.map_or(0, |row| row.edge.size());
                sections.push(SectionVerdicts {
                    chain: *chain,
                    size,
                    problem: None,
                    verdicts: judged,
                });
            }
        }
    }
    Ok(())
}

/// Where the blobs are after which a store asks.
async fn blob_words(
    hub: &Hub,
    carrier: &Carrier,
    asked: &[Hash],
    tip: Tip,
    safe: Option<&LogPoint>,
) -> Stored<Vec<BlobWord>> {
    let safe = safe.filter(|safe| safe.lineage == tip.lineage).map_or(0, |safe| safe.size);
    let mut words = Vec::new();
    for hash in asked {
        let row = hub.storage.blob(carrier.tenant, carrier.device, *hash).await?;
        words.push(match row.map(|row| row.arrived_at) {
            None => BlobWord::Missing,
            Some(Some(index)) if index < safe => BlobWord::Safe,
            Some(_) => BlobWord::Stored,
        });
    }
    Ok(words)
}

fn merge(verdicts: &mut Vec<Judged>, more: Vec<Judged>) {
    for judged in more {
        match verdicts.binary_search_by_key(&judged.seq, |one| one.seq) {
            Ok(at) => verdicts[at] = judged,
            Err(at) => verdicts.insert(at, judged),
        }
    }
}

async fn pull(
    hub: &Hub,
    caller: &Caller,
    asked: &Asked,
    tip: Tip,
    holds: &[ChainId],
    payload: &mut AnswerPayload,
    moment: &Moment<'_>,
) -> Stored<()> {
    let tenant = caller.tenant;
    let shelf = hub.shelf(tenant, &tip).await?;
    let roles = hub.storage.roles(tenant, caller.device.person).await?;
    let horizon = View::horizon_ms(moment.now_ms);
    let closed_before = hub.storage.size_at_time(tenant, horizon).await?;
    let view = View::new(caller.device.person, &roles, tip.size, &shelf, closed_before);
    let row = ViewRow { hash: view.hash(), definition: view.to_bytes() };
    hub.storage.keep_view(tenant, row, moment.now_ms).await?;
    let mut cursor = asked.cursor.clone().filter(|cursor| cursor.lineage == tip.lineage);
    let mut old_view = None;
    if let Some(known) = &cursor {
        if lineage::contains(hub, tenant, known).await? {
            let kept = hub.storage.view(tenant, known.view).await?;
            old_view = kept.and_then(|row| counterfoil_domain::cbor::decode(&row.definition).ok());
        } else {
            cursor = None;
        }
    }
    // Another person's view says nothing about this one's scope.
    let old_view = old_view.filter(|old: &View| old.person == view.person);
    let holds = holds.to_vec();
    let pull = Pull { tenant, view, cursor, old_view, holds };
    let pulled = page::build(hub, tip, shelf, &pull).await?;
    payload.page = pulled.page;
    let mark = lineage::mark(moment, tenant, caller.device.device, &pulled.cursor);
    payload.cursor = Some(Cursor { mark: Some(mark), ..pulled.cursor });
    payload.scope_digest = pulled.digest;
    payload.more = pulled.more;
    Ok(())
}

async fn receipts(
    hub: &Hub,
    tenant: TenantId,
    chains: &[ChainId],
    tip: Tip,
    safe: Option<&LogPoint>,
    mut kept: BTreeMap<ChainId, Vec<KeptRun>>,
) -> Stored<Vec<Receipt>> {
    let mut receipts = Vec::new();
    for chain in chains {
        let kept = kept.remove(chain).filter(|kept| !kept.is_empty());
        let Some(row) = hub.storage.chain(tenant, *chain).await? else {
            receipts.extend(kept.map(|kept| quarantine::receipt_without_chain(*chain, kept)));
            continue;
        };
        let is_safe = safe.is_some_and(|safe| safe.lineage == tip.lineage)
            && hub
                .storage
                .received_at(tenant, *chain)
                .await?
                .is_some_and(|index| safe.is_some_and(|safe| index < safe.size));
        receipts.push(Receipt {
            chain: *chain,
            size: row.edge.size(),
            root: row.edge.root(),
            sealed_size: row.sealed_size,
            level: if is_safe { Level::Safe } else { Level::Stored },
            counts: row.counts,
            kept,
        });
    }
    Ok(receipts)
}
