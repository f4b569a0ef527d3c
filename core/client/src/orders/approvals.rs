//! Approvals by way of the hub: asking for them, what waits for an answer, answering.

use counterfoil_domain::approval::Shown;
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{Approval, ApprovalRequest, Delegation};
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::approvals::ApprovalRow;
use counterfoil_store::Connection;
use counterfoil_store::cards::{self, CardFilter};

use super::{CardOrder, Done, Orders, content};
use crate::capturing::look;
use crate::error::{Caused, ClientError, NotAllowed};
use crate::layers::{self, View};
use crate::phone::core::Core;

/// A request that waits for an answer of this person's role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingApproval {
    /// The order.
    pub order: SubjectId,
    /// What people call it.
    pub title: Option<String>,
    /// The level that is asked, with who asks.
    pub row: ApprovalRow,
    /// Exactly what an approval is good for.
    pub shown: Shown,
}

impl Orders {
    /// The approvals of the steps from here, level by level: who has answered, what is missing, what has lapsed.
    ///
    /// # Errors
    /// [`ClientError::NotFound`].
    pub fn approvals(&self, id: SubjectId) -> Result<Vec<ApprovalRow>, ClientError> {
        let view = look(&self.core, id)?;
        rows_now(&self.core, &view)
    }

    /// Asks the level whose turn it is to approve a step, as the order stands here.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] where nothing is to be asked; as [`Orders::act`].
    pub fn request_approval(
        &self,
        id: SubjectId,
        transition: &str,
        note: Option<String>,
    ) -> Result<Done, ClientError> {
        let view = look(&self.core, id)?;
        let row = turn(&self.core, &view, transition)?;
        let ask = ApprovalRequest {
            transition: row.transition,
            level: row.level,
            request: row.request,
            note,
        };
        self.act(id, Command::AskApproval(ask), None)
    }

    /// Requests that wait for somebody in this person's role, of all orders that are here.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn approvals_waiting(&self) -> Result<Vec<WaitingApproval>, ClientError> {
        Ok(self.core.read(|connection| waiting(&self.core, connection))?)
    }

    /// Answers a request that came by way of the hub. It is an answer to what this phone shows: if that is not what
    /// was asked any more, it has to be asked again.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `changed`; as [`Orders::act`].
    pub fn answer_approval(
        &self,
        id: SubjectId,
        transition: &str,
        granted: bool,
        note: Option<String>,
    ) -> Result<Done, ClientError> {
        let view = look(&self.core, id)?;
        let row = turn(&self.core, &view, transition)?;
        if row.asked.as_ref().is_some_and(|ask| ask.changed) {
            return Err(not_now(
                "changed",
                "内容有变动,须重新申请",
                "what was shown has changed: ask again",
            ));
        }
        let answer = Approval {
            request: row.request,
            level: row.level,
            granted,
            note,
            transition: Some(row.transition),
            in_stead_of: None,
            statement: None,
        };
        self.act(id, Command::Approve(answer), None)
    }

    /// Lets somebody else approve on this order in one's stead, until a time (ms since 1970).
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn delegate_approval(
        &self,
        id: SubjectId,
        to: PersonId,
        until_ms: u64,
        note: Option<String>,
    ) -> Result<Done, ClientError> {
        self.act(id, Command::Delegate(Delegation { to, until_ms, note }), None)
    }
}

pub(super) fn not_now(code: &'static str, zh: &str, en: &str) -> ClientError {
    ClientError::NotAllowed { reason: NotAllowed::now(code, zh, en) }
}

pub(super) fn nothing_to_ask() -> ClientError {
    not_now("nothing_to_ask", "现在没有可申请的审批", "there is nothing to ask approval for now")
}

/// The approvals as they stand by this phone's time.
fn rows_now(core: &Core, view: &View) -> Result<Vec<ApprovalRow>, ClientError> {
    let now = core.read(|connection| Ok(core.moment(connection)?.claimed()))?;
    Ok(view.state.approval_rows_at(&view.playbook, &now))
}

/// The level whose turn it is.
pub(super) fn turn(core: &Core, view: &View, transition: &str) -> Result<ApprovalRow, ClientError> {
    let rows = rows_now(core, view)?;
    let found = rows.into_iter().find(|row| row.transition == transition && row.is_open);
    found.ok_or_else(nothing_to_ask)
}

fn waiting(core: &Core, connection: &Connection) -> Caused<Vec<WaitingApproval>> {
    let (roles, me) = (core.roles(connection)?, core.person()?);
    let filter = CardFilter { is_known: Some(true), ..CardFilter::default() };
    let now = core.moment(connection)?.claimed();
    let mut found = Vec::new();
    cards::each(connection, &filter, CardOrder::Due, |row| {
        let card = content(row)?;
        if card.asks_roles.unwrap_or_default().is_empty() {
            return Caused::Ok(());
        }
        let view = layers::view(core, connection, row.subject)?;
        let rows = view.state.approval_rows_at(&view.playbook, &now);
        let mine = rows.into_iter().filter(|row| is_mine(&view, row, &roles, me));
        for row in mine {
            let step = view.playbook.transition(view.state.kind(), &row.transition);
            let shown = step.and_then(|step| view.state.shown_for_approval(&view.playbook, step));
            let (order, title) = (card.id, card.title.clone());
            found.extend(shown.map(|shown| WaitingApproval { order, title, row, shown }));
        }
        Ok(())
    })?;
    Ok(found)
}

fn is_mine(view: &View, row: &ApprovalRow, roles: &[String], me: PersonId) -> bool {
    let asked = row.asked.as_ref().is_some_and(|ask| !ask.changed && ask.person != me);
    let answered = row.answers.iter().any(|one| one.approver == me && one.lapsed.is_none());
    let role = roles.iter().any(|role| row.roles.contains(role));
    row.is_open && asked && !answered && (role || view.state.may_stand_in(&me))
}
