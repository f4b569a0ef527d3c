//! Making a tenant's keys, once.

use age::secrecy::ExposeSecret as _;
use age::x25519;
use counterfoil_domain::ids::TenantId;
use counterfoil_domain::keys::{PublicKey, Purpose, SoftwareKey};
use counterfoil_domain::receipt::{KeyCertificate, KeyCertificateStatement, KeyRole};

use super::Keyring;

/// The private halves that the hub does not keep: a person takes them away.
pub struct FirstKeys {
    /// The root's 32-byte seed, hexadecimal.
    pub root_secret: String,
    /// The rescue identity, `AGE-SECRET-KEY-1…`.
    pub rescue_secret: String,
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

impl Keyring {
    /// Makes a tenant with all its keys.
    pub fn make(tenant_name: &str) -> Result<(Self, FirstKeys), getrandom::Error> {
        let tenant = TenantId(random()?);
        let root_seed: [u8; 32] = random()?;
        let root = SoftwareKey::ed25519(&root_seed);
        let [log, answer, office, wipe] = [software()?, software()?, software()?, software()?];
        let upload = x25519::Identity::generate();
        let rescue = x25519::Identity::generate();
        let certificates = vec![
            certify(&root, tenant, KeyRole::Log, Holds::Key(log.public())),
            certify(&root, tenant, KeyRole::Answer, Holds::Key(answer.public())),
            certify(&root, tenant, KeyRole::Office, Holds::Key(office.public())),
            certify(&root, tenant, KeyRole::Wipe, Holds::Key(wipe.public())),
            certify(&root, tenant, KeyRole::Upload, Holds::Recipient(&upload.to_public())),
            certify(&root, tenant, KeyRole::Rescue, Holds::Recipient(&rescue.to_public())),
        ];
        let keyring = Self {
            tenant,
            tenant_name: tenant_name.to_owned(),
            root: root.public(),
            certificates,
            log,
            answer,
            office,
            office_session: software()?,
            wipe,
            upload,
            nonce_key: random()?,
            office_secret: hex::encode(random::<24>()?),
        };
        let first = FirstKeys {
            root_secret: hex::encode(root_seed),
            rescue_secret: rescue.to_string().expose_secret().to_owned(),
        };
        Ok((keyring, first))
    }
}

fn software() -> Result<SoftwareKey, getrandom::Error> {
    Ok(SoftwareKey::ed25519(&random()?))
}

enum Holds<'a> {
    Key(PublicKey),
    Recipient(&'a x25519::Recipient),
}

fn certify(
    root: &SoftwareKey,
    tenant: TenantId,
    role: KeyRole,
    holds: Holds<'_>,
) -> KeyCertificate {
    let (key, recipient) = match holds {
        Holds::Key(key) => (Some(key), None),
        Holds::Recipient(recipient) => (None, Some(recipient.to_string())),
    };
    let statement = KeyCertificateStatement { version: 1, tenant, role, key, recipient };
    let signature = root.sign(Purpose::KeyCertificate, &statement.to_bytes());
    KeyCertificate { statement, signature }
}
