//! Names that a question may have in a form of ODK and not here: `-` and `.` become `_`, wherever a name is read.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Row, Workbook};

/// Gives such names new ones, in place; what was renamed, as notes.
pub(super) fn rename(book: &mut Workbook) -> Vec<String> {
    let all: Vec<&str> = book.survey.iter().map(|row| row.cell("name")).collect();
    let mut taken: BTreeSet<String> = all.iter().map(|name| (*name).to_owned()).collect();
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for old in all.into_iter().filter(|name| name.contains(['-', '.'])) {
        if !renamed.contains_key(old) {
            let new = free(&old.replace(['-', '.'], "_"), &taken);
            taken.insert(new.clone());
            renamed.insert(old.to_owned(), new);
        }
    }
    if renamed.is_empty() {
        return Vec::new();
    }
    for row in &mut book.survey {
        rename_in(row, &renamed);
    }
    let told = |(old, new): (&String, &String)| format!("the name {old} is {new} here");
    renamed.iter().map(told).collect()
}

fn free(wanted: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{wanted}_{number}"));
    let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
    all.find(|name| !taken.contains(name)).unwrap_or_default()
}

fn rename_in(row: &mut Row, renamed: &BTreeMap<String, String>) {
    let cells: Vec<(String, String)> =
        row.cells().map(|(header, text)| (header.to_owned(), text.to_owned())).collect();
    for (header, text) in cells {
        let new = match header.as_str() {
            "name" => renamed.get(&text).cloned(),
            "type" | "parameters" | "appearance" => None,
            _ => read_anew(&text, renamed),
        };
        if let Some(new) = new {
            row.set(&header, &new);
        }
    }
}

/// A text in which names stand behind `${` or as steps of a path; none if nothing is renamed in it.
fn read_anew(text: &str, renamed: &BTreeMap<String, String>) -> Option<String> {
    if !text.contains("${") && !text.contains('/') {
        return None;
    }
    let is_name = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.');
    let (mut made, mut rest, mut found) = (String::new(), text, false);
    while let Some(at) = rest.find(['{', '/']) {
        let (before, after) = rest.split_at(at + 1);
        made.push_str(before);
        let end = after.find(|sign| !is_name(sign)).unwrap_or(after.len());
        let (name, left) = after.split_at(end);
        let new = renamed.get(name);
        found |= new.is_some();
        made.push_str(new.map_or(name, String::as_str));
        rest = left;
    }
    made.push_str(rest);
    found.then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, &str)]) -> Row {
        let cells = cells.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        Row::new(1, cells.collect())
    }

    #[test]
    fn names_with_signs_are_read_everywhere_by_their_new_names() {
        let survey = vec![
            row(&[("type", "text"), ("name", "first-name")]),
            row(&[("type", "text"), ("name", "first_name")]),
            row(&[
                ("type", "integer"),
                ("name", "a.b"),
                ("relevant", "/data/group/first-name != '' and ${a.b} - 1 > 2"),
                ("label", "Dear ${first-name}, and/or first-name"),
            ]),
        ];
        let mut book = Workbook { survey, ..Workbook::default() };
        let notes = rename(&mut book);
        assert_eq!(notes.len(), 2);
        assert_eq!(book.survey[0].cell("name"), "first_name_2");
        assert_eq!(book.survey[1].cell("name"), "first_name");
        assert_eq!(book.survey[2].cell("name"), "a_b");
        let relevant = "/data/group/first_name_2 != '' and ${a_b} - 1 > 2";
        assert_eq!(book.survey[2].cell("relevant"), relevant);
        assert_eq!(book.survey[2].cell("label"), "Dear ${first_name_2}, and/or first-name");
    }

    #[test]
    fn a_form_without_such_names_stays_as_it_is() {
        let survey = vec![row(&[("type", "text"), ("name", "plain"), ("label", "a-b / c.d")])];
        let mut book = Workbook { survey: survey.clone(), ..Workbook::default() };
        assert!(rename(&mut book).is_empty());
        assert_eq!(book.survey, survey);
    }
}
