//! Every fault of a playbook file with its line, for who edits it: wrong shapes, each of them and not
//! the first alone, or else what [`super::check`] finds.

use serde::Deserialize as _;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::locate::pointer_of;
use super::places::{Places, escaped};
use super::{Finding, FindingCode, Severity, check};
use crate::limits::PLAYBOOK_FAULTS_MAX;
use crate::playbook::file::PlaybookFile;
use crate::playbook::words::Words;
use crate::playbook::{Playbook, PlaybookError};

/// A finding with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fault {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub code: FindingCode,
    /// JSON pointer to the value; `""` is the whole file.
    pub pointer: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What to tell who edits the file.
    pub words: Words,
}

/// Reads a playbook file and names everything that is wrong with it; the playbook is there if it could
/// be read at all, and may be published if no fault is an error.
#[must_use]
pub fn faults(bytes: &[u8]) -> (Option<Playbook>, Vec<Fault>) {
    match Playbook::parse(bytes) {
        Ok(playbook) => {
            let findings = check(&playbook);
            let faults = placed(bytes, findings);
            (Some(playbook), faults)
        }
        Err(error) => (None, unread(bytes, &error)),
    }
}

fn placed(bytes: &[u8], findings: Vec<Finding>) -> Vec<Fault> {
    if findings.is_empty() {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(bytes);
    let places = Places::of(&text);
    let tree: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let fault = |finding: Finding| {
        let pointer = pointer_of(&tree, &finding);
        let place = places.find(&pointer);
        let Finding { severity, code, words, .. } = finding;
        Fault { severity, code, pointer, line: place.line, column: place.column, words }
    };
    let mut faults: Vec<Fault> =
        findings.into_iter().take(PLAYBOOK_FAULTS_MAX).map(fault).collect();
    faults.sort_by_key(|fault| (fault.severity, fault.line, fault.column));
    faults
}

/// A file that cannot be read: all its wrong shapes, or the one place where it is no JSON.
fn unread(bytes: &[u8], error: &PlaybookError) -> Vec<Fault> {
    let shapes = match (error, serde_json::from_slice::<Value>(bytes)) {
        (PlaybookError::Shape { .. }, Ok(tree)) => shapes(bytes, tree),
        _ => Vec::new(),
    };
    if !shapes.is_empty() {
        return shapes;
    }
    let (line, column) = match error {
        PlaybookError::Shape { line, column, .. } => (*line, *column),
        _ => (1, 1),
    };
    vec![wrong_shape(String::new(), (line, column), error.words())]
}

fn wrong_shape(pointer: String, (line, column): (usize, usize), words: Words) -> Fault {
    let (severity, code) = (Severity::Error, FindingCode::Shape);
    Fault { severity, code, pointer, line, column, words }
}

/// Reads again and again, each time without the items whose shape was wrong.
fn shapes(bytes: &[u8], mut tree: Value) -> Vec<Fault> {
    let places = Places::of(&String::from_utf8_lossy(bytes));
    let (mut removed, mut found) = (Removed::default(), Vec::new());
    while found.len() < PLAYBOOK_FAULTS_MAX {
        let mut track = serde_path_to_error::Track::new();
        let read = serde_path_to_error::Deserializer::new(&tree, &mut track);
        let Err(error) = PlaybookFile::deserialize(read) else { break };
        let path = track.path();
        let (now, then) = removed.pointers(&path);
        let place = places.find(&then);
        found.push(wrong_shape(then, (place.line, place.column), in_words(&error.to_string())));
        if !removed.take_out(&mut tree, &now) {
            break;
        }
    }
    found.sort_by_key(|fault| (fault.line, fault.column));
    found
}

/// Items that were taken out of lists, by the places that they had at first.
#[derive(Default)]
struct Removed {
    items: Vec<(String, usize)>,
}

impl Removed {
    /// A path as a pointer into the tree as it is now, and as it was at first.
    fn pointers(&self, path: &Path) -> (String, String) {
        let (mut now, mut then) = (String::new(), String::new());
        for segment in path.iter() {
            let (here, first) = match segment {
                Segment::Seq { index } => {
                    (index.to_string(), self.first(&then, *index).to_string())
                }
                Segment::Map { key } => (escaped(key), escaped(key)),
                Segment::Enum { .. } | Segment::Unknown => break,
            };
            now = format!("{now}/{here}");
            then = format!("{then}/{first}");
        }
        (now, then)
    }

    fn first(&self, list: &str, index: usize) -> usize {
        let mut gone: Vec<usize> =
            self.items.iter().filter(|(of, _)| of == list).map(|(_, at)| *at).collect();
        gone.sort_unstable();
        gone.into_iter().fold(index, |at, gone| if gone <= at { at.saturating_add(1) } else { at })
    }

    /// Takes the innermost list's item on the way to a pointer out of the tree.
    fn take_out(&mut self, tree: &mut Value, pointer: &str) -> bool {
        let mut to = pointer;
        while let Some(end) = to.rfind('/') {
            let (list, item) = (&to[..end], &to[end.saturating_add(1)..]);
            let index = item.parse::<usize>().ok();
            if let (Some(index), Some(Value::Array(items))) = (index, tree.pointer_mut(list))
                && index < items.len()
            {
                items.remove(index);
                let then = self.at_first(list);
                let first = self.first(&then, index);
                self.items.push((then, first));
                return true;
            }
            to = list;
        }
        false
    }

    /// A pointer of now as it was at first.
    fn at_first(&self, pointer: &str) -> String {
        let mut then = String::new();
        for segment in pointer.split('/').skip(1) {
            let first = match segment.parse::<usize>() {
                Ok(index) => self.first(&then, index).to_string(),
                Err(_) => segment.to_owned(),
            };
            then = format!("{then}/{first}");
        }
        then
    }
}

/// What the reader says of a wrong shape, in both languages.
pub(in crate::playbook) fn in_words(what: &str) -> Words {
    let named = |prefix: &str| what.strip_prefix(prefix).map(|rest| rest.replace('`', ""));
    if let Some(key) = named("missing field ") {
        return Words::new(format!("缺少“{key}”"), format!("'{key}' is missing"));
    }
    if let Some(rest) = named("unknown variant ") {
        let (given, known) = rest.split_once(", expected ").unwrap_or((&rest, ""));
        let known = known.trim_start_matches("one of ");
        let zh = format!("没有“{given}”这个选项,可选:{known}");
        return Words::new(zh, format!("there is no '{given}'; one of: {known}"));
    }
    if let Some(rest) = named("invalid type: ") {
        let (given, wanted) = rest.split_once(", expected ").unwrap_or((&rest, ""));
        let zh = format!("类型不对:这里是 {given},应为 {wanted}");
        return Words::new(zh, format!("this is {given}; expected {wanted}"));
    }
    Words::new(format!("写法不对:{what}"), what)
}
