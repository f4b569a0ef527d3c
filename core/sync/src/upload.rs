//! The upload of one sealed file: where it stands at the hub, what to send next, when it is done.
//!
//! `HEAD` tells the offset, `PATCH` appends from it; whatever breaks, the next step is `HEAD` again. The same
//! plan serves the core's own transport and an operating system that carries the file in the background.

use counterfoil_domain::limits::UPLOAD_CHUNK_BYTES_MAX;

/// Failures in a row after which this file waits and others go first.
const TRIES: u32 = 5;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadEvent {
    /// Begin, or go on after a restart.
    Begin,
    /// The hub has this many bytes: the answer to `HEAD` or `PATCH`.
    At {
        /// Bytes.
        offset_bytes: u64,
    },
    /// The hub has all of it, opened it and found the plain bytes that the envelope names.
    Arrived,
    /// The hub opened it and found something else: this file is not what its leave says.
    NotTheBlob,
    /// The envelope that names it is not at the hub yet.
    NotNamedYet,
    /// Nothing came back.
    Failed,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadStep {
    /// Ask for the offset.
    Head,
    /// Append bytes of the file.
    Patch {
        /// From this byte.
        offset_bytes: u64,
        /// So many.
        len_bytes: u64,
        /// Whether they are the last: the hub then answers [`UploadEvent::Arrived`].
        last: bool,
    },
    /// The hub has it.
    Done,
    /// Come back later; other files go first.
    Later,
    /// Never: report it.
    Refused,
}

/// One upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    size_bytes: u64,
    failures: u32,
}

impl Upload {
    /// The upload of a sealed file of `size_bytes`.
    #[must_use]
    pub fn new(size_bytes: u64) -> Self {
        Self { size_bytes, failures: 0 }
    }

    /// What to do after `event`.
    pub fn handle(&mut self, event: UploadEvent) -> UploadStep {
        match event {
            UploadEvent::Begin => self.ask(),
            UploadEvent::At { offset_bytes } => self.append(offset_bytes),
            UploadEvent::Arrived => UploadStep::Done,
            UploadEvent::NotTheBlob => UploadStep::Refused,
            UploadEvent::NotNamedYet => UploadStep::Later,
            UploadEvent::Failed => {
                self.failures += 1;
                if self.failures < TRIES { self.ask() } else { UploadStep::Later }
            }
        }
    }

    fn ask(&mut self) -> UploadStep {
        UploadStep::Head
    }

    fn append(&mut self, offset_bytes: u64) -> UploadStep {
        if offset_bytes > self.size_bytes {
            return UploadStep::Refused; // more than the file has: another file under this hash
        }
        self.failures = 0;
        let left = self.size_bytes - offset_bytes;
        let len_bytes = left.min(UPLOAD_CHUNK_BYTES_MAX as u64);
        // With nothing left an empty last chunk asks the hub to open what it has.
        UploadStep::Patch { offset_bytes, len_bytes, last: len_bytes == left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_on_where_it_broke_off() {
        let chunk = UPLOAD_CHUNK_BYTES_MAX as u64;
        let mut upload = Upload::new(chunk + 10);
        assert_eq!(upload.handle(UploadEvent::Begin), UploadStep::Head);
        let step = upload.handle(UploadEvent::At { offset_bytes: 0 });
        assert_eq!(step, UploadStep::Patch { offset_bytes: 0, len_bytes: chunk, last: false });
        // The connection breaks after 7 bytes.
        assert_eq!(upload.handle(UploadEvent::Failed), UploadStep::Head);
        let step = upload.handle(UploadEvent::At { offset_bytes: 7 });
        assert_eq!(step, UploadStep::Patch { offset_bytes: 7, len_bytes: chunk, last: false });
        let step = upload.handle(UploadEvent::At { offset_bytes: chunk + 7 });
        assert_eq!(step, UploadStep::Patch { offset_bytes: chunk + 7, len_bytes: 3, last: true });
        assert_eq!(upload.handle(UploadEvent::Arrived), UploadStep::Done);
    }

    #[test]
    fn one_file_that_fails_does_not_hold_up_the_others() {
        let mut upload = Upload::new(9);
        let steps: Vec<_> = (0..TRIES).map(|_| upload.handle(UploadEvent::Failed)).collect();
        assert_eq!(steps.last(), Some(&UploadStep::Later));
        assert_eq!(upload.handle(UploadEvent::At { offset_bytes: 10 }), UploadStep::Refused);
    }
}
