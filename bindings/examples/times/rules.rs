//! What the playbook's rules reckon: forms, routes, due moments, reports, texts.

use counterfoil_ffi::values::forms::FormAnswer;
use counterfoil_ffi::values::ready::DeviceNow;
use counterfoil_ffi::values::report::ReportAsk;
use counterfoil_ffi::values::route::RouteAsk;
use counterfoil_ffi::values::stops::Point;

use crate::ann::Ann;
use crate::{FEW, ROUNDS, line};

const MESSAGE: &str =
    "麻烦查下 YT9626908096706 破损了,电话19900006017,今天下午4点前必须送到云栖花园3栋";
const CLAIM: &str = "claim";

fn ask() -> RouteAsk {
    RouteAsk {
        from: Some(Point { latitude_e7: 302_148_000, longitude_e7: 1_201_692_000 }),
        to: None,
        start_ms: None,
        speed: None,
        breaks: Vec::new(),
        first: Vec::new(),
        last: Vec::new(),
        hard_windows: false,
    }
}

impl Ann {
    /// Calls that reckon by the playbook.
    pub(crate) fn rules(&self) {
        let desk = self.phone.orders();
        line("`Orders.read_text`", ROUNDS, |_| {
            drop(desk.read_text(MESSAGE.into(), 480).expect("read"));
        });
        line("`Orders.read_scan`", ROUNDS, |_| {
            drop(desk.read_scan("(00)006141411234567890".into()).expect("read"));
        });
        line("`Orders.due_moments`", FEW, |_| drop(desk.due_moments().expect("moments")));
        line("`Orders.clock_stops`", ROUNDS, |_| drop(desk.clock_stops().expect("stops")));
        line("`Orders.stops`", FEW, |_| drop(desk.stops().expect("stops")));
        line("`Orders.route`", FEW, |_| drop(desk.route(ask()).expect("a route")));
        line("`Orders.sequence`", ROUNDS, |_| drop(desk.sequence().expect("a sequence")));
        line("`Orders.form_page`", ROUNDS, |round| {
            drop(desk.form_page(self.order(round), CLAIM.into(), 0).expect("a page"));
        });
        line("`Orders.answer_form`", ROUNDS, |round| {
            let what = if round % 2 == 0 { "damaged" } else { "wrong" };
            let answer = FormAnswer { question: "what".into(), item: None, text: what.to_owned() };
            let done = desk.answer_form(self.order(round), CLAIM.into(), vec![answer], None);
            drop(done.expect("answered"));
        });
        line("`Orders.approvals`", ROUNDS, |round| {
            drop(desk.approvals(self.order(round)).expect("rows"));
        });
        let font = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSansCJKsc-Report.otf");
        let report = || ReportAsk {
            in_english: false,
            utc_offset_minutes: 480,
            fonts: vec![font.to_owned()],
        };
        line("`Orders.report`", FEW, |round| {
            drop(desk.report(self.order(round), report()).expect("a report"));
        });
        let device = || DeviceNow { battery_percent: None, is_charging: false, free_bytes: None };
        line("`Account.ready_to_go`", ROUNDS, |_| {
            drop(self.phone.account().ready_to_go(device()).expect("ready"));
        });
    }
}
