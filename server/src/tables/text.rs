//! Text with separators: which encoding, which separator, which records.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

use counterfoil_domain::limits;

use super::grid::{Cell, Grid};
use super::{Asked, Reading, TableError};

/// How text is written in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// UTF-8, with or without a mark.
    Utf8,
    /// UTF-16, low byte first: Excel's "Unicode text".
    Utf16le,
    /// UTF-16, high byte first.
    Utf16be,
    /// GB18030, which holds GBK and GB2312: what Chinese Excel writes as plain CSV.
    Gb18030,
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Separator {
    /// `,`
    Comma,
    /// A tabulator.
    Tab,
    /// `;`
    Semicolon,
}

impl Separator {
    const ALL: [Self; 3] = [Self::Comma, Self::Tab, Self::Semicolon];

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
        }
    }
}

/// Reads a text file.
pub(super) fn read(
    bytes: &[u8],
    asked: &Asked,
    knows: &dyn Fn(&[&str]) -> usize,
) -> Result<(Grid, Reading), TableError> {
    let (text, encoding, mark) = decode(bytes, asked.encoding)?;
    let (said, rest, skipped) = separator_line(&text);
    let separator = asked.separator.or(said).unwrap_or_else(|| likeliest(rest, knows));
    let grid = records(rest, separator, skipped)?;
    if grid.lines.is_empty() {
        return Err(TableError::Empty);
    }
    Ok((grid, Reading::Csv { encoding, mark, separator }))
}

/// The text of a file, its encoding, and whether a byte order mark said so.
fn decode(bytes: &[u8], asked: Option<Encoding>) -> Result<(String, Encoding, bool), TableError> {
    let marked = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some((Encoding::Utf8, rest)),
        [0xff, 0xfe, rest @ ..] => Some((Encoding::Utf16le, rest)),
        [0xfe, 0xff, rest @ ..] => Some((Encoding::Utf16be, rest)),
        _ => None,
    };
    let mark = marked.filter(|(encoding, _)| asked.is_none_or(|asked| asked == *encoding));
    if let Some((encoding, rest)) = mark {
        let text = decode_as(rest, encoding).ok_or_else(|| not_text(&[encoding]))?;
        return Ok((text, encoding, true));
    }
    let tried: Vec<Encoding> = match asked {
        Some(encoding) => vec![encoding],
        None => guesses(bytes),
    };
    let found = tried.iter().find_map(|one| Some((decode_as(bytes, *one)?, *one)));
    let (text, encoding) = found.ok_or_else(|| not_text(&tried))?;
    Ok((text, encoding, false))
}

/// Every second byte of plain text in UTF-16 is zero; no other encoding here has zeros at all.
fn guesses(bytes: &[u8]) -> Vec<Encoding> {
    let head = bytes.get(..4_096).unwrap_or(bytes);
    let zeros = |odd: usize| {
        head.iter().enumerate().filter(|(at, byte)| at % 2 == odd && **byte == 0).count()
    };
    match (zeros(0), zeros(1)) {
        (0, 0) => vec![Encoding::Utf8, Encoding::Gb18030],
        (even, odd) if odd >= even => vec![Encoding::Utf16le],
        _ => vec![Encoding::Utf16be],
    }
}

fn decode_as(bytes: &[u8], encoding: Encoding) -> Option<String> {
    let of = match encoding {
        Encoding::Utf8 => return String::from_utf8(bytes.to_vec()).ok(),
        Encoding::Utf16le => UTF_16LE,
        Encoding::Utf16be => UTF_16BE,
        Encoding::Gb18030 => GB18030,
    };
    let text = of.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

fn not_text(tried: &[Encoding]) -> TableError {
    let name = |one: &Encoding| match one {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16le => "UTF-16LE",
        Encoding::Utf16be => "UTF-16BE",
        Encoding::Gb18030 => "GB18030",
    };
    TableError::NotText { tried: tried.iter().map(name).collect::<Vec<_>>().join(", ") }
}

/// Excel's own first line `sep=;`, what is left below it, and how many rows that skips.
fn separator_line(text: &str) -> (Option<Separator>, &str, u32) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = first.trim_end_matches('\r').strip_prefix("sep=");
    let said = said
        .and_then(|said| Separator::ALL.into_iter().find(|one| said.as_bytes() == [one.byte()]));
    match said {
        Some(separator) => (Some(separator), rest, 1),
        None => (None, text, 0),
    }
}

/// The separator under which most headers are known; between equals the one with most cells.
fn likeliest(text: &str, knows: &dyn Fn(&[&str]) -> usize) -> Separator {
    let score = |separator: Separator| {
        let mut reader = reader(text, separator);
        let head = reader.records().take(limits::TABLE_ROWS_ABOVE_HEADERS_MAX);
        let scores = head.filter_map(Result::ok).map(|record| {
            let cells: Vec<&str> = record.iter().collect();
            (knows(&cells), cells.len())
        });
        // Where headers are known, cells do not count: a remark may hold any sign many times.
        match scores.max().unwrap_or_default() {
            (0, cells) => (0, cells),
            (known, _) => (known, 0),
        }
    };
    let mut best = (Separator::Comma, score(Separator::Comma));
    for other in [Separator::Tab, Separator::Semicolon] {
        let own = score(other);
        if own > best.1 {
            best = (other, own);
        }
    }
    best.0
}

fn reader(text: &str, separator: Separator) -> csv::Reader<&[u8]> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(separator.byte());
    builder.from_reader(text.as_bytes())
}

fn records(text: &str, separator: Separator, skipped: u32) -> Result<Grid, TableError> {
    let mut grid = Grid::default();
    let mut reader = reader(text, separator);
    let mut rows = Rows { number: skipped + 1, cut: false };
    let mut record = csv::StringRecord::new();
    let mut start = 0;
    while reader.read_record(&mut record).map_err(|_| not_text(&[Encoding::Utf8]))? {
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let number = rows.pass(text.get(start..end).unwrap_or_default());
        start = end;
        let cells = record.iter().map(|cell| Cell::text(&plain(cell))).collect();
        grid.push(number, cells)?;
    }
    Ok(grid)
}

/// Counts rows as a spreadsheet does: empty ones count, line ends inside of cells do not.
struct Rows {
    number: u32,
    /// Whether the text so far ends between the two signs of one line end.
    cut: bool,
}

impl Rows {
    /// The number of the one record in a piece of text, with the line ends around it.
    fn pass(&mut self, piece: &str) -> u32 {
        let ends = ['\r', '\n'];
        let record = piece.trim_start_matches(ends);
        let before = piece.len() - record.len();
        self.line_ends(&piece[..before]);
        let number = self.number;
        let inside = record.trim_end_matches(ends).len();
        self.cut = self.cut && inside == 0;
        self.line_ends(&record[inside..]);
        number
    }

    fn line_ends(&mut self, ends: &str) {
        for end in ends.chars() {
            let second = end == '\n' && self.cut;
            self.number += u32::from(!second);
            self.cut = end == '\r';
        }
    }
}

/// What a cell of an export meant: `="00123"` is how a text of digits survives Excel, and an apostrophe before a
/// sign that Excel would calculate with keeps it a text.
fn plain(cell: &str) -> String {
    let digits = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    if let Some(digits) = digits.filter(|digits| !digits.contains('"')) {
        return digits.to_owned();
    }
    match cell.strip_prefix('\'') {
        Some(rest) if super::written::is_dangerous(rest.trim_start_matches('\'')) => {
            rest.to_owned()
        }
        _ => cell.to_owned(),
    }
}
