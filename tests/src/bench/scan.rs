//! The loading scan among ten thousand orders: a read answered and kept by the whole client, beside finding the
//! code's order alone.

use std::fmt::Write as _;

use counterfoil_server::office::ImportQuery;

use super::table::{Row, ms};
use super::{Measured, timing};
use crate::harness::{Person, World};

/// Orders of the outlet, all on one phone.
const ORDERS: usize = 10_000;
/// Rows of one table.
const TABLE_ROWS: usize = 5_000;
/// Reads that are counted.
const ROUNDS: usize = 100;
/// Milliseconds in which a read must be answered.
const READ_MS_MAX: f64 = 50.0;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (_world, ann) = runtime.block_on(ready())?;
    if ann.list().is_empty() {
        return Err("the phone has no orders".into());
    }
    let (mut read_next, mut found_next) = (0, 0);
    let mut read = || {
        let code = code(read_next * 97 % ORDERS);
        read_next += 1;
        let answer = ann.phone().captures().load(&code, "code128")?;
        if answer.repeated || !answer.taken { Err("a read was not taken".into()) } else { Ok(()) }
    };
    let mut find = || {
        let code = code(found_next * 89 % ORDERS);
        found_next += 1;
        Ok(ann.phone().orders().lookup(&code).map(drop)?)
    };
    let [reading, finding] = timing::medians(ROUNDS, [&mut read, &mut find])?;
    let what =
        format!("load scan: one read among {ORDERS} orders answered, taken and kept, durable");
    Ok(vec![
        Row::new(what, ms(reading), format!("{} to find the code's order alone", ms(finding)))
            .ratio(reading, finding)
            .target("≤ 50 ms", reading <= READ_MS_MAX),
        Row::new("load scan: the code's order found and its card read", ms(finding), "–")
            .target("≤ 50 ms", finding <= READ_MS_MAX),
    ])
}

async fn ready() -> Measured<(World, Person)> {
    let world = World::start().await;
    let ann = world.phone("Ann", &["courier"]).await;
    for from in (0..ORDERS).step_by(TABLE_ROWS) {
        let query = ImportQuery::default();
        let made = world.server().import_orders(&query, table(from).into_bytes()).await;
        let made = made.map_err(|problem| problem.to_json().to_string())?.counts;
        if made.created != TABLE_ROWS {
            return Err(format!("not every row was taken: {made:?}").into());
        }
    }
    ann.sync().await;
    ann.phone().account().begin_shift(None, None)?;
    Ok((world, ann))
}

fn code(n: usize) -> String {
    format!("SF12{n:011}")
}

fn table(from: usize) -> String {
    let mut text = "派给,类型,运单号,标题,片区,收件人,电话,地址\n".to_owned();
    for n in from..from + TABLE_ROWS {
        let (house, floor) = (n % 12 + 1, n % 18 + 1);
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "Ann,快递,{},包裹,云栖花园,收件人{n},1990000{:04},望湖路188号{house}幢{floor}01室",
            code(n),
            n % 10_000
        );
    }
    text
}
