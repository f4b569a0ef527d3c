//! The sections of a report, one after the other down the pages.

use super::super::canvas::{Canvas, GREEN, GREY, HAIR, INK, MARGIN, PAGE_WIDTH, RED, Style, TINT};
use super::super::paper::{Chart, Event, Paper, Signed, Table};
use super::super::{ink, plot};
use super::{BODY, SMALL, WIDTH};

/// Pictures beside each other.
const COLUMNS: usize = 3;
/// Room between them.
const GAP: f32 = 12.0;
/// Height of a picture's box.
const PICTURE: f32 = 122.0;
/// Where events stand, right of their times.
const EVENT: f32 = MARGIN + 116.0;
/// From line to line.
pub(super) const LEADING: f32 = 13.5;

/// A heading, kept together with `after` of what it is over.
pub(super) fn heading(canvas: &mut Canvas<'_>, text: &str, after: f32) {
    canvas.room(30.0 + after);
    canvas.y += 6.0;
    let y = canvas.y + 10.0;
    canvas.plate((MARGIN, canvas.y + 1.5), (3.0, 10.0), 1.5, GREEN);
    let end = canvas.text((MARGIN + 9.0, y), text, Style::new(10.5, GREEN).bold());
    canvas.line((end + 9.0, y - 3.6), (PAGE_WIDTH - MARGIN, y - 3.6), 0.5, HAIR);
    canvas.y += 23.0;
}

/// A text of several lines from the height reached; gives the height after it.
pub(super) fn paragraph(canvas: &mut Canvas<'_>, x: f32, width: f32, text: &str, style: Style) {
    for line in canvas.lines(text, style.size, width) {
        canvas.room(LEADING);
        let y = canvas.y + style.size;
        canvas.text((x, y), &line, style);
        canvas.y += style.size * 1.42;
    }
}

/// What the order says of itself, in two columns.
pub(super) fn facts(canvas: &mut Canvas<'_>, paper: &Paper) {
    if paper.facts.is_empty() {
        return;
    }
    heading(canvas, &paper.labels.order, 20.0);
    let (column, name) = ((WIDTH - GAP) / 2.0, 74.0);
    let mut rest = paper.facts.iter().peekable();
    while let Some(first) = rest.next() {
        // A long value has the whole width.
        let is_wide = |fact: &(String, String)| canvas.width(&fact.1, BODY.size) > column - name;
        let wide = is_wide(first);
        let second = rest.next_if(|next| !wide && !is_wide(next));
        let values =
            canvas.lines(&first.1, BODY.size, if wide { WIDTH - name } else { column - name });
        let lines = u16::try_from(values.len()).unwrap_or(u16::MAX);
        canvas.room(f32::from(lines.min(20)) * LEADING + 4.0);
        let top = canvas.y;
        for (at, fact) in std::iter::once(first).chain(second).enumerate() {
            let x = if at == 0 { MARGIN } else { MARGIN + column + GAP };
            canvas.y = top;
            let label = canvas.lines(&fact.0, SMALL.size, name - 8.0).into_iter().next();
            canvas.text((x, top + 9.0), &label.unwrap_or_default(), SMALL);
            let room = if wide { WIDTH - name } else { column - name };
            paragraph(canvas, x + name, room, &fact.1, BODY);
        }
        canvas.y += 3.0;
    }
}

/// Who signed what.
pub(super) fn signatures(canvas: &mut Canvas<'_>, paper: &Paper) {
    if paper.signatures.is_empty() {
        return;
    }
    heading(canvas, &paper.labels.signatures, 96.0);
    for signed in &paper.signatures {
        signature(canvas, signed, &paper.labels.shown);
    }
}

fn signature(canvas: &mut Canvas<'_>, signed: &Signed, label: &str) {
    let (pad, height) = (178.0, 84.0);
    canvas.room(height + 16.0);
    let top = canvas.y;
    canvas.plate((MARGIN, top), (pad, height), 5.0, TINT);
    canvas.line(
        (MARGIN + 14.0, top + height - 16.0),
        (MARGIN + pad - 14.0, top + height - 16.0),
        0.5,
        HAIR,
    );
    ink::draw(canvas, signed, (MARGIN + 8.0, top + 6.0), (pad - 16.0, height - 12.0));
    let x = MARGIN + pad + 16.0;
    for (at, line) in signed.lines.iter().enumerate() {
        let style = if at == 0 { Style::new(11.0, INK).bold() } else { Style::new(8.5, GREY) };
        paragraph(canvas, x, PAGE_WIDTH - MARGIN - x, line, style);
    }
    if !signed.shown.is_empty() {
        canvas.y += 4.0;
        paragraph(canvas, x, PAGE_WIDTH - MARGIN - x, label, SMALL);
        let text: String = signed.shown.chars().take(600).collect();
        paragraph(canvas, x, PAGE_WIDTH - MARGIN - x, &text, Style::new(8.5, INK));
    }
    canvas.y = canvas.y.max(top + height) + 12.0;
}

/// Photographs in rows.
pub(super) fn photos(canvas: &mut Canvas<'_>, paper: &Paper) {
    if paper.photos.is_empty() {
        return;
    }
    heading(canvas, &paper.labels.photos, PICTURE + 28.0);
    let column = (WIDTH - 2.0 * GAP) / 3.0;
    for (row, shots) in paper.photos.chunks(COLUMNS).enumerate() {
        canvas.room(PICTURE + 34.0);
        let top = canvas.y;
        for (at, shot) in shots.iter().enumerate() {
            let x = MARGIN + (column + GAP) * f32::from(u8::try_from(at).unwrap_or(0));
            canvas.plate((x, top), (column, PICTURE), 4.0, TINT);
            canvas.picture(
                row * COLUMNS + at,
                &shot.picture,
                (x + 3.0, top + 3.0),
                (column - 6.0, PICTURE - 6.0),
            );
            let caption = canvas.lines(&shot.caption, 8.5, column).into_iter().next();
            let caption = caption.unwrap_or_default();
            canvas.text((x, top + PICTURE + 11.0), &caption, Style::new(8.5, INK));
            canvas.text((x, top + PICTURE + 22.0), &shot.note, Style::new(7.0, GREY));
        }
        canvas.y = top + PICTURE + 34.0;
    }
    if !paper.photos_left_out.is_empty() {
        paragraph(canvas, MARGIN, WIDTH, &paper.photos_left_out, SMALL);
    }
}

/// A quote, the money, the parts.
pub(super) fn table(canvas: &mut Canvas<'_>, table: &Table) {
    heading(canvas, &table.title, 24.0);
    for (what, how_much) in &table.rows {
        row(canvas, (what, how_much), BODY);
        canvas.line((MARGIN, canvas.y), (PAGE_WIDTH - MARGIN, canvas.y), 0.4, HAIR);
        canvas.y += 4.0;
    }
    if let Some((what, how_much)) = &table.total {
        row(canvas, (what, how_much), Style::new(11.0, INK).bold());
    }
    if !table.note.is_empty() {
        paragraph(canvas, MARGIN, WIDTH, &table.note, SMALL);
    }
    canvas.y += 4.0;
}

fn row(canvas: &mut Canvas<'_>, (what, how_much): (&str, &str), style: Style) {
    canvas.room(LEADING + 6.0);
    let (top, wide) = (canvas.y, canvas.width(how_much, style.size));
    canvas.text((PAGE_WIDTH - MARGIN - wide, top + style.size), how_much, style);
    paragraph(canvas, MARGIN, WIDTH - wide - 24.0, what, style);
    canvas.y += 3.0;
}

/// Readings over time, with their limits.
pub(super) fn chart(canvas: &mut Canvas<'_>, chart: &Chart) {
    heading(canvas, &chart.title, 130.0);
    canvas.room(124.0);
    let top = canvas.y;
    plot::draw(canvas, chart, (MARGIN, top), (WIDTH, 100.0));
    canvas.y = top + 118.0;
    if !chart.note.is_empty() {
        paragraph(canvas, MARGIN, WIDTH, &chart.note, SMALL);
    }
}

/// What happened, on a line down the page.
pub(super) fn events(canvas: &mut Canvas<'_>, paper: &Paper) {
    if paper.events.is_empty() {
        return;
    }
    heading(canvas, &paper.labels.events, 20.0);
    for (at, event) in paper.events.iter().enumerate() {
        canvas.room(LEADING * 2.0);
        let top = canvas.y;
        self::event(canvas, event);
        let is_last = at + 1 == paper.events.len();
        // The line goes on to the next one, unless that stands on another page.
        if !is_last && canvas.y > top {
            canvas.line((EVENT - 14.0, top + 12.0), (EVENT - 14.0, canvas.y + 2.0), 0.7, HAIR);
        }
    }
}

fn event(canvas: &mut Canvas<'_>, event: &Event) {
    let top = canvas.y;
    let wide = canvas.width(&event.time, SMALL.size);
    canvas.text((EVENT - 24.0 - wide, top + 9.0), &event.time, SMALL);
    let (radius, colour) = if event.is_step { (3.4, GREEN) } else { (2.2, GREY) };
    canvas.disc((EVENT - 14.0, top + 6.2), radius, colour);
    let style = Style { bold: event.is_step, ..BODY };
    let style = if event.struck { Style { colour: GREY, ..style } } else { style };
    let end = canvas.text((EVENT, top + 9.5), &event.title, style);
    if event.struck {
        canvas.line((EVENT, top + 6.2), (end, top + 6.2), 0.7, GREY);
    }
    canvas.y = top + LEADING;
    for (text, colour) in [(&event.text, GREY), (&event.warning, RED)] {
        if !text.is_empty() {
            paragraph(canvas, EVENT, PAGE_WIDTH - MARGIN - EVENT, text, Style::new(8.5, colour));
        }
    }
    canvas.y += 4.0;
}

/// What the report rests on.
pub(super) fn proof(canvas: &mut Canvas<'_>, paper: &Paper) {
    heading(canvas, &paper.labels.proof, 70.0);
    paragraph(canvas, MARGIN, WIDTH, &paper.proof.digest, Style::new(9.0, INK));
    canvas.y += 2.0;
    for line in &paper.proof.lines {
        paragraph(canvas, MARGIN, WIDTH, line, Style::new(8.0, GREY));
    }
}
