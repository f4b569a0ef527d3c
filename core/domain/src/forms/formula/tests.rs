//! Formulas: what they give, and what is refused.

use super::*;

fn names() -> Names {
    let mut names = Names::default();
    let questions = [
        ("age", Type::Number, None),
        ("sex", Type::Text, None),
        ("tags", Type::Texts, None),
        ("born", Type::Text, None),
        ("ok", Type::Bool, None),
        ("price", Type::Number, Some(0)),
    ];
    for (slot, (name, of, repeat)) in questions.into_iter().enumerate() {
        names.questions.insert(name.to_owned(), (slot, of, repeat));
    }
    names.repeats.insert("parts".to_owned(), 0);
    names
}

fn cell(value: Value) -> Cell {
    let answered = !value.is_empty();
    Cell { value, answered }
}

fn number(text: &str) -> Value {
    Value::Number(Number::parse(text).expect("a number"))
}

/// Age 41, born 1985, no sex given, two parts of 12.5 and 3.
fn value(text: &str) -> Value {
    let place = Place { repeat: Some(0), this: Some(Type::Number) };
    let formula = Formula::compile(text, &names(), place, None)
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    let unset = |of| Cell { value: Value::unset(of), answered: false };
    let tags = Value::List(std::sync::Arc::from([Value::text("wet"), Value::text("loud")]));
    let cells = vec![
        vec![cell(number("41"))],
        vec![unset(Type::Text)],
        vec![cell(tags)],
        vec![cell(Value::text("1985-03-01"))],
        vec![unset(Type::Bool)],
        vec![cell(number("12.5")), cell(number("3")), unset(Type::Number)],
    ];
    let (this, today, budget) = (cell(number("7")), Value::text("2026-11-22"), Budget::full());
    let reading = Reading {
        cells: &cells,
        items: &[3],
        item: 1,
        this: Some(&this),
        today: &today,
        budget: &budget,
    };
    formula.value(&reading)
}

#[test]
fn values_are_reckoned_as_written() {
    let cases = [
        ("a.age * 1.1", "45.1"),
        ("sum(a.parts.price) + size(a.parts)", "18.5"),
        ("max(a.parts.price) - min(a.parts.price)", "9.5"),
        ("item.price * 2 + this", "13"),
        ("a.age >= 18 && 'wet' in a.tags", "true"),
        ("a.sex == '' && !has(a.sex) && a.sex != 'm'", "true"),
        ("days(today) - days(a.born)", "15241"),
        ("a.born < today ? 'past' : 'future'", "past"),
        ("round(10 / 3, 2)", "3.33"),
        ("text(a.age) + ' years'", "41 years"),
        ("number('12') % 5", "2"),
        ("coalesce(a.sex, 'not said')", "not said"),
        ("a.ok", "false"),
        ("-a.age < 0 || item.price > 100", "true"),
        ("'abc'.startsWith('ab') && size('中文') == 2", "true"),
        ("floor(-2.5)", "-3"),
        ("a.age in [40, 41]", "true"),
    ];
    for (text, wanted) in cases {
        assert_eq!(value(text).written(), wanted, "{text}");
    }
}

#[test]
fn what_needs_a_number_that_is_not_given_has_no_value() {
    for text in ["1 / 0", "number('x') > 1", "!(number('') > 1)", "days('soon')", "a.sex < today"] {
        assert_eq!(value(text), Value::None, "{text}");
    }
    assert_eq!(value("number('x') > 1 || true"), Value::Bool(true));
    assert_eq!(value("false && number('x') > 1"), Value::Bool(false));
}

#[test]
fn a_text_costs_as_many_steps_as_it_is_long() {
    let place = Place { repeat: None, this: None };
    let formula = Formula::compile("a.sex == a.born", &names(), place, None).expect("compiles");
    let long = || cell(Value::text(&"长".repeat(16 << 20)));
    let none = || vec![cell(Value::None)];
    let cells = vec![none(), vec![long()], none(), vec![long()], none(), none()];
    let (today, budget) = (Value::None, Budget::full());
    let reading =
        Reading { cells: &cells, items: &[], item: 0, this: None, today: &today, budget: &budget };
    assert_eq!(formula.value(&reading), Value::Bool(true));
    let spent_after = (1..100).find(|_| {
        formula.value(&reading);
        budget.is_spent()
    });
    assert!(spent_after.is_some_and(|times| times > 5), "{spent_after:?}");
    assert_eq!(formula.value(&reading), Value::None, "it ends");
}

#[test]
fn what_cannot_work_is_refused_when_the_form_is_read() {
    let cases = [
        ("a.nobody == 1", "unknown_field"),
        ("b.age == 1", "unknown_field"),
        ("a.price > 1", "unknown_field"),
        ("item.age > 1", "unknown_field"),
        ("a.age == 'x'", "type"),
        ("a.sex + 1", "type"),
        ("now()", "unknown_function"),
        ("a.tags.map(t, t)", "unknown_function"),
        ("a.age ==", "parse"),
        ("a.age == 1.5e3", "not_used"),
        ("this.x", "unknown_field"),
        ("later", "unknown_variable"),
    ];
    for (text, code) in cases {
        let place = Place { repeat: Some(0), this: Some(Type::Number) };
        match Formula::compile(text, &names(), place, None) {
            Err(error) => assert_eq!(error.code(), code, "{text}: {error}"),
            Ok(found) => panic!("{text} passed: {found:?}"),
        }
    }
    let many = "a.age + ".repeat(300) + "1";
    let refused = Formula::compile(&many, &names(), Place::default(), None);
    assert_eq!(refused.expect_err("too long").code(), "too_much");
}
