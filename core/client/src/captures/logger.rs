//! The file of a data logger: a table of times and values, read as a whole or refused with what is wrong in which line.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use counterfoil_domain::fact::Reading;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::{LOGGER_BYTES_MAX, NAME_BYTES_MAX, READINGS_PER_CALL_MAX};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::sla::zone::{Shown, Zone};

use super::Captures;
use crate::capturing::Done;
use crate::error::{CauseError, ClientError, NotAllowed};

/// Faults that are told; a file with more is another kind of file.
const FAULTS_TOLD_MAX: usize = 10;
/// How much later than the phone's time a value may say that it was measured, ms.
const AHEAD_MS_MAX: i64 = 5 * 60_000;
/// Heads of the columns, in lower case and without what stands in brackets.
const TIMES: [&str; 9] = [
    "time",
    "timestamp",
    "datetime",
    "date time",
    "date/time",
    "时间",
    "日期时间",
    "记录时间",
    "采集时间",
];
/// Units in which a column may be: those in which it is written down.
const UNITS: [&str; 9] = ["", "℃", "°c", "c", "摄氏度", "%", "%rh", "rh%", "rh"];
const SENSORS: [&str; 8] =
    ["sensor", "logger", "serial", "serial number", "探头", "记录仪", "设备编号", "编号"];
const QUANTITIES: [(&str, &str, &str); 10] = [
    ("temperature", "temperature", "cel"),
    ("temp", "temperature", "cel"),
    ("celsius", "temperature", "cel"),
    ("温度", "temperature", "cel"),
    ("箱内温度", "temperature", "cel"),
    ("humidity", "humidity", "%"),
    ("rh", "humidity", "%"),
    ("relative humidity", "humidity", "%"),
    ("湿度", "humidity", "%"),
    ("相对湿度", "humidity", "%"),
];
const DATES: [&str; 8] = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
];

/// What is wrong with a file, in which line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggerFault {
    /// The line.
    pub line: usize,
    /// A stable code: `too_large`, `head`, `empty`, `cells`, `time`, `value`, `future`, `order`, `sensor`.
    pub code: &'static str,
    /// For people, without what stands in the line.
    pub words: Words,
}

impl LoggerFault {
    fn new(line: usize, code: &'static str, zh: &str, en: &str) -> Self {
        let (zh, en) = (format!("第 {line} 行:{zh}"), format!("line {line}: {en}"));
        Self { line, code, words: Words::new(zh, en) }
    }
}

/// Reads a logger's file. The first line names the columns, in Chinese or English: the time, the temperature in degrees
/// Celsius or the humidity in per cent or both, and perhaps the sensor. Times without an offset are those of `zone`;
/// `now_ms` is the moment at which it is read, ms since 1970. Cells are parted by comma, semicolon or tab.
///
/// # Errors
/// The faults, at most ten; nothing of a file with a fault is taken.
pub fn read_logger(text: &str, zone: &Zone, now_ms: i64) -> Result<Vec<Reading>, Vec<LoggerFault>> {
    if text.len() > LOGGER_BYTES_MAX {
        return Err(vec![LoggerFault::new(1, "too_large", "文件过大", "the file is too large")]);
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let head = lines.next().and_then(|(at, line)| Table::of(at.saturating_add(1), line));
    let Some(table) = head else {
        let (zh, en) =
            ("表头须有时间和温度(或湿度)列", "the head must name a time and a temperature");
        return Err(vec![LoggerFault::new(1, "head", zh, en)]);
    };
    let (mut readings, mut faults) = (Vec::new(), Vec::new());
    for (at, line) in lines {
        match table.row(at.saturating_add(1), line, zone, now_ms) {
            Ok(row) => readings.extend(row),
            Err(fault) => faults.push(fault),
        }
        if faults.len() >= FAULTS_TOLD_MAX {
            break;
        }
        if readings.len() > READINGS_PER_CALL_MAX {
            let (zh, en) = ("数据过多,请分段导出", "too many values: export a shorter span");
            faults.push(LoggerFault::new(at.saturating_add(1), "too_large", zh, en));
            break;
        }
    }
    if readings.is_empty() && faults.is_empty() {
        let line = table.line.saturating_add(1);
        faults.push(LoggerFault::new(line, "empty", "没有数据", "there are no values"));
    }
    if faults.is_empty() { Ok(readings) } else { Err(faults) }
}

/// Where what stands.
struct Table {
    line: usize,
    comma: char,
    cells: usize,
    time: usize,
    sensor: Option<usize>,
    values: Vec<(usize, &'static str, &'static str)>,
}

impl Table {
    fn of(line: usize, head: &str) -> Option<Self> {
        let comma = [';', '\t', ','].into_iter().find(|comma| head.contains(*comma))?;
        let names: Vec<String> = cells(head, comma).map(plain).collect();
        let find = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        let quantity = |name: &String| QUANTITIES.iter().find(|(known, _, _)| known == name);
        let values = names.iter().enumerate();
        let values: Vec<_> = values
            .filter_map(|(at, name)| quantity(name).map(|(_, what, unit)| (at, *what, *unit)))
            .collect();
        let (time, sensor) = (find(&TIMES)?, find(&SENSORS));
        (!values.is_empty()).then_some(Self {
            line,
            comma,
            cells: names.len(),
            time,
            sensor,
            values,
        })
    }

    fn row(
        &self,
        at: usize,
        line: &str,
        zone: &Zone,
        now_ms: i64,
    ) -> Result<Vec<Reading>, LoggerFault> {
        let cells: Vec<&str> = cells(line, self.comma).collect();
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
        if cells.len() != self.cells {
            let en = "it has not as many cells as the head";
            return Err(LoggerFault::new(at, "cells", "列数与表头不符", en));
        }
        let time = time_ms(cell(self.time), zone).ok_or_else(|| {
            LoggerFault::new(at, "time", "时间无法识别", "the time cannot be read")
        })?;
        if time > now_ms.saturating_add(AHEAD_MS_MAX) {
            let en = "the time lies in the future: is the logger's clock right?";
            return Err(LoggerFault::new(at, "future", "时间晚于现在,请核对记录仪时钟", en));
        }
        let ago_ms = u64::try_from(now_ms.saturating_sub(time)).unwrap_or(0);
        let sensor = self.sensor.map(cell).filter(|name| !name.is_empty());
        if sensor.is_some_and(|name| name.len() > NAME_BYTES_MAX) {
            return Err(LoggerFault::new(
                at,
                "sensor",
                "探头名称过长",
                "the sensor's name is too long",
            ));
        }
        let mut readings = Vec::new();
        for (place, quantity, unit) in &self.values {
            let value = cell(*place);
            // A sensor that measures one thing only leaves the other empty.
            if value.is_empty() && self.values.len() > 1 {
                continue;
            }
            let value_milli = milli(value).ok_or_else(|| {
                LoggerFault::new(at, "value", "数值无法识别", "the value is no number")
            })?;
            readings.push(Reading {
                quantity: (*quantity).to_owned(),
                value_milli,
                unit: (*unit).to_owned(),
                sensor: sensor.map(str::to_owned),
                ago_ms: Some(ago_ms),
            });
        }
        Ok(readings)
    }
}

fn cells(line: &str, comma: char) -> impl Iterator<Item = &str> {
    line.split(comma).map(|cell| cell.trim().trim_matches('"').trim())
}

/// A head without case and without its unit: `Temperature (°C)`, `温度℃`. One in another unit, or a time of another zone,
/// stays as it is written and is no column that anybody knows.
fn plain(head: &str) -> String {
    let whole = head.trim().to_lowercase();
    let known = |name: &str| TIMES.contains(&name) || SENSORS.contains(&name);
    if known(&whole) {
        return whole;
    }
    let parts = head.split_once(['(', '(', '[', '/']).filter(|(bare, _)| !bare.trim().is_empty());
    let (bare, unit) = parts.unwrap_or((head, ""));
    let unit = unit.trim().trim_end_matches([')', ')', ']']).trim().to_lowercase();
    if !UNITS.contains(&unit.as_str()) {
        return whole;
    }
    let bare = bare.trim().trim_end_matches(['℃', '%', '_']);
    bare.trim_end_matches("°C").trim().to_lowercase().replace('_', " ")
}

fn time_ms(text: &str, zone: &Zone) -> Option<i64> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.timestamp_millis());
    }
    let local = DATES.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    let sound = NaiveDate::from_ymd_opt(2000, 1, 1).is_some_and(|first| local.date() > first);
    match zone.shown(local)? {
        Shown::Once(at_s) | Shown::Twice { first: at_s, .. } if sound => at_s.checked_mul(1_000),
        _ => None,
    }
}

/// Thousandths of a decimal number: `-18.5`, `4,2`. What is finer than a thousandth is cut.
fn milli(text: &str) -> Option<i64> {
    let text = text.trim_end_matches(['℃', '%']).trim_end_matches("°C").trim();
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = part.parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(part)?.checked_mul(sign)
}

impl Captures {
    /// The file of a data logger: a day of it, or more. All of it is written, or nothing and what is wrong in which line.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `logger_file` and a sentence for each fault; as [`Captures::readings`].
    pub fn logger_file(&self, id: SubjectId, text: &str) -> Result<Done, ClientError> {
        let core = &self.core;
        let (playbook, moment) =
            core.read(|connection| Ok((core.playbook(connection, 0)?, core.moment(connection)?)))?;
        let believed = moment.claimed().latest_ms.and_then(|at_ms| i64::try_from(at_ms).ok());
        let now_ms = believed.unwrap_or(moment.clocks.wall_ms);
        let readings = read_logger(text, &playbook.zone(), now_ms).map_err(|faults| {
            let (words_zh, words_en) =
                faults.into_iter().map(|one| (one.words.zh, one.words.en)).unzip();
            let code = "logger_file";
            CauseError::NotAllowed(NotAllowed { refusal: None, code, words_zh, words_en })
        })?;
        self.readings(id, readings)
    }
}

#[cfg(test)]
mod tests;
