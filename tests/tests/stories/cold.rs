//! The van's data logger: a day of it, a value each minute, out of its file onto an order and through the hub.

use std::fmt::Write as _;
use std::time::Instant;

use counterfoil_client::ClientError;
use counterfoil_domain::sla::zone::Zone;
use counterfoil_tests::harness::World;
use serde_json::json;

const MINUTE_MS: u64 = 60_000;
const DAY: u64 = 1_440;
/// Minutes of the day at which it was too warm, with the values: what the goods bear ends at 4 °C.
const WARM: [(std::ops::Range<u64>, i64); 2] = [(300..360, 65), (900..930, 51)];

/// The file, as the logger writes it: local time, tenths of a degree. The last value is of a minute ago.
fn file(now_ms: u64) -> String {
    let mut text = "时间,温度(℃),探头\n".to_owned();
    for minute in 0..DAY {
        let at_s = (now_ms - (DAY - minute) * MINUTE_MS) / 1_000;
        let at = Zone::of_the_market().local(i64::try_from(at_s).expect("a time"));
        let at = at.expect("a time").format("%Y-%m-%d %H:%M:%S");
        let warm = WARM.iter().find(|(span, _)| span.contains(&minute)).map(|(_, tenths)| *tenths);
        let tenths = warm.unwrap_or(20 + i64::try_from(minute % 15).expect("small"));
        writeln!(text, "{at},{}.{},T-18", tenths / 10, tenths % 10).expect("written");
    }
    text
}

#[tokio::test]
async fn a_logger_s_day_is_one_file_and_its_excursions_are_exact_at_the_hub() {
    let world = World::start().await;
    let chen = world.phone("chen", &["courier"]).await;
    let fields = json!({"title": "帝王蟹", "cold/class": "chilled"});
    let order = world.order_with("fresh", Some(chen.id), fields).await;
    chen.sync().await;
    chen.signal().off();
    // 1. A file with a spoilt line is refused with that line, and nothing of it is written.
    let day = file(world.now_ms());
    let spoilt = day.replacen(",T-18\n", ",\n冷\n", 1);
    let refused = chen.phone().captures().logger_file(order, &spoilt);
    let Err(ClientError::NotAllowed { reason }) = refused else { panic!("{refused:?}") };
    assert_eq!(reason.code, "logger_file");
    assert!(reason.words_zh[0].starts_with("第 3 行"), "{:?}", reason.words_zh);
    assert!(chen.sheet(order).readings.is_empty());
    // 2. The whole day goes onto the order at once.
    let begun = Instant::now();
    let done = chen.phone().captures().logger_file(order, &day).expect("written");
    println!("{DAY} readings in {:?}, {} envelopes", begun.elapsed(), done.envelopes.len());
    assert_eq!((done.facts.len(), done.envelopes.len()), (1_440, 23));
    // 3. The hub has each of them, in the order in which they were measured, and knows when it was too warm.
    chen.signal().on();
    chen.sync().await;
    for sheet in [world.hub_sheet(order).await, chen.sheet(order)] {
        let [series] = sheet.readings.as_slice() else { panic!("{} series", sheet.readings.len()) };
        assert_eq!(series.readings.len(), 1_440);
        assert_eq!((series.lowest_milli, series.highest_milli), (2_000, 6_500));
        let shown: Vec<_> = series.excursions.iter().collect();
        assert_eq!(shown.len(), WARM.len());
        for (excursion, (span, tenths)) in shown.iter().zip(WARM) {
            let count = span.end - span.start;
            assert_eq!(u64::from(excursion.count), count);
            assert_eq!(
                (excursion.lowest_milli, excursion.highest_milli),
                (tenths * 100, tenths * 100)
            );
            let (least, most) = (excursion.length.at_least_ms, excursion.length.at_most_ms);
            let most = most.expect("it ended");
            assert!(least <= (count - 1) * MINUTE_MS && least > (count - 2) * MINUTE_MS, "{least}");
            assert!((count + 1) * MINUTE_MS <= most && most < (count + 2) * MINUTE_MS, "{most}");
        }
        assert_eq!(sheet.card.excursions, Some(2));
    }
    // 4. More than a week of it is another file.
    let weeks = day.lines().skip(1).collect::<Vec<_>>().join("\n").repeat(8);
    let refused = chen.phone().captures().logger_file(order, &format!("时间,温度,探头\n{weeks}"));
    assert!(matches!(refused, Err(ClientError::NotAllowed { .. })));
}
