//! The hub of a test: one call starts it, with people, orders and signal as the test wants them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::TestKitError;
use crate::office::{self, percent, text};
use crate::running::Running;

/// Somebody who was entered at the hub.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Invited {
    /// The person's id.
    pub person: String,
    /// The text of an enrolment code for one phone, good once; it leads through the signal.
    pub invitation: String,
}

/// A hub on a free port of this machine, in a temporary folder.
#[derive(Debug, uniffi::Object)]
pub struct TestHub {
    url: String,
    running: Mutex<Option<Running>>,
    asked: AtomicU64,
}

impl TestHub {
    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&Running) -> Result<T, TestKitError>,
    ) -> Result<T, TestKitError> {
        work(self.running().as_ref().ok_or(TestKitError::Stopped)?)
    }

    /// Each request of a test is a new one.
    fn new_key(&self) -> String {
        format!("asked-{}", self.asked.fetch_add(1, Ordering::SeqCst))
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, TestKitError> {
        let answer = self.office("POST".into(), path.to_owned(), Some(body.to_string()))?;
        if answer.is_empty() { Ok(Value::Null) } else { office::json(&answer) }
    }
}

#[uniffi::export]
impl TestHub {
    /// Starts a hub for a fresh tenant of this name, with the built-in playbook. Some 100 ms.
    ///
    /// # Errors
    /// `Failed` if no port or folder can be had.
    #[uniffi::constructor]
    pub fn start(tenant_name: String) -> Result<Arc<Self>, TestKitError> {
        let running = Running::start(&tenant_name)?;
        let url = format!("http://{}", running.signal.address);
        let running = Mutex::new(Some(running));
        Ok(Arc::new(Self { url, running, asked: AtomicU64::new(0) }))
    }

    /// Where phones reach it, through the signal.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Enters somebody with these roles (`courier`, `technician`, `dispatcher`), and invites them.
    ///
    /// # Errors
    /// `Refused` for roles that the playbook does not know.
    pub fn invite(&self, name: String, roles: Vec<String>) -> Result<Invited, TestKitError> {
        let made = self.post("/v1/office/people", &json!({"name": name, "roles": roles}))?;
        let part = |name: &str| text(made.get(name).unwrap_or(&Value::Null), name);
        Ok(Invited { person: part("person")?, invitation: part("invitation")? })
    }

    /// Another enrolment code for somebody who was entered.
    ///
    /// # Errors
    /// `Refused` for nobody.
    pub fn invite_again(&self, person: String) -> Result<String, TestKitError> {
        let path = format!("/v1/office/people/{person}/invitations");
        text(&self.post(&path, &json!({}))?, "invitation")
    }

    /// Makes an order of a kind (`parcel`, `repair`) with a waybill and fields (a JSON object, such as
    /// `{"title": "一箱苹果"}`), assigns it, and gives its id.
    ///
    /// # Errors
    /// `Refused`.
    pub fn order(
        &self,
        kind: String,
        waybill: String,
        fields: String,
        assign: Option<String>,
    ) -> Result<String, TestKitError> {
        let mut body = json!({
            "kind": kind,
            "keys": [{"scheme": "waybill", "value": waybill}],
            "fields": office::json(&fields)?,
        });
        if let Some(person) = assign {
            body["assign"] = json!(person);
        }
        text(&self.post("/v1/office/orders", &body)?, "order")
    }

    /// Somebody asks to hurry with an order.
    ///
    /// # Errors
    /// `Refused`.
    pub fn urge(&self, order: String, reason: Option<String>) -> Result<(), TestKitError> {
        let path = format!("/v1/office/orders/{order}/urge");
        self.post(&path, &json!({"reason": reason})).map(drop)
    }

    /// Imports a table (CSV or XLSX) as its bytes, under a file name; gives the hub's report as JSON.
    ///
    /// # Errors
    /// `Refused`.
    pub fn import_table(&self, name: String, bytes: Vec<u8>) -> Result<String, TestKitError> {
        let path = format!("/v1/office/imports?name={}", percent(&name));
        let how = ("application/octet-stream", self.new_key());
        self.with(|hub| office::ask(hub, ("POST", &path), Some(bytes), (how.0, &how.1)))
    }

    /// Uploads a document as a manual, a table of fault codes (`application/vnd.counterfoil.faults+json`) or a pack of
    /// outlets (`application/vnd.counterfoil.outlets+json`), and pins it to kinds and models of orders: a JSON array,
    /// such as `[{"kind": "repair"}]`. Gives its id.
    ///
    /// # Errors
    /// `Refused` for a document that is not of its type.
    pub fn manual(
        &self,
        title: String,
        media_type: String,
        bytes: Vec<u8>,
        pins: String,
    ) -> Result<String, TestKitError> {
        let title = percent(&title);
        let path = format!("/v1/office/manuals?title_zh={title}&title_en={title}");
        let key = self.new_key();
        let made =
            self.with(|hub| office::ask(hub, ("POST", &path), Some(bytes), (&media_type, &key)))?;
        let manual = text(&office::json(&made)?, "manual")?;
        let body = json!({"pins": office::json(&pins)?}).to_string();
        self.office("PUT".into(), format!("/v1/office/manuals/{manual}/pins"), Some(body))?;
        Ok(manual)
    }

    /// Any call of the office's API: a method, a path such as `/v1/office/orders`, a JSON body; gives the answer's
    /// JSON, empty if there is none.
    ///
    /// # Errors
    /// `Refused` with the hub's problem document.
    pub fn office(
        &self,
        method: String,
        path: String,
        body: Option<String>,
    ) -> Result<String, TestKitError> {
        let (key, body) = (self.new_key(), body.map(String::into_bytes));
        self.with(|hub| office::ask(hub, (&method, &path), body, ("application/json", &key)))
    }

    /// No signal: connections are cut and new ones refused.
    ///
    /// # Errors
    /// `Stopped`.
    pub fn signal_off(&self) -> Result<(), TestKitError> {
        self.with(|hub| {
            hub.signal.off();
            Ok(())
        })
    }

    /// Signal again.
    ///
    /// # Errors
    /// `Stopped`.
    pub fn signal_on(&self) -> Result<(), TestKitError> {
        self.with(|hub| {
            hub.signal.on();
            Ok(())
        })
    }

    /// Signal that is lost again after some bytes, in the middle of whatever goes on then.
    ///
    /// # Errors
    /// `Stopped`.
    pub fn signal_cut_after(&self, bytes: i64) -> Result<(), TestKitError> {
        self.with(|hub| {
            hub.signal.cut_after(u64::try_from(bytes).unwrap_or(0));
            Ok(())
        })
    }

    /// Ends the hub and deletes its folder. May be called any number of times.
    ///
    /// # Errors
    /// `Failed` if something cannot be deleted.
    pub fn stop(&self) -> Result<(), TestKitError> {
        let running = self.running().take();
        running.map_or(Ok(()), Running::stop)
    }
}

impl Drop for TestHub {
    fn drop(&mut self) {
        // A test that failed half way leaves nothing behind either.
        if let Err(error) = self.stop() {
            tracing::warn!(%error, "a test's hub left something behind");
        }
    }
}
