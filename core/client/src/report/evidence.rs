//! What a report rests on: the fingerprint over the order's envelopes, and the list behind it.
//!
//! The fingerprint is the RFC 6962 root over the header hashes, sorted. Who holds the order's bundle reckons it anew;
//! who holds the report alone finds the list inside it, and each hash on it in the hub's signed manifest.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{Hash, SubjectId, TenantId};
use counterfoil_domain::merkle::{leaf_hash, root};
use counterfoil_domain::sorting::SortSmall as _;
use serde::Serialize;

use super::content::Teller;
use super::paper::Proof;

/// Scheme and path of the code on a report.
pub const EVIDENCE_PREFIX: &str = "counterfoil://evidence?";

/// What a report proves, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Format of this list: 1.
    pub format: u32,
    /// The tenant.
    pub tenant: TenantId,
    /// Fingerprint of the tenant's root key, against which a bundle is checked.
    pub root_fingerprint: Hash,
    /// The hub.
    pub hub: String,
    /// The order.
    pub order: SubjectId,
    /// RFC 6962 root over `headers`.
    pub digest: Hash,
    /// Hashes of the order's envelope headers, sorted.
    pub headers: Vec<Hash>,
    /// Hashes of the originals, in the order of the report.
    pub originals: Vec<Hash>,
}

/// The fingerprint over header hashes: sorted, each once.
#[must_use]
pub fn evidence_digest(headers: &[Hash]) -> Hash {
    let mut sorted = headers.to_vec();
    sorted.sort_small_by(Ord::cmp);
    sorted.dedup();
    let leaves: Vec<Hash> = sorted.iter().map(|hash| leaf_hash(&hash.0)).collect();
    root(&leaves)
}

impl Evidence {
    /// The text of the code: which order of whom, and the fingerprint; no name, no place, no waybill.
    #[must_use]
    pub fn code(&self) -> String {
        let Self { order, root_fingerprint, digest, .. } = self;
        format!("{EVIDENCE_PREFIX}order={order}&root={root_fingerprint}&digest={digest}")
    }

    /// The list as a file.
    pub(super) fn list(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }
}

impl Teller<'_> {
    /// What the last section says.
    pub(super) fn proof(&self, evidence: &Evidence, unsent: usize) -> Proof {
        let (count, safe) = (evidence.headers.len(), evidence.headers.len().saturating_sub(unsent));
        let root = groups(&evidence.root_fingerprint, 16);
        let list = evidence.list();
        let seal = groups(&sha256(&list), 4);
        let lines = match self.say("zh", "en") {
            "zh" => vec![
                format!(
                    "由 {count} 条签名记录算出,其中 {safe} 条服务器已入账,{unsent} 条在手机上待发。"
                ),
                format!("租户根指纹 {root}"),
                format!("本文件内附 evidence.json(清单,指纹前段 {seal}),可离线与证据包核对。"),
            ],
            _ => vec![
                format!(
                    "Over {count} signed records: {safe} in the hub's log, {unsent} still on the phone."
                ),
                format!("Root fingerprint of the tenant {root}"),
                format!(
                    "The list is inside this file as evidence.json ({seal}); a bundle is checked against it offline."
                ),
            ],
        };
        Proof { code: evidence.code(), digest: groups(&evidence.digest, 16), lines, list }
    }
}

/// The first groups of four digits of a hash.
fn groups(hash: &Hash, count: usize) -> String {
    let digits: Vec<char> = hash.to_string().chars().collect();
    let groups: Vec<String> =
        digits.chunks(4).take(count).map(|four| four.iter().collect()).collect();
    groups.join(" ")
}
