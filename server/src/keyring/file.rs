//! The key file: versioned CBOR, mode 0600, apart from the database and backed up apart.

use std::path::Path;
use std::{fs, io};

use age::secrecy::ExposeSecret as _;
use counterfoil_domain::cbor::{self, CborError};
use counterfoil_domain::ids::TenantId;
use counterfoil_domain::keys::{PublicKey, SoftwareKey};
use counterfoil_domain::receipt::KeyCertificate;
use minicbor::{Decode, Encode};

use super::Keyring;
use crate::private_file;

/// The layout that this program writes.
const VERSION: u8 = 1;

/// Why a key file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file system's answer.
    #[error("the key file cannot be read or written: {0}")]
    File(#[from] io::Error),
    /// The bytes are not a key file.
    #[error("not a key file: {0}")]
    Cbor(#[from] CborError),
    /// Written by a newer program.
    #[error("key file version {0} is newer than this program")]
    Newer(u8),
    /// A key in it is none.
    #[error("a key in the key file is damaged")]
    Key,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct KeyFile {
    #[n(0)]
    version: u8,
    #[n(1)]
    tenant: TenantId,
    #[n(2)]
    tenant_name: String,
    #[n(3)]
    root: PublicKey,
    #[n(4)]
    certificates: Vec<KeyCertificate>,
    #[cbor(n(5), with = "minicbor::bytes")]
    log: [u8; 32],
    #[cbor(n(6), with = "minicbor::bytes")]
    answer: [u8; 32],
    #[cbor(n(7), with = "minicbor::bytes")]
    office: [u8; 32],
    #[cbor(n(8), with = "minicbor::bytes")]
    office_session: [u8; 32],
    #[cbor(n(9), with = "minicbor::bytes")]
    wipe: [u8; 32],
    #[n(10)]
    upload: String,
    #[cbor(n(11), with = "minicbor::bytes")]
    nonce_key: [u8; 32],
    #[n(12)]
    office_secret: String,
}

impl Keyring {
    /// Writes the key file, replacing an older one whole.
    pub fn save(&self, path: &Path) -> Result<(), KeyFileError> {
        let file = KeyFile {
            version: VERSION,
            tenant: self.tenant,
            tenant_name: self.tenant_name.clone(),
            root: self.root.clone(),
            certificates: self.certificates.clone(),
            log: seed(&self.log)?,
            answer: seed(&self.answer)?,
            office: seed(&self.office)?,
            office_session: seed(&self.office_session)?,
            wipe: seed(&self.wipe)?,
            upload: self.upload.to_string().expose_secret().to_owned(),
            nonce_key: self.nonce_key,
            office_secret: self.office_secret.clone(),
        };
        private_file::make_folder_for(path)?;
        Ok(private_file::write(path, &cbor::encode(&file))?)
    }

    /// Reads a key file.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let bytes = fs::read(path)?;
        let file: KeyFile = cbor::decode(&bytes)?;
        if file.version > VERSION {
            return Err(KeyFileError::Newer(file.version));
        }
        Ok(Self {
            tenant: file.tenant,
            tenant_name: file.tenant_name,
            root: file.root,
            certificates: file.certificates,
            log: SoftwareKey::ed25519(&file.log),
            answer: SoftwareKey::ed25519(&file.answer),
            office: SoftwareKey::ed25519(&file.office),
            office_session: SoftwareKey::ed25519(&file.office_session),
            wipe: SoftwareKey::ed25519(&file.wipe),
            upload: file.upload.parse().map_err(|_| KeyFileError::Key)?,
            nonce_key: file.nonce_key,
            office_secret: file.office_secret,
        })
    }
}

fn seed(key: &SoftwareKey) -> Result<[u8; 32], KeyFileError> {
    match key {
        SoftwareKey::Ed25519(key) => Ok(key.to_bytes()),
        SoftwareKey::Es256(_) => Err(KeyFileError::Key), // the hub makes none
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterfoil_domain::receipt::KeyRole;

    #[test]
    fn the_keys_come_back_and_the_two_that_are_taken_away_are_not_among_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys/hub.key");
        let (made, first) = Keyring::make("存根快递").expect("made");
        made.save(&path).expect("saved");
        let read = Keyring::load(&path).expect("loaded");
        assert_eq!(read.hub_keys(), made.hub_keys());
        assert_eq!(read.office_device(), made.office_device());
        assert_eq!(read.upload.to_public().to_string(), made.recipient(KeyRole::Upload));
        let fingerprint = made.root.root_fingerprint();
        assert_eq!(read.hub_keys().verify(&made.tenant, &fingerprint), Ok(()));

        let bytes = fs::read(&path).expect("read");
        let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
        assert!(!holds(&hex::decode(&first.root_secret).expect("hex")), "the root's secret");
        assert!(!holds(first.rescue_secret.as_bytes()), "the rescue secret");
        assert!(holds(&seed(&made.log).expect("a seed")), "the search finds what is there");
    }

    #[test]
    fn a_damaged_key_file_is_named_as_such() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hub.key");
        let (made, _) = Keyring::make("t").expect("made");
        made.save(&path).expect("saved");
        let bytes = fs::read(&path).expect("read");
        fs::write(&path, &bytes[..bytes.len() / 2]).expect("cut");
        assert!(matches!(Keyring::load(&path), Err(KeyFileError::Cbor(_))));
    }
}
