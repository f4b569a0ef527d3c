//! The sheet: a whole order for one screen, with what could be done next.

use std::sync::Arc;

use counterfoil_domain::command::{Offer, offers};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Sheet;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::sla::target::Target;

use super::{Orders, Shown};
use crate::capturing::look;
use crate::error::ClientError;
use crate::layers::clocks::{self, Now};

/// A whole order as its person sees it.
#[derive(Debug, Clone)]
pub struct OrderSheet {
    /// What is known of it.
    pub sheet: Sheet,
    /// The steps that could be made next, with what is still missing for each.
    pub offers: Vec<Offer>,
    /// The playbook in whose words it is shown.
    pub playbook: Arc<Playbook>,
    /// To be handed back with a command, so that nothing is overwritten that this screen did not show.
    pub shown: Shown,
    /// Whether the hub decides on some of the unsent work.
    pub hub_decides: bool,
    /// Its service levels as they stand now, with what each was reckoned on.
    pub targets: Vec<Target>,
}

impl Orders {
    /// The playbook that an order is pinned to, in whose words it is shown.
    ///
    /// # Errors
    /// [`ClientError::NotFound`].
    pub fn playbook(&self, id: SubjectId) -> Result<Arc<Playbook>, ClientError> {
        Ok(look(&self.core, id)?.playbook)
    }

    /// The newest playbook that is here: for lists of reasons and answers that belong to no order.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn newest_playbook(&self) -> Result<Arc<Playbook>, ClientError> {
        Ok(self.core.read(|connection| self.core.playbook(connection, 0))?)
    }

    /// The sheet of an order, or of another subject.
    ///
    /// # Errors
    /// [`ClientError::NotFound`].
    pub fn sheet(&self, id: SubjectId) -> Result<OrderSheet, ClientError> {
        let view = look(&self.core, id)?;
        let mut sheet = Sheet::from(&view.state, &view.playbook);
        if let Some(words) = view.details_to_come(self.core.person()?) {
            sheet.card.stage_name = words;
        }
        sheet.card.update_needed |= view.stages_locked;
        let targets = self.core.read(|connection| {
            let now = Now::of(&self.core.moment(connection)?);
            let stops = clocks::stops(connection)?;
            clocks::put_due(&self.core, connection, &stops, now, &mut sheet.card)?;
            let own = std::slice::from_mut(&mut sheet.card);
            super::notices::put_unread(&self.core, connection, own)?;
            clocks::targets(&self.core, connection, &stops, now, &sheet.card)
        })?;
        Ok(OrderSheet {
            targets,
            sheet,
            offers: match view.stages_locked {
                true => Vec::new(),
                false => offers(&view.playbook, &view.state, &view.actor, &view.sight),
            },
            playbook: view.playbook,
            shown: view.shown,
            hub_decides: view.hub_decides,
        })
    }
}
