//! The keys of a store, in the host's secret store under names of their own; made at the first opening.

use std::sync::Arc;

use counterfoil_domain::cbor;
use counterfoil_domain::hash::device_id;
use counterfoil_domain::ids::{DeviceId, Hash};
use counterfoil_domain::keys::{PublicKey, SoftwareKey};
use counterfoil_domain::receipt::KeyRole;
use counterfoil_store::vault::{Identity, Recipient};
use counterfoil_store::{SegmentKeys, StoreKey};
use counterfoil_sync::enrolment::{EnrolAnswer, HubKeys};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::error::{CauseError, Caused};
use crate::ports::{DeviceSigner, Ports, SecretError, SecretStore, SoftwareSigner};

const SEAL_KEY: &str = "seal-key";

/// Every key of one store.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) session: SoftwareKey,
    pub(crate) signer: Arc<dyn DeviceSigner>,
    pub(crate) identity: Identity,
    pub(crate) store: StoreKey,
}

/// What enrolment brought: kept with the keys, so that a damaged database does not cost it.
#[derive(Debug, Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Enrolment {
    #[n(0)]
    pub(crate) hub_url: String,
    #[n(1)]
    pub(crate) root_fingerprint: Hash,
    #[n(2)]
    pub(crate) answer: EnrolAnswer,
    /// The seal key by which the hub knows this store.
    #[n(3)]
    pub(crate) seal_key: Option<PublicKey>,
}

impl Enrolment {
    /// Whom blobs are sealed to besides the store.
    pub(crate) fn recipients(&self) -> Caused<Vec<Recipient>> {
        let of = |role| recipient(&self.answer.keys, role);
        [KeyRole::Upload, KeyRole::Rescue].into_iter().map(of).collect()
    }

    /// Who besides the store reads its outbox file, and who signs that.
    pub(crate) fn segment_keys(&self, keys: &Keys) -> Caused<SegmentKeys> {
        Ok(SegmentKeys {
            rescue: Some(recipient(&self.answer.keys, KeyRole::Rescue)?),
            session: Some(keys.session.clone()),
            hub_url: Some(self.hub_url.clone()),
            root: Some(self.root_fingerprint),
        })
    }
}

fn recipient(keys: &HubKeys, role: KeyRole) -> Caused<Recipient> {
    let text = keys.recipient(role)?;
    text.parse().map_err(|_| CauseError::Answer("a recipient that is none"))
}

impl Keys {
    /// This store's id: a hash of its session key, so it stands before enrolment.
    pub(crate) fn device(&self) -> DeviceId {
        device_id(&self.session.public().bytes)
    }
}

/// The secrets of one store among those of others.
pub(crate) struct Secrets<'a> {
    store: &'a dyn SecretStore,
    prefix: String,
}

impl<'a> Secrets<'a> {
    pub(crate) fn new(ports: &'a Ports, store_name: &str) -> Self {
        Self { store: ports.secrets.as_ref(), prefix: format!("counterfoil/{store_name}/") }
    }

    pub(crate) fn get(&self, name: &str) -> Caused<Option<Zeroizing<Vec<u8>>>> {
        Ok(self.store.get(&format!("{}{name}", self.prefix))?)
    }

    pub(crate) fn put(&self, name: &str, secret: &[u8]) -> Caused<()> {
        Ok(self.store.put(&format!("{}{name}", self.prefix), secret)?)
    }

    /// Destroys every key of the store, that of the database first: what is left of its files is unreadable.
    pub(crate) fn forget(&self) -> Caused<()> {
        for name in [
            "database-key",
            "blob-identity",
            "session-key",
            SEAL_KEY,
            "enrolment",
            "install-marker",
        ] {
            self.store.remove(&format!("{}{name}", self.prefix))?;
        }
        Ok(())
    }

    /// 32 bytes under a name; made now if `may_make`.
    fn seed(&self, name: &str, may_make: bool) -> Caused<Zeroizing<[u8; 32]>> {
        if let Some(held) = self.get(name)? {
            let held: Result<[u8; 32], _> = held.as_slice().try_into();
            return held.map(Zeroizing::new).map_err(|_| CauseError::NotFound("key"));
        }
        if !may_make {
            return Err(CauseError::Store(counterfoil_store::StoreError::WrongKey));
        }
        let seed = Zeroizing::new(random::<32>()?);
        self.put(name, seed.as_slice())?;
        Ok(seed)
    }

    /// The seal key's seed. One that the platform has destroyed is made anew: the session key adopts the chain for it.
    fn seal_seed(&self) -> Caused<Zeroizing<[u8; 32]>> {
        match self.seed(SEAL_KEY, true) {
            Err(CauseError::Secret(SecretError::Invalidated)) => {
                self.store.remove(&format!("{}{SEAL_KEY}", self.prefix))?;
                self.seed(SEAL_KEY, true)
            }
            other => other,
        }
    }

    fn identity(&self) -> Caused<Identity> {
        if let Some(held) = self.get("blob-identity")? {
            let text = core::str::from_utf8(&held).ok();
            let read = text.and_then(|text| text.parse().ok());
            return read.ok_or(CauseError::NotFound("key of the blobs"));
        }
        let identity = Identity::generate();
        let text = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
        self.put("blob-identity", Zeroizing::new(text).as_bytes())?;
        Ok(identity)
    }

    /// The database's key; made now if `may_make`.
    pub(crate) fn database_key(&self, may_make: bool) -> Caused<StoreKey> {
        Ok(StoreKey::from_bytes(*self.seed("database-key", may_make)?))
    }

    /// Every key; `has_database` forbids a new database key, which would open nothing.
    pub(crate) fn keys(&self, ports: &Ports, has_database: bool) -> Caused<Keys> {
        let store = self.database_key(!has_database)?;
        let session = SoftwareKey::ed25519(&*self.seed("session-key", true)?);
        let signer = match &ports.signer {
            Some(signer) => signer.clone(),
            None => Arc::new(SoftwareSigner(SoftwareKey::ed25519(&*self.seal_seed()?))),
        };
        Ok(Keys { session, signer, identity: self.identity()?, store })
    }

    pub(crate) fn enrolment(&self) -> Caused<Option<Enrolment>> {
        let held = self.get("enrolment")?;
        let read = held.map(|held| cbor::decode(&held));
        read.transpose().map_err(|_| CauseError::NotFound("enrolment"))
    }

    pub(crate) fn keep_enrolment(&self, enrolment: &Enrolment) -> Caused<()> {
        self.put("enrolment", &cbor::encode(enrolment))
    }
}

/// Fresh random bytes.
pub(crate) fn random<const N: usize>() -> Caused<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
