//! A form on a report: each question on the left, its answer beside it.

use super::super::canvas::{Canvas, GREY, HAIR, INK, MARGIN, PAGE_WIDTH, Style};
use super::super::paper::{Answered, Filled};
use super::sections::{LEADING, heading, paragraph};
use super::{BODY, SMALL, WIDTH};

/// Room of the questions.
const QUESTION: f32 = WIDTH * 0.42;
/// Between a question and its answer.
const GAP: f32 = 14.0;
/// Questions are smaller than answers.
const ASKED: Style = Style::new(8.5, GREY);

/// A form as it was filled in.
pub(super) fn form(canvas: &mut Canvas<'_>, form: &Filled) {
    heading(canvas, &form.title, 24.0);
    for line in &form.lines {
        match line {
            Answered::Heading(text) => {
                canvas.room(LEADING * 3.0);
                canvas.y += 3.0;
                paragraph(canvas, MARGIN, WIDTH, text, Style::new(9.0, INK).bold());
            }
            Answered::Given { question, answer } => given(canvas, question, answer),
        }
    }
    if !form.note.is_empty() {
        canvas.y += 2.0;
        paragraph(canvas, MARGIN, WIDTH, &form.note, SMALL);
    }
    canvas.y += 4.0;
}

/// Both columns begin at one height; a question is cut, an answer never.
fn given(canvas: &mut Canvas<'_>, question: &str, answer: &str) {
    let asked = canvas.lines(question, ASKED.size, QUESTION);
    let said = canvas.lines(answer, BODY.size, WIDTH - QUESTION - GAP);
    let (asked, said) = (u8::try_from(asked.len().min(4)), u8::try_from(said.len().min(20)));
    let high = f32::from(asked.unwrap_or(4)) * 12.1;
    canvas.room(high.max(f32::from(said.unwrap_or(20)) * LEADING) + 5.0);
    let top = canvas.y;
    for (at, line) in canvas.lines(question, ASKED.size, QUESTION).iter().take(4).enumerate() {
        let down = f32::from(u8::try_from(at).unwrap_or(4)) * 12.1;
        canvas.text((MARGIN, top + down + 9.0), line, ASKED);
    }
    paragraph(canvas, MARGIN + QUESTION + GAP, WIDTH - QUESTION - GAP, answer, BODY);
    // An answer that went over to the next page stands above its own top.
    canvas.y = if canvas.y < top { canvas.y } else { canvas.y.max(top + high) };
    canvas.line((MARGIN, canvas.y + 1.0), (PAGE_WIDTH - MARGIN, canvas.y + 1.0), 0.4, HAIR);
    canvas.y += 4.0;
}
