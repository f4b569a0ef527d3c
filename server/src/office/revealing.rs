//! A masked value is shown whole to somebody who says why: the hub writes who looked at what, and then answers.

use axum::http::StatusCode;
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Revealed;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::Actor;
use counterfoil_domain::order::fields::MASKED;
use counterfoil_domain::order::value::Value;
use counterfoil_domain::playbook::policy::{self, Standing};
use counterfoil_sync::access::{RevealAnswer, RevealAsk};

use super::acting::founded;
use super::folded::OrderRead;
use crate::door::Caller;
use crate::page;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::Touched;

impl Server {
    /// Shows a masked value to who sees the mask and may have it whole, once it is written that he did.
    pub async fn reveal(&self, caller: &Caller, ask: RevealAsk) -> Answer<RevealAnswer> {
        if ask.reason.trim().is_empty() {
            return Err(Problem::malformed("A reason is needed"));
        }
        if !MASKED.iter().any(|(path, _)| *path == ask.path) {
            return Err(Problem::malformed("This path has no masked form"));
        }
        let read = self.read_order(ask.order).await?;
        let actor = Actor {
            assigned: self.is_own(caller.person, ask.order).await?,
            ..Actor::on(&read.state, caller.person, self.roles_of(caller.person).await?)
        };
        check(&read, &actor)?;
        let Some(Value::Text(value)) = read.state.field(&ask.path) else {
            return Err(Problem::not_found());
        };
        let RevealAsk { order, path, reason } = ask;
        let said = Revealed { path, person: caller.person, reason };
        self.do_act(order, |read| founded(read).map(|_| Command::Reveal(said.clone()))).await?;
        Ok(RevealAnswer { value })
    }

    /// Whether an order is somebody's own, as it is where his phone's part of it is decided: assigned to him, in his
    /// hands, or founded by him.
    async fn is_own(&self, person: PersonId, order: SubjectId) -> Answer<bool> {
        let tip = self.storage.tip(self.tenant()).await?;
        let (sizes, before) = ((tip.size, tip.size), page::predecessor(order));
        let (tenant, own) = (self.tenant(), Touched::Own);
        let found = self.storage.subjects_at(tenant, person, own, sizes, before, 1).await?;
        let state = found.into_iter().next().and_then(|one| one.now);
        Ok(state.is_some_and(|state| state.subject.id == order && state.own))
    }
}

/// Who does not see the mask is told nothing, not even that there is one.
fn check(read: &OrderRead, actor: &Actor) -> Answer<()> {
    let (kind, stage) = (read.state.kind(), read.state.stage.stage.as_str());
    let any = |asks: &dyn Fn(&Standing<'_>) -> bool| {
        actor
            .roles
            .iter()
            .any(|role| asks(&Standing { role, kind, stage, assigned: actor.assigned }))
    };
    if !any(&|one| policy::sees(&read.playbook, one).contains("plan")) {
        return Err(Problem::not_found());
    }
    if !any(&|one| policy::may_add(&read.playbook, one, "revealed")) {
        let title = "This role may not have masked values shown";
        return Err(Problem::new(StatusCode::FORBIDDEN, "may_not_reveal", title));
    }
    Ok(())
}
