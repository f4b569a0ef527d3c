//! What stands of a segment without a key: the frames for which its store signed, by their places. A finder counts
//! them, a hub keeps them; two copies of which each lacks something make one that lacks less.

use std::collections::{BTreeMap, BTreeSet};

use super::{Frame, LENGTH_BYTES, ListedFile, MAC_BYTES, SegmentError, SegmentHead, Ticket};
use crate::cbor;
use crate::ids::Hash;
use crate::limits::{DROPPED_WRONG_FRAMES_MAX, OUTBOX_FRAMES_MAX};

/// The frames of a segment that stand.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// The segment's head. Whether it is signed is another question.
    pub head: SegmentHead,
    /// The bytes before the first frame.
    pub head_bytes: &'a [u8],
    /// Each with its ticket, by its place.
    pub frames: BTreeMap<u64, (Frame<'a>, Ticket)>,
    /// Frames that were found and do not stand; there may be more behind the last one that was looked at.
    pub wrong: usize,
}

impl<'a> Standing<'a> {
    /// Looks at each frame until nothing whole follows, or too many do not stand. Where `is_known` says of a place that
    /// these bytes stood there before, no signature is looked at.
    ///
    /// # Errors
    /// [`SegmentError`] of the head.
    pub fn read(
        bytes: &'a [u8],
        is_known: impl Fn(u64, &[u8]) -> bool,
    ) -> Result<Self, SegmentError> {
        let (head, head_length) = SegmentHead::read(bytes)?;
        let (head_bytes, mut rest) = bytes.split_at(head_length);
        let hash = super::head_hash(head_bytes);
        let mut standing = Self { head, head_bytes, frames: BTreeMap::new(), wrong: 0 };
        let mut looked_at = 0;
        while let Some((frame, behind)) = standing.head.next_frame(rest) {
            rest = behind;
            looked_at += 1;
            match standing.look(hash, frame, &is_known) {
                Some(ticket) => {
                    standing.frames.entry(ticket.index).or_insert((frame, ticket));
                }
                None if is_gap(&frame) => {}
                None => standing.wrong += 1,
            }
            if standing.wrong >= DROPPED_WRONG_FRAMES_MAX || looked_at >= OUTBOX_FRAMES_MAX {
                break;
            }
        }
        Ok(standing)
    }

    fn look(
        &self,
        head: Hash,
        frame: Frame<'a>,
        is_known: impl Fn(u64, &[u8]) -> bool,
    ) -> Option<Ticket> {
        let ticket: Ticket = cbor::decode(frame.ticket).ok()?;
        if ticket.index >= OUTBOX_FRAMES_MAX {
            return None;
        }
        if is_known(ticket.index, frame.bytes) {
            return Some(ticket);
        }
        frame.ticket(head, self.head.session.as_ref()?)
    }

    /// Takes from another copy of the same segment what this one lacks.
    pub fn join(&mut self, other: &Self) {
        if self.head_bytes == other.head_bytes {
            for (index, found) in &other.frames {
                self.frames.entry(*index).or_insert_with(|| found.clone());
            }
        }
    }

    /// Every sealed file that these frames name.
    #[must_use]
    pub fn files(&self) -> BTreeSet<ListedFile> {
        self.frames.values().flat_map(|(_, ticket)| ticket.files.iter().copied()).collect()
    }

    /// The segment with these frames, an empty one in the place of each that is missing.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.head_bytes.to_vec();
        let mut next = 0;
        for (index, (frame, _)) in &self.frames {
            for _ in next..*index {
                bytes.extend([0; GAP_BYTES]);
            }
            bytes.extend(frame.bytes);
            next = index + 1;
        }
        bytes
    }
}

/// Bytes of an empty frame: no record, a MAC of zeros, no ticket.
const GAP_BYTES: usize = LENGTH_BYTES + MAC_BYTES + LENGTH_BYTES;

fn is_gap(frame: &Frame<'_>) -> bool {
    frame.bytes == [0; GAP_BYTES]
}
