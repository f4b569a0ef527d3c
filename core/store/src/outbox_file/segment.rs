//! Writing a segment, and reading one back: nothing in it is believed that its keys do not vouch for.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use counterfoil_domain::ids::Hash;
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_domain::limits::{
    OUTBOX_FRAME_BYTES_MAX, OUTBOX_FRAMES_MAX, OUTBOX_SEGMENT_BYTES_MAX,
};
use counterfoil_domain::segment::{Frame, head_hash};

use super::frame::{Looked, Ratchet, Record};
use super::head::{self, Origin, SegmentHead, SegmentKeys};
use crate::error::StoreError;
use crate::folder::{sync_folder, with_suffix};
use crate::limits;
use crate::vault::{Identity, Recipient};

/// The segment that is written now. Its keys are in memory alone, so it is never taken up again: who opens the store
/// next begins another one.
pub(super) struct SegmentWriter {
    file: File,
    ratchet: Ratchet,
    session: Option<SoftwareKey>,
    pub(super) path: PathBuf,
    pub(super) origin: Origin,
    pub(super) bytes: u64,
}

impl SegmentWriter {
    /// Makes a segment with its first records, durable when this returns.
    pub(super) fn begin(
        path: &Path,
        origin: Origin,
        (store, keys): (&Recipient, &SegmentKeys),
        records: &[Record],
    ) -> Result<Self, StoreError> {
        let (head, content_key, mac_key) = head::make(origin, store, keys)?;
        let mut ratchet = Ratchet::new(head_hash(&head), &content_key, mac_key);
        let session = keys.session.clone();
        let mut bytes = head;
        bytes.extend(frames(&mut ratchet, session.as_ref(), records)?);
        // A name stands for a whole segment: nobody finds a head without its first frame.
        let unfinished = with_suffix(path, super::UNFINISHED);
        let mut file = File::create(&unfinished)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        path.parent().map_or(Ok(()), sync_folder)?;
        let (path, bytes) = (path.to_owned(), bytes.len() as u64);
        Ok(Self { file, ratchet, session, path, origin, bytes })
    }

    /// True when nothing more should go into it.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= limits::OUTBOX_SEGMENT_BYTES || self.ratchet.next >= OUTBOX_FRAMES_MAX / 2
    }

    /// Appends records, durable when this returns. After an error the segment must not be written any more.
    pub(super) fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        let bytes = frames(&mut self.ratchet, self.session.as_ref(), records)?;
        self.file.write_all(&bytes)?;
        self.file.sync_all()?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }
}

fn frames(
    ratchet: &mut Ratchet,
    session: Option<&SoftwareKey>,
    records: &[Record],
) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    for record in records {
        let frame = ratchet.seal(record, session).ok_or(StoreError::TooLarge {
            what: "frame of the outbox file",
            limit: OUTBOX_FRAME_BYTES_MAX as u64,
        })?;
        bytes.extend(frame);
    }
    Ok(bytes)
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The store itself: its key opens the frames, the MACs are not for it.
    Store,
    /// The holder of the rescue key, who follows the MACs too: a frame that was added later does not stand.
    Rescue,
}

/// What a segment holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its head.
    pub head: SegmentHead,
    /// Every record that stands, in the order of writing.
    pub records: Vec<Record>,
    /// Frames before the last one that stands, and that do not stand themselves; to the holder of the rescue key also
    /// those of which only the ticket does not stand: their records are here all the same.
    pub changed: u64,
    /// Bytes behind the last frame that stands: a tail that was torn, or put there by somebody.
    pub tail_bytes: u64,
}

impl Segment {
    /// Reads a segment from its bytes.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if the head cannot be read, [`StoreError::WrongKey`] if it is sealed to others,
    /// [`StoreError::UpdateNeeded`] of a newer layout. Damaged frames are no error.
    pub fn read(bytes: &[u8], identity: &Identity, reader: Reader) -> Result<Self, StoreError> {
        let (head, head_bytes) = head::read(bytes)?;
        let content_key = head::content_key(&head, identity)?;
        let checks_mac = reader == Reader::Rescue;
        let mac_key = if checks_mac { head::mac_key(&head, identity)? } else { [0; 32] };
        let hash = head_hash(&bytes[..head_bytes]);
        let mut ratchet = Ratchet::new(hash, &content_key, mac_key);
        let mut rest = &bytes[head_bytes..];
        let (mut records, mut changed, mut failed) = (Vec::new(), 0, 0);
        let mut tail_bytes = rest.len() as u64;
        while let Some((frame, behind)) = head.next_frame(rest) {
            rest = behind;
            match ratchet.open(frame.sealed, frame.mac, checks_mac) {
                Looked::Whole(record) => {
                    records.push(*record);
                    changed += failed;
                    changed += u64::from(checks_mac && !has_its_ticket(&head, hash, &frame));
                    failed = 0;
                    tail_bytes = rest.len() as u64;
                }
                // Those behind it may stand: each says its own place.
                Looked::Changed => failed += 1,
            }
        }
        Ok(Self { head, records, changed, tail_bytes })
    }

    /// Reads a segment from its file.
    ///
    /// # Errors
    /// As [`Segment::read`]; [`StoreError::NotFound`].
    pub fn read_file(path: &Path, identity: &Identity, reader: Reader) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => StoreError::NotFound { what: "outbox segment" },
            _ => error.into(),
        })?;
        let mut bytes = Vec::new();
        file.take(OUTBOX_SEGMENT_BYTES_MAX).read_to_end(&mut bytes)?;
        Self::read(&bytes, identity, reader)
    }

    /// True when every frame of it stands, but for a tail.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.changed == 0
    }
}

/// True where the ticket is the session key's for this frame, or where there was no key to make one.
fn has_its_ticket(head: &SegmentHead, hash: Hash, frame: &Frame<'_>) -> bool {
    match &head.session {
        Some(session) if head.statement.version > 1 => frame.ticket(hash, session).is_some(),
        _ => frame.ticket.is_empty(),
    }
}
