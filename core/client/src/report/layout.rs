//! Where everything stands on a report: a counterfoil at its head, below it section after section.

mod answers;
mod sections;

use super::canvas::{
    Canvas, Colour, GREEN, GREY, HAIR, INK, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Style, TINT,
};
use super::paper::Paper;
use super::square;

/// Room between both margins.
const WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// Height of the counterfoil.
const HEAD: f32 = 150.0;
/// Width of its stub, which has the square code.
const STUB: f32 = 128.0;
/// Side of the square code.
const SQUARE: f32 = 92.0;
/// White, for what stands on a colour.
const WHITE: Colour = [1.0, 1.0, 1.0];

const SMALL: Style = Style::new(7.5, GREY);
const BODY: Style = Style::new(9.5, INK);

/// Draws everything.
pub(super) fn draw(canvas: &mut Canvas<'_>, paper: &Paper) {
    head(canvas, paper);
    sections::facts(canvas, paper);
    sections::signatures(canvas, paper);
    sections::photos(canvas, paper);
    for form in &paper.forms {
        answers::form(canvas, form);
    }
    for table in &paper.tables {
        sections::table(canvas, table);
    }
    for chart in &paper.charts {
        sections::chart(canvas, chart);
    }
    sections::events(canvas, paper);
    sections::proof(canvas, paper);
    feet(canvas, paper);
}

/// The counterfoil: what it is on the left, the stub with its code on the right, a perforation between them.
fn head(canvas: &mut Canvas<'_>, paper: &Paper) {
    let (top, tear) = (MARGIN, PAGE_WIDTH - MARGIN - STUB);
    canvas.plate((MARGIN, top), (WIDTH, HEAD), 9.0, TINT);
    canvas.plate((MARGIN, top), (5.0, HEAD), 2.5, GREEN);
    canvas.frame((MARGIN, top), (WIDTH, HEAD), 9.0, HAIR);
    perforation(canvas, tear, top);
    let left = MARGIN + 24.0;
    canvas.text((left, top + 28.0), &paper.kind, Style::new(9.0, GREEN).bold());
    canvas.text((left, top + 58.0), &paper.title, Style::new(24.0, INK).bold());
    let number = fitting(canvas, &paper.number, 15.0, tear - left - 20.0);
    canvas.text((left, top + 86.0), &paper.number, Style::new(number, INK));
    pill(canvas, (left, top + 102.0), &paper.stage);
    canvas.text((left, top + 137.0), &paper.when, SMALL);
    stub(canvas, paper, tear, top);
    canvas.y = top + HEAD + 20.0;
}

fn stub(canvas: &mut Canvas<'_>, paper: &Paper, tear: f32, top: f32) {
    let (middle, side) = (tear + STUB / 2.0, SQUARE);
    canvas.plate((middle - side / 2.0 - 5.0, top + 11.0), (side + 10.0, side + 10.0), 4.0, WHITE);
    square::draw(canvas, &paper.proof.code, (middle - side / 2.0, top + 16.0), side);
    let mut y = top + 124.0;
    for text in [&paper.labels.scan, &paper.proof.digest] {
        let line = canvas.lines(text, 6.5, STUB - 14.0).into_iter().next().unwrap_or_default();
        let wide = canvas.width(&line, 6.5);
        canvas.text((middle - wide / 2.0, y), &line, Style::new(6.5, GREY));
        y += 10.0;
    }
}

/// Where the stub is torn off: holes, and a bite out of either edge.
fn perforation(canvas: &mut Canvas<'_>, x: f32, top: f32) {
    let mut y = top + 13.0;
    while y < top + HEAD - 9.0 {
        canvas.disc((x, y), 1.1, HAIR);
        y += 6.2;
    }
    for y in [top, top + HEAD] {
        canvas.disc((x, y), 6.0, WHITE);
        canvas.half_ring((x, y), 6.0, y > top, HAIR);
    }
}

/// Where the order stands, on a coloured ground.
fn pill(canvas: &mut Canvas<'_>, (x, y): (f32, f32), text: &str) {
    if text.is_empty() {
        return;
    }
    let wide = canvas.width(text, 10.0) + 18.0;
    canvas.plate((x, y), (wide, 19.0), 9.5, GREEN);
    canvas.text((x + 9.0, y + 13.2), text, Style::new(10.0, WHITE).bold());
}

/// The size in which a text fits, not above `size`.
fn fitting(canvas: &Canvas<'_>, text: &str, size: f32, width: f32) -> f32 {
    let wide = canvas.width(text, size);
    if wide <= width { size } else { size * width / wide }
}

/// The foot of each page, written when their number is known.
fn feet(canvas: &mut Canvas<'_>, paper: &Paper) {
    let sheets = std::mem::take(&mut canvas.sheets);
    let count = sheets.len();
    let mut done = Vec::new();
    for (at, sheet) in sheets.into_iter().enumerate() {
        canvas.sheets = vec![sheet];
        let y = PAGE_HEIGHT - 32.0;
        canvas.line((MARGIN, y - 11.0), (PAGE_WIDTH - MARGIN, y - 11.0), 0.5, HAIR);
        canvas.text((MARGIN, y), &paper.labels.foot, Style::new(7.0, GREY));
        let page = format!("{}  ·  {} / {count}", paper.number, at + 1);
        let wide = canvas.width(&page, 7.0);
        canvas.text((PAGE_WIDTH - MARGIN - wide, y), &page, Style::new(7.0, GREY));
        done.append(&mut canvas.sheets);
    }
    canvas.sheets = done;
}
