//! Small surveys, and what is said of rows that cannot be imported.

use super::build;
use super::table::{Row, Workbook};

type Cells<'a> = &'a [(&'a str, &'a str)];

fn survey(survey: &[Cells<'_>], choices: &[Cells<'_>]) -> Workbook {
    let rows = |rows: &[Cells<'_>]| {
        let row = |(place, cells): (usize, Cells<'_>)| {
            let own = cells.iter().map(|(at, text)| ((*at).into(), (*text).into()));
            Row::new(place + 2, own.collect())
        };
        rows.iter().copied().enumerate().map(row).collect()
    };
    Workbook { survey: rows(survey), choices: rows(choices), settings: Row::default() }
}

#[test]
fn a_survey_becomes_a_form() {
    let book = survey(
        &[
            &[
                ("type", "select_one towns"),
                ("name", "town"),
                ("label", "Town"),
                ("required", "yes"),
            ],
            &[
                ("type", "select_one streets"),
                ("name", "street"),
                ("label", "Street of ${town}"),
                ("choice_filter", "town = ${town}"),
            ],
            &[
                ("type", "begin_repeat"),
                ("name", "pieces"),
                ("label", "Pieces"),
                ("relevant", "${town} != ''"),
            ],
            &[
                ("type", "decimal"),
                ("name", "kilos"),
                ("label", "Kilos"),
                ("constraint", ". > 0 and . <= 30"),
                ("constraint_message", "up to 30"),
            ],
            &[("type", "end_repeat")],
            &[("type", "calculate"), ("name", "all_kilos"), ("calculation", "sum(${kilos})")],
            &[
                ("type", "image"),
                ("name", "photo"),
                ("label", "Photo"),
                ("relevant", "${all_kilos} > 20"),
            ],
        ],
        &[
            &[("list_name", "towns"), ("name", "lj"), ("label", "Linjiang")],
            &[("list_name", "streets"), ("name", "wh"), ("label", "Wanghu"), ("town", "lj")],
        ],
    );
    let made = build::import(&book, "small");
    assert_eq!(made.refused, Vec::<String>::new());
    assert_eq!((made.questions, made.choices), (5, 2));
    let form = made.form.expect("a form");
    let of = |at: &str| form.schema.pointer(at).cloned().unwrap_or_default();
    assert_eq!(of("/properties/street/x-filter/town"), "a.town");
    assert_eq!(of("/properties/all_kilos/x-calculate"), "sum(a.pieces.kilos)");
    assert_eq!(
        of("/properties/pieces/items/properties/kilos/x-constraint/cel"),
        "(this > 0 && this <= 30)"
    );
}

#[test]
fn every_row_that_cannot_be_imported_is_named() {
    let book = survey(
        &[
            &[("type", "geopoint"), ("name", "where")],
            &[("type", "text"), ("name", "word"), ("constraint", "regex(../n, '^a')")],
            &[("type", "integer"), ("name", "n"), ("relevant", "${nobody} = 1")],
        ],
        &[],
    );
    let made = build::import(&book, "broken");
    assert!(made.form.is_none());
    let rows: Vec<&str> = made.refused.iter().filter_map(|why| why.split(':').next()).collect();
    assert_eq!(rows, ["row 2 (where)", "row 3 (word)", "row 4 (n)"], "{:#?}", made.refused);
}

#[test]
fn a_pattern_of_the_answer_is_the_pattern_of_its_text() {
    let book = survey(
        &[&[
            ("type", "text"),
            ("name", "serial"),
            ("constraint", "regex(., '[A-Z]{2}[0-9]{6}') and . != 'AA000000'"),
            ("constraint_message", "two letters, six digits"),
        ]],
        &[],
    );
    let made = build::import(&book, "serials");
    assert_eq!(made.refused, Vec::<String>::new());
    let form = made.form.expect("a form");
    let of = |at: &str| form.schema.pointer(at).cloned().unwrap_or_default();
    assert_eq!(of("/properties/serial/pattern"), "^(?:[A-Z]{2}[0-9]{6})$");
    assert_eq!(of("/properties/serial/x-constraint/cel"), "this != 'AA000000'");
    assert!(!of("/properties/serial/x-pattern-message").is_null());
}

#[test]
fn a_cell_in_the_farthest_corner_makes_no_large_table() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("survey").expect("a name");
    let cells = [["type", "name", "label"], ["text", "town", "Town"]];
    for (row, line) in (0..).zip(cells) {
        for (column, text) in (0..).zip(line) {
            sheet.write(row, column, text).expect("a cell");
        }
    }
    // XFD1048576: 17 thousand million cells, if somebody made a table of them.
    sheet.write(1_048_575, 16_383, "far").expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    assert!(bytes.len() < 20_000, "{} bytes", bytes.len());
    let begun = std::time::Instant::now();
    let import = super::import(&bytes, "far");
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    assert_eq!((import.form.is_some(), import.questions), (true, 1), "{:?}", import.refused);
}
