//! Five thousand rows of a table: read, founded and assigned through the gate, beside reading and planning them
//! alone; and the same file again, which makes nothing.

use std::fmt::Write as _;

use counterfoil_server::office::{ImportQuery, ImportReport, NewPerson};
use counterfoil_server::server::{HubConfig, Server};

use super::scratch::Scratch;
use super::table::{Row, ms};
use super::{Measured, timing};

/// Rows of the table.
const ROWS: usize = 5_000;
/// Milliseconds that importing them may take.
const IMPORT_MS_MAX: f64 = 5_000.0;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let scratch = Scratch::new()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let hub = runtime.block_on(ready(&scratch))?;
    let table = table();
    let run = |dry_run: bool| -> Measured<ImportReport> {
        let query = ImportQuery { dry_run, ..ImportQuery::default() };
        let done = runtime.block_on(hub.import_orders(&query, table.clone().into_bytes()));
        done.map_err(|problem| problem.to_json().to_string().into())
    };
    let (dry_ms, dry) = timing::timed(|| run(true));
    let (import_ms, made) = timing::timed(|| run(false));
    let (again_ms, again) = timing::timed(|| run(false));
    let (dry, made, again) = (dry?.counts, made?.counts, again?.counts);
    if (dry.ready, made.created, again.exists) != (ROWS, ROWS, ROWS) {
        return Err(format!("not every row was taken: {dry:?} {made:?} {again:?}").into());
    }
    let what = format!("hub: {ROWS} rows of a CSV founded and assigned through the gate, durable");
    let alone = format!("{} to read and plan them (a dry run)", ms(dry_ms));
    let import = Row::new(what, ms(import_ms), alone)
        .ratio(import_ms, dry_ms)
        .target("≤ 5 s", import_ms <= IMPORT_MS_MAX);
    let what = "hub: the same file again, which makes nothing";
    let again = Row::new(what, ms(again_ms), format!("{} for the first time", ms(import_ms)))
        .ratio(again_ms, import_ms)
        .target("less than the first time", again_ms < import_ms);
    Ok(vec![import, again])
}

async fn ready(scratch: &Scratch) -> Measured<Server> {
    let hub = Server::open(HubConfig::beside(&scratch.path("hub"), "滨河网点")).await?;
    let roles = vec!["courier".to_owned()];
    let entered = hub.add_person(&NewPerson { name: "Ann".to_owned(), roles }).await;
    entered.map_err(|problem| problem.to_json().to_string())?;
    Ok(hub)
}

/// Parcels as a carrier's system gives them out: ten columns, every eighth with freight due.
fn table() -> String {
    let mut text = "派给,类型,运单号,标题,片区,收件人,电话,地址,备注,到付(元)\n".to_owned();
    for n in 0..ROWS {
        let (house, floor) = (n % 12 + 1, n % 18 + 1);
        let due = if n % 8 == 0 { "18.00" } else { "" };
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "Ann,快递,SF12{n:011},包裹,云栖花园,收件人{n},1990000{:04},\
             望湖路188号云栖花园{house}幢{floor}01室,放门口鞋柜上,{due}",
            n % 10_000
        );
    }
    text
}
