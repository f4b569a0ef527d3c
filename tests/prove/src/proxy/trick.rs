//! What a network can do to a request or its answer, by mistake or on purpose.

use super::message::Message;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Errand {
    /// A nonce.
    Nonce,
    /// An access token.
    Token,
    /// One exchange.
    Sync,
    /// How far an upload is.
    Offset,
    /// More of an upload.
    Upload,
    /// Anything else.
    Other,
}

impl Errand {
    /// Those that a working day needs.
    pub const ALL: [Self; 5] = [Self::Nonce, Self::Token, Self::Sync, Self::Offset, Self::Upload];

    pub(super) fn of(request: &Message) -> Self {
        let line = request.first_line();
        match line.split(' ').next().unwrap_or_default() {
            "POST" if line.contains(" /v1/nonce ") => Self::Nonce,
            "POST" if line.contains(" /v1/token ") => Self::Token,
            "POST" if line.contains(" /v1/sync ") => Self::Sync,
            "HEAD" if line.contains(" /v1/blobs/") => Self::Offset,
            "PATCH" if line.contains(" /v1/blobs/") => Self::Upload,
            _ => Self::Other,
        }
    }
}

/// A place in bytes whose number is not known yet, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(pub u16);

impl Share {
    pub(super) fn of(self, len: usize) -> usize {
        (len * usize::from(self.0) / 1_000).min(len)
    }
}

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trick {
    /// Nothing.
    Honest,
    /// It and its answer take their time, ms each.
    Slow(u64),
    /// Only its beginning reaches the hub; the connection breaks.
    CutRequest(Share),
    /// The hub acts upon it; only the beginning of its answer reaches the phone.
    CutAnswer(Share),
    /// The hub gets it twice.
    Twice,
    /// The hub gets the one before it once more, first.
    OldRequestFirst,
    /// The hub gets it later than those behind it; the phone hears nothing.
    Overtaken,
    /// The phone gets the answer to an earlier one.
    OldAnswer,
    /// The phone gets the answer to a request for something else.
    OtherAnswer,
    /// The answer's body is shorter, and its length says so.
    Truncated(Share),
    /// A bit of the request is another.
    FlipRequest(Share),
    /// A bit of the answer is another.
    FlipAnswer(Share),
    /// The answer's length is said to be longer or shorter by so many bytes.
    WrongLength(i32),
    /// A captive portal's page, with the hub's own header or without.
    Portal {
        /// Whether it claims to be the hub's.
        as_hub: bool,
    },
    /// Elsewhere.
    Redirect(u16),
    /// A status with nothing of use behind it.
    Status {
        /// Which.
        status: u16,
        /// Whether it claims to be the hub's.
        as_hub: bool,
    },
    /// An answer that unfolds to half a gigabyte.
    Bomb,
    /// An answer that does not end.
    Endless,
    /// An answer a few bytes at a time.
    Drip,
    /// Bytes that are no HTTP.
    Noise,
    /// The connection closes without a word.
    Silence,
    /// An answer that says that everything is safe, signed by the proxy's own key.
    Forged,
}

/// Every trick, with the places and numbers at which it is tried one by one.
#[must_use]
pub fn every_trick() -> Vec<Trick> {
    let shares = [Share(0), Share(30), Share(500), Share(999)];
    let mut all = vec![
        Trick::Slow(40),
        Trick::Twice,
        Trick::OldRequestFirst,
        Trick::Overtaken,
        Trick::OldAnswer,
        Trick::OtherAnswer,
        Trick::WrongLength(7),
        Trick::WrongLength(-7),
        Trick::WrongLength(-1_000_000),
        Trick::Portal { as_hub: false },
        Trick::Portal { as_hub: true },
        Trick::Bomb,
        Trick::Endless,
        Trick::Drip,
        Trick::Noise,
        Trick::Silence,
        Trick::Forged,
    ];
    for share in shares {
        all.push(Trick::CutRequest(share));
        all.push(Trick::CutAnswer(share));
        all.push(Trick::Truncated(share));
        all.push(Trick::FlipRequest(share));
        all.push(Trick::FlipAnswer(share));
    }
    all.extend([301, 302, 303, 307, 308].map(Trick::Redirect));
    for status in [
        100, 204, 206, 304, 400, 401, 403, 404, 408, 409, 413, 418, 429, 500, 502, 503, 504, 511,
        999,
    ] {
        all.extend([true, false].map(|as_hub| Trick::Status { status, as_hub }));
    }
    all
}
