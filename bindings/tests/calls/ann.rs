//! Ann, a courier: her phone in a folder that goes, and the hub that she is enrolled at.

use std::future::Future;
use std::sync::Arc;

use counterfoil_ffi::ports::{Ports, SecretStore, memory_secret_store};
use counterfoil_ffi::values::syncing::{Budget, SyncReport};
use counterfoil_ffi::{Phone, PhoneConfig};
use counterfoil_testkit::{TestFolder, TestHub};

pub(crate) struct Ann {
    pub(crate) hub: Arc<TestHub>,
    pub(crate) phone: Arc<Phone>,
    pub(crate) person: String,
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) folder: Arc<TestFolder>,
}

/// Waits for a call that talks to the hub, as a foreign executor does: outside of any runtime of Rust.
pub(crate) fn wait<T>(call: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a thread").block_on(call)
}

pub(crate) fn ports() -> Ports {
    Ports { secrets: memory_secret_store(), signer: None, transport: None, moments: None }
}

pub(crate) fn config(folder: &TestFolder) -> PhoneConfig {
    PhoneConfig {
        folder: folder.path(),
        unbacked_folder: None,
        photo_long_side_px: None,
        photo_quality: None,
    }
}

pub(crate) fn budget() -> Budget {
    Budget {
        time_ms: 30_000,
        bytes: None,
        pull: true,
        uploads: None,
        patient: false,
        battery: None,
    }
}

impl Ann {
    /// Enrolled, on duty, with nothing to do yet.
    pub(crate) fn enrolled() -> Self {
        Self::enrolled_with(ports())
    }

    pub(crate) fn enrolled_with(ports: Ports) -> Self {
        let hub = TestHub::start("滨河网点".into()).expect("a hub");
        let folder = TestFolder::make().expect("a folder");
        let secrets = ports.secrets.clone();
        let phone = Phone::open(config(&folder), ports).expect("opened");
        let invited = hub.invite("安娜".into(), vec!["courier".into()]).expect("invited");
        wait(phone.account().enrol(invited.invitation)).expect("enrolled");
        phone.account().begin_shift(None, None).expect("on duty");
        Self { hub, phone, person: invited.person, secrets, folder }
    }

    /// What her phone is opened with again.
    pub(crate) fn ports(&self) -> Ports {
        Ports { secrets: self.secrets.clone(), ..ports() }
    }

    pub(crate) fn sync(&self) -> SyncReport {
        wait(self.phone.syncing().run(budget())).expect("a session")
    }

    /// Sessions until nothing is left: the hub may be busy with a request that this phone has given up.
    pub(crate) fn sync_until_done(&self) -> SyncReport {
        let mut report = self.sync();
        for _ in 0..50 {
            if report.is_done {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
            report = self.sync();
        }
        assert!(report.is_done, "{report:?}");
        report
    }

    /// The office makes an order for her; she has it after the next session.
    pub(crate) fn order(&self, number: u32) -> String {
        let fields = r#"{"title": "一箱苹果", "area": "云栖花园", "contact/name": "李女士",
            "contact/phone": "19900006017", "address/line": "望湖路188号3幢1102室"}"#;
        let waybill = format!("SF{number:013}");
        let person = Some(self.person.clone());
        self.hub.order("parcel".into(), waybill, fields.into(), person).expect("an order")
    }
}

impl Drop for Ann {
    fn drop(&mut self) {
        let _ = self.phone.close_and_wait();
        let _ = self.hub.stop();
        let _ = self.folder.close();
    }
}
