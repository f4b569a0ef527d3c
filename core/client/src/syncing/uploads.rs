//! Blobs on their way: sealed files as they lie, from whatever offset the hub says, the urgent first.

use counterfoil_domain::ids::Hash;
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::proof::{UploadLeave, UploadStatement};
use counterfoil_store::blobs::{self, ARRIVED_BEFORE_NEXT_ANSWER, UploadRow};
use counterfoil_store::progress;
use counterfoil_sync::access::{
    PARTIAL_UPLOAD, UPLOAD_HEADER, UPLOAD_INTEROP_VERSION, leave_text, upload_path,
};
use counterfoil_sync::upload::{Upload, UploadEvent, UploadStep};

use super::Uploads;
use crate::door::{self, Knock, Traffic};
use crate::error::{CauseError, Caused};
use crate::phone::core::Core;
use crate::ports::{Body, Response, TransportError};

/// Blobs that one session looks at.
const QUEUE_MAX: usize = 1_000;
/// Blobs from this urgency on are large.
const LARGE_FROM_URGENCY: u8 = 2;
/// Times that the hub may say of one file that it is not what was signed for; then it is reported and left.
const WRONG_MAX: u8 = 2;

/// What a session may carry.
pub(super) struct Limits {
    pub(super) until_ms: u64,
    pub(super) bytes: u64,
    pub(super) which: Uploads,
}

/// Why a blob is not carried any more.
pub(super) fn refused_note(hash: Hash) -> String {
    format!("syncing/upload-refused/{hash}")
}

/// What came of it.
#[derive(Default)]
pub(super) struct Uploaded {
    /// Blobs that arrived whole.
    pub(super) arrived: u64,
    /// Blobs that may not go in this session, and their sealed bytes still to go.
    pub(super) held_back: (u64, u64),
}

/// Carries what waits. A network that fails ends it without an error.
pub(super) async fn run(core: &Core, limits: &Limits, traffic: &mut Traffic) -> Caused<Uploaded> {
    let queue = core.read(|connection| Ok(blobs::upload_queue(connection, QUEUE_MAX)?))?;
    let mut uploaded = Uploaded::default();
    let mut over = false;
    for row in queue {
        if is_refused(core, row.blob.sealed.hash)? {
            continue;
        }
        let large = row.blob.urgency >= LARGE_FROM_URGENCY;
        let least = if large { Uploads::All } else { Uploads::Small };
        if limits.which < least {
            let left = row.blob.sealed.sealed_size.saturating_sub(row.blob.offset_bytes);
            uploaded.held_back.0 += 1;
            uploaded.held_back.1 += left;
            continue;
        }
        if over {
            continue;
        }
        match carry(core, &row, limits, traffic).await? {
            Carried::Arrived => uploaded.arrived += 1,
            Carried::Waits => {}
            Carried::Over => over = true,
        }
    }
    Ok(uploaded)
}

fn is_refused(core: &Core, hash: Hash) -> Caused<bool> {
    core.read(|connection| {
        let note = progress::note(connection, &refused_note(hash))?;
        Ok(note.is_some_and(|times| times.first() >= Some(&WRONG_MAX)))
    })
}

enum Carried {
    Arrived,
    /// Others go on.
    Waits,
    /// No network, or nothing of the budget is left.
    Over,
}

async fn carry(
    core: &Core,
    row: &UploadRow,
    limits: &Limits,
    traffic: &mut Traffic,
) -> Caused<Carried> {
    let sealed = &row.blob.sealed;
    if !core.store()?.vault().contains(sealed.hash) {
        note_refusal(core, sealed.hash, WRONG_MAX)?;
        return Ok(Carried::Waits);
    }
    let leave = leave(core, row)?;
    let mut upload = Upload::new(sealed.sealed_size);
    let mut event = UploadEvent::Begin;
    loop {
        let step = upload.handle(event);
        let spent = traffic.bytes_up + traffic.bytes_down >= limits.bytes;
        if spent || core.ports.moments.clocks().monotonic_ms >= limits.until_ms {
            return Ok(Carried::Over);
        }
        let knock = match step {
            UploadStep::Head => head(core, row, &leave),
            UploadStep::Patch { offset_bytes, len_bytes, last } => {
                patch(core, row, &leave, (offset_bytes, len_bytes, last))?
            }
            UploadStep::Done => {
                note_arrival(core, sealed.hash)?;
                return Ok(Carried::Arrived);
            }
            UploadStep::Later => return Ok(Carried::Waits),
            UploadStep::Refused => {
                note_refusal(core, sealed.hash, 1)?;
                return Ok(Carried::Waits);
            }
        };
        let enrolment = core.enrolment()?;
        event = match door::send(core, &enrolment.hub_url, knock, traffic).await {
            Ok(answer) => heard(core, row, &answer)?,
            Err(CauseError::Transport(TransportError::File)) => {
                note_refusal(core, sealed.hash, WRONG_MAX)?;
                return Ok(Carried::Waits);
            }
            Err(CauseError::Transport(_)) => return Ok(Carried::Over),
            Err(other) => return Err(other),
        };
    }
}

/// What an answer means for the upload.
fn heard(core: &Core, row: &UploadRow, answer: &Response) -> Caused<UploadEvent> {
    if !(200..300).contains(&answer.status) {
        return Ok(match door::refusal(answer) {
            CauseError::Hub { code, .. } if code == "envelope_missing" => UploadEvent::NotNamedYet,
            CauseError::Hub { code, .. } if code == "not_named" || code == "wrong_content" => {
                UploadEvent::NotTheBlob
            }
            _ => UploadEvent::Failed,
        });
    }
    if answer.header("upload-complete") == Some("?1") {
        return Ok(UploadEvent::Arrived);
    }
    let offset = answer.header("upload-offset").and_then(|text| text.parse().ok());
    let Some(offset_bytes) = offset else { return Ok(UploadEvent::Failed) };
    let sealed = row.blob.sealed.sealed_hash;
    core.write(|tx| Ok(blobs::note_offset(tx, sealed, offset_bytes)?))?;
    Ok(UploadEvent::At { offset_bytes })
}

/// Leave for exactly these bytes, good without nonce or token.
fn leave(core: &Core, row: &UploadRow) -> Caused<String> {
    let (sealed, enrolment) = (&row.blob.sealed, core.enrolment()?);
    let statement = UploadStatement {
        version: 1,
        tenant: enrolment.answer.tenant,
        device: core.keys.device(),
        envelope: row.envelope,
        plain_hash: sealed.hash,
        plain_size_bytes: sealed.size,
        sealed_hash: sealed.sealed_hash,
        sealed_size_bytes: sealed.sealed_size,
        derived_from: row.blob.derived.clone(),
    };
    let signature = core.keys.session.sign(Purpose::Upload, &statement.to_bytes());
    Ok(leave_text(&UploadLeave { statement, signature }))
}

fn knock(core: &Core, row: &UploadRow, leave: &str, method: &'static str, body: Body) -> Knock {
    Knock {
        method,
        path: upload_path(&core.keys.device(), &row.blob.sealed.sealed_hash),
        headers: vec![
            (UPLOAD_HEADER.to_owned(), leave.to_owned()),
            ("upload-draft-interop-version".to_owned(), UPLOAD_INTEROP_VERSION.to_owned()),
        ],
        body,
        answer_bytes_max: door::SMALL_ANSWER_BYTES_MAX,
    }
}

fn head(core: &Core, row: &UploadRow, leave: &str) -> Knock {
    knock(core, row, leave, "HEAD", Body::Empty)
}

fn patch(
    core: &Core,
    row: &UploadRow,
    leave: &str,
    (offset, len, last): (u64, u64, bool),
) -> Caused<Knock> {
    let path = core.store()?.vault().sealed_path(row.blob.sealed.hash);
    let mut knock = knock(core, row, leave, "PATCH", Body::File { path, offset, len });
    let complete = if last { "?1" } else { "?0" };
    knock.headers.extend([
        ("content-type".to_owned(), PARTIAL_UPLOAD.to_owned()),
        ("upload-offset".to_owned(), offset.to_string()),
        ("upload-complete".to_owned(), complete.to_owned()),
    ]);
    Ok(knock)
}

fn note_arrival(core: &Core, hash: Hash) -> Caused<()> {
    core.write(|tx| {
        progress::clear_note(tx, &refused_note(hash))?;
        Ok(blobs::note_arrived(tx, hash, ARRIVED_BEFORE_NEXT_ANSWER)?)
    })
}

fn note_refusal(core: &Core, hash: Hash, times: u8) -> Caused<()> {
    core.write(|tx| {
        let before = progress::note(tx, &refused_note(hash))?;
        let before = before.and_then(|times| times.first().copied()).unwrap_or(0);
        let times = [before.saturating_add(times)];
        Ok(progress::set_note(tx, &refused_note(hash), &times)?)
    })
}
