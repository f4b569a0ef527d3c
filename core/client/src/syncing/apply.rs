//! An answer becomes what this phone knows: verdicts, page, cursor, horizon, replays and cards in one transaction.

use counterfoil_domain::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::Seen;
use counterfoil_domain::ids::{ChainId, Hash, SubjectId};
use counterfoil_domain::log::Digest;
use counterfoil_domain::moment::{Anchor, Clocks};
use counterfoil_domain::receipt::AnswerStatement;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::outbox::Answered;
use counterfoil_store::pages::{self, Page};
use counterfoil_store::progress::{self, Progress};
use counterfoil_store::signed::{self, SignedKind};
use counterfoil_store::{Connection, Transaction, blobs, cards, chain, outbox};
use counterfoil_sync::phone::{Commit, receipt_matches};
use counterfoil_sync::wire::{BlobWord, Cursor, Problem, SectionVerdicts};

use super::acknowledged::{self, Pulled};
use super::branches::{self, Branches};
use super::engine::{LINEAGE, same_boot};
use super::outgoing::{RECHECK, unsealed_note};
use super::repair;
use crate::capturing::{kept, replay};
use crate::error::Caused;
use crate::layers::{self, keys};
use crate::phone::core::Core;

/// Size of the safe part of the log, 8 bytes big-endian.
const SAFE_SIZE: &str = "syncing/safe-size";
/// The hub's time when everything that it had for this person was here.
pub(crate) const AS_OF: &str = "syncing/as-of";

/// Clocks around the request whose answer is applied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timing {
    pub(super) sent: Clocks,
    pub(super) received: Clocks,
}

/// What a commit did.
#[derive(Debug, Default)]
pub(super) struct Applied {
    pub(super) digest: Digest,
    pub(super) pushed: u64,
    pub(super) pulled: u64,
    pub(super) changed: Vec<SubjectId>,
    /// What was here of a subject was replaced: with less, perhaps, of what this person may see.
    replaced: bool,
}

/// Applies one answer.
pub(super) fn commit(core: &Core, commit: &Commit, timing: Timing) -> Caused<Applied> {
    core.write(|tx| {
        let statement = &commit.signed.statement;
        note_log(tx, statement, timing)?;
        let mut applied = Applied::default();
        let mut touched: BTreeMap<SubjectId, Subject> = BTreeMap::new();
        let branches = branches::learn(tx, commit, core.keys.device())?;
        let foreign = foreign_chains(core, tx, statement, &branches)?;
        let ours = |section: &&SectionVerdicts| !foreign.contains(&section.chain);
        for section in commit.payload.sections.iter().filter(ours) {
            let changes = (&mut applied, &mut touched);
            apply_section(core, tx, (section, &branches), statement, changes)?;
        }
        if !commit.sent.is_empty() && foreign.is_empty() {
            let bytes = cbor::encode(&commit.signed);
            signed::put(tx, SignedKind::Answer, statement.log.size, &bytes)?;
        }
        if let Some(cursor) = &commit.payload.cursor {
            let pulled = acknowledged::convert(core, tx, commit)?;
            if branches.are_any() {
                apply_rows(core, tx, &pulled)?;
            }
            apply_page(core, tx, pulled, cursor, (&mut applied, &mut touched))?;
            if !commit.payload.more {
                progress::set_note(tx, AS_OF, &statement.time_ms.to_be_bytes())?;
            }
        }
        apply_horizon(tx, statement)?;
        apply_blob_words(tx, commit)?;
        settle_overlay(core, tx, &mut touched)?;
        for subject in touched.values() {
            layers::project(core, tx, *subject)?;
        }
        for given in crate::orders::give_what_waited(core, tx)? {
            touched.entry(given).or_insert(layers::subject_of(tx, given)?);
        }
        let gone = pages::purge_gone(tx)?;
        for left in &gone {
            kept::forget_subject(tx, *left)?;
            keys::show_alone(tx, *left)?;
        }
        if !gone.is_empty() || applied.replaced {
            cards::forget_words(tx)?;
        }
        applied.digest = progress::scope_digest(tx)?;
        applied.changed = touched.into_keys().collect();
        Ok(applied)
    })
}

/// The hub's time and the log's life.
fn note_log(tx: &Transaction<'_>, statement: &AnswerStatement, timing: Timing) -> Caused<()> {
    progress::set_note(tx, LINEAGE, &statement.log.lineage.0)?;
    let (sent, received) = (timing.sent, timing.received);
    if same_boot(&sent, &received) {
        Core::set_anchor(
            tx,
            &Anchor {
                hub_time_ms: statement.time_ms,
                log_size: statement.log.size,
                log_root: statement.log.root.short(),
                boot: received.boot,
                sent_ms: sent.monotonic_ms,
                received_ms: received.monotonic_ms,
            },
        )?;
    }
    Ok(())
}

type Changes<'a> = (&'a mut Applied, &'a mut BTreeMap<SubjectId, Subject>);

/// What the hub says of one chain: how much it holds, and the verdicts.
fn apply_section(
    core: &Core,
    tx: &Transaction<'_>,
    (section, branches): (&SectionVerdicts, &Branches),
    statement: &AnswerStatement,
    (applied, touched): Changes<'_>,
) -> Caused<()> {
    if section.chain.device != core.keys.device() {
        return Ok(());
    }
    let named = section.chain.incarnation;
    let forked = matches!(section.problem, Some(Problem::Forked(_)));
    // Of a branch the hub speaks by the name under which it files it, but for the very push that told it.
    let own = if forked { Some(named) } else { branches.own(named, u64::MAX) };
    let own = own.and_then(|own| chain::named(tx, own).ok());
    let Some(own) = own else { return Ok(()) };
    // A hub that claims more than was written speaks of another branch.
    if section.size <= own.frontier.size() {
        repair::offer_again(tx, &own, section.size)?;
        chain::note_hub_size(tx, own.incarnation, section.size)?;
    }
    if section.problem != Some(Problem::Unsealed) {
        progress::clear_note(tx, &unsealed_note(&section.chain))?;
    }
    let mut answers = Vec::new();
    for judged in &section.verdicts {
        let Some(hash) = leaf(tx, &own, judged.seq)? else { continue };
        let held = matches!(judged.verdict, Verdict::Held { .. });
        // What is held was stored with this answer or before it: its entry lies below the tip.
        let tip = statement.log.size.checked_sub(1).filter(|_| held);
        let index = judged.index.or(tip);
        if judged.verdict.is_final() && index.is_none() {
            continue;
        }
        applied.pushed += u64::from(judged.verdict.is_final() || held);
        if let Some(subject) = subject_of(tx, hash)? {
            touched.insert(subject.id, subject);
            if judged.verdict.takes_change() {
                kept::forget(tx, subject.id, hash)?;
            }
        }
        answers.push(Answered { hash, verdict: judged.verdict.clone(), index });
    }
    outbox::apply_verdicts(tx, &answers, core.wall_ms())?;
    Ok(())
}

fn leaf(tx: &Transaction<'_>, chain: &chain::Chain, seq: u64) -> Caused<Option<Hash>> {
    Ok(chain::leaves(tx, chain.incarnation, seq, 1)?.first().copied())
}

/// The subject of an own envelope.
fn subject_of(tx: &Transaction<'_>, hash: Hash) -> Caused<Option<Subject>> {
    let row = outbox::by_hash(tx, hash)?;
    let header = row.and_then(|row| layers::read_header(&row.envelope.header_bytes));
    Ok(header.map(|header| header.subject))
}

/// Chains of this phone of which the hub's receipt shows another past than the phone's own: the sign of a fork or of
/// a broken hub. Nothing that it says of them is believed; they go once more from their beginning, by which the hub
/// sees a fork. A receipt for more than is known here is another matter: a damaged database may have lost the end.
fn foreign_chains(
    core: &Core,
    tx: &Transaction<'_>,
    statement: &AnswerStatement,
    branches: &Branches,
) -> Caused<BTreeSet<ChainId>> {
    let mut foreign = BTreeSet::new();
    for receipt in statement.receipts.iter().filter(|one| one.chain.device == core.keys.device()) {
        let Some(own) = branches.own(receipt.chain.incarnation, u64::MAX) else { continue };
        let leaves = chain::leaves(tx, own, 0, receipt.size)?;
        if leaves.len() as u64 == receipt.size && !receipt_matches(receipt, &leaves) {
            tracing::error!(chain = %receipt.chain.incarnation, "a receipt is about another chain");
            foreign.insert(receipt.chain);
            if let Ok(own) = chain::named(tx, own) {
                repair::offer_again(tx, &own, 0)?;
                chain::note_hub_size(tx, own.incarnation, 0)?;
            }
        }
    }
    Ok(foreign)
}

/// The page, with the cursor.
fn apply_page(
    core: &Core,
    tx: &Transaction<'_>,
    pulled: Pulled,
    cursor: &Cursor,
    (applied, touched): Changes<'_>,
) -> Caused<()> {
    let before = progress::seen(tx)?;
    let index = match cursor.snapshot {
        None => cursor.index,
        // In the middle of snapshots some subjects are still to come: own work stays in the overlay.
        Some(_) => {
            before.filter(|seen| seen.lineage == cursor.lineage).map_or(0, |seen| seen.index)
        }
    };
    let seen = Seen { lineage: cursor.lineage, index };
    for part in &pulled.subjects {
        applied.replaced |= part.is_snapshot && pages::is_here(tx, part.subject.id)?;
        applied.pulled += part.entries.len() as u64;
        keys::forget(tx, part.subject.id)?;
        touched.insert(part.subject.id, part.subject);
    }
    let progress = Progress { seen, cursor: cbor::encode(cursor) };
    let Pulled { subjects, gone, moved, roles, keys: keys_rows, keys_gone } = pulled;
    for id in &gone {
        if let Ok(subject) = layers::subject_of(tx, *id) {
            touched.insert(*id, subject);
        }
    }
    pages::apply(tx, &Page { subjects, gone, progress })?;
    for (from, to) in moved {
        layers::note_moved(tx, from, to)?;
        if let Ok(subject) = layers::subject_of(tx, to) {
            touched.insert(to, subject);
        }
    }
    if let Some(roles) = roles {
        Core::set_roles(tx, &roles)?;
    }
    keys::apply(tx, &keys_rows, &keys_gone, touched)?;
    if cursor.snapshot.is_none() {
        keys::settle(tx, touched)?;
        pages::settle_doubt(tx)?;
    }
    if !core.access.lock().is_ok_and(|access| access.enrol_again) {
        progress::clear_note(tx, RECHECK)?;
    }
    Ok(())
}

/// What became of this store's own envelopes by the entries that hold them. Of what two phones share of a chain, the one
/// on the branch asks for no receipt, and would never hear how the hub judged what it held for long.
fn apply_rows(core: &Core, tx: &Transaction<'_>, pulled: &Pulled) -> Caused<()> {
    let mut answered = Vec::new();
    for part in &pulled.subjects {
        for entry in &part.entries {
            let Some(verdict) = entry.verdict.clone() else { continue };
            if verdict.takes_change() {
                kept::forget(tx, part.subject.id, entry.hash)?;
            }
            answered.push(Answered { hash: entry.hash, verdict, index: Some(entry.index) });
        }
    }
    outbox::apply_verdicts(tx, &answered, core.wall_ms())?;
    Ok(())
}

/// The size of the hub's log up to which it called everything safe; 0 before it did.
pub(super) fn safe_size(connection: &Connection) -> Caused<u64> {
    let told = progress::note(connection, SAFE_SIZE)?;
    Ok(told.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes))
}

/// What is safe, and arrivals that lie below this answer's tip.
fn apply_horizon(tx: &Transaction<'_>, statement: &AnswerStatement) -> Caused<()> {
    blobs::place_arrivals(tx, statement.log.size)?;
    let same_log = |safe: &&counterfoil_domain::receipt::LogPoint| {
        safe.lineage == statement.log.lineage && safe.size <= statement.log.size
    };
    if let Some(safe) = statement.safe.as_ref().filter(same_log) {
        outbox::mark_safe(tx, safe.size)?;
        progress::set_note(tx, SAFE_SIZE, &safe.size.to_be_bytes())?;
    }
    Ok(())
}

/// What became of the blobs after which was asked. A blob is safe by the hub's word alone: a hub that was set up again
/// from a backup may have the envelope that names it, and not its bytes.
fn apply_blob_words(tx: &Transaction<'_>, commit: &Commit) -> Caused<()> {
    for (hash, word) in &commit.blobs {
        match word {
            BlobWord::Safe => blobs::note_safe(tx, *hash)?,
            BlobWord::Stored => blobs::note_stored(tx, *hash, commit.signed.statement.log.size)?,
            BlobWord::Missing => blobs::note_missing(tx, *hash)?,
        }
    }
    Ok(())
}

/// Makes the overlay of the touched subjects again; what does not fit any more is written once more.
fn settle_overlay(
    core: &Core,
    tx: &Transaction<'_>,
    touched: &mut BTreeMap<SubjectId, Subject>,
) -> Caused<()> {
    let subjects: BTreeSet<SubjectId> = touched.keys().copied().collect_set();
    for id in subjects {
        let playbook = core.playbook(tx, pinned(tx, id)?)?;
        for unfit in layers::rebuild_overlay(tx, id, &playbook)? {
            if !replay::is_settled(tx, unfit.hash)? {
                replay::replay(core, tx, unfit.hash, &unfit.header)?;
            }
        }
    }
    for header in replay::replay_blocked(core, tx)? {
        touched.insert(header.subject.id, header.subject);
    }
    Ok(())
}

/// The playbook version of a subject, by its newest header.
fn pinned(tx: &Transaction<'_>, id: SubjectId) -> Caused<u32> {
    let own = outbox::overlay(tx, id)?;
    let mut headers = own.iter().filter_map(|row| layers::read_header(&row.envelope.header_bytes));
    Ok(headers.next().map_or(0, |header| header.playbook))
}
