//! Fonts of a report: which file has a character, how wide it is, and of each file only what was used.
//!
//! The files are the shell's: the platform's own, or the one that the packages bring. A collection (`.ttc`) gives its
//! simplified Chinese face. What no file has is drawn as a box and still copies as what it is.

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, name_id};

/// Units of an em in which a PDF states widths.
const EM: f32 = 1_000.0;

/// Why a file is no font that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// Not a font, or one without outlines that a PDF may hold.
    #[error("this file is no font that can be embedded")]
    NotAFont,
    /// Its maker forbids embedding.
    #[error("the licence bits of this font forbid embedding")]
    Forbidden,
}

/// A character in a font.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// Place of the font in the list.
    pub(super) font: usize,
    /// Its number there.
    pub(super) id: u16,
    /// Width, ems.
    pub(super) width: f32,
}

/// The fonts of one report, the first one first.
pub(super) struct Fonts<'a> {
    fonts: Vec<Font<'a>>,
}

/// One font, and what was used of it.
pub(super) struct Font<'a> {
    data: &'a [u8],
    index: u32,
    face: Face<'a>,
    used: GlyphRemapper,
    texts: BTreeMap<u16, (char, f32)>,
}

impl<'a> Fonts<'a> {
    /// Reads the files, the preferred one first.
    pub(super) fn read(files: &'a [Vec<u8>]) -> Result<Self, FontError> {
        let fonts: Result<Vec<Font<'a>>, FontError> =
            files.iter().map(|file| Font::read(file)).collect();
        let fonts = fonts?;
        if fonts.is_empty() { Err(FontError::NotAFont) } else { Ok(Self { fonts }) }
    }

    /// The character in the first font that has it.
    pub(super) fn glyph(&self, character: char) -> Option<Glyph> {
        self.fonts.iter().enumerate().find_map(|(font, one)| {
            let id = one.face.glyph_index(character)?;
            Some(Glyph { font, id: id.0, width: one.width(id) })
        })
    }

    /// Notes that a glyph is drawn; gives the number by which the embedded font knows it.
    pub(super) fn used(&mut self, glyph: Glyph, character: char) -> u16 {
        let Some(font) = self.fonts.get_mut(glyph.font) else { return 0 };
        let number = font.used.remap(glyph.id);
        font.texts.entry(number).or_insert((character, glyph.width * EM));
        number
    }

    /// All of them, for embedding.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Font<'a>> {
        self.fonts.iter()
    }
}

impl<'a> Font<'a> {
    fn read(data: &'a [u8]) -> Result<Self, FontError> {
        let index = simplified_face(data);
        let face = Face::parse(data, index).map_err(|_| FontError::NotAFont)?;
        let tables = face.tables();
        if tables.cff.is_none() && tables.glyf.is_none() {
            return Err(FontError::NotAFont);
        }
        if !face.is_outline_embedding_allowed() || !face.is_subsetting_allowed() {
            return Err(FontError::Forbidden);
        }
        Ok(Self { data, index, face, used: GlyphRemapper::new(), texts: BTreeMap::new() })
    }

    fn width(&self, id: GlyphId) -> f32 {
        let units = f32::from(self.face.glyph_hor_advance(id).unwrap_or(0));
        units / f32::from(self.face.units_per_em()).max(1.0)
    }

    /// Whether the report uses it at all.
    pub(super) fn is_used(&self) -> bool {
        !self.texts.is_empty()
    }

    /// Each number used, with its character and its width in thousandths of an em.
    pub(super) fn texts(&self) -> impl Iterator<Item = (u16, char, f32)> {
        self.texts.iter().map(|(number, (character, width))| (*number, *character, *width))
    }

    /// The font with nothing in it but what was used, and whether its outlines are CFF.
    pub(super) fn subset(&self) -> Result<(Vec<u8>, bool), FontError> {
        let whole = subsetter::subset(self.data, self.index, &self.used);
        let whole = whole.map_err(|_| FontError::NotAFont)?;
        let tables = ttf_parser::RawFace::parse(&whole, 0).map_err(|_| FontError::NotAFont)?;
        let outlines = tables.table(ttf_parser::Tag::from_bytes(b"CFF ")).map(<[u8]>::to_vec);
        Ok(match outlines {
            Some(outlines) => (outlines, true),
            None => (whole, false),
        })
    }

    /// Measures of the whole font, thousandths of an em: box, ascent, descent, capitals.
    pub(super) fn measures(&self) -> Measures {
        let scale = EM / f32::from(self.face.units_per_em()).max(1.0);
        let of = |units: i16| f32::from(units) * scale;
        let bounds = self.face.global_bounding_box();
        Measures {
            bounds: [of(bounds.x_min), of(bounds.y_min), of(bounds.x_max), of(bounds.y_max)],
            ascent: of(self.face.ascender()),
            descent: of(self.face.descender()),
            capitals: of(self.face.capital_height().unwrap_or(self.face.ascender())),
        }
    }

    /// A name with six letters before it, as embedded parts of fonts have.
    pub(super) fn name(&self) -> String {
        let own =
            self.face.names().into_iter().filter(|name| name.name_id == name_id::POST_SCRIPT_NAME);
        let own = own.filter_map(|name| name.to_string()).next().unwrap_or_else(|| "Report".into());
        let plain: String =
            own.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let letters = (0..6_u32).map(|place| letter(&self.texts, place)).collect::<String>();
        format!("{letters}+{plain}")
    }
}

/// Measures of a font, thousandths of an em.
pub(super) struct Measures {
    pub(super) bounds: [f32; 4],
    pub(super) ascent: f32,
    pub(super) descent: f32,
    pub(super) capitals: f32,
}

/// The same part of a font has the same letters.
fn letter(texts: &BTreeMap<u16, (char, f32)>, place: u32) -> char {
    let mixed = texts.values().fold(place, |sum, (character, _)| {
        sum.wrapping_mul(31).wrapping_add(u32::from(*character)).rotate_left(place)
    });
    char::from(b'A' + u8::try_from(mixed % 26).unwrap_or(0))
}

/// Of a collection the face for simplified Chinese, else the first one.
fn simplified_face(data: &[u8]) -> u32 {
    let count = ttf_parser::fonts_in_collection(data).unwrap_or(1);
    let is_simplified = |index: &u32| {
        Face::parse(data, *index).is_ok_and(|face| {
            let names = face.names().into_iter().filter(|name| name.name_id == name_id::FULL_NAME);
            names.filter_map(|name| name.to_string()).any(|name| name.contains(" SC"))
        })
    };
    (0..count).find(is_simplified).unwrap_or(0)
}
