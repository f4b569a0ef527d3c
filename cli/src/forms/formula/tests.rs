//! Formulas of XLSForms as they stand in a playbook: kinds, gaps, parts in parts, and what has no counterpart.

use super::super::xpath::parse;
use super::*;

fn names() -> Names {
    let one = |kind, repeat: Option<&str>| Named { kind, repeat: repeat.map(str::to_owned) };
    let questions = [
        ("age", one(Kind::Number, None)),
        ("sex", one(Kind::Text, None)),
        ("tags", one(Kind::Several, None)),
        ("born", one(Kind::Date, None)),
        ("price", one(Kind::Number, Some("parts"))),
    ];
    Names {
        questions: questions.map(|(name, named)| (name.to_owned(), named)).into(),
        repeats: vec!["parts".to_owned()],
    }
}

fn made(text: &str) -> Result<String, String> {
    let place = Place { repeat: None, this: Some(Kind::Number) };
    Ok(formula(&parse(text)?, &names(), place)?.0)
}

#[test]
fn types_are_written_out() {
    for (xpath, cel) in [
        ("${sex} = 1", "a.sex == '1'"),
        ("selected(${sex}, 'm') and selected(${tags}, 'x')", "(a.sex == 'm' && 'x' in a.tags)"),
        ("today() - ${born}", "(days(today) - days(a.born))"),
        ("${born} <= today()", "a.born <= today"),
        ("if(${age} = 'NaN', 0, int(${age} div 12))", "(!has(a.age) ? 0 : trunc((a.age / 12)))"),
        ("not(${age} > 3)", "!(coalesce(a.age > 3, false))"),
        ("count-selected(${tags}) <= 3", "coalesce(size(a.tags) <= 3, false)"),
        (
            "if(${sex} = '', 'none', concat(${sex}, ${age}))",
            "(a.sex == '' ? 'none' : (a.sex + text(a.age)))",
        ),
        ("sum(${price}) + count(${parts})", "(sum(a.parts.price) + size(a.parts))"),
        (". >= .5", "coalesce(this >= 0.5, false)"),
    ] {
        assert_eq!(made(xpath).as_deref(), Ok(cel), "{xpath}");
    }
}

#[test]
fn parts_in_parts_are_written_once_each() {
    let scores = |depth: usize| {
        let begin: String = (0..depth).map(|at| format!("if(${{age}}={at},{at},")).collect();
        made(&format!("{begin}0{}", ")".repeat(depth))).expect("a formula")
    };
    assert!(scores(30).len() < 40 * scores(1).len());
    let same = "1=".repeat(100) + "1";
    assert!(made(&same).is_ok_and(|formula| formula.len() < 100 * 100));
    let why = made(&("1+".repeat(5_000) + "1")).expect_err("too long");
    assert!(why.contains("parts"), "{why}");
}

#[test]
fn what_has_no_counterpart_is_refused_by_name() {
    for (xpath, why) in [
        ("regex(${sex}, '^a')", "the function regex() with 2 parts is not supported"),
        ("${nobody} + 1", "there is no question 'nobody'"),
        ("position(..)", "names no question"),
        ("${price} > 1", "is asked in each item of 'parts'"),
    ] {
        let refused = made(xpath).expect_err(xpath);
        assert!(refused.contains(why), "{xpath}: {refused}");
    }
}
