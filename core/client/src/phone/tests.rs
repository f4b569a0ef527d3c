//! Stories of a phone without a network: Ann's store is enrolled by hand, the hub is out of reach.

mod alone;
mod closing;
mod newer;
mod offline;
mod opening;
mod photos;
mod pictures;
mod pin;
mod quality;
mod shared;
mod texts;

use std::path::Path;
use std::sync::Arc;

use counterfoil_domain::command::FoundOrder;
use counterfoil_domain::ids::{PersonId, SubjectId, TenantId};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::receipt::{KeyCertificate, KeyCertificateStatement, KeyRole};
use counterfoil_domain::subject::Key;
use counterfoil_store::progress::{self, Owner};
use counterfoil_store::vault::Identity;
use counterfoil_sync::access::TokenAnswer;
use counterfoil_sync::enrolment::{EnrolAnswer, HubKeys};

use super::core::Core;
use super::keys::Enrolment;
use super::{Phone, PhoneConfig};
use crate::error::ClientError;
use crate::orders::Done;
use crate::ports::transport::Answering;
use crate::ports::{MemorySecretStore, Ports, Request, SettableMoments, Transport, TransportError};

/// Nobody answers.
struct NoNetwork;

impl Transport for NoNetwork {
    fn send(&self, _: Request) -> Answering<'_> {
        Box::pin(async { Err(TransportError::Unreachable) })
    }
}

pub(super) const NOON_MS: i64 = 1_790_000_000_000;

/// Ann's device: what survives a restart of its process.
pub(crate) struct Device {
    pub(super) folder: tempfile::TempDir,
    pub(super) ports: Ports,
}

impl Device {
    pub(crate) fn new() -> Self {
        let ports = Ports {
            secrets: Arc::new(MemorySecretStore::default()),
            signer: None,
            transport: Arc::new(NoNetwork),
            moments: Arc::new(SettableMoments::at(NOON_MS)),
        };
        Self { folder: tempfile::tempdir().unwrap(), ports }
    }

    pub(super) fn open_at(&self, folder: &Path) -> Result<Phone, ClientError> {
        Phone::open(PhoneConfig::new(folder), self.ports.clone())
    }

    pub(super) fn open(&self) -> Phone {
        self.open_at(self.folder.path()).unwrap()
    }

    /// Opens a new store and enrols it as a hub would.
    pub(crate) fn enrolled(&self) -> Phone {
        let phone = self.open();
        enrol(&phone);
        phone
    }
}

fn certified(root: &SoftwareKey, tenant: TenantId, role: KeyRole) -> KeyCertificate {
    let key = SoftwareKey::ed25519(&[role as u8 + 10; 32]).public();
    let signs = !matches!(role, KeyRole::Upload | KeyRole::Rescue);
    let recipient = (!signs).then(|| Identity::generate().to_public().to_string());
    let key = signs.then_some(key);
    let statement = KeyCertificateStatement { version: 1, tenant, role, key, recipient };
    let signature = root.sign(Purpose::KeyCertificate, &statement.to_bytes());
    KeyCertificate { statement, signature }
}

fn enrol(phone: &Phone) {
    let (root, tenant) = (SoftwareKey::ed25519(&[9; 32]), TenantId([7; 16]));
    let roles = [
        KeyRole::Log,
        KeyRole::Answer,
        KeyRole::Office,
        KeyRole::Wipe,
        KeyRole::Upload,
        KeyRole::Rescue,
    ];
    let certificates = roles.into_iter().map(|role| certified(&root, tenant, role)).collect();
    let keys = HubKeys { root: root.public(), certificates };
    keys.verify(&tenant, &root.public().root_fingerprint()).unwrap();
    let core = &phone.core;
    let token = TokenAnswer { token: "t".into(), expires_ms: 600_000, time_ms: 0 };
    let answer = EnrolAnswer {
        tenant,
        tenant_name: "临江快运".into(),
        device: core.keys.device(),
        person: PersonId([3; 16]),
        person_name: "安".into(),
        roles: vec!["courier".into()],
        keys,
        nonce: [5; 16],
        token,
    };
    let owner = Owner { tenant, device: answer.device, person: answer.person };
    let hub_url = "https://hub.example".to_owned();
    let seal_key = core.keys.signer.public_key().ok();
    let root_fingerprint = root.public().root_fingerprint();
    let enrolment = Enrolment { hub_url, root_fingerprint, answer, seal_key };
    core.secrets().keep_enrolment(&enrolment).unwrap();
    core.write(|tx| Ok(progress::set_owner(tx, &owner)?)).unwrap();
    core.store().unwrap().vault().seal_to(enrolment.recipients().unwrap());
    core.set_enrolment(enrolment);
}

/// The hub has said what this person does.
pub(crate) fn is_now(phone: &Phone, role: &str) {
    let roles = vec![role.to_owned()];
    phone.core.write(|tx| Core::set_roles(tx, &roles)).unwrap();
}

/// A parcel that no pull has brought.
pub(super) fn parcel(waybill: &str) -> FoundOrder {
    let keys = vec![Key::new("waybill", waybill)];
    FoundOrder { kind: "parcel".into(), keys, fields: Vec::new() }
}

pub(crate) fn found(phone: &Phone, waybill: &str) -> (SubjectId, Done) {
    phone.orders().found(parcel(waybill)).unwrap()
}
