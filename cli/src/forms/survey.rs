//! The rows of a survey as a tree: groups, repeat groups, questions.

use super::table::Row;

/// What a row is, with what stands in it.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A question, a note, a calculation.
    Question(Row),
    /// A group.
    Group(Row, Vec<Item>),
    /// A repeat group.
    Repeat(Row, Vec<Item>),
}

/// Groups in each other, at most.
const DEPTH_MAX: usize = 12;

/// The tree of a survey's rows, or what does not close.
pub(super) fn tree(rows: &[Row]) -> Result<Vec<Item>, String> {
    let mut open: Vec<(Row, bool, Vec<Item>)> = Vec::new();
    let mut top = Vec::new();
    for row in rows {
        let kind = row.cell("type").to_lowercase().replace(' ', "_");
        match kind.as_str() {
            "" => {}
            "begin_group" => open.push((row.clone(), false, Vec::new())),
            "begin_repeat" => open.push((row.clone(), true, Vec::new())),
            "end_group" | "end_repeat" => {
                let repeats = kind == "end_repeat";
                let Some((begun, is_repeat, items)) = open.pop() else {
                    return Err(format!("row {}: {kind} ends nothing", row.number));
                };
                if is_repeat != repeats {
                    return Err(format!("row {}: {kind} ends the wrong group", row.number));
                }
                let item = match is_repeat {
                    true => Item::Repeat(begun, items),
                    false => Item::Group(begun, items),
                };
                open.last_mut().map_or(&mut top, |(_, _, items)| items).push(item);
            }
            _ => {
                let items = open.last_mut().map_or(&mut top, |(_, _, items)| items);
                items.push(Item::Question(row.clone()));
            }
        }
        if open.len() > DEPTH_MAX {
            return Err(format!("row {}: groups are nested too deep", row.number));
        }
    }
    match open.last() {
        None => Ok(top),
        Some((begun, ..)) => Err(format!("row {}: the group has no end", begun.number)),
    }
}

impl Item {
    /// The row that it begins with.
    pub(super) fn row(&self) -> &Row {
        match self {
            Self::Question(row) | Self::Group(row, _) | Self::Repeat(row, _) => row,
        }
    }

    /// How many questions it has.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Question(_) => 1,
            Self::Group(_, items) => items.iter().map(Self::count).sum(),
            Self::Repeat(_, items) => 1 + items.iter().map(Self::count).sum::<usize>(),
        }
    }
}
