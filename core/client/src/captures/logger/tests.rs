//! Files as loggers write them, and as people spoil them.

use super::*;

/// 2026-11-22 20:00 in China.
const NOW_MS: i64 = 1_795_348_800_000;

fn read(text: &str) -> Result<Vec<Reading>, Vec<LoggerFault>> {
    read_logger(text, &Zone::of_the_market(), NOW_MS)
}

fn faults(text: &str) -> Vec<(usize, &'static str)> {
    read(text).expect_err("faults").into_iter().map(|one| (one.line, one.code)).collect()
}

#[test]
fn files_of_four_makers_say_the_same() {
    for text in [
        "Time,Temperature (°C),Serial Number\n2026-11-22 08:00:00,4.2,T-18\n2026-11-22 08:01:00,-18.55,T-18\n",
        "\u{feff}时间;温度℃;探头\r\n2026/11/22 08:00;4,2;T-18\r\n\r\n2026/11/22 08:01;-18,55;T-18\r\n",
        "记录时间\t箱内温度\t编号\n2026年11月22日 08:00\t4.2℃\tT-18\n2026年11月22日 08:01\t−18.55\tT-18",
        "\"sensor\",\"timestamp\",\"temp\"\n\"T-18\",\"2026-11-22T00:00:00Z\",\"+4.2\"\n\"T-18\",\"2026-11-22T08:01:00+08:00\",\"-18.5509\"",
    ] {
        let readings = read(text).expect(text);
        let said: Vec<_> = readings
            .iter()
            .map(|one| (one.value_milli, one.unit.as_str(), one.sensor.as_deref(), one.ago_ms))
            .collect();
        let hours = 12 * 3_600_000;
        let want = [
            (4_200, "cel", Some("T-18"), Some(hours)),
            (-18_550, "cel", Some("T-18"), Some(hours - 60_000)),
        ];
        assert_eq!(said, want, "{text}");
    }
}

#[test]
fn temperature_and_humidity_are_two_series() {
    let text = "time,temp,RH (%)\n2026-11-22 08:00,4.0,61.5\n2026-11-22 08:05,4.1,\n";
    let said: Vec<_> =
        read(text).expect("read").into_iter().map(|one| (one.quantity, one.value_milli)).collect();
    let (temperature, humidity) = ("temperature".to_owned(), "humidity".to_owned());
    assert_eq!(said, [(temperature.clone(), 4_000), (humidity, 61_500), (temperature, 4_100)]);
}

#[test]
fn each_line_says_what_is_wrong_with_it() {
    let head = "time,temperature\n";
    let with = |rows: &str| format!("{head}{rows}");
    assert_eq!(
        faults(&with("昨天,4\n2026-11-22 08:00,冷\n2026-11-22 08:00\n")),
        [(2, "time"), (3, "value"), (4, "cells"),]
    );
    assert_eq!(faults(&with("2026-11-22 20:06,4\n")), [(2, "future")]);
    assert_eq!(faults(&with("2026-13-41 08:00,4\n")), [(2, "time")]);
    assert_eq!(faults(&with("2026-11-22 08:00,1234567\n")), [(2, "value")]);
    assert_eq!(faults(head), [(2, "empty")]);
    let others = ["", "name,age\nAnn,30", "time\n2026-11-22 08:00", "%PDF-1.7"];
    let other_units =
        ["time,Temperature (°F)\n2026-11-22 08:00,39.5", "Time (UTC),temp\n2026-11-22 00:00,4.2"];
    for other in others.into_iter().chain(other_units) {
        assert_eq!(faults(other), [(1, "head")], "{other}");
    }
    assert_eq!(faults(&with(&"x,y\n".repeat(500))).len(), FAULTS_TOLD_MAX);
}

#[test]
fn a_file_without_end_is_refused_and_not_read() {
    let row = "2026-11-22 08:00,4.2\n";
    let many = format!("time,temp\n{}", row.repeat(READINGS_PER_CALL_MAX + 1));
    let found = faults(&many);
    assert_eq!(found, [(READINGS_PER_CALL_MAX + 2, "too_large")]);
    assert_eq!(faults(&" ".repeat(LOGGER_BYTES_MAX + 1)), [(1, "too_large")]);
}
