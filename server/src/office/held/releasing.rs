//! Releasing: the gate judges again what waits, where that is asked after its author was given the order.

use counterfoil_domain::ids::{Hash, PersonId, SubjectId};
use counterfoil_domain::verdict::Verdict;
use serde::{Deserialize, Serialize};

use crate::intake;
use crate::office::acts::Act;
use crate::office::pushing::ActedEnvelope;
use crate::office::shapes::AssignOrder;
use crate::office::worklist::mark_of;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/office/held/{envelope}/release`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseHeld {
    /// Whether its author gets the order first.
    #[serde(default)]
    pub assign: Option<AssignFor>,
}

/// For how long an author gets an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignFor {
    /// It is his to do from now on.
    Good,
    /// For this alone: then it is again whose it was.
    This,
}

/// What became of a record that was to be released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// The order.
    pub order: SubjectId,
    /// The record's mark now: `held` if it still waits.
    pub mark: String,
    /// Why, as a short code.
    pub why: Option<String>,
    /// What the office wrote to give the order, and to give it back.
    pub envelopes: Vec<ActedEnvelope>,
}

impl Server {
    /// Lets the gate judge again what waits on the subject of a record.
    pub async fn release_held(&self, hash: Hash, how: ReleaseHeld) -> Answer<Released> {
        let (_, header) = self.held_envelope(hash).await?;
        let order = header.subject.id;
        let mut envelopes = Vec::new();
        if let (Some(how), true) = (how.assign, self.waits(hash).await?) {
            let before = self.read_order(order).await?.state.assigned;
            envelopes.extend(self.give(order, Some(header.person)).await?);
            if how == AssignFor::This && before != [header.person] {
                envelopes.extend(self.give(order, before.first().copied()).await?);
            }
        }
        let judged = intake::judge_waiting_on(&self.engine, self.tenant(), order, self.now_ms());
        judged.await.map_err(|error| Problem::internal("intake", &error))?;
        self.poke_tip().await?;
        let known = self.storage.known(self.tenant(), vec![hash]).await?;
        let verdict = known.into_iter().next().and_then(|known| known.verdict);
        let (mark, why) = verdict.as_ref().map_or(("body_missing", None), mark_of);
        Ok(Released { order, mark: mark.to_owned(), why, envelopes })
    }

    async fn waits(&self, hash: Hash) -> Answer<bool> {
        let known = self.storage.known(self.tenant(), vec![hash]).await?;
        Ok(known.iter().any(|known| matches!(known.verdict, Some(Verdict::Held { .. }))))
    }

    async fn give(&self, order: SubjectId, to: Option<PersonId>) -> Answer<Vec<ActedEnvelope>> {
        let assign = Act::Assign(AssignOrder { to, ..AssignOrder::default() });
        Ok(self.act_on(order, &assign).await?.envelopes)
    }
}
