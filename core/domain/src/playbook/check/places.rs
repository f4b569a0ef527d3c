//! Where in a file a JSON pointer leads: line and column, for who edits it.
//!
//! The text was read as JSON before; a text that was not simply gives fewer places.

use std::collections::BTreeMap;

/// Depth at which the walk stops; what lies deeper has the place of its container.
const DEPTH_MAX: usize = 64;

/// A place in a text, both from 1. Columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The places of all values of a JSON text, by JSON pointer.
#[derive(Debug, Default)]
pub(super) struct Places {
    by_pointer: BTreeMap<String, Place>,
}

impl Places {
    pub(super) fn of(text: &str) -> Self {
        let mut walk = Walk { rest: text.char_indices().peekable(), line: 1, column: 1, text };
        let mut places = Self::default();
        walk.value(&mut String::new(), 0, &mut places);
        places
    }

    /// Where a pointer leads; the nearest container that is there if it leads nowhere.
    pub(super) fn find(&self, pointer: &str) -> Place {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.by_pointer.get(pointer) {
                return *place;
            }
            match pointer.rfind('/') {
                Some(end) => pointer = &pointer[..end],
                None => return Place { line: 1, column: 1 },
            }
        }
    }
}

/// One segment of a JSON pointer.
pub(super) fn escaped(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

struct Walk<'a> {
    rest: std::iter::Peekable<std::str::CharIndices<'a>>,
    line: usize,
    column: usize,
    text: &'a str,
}

impl Walk<'_> {
    fn next(&mut self) -> Option<char> {
        let (_, c) = self.rest.next()?;
        if c == '\n' {
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else {
            self.column = self.column.saturating_add(1);
        }
        Some(c)
    }

    fn peek(&mut self) -> Option<char> {
        self.rest.peek().map(|(_, c)| *c)
    }

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&skipped) {
            self.next();
        }
    }

    fn value(&mut self, pointer: &mut String, depth: usize, places: &mut Places) {
        self.skip(char::is_whitespace);
        let here = Place { line: self.line, column: self.column };
        if depth <= DEPTH_MAX {
            places.by_pointer.insert(pointer.clone(), here);
        }
        match self.peek() {
            Some('{') => self.object(pointer, depth, places),
            Some('[') => self.list(pointer, depth, places),
            Some('"') => drop(self.string()),
            _ => self.skip(|c| !matches!(c, ',' | ']' | '}') && !c.is_whitespace()),
        }
    }

    fn object(&mut self, pointer: &mut String, depth: usize, places: &mut Places) {
        self.next();
        loop {
            self.skip(|c| c.is_whitespace() || c == ',');
            if self.peek() != Some('"') {
                self.next();
                return;
            }
            let key = self.string();
            self.skip(|c| c.is_whitespace() || c == ':');
            self.within(&escaped(&key), pointer, depth, places);
        }
    }

    fn list(&mut self, pointer: &mut String, depth: usize, places: &mut Places) {
        self.next();
        for item in 0usize.. {
            self.skip(|c| c.is_whitespace() || c == ',');
            if matches!(self.peek(), Some(']') | None) {
                self.next();
                return;
            }
            let before = self.rest.peek().map(|(at, _)| *at);
            self.within(&item.to_string(), pointer, depth, places);
            if self.rest.peek().map(|(at, _)| *at) == before {
                return; // not JSON: nothing was read
            }
        }
    }

    fn within(&mut self, segment: &str, pointer: &mut String, depth: usize, places: &mut Places) {
        let len = pointer.len();
        pointer.push('/');
        pointer.push_str(segment);
        match depth < DEPTH_MAX {
            true => self.value(pointer, depth.saturating_add(1), places),
            false => self.skip(|_| true),
        }
        pointer.truncate(len);
    }

    /// The text of a string whose opening quote comes next.
    fn string(&mut self) -> String {
        let from = self.rest.peek().map_or(self.text.len(), |(at, _)| *at);
        self.next();
        loop {
            match self.next() {
                Some('\\') => drop(self.next()),
                Some('"') | None => break,
                Some(_) => {}
            }
        }
        let to = self.rest.peek().map_or(self.text.len(), |(at, _)| *at);
        serde_json::from_str(&self.text[from..to]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_line_and_column() {
        let text = "{\n  \"名\": \"流程\",\n  \"a/b\": [1, {\"c\\\"d\": true}],\n \"e\": {}\n}";
        let places = Places::of(text);
        let at = |pointer: &str| {
            let place = places.find(pointer);
            (place.line, place.column)
        };
        assert_eq!(at(""), (1, 1));
        assert_eq!(at("/名"), (2, 8));
        assert_eq!(at("/a~1b"), (3, 10));
        assert_eq!(at("/a~1b/1/c\"d"), (3, 23));
        assert_eq!(at("/a~1b/7/x"), (3, 10), "the nearest that is there");
        assert_eq!(at("/e"), (4, 7));
    }

    #[test]
    fn what_is_not_json_ends_too() {
        for text in ["", "{", "[", "[,", "{\"a\"", "{\"a\":", "\"", "[}", "{]", "[[[", "{\"\\"] {
            let _places = Places::of(text);
        }
        let deep = "[".repeat(200_000);
        assert_eq!(Places::of(&deep).find("/0/0").line, 1);
    }
}
