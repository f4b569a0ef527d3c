//! Whether what somebody is about to found is here already: the same number and the same kind, a short time ago.

use counterfoil_domain::sorting::SortSmall as _;
use std::collections::BTreeSet;

use counterfoil_domain::extract::TicketDraft;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::SAME_MATTER_MS;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::{Subject, SubjectKind};
use counterfoil_store::{Connection, cards};

use super::{Orders, content};
use crate::error::{Caused, ClientError};
use crate::layers;
use crate::phone::core::Core;

/// An order that a draft may be about already: a hint, and the person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameMatter {
    /// The order.
    pub order: SubjectId,
    /// What people call it.
    pub title: Option<String>,
    /// Where it stands.
    pub stage_name: Words,
    /// Whether it is over.
    pub is_over: bool,
    /// When it was founded, as it is believed.
    pub founded: Interval,
}

impl Orders {
    /// Orders on this phone with a number of the draft and of its kind that were founded in the last 72 hours, open ones
    /// first. Ask before [`Orders::found_from_draft`]; it stops nothing.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn same_matter(&self, draft: &TicketDraft) -> Result<Vec<SameMatter>, ClientError> {
        Ok(self.core.read(|connection| found(&self.core, connection, draft))?)
    }
}

fn found(core: &Core, connection: &Connection, draft: &TicketDraft) -> Caused<Vec<SameMatter>> {
    let Some(kind) = &draft.kind else { return Ok(Vec::new()) };
    let now = core.moment(connection)?.claimed();
    let (mut seen, mut all) = (BTreeSet::new(), Vec::new());
    for key in &draft.keys {
        for subject in cards::lookup_key(connection, &key.value, None)? {
            if subject.kind != SubjectKind::Order || !seen.insert(subject.id) {
                continue;
            }
            let Some(row) = cards::of_subject(connection, subject.id)? else { continue };
            if row.order_kind != *kind {
                continue;
            }
            let card = content(&row)?;
            let view = layers::view(core, connection, Subject::order(subject.id))?;
            let Some(founded) = view.state.founded() else { continue };
            // Where nobody can tell how long ago it was, it is shown.
            let ago_ms = now.earliest_ms.zip(founded.latest_ms);
            if ago_ms.is_some_and(|(now, then)| now.saturating_sub(then) > SAME_MATTER_MS) {
                continue;
            }
            let (order, title, stage_name) = (card.id, card.title, card.stage_name);
            all.push(SameMatter { order, title, stage_name, is_over: card.terminal, founded });
        }
    }
    all.sort_small_by_key(|one| one.is_over);
    Ok(all)
}
