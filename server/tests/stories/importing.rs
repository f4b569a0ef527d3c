//! The dispatcher's first import is garbage, the second is the day; the same file twice makes nothing, and what
//! nobody has touched can be undone.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

const DAY: &str = include_str!("../../../cli/data/day/orders.csv");

impl World {
    /// Sends a file to a route of imports.
    async fn sends(&self, query: &str, file: &[u8]) -> (StatusCode, Value) {
        let secret = [("authorization", format!("Bearer {}", self.hub.keyring.office_secret))];
        let path = format!("/v1/office/imports{query}");
        let reply = self.call(Method::POST, &path, &secret, file.to_vec()).await;
        (reply.status, reply.json())
    }

    async fn imports(&self, file: &[u8]) -> Value {
        let (status, report) = self.sends("", file).await;
        assert_eq!(status, StatusCode::CREATED, "{report}");
        report
    }

    async fn undoes(&self, import: &Value) -> Value {
        let import = import["import"].as_str().expect("an id");
        let path = format!("/v1/office/imports/{import}/undo");
        let reply = self.office(Method::POST, &path, &json!(null)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
        reply.json()
    }

    async fn total(&self, query: &str) -> u64 {
        let list = self.read(&format!("/v1/office/orders?limit=1&{query}")).await;
        list["total"].as_u64().expect("a number")
    }
}

/// Outcome and first code of each row.
fn rows(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = report["rows"].as_array().expect("rows").iter();
    rows.map(|row| (text(&row["outcome"]), text(&row["remarks"][0]["code"]))).collect()
}

fn count(report: &Value, of: &str) -> u64 {
    report["counts"][of].as_u64().expect("a count")
}

#[tokio::test]
async fn the_first_import_is_garbage_and_one_bad_row_stops_none() {
    let world = World::fresh().await;
    let (ann, _) = world.courier("Ann").await;
    let garbage = "滨河网点派件表\n\
        派给,类型,运单号,收件人,电话,地址,没人认识的列\n\
        Ann,快递,7.73125E+13,甲,19900000001,甲路,x\n\
        ＡＮＮ,快递,SF1203456789017,🌸乙,１９９００００６０１７,乙路,\n\
        安,快递,SF1203456789018,丙,19900000003,丙路,\n\
        Ann,快递,SF1203456789017,乙,19900006017,乙路,\n\
        ,送货,SF1203456789019,丁,19900000004,丁路,\n\
        ,快递,,戊,19900000005,戊路,\n";
    let wanted = [
        ("refused", "rounded"),
        ("ready", "phone_spelling"),
        ("refused", "person_unknown"),
        ("refused", "repeated"),
        ("refused", "kind_unknown"),
        ("ready", ""),
    ];
    let wanted = |ready: &str| -> Vec<(String, String)> {
        let of = |(outcome, code): &(&str, &str)| {
            (if *outcome == "ready" { ready } else { outcome }.to_owned(), (*code).to_owned())
        };
        wanted.iter().map(of).collect()
    };
    // 1. A dry run says all and makes nothing.
    let (status, report) =
        world.sends("?dry_run=true&name=%E6%B4%BE%E4%BB%B6.csv", garbage.as_bytes()).await;
    assert_eq!((status, rows(&report)), (StatusCode::OK, wanted("ready")));
    assert_eq!(
        (report["file"]["name"].clone(), report["columns"][6]["reads"].clone()),
        (json!("派件.csv"), json!(null))
    );
    assert_eq!(world.total("").await, 0);
    // 2. The real run makes what can be made.
    let report = world.imports(garbage.as_bytes()).await;
    assert_eq!(rows(&report), wanted("created"));
    assert_eq!((world.total("").await, world.total(&format!("assigned={ann}")).await), (2, 1));
    // 3. The same file again makes nothing: the row without a code is known by its words.
    world.clock.pass(60_000);
    let again = world.imports(garbage.as_bytes()).await;
    assert_eq!(rows(&again), wanted("exists"));
    assert_eq!(again["same_file_as"], report["import"]);
    assert_eq!(world.total("").await, 2);
    // 4. The report is kept, and listed without its rows.
    let kept =
        world.read(&format!("/v1/office/imports/{}", report["import"].as_str().expect("id"))).await;
    assert_eq!(kept, report);
    let list = world.read("/v1/office/imports").await;
    assert_eq!(
        (list[1]["import"].clone(), list[1]["rows"].clone()),
        (report["import"].clone(), json!([]))
    );
    // 5. What is no table at all is refused with what to do, in both languages.
    for (query, file, why) in [
        ("", &b"\xd0\xcf\x11\xe0"[..], "other_workbook"),
        ("", b"", "empty"),
        ("?kind=parcel", b"a,b\n1,2\n", "no_headers"),
    ] {
        let (status, problem) = world.sends(query, file).await;
        assert_eq!(
            (status, problem["why"].clone()),
            (StatusCode::UNPROCESSABLE_ENTITY, json!(why))
        );
        assert!(problem["zh"][0].is_string() && problem["en"][0].is_string());
    }
    let (status, _) = world.sends("?kind=nonsense", garbage.as_bytes()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_untouched_import_is_undone_and_the_same_file_brings_it_back() {
    let world = World::fresh().await;
    let (ann, _) = world.courier("Ann").await;
    let (chen, _) = world.courier("Chen").await;
    let table = |who: &str| {
        let row = |n: u32| {
            format!("{who},快递,SF12034567890{n:02},收件人{n},1990000{n:04},云栖花园{n}幢\n")
        };
        let rows: String = (0..6).map(row).collect();
        format!("派给,类型,运单号,收件人,电话,地址\n{rows}")
    };
    let first = world.imports(table("Ann").as_bytes()).await;
    assert_eq!(count(&first, "created"), 6);
    // Somebody remarks on the third.
    let third = first["rows"][2]["order"].as_str().expect("an order").to_owned();
    let remark = json!({ "text": "周二以后送" });
    world.office(Method::POST, &format!("/v1/office/orders/{third}/comments"), &remark).await;
    let undone = world.undoes(&first).await;
    assert_eq!(undone["cancelled"].as_array().map(Vec::len), Some(5));
    assert_eq!(undone["touched"][0]["order"], json!(third));
    assert_eq!(undone["touched"].as_array().map(Vec::len), Some(1));
    assert_eq!((world.total("stage=cancelled").await, world.total("stage=assigned").await), (5, 1));
    // Undone twice, it is undone once.
    let twice = world.undoes(&first).await;
    assert_eq!(
        (twice["cancelled"].clone(), twice["touched"].clone()),
        (undone["cancelled"].clone(), undone["touched"].clone())
    );
    // The mended file, for Chen this time: what was undone stands again, for him; the touched one is left alone.
    let second = world.imports(table("Chen").as_bytes()).await;
    assert_eq!(
        (count(&second, "restored"), count(&second, "exists"), count(&second, "created")),
        (5, 1, 0),
        "{second}"
    );
    assert_eq!((world.total("").await, world.total("stage=cancelled").await), (6, 0));
    let of = async |person: &str| world.total(&format!("assigned={person}")).await;
    assert_eq!((of(&ann).await, of(&chen).await), (1, 5));
    let undone = world.undoes(&second).await;
    assert_eq!(undone["cancelled"].as_array().map(Vec::len), Some(5), "{undone}");
}

#[tokio::test]
async fn the_days_table_comes_in_whole_in_any_encoding() {
    let world = World::fresh().await;
    let mut people = Vec::new();
    for name in ["Ann", "Bo", "Chen"] {
        people.push(world.courier(name).await.0);
    }
    let report = world.imports(DAY.as_bytes()).await;
    assert_eq!(
        (count(&report, "created"), count(&report, "refused")),
        (220, 0),
        "{:?}",
        refused(&report)
    );
    let flags = |code: &str| {
        let all = report["rows"].as_array().expect("rows").iter();
        let remarks = all.flat_map(|row| row["remarks"].as_array().expect("remarks"));
        remarks.filter(|remark| remark["code"] == code).count()
    };
    let odd = ["misread", "ambiguous", "unknown_format", "phone_odd", "half_made"].map(flags);
    assert_eq!(odd, [1, 1, 1, 1, 0]);
    let mut totals = Vec::new();
    for person in &people {
        totals.push(world.total(&format!("assigned={person}")).await);
    }
    assert_eq!(totals, [180, 10, 30]);
    let (gbk, _, lossy) = encoding_rs::GB18030.encode(DAY);
    assert!(!lossy);
    let again = world.imports(&gbk).await;
    assert_eq!((count(&again, "exists"), count(&again, "created")), (220, 0));
    assert_eq!(again["file"]["reading"]["csv"]["encoding"], "gb18030");
}

fn refused(report: &Value) -> Vec<&Value> {
    let rows = report["rows"].as_array().expect("rows").iter();
    rows.filter(|row| row["outcome"] == "refused").collect()
}

/// The rows of an export without the ids, sorted: two hubs give different ids.
fn without_ids(csv: &[u8]) -> Vec<Vec<String>> {
    assert_eq!(csv[..3], [0xef, 0xbb, 0xbf], "Excel knows UTF-8 by its mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&csv[3..]);
    let mut rows: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.expect("a record").iter().skip(1).map(str::to_owned).collect())
        .collect();
    rows[1..].sort();
    rows
}

impl World {
    async fn exports(&self, path: &str) -> Vec<u8> {
        let reply =
            self.office(Method::GET, &format!("/v1/office/exports/{path}"), &json!(null)).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert!(reply.header("content-disposition").starts_with("attachment; filename=\"orders."));
        reply.body
    }
}

#[tokio::test]
async fn what_is_exported_comes_into_another_hub_unchanged() {
    let (first, second, third) = (World::fresh().await, World::fresh().await, World::fresh().await);
    for world in [&first, &second, &third] {
        for name in ["Ann", "Bo", "Chen"] {
            world.courier(name).await;
        }
    }
    first.imports(DAY.as_bytes()).await;
    let nasty = "类型,工单号,客户,地址,故障,内部备注,device/model,place/odd\n\
        维修,000123456789012345,=SUM(A1),'@甲路,\"第一行\r\n第二行\",+1,007,-5\n";
    assert_eq!(count(&first.imports(nasty.as_bytes()).await, "created"), 1);
    let csv = first.exports("zh/orders.csv").await;
    let text = String::from_utf8(csv.clone()).expect("UTF-8");
    assert!(
        text.contains("\"=\"\"000123456789012345\"\"\"") && text.contains(",'=SUM(A1),"),
        "defused"
    );
    let rows = without_ids(&csv);
    assert_eq!(rows.len(), 222);
    let report = second.imports(&csv).await;
    assert_eq!(
        (count(&report, "created"), count(&report, "flagged")),
        (221, 0),
        "{:?}",
        refused(&report)
    );
    assert_eq!(without_ids(&second.exports("zh/orders.csv").await), rows);
    // A workbook, with English headers, says the same; and into the hub it came from nothing comes twice.
    let xlsx = first.exports("en/orders.xlsx").await;
    let report = third.imports(&xlsx).await;
    assert_eq!(
        (count(&report, "created"), count(&report, "flagged")),
        (221, 0),
        "{:?}",
        refused(&report)
    );
    assert_eq!(without_ids(&third.exports("zh/orders.csv").await), rows);
    assert_eq!(count(&first.imports(&xlsx).await, "exists"), 221);
    // The filters of a list are those of an export.
    let repairs = without_ids(&first.exports("zh/orders.csv?kind=repair,install").await);
    assert_eq!(repairs.len(), 12);
    for path in ["zh/orders.pdf", "fr/orders.csv", "zh/orders.csv?colour=red"] {
        let path = format!("/v1/office/exports/{path}");
        let reply = first.office(Method::GET, &path, &json!(null)).await;
        assert!(reply.status.is_client_error(), "{path}");
    }
}
