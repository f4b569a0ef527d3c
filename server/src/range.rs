//! Ranges of bytes: what a request asks of a file, and the piece that answers it.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::problem::{Answer, Problem};

/// Bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The first byte's place.
    pub from: u64,
    /// The bytes.
    pub bytes: bytes::Bytes,
    /// Bytes of the whole.
    pub size_bytes: u64,
    /// Media type of the whole.
    pub media_type: String,
    /// Whether a range was asked for.
    pub part: bool,
}

impl Piece {
    /// The answer: 200 with the whole or 206 with the part, never shown as a page of the hub's origin.
    pub(crate) fn answer(self, cache: &'static str) -> Response {
        let status = if self.part { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
        let to = self.from + self.bytes.len() as u64;
        let range = format!("bytes {}-{}/{}", self.from, to.saturating_sub(1), self.size_bytes);
        let mut answer = (status, Body::from(self.bytes)).into_response();
        let fixed: [(HeaderName, &'static str); 4] = [
            (header::ACCEPT_RANGES, "bytes"),
            (header::CACHE_CONTROL, cache),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CONTENT_DISPOSITION, "attachment"),
        ];
        for (name, text) in fixed {
            answer.headers_mut().insert(name, HeaderValue::from_static(text));
        }
        let unknown = HeaderValue::from_static("application/octet-stream");
        let kind = HeaderValue::from_str(&self.media_type).unwrap_or(unknown);
        answer.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(range) = HeaderValue::from_str(&range).ok().filter(|_| self.part) {
            answer.headers_mut().insert(header::CONTENT_RANGE, range);
        }
        answer
    }
}

/// The range that a request asks for, as `from..to`; `None` where it asks for the whole.
pub(crate) fn asked(headers: &HeaderMap, size_bytes: u64) -> Answer<Option<(u64, u64)>> {
    let Some(text) = headers.get(header::RANGE) else { return Ok(None) };
    let found = range(text.to_str().unwrap_or_default(), size_bytes);
    found.map(Some).ok_or_else(|| no_range(size_bytes))
}

/// One range of bytes, `bytes=N-` or `bytes=N-M`, as `from..to`.
fn range(text: &str, size_bytes: u64) -> Option<(u64, u64)> {
    let (from, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let from: u64 = from.trim().parse().ok()?;
    let to = match last.trim() {
        "" => size_bytes,
        last => last.parse::<u64>().ok()?.saturating_add(1).min(size_bytes),
    };
    (from < to).then_some((from, to))
}

fn no_range(size_bytes: u64) -> Problem {
    let title = "The file has no such bytes";
    let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range", title);
    problem.with("size_bytes", size_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_lies_within_the_whole() {
        assert_eq!(range("bytes=0-", 10), Some((0, 10)));
        assert_eq!(range("bytes=4-7", 10), Some((4, 8)));
        assert_eq!(range("bytes=4-99", 10), Some((4, 10)));
        for wrong in ["bytes=10-", "bytes=5-4", "bytes=-5", "bytes=a-", "items=0-", "bytes=0-1,3-4"]
        {
            assert_eq!(range(wrong, 10), None, "{wrong}");
        }
    }
}
