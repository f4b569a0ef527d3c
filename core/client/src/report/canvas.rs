//! The paper that is drawn on: pages, text, lines, pictures; places in points from the upper left corner.

use std::collections::BTreeSet;

use pdf_writer::types::{LineCapStyle, LineJoinStyle, TextRenderingMode};
use pdf_writer::{Content, Name, Str, TextStr};

use super::font::Fonts;

/// Width of A4, points.
pub(super) const PAGE_WIDTH: f32 = 595.28;
/// Height of A4, points.
pub(super) const PAGE_HEIGHT: f32 = 841.89;
/// White around a page, points.
pub(super) const MARGIN: f32 = 40.0;
/// Where what is drawn on a page ends; below stands its foot.
pub(super) const FLOOR: f32 = PAGE_HEIGHT - 52.0;

/// A colour: red, green, blue, 0 to 1.
pub(super) type Colour = [f32; 3];
/// What is read.
pub(super) const INK: Colour = [0.11, 0.15, 0.15];
/// What explains.
pub(super) const GREY: Colour = [0.42, 0.46, 0.46];
/// What divides.
pub(super) const HAIR: Colour = [0.82, 0.85, 0.84];
/// What stands out.
pub(super) const GREEN: Colour = [0.05, 0.38, 0.32];
/// What is wrong.
pub(super) const RED: Colour = [0.72, 0.17, 0.13];
/// A ground for what belongs together.
pub(super) const TINT: Colour = [0.955, 0.97, 0.962];

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) colour: Colour,
    pub(super) bold: bool,
}

impl Style {
    pub(super) const fn new(size: f32, colour: Colour) -> Self {
        Self { size, colour, bold: false }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// A JPEG file as it is embedded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    /// The file: RGB, without metadata.
    pub jpeg: Vec<u8>,
    /// Width, pixels.
    pub width_px: u32,
    /// Height, pixels.
    pub height_px: u32,
}

/// One page as it is being drawn.
pub(super) struct Sheet {
    pub(super) content: Content,
    /// Pictures on it, by their place in the report's list.
    pub(super) pictures: BTreeSet<usize>,
}

impl Sheet {
    fn new() -> Self {
        Self { content: Content::new(), pictures: BTreeSet::new() }
    }
}

/// All pages, the fonts, and the height that has been reached on the last page.
pub(super) struct Canvas<'a> {
    pub(super) fonts: Fonts<'a>,
    pub(super) sheets: Vec<Sheet>,
    pub(super) y: f32,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(fonts: Fonts<'a>) -> Self {
        Self { fonts, sheets: vec![Sheet::new()], y: MARGIN }
    }

    /// The page that is drawn on.
    pub(super) fn content(&mut self) -> &mut Content {
        &mut self.sheet().content
    }

    fn sheet(&mut self) -> &mut Sheet {
        if self.sheets.is_empty() {
            self.sheets.push(Sheet::new());
        }
        let last = self.sheets.len() - 1;
        &mut self.sheets[last]
    }

    /// Sees to so much room; begins the next page where there is none.
    pub(super) fn room(&mut self, height: f32) {
        if self.y + height > FLOOR && self.y > MARGIN {
            self.sheets.push(Sheet::new());
            self.y = MARGIN;
        }
    }

    /// Width of a text, points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let wide = |c: char| self.fonts.glyph(c).map_or(1.0, |glyph| glyph.width);
        text.chars().map(wide).sum::<f32>() * size
    }

    /// One line of text with its base line at `y`; what is no text is left out.
    pub(super) fn text(&mut self, (x, y): (f32, f32), text: &str, style: Style) -> f32 {
        let mut at = x;
        let mut run: Option<(usize, f32, Vec<u8>)> = None;
        for character in text.chars().filter(|c| !c.is_control()) {
            let Some(glyph) = self.fonts.glyph(character) else {
                self.show(run.take(), y, style);
                self.unknown(character, (at, y), style);
                at += style.size;
                continue;
            };
            let number = self.fonts.used(glyph, character);
            if run.as_ref().is_some_and(|(font, _, _)| *font != glyph.font) {
                self.show(run.take(), y, style);
            }
            let (_, _, bytes) = run.get_or_insert_with(|| (glyph.font, at, Vec::new()));
            bytes.extend(number.to_be_bytes());
            at += glyph.width * style.size;
        }
        self.show(run, y, style);
        at
    }

    fn show(&mut self, run: Option<(usize, f32, Vec<u8>)>, y: f32, style: Style) {
        let Some((font, x, bytes)) = run else { return };
        let content = self.content();
        let [r, g, b] = style.colour;
        content.save_state().set_fill_rgb(r, g, b);
        content.begin_text().set_font(Name(font_name(font).as_bytes()), style.size);
        if style.bold {
            content.set_stroke_rgb(r, g, b).set_line_width(style.size / 34.0);
            content.set_text_rendering_mode(TextRenderingMode::FillStroke);
        }
        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, PAGE_HEIGHT - y]);
        content.show(Str(&bytes)).end_text().restore_state();
    }

    /// A character that no font has: a box that copies as the character.
    fn unknown(&mut self, character: char, (x, y): (f32, f32), style: Style) {
        let mut text = [0; 4];
        let text = character.encode_utf8(&mut text);
        let [r, g, b] = style.colour;
        let content = self.content();
        let mut marked = content.begin_marked_content_with_properties(Name(b"Span"));
        marked.properties().actual_text(TextStr(text));
        drop(marked);
        let side = style.size * 0.8;
        content.save_state().set_stroke_rgb(r, g, b).set_line_width(0.5);
        content.rect(x + style.size * 0.1, PAGE_HEIGHT - y - side * 0.12, side, side);
        content.stroke().restore_state().end_marked_content();
    }

    /// Lines of a text that is not wider than `width`.
    pub(super) fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        super::lines::broken(text, width, |part| self.width(part, size))
    }

    /// A line.
    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), wide: f32, colour: Colour) {
        let [r, g, b] = colour;
        let content = self.content();
        content.save_state().set_stroke_rgb(r, g, b).set_line_width(wide);
        content.set_line_cap(LineCapStyle::RoundCap).set_line_join(LineJoinStyle::RoundJoin);
        content.move_to(from.0, PAGE_HEIGHT - from.1).line_to(to.0, PAGE_HEIGHT - to.1);
        content.stroke().restore_state();
    }

    /// A filled rectangle.
    pub(super) fn ground(
        &mut self,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
        colour: Colour,
    ) {
        let [r, g, b] = colour;
        let content = self.content();
        content.save_state().set_fill_rgb(r, g, b);
        content.rect(x, PAGE_HEIGHT - y - height, width, height).fill_nonzero().restore_state();
    }

    /// A filled rectangle with round corners.
    pub(super) fn plate(&mut self, at: (f32, f32), size: (f32, f32), radius: f32, colour: Colour) {
        let [r, g, b] = colour;
        let content = self.content();
        content.save_state().set_fill_rgb(r, g, b);
        round(content, at, size, radius);
        content.fill_nonzero().restore_state();
    }

    /// The border of one.
    pub(super) fn frame(&mut self, at: (f32, f32), size: (f32, f32), radius: f32, colour: Colour) {
        let [r, g, b] = colour;
        let content = self.content();
        content.save_state().set_stroke_rgb(r, g, b).set_line_width(0.7);
        round(content, at, size, radius);
        content.stroke().restore_state();
    }

    /// A filled disc.
    pub(super) fn disc(&mut self, (x, y): (f32, f32), radius: f32, colour: Colour) {
        let at = (x - radius, y - radius);
        self.plate(at, (radius * 2.0, radius * 2.0), radius, colour);
    }

    /// The edge of a bite out of an upper edge, or of a lower one.
    pub(super) fn half_ring(
        &mut self,
        (x, y): (f32, f32),
        radius: f32,
        is_low: bool,
        colour: Colour,
    ) {
        let [r, g, b] = colour;
        let content = self.content();
        // How far the handles of a quarter of a circle reach; a bite out of the lower edge bends upwards.
        let (up, k) = (if is_low { radius } else { -radius }, 0.552);
        let y = PAGE_HEIGHT - y;
        content.save_state().set_stroke_rgb(r, g, b).set_line_width(0.7).move_to(x - radius, y);
        content.cubic_to(x - radius, y + up * k, x - radius * k, y + up, x, y + up);
        content.cubic_to(x + radius * k, y + up, x + radius, y + up * k, x + radius, y);
        content.stroke().restore_state();
    }

    /// A picture in a box, whole and centred; gives the box that it fills.
    pub(super) fn picture(
        &mut self,
        index: usize,
        picture: &Picture,
        (x, y): (f32, f32),
        size: (f32, f32),
    ) {
        let (width, height) = (as_points(picture.width_px), as_points(picture.height_px));
        let scale = (size.0 / width.max(1.0)).min(size.1 / height.max(1.0));
        let (width, height) = (width * scale, height * scale);
        let left = x + (size.0 - width) / 2.0;
        let top = y + (size.1 - height) / 2.0;
        let sheet = self.sheet();
        sheet.pictures.insert(index);
        let content = &mut sheet.content;
        content.save_state().transform([width, 0.0, 0.0, height, left, PAGE_HEIGHT - top - height]);
        content.x_object(Name(picture_name(index).as_bytes())).restore_state();
    }
}

/// What pages call a font.
pub(super) fn font_name(index: usize) -> String {
    format!("F{index}")
}

/// What pages call a picture.
pub(super) fn picture_name(index: usize) -> String {
    format!("P{index}")
}

/// Pixels as a length; a picture has far fewer than a float can count.
fn as_points(px: u32) -> f32 {
    f32::from(u16::try_from(px).unwrap_or(u16::MAX))
}

/// A path with round corners.
fn round(content: &mut Content, (x, y): (f32, f32), (width, height): (f32, f32), radius: f32) {
    let (left, right) = (x, x + width);
    let (top, low) = (PAGE_HEIGHT - y, PAGE_HEIGHT - y - height);
    // How far the handles of a quarter of a circle reach.
    let (r, k) = (radius, radius * 0.552);
    content.move_to(left + r, top).line_to(right - r, top);
    content.cubic_to(right - r + k, top, right, top - r + k, right, top - r);
    content.line_to(right, low + r);
    content.cubic_to(right, low + r - k, right - r + k, low, right - r, low);
    content.line_to(left + r, low);
    content.cubic_to(left + r - k, low, left, low + r - k, left, low + r);
    content.line_to(left, top - r);
    content.cubic_to(left, top - r + k, left + r - k, top, left + r, top).close_path();
}
