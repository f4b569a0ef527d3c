//! A durable command: one comment captured in the encrypted store, beside one raw durable commit and one
//! fsync on the same disk.

use std::fs::File;
use std::io::Write as _;

use counterfoil_domain::command::{AuthorContext, EnvelopeDraft, build_envelope};
use counterfoil_domain::envelope::Seen;
use counterfoil_domain::fact::{Comment, Fact};
use counterfoil_domain::ids::{
    ChainId, DeviceId, Hash, Incarnation, LineageId, PersonId, SubjectId, TenantId,
};
use counterfoil_domain::moment::{Anchor, Clocks, Moment};
use counterfoil_domain::subject::Subject;
use counterfoil_store::{Store, StoreError, capture, chain};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::scratch::{Scratch, durable_connection};
use super::table::{Row, ms};
use super::{Measured, timing};

/// Commands, raw commits and fsyncs that are counted.
const ROUNDS: usize = 300;
/// What a command may take longer than a raw commit.
const ADDED_MS_MAX: f64 = 1.0;
/// The page that a disk writes at once.
const PAGE_BYTES: usize = 4_096;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let scratch = Scratch::new()?;
    let store = scratch.store()?;
    store.write(|tx| chain::begin(tx, Incarnation([1; 8]), None))?;
    let mut raw = durable_connection(&scratch.path("raw.db"))?;
    raw.execute_batch("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")?;
    let mut file = File::create(scratch.path("page"))?;

    let [command, commit, fsync] = timing::medians(
        ROUNDS,
        [&mut || comment(&store), &mut || raw_commit(&mut raw), &mut || sync_page(&mut file)],
    )?;
    let kept = envelopes_kept(&store)?;
    let rounds = ROUNDS + ROUNDS.div_ceil(10);
    if kept != rounds as u64 {
        return Err(format!("{kept} of {rounds} commands were kept").into());
    }
    let added = command - commit;
    Ok(vec![
        Row::physical("write and fsync of 4 KiB", ms(fsync)),
        Row::new("one raw commit, WAL and FULL, one small row", ms(commit), ms(fsync))
            .ratio(commit, fsync),
        Row::new(
            format!("durable command: a comment built, checked and captured (adds {})", ms(added)),
            ms(command),
            format!("{} for the raw commit", ms(commit)),
        )
        .ratio(command, commit)
        .target("≤ raw commit + 1 ms", added <= ADDED_MS_MAX),
    ])
}

fn envelopes_kept(store: &Store) -> Measured<u64> {
    Ok(store.read(|c| Ok(chain::current(c)?.frontier.size()))?)
}

/// The whole command: its place, its bytes, its checks, its rows.
fn comment(store: &Store) -> Measured<()> {
    store.capture(append_comment)?;
    Ok(())
}

fn append_comment(tx: &Transaction<'_>) -> Result<Hash, StoreError> {
    let subject = SubjectId([0x0d; 16]);
    let place = capture::next_place(tx, subject, "work")?;
    let draft = EnvelopeDraft {
        subject: Subject::order(subject),
        audience: "work".to_owned(),
        change: None,
        facts: vec![Fact::Comment(Comment {
            text: "客户要求放门口鞋柜上,已拍照".to_owned()
        })],
        blobs: Vec::new(),
        act: None,
        playbook: 1,
    };
    let author = AuthorContext {
        tenant: TenantId([7; 16]),
        chain: ChainId { device: DeviceId([0xd0; 16]), incarnation: place.incarnation },
        seq: place.seq,
        person: PersonId([8; 16]),
        moment: moment(place.seq),
        seen: Some(Seen { lineage: LineageId([9; 16]), index: 41_237 }),
        act: None,
        instead_of: None,
        predecessor: place.predecessor,
        k: place.salt_root.unwrap_or([0x6b; 16]),
        k_is_new: place.salt_root.is_none(),
    };
    let envelope = build_envelope(&draft, &author, None)
        .map_err(|_| StoreError::Conflict { what: "the comment was not built" })?;
    capture::append(tx, &envelope)
}

fn moment(seq: u64) -> Moment {
    let hub_time_ms = 1_790_000_000_000;
    let boot = [0x42; 8];
    let anchor = Anchor {
        hub_time_ms,
        log_size: 41_237,
        log_root: [0x33; 16],
        boot,
        sent_ms: 3_598_000,
        received_ms: 3_598_400,
    };
    let monotonic_ms = 3_600_000 + seq;
    let wall_ms = i64::try_from(hub_time_ms + seq).unwrap_or(i64::MAX);
    Moment { clocks: Clocks { wall_ms, boot, monotonic_ms }, anchor: Some(anchor) }
}

fn raw_commit(connection: &mut Connection) -> Measured<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.prepare_cached("INSERT INTO note (text) VALUES (?1)")?
        .execute(["客户要求放门口鞋柜上,已拍照"])?;
    tx.commit()?;
    Ok(())
}

fn sync_page(file: &mut File) -> Measured<()> {
    file.write_all(&[0x5a; PAGE_BYTES])?;
    file.sync_all()?;
    Ok(())
}
