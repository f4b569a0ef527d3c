//! A reader of our own reports: as much of one as tells whether text can be selected.

use std::collections::BTreeMap;

use miniz_oxide::inflate::decompress_to_vec_zlib;

/// What a report says to a program.
pub(super) struct Said {
    pub(super) pages: usize,
    pub(super) pictures: usize,
    /// All text in the order in which it was drawn, a line for each piece.
    pub(super) text: String,
    /// The file inside it.
    pub(super) list: Vec<u8>,
}

/// Reads a report made with one font.
pub(super) fn read(pdf: &[u8]) -> Said {
    let streams = streams(pdf);
    let inflated: Vec<(String, Vec<u8>)> = streams
        .iter()
        .filter(|(head, _)| head.contains("/FlateDecode"))
        .map(|(head, data)| (head.clone(), decompress_to_vec_zlib(data).unwrap()))
        .collect();
    let map = inflated.iter().find(|(_, data)| data.starts_with(b"%!PS-Adobe-3.0 Resource-CMap"));
    let characters = characters(&String::from_utf8_lossy(&map.expect("a map to Unicode").1));
    let list = inflated.iter().find(|(head, _)| head.contains("/EmbeddedFile"));
    let drawn = inflated.iter().filter(|(_, data)| contains(data, b" Tf"));
    let text = drawn.map(|(_, data)| shown(data, &characters)).collect::<String>();
    let count = |name: &str| String::from_utf8_lossy(pdf).matches(name).count();
    let pictures = streams.iter().filter(|(head, _)| head.contains("/DCTDecode")).count();
    Said { pages: count("/Type/Page/"), pictures, text, list: list.unwrap().1.clone() }
}

/// What each page draws.
pub(super) fn pages(pdf: &[u8]) -> Vec<Vec<u8>> {
    let packed = streams(pdf).into_iter().filter(|(head, _)| head.contains("/FlateDecode"));
    let drawn = packed.map(|(_, data)| decompress_to_vec_zlib(&data).unwrap());
    drawn.filter(|data| contains(data, b" Tf")).collect()
}

fn contains(data: &[u8], part: &[u8]) -> bool {
    data.windows(part.len()).any(|window| window == part)
}

fn find(data: &[u8], part: &[u8], from: usize) -> Option<usize> {
    data[from..].windows(part.len()).position(|window| window == part).map(|at| from + at)
}

/// Dictionaries and bytes of all streams.
fn streams(pdf: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut streams = Vec::new();
    let mut from = 0;
    while let Some(begin) = find(pdf, b"stream\n", from) {
        let end = find(pdf, b"\nendstream", begin).expect("every stream ends");
        let head = &pdf[from..begin];
        let head = head.rsplit(|byte| *byte == b'\n').take(2).map(String::from_utf8_lossy);
        streams.push((head.collect::<String>(), pdf[begin + 7..end].to_vec()));
        from = end + 10;
    }
    streams
}

/// Number and character of each line `<0001> <4E2D>`.
fn characters(map: &str) -> BTreeMap<u16, String> {
    let pairs = map.lines().filter_map(|line| {
        let (number, text) = line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <")?;
        let units: Vec<u16> = hex::decode(text)
            .ok()?
            .chunks(2)
            .map(|two| u16::from_be_bytes([two[0], two[1]]))
            .collect();
        Some((u16::from_str_radix(number, 16).ok()?, String::from_utf16(&units).ok()?))
    });
    pairs.collect()
}

/// What the strings before `Tj` say.
fn shown(data: &[u8], characters: &BTreeMap<u16, String>) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < data.len() {
        let (bytes, end) = match data[at] {
            b'(' => literal(data, at + 1),
            b'<' if data.get(at + 1) != Some(&b'<') => hexadecimal(data, at + 1),
            _ => {
                at += 1;
                continue;
            }
        };
        if data[end..].starts_with(b" Tj") {
            let numbers = bytes.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
            text.extend(numbers.map(|number| characters[&number].as_str()));
            text.push('\n');
        }
        at = end;
    }
    text
}

fn hexadecimal(data: &[u8], from: usize) -> (Vec<u8>, usize) {
    let end = find(data, b">", from).unwrap();
    (hex::decode(&data[from..end]).unwrap_or_default(), end + 1)
}

fn literal(data: &[u8], from: usize) -> (Vec<u8>, usize) {
    let (mut bytes, mut at, mut depth) = (Vec::new(), from, 0);
    loop {
        match data[at] {
            b')' if depth == 0 => return (bytes, at + 1),
            b'\\' => {
                at += 1;
                bytes.push(match data[at] {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    digit @ b'0'..=b'3' => {
                        let octal = |at: usize| data[at] - b'0';
                        at += 2;
                        (digit - b'0') * 64 + octal(at - 1) * 8 + octal(at)
                    }
                    other => other,
                });
            }
            other => {
                depth += i32::from(other == b'(') - i32::from(other == b')');
                bytes.push(other);
            }
        }
        at += 1;
    }
}
