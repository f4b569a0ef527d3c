//! What each row comes to: who is meant, and whether the order is here already.

use std::collections::HashMap;

use counterfoil_domain::ids::{ActId, Hash, PersonId, SubjectId};
use counterfoil_domain::subject::Key;
use unicode_normalization::UnicodeNormalization as _;

use super::report::{RowOutcome, RowShown};
use crate::problem::Answer;
use crate::server::Server;
use crate::storage::imports::ImportedRow;
use crate::tables::drafts::RowDraft;

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// A new order under this id; or the rest of one that an import began and did not end.
    Make {
        /// The order.
        order: SubjectId,
        /// Whether nobody can know it yet.
        fresh: bool,
    },
    /// Here already.
    Exists(SubjectId),
    /// Cancelled by undoing an import: it is to stand again.
    Restore(SubjectId),
    /// Refused.
    Refused,
}

/// A row with what it comes to.
pub(super) struct Resolved {
    pub(super) draft: RowDraft,
    pub(super) assign: Option<PersonId>,
    pub(super) fate: Fate,
}

/// What is here already.
struct Here {
    keys: HashMap<Key, SubjectId>,
    rows: HashMap<Hash, ImportedRow>,
    undone: HashMap<SubjectId, ImportedRow>,
    people: HashMap<String, Vec<PersonId>>,
}

impl Resolved {
    /// The row as it is kept before anything is made of it.
    pub(super) fn kept(&self, import: ActId) -> Option<ImportedRow> {
        let subject = match self.fate {
            Fate::Make { order, .. } | Fate::Restore(order) => order,
            Fate::Exists(_) | Fate::Refused => return None,
        };
        let (row, content) = (self.draft.row, self.draft.content);
        Some(ImportedRow { import, row, content, subject, head: None, undone: false })
    }

    /// The row for the report.
    pub(super) fn shown(self, outcome: RowOutcome) -> RowShown {
        let order = match self.fate {
            Fate::Make { order, .. } | Fate::Restore(order) | Fate::Exists(order) => Some(order),
            Fate::Refused => None,
        };
        RowShown {
            row: self.draft.row,
            outcome,
            order: order.filter(|_| !matches!(outcome, RowOutcome::Refused | RowOutcome::Ready)),
            key: self.draft.keys.first().map(|key| key.value.clone()),
            remarks: self.draft.remarks.0,
        }
    }
}

impl Server {
    pub(super) async fn resolve_rows(&self, drafts: Vec<RowDraft>) -> Answer<Vec<Resolved>> {
        let here = self.what_is_here(&drafts).await?;
        drafts.into_iter().map(|draft| self.resolve(draft, &here)).collect()
    }

    async fn what_is_here(&self, drafts: &[RowDraft]) -> Answer<Here> {
        let keys = drafts.iter().flat_map(RowDraft::own_keys).cloned().collect();
        // What a phone founded by a scan is joined with what the office makes of it: it is not here yet.
        let known = self.storage.keys_known(self.tenant(), keys).await?.into_iter();
        let keys: HashMap<Key, SubjectId> =
            known.filter(|one| one.office).map(|one| (one.key, one.subject)).collect();
        let contents = drafts.iter().map(|draft| draft.content).collect();
        let rows = self.storage.rows_known(self.tenant(), contents).await?;
        let rows: HashMap<Hash, ImportedRow> =
            rows.into_iter().map(|row| (row.content, row)).collect();
        let subjects = keys.values().copied().collect();
        let undone = self.storage.rows_undone(self.tenant(), subjects).await?;
        let undone = undone.into_iter().map(|row| (row.subject, row)).collect();
        let mut people: HashMap<String, Vec<PersonId>> = HashMap::new();
        for person in self.storage.people(self.tenant()).await? {
            if person.person != self.office_person {
                people.entry(name(&person.name)).or_default().push(person.person);
            }
        }
        Ok(Here { keys, rows, undone, people })
    }

    fn resolve(&self, mut draft: RowDraft, here: &Here) -> Answer<Resolved> {
        let assign = assign(&mut draft, here);
        let fate = match standing(&mut draft, here) {
            _ if draft.remarks.refuses() => Fate::Refused,
            Some(fate) => fate,
            None => Fate::Make { order: self.new_order_id()?, fresh: true },
        };
        Ok(Resolved { draft, assign, fate })
    }
}

/// One spelling for a name, as people type it into a table.
fn name(name: &str) -> String {
    let kept = name.nfkc().filter(|c| !c.is_whitespace());
    kept.flat_map(char::to_lowercase).collect()
}

fn assign(draft: &mut RowDraft, here: &Here) -> Option<PersonId> {
    let wanted = draft.assign.clone()?;
    match here.people.get(&name(&wanted)).map(Vec::as_slice) {
        Some([person]) => return Some(*person),
        Some(_) => draft.remarks.refuse(
            "person_ambiguous",
            None,
            format!("有不止一位“{wanted}”,分不清派给谁"),
            format!("there is more than one {wanted}"),
        ),
        None => draft.remarks.refuse(
            "person_unknown",
            None,
            format!("没有叫“{wanted}”的人,请先添加人员或改正姓名"),
            format!("nobody is called {wanted}: enter the person first, or mend the name"),
        ),
    }
    None
}

/// Where a row's order stands already; `None` if it is nowhere.
fn standing(draft: &mut RowDraft, here: &Here) -> Option<Fate> {
    let mut orders: Vec<SubjectId> =
        draft.own_keys().filter_map(|key| here.keys.get(key).copied()).collect();
    orders.sort_unstable();
    orders.dedup();
    let row = here.rows.get(&draft.content).filter(|_| orders.len() <= 1);
    if let Some(row) = row.filter(|row| row.head.is_none()) {
        return Some(Fate::Make { order: row.subject, fresh: false });
    }
    match orders.as_slice() {
        [] => {
            row.filter(|_| draft.own_keys().next().is_none()).map(|row| Fate::Exists(row.subject))
        }
        [order] if here.undone.contains_key(order) => Some(Fate::Restore(*order)),
        [order] => Some(Fate::Exists(*order)),
        _ => {
            let zh = "这一行的几个单号分别属于不同的工单".to_owned();
            let en = "its codes belong to different orders".to_owned();
            draft.remarks.refuse("keys_of_two_orders", None, zh, en);
            None
        }
    }
}
