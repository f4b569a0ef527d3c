//! Manuals as they travel: a phone says of what kinds and models its orders are, the hub which documents those
//! need, signed; the bytes are fetched piece by piece and known by their hash.
//!
//! They stand beside the exchange and not in it: an answer's one signature is over work and its receipts, and an
//! idle phone must not pay for documents that did not change.

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{DeviceId, Hash, SubjectId, TenantId};
use counterfoil_domain::keys::{PublicKey, Purpose, Signature};
use counterfoil_domain::limits::{
    MANUAL_BYTES_MAX, MANUAL_NEEDS_MAX, MANUALS_MAX, MODEL_BYTES_MAX,
};
use counterfoil_domain::playbook::words::Words;
use minicbor::{Decode, Encode};

/// Asks which manuals are needed. Body [`ManualsAsk`] with proof and token, answer [`ManualsAnswer`].
pub const MANUALS_PATH: &str = "/v1/manuals";

/// Where the bytes of a manual are: GET with proof and token, `Range: bytes=N-M` for a piece.
#[must_use]
pub fn manual_path(hash: &Hash) -> String {
    format!("{MANUALS_PATH}/{hash}")
}

/// What an order is, as far as manuals are pinned by it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(array)]
pub struct Need {
    /// The order's kind in the playbook.
    #[n(0)]
    pub kind: String,
    /// The model of the appliance, as the field `device/model` says it, trimmed.
    #[n(1)]
    pub model: Option<String>,
}

/// A phone asks.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ManualsAsk {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// What its orders are, ascending, each once.
    #[n(1)]
    pub needs: Vec<Need>,
}

impl ManualsAsk {
    /// Whether it keeps the bounds of the format.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let fits = |need: &Need| {
            need.kind.len() <= MODEL_BYTES_MAX
                && need.model.as_ref().is_none_or(|model| model.len() <= MODEL_BYTES_MAX)
        };
        self.version == 1 && self.needs.len() <= MANUAL_NEEDS_MAX && self.needs.iter().all(fits)
    }
}

/// One document in one version.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Manual {
    /// The document, the same in all its versions.
    #[n(0)]
    pub id: SubjectId,
    /// Counts up from 1.
    #[n(1)]
    pub version: u32,
    /// SHA-256 of its bytes.
    #[n(2)]
    pub hash: Hash,
    /// Its bytes.
    #[n(3)]
    pub size_bytes: u64,
    /// Media type.
    #[n(4)]
    pub media_type: String,
    /// What people call it.
    #[n(5)]
    pub title: Words,
    /// The needs among those asked for that it meets.
    #[n(6)]
    pub meets: Vec<Need>,
}

/// What the hub signs under [`Purpose::Manuals`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ManualsStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store that asked.
    #[n(2)]
    pub device: DeviceId,
    /// SHA-256 of the question's body.
    #[n(3)]
    pub request: Hash,
    /// The hub's time, ms since 1970.
    #[n(4)]
    pub time_ms: u64,
    /// The manuals, small ones first.
    #[n(5)]
    pub manuals: Vec<Manual>,
}

/// The hub's answer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ManualsAnswer {
    /// What is signed.
    #[n(0)]
    pub statement: ManualsStatement,
    /// By the hub's answer key.
    #[n(1)]
    pub signature: Signature,
}

/// Why an answer is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the list of manuals is not one that this hub signed for this question")]
pub struct ManualsError;

impl ManualsAnswer {
    /// Reads an answer to `asked` (the question's bytes) and checks who signed it and for whom.
    pub fn from_bytes(
        bytes: &[u8],
        (tenant, device): (TenantId, DeviceId),
        asked: &[u8],
        key: &PublicKey,
    ) -> Result<ManualsStatement, ManualsError> {
        let answer: Self = cbor::decode(bytes).map_err(|_| ManualsError)?;
        let said = answer.statement;
        let signed = key.verify(Purpose::Manuals, &cbor::encode(&said), &answer.signature);
        let fits = said.version == 1
            && (said.tenant, said.device) == (tenant, device)
            && said.request == sha256(asked)
            && said.manuals.len() <= MANUALS_MAX
            && said.manuals.iter().all(|one| one.size_bytes <= MANUAL_BYTES_MAX);
        if fits && signed.is_ok() { Ok(said) } else { Err(ManualsError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterfoil_domain::keys::SoftwareKey;

    #[test]
    fn a_list_is_for_its_own_question_and_by_the_hub_alone() {
        let (hub, other) = (SoftwareKey::ed25519(&[1; 32]), SoftwareKey::ed25519(&[2; 32]));
        let (tenant, device) = (TenantId([3; 16]), DeviceId([4; 16]));
        let need = Need { kind: "repair".into(), model: Some("KFR-35GW".into()) };
        let asked = cbor::encode(&ManualsAsk { version: 1, needs: vec![need.clone()] });
        let manual = Manual {
            id: SubjectId([5; 16]),
            version: 2,
            hash: sha256(b"manual"),
            size_bytes: 6,
            media_type: "application/pdf".into(),
            title: Words::new("安装手册", "installation manual"),
            meets: vec![need],
        };
        let statement = ManualsStatement {
            version: 1,
            tenant,
            device,
            request: sha256(&asked),
            time_ms: 1,
            manuals: vec![manual],
        };
        let signature = hub.sign(Purpose::Manuals, &cbor::encode(&statement));
        let bytes = cbor::encode(&ManualsAnswer { statement: statement.clone(), signature });
        let read = |asked: &[u8], key: &SoftwareKey, device| {
            ManualsAnswer::from_bytes(&bytes, (tenant, device), asked, &key.public())
        };
        assert_eq!(read(&asked, &hub, device), Ok(statement));
        assert!(read(b"another", &hub, device).is_err());
        assert!(read(&asked, &other, device).is_err());
        assert!(read(&asked, &hub, DeviceId([9; 16])).is_err());
        assert!(ManualsAnswer::from_bytes(b"", (tenant, device), &asked, &hub.public()).is_err());
    }
}
