//! The file of a report: pages, parts of fonts, pictures, and the list of the evidence as a file inside it.

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Settings, Str, TextStr};

use super::canvas::{Canvas, PAGE_HEIGHT, PAGE_WIDTH, Picture, Sheet, font_name, picture_name};
use super::font::{Font, FontError, Fonts};
use super::layout;
use super::paper::Paper;

/// How hard streams are packed, 0 to 10.
const PACKING: u8 = 6;
/// What readers call the file with the evidence.
const LIST_NAME: &str = "evidence.json";
const IDENTITY: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Numbers of the objects of a file.
struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// Draws a report with these fonts, the preferred one first, and writes its file. The same paper and fonts give the
/// same bytes.
///
/// # Errors
/// [`FontError`] if one of the fonts cannot be used, or there is none.
pub(super) fn write(paper: &Paper, fonts: &[Vec<u8>]) -> Result<Vec<u8>, FontError> {
    let mut canvas = Canvas::new(Fonts::read(fonts)?);
    layout::draw(&mut canvas, paper);
    let mut refs = Refs(0);
    let mut pdf = Pdf::with_settings(Settings { pretty: false });
    let (catalog, tree, list) = (refs.next(), refs.next(), refs.next());
    let mut embedded = Vec::new();
    for (index, font) in canvas.fonts.iter().enumerate().filter(|(_, font)| font.is_used()) {
        embedded.push((index, embed(&mut pdf, &mut refs, font)?));
    }
    let pictures: Vec<Ref> =
        paper.photos.iter().map(|shot| place(&mut pdf, &mut refs, &shot.picture)).collect();
    let pages: Vec<(Ref, Sheet)> =
        canvas.sheets.into_iter().map(|sheet| (refs.next(), sheet)).collect();
    let kids: Vec<Ref> = pages.iter().map(|(id, _)| *id).collect();
    for (id, sheet) in pages {
        page(&mut pdf, &mut refs, (id, tree), sheet, (&embedded, &pictures));
    }
    pdf.pages(tree).count(i32::try_from(kids.len()).unwrap_or(i32::MAX)).kids(kids);
    attach(&mut pdf, &mut refs, list, &paper.proof.list);
    let mut root = pdf.catalog(catalog);
    root.pages(tree).lang(TextStr(paper.language));
    root.viewer_preferences().display_doc_title(true);
    root.names().embedded_files().names().insert(Str(LIST_NAME.as_bytes()), list);
    root.finish();
    let title = format!("{} {}", paper.title, paper.number);
    pdf.document_info(refs.next()).title(TextStr(&title)).producer(TextStr("Counterfoil"));
    Ok(pdf.finish())
}

fn page(
    pdf: &mut Pdf,
    refs: &mut Refs,
    (id, tree): (Ref, Ref),
    sheet: Sheet,
    (fonts, pictures): (&[(usize, Ref)], &[Ref]),
) {
    let content = refs.next();
    let mut page = pdf.page(id);
    page.parent(tree).media_box(Rect::new(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT)).contents(content);
    let mut resources = page.resources();
    let mut named = resources.fonts();
    for (index, font) in fonts {
        named.pair(Name(font_name(*index).as_bytes()), *font);
    }
    named.finish();
    let mut named = resources.x_objects();
    for index in &sheet.pictures {
        if let Some(picture) = pictures.get(*index) {
            named.pair(Name(picture_name(*index).as_bytes()), *picture);
        }
    }
    named.finish();
    resources.finish();
    page.finish();
    let packed = compress_to_vec_zlib(&sheet.content.finish(), PACKING);
    pdf.stream(content, &packed).filter(Filter::FlateDecode);
}

fn place(pdf: &mut Pdf, refs: &mut Refs, picture: &Picture) -> Ref {
    let id = refs.next();
    let side = |px: u32| i32::try_from(px).unwrap_or(i32::MAX);
    let mut image = pdf.image_xobject(id, &picture.jpeg);
    image.filter(Filter::DctDecode);
    image.width(side(picture.width_px)).height(side(picture.height_px));
    image.color_space().device_rgb();
    image.bits_per_component(8);
    id
}

/// A font with what was used of it: outlines, widths, and which character each number is, so that text can be
/// selected, searched and copied.
fn embed(pdf: &mut Pdf, refs: &mut Refs, font: &Font<'_>) -> Result<Ref, FontError> {
    let (id, cid, descriptor) = (refs.next(), refs.next(), refs.next());
    let (outlines, characters) = (refs.next(), refs.next());
    let (subset, is_cff) = font.subset()?;
    let name = font.name();
    let name = Name(name.as_bytes());
    pdf.type0_font(id)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(characters);
    let mut inner = pdf.cid_font(cid);
    let kind = if is_cff { CidFontType::Type0 } else { CidFontType::Type2 };
    inner.subtype(kind).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
    inner.default_width(1_000.0);
    if !is_cff {
        inner.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut widths = inner.widths();
    for (number, _, width) in font.texts() {
        widths.consecutive(number, [width]);
    }
    widths.finish();
    inner.finish();
    describe(pdf, font, (descriptor, outlines), name, is_cff);
    let packed = compress_to_vec_zlib(&subset, PACKING);
    let mut stream = pdf.stream(outlines, &packed);
    stream.filter(Filter::FlateDecode);
    if is_cff {
        stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    } else {
        stream.pair(Name(b"Length1"), i32::try_from(subset.len()).unwrap_or(i32::MAX));
    }
    stream.finish();
    let mut map = UnicodeCmap::<u16>::new(Name(b"Counterfoil"), IDENTITY);
    font.texts().for_each(|(number, character, _)| map.pair(number, character));
    let packed = compress_to_vec_zlib(&map.finish(), PACKING);
    pdf.stream(characters, &packed).filter(Filter::FlateDecode);
    Ok(id)
}

fn describe(
    pdf: &mut Pdf,
    font: &Font<'_>,
    (id, outlines): (Ref, Ref),
    name: Name<'_>,
    is_cff: bool,
) {
    let measures = font.measures();
    let [left, low, right, top] = measures.bounds;
    let mut descriptor = pdf.font_descriptor(id);
    descriptor
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, low, right, top))
        .italic_angle(0.0)
        .ascent(measures.ascent)
        .descent(measures.descent)
        .cap_height(measures.capitals)
        .stem_v(80.0);
    if is_cff {
        descriptor.font_file3(outlines);
    } else {
        descriptor.font_file2(outlines);
    }
}

/// The list of the evidence, for whoever checks the report.
fn attach(pdf: &mut Pdf, refs: &mut Refs, id: Ref, list: &[u8]) {
    let stream = refs.next();
    let name = (Str(LIST_NAME.as_bytes()), TextStr(LIST_NAME));
    pdf.file_spec(id).path(name.0).unic_file(name.1).embedded_file(stream);
    let packed = compress_to_vec_zlib(list, PACKING);
    let mut file = pdf.embedded_file(stream, &packed);
    file.subtype(Name(b"application/json"))
        .params()
        .size(i32::try_from(list.len()).unwrap_or(i32::MAX));
    file.filter(Filter::FlateDecode);
}
