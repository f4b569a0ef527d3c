//! A playbook as it is published: the file's bytes, and the office's signature over which playbook of
//! which tenant in which version they are.
//!
//! Whoever receives one asks [`accept`], which knows what is held already: what is not signed by the
//! key that the tenant's root certified, what belongs to another tenant, and other bytes under a version
//! that is held are refused, and work goes on under what is held.

use minicbor::{Decode, Encode};

use super::words::Words;
use super::{Playbook, PlaybookError};
use crate::cbor;
use crate::hash::sha256;
use crate::ids::{Hash, TenantId};
use crate::keys::{PublicKey, Purpose, Signature, SoftwareKey};
use crate::limits;

/// What is signed under [`Purpose::Playbook`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PlaybookStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// Which playbook, as the file says.
    #[n(2)]
    pub id: String,
    /// Its version, as the file says.
    #[n(3)]
    pub playbook: u32,
    /// SHA-256 of the file's bytes.
    #[n(4)]
    pub hash: Hash,
    /// Bytes of the file.
    #[n(5)]
    pub size_bytes: u64,
}

/// A playbook's statement with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedPlaybook {
    /// What is signed.
    #[n(0)]
    pub statement: PlaybookStatement,
    /// By the hub's office key, which the tenant's root certifies.
    #[n(1)]
    pub signature: Signature,
}

impl SignedPlaybook {
    /// Signs a playbook that was read from `bytes`.
    #[must_use]
    pub fn sign(tenant: TenantId, playbook: &Playbook, bytes: &[u8], key: &SoftwareKey) -> Self {
        let statement = PlaybookStatement {
            version: 1,
            tenant,
            id: playbook.id().to_owned(),
            playbook: playbook.version(),
            hash: sha256(bytes),
            size_bytes: bytes.len() as u64,
        };
        let signature = key.sign(Purpose::Playbook, &cbor::encode(&statement));
        Self { statement, signature }
    }
}

/// A playbook that came from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered<'a> {
    /// The version under which it is offered.
    pub version: u32,
    /// The file.
    pub bytes: &'a [u8],
    /// Its signature, if it has one.
    pub signed: Option<&'a SignedPlaybook>,
}

/// Why a playbook that came from elsewhere is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Longer than [`limits::PLAYBOOK_BYTES_MAX`].
    #[error("the playbook is too large")]
    TooLarge,
    /// It carries no signature.
    #[error("the playbook is not signed")]
    Unsigned,
    /// Its signature is not the tenant's office's, or is over something else.
    #[error("the playbook's signature does not stand")]
    Forged,
    /// Other bytes are held under this version already; orders pin versions, so none is replaced.
    #[error("another playbook is held under this version")]
    Replaced,
}

impl BundleError {
    /// A stable short code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "playbook_too_large",
            Self::Unsigned => "playbook_unsigned",
            Self::Forged => "playbook_forged",
            Self::Replaced => "playbook_replaced",
        }
    }

    /// What to tell who works with this phone.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::TooLarge => Words::new(
                "新作业手册过大,未采用;继续按原手册作业",
                "the new playbook is too large and is not used; work goes on under the old one",
            ),
            Self::Unsigned => Words::new(
                "新作业手册没有签名,未采用;继续按原手册作业,请告知网点",
                "the new playbook is not signed and is not used; work goes on under the old one, tell the office",
            ),
            Self::Forged => Words::new(
                "新作业手册签名不符,可能被改动,未采用;继续按原手册作业,请告知网点",
                "the new playbook's signature does not stand, somebody may have changed it; work goes on under \
                 the old one, tell the office",
            ),
            Self::Replaced => Words::new(
                "同一版本号收到内容不同的作业手册,未采用;继续按原手册作业,请告知网点",
                "another playbook came under a version that is here already; work goes on under what is here, \
                 tell the office",
            ),
        }
    }
}

/// What the receiver trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trust<'a> {
    /// Its tenant.
    pub tenant: TenantId,
    /// The office key, as the tenant's root certified it.
    pub office: &'a PublicKey,
}

/// Whether an offered playbook may be kept. `held` is what is held under its version.
///
/// A file whose bytes ship with Counterfoil needs no signature: hubs of the first release gave none.
/// One that this engine cannot read yet is kept all the same, for the engine that can.
pub fn accept(
    offered: Offered<'_>,
    trust: Trust<'_>,
    held: Option<&[u8]>,
) -> Result<(), BundleError> {
    if offered.bytes.len() > limits::PLAYBOOK_BYTES_MAX {
        return Err(BundleError::TooLarge);
    }
    match offered.signed {
        Some(signed) => stands(offered, signed, trust)?,
        None if ships(offered) => {}
        None => return Err(BundleError::Unsigned),
    }
    match held {
        Some(held) if held != offered.bytes => Err(BundleError::Replaced),
        _ => Ok(()),
    }
}

fn stands(
    offered: Offered<'_>,
    signed: &SignedPlaybook,
    trust: Trust<'_>,
) -> Result<(), BundleError> {
    let said = &signed.statement;
    let bytes = cbor::encode(said);
    let signature = trust.office.verify(Purpose::Playbook, &bytes, &signed.signature);
    let about_this = said.version == 1
        && said.tenant == trust.tenant
        && said.playbook == offered.version
        && said.size_bytes == offered.bytes.len() as u64
        && said.hash == sha256(offered.bytes);
    // What the file says of itself must be what was signed, where this engine can read it.
    let same = match Playbook::parse(offered.bytes) {
        Ok(read) => read.id() == said.id && read.version() == said.playbook,
        Err(PlaybookError::TooNew { .. } | PlaybookError::Shape { .. }) => true,
        Err(PlaybookError::TooLarge { .. }) => false,
    };
    if signature.is_ok() && about_this && same { Ok(()) } else { Err(BundleError::Forged) }
}

fn ships(offered: Offered<'_>) -> bool {
    offered.bytes == Playbook::builtin_bytes() && offered.version == Playbook::builtin().version()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: TenantId = TenantId([1; 16]);

    fn office() -> SoftwareKey {
        SoftwareKey::ed25519(&[5; 32])
    }

    /// The built-in file as version 100 of a tenant's own.
    fn edited() -> Vec<u8> {
        let text = String::from_utf8(Playbook::builtin_bytes().to_vec()).expect("UTF-8");
        let ours = format!("\"version\": {}", Playbook::builtin().version());
        text.replacen(&ours, "\"version\": 100", 1).into_bytes()
    }

    fn signed_by(key: &SoftwareKey, tenant: TenantId) -> SignedPlaybook {
        let bytes = edited();
        SignedPlaybook::sign(tenant, &Playbook::parse(&bytes).expect("read"), &bytes, key)
    }

    fn offer(
        version: u32,
        bytes: &[u8],
        signed: Option<&SignedPlaybook>,
        held: Option<&[u8]>,
    ) -> Result<(), BundleError> {
        let office = office().public();
        let trust = Trust { tenant: TENANT, office: &office };
        accept(Offered { version, bytes, signed }, trust, held)
    }

    #[test]
    fn what_the_office_signed_is_kept_and_may_come_again() {
        let (bytes, signed) = (edited(), signed_by(&office(), TENANT));
        assert_eq!(offer(100, &bytes, Some(&signed), None), Ok(()));
        assert_eq!(offer(100, &bytes, Some(&signed), Some(&bytes)), Ok(()));
    }

    #[test]
    fn what_is_unsigned_forged_anothers_or_changed_on_the_way_is_refused() {
        let (bytes, signed) = (edited(), signed_by(&office(), TENANT));
        let forged = Err(BundleError::Forged);
        assert_eq!(offer(100, &bytes, None, None), Err(BundleError::Unsigned));
        let thief = SoftwareKey::ed25519(&[6; 32]);
        assert_eq!(offer(100, &bytes, Some(&signed_by(&thief, TENANT)), None), forged);
        let other = signed_by(&office(), TenantId([9; 16]));
        assert_eq!(offer(100, &bytes, Some(&other), None), forged);
        assert_eq!(offer(101, &bytes, Some(&signed), None), forged);
        let mut changed = bytes.clone();
        if let Some(at) = changed.iter().position(|byte| *byte == b':') {
            changed.insert(at + 1, b' ');
        }
        assert_eq!(offer(100, &changed, Some(&signed), None), forged);
        let mut said = signed.clone();
        said.statement.hash = sha256(&changed);
        said.statement.size_bytes += 1;
        assert_eq!(offer(100, &changed, Some(&said), None), forged);
        assert_eq!(offer(100, &bytes, Some(&signed), Some(b"{}")), Err(BundleError::Replaced));
    }

    #[test]
    fn what_ships_with_counterfoil_needs_no_signature_under_its_own_version_alone() {
        let bytes = Playbook::builtin_bytes();
        let version = Playbook::builtin().version();
        assert_eq!(offer(version, bytes, None, None), Ok(()));
        assert_eq!(offer(version + 1, bytes, None, None), Err(BundleError::Unsigned));
    }

    #[test]
    fn a_signature_made_for_another_purpose_does_not_stand() {
        let mut signed = signed_by(&office(), TENANT);
        signed.signature = office().sign(Purpose::Seal, &cbor::encode(&signed.statement));
        assert_eq!(offer(100, &edited(), Some(&signed), None), Err(BundleError::Forged));
    }
}
