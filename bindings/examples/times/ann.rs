//! A courier on duty with her orders, and what a page of hers is asked with.

use std::sync::Arc;

use counterfoil_ffi::ports::{Ports, SecretStore, memory_secret_store};
use counterfoil_ffi::values::captures::PhotoSource;
use counterfoil_ffi::values::lists::OrderFilter;
use counterfoil_ffi::values::syncing::{Budget, SyncReport};
use counterfoil_ffi::{Phone, PhoneConfig};
use counterfoil_testkit::{TestFolder, TestHub};
use tokio::runtime::Runtime;

pub(crate) const ORDERS: usize = 200;

pub(crate) struct Ann {
    pub(crate) hub: Arc<TestHub>,
    pub(crate) folder: Arc<TestFolder>,
    pub(crate) phone: Arc<Phone>,
    pub(crate) orders: Vec<String>,
    secrets: Arc<dyn SecretStore>,
    runtime: Runtime,
}

pub(crate) fn everything() -> OrderFilter {
    OrderFilter { kind: None, stages: vec![], is_open: None, is_mine: None, attention: None }
}

fn open(folder: &TestFolder, secrets: &Arc<dyn SecretStore>) -> Arc<Phone> {
    let config = PhoneConfig {
        folder: folder.path(),
        unbacked_folder: None,
        photo_long_side_px: None,
        photo_quality: None,
    };
    let secrets = secrets.clone();
    let ports = Ports { secrets, signer: None, transport: None, moments: None };
    Phone::open(config, ports).expect("opened")
}

impl Ann {
    pub(crate) fn on_duty() -> Self {
        let hub = TestHub::start("滨河网点".into()).expect("a hub");
        let folder = TestFolder::make().expect("a folder");
        let secrets = memory_secret_store();
        let phone = open(&folder, &secrets);
        let invited = hub.invite("安娜".into(), vec!["courier".into()]).expect("invited");
        let runtime = Runtime::new().expect("threads");
        runtime.block_on(phone.account().enrol(invited.invitation)).expect("enrolled");
        phone.account().begin_shift(None, None).expect("on duty");
        let fields = r#"{"title": "一箱苹果", "area": "云栖花园", "address/line": "望湖路188号"}"#;
        let order = |number: usize| {
            let (waybill, person) = (format!("SF{number:013}"), Some(invited.person.clone()));
            hub.order("parcel".into(), waybill, fields.into(), person).expect("an order")
        };
        let orders = (0..ORDERS).map(order).collect();
        let ann = Self { hub, folder, phone, orders, secrets, runtime };
        assert!(ann.sync().is_done);
        ann
    }

    /// Closes the phone and opens it again, as an app that is started.
    pub(crate) fn reopen(&mut self) {
        self.phone.close_and_wait().expect("closed");
        self.phone = open(&self.folder, &self.secrets);
    }

    pub(crate) fn sync(&self) -> SyncReport {
        let budget = Budget {
            time_ms: 60_000,
            bytes: None,
            pull: true,
            uploads: None,
            patient: false,
            battery: None,
        };
        self.runtime.block_on(self.phone.syncing().run(budget)).expect("a session")
    }

    pub(crate) fn order(&self, round: usize) -> String {
        self.orders[round % ORDERS].clone()
    }

    pub(crate) fn comment(&self, round: usize) {
        self.phone.captures().comment(self.order(round), "门口有狗".into()).expect("a remark");
    }

    /// A photograph of twelve megapixels with the grain of a camera, another one each time.
    pub(crate) fn photograph(&self, round: usize) -> PhotoSource {
        let path = format!("{}/door{round}.jpg", self.folder.path());
        let mut grain = 0x9e37_79b9_u32.wrapping_add(u32::try_from(round).expect("few"));
        let pixels: Vec<u8> = (0..4_000_usize * 3_000)
            .flat_map(|at| {
                grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let light = (at % 4_000 / 20 + at / 4_000 / 60) as u8;
                [light, light / 2, 200 - light / 2].map(|c| c.saturating_add((grain >> 29) as u8))
            })
            .collect();
        let encoder = jpeg_encoder::Encoder::new_file(&path, 90).expect("a file");
        encoder.encode(&pixels, 4_000, 3_000, jpeg_encoder::ColorType::Rgb).expect("a picture");
        PhotoSource { path, preview: None, role: "door".into() }
    }
}
