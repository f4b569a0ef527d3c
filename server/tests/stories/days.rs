//! A day as a table: one row for each fact, with sums that add up and texts that no spreadsheet calculates with.

use axum::http::{Method, StatusCode};
use counterfoil_domain::fact::{Comment, Fact, Money, Payment, PaymentMethod, PaymentPurpose};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::Subject;
use serde_json::json;

use crate::phone::Phone;
use crate::world::World;

const DAY_MS: u64 = 86_400_000;

impl World {
    /// An export of days: the name under which it is saved, and its bytes.
    async fn days(&self, path: &str) -> (String, Vec<u8>) {
        let path = format!("/v1/office/exports/{path}");
        let reply = self.office(Method::GET, &path, &json!(null)).await;
        assert_eq!(
            reply.status,
            StatusCode::OK,
            "{path}: {}",
            String::from_utf8_lossy(&reply.body)
        );
        let named = reply.header("content-disposition");
        (named.trim_start_matches("attachment; filename=").trim_matches('"').to_owned(), reply.body)
    }
}

/// The rows of a CSV, its headers first.
fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    assert_eq!(csv[..3], [0xef, 0xbb, 0xbf], "Excel knows UTF-8 by its mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&csv[3..]);
    let read = |record: csv::Result<csv::StringRecord>| {
        record.expect("a record").iter().map(str::to_owned).collect()
    };
    reader.records().map(read).collect()
}

/// The cells of a column, without its header.
fn column(rows: &[Vec<String>], header: &str) -> Vec<String> {
    let at = rows[0].iter().position(|own| own == header).expect("a column");
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

fn payment(method: PaymentMethod, fen: i64, slip: &str) -> Fact {
    let (purpose, amount) = (PaymentPurpose::Freight, Money::fen(fen));
    Fact::Payment(Payment { purpose, method, amount, slip: slip.into() })
}

#[tokio::test]
async fn a_day_is_exported_fact_by_fact_and_its_sums_add_up() {
    let world = World::fresh().await;
    let (ann, invitation) = world.courier("安").await;
    let mut phone = Phone::enrolled(&world, 1, &invitation).await;
    let order: SubjectId =
        world.parcel("773125123456789", "到付", Some(&ann)).await.parse().expect("an id");
    let other = world.parcel("SF1234567890124", "第二天", Some(&ann)).await;

    // 1. Ann photographs, takes cash, writes the same slip down twice, and remarks what looks like a formula.
    phone.photograph(order, b"a door");
    for (method, fen, slip) in [
        (PaymentMethod::Cash, 1_850, "A1"),
        (PaymentMethod::Cash, 1_850, "A1"),
        (PaymentMethod::Qr, 700, "A2"),
    ] {
        phone.write(Subject::order(order), "money", vec![payment(method, fen, slip)], vec![]);
    }
    let text = "=HYPERLINK(\"x\")".to_owned();
    phone.write(Subject::order(order), "work", vec![Fact::Comment(Comment { text })], vec![]);
    phone.push(&world).await;

    // 2. The day's table tells all of it, each fact once.
    let (name, csv) = world.days("zh/events.csv").await;
    assert_eq!(name, "events-2026-09-21.csv");
    let table = rows(&csv);
    let what = column(&table, "事项");
    let count = |title: &str| what.iter().filter(|own| *own == title).count();
    assert_eq!(
        (count("建单"), count("收款"), count("拍照"), count("备注")),
        (2, 3, 1, 1),
        "{what:?}"
    );
    let sum = |header: &str| -> f64 {
        column(&table, header).iter().filter_map(|cell| cell.parse::<f64>().ok()).sum()
    };
    assert!((sum("现金") - 18.5).abs() < 1e-9 && (sum("扫码") - 7.0).abs() < 1e-9);
    assert!(column(&table, "证据哈希").contains(&sha256(b"a door").to_string()));
    assert!(column(&table, "环节变更").iter().any(|cell| cell.contains(" → ")), "{table:?}");
    let people = column(&table, "人员");
    assert!(people.iter().any(|name| name == "安"), "{people:?}");

    // 3. A long number stays what it is, and nothing begins like a formula.
    assert!(column(&table, "单号").contains(&"=\"773125123456789\"".to_owned()));
    let began = |cell: &&String| {
        cell.starts_with(['=', '+', '-', '@']) && !(cell.starts_with("=\"") && cell.ends_with('"'))
    };
    assert_eq!(table.iter().flatten().find(began), None);

    // 4. A workbook in English says the same.
    let (name, xlsx) = world.days("en/events.xlsx?day=2026-09-21").await;
    assert_eq!((name.as_str(), &xlsx[..2]), ("events-2026-09-21.xlsx", &b"PK"[..]));

    // 5. Next day's acts are next day's rows; a range holds both.
    world.clock.pass(DAY_MS);
    let body = json!({ "text": "改约" });
    let path = format!("/v1/office/orders/{other}/comments");
    assert_eq!(world.office(Method::POST, &path, &body).await.status, StatusCode::OK);
    let (_, today) = world.days("zh/events.csv").await;
    assert_eq!(column(&rows(&today), "事项"), ["备注"]);
    let (name, both) = world.days("zh/events.csv?from=2026-09-21&to=2026-09-22").await;
    assert_eq!(name, "events-2026-09-21_2026-09-22.csv");
    assert_eq!(rows(&both).len(), table.len() + 1);
    assert_eq!(rows(&world.days("zh/events.csv?day=2026-09-20").await.1).len(), 1, "headers alone");

    // 6. What is no day is said to be none, and nobody else reads any of it.
    for path in ["zh/events.csv?day=yesterday", "zh/events.csv?colour=red", "fr/events.csv"] {
        let path = format!("/v1/office/exports/{path}");
        let reply = world.office(Method::GET, &path, &json!(null)).await;
        assert!(reply.status.is_client_error(), "{path}");
    }
    let path = "/v1/office/exports/zh/events.csv";
    let nobody = world.call(Method::GET, path, &[], axum::body::Body::empty()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}
