//! What goes out: seals, runs of each chain from the size that the hub holds, receipts that are asked for.

use counterfoil_domain::ids::{ChainId, Hash};
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::limits::EXCHANGE_BLOBS_MAX;
use counterfoil_domain::seal::{Seal, SealStatement};
use counterfoil_store::blobs;
use counterfoil_store::chain::{self, Chain};
use counterfoil_store::outbox::{self, EnvelopeRow, OutboxState};
use counterfoil_store::{Connection, progress};
use counterfoil_sync::phone::{Outbox, SentRun};
use counterfoil_sync::wire::Section;

use super::apply::safe_size;
use super::branches::Branches;
use crate::error::Caused;
use crate::phone::core::Core;

/// The hub wants to hear of every chain, even where nothing is to be sent: after it lost entries.
pub(super) const RECHECK: &str = "syncing/recheck";

/// The hub holds envelopes of this chain that no seal covers.
pub(super) fn unsealed_note(chain: &ChainId) -> String {
    format!("syncing/unsealed/{}", chain.incarnation)
}

/// Seals every chain up to its end.
///
/// # Errors
/// Those of the signer, when the key is locked or gone; the chains stay as they are.
pub(crate) fn seal_now(core: &Core) -> Caused<()> {
    seal_those(core, |chain| chain.sealed_size < chain.frontier.size())
}

/// Seals every chain at its end once more: with another key than before.
///
/// # Errors
/// As [`seal_now`].
pub(crate) fn seal_anew(core: &Core) -> Caused<()> {
    seal_those(core, |chain| chain.frontier.size() > 0)
}

fn seal_those(core: &Core, which: impl Fn(&Chain) -> bool) -> Caused<()> {
    let enrolment = core.enrolment()?;
    let open = core.read(|connection| Ok(chain::all(connection)?))?;
    for chain in open.iter().filter(|chain| which(chain)) {
        let statement = SealStatement {
            version: 1,
            tenant: enrolment.answer.tenant,
            device: core.keys.device(),
            incarnation: chain.incarnation,
            size: chain.frontier.size(),
            root: chain.frontier.root(),
            clocks: core.ports.moments.clocks(),
        };
        let signature = core.keys.signer.sign(Purpose::Seal, &statement.to_bytes())?;
        let seal = Seal { statement, signature };
        core.write(|tx| Ok(chain::put_seal(tx, &seal)?))?;
    }
    Ok(())
}

/// Loads what waits, within about so many bytes and envelopes.
pub(super) fn load(
    core: &Core,
    connection: &Connection,
    (bytes_max, envelopes_max): (usize, usize),
    except: &[ChainId],
) -> Caused<Outbox> {
    let device = core.keys.device();
    let now_ms = core.wall_ms();
    let due = outbox::to_send(connection, now_ms, envelopes_max, usize::MAX)?;
    let recheck = progress::note(connection, RECHECK)?.is_some();
    let mut outbox = Outbox::default();
    let (mut bytes, mut envelopes) = (bytes_max, envelopes_max);
    let mut loaded = 0;
    // Receipts of a chain are asked for until all of it is safe; the hub then also knows that its envelopes are
    // here, and names them instead of sending them.
    let not_safe = outbox::chains_not_safe(connection)?;
    let branches = Branches::of(connection)?;
    for chain in chain::all(connection)? {
        let id = ChainId { device, incarnation: chain.incarnation };
        let branch = branches.on(chain.incarnation);
        // Asked for by the name under which the hub has it, sent by its own.
        let filed = branches.filed(chain.incarnation, u64::MAX);
        let filed = ChainId { device, incarnation: filed.unwrap_or(chain.incarnation) };
        let waits = |row: &&EnvelopeRow| row.incarnation == chain.incarnation;
        let first = due.iter().filter(waits).map(|row| row.seq).min();
        let first = first.map(|first| first.min(chain.hub_size));
        if not_safe.contains(&chain.incarnation) {
            outbox.receipts_for.push(filed);
            outbox.held.push((filed, first.unwrap_or(chain.hub_size)));
        }
        if except.contains(&id) {
            continue;
        }
        let unsealed = progress::note(connection, &unsealed_note(&id))?.is_some();
        let Some(from) = first else {
            if recheck || unsealed {
                outbox.sections.push(empty_section(connection, filed, &chain)?);
            }
            continue;
        };
        let from = branch.map_or(from, |branch| from.min(branch.from));
        let rows = run(connection, &chain, from, &mut bytes, &mut envelopes, loaded == 0)?;
        loaded += rows.iter().filter(|row| row.state <= OutboxState::Sent).count() as u64;
        if !rows.is_empty() {
            let section = section(connection, id, from, rows)?;
            // The k of a salt may lie on the branch, below what goes with its body.
            outbox.sections.push(Section { salted: branch.is_some(), ..section });
        }
    }
    if outbox.receipts_for.is_empty() && blobs::some_stored(connection)? {
        // Who only pushes asks for nothing else, and would never hear that these are safe.
        let incarnation = chain::current(connection)?.incarnation;
        outbox.receipts_for.push(ChainId { device, incarnation });
    }
    outbox.blobs = perhaps_safe(connection, EXCHANGE_BLOBS_MAX)?;
    let waiting = due.len() as u64;
    outbox.left = waiting.saturating_sub(loaded);
    Ok(outbox)
}

/// Blobs after which the hub is to be asked.
pub(super) fn perhaps_safe(connection: &Connection, count: usize) -> Caused<Vec<Hash>> {
    Ok(blobs::perhaps_safe(connection, safe_size(connection)?, count)?)
}

/// A contiguous run of a chain. What the hub holds already goes by its header alone.
fn run(
    connection: &Connection,
    chain: &Chain,
    from: u64,
    bytes: &mut usize,
    envelopes: &mut usize,
    at_least_one: bool,
) -> Caused<Vec<EnvelopeRow>> {
    let mut run = Vec::new();
    for mut row in outbox::from_seq(connection, chain.incarnation, from, *envelopes)? {
        let contiguous = row.seq == from + run.len() as u64;
        let held = row.seq < chain.hub_size && row.state > OutboxState::Sent;
        if held {
            row.envelope.body = None;
        }
        let size = row.size_bytes();
        let fits = size <= *bytes || (at_least_one && run.is_empty());
        if !contiguous || !fits {
            break;
        }
        *bytes = bytes.saturating_sub(size);
        run.push(row);
    }
    *envelopes -= run.len();
    Ok(run)
}

fn section(
    connection: &Connection,
    chain: ChainId,
    from: u64,
    rows: Vec<EnvelopeRow>,
) -> Caused<Section> {
    let to = from + rows.len() as u64;
    let mut seals = Vec::new();
    let mut at = from;
    while at < to {
        match chain::seal_over(connection, chain.incarnation, at)? {
            Some(seal) if seal.statement.size <= to => {
                at = seal.statement.size;
                seals.push(seal);
            }
            _ => break,
        }
    }
    let envelopes = rows.into_iter().map(|row| row.envelope).collect();
    Ok(Section { chain, from, salted: false, envelopes, seals })
}

/// A section without envelopes: asks how much of the chain the hub holds, and brings a seal that came later.
fn empty_section(connection: &Connection, id: ChainId, chain: &Chain) -> Caused<Section> {
    let from = chain.hub_size;
    let seal = match from.checked_sub(1) {
        Some(last) => chain::seal_over(connection, chain.incarnation, last)?,
        None => None,
    };
    let seals = seal.into_iter().filter(|seal| seal.statement.size == from).collect();
    Ok(Section { chain: id, from, salted: false, envelopes: Vec::new(), seals })
}

/// Notes that these runs are on their way; they go again until an answer comes.
pub(super) fn mark_sent(core: &Core, sent: &[SentRun]) -> Caused<()> {
    if sent.is_empty() {
        return Ok(());
    }
    core.write(|tx| {
        for run in sent {
            let (incarnation, count) = (run.chain.incarnation, run.to - run.from);
            let hashes: Vec<Hash> = chain::leaves(tx, incarnation, run.from, count)?;
            outbox::mark_sent(tx, &hashes)?;
        }
        Ok(())
    })
}
