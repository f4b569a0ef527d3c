//! The day of a data logger, a value each minute: out of its file and as values that a reader hands over, onto an order,
//! durable, beside reading the file alone.

use std::fmt::Write as _;

use counterfoil_client::captures::read_logger;
use counterfoil_domain::fact::Reading;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::zone::Zone;
use serde_json::json;

use super::table::{Row, ms};
use super::{Measured, timing};
use crate::harness::{Person, World};

/// Values of a day.
const MINUTES: u64 = 1_440;
const MINUTE_MS: u64 = 60_000;
/// Imports that are counted, each onto an order of its own.
const ROUNDS: usize = 5;
/// Milliseconds that an import may take.
const IMPORT_MS_MAX: f64 = 2_000.0;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (world, chen) = runtime.block_on(ready())?;
    let now_ms = world.now_ms();
    let (file, zone) = (file(now_ms)?, Zone::of_the_market());
    let parse = || read_logger(&file, &zone, i64::try_from(now_ms).unwrap_or(i64::MAX));
    let values: Vec<Reading> = parse().map_err(|faults| format!("{faults:?}"))?;
    let mut orders = chen.list().into_iter();
    let mut next = || orders.next().ok_or("the phone has too few orders");
    let (mut filled, captures) = (Vec::new(), chen.phone().captures());
    let mut with_file = next_into(&mut next)?;
    let mut with_values = next_into(&mut next)?;
    let mut from_file = || {
        let order = with_file.pop().ok_or("no order is left")?;
        filled.push(order);
        Ok(captures.logger_file(order, &file).map(drop)?)
    };
    let mut from_reader = || {
        let order = with_values.pop().ok_or("no order is left")?;
        Ok(captures.readings(order, values.clone()).map(drop)?)
    };
    let mut alone = || parse().map(drop).map_err(|faults| format!("{faults:?}").into());
    let [import, handed, reading] =
        timing::medians(ROUNDS, [&mut from_file, &mut from_reader, &mut alone])?;
    every_value_is_there(&chen, &filled)?;
    let what = format!("a logger's day out of its file onto an order: {MINUTES} values, durable");
    let import_row = Row::new(what, ms(import), format!("{} to read the file", ms(reading)))
        .ratio(import, reading)
        .target("≤ 2 s", import <= IMPORT_MS_MAX);
    let what = format!("the same {MINUTES} values as a reader (BLE, NFC) hands them over");
    let handed_row = Row::new(what, ms(handed), format!("{} out of the file", ms(import)))
        .ratio(handed, import)
        .target("≤ 2 s", handed <= IMPORT_MS_MAX);
    Ok(vec![import_row, handed_row])
}

/// Orders for each round and the one that warms up.
fn next_into(
    next: &mut impl FnMut() -> Result<SubjectId, &'static str>,
) -> Measured<Vec<SubjectId>> {
    let rounds = ROUNDS + ROUNDS.div_ceil(10);
    Ok((0..rounds).map(|_| next()).collect::<Result<_, _>>()?)
}

async fn ready() -> Measured<(World, Person)> {
    let world = World::start().await;
    let chen = world.phone("Chen", &["courier"]).await;
    for _ in 0..2 * (ROUNDS + ROUNDS.div_ceil(10)) {
        let fields = json!({"title": "帝王蟹", "cold/class": "chilled"});
        world.order_with("fresh", Some(chen.id), fields).await;
    }
    chen.sync().await;
    Ok((world, chen))
}

fn every_value_is_there(chen: &Person, orders: &[SubjectId]) -> Measured<()> {
    for order in orders {
        let rows = chen.sheet(*order).readings;
        let count: usize = rows.iter().map(|series| series.readings.len()).sum();
        let outside: usize = rows.iter().map(|series| series.excursions.len()).sum();
        if (count as u64, outside) != (MINUTES, 1) {
            return Err(format!("{count} values, {outside} times outside").into());
        }
    }
    Ok(())
}

/// The file, as the logger writes it: local time, tenths of a degree; for half an hour it was too warm.
fn file(now_ms: u64) -> Measured<String> {
    let mut text = "时间,温度(℃),探头\n".to_owned();
    for minute in 0..MINUTES {
        let at_s = now_ms.saturating_sub((MINUTES - minute) * MINUTE_MS) / 1_000;
        let local = Zone::of_the_market().local(i64::try_from(at_s)?).ok_or("no such time")?;
        let at = local.format("%Y-%m-%d %H:%M:%S");
        let tenths = if (300..330).contains(&minute) { 65 } else { 20 + minute % 15 };
        writeln!(text, "{at},{}.{},T-18", tenths / 10, tenths % 10)?;
    }
    Ok(text)
}
