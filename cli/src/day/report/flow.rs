//! The course of the day: for each phone what it had made and what the hub held, moment by moment. The gap between
//! the two is work that lay on the phone alone.

use std::collections::BTreeMap;

use counterfoil_domain::ids::DeviceId;

use super::book::{Book, middle, time_of_day};
use super::html::{Html, same, thousands};
use super::words::Say;

const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 150.0;
/// Room for the labels below.
const FOOT: f64 = 22.0;
/// Room for the numbers at the side.
const SIDE: f64 = 44.0;

/// When envelopes of one phone were made, and when the hub had them; both sorted.
struct Course {
    made_ms: Vec<u64>,
    held_ms: Vec<u64>,
}

pub(super) fn section(html: &mut Html, book: &Book<'_>) {
    let courses = courses(book);
    if courses.is_empty() {
        return;
    }
    let all = || courses.values().flat_map(|one| one.made_ms.iter().chain(&one.held_ms));
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return };
    let (first, last) = ((*first).min(book.record.began_ms), (*last).max(book.record.ended_ms));
    let span = Span { from_ms: first, to_ms: last.max(first + 1) };
    html.open("section", &[("id", "flow")]);
    html.raw("<h2>").say(Say::FlowTitle).raw("</h2>");
    html.el("p", "about", |html| {
        html.say(Say::FlowIs);
    });
    for phone in &book.record.phones {
        let Some(course) = courses.get(&phone.inventory.device) else { continue };
        figure(html, book, phone.inventory.device, course, &span);
    }
    html.close("section");
}

/// Envelopes of phones that stand on orders, each once.
fn courses(book: &Book<'_>) -> BTreeMap<DeviceId, Course> {
    let mut seen: BTreeMap<(DeviceId, u64), (u64, u64)> = BTreeMap::new();
    let rows = book.record.orders.iter().flat_map(|order| &order.sheet.timeline);
    for row in rows {
        let (Some(device), Some(index), Some(held)) = (row.device, row.index, row.hub_time_ms)
        else {
            continue;
        };
        let Some(made) = middle(&row.claimed).or_else(|| middle(&row.believed)) else { continue };
        seen.insert((device, index), (made.min(held), held));
    }
    let mut courses: BTreeMap<DeviceId, Course> = BTreeMap::new();
    for ((device, _), (made, held)) in seen {
        let empty = || Course { made_ms: Vec::new(), held_ms: Vec::new() };
        let course = courses.entry(device).or_insert_with(empty);
        course.made_ms.push(made);
        course.held_ms.push(held);
    }
    for course in courses.values_mut() {
        course.made_ms.sort_unstable();
        course.held_ms.sort_unstable();
    }
    courses
}

struct Span {
    from_ms: u64,
    to_ms: u64,
}

impl Span {
    fn x(&self, ms: u64) -> f64 {
        let part = ms.saturating_sub(self.from_ms) as f64 / (self.to_ms - self.from_ms) as f64;
        SIDE + part.min(1.0) * (WIDTH - SIDE - 8.0)
    }
}

impl Course {
    /// The most that ever lay on the phone alone.
    fn widest_gap(&self) -> usize {
        let at = |ms: u64| {
            let held = self.held_ms.partition_point(|held| *held <= ms);
            self.made_ms.partition_point(|made| *made <= ms).saturating_sub(held)
        };
        self.made_ms.iter().map(|ms| at(*ms)).max().unwrap_or(0)
    }
}

fn figure(html: &mut Html, book: &Book<'_>, device: DeviceId, course: &Course, span: &Span) {
    let person = book.person_of(device);
    let class = person.map(|person| book.colour(person)).unwrap_or_default();
    html.el("figure", &format!("flow {class}"), |html| {
        html.raw("<figcaption>");
        let name = person.map_or_else(|| same(""), |person| book.name(person));
        let values = [
            name,
            same(thousands(course.made_ms.len() as u64)),
            same(thousands(course.widest_gap() as u64)),
        ];
        html.say_with(Say::FlowOf, &values).raw("</figcaption>");
        chart(html, book, course, span);
    });
}

fn chart(html: &mut Html, book: &Book<'_>, course: &Course, span: &Span) {
    let top = course.made_ms.len().max(1);
    let y = |count: usize| HEIGHT - count as f64 / top as f64 * (HEIGHT - 12.0);
    let box_size = format!("0 0 {WIDTH} {}", HEIGHT + FOOT);
    html.open("svg", &[("viewBox", &box_size), ("role", "img")]);
    if let Some((from, to)) = book.record.network.without_signal_ms {
        without_signal(html, span, from, to);
    }
    let line = |times: &[u64]| {
        let mut path = format!("M{:.1} {:.1}", SIDE, y(0));
        for (at, ms) in times.iter().enumerate() {
            path.push_str(&format!("H{:.1}V{:.1}", span.x(*ms), y(at + 1)));
        }
        path.push_str(&format!("H{:.1}", WIDTH - 8.0));
        path
    };
    let area = format!("{}V{:.1}H{SIDE:.1}z", line(&course.held_ms), y(0));
    html.open("path", &[("class", "held"), ("d", &area)]).close("path");
    html.open("path", &[("class", "made"), ("d", &line(&course.made_ms))]).close("path");
    axes(html, span, top, y(0), y(top));
    html.close("svg");
}

fn without_signal(html: &mut Html, span: &Span, from_ms: u64, to_ms: u64) {
    let (x, to) = (span.x(from_ms), span.x(to_ms));
    let (at, width, height) =
        (format!("{x:.1}"), format!("{:.1}", (to - x).max(1.0)), format!("{HEIGHT}"));
    let attrs =
        [("class", "dark"), ("x", &*at), ("y", "0"), ("width", &*width), ("height", &*height)];
    html.open("rect", &attrs).close("rect");
    let label_x = format!("{:.1}", x + 6.0);
    html.open("text", &[("class", "note"), ("x", &label_x), ("y", "14")]);
    // An SVG text holds no spans of HTML: both languages, one of them shown, are tspans.
    tspans(html, Say::NoSignal);
    html.close("text");
}

fn axes(html: &mut Html, span: &Span, top: usize, bottom_y: f64, top_y: f64) {
    for (count, y) in [(0, bottom_y), (top, top_y)] {
        let (at, y) = (format!("{:.1}", SIDE - 6.0), format!("{:.1}", y + 4.0));
        html.open("text", &[("class", "end"), ("x", &at), ("y", &y)]);
        html.number(count as u64).close("text");
    }
    let base = format!("M{SIDE} {bottom_y:.1}H{:.1}", WIDTH - 8.0);
    html.open("path", &[("class", "axis"), ("d", &base)]).close("path");
    for part in 0..=4_u64 {
        let ms = span.from_ms + (span.to_ms - span.from_ms) * part / 4;
        let class = ["start", "mid", "mid", "mid", "end"][part as usize];
        let (x, y) = (format!("{:.1}", span.x(ms)), format!("{:.1}", bottom_y + 16.0));
        html.open("text", &[("class", class), ("x", &x), ("y", &y)]);
        html.text(&time_of_day(ms)).close("text");
    }
}

/// Words inside a drawing.
pub(super) fn tspans(html: &mut Html, say: Say) {
    let (zh, en) = say.words();
    html.raw("<tspan lang=zh>").text(zh).raw("</tspan><tspan lang=en>").text(en).raw("</tspan>");
}
