//! The host's four traits: what they throw becomes an error of a call, never an abort.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use counterfoil_ffi::ports::{
    Clocks, DeviceSigner, HttpRequest, HttpResponse, Moments, MomentsError, Ports, SecretStore,
    SecretStoreError, SignerError, SignerKey, SigningAlgorithm, Transport, TransportError,
    http_transport, memory_secret_store, software_signer, system_moments,
};
use counterfoil_ffi::values::syncing::SessionEnd;
use counterfoil_ffi::{CounterfoilError, Phone};
use counterfoil_testkit::TestFolder;
use uniffi::UnexpectedUniFFICallbackError;

use crate::ann::{Ann, budget, config, ports, wait};

/// What UniFFI makes of an exception of the host.
fn thrown<E: From<UnexpectedUniFFICallbackError>>() -> E {
    UnexpectedUniFFICallbackError::new("李女士, 19900006017").into()
}

struct Throwing;

impl SecretStore for Throwing {
    fn get(&self, _: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        Err(thrown())
    }

    fn put(&self, _: String, _: Vec<u8>) -> Result<(), SecretStoreError> {
        Err(thrown())
    }

    fn remove(&self, _: String) -> Result<(), SecretStoreError> {
        Err(thrown())
    }
}

#[test]
fn a_key_store_that_throws_is_an_error_without_its_words() {
    let folder = TestFolder::make().expect("a folder");
    let refused = Phone::open(config(&folder), Ports { secrets: Arc::new(Throwing), ..ports() });
    let refused = refused.expect_err("no keys, no store");
    assert!(matches!(refused, CounterfoilError::Internal { .. }), "{refused}");
    assert!(!refused.to_string().contains("李女士"), "what was thrown may hold anything");
    let opened = Phone::open(config(&folder), ports()).expect("the folder is as good as new");
    opened.close();
}

/// A key store that says this.
struct Saying(SecretStoreError);

impl SecretStore for Saying {
    fn get(&self, _: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        Err(self.0.clone())
    }

    fn put(&self, _: String, _: Vec<u8>) -> Result<(), SecretStoreError> {
        Err(self.0.clone())
    }

    fn remove(&self, _: String) -> Result<(), SecretStoreError> {
        Ok(())
    }
}

#[test]
fn a_key_that_the_platform_destroyed_means_to_enrol_again() {
    let folder = TestFolder::make().expect("a folder");
    let secrets = Arc::new(Saying(SecretStoreError::Invalidated));
    let refused = Phone::open(config(&folder), Ports { secrets, ..ports() });
    assert_eq!(refused.err(), Some(CounterfoilError::SignInAgain));
}

fn assert_locked(refused: CounterfoilError) {
    let CounterfoilError::NotAllowed { reason } = refused else { panic!("{refused}") };
    assert_eq!(reason.code, "locked");
}

#[test]
fn before_the_first_unlock_a_person_is_told_to_unlock() {
    let folder = TestFolder::make().expect("a folder");
    let secrets = Arc::new(Saying(SecretStoreError::LockedBeforeFirstUnlock));
    let refused = Phone::open(config(&folder), Ports { secrets, ..ports() });
    assert_locked(refused.expect_err("no keys, no store"));
}

/// A signer of a phone that may be locked.
struct Lockable {
    inner: Arc<dyn DeviceSigner>,
    locked: AtomicBool,
}

impl Lockable {
    fn check(&self) -> Result<(), SignerError> {
        if self.locked.load(Ordering::SeqCst) { Err(SignerError::Locked) } else { Ok(()) }
    }
}

impl DeviceSigner for Lockable {
    fn public_key(&self) -> Result<SignerKey, SignerError> {
        self.check()?;
        self.inner.public_key()
    }

    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, SignerError> {
        self.check()?;
        self.inner.sign(message)
    }
}

#[test]
fn a_signer_that_is_locked_holds_up_no_opening_capture_or_push() {
    let inner = software_signer(vec![7; 32]).expect("a key");
    let signer = Arc::new(Lockable { inner, locked: AtomicBool::new(false) });
    let ann = Ann::enrolled_with(Ports { signer: Some(signer.clone()), ..ports() });
    let order = ann.order(1);
    ann.sync();
    ann.phone.close();
    // Opened again while the phone is locked: from a background job.
    signer.locked.store(true, Ordering::SeqCst);
    let phone =
        Phone::open(config(&ann.folder), Ports { signer: Some(signer.clone()), ..ann.ports() });
    let phone = phone.expect("opened");
    phone.captures().comment(order, "到了".into()).expect("captured");
    let report = wait(phone.syncing().run(budget())).expect("a session");
    assert_eq!((report.end, report.unsent), (SessionEnd::Done, 0), "{report:?}");
    // Unlocked, the next session seals what was sent unsealed.
    signer.locked.store(false, Ordering::SeqCst);
    let report = wait(phone.syncing().run(budget())).expect("a session");
    assert!(report.is_done, "{report:?}");
    phone.close();
}

#[test]
fn to_enrol_a_signer_has_to_be_unlocked_and_a_key_that_is_none_is_refused_at_once() {
    let inner = software_signer(vec![7; 32]).expect("a key");
    let signer = Arc::new(Lockable { inner, locked: AtomicBool::new(true) });
    let hub = counterfoil_testkit::TestHub::start("滨河网点".into()).expect("a hub");
    let invited = hub.invite("安娜".into(), vec!["courier".into()]).expect("invited");
    let folder = TestFolder::make().expect("a folder");
    let phone = Phone::open(config(&folder), Ports { signer: Some(signer.clone()), ..ports() });
    let phone = phone.expect("opened");
    let account = phone.account();
    assert_locked(wait(account.enrol(invited.invitation.clone())).expect_err("no seal key"));
    signer.locked.store(false, Ordering::SeqCst);
    wait(account.enrol(invited.invitation)).expect("enrolled");
    phone.close();
    let odd = Arc::new(NoKey);
    let refused = Phone::open(config(&folder), Ports { signer: Some(odd), ..ports() });
    assert!(matches!(refused, Err(CounterfoilError::Internal { .. })), "{refused:?}");
}

struct NoKey;

impl DeviceSigner for NoKey {
    fn public_key(&self) -> Result<SignerKey, SignerError> {
        Ok(SignerKey { algorithm: SigningAlgorithm::Es256, bytes: vec![4; 65] })
    }

    fn sign(&self, _: Vec<u8>) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::Invalidated)
    }
}

/// A host's own way to the hub: it counts, and may throw.
struct Own {
    inner: Arc<dyn Transport>,
    carried: AtomicU32,
    throws: AtomicBool,
}

impl Transport for Own {
    fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if self.throws.load(Ordering::SeqCst) {
            return Err(thrown());
        }
        self.carried.fetch_add(1, Ordering::SeqCst);
        self.inner.send(request)
    }
}

#[test]
fn a_host_carries_requests_itself_and_what_it_throws_is_no_signal() {
    let inner = http_transport().expect("HTTP");
    let own = Own { inner, carried: AtomicU32::new(0), throws: AtomicBool::new(false) };
    let own = Arc::new(own);
    let ann = Ann::enrolled_with(Ports { transport: Some(own.clone()), ..ports() });
    let order = ann.order(1);
    assert!(ann.sync().is_done);
    assert!(own.carried.load(Ordering::SeqCst) >= 3, "nonce, enrolment, exchange");
    own.throws.store(true, Ordering::SeqCst);
    ann.phone.captures().comment(order, "到了".into()).expect("a remark");
    assert_eq!(ann.sync().end, SessionEnd::Offline);
    own.throws.store(false, Ordering::SeqCst);
    assert!(ann.sync().is_done);
}

/// Clocks of a host that throw from some call on.
struct Stopping {
    inner: Arc<dyn Moments>,
    throws: AtomicBool,
}

impl Moments for Stopping {
    fn clocks(&self) -> Result<Clocks, MomentsError> {
        if self.throws.load(Ordering::SeqCst) { Err(thrown()) } else { self.inner.clocks() }
    }
}

#[test]
fn clocks_that_throw_cost_no_capture() {
    let clocks = Stopping { inner: system_moments(), throws: AtomicBool::new(false) };
    let clocks = Arc::new(clocks);
    let ann = Ann::enrolled_with(Ports { moments: Some(clocks.clone()), ..ports() });
    let order = ann.order(1);
    ann.sync();
    clocks.throws.store(true, Ordering::SeqCst);
    ann.phone.captures().comment(order, "到了".into()).expect("kept");
    assert!(ann.sync().is_done);
}

#[test]
fn a_signer_answers_as_its_platform_does_and_the_hub_believes_it() {
    let signer = software_signer(vec![7; 32]).expect("a key");
    let ann = Ann::enrolled_with(Ports { signer: Some(signer), ..ports() });
    let order = ann.order(1);
    ann.sync();
    ann.phone.captures().comment(order, "到了".into()).expect("a remark");
    let report = ann.sync();
    assert!(report.is_done, "{report:?}");
    assert!(ann.phone.syncing().status().expect("status").stuck.is_empty(), "sealed and taken");
    assert!(software_signer(vec![0; 32]).is_err() && software_signer(vec![1]).is_err());
    drop(memory_secret_store());
}
