//! A phone whose ports a story plays with: a key store that is locked or has destroyed a key, a signer in hardware that
//! does the same, a way to the hub on which somebody writes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use counterfoil_client::ports::transport::Answering;
use counterfoil_client::ports::{
    DeviceSigner, FileSecretStore, HttpTransport, Ports, Request, SecretError, SecretStore,
    SignerError, Transport, TransportError,
};
use counterfoil_client::syncing::{Budget, Report};
use counterfoil_client::{ClientError, Phone, PhoneConfig};
use counterfoil_domain::ids::{DeviceId, PersonId};
use counterfoil_domain::keys::{PublicKey, Purpose, Signature, SoftwareKey};
use zeroize::Zeroizing;

use super::clock::PhoneMoments;
use super::world::World;

/// A signer that can be locked, or lose its key and get another one.
#[derive(Debug)]
pub struct PlayedSigner(Mutex<(SoftwareKey, Option<SignerError>)>);

impl PlayedSigner {
    /// From here on it answers `refusal`, or signs again.
    pub fn refuses(&self, refusal: Option<SignerError>) {
        self.0.lock().expect("whole").1 = refusal;
    }

    /// It has another key, and signs.
    pub fn has_another_key(&self, seed: u8) {
        *self.0.lock().expect("whole") = (SoftwareKey::ed25519(&[seed; 32]), None);
    }

    fn key(&self) -> Result<SoftwareKey, SignerError> {
        let held = self.0.lock().expect("whole");
        held.1.clone().map_or_else(|| Ok(held.0.clone()), Err)
    }
}

impl DeviceSigner for PlayedSigner {
    fn public_key(&self) -> Result<PublicKey, SignerError> {
        Ok(self.key()?.public())
    }

    fn sign(&self, purpose: Purpose, statement: &[u8]) -> Result<Signature, SignerError> {
        Ok(self.key()?.sign(purpose, statement))
    }
}

/// Secrets in files, some of which cannot be had.
#[derive(Debug)]
pub struct PlayedSecrets {
    files: FileSecretStore,
    refused: Mutex<BTreeMap<String, SecretError>>,
}

impl PlayedSecrets {
    /// From here on names that end so answer `why`, until they are removed.
    pub fn refuses(&self, ending: &str, why: SecretError) {
        self.refused.lock().expect("whole").insert(ending.to_owned(), why);
    }

    /// Everything can be had again.
    pub fn relents(&self) {
        self.refused.lock().expect("whole").clear();
    }
}

impl SecretStore for PlayedSecrets {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError> {
        let refused = self.refused.lock().expect("whole").clone();
        let why = refused.into_iter().find(|(ending, _)| name.ends_with(ending));
        why.map_or_else(|| self.files.get(name), |(_, why)| Err(why))
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), SecretError> {
        self.files.put(name, secret)
    }

    fn remove(&self, name: &str) -> Result<(), SecretError> {
        self.refused.lock().expect("whole").retain(|ending, _| !name.ends_with(ending));
        self.files.remove(name)
    }
}

/// A way on which a header is added to every answer, and requests to one path go astray.
#[derive(Debug)]
pub struct PlayedWay {
    http: HttpTransport,
    adds: Mutex<Option<(String, String)>>,
    loses: Mutex<Option<&'static str>>,
    loses_answers: Mutex<Option<(&'static str, u32)>>,
}

impl PlayedWay {
    /// Every answer has this header as well.
    pub fn adds(&self, name: &str, value: String) {
        *self.adds.lock().expect("whole") = Some((name.to_owned(), value));
    }

    /// So many requests to this path arrive, and their answers get lost.
    pub fn loses_answers(&self, path: &'static str, count: u32) {
        *self.loses_answers.lock().expect("whole") = Some((path, count));
    }

    /// Answers that are still to be lost.
    #[must_use]
    pub fn still_loses(&self) -> u32 {
        self.loses_answers.lock().expect("whole").map_or(0, |(_, count)| count)
    }

    fn loses_the_answer(&self, path: &str) -> bool {
        match self.loses_answers.lock().expect("whole").as_mut() {
            Some((losing, count)) if *losing == path && *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// Requests to this path do not arrive.
    pub fn loses(&self, path: Option<&'static str>) {
        *self.loses.lock().expect("whole") = path;
    }
}

impl Transport for PlayedWay {
    fn send(&self, request: Request) -> Answering<'_> {
        let lost = *self.loses.lock().expect("whole") == Some(request.path.as_str());
        let more = self.adds.lock().expect("whole").clone();
        Box::pin(async move {
            if lost {
                return Err(TransportError::Unreachable);
            }
            let path = request.path.clone();
            let mut answer = self.http.send(request).await?;
            if self.loses_the_answer(&path) {
                return Err(TransportError::Unreachable);
            }
            answer.headers.extend(more);
            Ok(answer)
        })
    }
}

/// A phone on such ports.
pub struct PlayedPhone {
    /// Whose it is.
    pub person: PersonId,
    /// Its folders, below one.
    pub home: PathBuf,
    /// Its signer, if the key is not in the key store.
    pub signer: Option<Arc<PlayedSigner>>,
    /// Its key store.
    pub secrets: Arc<PlayedSecrets>,
    /// Its way to the hub.
    pub way: Arc<PlayedWay>,
    moments: Arc<PhoneMoments>,
    phone: Option<Phone>,
}

impl World {
    /// Somebody new with such a phone, enrolled; `in_hardware` with a signer of its own.
    pub async fn played(&self, name: &str, roles: &[&str], in_hardware: bool) -> PlayedPhone {
        let (phone, invitation) = self.played_with_code(name, roles, in_hardware).await;
        phone.phone().account().enrol(&invitation).await.expect("enrolled");
        phone
    }

    /// The same with the code still to be used.
    pub async fn played_with_code(
        &self,
        name: &str,
        roles: &[&str],
        in_hardware: bool,
    ) -> (PlayedPhone, String) {
        let signal = self.signal().await;
        let entered = self.enter(name, roles, &signal).await;
        let home = self.path("played").join(name);
        let files = FileSecretStore::open(&home.join("secrets")).expect("a key store");
        let http = HttpTransport::new().expect("TLS can be set up");
        let key = SoftwareKey::ed25519(&[41; 32]);
        let mut phone = PlayedPhone {
            person: entered.person,
            home,
            signer: in_hardware.then(|| Arc::new(PlayedSigner(Mutex::new((key, None))))),
            secrets: Arc::new(PlayedSecrets { files, refused: Mutex::default() }),
            way: Arc::new(PlayedWay {
                http,
                adds: Mutex::default(),
                loses: Mutex::default(),
                loses_answers: Mutex::default(),
            }),
            moments: Arc::default(),
            phone: None,
        };
        phone.opens().expect("it opens");
        (phone, entered.invitation)
    }
}

impl PlayedPhone {
    /// The open phone.
    #[must_use]
    pub fn phone(&self) -> &Phone {
        self.phone.as_ref().expect("open")
    }

    /// The app is opened again, as it may go.
    ///
    /// # Errors
    /// As [`Phone::open`].
    pub fn opens(&mut self) -> Result<(), ClientError> {
        self.closes();
        let ports = Ports {
            secrets: self.secrets.clone(),
            signer: self.signer.clone().map(|signer| signer as _),
            transport: self.way.clone(),
            moments: self.moments.clone(),
        };
        let mut config = PhoneConfig::new(self.home.join("store"));
        config.unbacked_folder = self.home.join("unbacked");
        self.phone = Some(Phone::open(config, ports)?);
        Ok(())
    }

    /// The app is closed.
    pub fn closes(&mut self) {
        if let Some(phone) = self.phone.take() {
            phone.close_and_wait().expect("closed");
        }
    }

    /// One session.
    ///
    /// # Errors
    /// As `Syncing::run`.
    pub async fn tries_to_sync(&self) -> Result<Report, ClientError> {
        self.phone().syncing().run(Budget::default()).await
    }

    /// One session that leaves nothing undone.
    pub async fn syncs(&self) -> Report {
        let report = self.tries_to_sync().await.expect("a session");
        assert!(report.is_done(), "{report:?}");
        report
    }

    /// This store's id.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        let status = self.phone().account().status().expect("a status");
        status.enrolled.expect("enrolled").device
    }
}
