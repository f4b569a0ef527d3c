//! The host's four traits: what they throw becomes an error of a call, never an abort.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use counterfoil_ffi::ports::{
    Clocks, HttpRequest, HttpResponse, Moments, MomentsError, Ports, SecretStore, SecretStoreError,
    Transport, TransportError, http_transport, memory_secret_store, software_signer,
    system_moments,
};
use counterfoil_ffi::values::syncing::SessionEnd;
use counterfoil_ffi::{CounterfoilError, Phone};
use counterfoil_testkit::TestFolder;
use uniffi::UnexpectedUniFFICallbackError;

use crate::ann::{Ann, config, ports};

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

struct Locked;

impl SecretStore for Locked {
    fn get(&self, _: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        Err(SecretStoreError::Invalidated)
    }

    fn put(&self, _: String, _: Vec<u8>) -> Result<(), SecretStoreError> {
        Err(SecretStoreError::Invalidated)
    }

    fn remove(&self, _: String) -> Result<(), SecretStoreError> {
        Ok(())
    }
}

#[test]
fn a_key_that_the_platform_destroyed_means_to_enrol_again() {
    let folder = TestFolder::make().expect("a folder");
    let refused = Phone::open(config(&folder), Ports { secrets: Arc::new(Locked), ..ports() });
    assert_eq!(refused.err(), Some(CounterfoilError::SignInAgain));
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
