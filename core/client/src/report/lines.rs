//! Where a text may be broken: between Chinese characters and between words, never before a closing mark.

/// Marks that do not begin a line.
const CLOSING: &str = "、。,.;:!?)]}》」』”’…%℃·,。;:!?)】";
/// Marks that do not end one.
const OPENING: &str = "([{《「『“‘((【";

/// Lines that are not wider than `width`, as far as they can be broken. A line break of the text is one here.
pub(super) fn broken(text: &str, width: f32, wide: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            let fits = wide(line.trim_end()) + wide(piece.trim_end()) <= width;
            if !line.is_empty() && !fits {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            if line.is_empty() && wide(piece.trim_end()) > width {
                // A word as long as a line: a number, a hash.
                line = cut(piece, width, &wide, &mut lines);
            } else {
                line.push_str(if line.is_empty() { piece.trim_start() } else { piece });
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// Full lines of an overlong piece go to `lines`; gives the rest.
fn cut(piece: &str, width: f32, wide: &impl Fn(&str) -> f32, lines: &mut Vec<String>) -> String {
    let mut line = String::new();
    for character in piece.chars() {
        line.push(character);
        if wide(&line) > width && line.chars().count() > 1 {
            line.pop();
            lines.push(std::mem::take(&mut line));
            line.push(character);
        }
    }
    line
}

/// A text in pieces that stay whole: words with the spaces after them, Chinese characters with their marks.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut before: Option<char> = None;
    for (at, character) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, character)) {
            pieces.push(&text[begin..at]);
            begin = at;
        }
        before = Some(character);
    }
    if begin < text.len() {
        pieces.push(&text[begin..]);
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if CLOSING.contains(after) || OPENING.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || !before.is_ascii() || !after.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::broken;

    fn lines(text: &str, width: f32) -> Vec<String> {
        broken(text, width, |part| part.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum())
    }

    #[test]
    fn chinese_is_broken_anywhere_but_before_a_closing_mark() {
        assert_eq!(lines("放门口鞋柜上,不要按门铃", 6.0), ["放门口鞋柜", "上,不要按门", "铃"]);
        assert_eq!(lines("云栖花园3幢2单元", 6.0), ["云栖花园3幢2", "单元"]);
    }

    #[test]
    fn words_stay_whole_and_what_is_longer_than_a_line_is_cut() {
        assert_eq!(lines("the photo is blurred", 5.0), ["the photo", "is blurred"]);
        assert_eq!(lines("0123456789abcdef", 3.0), ["012345", "6789ab", "cdef"]);
        assert_eq!(lines("", 3.0), [""]);
        assert_eq!(lines("a\n\nb", 3.0), ["a", "", "b"]);
    }
}
