//! Pages: a group is a page, unless it is too long for one; then what stands in it is.

use counterfoil_domain::limits;
use serde_json::{Value, json};

use super::build::Builder;
use super::formula::Place;
use super::kinds::{Asked, asked};
use super::survey::Item;
use super::table::Row;

/// Questions of a page, at most, where they can be parted.
const PAGE_QUESTIONS_MAX: usize = 20;

/// One page while it is made.
#[derive(Debug, Default)]
struct Page {
    label: Option<Value>,
    rules: Vec<String>,
    elements: Vec<Value>,
}

/// The UI schema of a survey.
pub(super) fn layout(builder: &mut Builder, items: &[Item]) -> Value {
    let mut pages = Vec::new();
    part(builder, items, (None, &[]), &mut pages);
    pages.retain(|page| !page.elements.is_empty());
    if pages.len() > limits::FORM_PAGES_MAX {
        let (count, max) = (pages.len(), limits::FORM_PAGES_MAX);
        builder.refused.push(format!("it has {count} pages, more than {max}"));
    }
    let categories: Vec<Value> = pages.into_iter().map(category).collect();
    json!({"type": "Categorization", "elements": categories})
}

fn category(page: Page) -> Value {
    let mut category = json!({"type": "Category", "elements": page.elements});
    if let Some(label) = page.label {
        category["x-label"] = label;
    }
    if let Some(cel) = joined(&page.rules) {
        category["rule"] = rule(&cel);
    }
    category
}

fn joined(rules: &[String]) -> Option<String> {
    match rules {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("({})", several.join(") && ("))),
    }
}

fn rule(cel: &str) -> Value {
    json!({"effect": "SHOW", "condition": {"x-cel": cel}})
}

/// Questions that follow each other share a page; groups have their own.
fn part(
    builder: &mut Builder,
    items: &[Item],
    (label, rules): (Option<&Value>, &[String]),
    pages: &mut Vec<Page>,
) {
    let new = || Page { label: label.cloned(), rules: rules.to_vec(), elements: Vec::new() };
    let mut page = new();
    for item in items {
        let is_group = matches!(item, Item::Group(..) | Item::Repeat(..));
        if is_group || page.elements.len() >= PAGE_QUESTIONS_MAX {
            pages.push(std::mem::replace(&mut page, new()));
        }
        match item {
            Item::Group(row, inner) => {
                let own = builder.languages.words(row, "label");
                let mut rules = rules.to_vec();
                rules.extend(builder.condition(row, "relevant", Place::default()));
                let label = own.as_ref().or(label);
                if item.count() > PAGE_QUESTIONS_MAX {
                    part(builder, inner, (label, &rules), pages);
                } else {
                    let elements = elements(builder, inner, None);
                    pages.push(Page { label: label.cloned(), rules, elements });
                }
            }
            Item::Repeat(row, _) => {
                let own = builder.languages.words(row, "label");
                let elements = elements(builder, std::slice::from_ref(item), None);
                let label = own.or_else(|| label.cloned());
                pages.push(Page { label, rules: rules.to_vec(), elements });
            }
            Item::Question(_) => {
                page.elements.extend(elements(builder, std::slice::from_ref(item), None));
            }
        }
    }
    pages.push(page);
}

fn elements(builder: &mut Builder, items: &[Item], repeat: Option<&str>) -> Vec<Value> {
    items.iter().filter_map(|item| element(builder, item, repeat)).collect()
}

fn element(builder: &mut Builder, item: &Item, repeat: Option<&str>) -> Option<Value> {
    let row = item.row();
    let mut element = match item {
        Item::Question(row) => question(builder, row)?,
        Item::Group(row, inner) => {
            let elements = elements(builder, inner, repeat);
            let mut group = json!({"type": "Group", "elements": elements});
            if let Some(words) = builder.languages.words(row, "label") {
                group["x-label"] = words;
            }
            group
        }
        Item::Repeat(row, inner) => {
            let name = row.cell("name");
            let detail = elements(builder, inner, Some(name));
            let detail = json!({"type": "VerticalLayout", "elements": detail});
            json!({
                "type": "Control", "scope": format!("#/properties/{name}"),
                "options": {"detail": detail},
            })
        }
    };
    let place = Place { repeat, this: None };
    if let Some(cel) = builder.condition(row, "relevant", place) {
        element["rule"] = rule(&cel);
    }
    Some(element)
}

fn question(builder: &Builder, row: &Row) -> Option<Value> {
    match asked(row) {
        Ok(Asked::Note) => {
            let words = builder.languages.words(row, "label")?;
            Some(json!({"type": "Label", "x-label": words}))
        }
        Ok(Asked::Question(..) | Asked::Choosing { .. }) => {
            Some(json!({"type": "Control", "scope": format!("#/properties/{}", row.cell("name"))}))
        }
        _ => None,
    }
}
