//! Parting: the office undoes a join. It is no envelope of the office's chain, because it is about two orders at
//! once; the log's entry says who wanted it.

use counterfoil_domain::ids::SubjectId;
use serde::{Deserialize, Serialize};

use crate::gate::Parting;
use crate::intake;
use crate::problem::Answer;
use crate::server::Server;

/// `POST /v1/office/orders/{order}/part`
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartOrders {
    /// The order that is not the same one after all.
    pub other: SubjectId,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PartedShown {
    /// The one that led.
    pub lead: SubjectId,
    /// The one that followed.
    pub other: SubjectId,
    /// Place in the log; absent if they were not one.
    pub index: Option<u64>,
}

impl Server {
    /// Parts two orders, whichever of them leads. Two that are not one stay as they are.
    pub async fn part_orders(&self, one: SubjectId, other: SubjectId) -> Answer<PartedShown> {
        let by = self.office_person;
        for (lead, other) in [(one, other), (other, one)] {
            let parting = Parting { lead, other, by };
            let parted = intake::part(&self.engine, self.tenant(), parting, self.now_ms()).await?;
            if let Some(index) = parted {
                self.poke_tip().await?;
                return Ok(PartedShown { lead, other, index: Some(index) });
            }
        }
        Ok(PartedShown { lead: one, other, index: None })
    }
}
