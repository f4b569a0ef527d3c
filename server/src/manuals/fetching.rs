//! What phones are told of manuals, and the bytes that they fetch.

use axum::http::HeaderMap;
use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::limits::MANUALS_MAX;
use counterfoil_domain::playbook::words::Words;
use counterfoil_sync::manuals::{Manual, ManualsAnswer, ManualsAsk, ManualsStatement, Need};

use crate::door::Caller;
use crate::problem::{Answer, Problem};
use crate::range::{self, Piece};
use crate::server::Server;
use crate::storage::manuals::{ManualRow, PinRow};

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
        let asked = range::asked(headers, row.size_bytes)?;
        let (from, to) = asked.unwrap_or((0, row.size_bytes));
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
