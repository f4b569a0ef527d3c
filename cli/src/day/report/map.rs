//! The map: the day's fixes as a drawing. WGS-84, projected onto a plane that touches the earth in their middle; a
//! day's work is small enough for that to be true to a few metres.

use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::timeline::TimelineRow;

use super::book::{Book, middle, when};
use super::html::{Html, same};
use super::words::Say;

/// Metres of one degree of latitude, near enough everywhere.
const DEGREE_METRES: f64 = 111_320.0;
const WIDTH: f64 = 1_000.0;
/// The drawing is between this and as high as wide.
const HEIGHT_MIN: f64 = 380.0;
const HEIGHT_MAX: f64 = 720.0;
const MARGIN: f64 = 46.0;
/// Stops nearer than this on the drawing are drawn as one.
const NEAR: f64 = 15.0;
/// Even a single stop shows so much around it, metres.
const SPAN_METRES_MIN: f64 = 200.0;

/// One fix.
struct Fix<'a> {
    order: SubjectId,
    person: PersonId,
    believed: &'a Interval,
    at_ms: u64,
    latitude: f64,
    longitude: f64,
    accuracy_metres: f64,
}

pub(super) fn section(html: &mut Html, book: &Book<'_>) {
    html.open("section", &[("id", "map")]);
    html.raw("<h2>").say(Say::MapTitle).raw("</h2>");
    let fixes = fixes(book);
    if fixes.is_empty() {
        html.raw("<p>").say(Say::MapEmpty).raw("</p>").close("section");
        return;
    }
    html.el("p", "about", |html| {
        html.say(Say::MapIs);
    });
    html.open("figure", &[("class", "map")]);
    drawing(html, book, &fixes);
    legend(html, book);
    html.close("figure");
    stops(html, book, &fixes);
    html.close("section");
}

fn fixes<'a>(book: &Book<'a>) -> Vec<Fix<'a>> {
    let mut fixes: Vec<Fix<'a>> = Vec::new();
    for order in &book.record.orders {
        let rows = order.sheet.timeline.iter().filter(|row| row.kind == "fix");
        fixes.extend(rows.filter_map(|row| fix(order.sheet.card.id, row)));
    }
    fixes.sort_by_key(|fix| (fix.at_ms, fix.order));
    fixes
}

fn fix(order: SubjectId, row: &TimelineRow) -> Option<Fix<'_>> {
    let number = |name: &str| {
        let found = row.details.iter().find(|detail| detail.name == name)?;
        found.value.as_int().map(|number| number as f64)
    };
    let (latitude, longitude) = (number("latitude_e7")? / 1e7, number("longitude_e7")? / 1e7);
    let sane = latitude.abs() < 89.0 && longitude.abs() <= 180.0;
    let standing = row.struck_by.is_none() && row.moved_to.is_none();
    Some(Fix {
        order,
        person: row.person.filter(|_| sane && standing)?,
        believed: &row.believed,
        at_ms: middle(&row.claimed).or_else(|| middle(&row.believed)).unwrap_or(0),
        latitude,
        longitude,
        accuracy_metres: number("accuracy_dm").unwrap_or(0.0) / 10.0,
    })
}

/// From degrees to the drawing.
struct Plane {
    middle: (f64, f64),
    metres_per_unit: f64,
    height: f64,
}

impl Plane {
    fn over(fixes: &[Fix<'_>]) -> Self {
        let range = |pick: fn(&Fix<'_>) -> f64| {
            let all = fixes.iter().map(pick);
            let low = all.clone().fold(f64::INFINITY, f64::min);
            (low, all.fold(f64::NEG_INFINITY, f64::max))
        };
        let (south, north) = range(|fix| fix.latitude);
        let (west, east) = range(|fix| fix.longitude);
        let middle = ((south + north) / 2.0, (west + east) / 2.0);
        let wide = (east - west) * DEGREE_METRES * middle.0.to_radians().cos();
        let high = (north - south) * DEGREE_METRES;
        let (wide, high) = (wide.max(SPAN_METRES_MIN), high.max(SPAN_METRES_MIN / 2.0));
        let height = (WIDTH * high / wide).clamp(HEIGHT_MIN, HEIGHT_MAX);
        let inside = (WIDTH - 2.0 * MARGIN, height - 2.0 * MARGIN);
        let metres_per_unit = (wide / inside.0).max(high / inside.1);
        Self { middle, metres_per_unit, height }
    }

    fn at(&self, fix: &Fix<'_>) -> (f64, f64) {
        let east =
            (fix.longitude - self.middle.1) * DEGREE_METRES * self.middle.0.to_radians().cos();
        let north = (fix.latitude - self.middle.0) * DEGREE_METRES;
        (
            WIDTH / 2.0 + east / self.metres_per_unit,
            self.height / 2.0 - north / self.metres_per_unit,
        )
    }
}

/// The largest of 1, 2, 5, 10 … metres that fits.
fn round_metres(fits: f64) -> f64 {
    let power = 10f64.powf(fits.max(1.0).log10().floor());
    [5.0, 2.0, 1.0].iter().map(|step| step * power).find(|step| *step <= fits).unwrap_or(power)
}

fn drawing(html: &mut Html, book: &Book<'_>, fixes: &[Fix<'_>]) {
    let plane = Plane::over(fixes);
    let view = format!("0 0 {WIDTH} {:.0}", plane.height);
    html.open("svg", &[("viewBox", &view), ("role", "img")]);
    grid(html, &plane);
    for person in people(fixes) {
        let own: Vec<(usize, &Fix<'_>)> = own(fixes, person);
        let class = book.colour(person);
        html.open("g", &[("class", &class)]);
        accuracy(html, &plane, &own);
        route(html, &plane, &own);
        visits(html, &plane, &own);
        html.close("g");
    }
    scale_bar(html, &plane);
    html.close("svg");
}

fn people(fixes: &[Fix<'_>]) -> Vec<PersonId> {
    let mut seen = Vec::new();
    for fix in fixes {
        if !seen.contains(&fix.person) {
            seen.push(fix.person);
        }
    }
    seen
}

/// Somebody's fixes with their number in the order of visits.
fn own<'a, 'b>(fixes: &'b [Fix<'a>], person: PersonId) -> Vec<(usize, &'b Fix<'a>)> {
    let own = fixes.iter().filter(|fix| fix.person == person);
    own.enumerate().map(|(at, fix)| (at + 1, fix)).collect()
}

fn grid(html: &mut Html, plane: &Plane) {
    let step = round_metres(plane.metres_per_unit * WIDTH / 5.0) / plane.metres_per_unit;
    let mut path = String::new();
    let lines = |middle: f64, end: f64| {
        let first = middle - (middle / step).floor() * step;
        (0..).map(move |n| first + f64::from(n) * step).take_while(move |at| *at < end)
    };
    lines(WIDTH / 2.0, WIDTH)
        .for_each(|x| path.push_str(&format!("M{x:.1} 0V{:.0}", plane.height)));
    lines(plane.height / 2.0, plane.height)
        .for_each(|y| path.push_str(&format!("M0 {y:.1}H{WIDTH}")));
    html.open("path", &[("class", "grid"), ("d", &path)]).close("path");
}

fn accuracy(html: &mut Html, plane: &Plane, own: &[(usize, &Fix<'_>)]) {
    for (_, fix) in own {
        let (x, y) = plane.at(fix);
        let radius = (fix.accuracy_metres / plane.metres_per_unit).min(WIDTH / 2.0);
        let (x, y, radius) = (format!("{x:.1}"), format!("{y:.1}"), format!("{radius:.1}"));
        let attrs = [("class", "around"), ("cx", &*x), ("cy", &*y), ("r", &*radius)];
        html.open("circle", &attrs).close("circle");
    }
}

fn route(html: &mut Html, plane: &Plane, own: &[(usize, &Fix<'_>)]) {
    let mut path = String::new();
    for (at, (_, fix)) in own.iter().enumerate() {
        let (x, y) = plane.at(fix);
        path.push_str(&format!("{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" }));
    }
    html.open("path", &[("class", "route"), ("d", &path)]).close("path");
}

/// Numbered stops; those that would lie on each other are one with the first and last number.
fn visits(html: &mut Html, plane: &Plane, own: &[(usize, &Fix<'_>)]) {
    let mut groups: Vec<((f64, f64), Vec<usize>)> = Vec::new();
    for (number, fix) in own {
        let at = plane.at(fix);
        let near = |group: &&mut ((f64, f64), Vec<usize>)| {
            (group.0.0 - at.0).hypot(group.0.1 - at.1) < NEAR
        };
        match groups.iter_mut().find(near) {
            Some(group) => group.1.push(*number),
            None => groups.push((at, vec![*number])),
        }
    }
    for ((x, y), numbers) in groups {
        let label = numbers_text(&numbers);
        let width = 12.0 + 7.0 * label.chars().count() as f64;
        let left = format!("{:.1}", x - width / 2.0);
        let (top, width) = (format!("{:.1}", y - 9.5), format!("{width:.1}"));
        let (x, baseline) = (format!("{x:.1}"), format!("{:.1}", y + 4.5));
        let plate = [
            ("class", "stop"),
            ("x", &*left),
            ("y", &*top),
            ("width", &*width),
            ("height", "19"),
            ("rx", "9.5"),
        ];
        html.open("rect", &plate).close("rect");
        html.open("text", &[("class", "stop"), ("x", &x), ("y", &baseline)]);
        html.text(&label).close("text");
    }
}

/// `4`, `4–6`, or `4, 9 …`.
fn numbers_text(numbers: &[usize]) -> String {
    match numbers {
        [] => String::new(),
        [one] => one.to_string(),
        [first, .., last] if last - first + 1 == numbers.len() => format!("{first}–{last}"),
        [first, second] => format!("{first}, {second}"),
        [first, second, ..] => format!("{first}, {second} …"),
    }
}

fn scale_bar(html: &mut Html, plane: &Plane) {
    let metres = round_metres(plane.metres_per_unit * WIDTH / 4.0);
    let (left, y) = (20.0, plane.height - 20.0);
    let right = left + metres / plane.metres_per_unit;
    let path = format!("M{left} {:.1}V{y:.1}H{right:.1}V{:.1}", y - 6.0, y - 6.0);
    html.open("path", &[("class", "scale"), ("d", &path)]).close("path");
    let (x, y) = (format!("{:.1}", right + 8.0), format!("{y:.1}"));
    html.open("text", &[("class", "scale"), ("x", &x), ("y", &y)]);
    let (say, value) =
        if metres >= 1_000.0 { (Say::Kilometres, metres / 1_000.0) } else { (Say::Metres, metres) };
    let (zh, en) = say.words();
    let fill = |text: &str| text.replace("{0}", &value.to_string());
    html.raw("<tspan lang=zh>").text(&fill(zh)).raw("</tspan><tspan lang=en>");
    html.text(&fill(en)).raw("</tspan>").close("text");
    let north = format!("{:.0}", WIDTH - 24.0);
    html.open("text", &[("class", "north"), ("x", &north), ("y", "30")]).raw("N ↑").close("text");
}

fn legend(html: &mut Html, book: &Book<'_>) {
    html.open("figcaption", &[]);
    for person in book.carriers() {
        book.who(html, Some(person));
        html.raw(" ");
    }
    html.close("figcaption");
}

fn stops(html: &mut Html, book: &Book<'_>, fixes: &[Fix<'_>]) {
    html.raw("<details class=more><summary>");
    html.say_with(Say::MapStops, &[same(fixes.len().to_string())]).raw("</summary>");
    let heads = [Say::Person, Say::Stop, Say::Time, Say::Order, Say::Address, Say::Accuracy];
    super::people::table_head(html, "stops", &heads);
    for person in people(fixes) {
        for (number, fix) in own(fixes, person) {
            html.raw("<tr><td>");
            book.who(html, Some(person));
            html.raw("</td><td class=num>").number(number as u64).raw("</td><td class=num>");
            when(html, fix.believed);
            html.raw("</td><td>");
            book.link(html, fix.order);
            let address = book.card(fix.order).and_then(|card| card.address.as_deref());
            html.raw("</td><td>").text(address.unwrap_or_default()).raw("</td><td class=num>");
            html.say_with(Say::Metres, &[same(format!("{:.0}", fix.accuracy_metres))]);
            html.raw("</td></tr>");
        }
    }
    html.raw("</tbody></table></div></details>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_bar_is_a_round_number_that_fits() {
        let bars = [7.0, 19.0, 55.0, 480.0, 1_234.0, 2.0].map(round_metres);
        assert_eq!(bars, [5.0, 10.0, 50.0, 200.0, 1_000.0, 2.0]);
    }

    #[test]
    fn stops_at_one_door_share_a_plate() {
        assert_eq!(numbers_text(&[4]), "4");
        assert_eq!(numbers_text(&[4, 5, 6]), "4–6");
        assert_eq!(numbers_text(&[4, 9]), "4, 9");
        assert_eq!(numbers_text(&[1, 5, 9]), "1, 5 …");
    }
}
