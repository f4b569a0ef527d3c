//! The end of a shift at the office: the courier's cash comes into the till, and the balances say so.

use axum::http::{Method, StatusCode};
use counterfoil_domain::fact::{
    Duty, DutyStep, Fact, Fix, FixProvider, Found, Money, Payment, PaymentMethod, PaymentPurpose,
    Transition,
};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::{Subject, SubjectKind};
use serde_json::{Value, json};

use crate::phone::Phone;
use crate::world::World;

const SHIFT: Subject = Subject { kind: SubjectKind::Shift, id: SubjectId([7; 16]) };

fn payment(method: PaymentMethod, fen: i64, slip: &str) -> Fact {
    let (purpose, amount) = (PaymentPurpose::Freight, Money::fen(fen));
    Fact::Payment(Payment { purpose, method, amount, slip: slip.into() })
}

fn duty(step: DutyStep) -> Fact {
    Fact::Duty(Duty { step, vehicle: None, outlet: Some("滨河网点".into()) })
}

impl Phone {
    /// Founds the shift, begins duty, and takes money.
    pub(crate) fn takes_money(&mut self, order: SubjectId) {
        let found =
            Found { kind: "shift".into(), stage: "-".into(), keys: Vec::new(), parent: None };
        self.write(SHIFT, "keys", vec![Fact::Found(found)], Vec::new());
        self.write(SHIFT, "work", vec![duty(DutyStep::Begin)], Vec::new());
        for (method, fen, slip) in
            [(PaymentMethod::Cash, 1_800, "A1"), (PaymentMethod::Qr, 700, "A2")]
        {
            let paid = vec![payment(method, fen, slip)];
            self.write(Subject::order(order), "money", paid, vec![]);
        }
    }

    /// Writes down where it is, twice.
    pub(crate) fn moves_about(&mut self, order: SubjectId) {
        for (latitude_e7, longitude_e7) in
            [(302_000_000, 1_201_000_000), (302_100_000, 1_201_100_000)]
        {
            let fix = Fix {
                latitude_e7,
                longitude_e7,
                accuracy_dm: 80,
                age_ms: 0,
                provider: FixProvider::Satellite,
                mock: false,
                of: None,
            };
            self.write(Subject::order(order), "work", vec![Fact::Fix(fix)], Vec::new());
        }
    }

    /// A shift with money and positions, on one order.
    pub(crate) fn works_a_shift(&mut self, order: SubjectId) {
        self.takes_money(order);
        self.moves_about(order);
    }
}

async fn with_cash(world: &World) -> (Phone, SubjectId) {
    let (ann, invitation) = world.courier("安").await;
    let mut phone = Phone::enrolled(world, 1, &invitation).await;
    let order = world.parcel("SF1234567890123", "到付件", Some(&ann)).await;
    let order: SubjectId = order.parse().expect("an id");
    phone.takes_money(order);
    phone.push(world).await;
    (phone, order)
}

fn paid<'a>(shift: &'a Value, method: &str) -> &'a Value {
    let rows = shift["payments"].as_array().expect("payments");
    rows.iter().find(|row| row["method"] == method).expect("a payment")
}

#[tokio::test]
async fn the_outlet_confirms_the_cash_that_was_handed_in() {
    let world = World::fresh().await;
    let (_phone, order) = with_cash(&world).await;

    // 1. The day has one shift, of Ann, on duty; her balances name the money and how sure it is.
    let list = world.read("/v1/office/shifts").await;
    let row = &list["shifts"][0];
    assert_eq!(
        (&row["person_name"], &row["duty"], &row["outlet"]),
        (&json!("安"), &json!("on"), &json!("滨河网点"))
    );
    let path = format!("/v1/office/shifts/{}", row["id"].as_str().expect("an id"));
    let shift = world.read(&path).await;
    assert_eq!(shift["orders"][order.to_string()]["number"], "SF1234567890123", "{shift}");
    assert_eq!(paid(&shift, "cash")["standing"], "received");
    assert_eq!(paid(&shift, "qr")["standing"], "said");
    let said = |shift: &Value, method: &str| {
        let methods = shift["balances"]["cash"]["methods"].as_array().expect("methods").clone();
        let found = methods.into_iter().find(|row| row["method"] == method);
        found.map_or(json!(null), |row| row["said_minor"].clone())
    };
    assert_eq!((said(&shift, "cash"), said(&shift, "qr")), (json!(1_800), json!(700)));

    // 2. The outlet counts the cash and confirms it, on its order; again nothing is written.
    let body = json!({ "payments": [paid(&shift, "cash")["fact"]], "received": true, "reference": "收据 12" });
    let cash = format!("{path}/cash");
    for _ in 0..2 {
        let reply = world.office(Method::POST, &cash, &body).await;
        assert_eq!(
            (reply.status, reply.json()),
            (StatusCode::OK, json!({ "done": 1, "rows": [] }))
        );
    }
    let page = world.read(&format!("/v1/office/orders/{order}")).await;
    let words = page["timeline"].as_array().expect("rows").iter();
    assert_eq!(words.filter(|row| row["kind"] == "confirmed").count(), 1);
    assert_eq!(paid(&world.read(&path).await, "cash")["standing"], "confirmed");

    // 3. The QR payment never came: it does not count, and its order is in question.
    let denied = json!({ "payment": paid(&shift, "qr")["fact"], "received": false });
    let payments = format!("/v1/office/orders/{order}/payments");
    let reply = world.office(Method::POST, &payments, &denied).await;
    assert_eq!(
        (reply.status, reply.json()["envelopes"].as_array().map(Vec::len)),
        (StatusCode::OK, Some(1))
    );
    let shift = world.read(&path).await;
    assert_eq!((&shift["balanced"], said(&shift, "qr")), (&json!(false), json!(null)), "{shift}");
    let again = world.office(Method::POST, &payments, &denied).await.json();
    assert_eq!(again["unchanged"]["code"], "as_it_is");

    // 4. What is no payment is said to be none; what is no shift is not there.
    let rows = page["timeline"].as_array().expect("rows");
    let foreign = &rows.iter().find(|row| row["kind"] == "found").expect("a founding")["fact"];
    let body = json!({ "payments": [foreign], "received": true });
    let reply = world.office(Method::POST, &cash, &body).await;
    assert_eq!(reply.json()["rows"].as_array().map(Vec::len), Some(1), "{}", reply.json());
    let path = format!("/v1/office/shifts/{order}");
    assert_eq!(world.office(Method::GET, &path, &json!(null)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.read("/v1/office/shifts?day=2026-09-20").await["shifts"], json!([]));
}

#[tokio::test]
async fn the_map_shows_where_people_were_on_duty_and_which_pins_nobody_measured() {
    let world = World::fresh().await;
    let (mut phone, order) = with_cash(&world).await;
    phone.moves_about(order);
    phone.push(&world).await;
    let pinned = world.parcel("SF1234567890124", "有定位", None).await;
    let body = json!({ "fields": { "a/pin": "120.15,30.21" } });
    let path = format!("/v1/office/orders/{pinned}/fields");
    assert_eq!(world.office(Method::POST, &path, &body).await.status, StatusCode::OK);

    let map = world.read("/v1/office/map").await;
    let track = &map["people"][0];
    assert_eq!(
        (&track["name"], track["points"].as_array().map(Vec::len)),
        (&json!("安"), Some(2)),
        "{map}"
    );
    assert_eq!(track["points"][0]["latitude"], 30.2);
    assert_eq!(
        (&map["pins"][0]["latitude"], &map["pins"][0]["order"]),
        (&json!(30.21), &json!(pinned))
    );
    assert_eq!(map["orders"][&pinned]["title"], "有定位");
    assert!(map["note"]["zh"].as_str().is_some_and(|note| note.contains("GCJ-02")));
    assert_eq!(world.read("/v1/office/map?day=2026-09-20").await["people"], json!([]));
}

#[tokio::test]
async fn what_a_storm_stopped_is_not_overdue() {
    let world = World::fresh().await;
    let (mut ann, stormy) = with_cash(&world).await;
    let to = ann.person().to_string();
    let broken = world.parcel("SF1234567890124", "车坏了", Some(&to)).await;

    // 1. Both windows were over an hour ago.
    let over_ms = world.hub.now_ms() - 3_600_000;
    for order in [stormy.to_string(), broken.clone()] {
        let path = format!("/v1/office/orders/{order}/fields");
        let body = json!({ "fields": { "window/to_ms": over_ms } });
        assert_eq!(world.office(Method::POST, &path, &body).await.status, StatusCode::OK);
    }
    let broken: SubjectId = broken.parse().expect("an id");
    let overdue = async || {
        let list = world.read("/v1/office/shifts").await;
        let path =
            format!("/v1/office/shifts/{}", list["shifts"][0]["id"].as_str().expect("an id"));
        world.read(&path).await["balances"]["work"]["overdue"].clone()
    };
    assert_eq!(overdue().await.as_array().map(Vec::len), Some(2));

    // 2. One waits for the storm to pass, which stops the clock; the other for a van, which does not.
    for (order, reason) in [(stormy, "storm"), (broken, "vehicle_broken")] {
        let fail = Transition {
            name: "fail".into(),
            from: "assigned".into(),
            reason: Some(reason.into()),
            note: None,
            until_ms: None,
        };
        ann.write(Subject::order(order), "work", vec![Fact::Transition(fail)], Vec::new());
    }
    ann.push(&world).await;
    assert_eq!(overdue().await, json!([broken]));
}
