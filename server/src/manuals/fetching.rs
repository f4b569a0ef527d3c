//! What phones are told of manuals, and the bytes that they fetch.

use axum::http::{HeaderMap, StatusCode, header};
use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::limits::MANUALS_MAX;
use counterfoil_domain::playbook::words::Words;
use counterfoil_sync::manuals::{Manual, ManualsAnswer, ManualsAsk, ManualsStatement, Need};

use crate::door::Caller;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::manuals::{ManualRow, PinRow};

/// Bytes of a manual.
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

impl Server {
    /// Tells a phone which manuals its orders need, small ones first.
    pub async fn needed_manuals(&self, caller: &Caller, body: &[u8]) -> Answer<ManualsAnswer> {
        let asked: ManualsAsk =
            cbor::decode(body).map_err(|_| Problem::malformed("The body names no needs"))?;
        if !asked.is_sound() {
            return Err(Problem::malformed("The needs are out of bounds"));
        }
        let pins = self.storage.pins(self.tenant()).await?;
        let mut newest: Vec<ManualRow> = Vec::new();
        for row in self.storage.manuals(self.tenant()).await? {
            newest.retain(|older| older.manual != row.manual);
            newest.push(row);
        }
        let mut manuals: Vec<Manual> = newest
            .into_iter()
            .filter_map(|row| {
                let own: Vec<&PinRow> =
                    pins.iter().filter(|pin| pin.manual == row.manual).collect();
                let meets = |need: &&Need| own.iter().any(|pin| meets(pin, need));
                let met: Vec<Need> = asked.needs.iter().filter(meets).cloned().collect();
                (!met.is_empty()).then(|| told(row, met))
            })
            .collect();
        manuals.sort_by_key(|manual| (manual.size_bytes, manual.id));
        manuals.truncate(MANUALS_MAX);
        let statement = ManualsStatement {
            version: 1,
            tenant: self.tenant(),
            device: caller.device,
            request: sha256(body),
            time_ms: self.now_ms(),
            manuals,
        };
        let signature = self.keyring.answer.sign(Purpose::Manuals, &cbor::encode(&statement));
        Ok(ManualsAnswer { statement, signature })
    }

    /// A manual's bytes, or the part that the headers ask for.
    pub async fn manual_piece(&self, hash: Hash, headers: &HeaderMap) -> Answer<Piece> {
        let row = self.storage.manual(self.tenant(), hash).await?;
        let row = row.ok_or_else(Problem::not_found)?;
        let asked = headers.get(header::RANGE).map(|value| value.to_str().unwrap_or_default());
        let (from, to) = match asked {
            Some(text) => range(text, row.size_bytes).ok_or_else(|| no_range(row.size_bytes))?,
            None => (0, row.size_bytes),
        };
        let office = self.keyring.office_device();
        let read = self.blobs.get_range(office, hash, (from, to)).await;
        let bytes = read.map_err(|error| Problem::internal("manuals", &error))?;
        let bytes = bytes.ok_or_else(Problem::not_found)?;
        let (size_bytes, media_type) = (row.size_bytes, row.media_type);
        Ok(Piece { from, bytes, size_bytes, media_type, part: asked.is_some() })
    }
}

fn meets(pin: &PinRow, need: &Need) -> bool {
    let model = need.model.as_deref().unwrap_or_default();
    (pin.kind.is_empty() || pin.kind == need.kind)
        && (pin.model.is_empty() || pin.model.eq_ignore_ascii_case(model))
}

fn told(row: ManualRow, meets: Vec<Need>) -> Manual {
    Manual {
        id: row.manual,
        version: row.version,
        hash: row.hash,
        size_bytes: row.size_bytes,
        media_type: row.media_type,
        title: Words::new(row.title_zh, row.title_en),
        meets,
    }
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
    let title = "The document has no such bytes";
    let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range", title);
    problem.with("size_bytes", size_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_lies_within_the_document() {
        assert_eq!(range("bytes=0-", 10), Some((0, 10)));
        assert_eq!(range("bytes=4-7", 10), Some((4, 8)));
        assert_eq!(range("bytes=4-99", 10), Some((4, 10)));
        for wrong in ["bytes=10-", "bytes=5-4", "bytes=-5", "bytes=a-", "items=0-", "bytes=0-1,3-4"]
        {
            assert_eq!(range(wrong, 10), None, "{wrong}");
        }
    }
}
